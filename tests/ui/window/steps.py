"""What a person does in the window, in short words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.core.history.records import Conversation
from desktop_app.shell.inference.status import Phase
from desktop_app.ui.chat.message.widget import MessageWidget
from tests.ui.chat.chat_window import button

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


def say(qtbot, window, text):
    """Type and press Enter."""
    # as an input method brings it: Qt's tests know no keys but those of English
    window.area.composer.edit.insertPlainText(text)
    qtbot.keyClick(window.area.composer.edit, Qt.Key.Key_Return)


def wait_ready(qtbot, window):
    qtbot.waitUntil(lambda: window.session.model.status.phase is Phase.READY)


def wait_idle(qtbot, window):
    qtbot.waitUntil(lambda: not window.session.turns.busy)


def settle(qtbot, window):
    """Wait until all is answered and on the disk, and the sidebar knows."""
    wait_idle(qtbot, window)
    qtbot.waitUntil(lambda: window.session.chats.history.pending == 0)
    QApplication.processEvents()


def exchange(qtbot, window, text):
    """Say something and wait for the reply."""
    say(qtbot, window, text)
    settle(qtbot, window)


def new_chat(qtbot, window):
    qtbot.mouseClick(window.sidebar.new_chat, LEFT)


def texts(window) -> list[str]:
    """The messages on the screen."""
    return [message.text for message in window.session.chat.messages]


def message(window, row) -> MessageWidget:
    """A message's widget, brought into sight, with the keyboard."""
    window.area.chat.focus_row(row % window.session.chat.rowCount())
    return window.area.chat.widget_of(row % window.session.chat.rowCount())


def press(qtbot, window, row, name):
    """Press one of a message's buttons."""
    qtbot.mouseClick(button(message(window, row), name), LEFT)


def listed(window) -> list[Conversation]:
    """What the sidebar lists."""
    model = window.sidebar.panel.model
    rows = (model.conversation(row) for row in range(model.rowCount()))
    return [conversation for conversation in rows if conversation is not None]


def titles(window) -> list[str]:
    return [conversation.title for conversation in listed(window)]


def choose_row(qtbot, window, title):
    """Click on a conversation in the list, which may be about to follow the disk."""
    qtbot.waitUntil(lambda: title in titles(window))
    view, model = window.sidebar.panel.list, window.sidebar.panel.model
    found = next(conversation for conversation in listed(window) if conversation.title == title)
    index = model.index(model.row_of(found.id))
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())


def row_menu(qtbot, window, title, action):
    """Choose from the menu of a conversation in the list, opened by the keyboard."""
    view = window.sidebar.panel.list
    view.setFocus()
    view.set_cursor(next(c.id for c in listed(window) if c.title == title))
    qtbot.keyClick(view, Qt.Key.Key_Menu)
    choose(view.menu, action)


def choose(menu, text):
    """Choose from an open menu."""
    entry = next(a for a in menu.actions() if a.text().split("\t")[0] == text)
    entry.trigger()
    menu.close()


def more_menu(window, text):
    """Choose from the sidebar's menu."""
    choose(window.sidebar.more_menu, text)


def search(qtbot, window, query):
    """Look for something, as with Ctrl+F; the hits."""
    qtbot.keyClick(window, Qt.Key.Key_F, CONTROL)
    field = window.sidebar.search
    field.clear()
    field.insert(query)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    model = window.sidebar.results.model()
    hits = (model.hit(row) for row in range(model.rowCount()))
    return [hit for hit in hits if hit is not None]
