"""A chat on the screen, and short ways to fill it."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QEvent, QPointF, QUrl
from PySide6.QtGui import QEnterEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.history.records import StoredMessage, Verdict
from desktop_app.core.scenes.scene import Label
from desktop_app.shell.chat.message_model import MessageModel
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.ui.chat.chat_view import ChatView
from tests.support.fakes import SCENE

CARE = dataclasses.replace(
    SCENE,
    id="care",
    labels=(
        Label("complaint", "😤", "negative", {"en": "complaint"}),
        Label("fine", "🙂", "positive", {"en": "fine"}),
    ),
)


class ChatWindow(QWidget):
    """The chat between two fields. opened: the addresses that were handed to the system."""

    def __init__(self, qtbot, theme, icons):
        super().__init__()
        self.opened: list[str] = []
        self.model = MessageModel()
        scenes = {SCENE.id: SCENE, CARE.id: CARE}
        self.view = ChatView(
            theme, icons, self.model, scenes, SCENE, "en", opener=self.open_address
        )
        self.view.set_status(AppStatus(Phase.READY))
        self.before, self.after = QLineEdit(), QLineEdit()
        layout = QVBoxLayout(self)
        for widget in (self.before, self.view, self.after):
            layout.addWidget(widget)
        self.resize(800, 700)
        self.show()
        qtbot.waitExposed(self)
        # the pointer of the last test may still be where a message is
        QTest.mouseMove(self.before)
        self.before.setFocus()

    def open_address(self, url: QUrl) -> bool:
        self.opened.append(url.toString())
        return "nobody" not in url.host()


def person(text="hi", **more):
    message = {key: more.pop(key) for key in ("mood", "created_at") if key in more}
    return StoredMessage(Message(Role.USER, text, **message), **more)


def reply(text="so", reason=FinishReason.STOP, stats=None, **more):
    return StoredMessage(Message(Role.ASSISTANT, text, finish_reason=reason, stats=stats), **more)


def judged(text, mood, correction=None, scene_id=SCENE.id):
    return person(text, mood=mood, verdict=Verdict(mood, scene_id, 0.5, 0.5, correction))


def grow(model, message_id, text):
    """Let a message's end grow."""
    message = model.entry(message_id).message
    model.set_message(dataclasses.replace(message, text=message.text + text))


def shown(view, *entries):
    """The messages' widgets."""
    view.window().model.reset(entries)
    return [view.widget_of(row) for row in range(len(entries))]


def names(menu: QMenu):
    return [action.text() for action in menu.actions() if action.text()]


def trigger(menu: QMenu, name: str):
    next(action for action in menu.actions() if action.text() == name).trigger()
    menu.deleteLater()


def button(widget, name):
    return next(b for b in widget.footer.controls() if b.accessibleName() == name)


def select(body, start, end):
    cursor = body.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    body.setTextCursor(cursor)


def point_at(widget):
    place = QPointF(5, 5)
    QApplication.sendEvent(widget, QEnterEvent(place, place, place))


def point_elsewhere(widget):
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))
