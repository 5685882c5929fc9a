"""The one list of keys: what is made of it, and what is shown of it."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.ui.help.shortcuts import GROUPS, Keys, make_shortcuts
from desktop_app.ui.help.shortcuts_page import ShortcutsPage

ALL = [keys for _, group in GROUPS for keys in group]
IDS = [keys.id for keys in ALL if keys.id]


@pytest.fixture
def done():
    return []


@pytest.fixture
def window(qtbot, done):
    window = QWidget()
    edit = QPlainTextEdit(window)
    QVBoxLayout(window).addWidget(edit)
    make_shortcuts(window, {name: lambda name=name: done.append(name) for name in IDS})
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    return window


def test_no_keys_do_two_things_and_all_are_known_to_qt():
    sequences = [QKeySequence(key).toString() for keys in ALL for key in keys.keys]
    assert all(sequences)
    assert [key for key, count in Counter(sequences).items() if count > 1] == []
    assert len(IDS) == len(set(IDS))


@pytest.mark.parametrize(
    ("key", "modifiers", "expected"),
    [
        (Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier, "new_chat"),
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier, "settings"),
        (Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier, "larger"),
        (Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier, "larger"),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "stop"),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, "shortcuts"),
    ],
)
def test_keys_work_while_a_message_is_written(window, done, qtbot, key, modifiers, expected):
    qtbot.keyClick(window.focusWidget(), key, modifiers)
    assert done == [expected]


def test_every_line_of_the_overview_that_names_an_action_has_one(window, done):
    actions = dict.fromkeys(IDS, print)
    for name in ("new_chat", "shortcuts"):
        with pytest.raises(KeyError, match=name):
            make_shortcuts(window, {key: act for key, act in actions.items() if key != name})
    with pytest.raises(KeyError, match="teleport"):
        make_shortcuts(window, {**actions, "teleport": print})


def test_several_keys_for_one_thing_are_all_made(window):
    made = make_shortcuts(
        QWidget(window), {"a": print}, [("", [Keys("a", ("Ctrl+1", "Ctrl+2"), "")])]
    )
    assert [shortcut.key().toString() for shortcut in made["a"]] == ["Ctrl+1", "Ctrl+2"]


@pytest.fixture
def page(qtbot, theme):
    page = ShortcutsPage()
    qtbot.addWidget(page)
    page.resize(600, 300)
    page.show()
    qtbot.waitExposed(page)
    return page


def test_the_overview_shows_the_whole_list_as_this_system_writes_it(page):
    assert [row.keys for row in page.rows] == ALL
    by_id = {row.keys.id: row for row in page.rows}
    assert by_id["new_chat"].accessibleName() == "New chat: Ctrl+N"
    assert by_id["larger"].cap.text() == "Ctrl++ / Ctrl+="


def test_the_key_that_sends_is_the_one_that_was_chosen(page):
    send = next(row for row in page.rows if row.keys.what == "Send")
    assert send.cap.text() == "Enter"
    page.set_enter_sends(False)
    assert send.accessibleName() == "Send: Ctrl+Enter"
    page.set_enter_sends(True)
    assert send.cap.text() == "Enter"


def test_it_is_left_and_scrolled_with_the_keyboard(page, qtbot):
    page.focus_first()
    assert page.verticalScrollBar().value() == 0
    qtbot.keyClick(page.back, Qt.Key.Key_PageDown)
    assert page.verticalScrollBar().value() > 0
    with qtbot.waitSignal(page.left):
        qtbot.keyClick(page.back, Qt.Key.Key_Space)
