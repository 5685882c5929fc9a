"""What stands beside the conversation, and the field that searches: their looks and words."""

from __future__ import annotations

import dataclasses

import pytest

from desktop_app.ui.panels import EmptyChat, FailureCard
from desktop_app.ui.round_face import RoundFace
from desktop_app.ui.search_field import SearchField
from tests.fakes import SCENE


@pytest.fixture
def sized(theme):
    """Sets the text size in percent, for one test."""
    yield lambda percent: theme.set_choice("light", percent)
    theme.set_choice("light", 100)


def test_a_suggestion_that_was_edited_is_shown(qtbot, theme, icons):
    """Also where there are as many as before, below the same greeting."""
    empty = EmptyChat(theme, icons)
    qtbot.addWidget(empty)
    role = next(iter(SCENE.assistant.values()))
    for suggestions in (("one", "two"), ("one", "three")):
        empty.show_role(dataclasses.replace(role, suggestions=suggestions))
        assert tuple(button.said for button in empty.suggestions) == suggestions


def test_faces_grow_with_the_text(qtbot, theme, icons, sized):
    card = FailureCard(theme, icons)
    qtbot.addWidget(card)
    face = card.findChild(RoundFace)
    sized(100)
    before = face.width(), face.pixmap().deviceIndependentSize().width()
    sized(200)
    assert face.width() == 2 * before[0]
    assert face.pixmap().deviceIndependentSize().width() > 1.9 * before[1]


def test_the_glass_and_the_cross_grow_with_the_text(qtbot, theme, icons, sized):
    field = SearchField(theme, icons)
    qtbot.addWidget(field)
    field.resize(300, 80)
    field.setText("tea")
    field.show()
    inks = []
    for percent in (100, 200):
        sized(percent)
        picture = field.grab().toImage()
        assert field.clear_button.iconSize().width() == theme.px(16)
        ground = picture.pixel(6, 40)
        room = [(x, y) for x in range(8, theme.px(16) + 16) for y in range(8, 72)]
        inks.append(sum(picture.pixel(x, y) != ground for x, y in room))
        assert field.textMargins().left() > theme.px(16)
    assert inks[1] > 2 * inks[0] > 0
