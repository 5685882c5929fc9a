"""What stands beside the conversation, and the field that searches: their looks and words."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QRadioButton, QStyle

from desktop_app.shell.models.downloads import DownloadPhase, DownloadState
from desktop_app.shell.platform.diagnostics import CrashTrace
from desktop_app.ui.chat.empty_chat import EmptyChat
from desktop_app.ui.chat.failure_card import FailureCard
from desktop_app.ui.conversations.search_field import SearchField
from desktop_app.ui.help.crash_offer import CrashOffer
from desktop_app.ui.models.download_card import DownloadCard
from desktop_app.ui.scenes.label_rows import LabelRow
from desktop_app.ui.scenes.picker import ScenePicker
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.round_icon import RoundIcon
from desktop_app.ui.window.header import Header
from tests.support.fakes import SCENE


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
    face = card.findChild(RoundIcon)
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


def test_what_is_to_be_ticked_grows_with_the_text(qtbot, theme, icons, sized):
    box, radio = CheckBox("Yes"), QRadioButton("One")
    row = LabelRow(theme, icons)
    for widget in (box, radio, row):
        qtbot.addWidget(widget)
        widget.show()
    sides = []
    for percent in (100, 200):
        sized(percent)
        metric = QStyle.PixelMetric.PM_ExclusiveIndicatorWidth
        circle = radio.style().pixelMetric(metric, None, radio)
        sides.append((box.words_left - 12, circle, row.remove.iconSize().width()))
    assert sides[0] == (16, 16, 16)
    assert sides[1] == (32, 32, 32)


def test_a_folder_that_nothing_opens_is_named(qtbot, theme, tmp_path, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    offer = CrashOffer(theme)
    qtbot.addWidget(offer)
    offer.offer(CrashTrace(datetime.now(UTC), "trace", tmp_path / "crash.txt"))
    offer.open_folder.click()
    assert str(tmp_path) in offer.rest.text()


def test_large_text_leaves_a_page_more_room_than_a_chat_with_its_indicator(
    qtbot, theme, icons, sized
):
    header = Header(theme, icons, {SCENE.id: SCENE}, SCENE, "en")
    qtbot.addWidget(header)
    heights = []
    for percent in (100, 200):
        sized(percent)
        for is_chat in (True, False):
            header.set_chat(is_chat)
            heights.append(header.height())
    usual, page, large, large_page = heights
    assert page == usual
    assert large == 2 * usual
    assert large_page <= 0.7 * large
    assert large_page >= header.layout().minimumSize().height()


def test_names_in_tooltips_are_text(qtbot, theme):
    """A model's and a scene's name come from files; a tooltip would draw them as HTML."""
    picker, card = ScenePicker(theme, "en"), DownloadCard()
    qtbot.addWidget(picker)
    qtbot.addWidget(card)
    scene = dataclasses.replace(SCENE, name={"en": "<b>bold</b>"})
    picker.set_scenes({scene.id: scene})
    picker.set_current(scene.id)
    card.show_state(DownloadState(DownloadPhase.RUNNING, title="<i>model</i>"))
    assert "&lt;b&gt;bold&lt;/b&gt;" in picker.toolTip()
    assert "&lt;i&gt;model&lt;/i&gt;" in card.button.toolTip()
