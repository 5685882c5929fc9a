"""The whole window without a mouse: what Tab and the arrow keys reach, and what it is called."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)

from desktop_app.ui.settings.rows import NumberField
from tests.support.fakes import NEGATIVE, POSITIVE, ScriptedBackend
from tests.ui.window.steps import CONTROL, exchange, settle, wait_ready

CONTROLS = (
    *(QAbstractButton, QAbstractItemView, QComboBox),
    *(QLineEdit, QPlainTextEdit, QTextEdit),
)
MOST_STEPS = 400


def round_trip(qtbot, window, key=Qt.Key.Key_Tab):
    """The widgets that Tab leads through, from the one that has the keyboard back to itself."""
    start = QApplication.focusWidget()
    reached, widget = [], start
    for _ in range(MOST_STEPS):
        reached.append(widget)
        qtbot.keyClick(widget, key)
        widget = QApplication.focusWidget()
        assert widget is not None, reached[-1]
        assert widget not in reached or widget is start, f"{widget} is met twice"
        if widget is start:
            return reached
    raise AssertionError(f"no way back from {widget}")


def controls(window):
    """All that a person can act on now."""
    found = (widget for kind in CONTROLS for widget in window.findChildren(kind))
    return [w for w in found if w.isVisible() and w.isEnabled()]


def has_other_keys(widget, reached):
    """What arrow keys do in a control that Tab reaches: another choice, a step, an open list."""
    if isinstance(widget.parent(), QComboBox):
        return widget.parent() in reached
    if not isinstance(widget, QAbstractButton):
        return False
    group = widget.group()
    if group is not None and group.exclusive():
        return any(button in reached for button in group.buttons())
    beside = widget.parent().children()
    if widget.autoExclusive():
        return any(button in reached for button in beside)
    return any(isinstance(one, NumberField) and one in reached for one in beside)


def assert_named(widgets):
    for widget in widgets:
        name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        assert any(letter.isalnum() for letter in name), widget


def missing(window, reached):
    chat = window.area.chat
    left = [w for w in controls(window) if w not in reached and not chat.isAncestorOf(w)]
    # a field inside another hands the keyboard to it
    left = [w for w in left if w.focusProxy() not in reached]
    return [widget for widget in left if not has_other_keys(widget, reached)]


def test_tab_goes_round_the_chat(make_window, qtbot):
    window = make_window()
    exchange(qtbot, window, "hi")
    qtbot.keyClicks(window.area.composer.edit, "more")
    reached = round_trip(qtbot, window)
    assert missing(window, reached) == []
    assert window.area.chat.widget_of(1).body in reached
    assert_named(reached)


def test_tab_goes_back_the_same_way(make_window, qtbot):
    window = make_window()
    exchange(qtbot, window, "hi")
    qtbot.keyClicks(window.area.composer.edit, "more")
    there = round_trip(qtbot, window)
    back = round_trip(qtbot, window, Qt.Key.Key_Backtab)
    # backwards, a message is entered at its text too: its buttons come with the way forwards
    buttons = {w for w in there if window.area.chat.isAncestorOf(w)}
    assert set(there) - buttons == set(back) - buttons
    assert window.area.chat.widget_of(1).body in back


def test_arrows_and_tab_reach_all_of_every_message(make_window, qtbot):
    window = make_window(ScriptedBackend([(POSITIVE, "One."), (NEGATIVE, "```\ncode\n```")]))
    exchange(qtbot, window, "first")
    exchange(qtbot, window, "second")
    chat = window.area.chat
    chat.focus_row(3)
    for row in (3, 2, 1, 0):
        widget = chat.widget_of(row)
        assert widget.body.hasFocus()
        met = []
        while widget.isAncestorOf(QApplication.focusWidget()):
            met.append(QApplication.focusWidget())
            qtbot.keyClick(met[-1], Qt.Key.Key_Tab)
        wanted = [b for b in widget.findChildren(QAbstractButton) if b.isVisible()]
        chat.focus_row(row)
        assert [b for b in wanted if b.isVisible() and b.isEnabled() and b not in met] == []
        assert_named(met)
        qtbot.keyClick(widget.body, Qt.Key.Key_Up)


@pytest.mark.parametrize(
    "page", ["settings", "journal", "scenes", "diagnostics", "shortcuts", "models", "welcome"]
)
def test_tab_goes_round_every_page(make_window, qtbot, page):
    window = make_window()
    wait_ready(qtbot, window)
    exchange(qtbot, window, "hi")
    if page in ("models", "welcome"):
        getattr(window.model_pages, f"show_{page}")()
    else:
        getattr(window.side_pages, f"show_{page}")()
    if page == "journal":
        window.side_pages.journal.open_day(date.today())
    QApplication.processEvents()
    focused = QApplication.focusWidget()
    assert window.pages.current.isAncestorOf(focused) or window.pages.current is focused
    reached = round_trip(qtbot, window)
    assert missing(window, reached) == []
    assert_named(reached)


@pytest.mark.parametrize("folder", ["_show_archived", "_show_trash"])
def test_tab_goes_round_the_other_folders(make_window, qtbot, folder):
    window = make_window()
    exchange(qtbot, window, "hi")
    chats = window.session.chats
    if folder == "_show_trash":
        chats.delete(window.session.chat.id)
    else:
        chats.set_archived(window.session.chat.id, True)
    settle(qtbot, window)
    getattr(window.sidebar, folder)()
    reached = round_trip(qtbot, window)
    assert missing(window, reached) == []
    assert_named(reached)


def test_a_whole_chat_with_the_keyboard_alone(make_window, qtbot):
    window = make_window()
    wait_ready(qtbot, window)
    qtbot.waitUntil(window.isActiveWindow)
    edit = window.area.composer.edit
    assert edit.hasFocus()
    exchange(qtbot, window, "first")
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    exchange(qtbot, window, "second")
    # the list, and the chat below
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert window.header.title.text() == "first"
    assert edit.hasFocus()
    # the mood's menu
    qtbot.keyClick(edit, Qt.Key.Key_Backtab)
    while QApplication.focusWidget() is not window.area.chat.widget_of(1).body:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is window.area.chat.widget_of(0).chip
    qtbot.keyClick(window, Qt.Key.Key_L, CONTROL)
    assert edit.hasFocus()
