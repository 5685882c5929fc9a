"""Tells of the open conversation what its list model says, message by message."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, Signal, Slot

from desktop_app.core.history.records import StoredMessage
from desktop_app.shell.chat.message_model import MessageModel


class MessageWatch(QObject):
    """Compares each change with what stood there before."""

    added = Signal(object, int)
    """StoredMessage, and its row."""
    grew = Signal(str, str)
    """Message id, and the text that its end grew by."""
    changed = Signal(object)
    """StoredMessage, where more than that has changed."""

    def __init__(self, model: MessageModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._texts: dict[str, str] = {}
        model.rowsInserted.connect(self._note_added)
        model.dataChanged.connect(self._note_changed)
        model.modelReset.connect(self._note_reset)
        self._note_reset()

    @Slot()
    def _note_reset(self) -> None:
        self._texts = {entry.message.id: entry.message.text for entry in self._model.entries}

    @Slot(QModelIndex, int, int)
    def _note_added(self, parent: QModelIndex, first: int, last: int) -> None:
        for row in range(first, last + 1):
            entry = self._model.at(row)
            self._texts[entry.message.id] = entry.message.text
            self.added.emit(entry, row)

    @Slot(QModelIndex, QModelIndex)
    def _note_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        for row in range(first.row(), last.row() + 1):
            self._tell_change(self._model.at(row))

    def _tell_change(self, entry: StoredMessage) -> None:
        message = entry.message
        before, self._texts[message.id] = self._texts[message.id], message.text
        if len(message.text) > len(before) and message.text.startswith(before):
            self.grew.emit(message.id, message.text[len(before) :])
        else:
            self.changed.emit(entry)
