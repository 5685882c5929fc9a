"""The conversation as a Qt model: one row a message."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Slot,
)

from desktop_app.core.conversation import Message, Role
from desktop_app.core.errors import KnownError
from desktop_app.shell.state import AppStatus, Phase

_AnyIndex = QModelIndex | QPersistentModelIndex


class Progress(enum.Enum):
    """How far a message is, beyond what the message itself says."""

    DONE = "done"
    WAITING = "waiting"
    JUDGING = "judging"
    STREAMING = "streaming"


class ChatRole(enum.IntEnum):
    """Data roles of a row."""

    MESSAGE = Qt.ItemDataRole.UserRole + 1
    PROGRESS = Qt.ItemDataRole.UserRole + 2
    ERROR = Qt.ItemDataRole.UserRole + 3
    SPEED = Qt.ItemDataRole.UserRole + 4


def _no_error(message_id: str) -> KnownError | None:
    return None


class ChatModel(QAbstractListModel):
    """Rows in the order in which they are shown.

    MESSAGE: Message.  PROGRESS: Progress.  ERROR: KnownError or None.
    SPEED: tokens a second so far of the row that is streaming, else 0.
    """

    def __init__(
        self,
        error_of: Callable[[str], KnownError | None] = _no_error,
        parent: QObject | None = None,
    ) -> None:
        """error_of: why the reply with this id failed, None where it did not."""
        super().__init__(parent)
        self._error_of = error_of
        self._messages: list[Message] = []
        self._progress: list[Progress] = []
        self._phase = Phase.LOADING
        self._tokens_per_s = 0.0

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._messages)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._messages):
            return None
        row = index.row()
        message = self._messages[row]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return message.text
            case ChatRole.MESSAGE:
                return message
            case ChatRole.PROGRESS:
                return self._progress[row]
            case ChatRole.ERROR:
                return self._error_of(message.id)
            case ChatRole.SPEED:
                streaming = self._progress[row] is Progress.STREAMING
                return self._tokens_per_s if streaming else 0.0
        return None

    def message(self, row: int) -> Message:
        """Raises IndexError."""
        return self._messages[row]

    @Slot(object, int)
    def insert(self, message: Message, row: int) -> None:
        """Add a message before the present row `row`."""
        self.beginInsertRows(QModelIndex(), row, row)
        self._messages.insert(row, message)
        self._progress.insert(row, Progress.DONE)
        self._progress[row] = self._progress_at(row)
        self.endInsertRows()
        self._refresh_progress()

    @Slot(object)
    def replace(self, message: Message) -> None:
        """Put a message in the place of the one with its id."""
        row = self._row(message.id)
        self._messages[row] = message
        self._progress[row] = self._progress_at(row)
        self._emit_changed(row)
        self._refresh_progress()

    @Slot(str, str)
    def append_text(self, message_id: str, text: str) -> None:
        """Let a message's end grow by `text`."""
        row = self._row(message_id)
        message = self._messages[row]
        self._messages[row] = dataclasses.replace(message, text=message.text + text)
        self._emit_changed(row)

    @Slot()
    def clear(self) -> None:
        self.beginResetModel()
        self._messages.clear()
        self._progress.clear()
        self.endResetModel()

    @Slot(object)
    def set_status(self, status: AppStatus) -> None:
        """Follow the app's phase, on which it depends whether a message waits or is judged."""
        self._phase = status.phase
        self._tokens_per_s = status.tokens_per_s
        self._refresh_progress()

    def _refresh_progress(self) -> None:
        # only the person's messages behind the last reply can change by the phase alone
        for row in range(len(self._messages) - 1, -1, -1):
            if self._messages[row].role is Role.ASSISTANT:
                return
            progress = self._progress_at(row)
            if progress is not self._progress[row]:
                self._progress[row] = progress
                self._emit_changed(row)

    def _progress_at(self, row: int) -> Progress:
        message = self._messages[row]
        if message.role is Role.ASSISTANT:
            return Progress.STREAMING if message.finish_reason is None else Progress.DONE
        is_answered = row + 1 < len(self._messages) and self._replies(row + 1)
        if message.mood is not None or is_answered:
            return Progress.DONE
        is_next = row == 0 or self._replies(row - 1)
        is_judging = is_next and self._phase is Phase.JUDGING
        return Progress.JUDGING if is_judging else Progress.WAITING

    def _replies(self, row: int) -> bool:
        return self._messages[row].role is Role.ASSISTANT

    def _row(self, message_id: str) -> int:
        """Raises KeyError. The newest messages are the likeliest."""
        for row in range(len(self._messages) - 1, -1, -1):
            if self._messages[row].id == message_id:
                return row
        raise KeyError(message_id)

    def _emit_changed(self, row: int) -> None:
        index = self.index(row)
        self.dataChanged.emit(index, index)
