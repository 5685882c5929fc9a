"""The conversation as a Qt model: one row a message."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Sequence

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
from desktop_app.core.history.records import StoredMessage
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.ui.chat.message.row import Progress

_AnyIndex = QModelIndex | QPersistentModelIndex


class ChatRole(enum.IntEnum):
    """Data roles of a row."""

    MESSAGE = Qt.ItemDataRole.UserRole + 1
    PROGRESS = Qt.ItemDataRole.UserRole + 2
    ERROR = Qt.ItemDataRole.UserRole + 3
    SPEED = Qt.ItemDataRole.UserRole + 4
    ENTRY = Qt.ItemDataRole.UserRole + 5


def _no_error(message_id: str) -> KnownError | None:
    return None


class ChatModel(QAbstractListModel):
    """Rows in the order in which they are shown.

    ENTRY: StoredMessage.  MESSAGE: its Message.  PROGRESS: Progress.  ERROR: KnownError or None.
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
        self._entries: list[StoredMessage] = []
        self._progress: list[Progress] = []
        self._old: frozenset[str] = frozenset()
        """Ids of unanswered messages that came with a whole conversation: nobody may be at them."""
        self._phase = Phase.LOADING
        self._waiting = 0
        self._tokens_per_s = 0.0

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._entries):
            return None
        row = index.row()
        entry = self._entries[row]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return entry.message.text
            case ChatRole.ENTRY:
                return entry
            case ChatRole.MESSAGE:
                return entry.message
            case ChatRole.PROGRESS:
                return self._progress[row]
            case ChatRole.ERROR:
                return self._error_of(entry.message.id)
            case ChatRole.SPEED:
                streaming = self._progress[row] is Progress.STREAMING
                return self._tokens_per_s if streaming else 0.0
        return None

    def entry(self, row: int) -> StoredMessage:
        """Raises IndexError."""
        return self._entries[row]

    def message(self, row: int) -> Message:
        """Raises IndexError."""
        return self._entries[row].message

    def row_of(self, message_id: str) -> int:
        """The row of a message. Raises KeyError. The newest messages are found the fastest."""
        for row in range(len(self._entries) - 1, -1, -1):
            if self._entries[row].message.id == message_id:
                return row
        raise KeyError(message_id)

    @Slot(object)
    def reset(self, entries: Sequence[StoredMessage]) -> None:
        """Show another conversation, or another branch of this one."""
        self.beginResetModel()
        self._entries = list(entries)
        self._progress = [Progress.DONE] * len(self._entries)
        tail = range(self._first_unanswered(), len(self._entries))
        self._old = frozenset(self._entries[row].message.id for row in tail)
        # only the end can be unfinished: the last reply and what stands after it
        for row in range(max(0, tail.start - 1), len(self._entries)):
            self._progress[row] = self._progress_at(row)
        self.endResetModel()

    @Slot(object, int)
    def insert(self, entry: StoredMessage, row: int) -> None:
        """Add a message before the present row `row`."""
        self.beginInsertRows(QModelIndex(), row, row)
        self._entries.insert(row, entry)
        self._progress.insert(row, Progress.DONE)
        self._progress[row] = self._progress_at(row)
        self.endInsertRows()
        self._refresh_progress()

    @Slot(object)
    def replace(self, entry: StoredMessage) -> None:
        """Put a message in the place of the one with its id."""
        row = self.row_of(entry.message.id)
        self._entries[row] = entry
        self._progress[row] = self._progress_at(row)
        self._emit_changed(row)
        self._refresh_progress()

    @Slot(int)
    def remove(self, row: int) -> None:
        """Take a message away. Raises IndexError."""
        if not 0 <= row < len(self._entries):
            raise IndexError(row)
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._entries[row], self._progress[row]
        self.endRemoveRows()
        self._refresh_progress()

    @Slot(str, str)
    def append_text(self, message_id: str, text: str) -> None:
        """Let a message's end grow by `text`."""
        row = self.row_of(message_id)
        entry = self._entries[row]
        message = dataclasses.replace(entry.message, text=entry.message.text + text)
        self._entries[row] = dataclasses.replace(entry, message=message)
        self._emit_changed(row)

    @Slot(object)
    def set_status(self, status: AppStatus) -> None:
        """Follow the app's phase, on which it depends whether a message waits or is judged."""
        self._phase = status.phase
        self._waiting = status.waiting
        self._tokens_per_s = status.tokens_per_s
        self._refresh_progress()

    def _refresh_progress(self) -> None:
        # only the person's messages behind the last reply can change by the phase alone
        for row in range(self._first_unanswered(), len(self._entries)):
            progress = self._progress_at(row)
            if progress is not self._progress[row]:
                self._progress[row] = progress
                self._emit_changed(row)

    def _progress_at(self, row: int) -> Progress:
        entry = self._entries[row]
        message = entry.message
        if message.role is Role.ASSISTANT:
            return Progress.STREAMING if message.finish_reason is None else Progress.DONE
        is_answered = row + 1 < len(self._entries) and self._replies(row + 1)
        if message.mood is not None or is_answered or entry.note:
            return Progress.DONE
        if self._phase is Phase.JUDGING and self._is_next(row):
            return Progress.JUDGING
        is_forgotten = message.id in self._old and not self._waiting
        return Progress.DONE if is_forgotten else Progress.WAITING

    def _is_next(self, row: int) -> bool:
        """Whether nothing before this row waits for an answer; notes never do."""
        above = row - 1
        while above >= 0 and self._entries[above].note:
            above -= 1
        return above < 0 or self._replies(above)

    def _first_unanswered(self) -> int:
        """The first of the rows that no reply follows; the number of rows where there is none."""
        row = len(self._entries)
        while row > 0 and not self._replies(row - 1):
            row -= 1
        return row

    def _replies(self, row: int) -> bool:
        return self._entries[row].message.role is Role.ASSISTANT

    def _emit_changed(self, row: int) -> None:
        index = self.index(row)
        self.dataChanged.emit(index, index)
