"""The conversation of notes "just for me", which are written without opening it."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from desktop_app.core.conversation import Message
from desktop_app.core.history.records import Conversation
from desktop_app.shell.chat.chat_store import ChatStore

NOTES_ID = "notes"


class Notes:
    """Belongs to the GUI thread. The conversation is made with its first note."""

    id = NOTES_ID

    def __init__(self, chats: ChatStore) -> None:
        self._chats = chats
        self._last: tuple[str, Future] | None = None

    def add(self, message: Message, scene_id: str) -> Future:
        """Add a note at the end; the result is done once it is on the disk. Raises KnownError."""
        history = self._chats.history
        if self._being_written() is None and not self._is_there():
            title = QCoreApplication.translate("Notes", "Just for me")
            now = datetime.now(UTC)
            history.create_conversation(
                Conversation(NOTES_ID, scene_id, now, now, title, title_is_own=True)
            )
        future = history.add_message(NOTES_ID, message, self._tail(), note=True)
        self._last = (message.id, future)
        self._chats.follow(future)
        return future

    def _being_written(self) -> str | None:
        """Id of the last note while it, and perhaps its conversation, is yet to reach the disk."""
        return None if self._last is None or self._last[1].done() else self._last[0]

    def _is_there(self) -> bool:
        """Whether the disk has it; out of the trash it comes back."""
        try:
            conversation = self._chats.reader.conversation(NOTES_ID)
        except KeyError:
            return False
        if conversation.deleted_at is not None:
            self._chats.restore(NOTES_ID)
        return True

    def _tail(self) -> str | None:
        written = self._being_written()
        if written is not None:
            return written
        entries = self._chats.messages(NOTES_ID)
        return entries[-1].message.id if entries else None
