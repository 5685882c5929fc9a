"""Messages in the order in which they are shown, as the list model that a view follows."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.core.conversation import Message
from desktop_app.core.history.records import StoredMessage

AnyIndex = QModelIndex | QPersistentModelIndex


class EntryRole(enum.IntEnum):
    """Data roles of a row, besides its text."""

    ENTRY = Qt.ItemDataRole.UserRole + 1
    """StoredMessage."""


class MessageModel(QAbstractListModel):
    """One row a message. Belongs to the GUI thread; knows nothing of a disk or a worker."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[StoredMessage] = []

    @property
    def entries(self) -> tuple[StoredMessage, ...]:
        return tuple(self._entries)

    @property
    def messages(self) -> tuple[Message, ...]:
        """The same without their places in the tree."""
        return tuple(entry.message for entry in self._entries)

    @property
    def is_empty(self) -> bool:
        return not self._entries

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._entries):
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return entry.message.text
            case EntryRole.ENTRY:
                return entry
        return None

    def at(self, row: int) -> StoredMessage:
        """Raises IndexError."""
        return self._entries[row]

    def row_of(self, message_id: str) -> int | None:
        """The row of a message; None where it is not shown. The newest are found the fastest."""
        for row in range(len(self._entries) - 1, -1, -1):
            if self._entries[row].message.id == message_id:
                return row
        return None

    def entry(self, message_id: str) -> StoredMessage | None:
        """The message with this id; None where it is not shown."""
        row = self.row_of(message_id)
        return None if row is None else self._entries[row]

    def reset(self, entries: Sequence[StoredMessage]) -> None:
        """Show other messages."""
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def insert(self, row: int, entries: Sequence[StoredMessage]) -> None:
        """Add messages before the present row `row`."""
        if entries:
            self.beginInsertRows(QModelIndex(), row, row + len(entries) - 1)
            self._entries[row:row] = entries
            self.endInsertRows()

    def remove(self, rows: range) -> None:
        """Take messages away. Raises IndexError."""
        if not 0 <= rows.start <= rows.stop <= len(self._entries):
            raise IndexError(rows)
        if rows:
            self.beginRemoveRows(QModelIndex(), rows.start, rows.stop - 1)
            del self._entries[rows.start : rows.stop]
            self.endRemoveRows()

    def put(self, entry: StoredMessage) -> None:
        """Let an entry take the place of the one with its id, where that is shown."""
        row = self.row_of(entry.message.id)
        if row is not None:
            self.put_at(row, entry)

    def put_at(self, row: int, entry: StoredMessage) -> None:
        """Let an entry take the place of the one at `row`. Raises IndexError."""
        self._entries[row] = entry
        index = self.index(row)
        self.dataChanged.emit(index, index)

    def set_message(self, message: Message) -> None:
        """As `put`, with the message alone: its place and its verdict stay."""
        row = self.row_of(message.id)
        if row is not None:
            self.put_at(row, dataclasses.replace(self._entries[row], message=message))
