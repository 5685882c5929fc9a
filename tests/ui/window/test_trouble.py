"""What the window says when the disk or the file is against it; export, import, and Escape."""

from __future__ import annotations

import json
import sqlite3

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.writer import HistoryWriter
from tests.support.fakes import POSITIVE, Gate, ScriptedBackend
from tests.ui.window.steps import (
    CONTROL,
    LEFT,
    choose_row,
    exchange,
    more_menu,
    new_chat,
    say,
    search,
    settle,
    texts,
    titles,
    wait_idle,
    wait_ready,
)

opens_dialogs = pytest.mark.qt_log_ignore("This plugin does not support")
"""The offscreen platform can't raise dialogs, and says so."""


@pytest.fixture
def full_disk(monkeypatch):
    """A function that fills the disk, and makes room again when called with False."""
    commit = HistoryWriter._commit

    def refuse(writer, changes, drafts):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    def fill(is_full=True):
        monkeypatch.setattr(HistoryWriter, "_commit", refuse if is_full else commit)

    return fill


def wait_refused(qtbot, window):
    """Wait until all is answered, and the writer has met the full disk."""
    wait_idle(qtbot, window)
    qtbot.waitUntil(lambda: window.session.chats.history.problem is not None)


def test_a_full_disk_is_said_and_costs_no_word(make_window, qtbot, full_disk):
    window = make_window()
    exchange(qtbot, window, "first")
    full_disk()
    say(qtbot, window, "second")
    wait_idle(qtbot, window)
    qtbot.waitUntil(window.notice.isVisible)
    assert "disk" in window.notice.text.text()
    assert texts(window) == ["first", "I am glad.", "second", "I am glad."]
    new_chat(qtbot, window)
    # it concerns every chat: going to another one does not put it away
    assert "disk" in window.notice.text.text()
    assert window.notice.isVisible()
    choose_row(qtbot, window, "first")
    assert texts(window) == ["first", "I am glad.", "second", "I am glad."]
    full_disk(False)
    window.session.chats.history.retry()
    qtbot.waitUntil(lambda: "saved again" in window.notice.text.text())
    settle(qtbot, window)


def test_closing_asks_while_something_is_not_saved(make_window, qtbot, full_disk, paths):
    window = make_window()
    exchange(qtbot, window, "first")
    full_disk()
    say(qtbot, window, "second")
    wait_refused(qtbot, window)
    window.close()
    assert window.isVisible()
    question = window.saving.question
    assert question.isVisible()
    qtbot.keyClick(question.buttons["stay"], Qt.Key.Key_Escape)
    assert not question.isVisible()
    window.close()
    full_disk(False)
    window.session.chats.history.retry()
    settle(qtbot, window)
    # saved meanwhile: nothing is left to ask
    qtbot.waitUntil(lambda: not question.isVisible())
    window.close()
    assert not window.isVisible()
    again = make_window()
    choose_row(qtbot, again, "first")
    assert texts(again)[2:] == ["second", "I am glad."]


def test_closing_all_the_same(make_window, qtbot, full_disk):
    window = make_window()
    wait_ready(qtbot, window)
    full_disk()
    say(qtbot, window, "never kept")
    wait_refused(qtbot, window)
    window.close()
    qtbot.mouseClick(window.saving.question.buttons["close"], LEFT)
    assert not window.isVisible()


def damage(path, words):
    """Overwrite the pages of a database that hold these words."""
    size = 4096
    content = bytearray(path.read_bytes())
    pages = [at for at in range(0, len(content), size) if words in content[at : at + size]]
    assert pages
    for at in pages:
        content[at : at + size] = b"\xff" * size
    path.write_bytes(content)


def test_damage_that_is_met_on_the_way_is_told_with_its_place(make_window, qtbot, paths):
    first = make_window()
    exchange(qtbot, first, "kept words")
    first.close()
    damage(paths.data / FILE_NAME, b"kept words")
    window = make_window()
    qtbot.waitUntil(window.isActiveWindow)
    search(qtbot, window, "glad")
    choose_first = window.sidebar.results.choose_first
    choose_first()
    qtbot.waitUntil(window.notice.isVisible)
    qtbot.waitUntil(lambda: str(paths.data) in window.notice.text.text())
    new_chat(qtbot, window)
    exchange(qtbot, window, "it goes on")
    assert texts(window) == ["it goes on", "I am glad."]
    assert "it goes on" in titles(window)


@opens_dialogs
def test_an_export_comes_back_by_import(make_window, qtbot, tmp_path, monkeypatch):
    # the system's own dialogs can't be driven
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: None)
    window = make_window()
    exchange(qtbot, window, "坐火车去海边")
    qtbot.keyClick(window, Qt.Key.Key_S, CONTROL)
    transfer = window.sidebar.transfer
    assert transfer.dialog.one.isChecked()
    transfer.dialog.kinds.button(2).click()
    qtbot.mouseClick(transfer.dialog.proceed, LEFT)
    file = tmp_path / "chat.json"
    transfer.files.fileSelected.emit(str(file))
    qtbot.waitUntil(lambda: "Exported" in window.notice.text.text())
    assert str(file) in window.notice.text.text()
    assert len(json.loads(file.read_text(encoding="utf-8"))["conversations"]) == 1
    more_menu(window, "Import chats…")
    transfer.files.fileSelected.emit(str(file))
    qtbot.waitUntil(lambda: "already" in window.notice.text.text())
    assert titles(window) == ["坐火车去海边"]
    window.session.chats.delete(window.session.chat.id)
    qtbot.waitUntil(lambda: titles(window) == [])
    more_menu(window, "Import chats…")
    transfer.files.fileSelected.emit(str(file))
    qtbot.waitUntil(lambda: titles(window) == ["坐火车去海边"])
    assert "1 chat" in window.notice.text.text()


@opens_dialogs
def test_the_export_is_named_after_the_chat_even_from_another_page(make_window, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: None)
    window = make_window()
    exchange(qtbot, window, "sea")
    qtbot.keyClick(window, Qt.Key.Key_Comma, CONTROL)
    qtbot.keyClick(window, Qt.Key.Key_S, CONTROL)
    dialog = window.sidebar.transfer.dialog
    assert dialog.one.accessibleDescription() == "sea"
    dialog.reject()


@opens_dialogs
def test_a_file_of_another_kind_is_refused(make_window, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: None)
    window = make_window()
    file = tmp_path / "x.json"
    file.write_text("[1, 2", encoding="utf-8")
    more_menu(window, "Import chats…")
    window.sidebar.transfer.files.fileSelected.emit(str(file))
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.text.text()
    assert titles(window) == []


# Escape and F1


def test_f1_shows_the_keys_and_goes_back(make_window, qtbot):
    window = make_window()
    wait_ready(qtbot, window)
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    page = window.side_pages.shortcuts
    assert page.isVisible()
    assert window.header.title.text() == "Shortcuts"
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert not page.isVisible()
    assert window.area.isVisible()
    assert window.area.composer.edit.hasFocus()


@pytest.mark.parametrize(
    "opened", ["show_settings", "show_journal", "show_scenes", "show_diagnostics"]
)
def test_escape_leaves_a_page_and_the_keyboard_is_at_the_message(make_window, qtbot, opened):
    window = make_window()
    exchange(qtbot, window, "hello")
    getattr(window.side_pages, opened)()
    assert not window.area.isVisible()
    assert not window.header.scenes.isVisible()
    page = window.pages.current
    assert page.isAncestorOf(window.focusWidget())
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.area.isVisible()
    assert window.header.title.text() == "hello"
    assert window.area.composer.edit.hasFocus()


def test_escape_on_a_page_leaves_the_reply_alone(make_window, qtbot):
    gate = Gate()
    window = make_window(ScriptedBackend([(POSITIVE, "So", gate, " it is.")]))
    say(qtbot, window, "hello")
    qtbot.waitUntil(lambda: texts(window) == ["hello", "So"])
    qtbot.keyClick(window, Qt.Key.Key_Comma, CONTROL)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.area.isVisible()
    gate.open()
    settle(qtbot, window)
    assert texts(window) == ["hello", "So it is."]
