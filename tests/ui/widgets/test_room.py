"""What is cut, what gives way and what hides where there is little room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.core.settings import Settings
from desktop_app.shell.inference.status import Phase
from tests.support.fakes import ScriptedBackend

CRISIS = {"en": "I want to die.", "zh": "我不想活了。"}


def shown_size(qtbot, window, width, height):
    window.resize(width, height)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == (width, height))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_is_never_cut_in_the_smallest_window(make_window, qtbot, language):
    window = make_window(ScriptedBackend(), language)
    shown_size(qtbot, window, 720, 480)
    window.area.composer.submitted.emit(CRISIS[language])
    care = window.area.care
    qtbot.waitUntil(lambda: not window.session.turns.busy)

    def is_whole() -> bool:
        labels: list[QLabel] = [care.heart, care.help, care.small]
        return all(label.height() >= label.heightForWidth(label.width()) for label in labels)

    qtbot.waitUntil(is_whole)
    assert care.height() >= sum(label.height() for label in (care.heart, care.help, care.small))


def test_with_large_text_suggestions_scroll_instead_of_being_squeezed(make_window, qtbot):
    window = make_window(settings=Settings(text_size=200))
    qtbot.waitUntil(lambda: window.session.model.status.phase is Phase.READY)
    shown_size(qtbot, window, 720, 480)
    for button in window.area.empty.suggestions:
        qtbot.waitUntil(lambda b=button: b.height() >= b.sizeHint().height())


def test_the_sidebar_leaves_the_room_to_large_text(make_window, qtbot):
    window = make_window()
    shown_size(qtbot, window, 1000, 700)
    assert window.sidebar.isVisible()
    window.theme.set_choice("light", 200)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    window.theme.set_choice("light", 100)
    qtbot.waitUntil(window.sidebar.isVisible)


def test_the_hint_shows_itself_whole_or_not_at_all(make_window, qtbot):
    window = make_window()
    hint = window.area.composer.hint
    assert hint.minimumSizeHint().width() == 0
    assert hint.width() >= hint.sizeHint().width()


def test_a_line_of_chinese_has_room_before_it_is_typed(make_window, qtbot):
    edit = make_window().area.composer.edit
    before = edit.height()
    edit.setPlainText("今天的实验终于成功了")
    assert edit.height() == before
    assert edit.blockBoundingRect(edit.document().firstBlock()).height() <= before


def test_a_page_opens_at_its_top_and_the_arrow_leads_back(make_window, qtbot):
    window = make_window()
    shown_size(qtbot, window, 900, 600)
    assert not window.header.back.isVisible()
    window.side_pages.show_shortcuts()
    page = window.side_pages.shortcuts
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() > 0)
    assert page.verticalScrollBar().value() == 0
    qtbot.mouseClick(window.header.back, Qt.MouseButton.LeftButton)
    assert not page.isVisible()
    assert not window.header.back.isVisible()


def test_the_conversation_of_the_start_is_marked_in_the_list(make_window):
    window = make_window()
    assert window.sidebar.panel.open_id == window.session.chat.id
