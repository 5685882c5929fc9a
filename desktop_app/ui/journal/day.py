"""The messages of one day of the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.history.records import JudgedMessage
from desktop_app.core.scenes.scene import Scene
from desktop_app.shell.platform.translation import locale_of
from desktop_app.ui.journal import wording as words
from desktop_app.ui.mood.face_painting import round_face
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.focus import ENTER_KEYS
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.wording import moods as wording
from desktop_app.ui.wording.dates import clock_there

_LETTERS = 300
"""Of a message that are looked at; one line never shows as many."""
_ROWS = 6
_FACE_PX, _CLOSE_PX = 20, 14
_MESSAGE_ROLE = Qt.ItemDataRole.UserRole


class DayList(QListWidget):
    """Enter, Space or a click opens a message."""

    opened = Signal(QListWidgetItem)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (*ENTER_KEYS, Qt.Key.Key_Space)
        if event.key() in keys and self.currentItem() is not None:
            self.opened.emit(self.currentItem())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.currentRow() < 0 and self.count():
            self.setCurrentRow(0)


class DayMessages(QFrame):
    """Hidden until it shows a day."""

    message_chosen = Signal(str, str)
    """Conversation id, message id."""
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        scenes: Mapping[str, Scene],
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._scenes = scenes
        self._language = language
        self._locale = locale_of(language)
        self._messages: tuple[JudgedMessage, ...] = ()
        self.setProperty("kind", "card")
        self.title = plain_label(self, "strong")
        self.nothing = plain_label(self, "soft")
        self.nothing.setText(self.tr("Nothing was written on this day."))
        self.close_button = QToolButton(self)
        self.close_button.setAccessibleName(self.tr("Close the day"))
        self.close_button.setToolTip(self.tr("Close the day"))
        self.close_button.clicked.connect(self.closed)
        self.list = DayList(self)
        self.list.opened.connect(self._choose)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_S, SPACE_S, SPACE_M)
        column.setSpacing(SPACE_XS)
        column.addLayout(head)
        column.addWidget(self.nothing)
        column.addWidget(self.list)
        theme.changed.connect(self._refresh)
        self.hide()

    def show_day(self, day: date, messages: Sequence[JudgedMessage]) -> None:
        """messages: in the order of time."""
        self._messages = tuple(messages)
        self.title.setText(words.day_name(day, self._locale))
        self.list.setAccessibleName(self.title.text())
        self._refresh()
        self.show()

    def set_scenes(self, scenes: Mapping[str, Scene]) -> None:
        """By id: their labels are the messages' moods."""
        self._scenes = scenes
        self._refresh()

    def line_of(self, message: JudgedMessage) -> str:
        """Time, mood and words of a message, on one line."""
        mood, scene = message.verdict.counted_mood, self._scene(message)
        word = wording.mood_word(scene, mood, self._language)
        text = " ".join(message.text[:_LETTERS].split())
        return f"{clock_there(message.created_at)} · {word} · {text}"

    @Slot()
    def _refresh(self) -> None:
        close = self._theme.px(_CLOSE_PX)
        self.close_button.setIconSize(QSize(close, close))
        self.close_button.setIcon(self._icons.icon("close", close, self._theme.colour("secondary")))
        face = self._theme.px(_FACE_PX)
        self.list.setIconSize(QSize(face, face))
        height = face + SPACE_M
        chosen = self.list.currentRow()
        self.list.clear()
        for message in self._messages:
            item = QListWidgetItem(self._icon(message), self.line_of(message))
            item.setData(_MESSAGE_ROLE, (message.conversation_id, message.message_id))
            item.setSizeHint(QSize(0, height))
            self.list.addItem(item)
        self.list.setCurrentRow(min(chosen, len(self._messages) - 1))
        self.list.setVisible(bool(self._messages))
        self.nothing.setVisible(not self._messages)
        self.list.setFixedHeight(min(_ROWS, max(1, len(self._messages))) * height + 2)

    def _icon(self, message: JudgedMessage) -> QIcon:
        look = wording.mood_look(self._scene(message), message.verdict.counted_mood)
        return round_face(self._theme, self._icons, look, self._theme.px(_FACE_PX))

    def _scene(self, message: JudgedMessage) -> Scene | None:
        return self._scenes.get(message.verdict.scene_id)

    @Slot(QListWidgetItem)
    def _choose(self, item: QListWidgetItem) -> None:
        self.message_chosen.emit(*item.data(_MESSAGE_ROLE))
