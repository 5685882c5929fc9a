"""What is said in passing: how long, where, and how it looks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication

from desktop_app.ui.widgets.notice_bar import STAYS_MS, Notice, Tone


@pytest.fixture
def notice(qtbot, theme, icons):
    notice = Notice(theme, icons)
    qtbot.addWidget(notice)
    notice.resize(400, 60)
    return notice


def time_is_up(notice):
    assert notice.timer.isActive()
    assert notice.timer.interval() == STAYS_MS == 5000
    notice.timer.stop()
    notice.timer.timeout.emit()


def test_a_success_leaves_by_itself_and_an_error_stays_until_it_is_put_away(notice, qtbot):
    notice.add_error("The disk is full.")
    notice.add_success("Exported.")
    assert notice.text.text() == "The disk is full.\nExported."
    assert notice.tone is Tone.ERROR
    time_is_up(notice)
    assert notice.text.text() == "The disk is full."
    assert not notice.timer.isActive()
    qtbot.mouseClick(notice.close_button, Qt.MouseButton.LeftButton)
    assert notice.isHidden()


def test_news_that_is_neither_stays_too(notice):
    notice.add_text("The beginning was forgotten.")
    assert not notice.timer.isActive()
    assert notice.tone is Tone.INFO


def test_it_waits_for_the_keyboard_that_is_in_it(notice, qtbot):
    notice.offer_undo("Deleted.")
    with qtbot.waitActive(notice):
        notice.activateWindow()
    notice.undo.setFocus()
    qtbot.waitUntil(notice.undo.hasFocus)
    time_is_up(notice)
    assert not notice.isHidden()
    notice.undo.clearFocus()
    QApplication.sendEvent(notice, QEvent(QEvent.Type.Leave))
    time_is_up(notice)
    assert notice.isHidden()


def test_what_was_said_on_a_page_stays_there_and_errors_are_said_everywhere(notice):
    chat, settings = object(), object()
    notice.show_page(chat)
    notice.add_text("The beginning was forgotten.")
    notice.show_page(settings)
    assert notice.isHidden()
    notice.add_error("Not saved.")
    assert notice.text.text() == "Not saved."
    notice.put_away()
    notice.show_page(chat)
    assert notice.text.text() == "The beginning was forgotten."


def test_the_kinds_differ_in_look(notice, qtbot):
    grounds, icons = set(), set()
    for tone in Tone:
        notice.show_text("words", tone)
        qtbot.waitExposed(notice)
        image = notice.grab().toImage()
        grounds.add(image.pixelColor(QPoint(notice.width() // 2, 4)).name())
        icons.add(notice.icon.pixmap().cacheKey())
    assert len(grounds) == len(icons) == len(Tone)
