"""The conversation on the screen: its messages in the order in which they are shown.

What is changed here is changed on the disk too; the disk's part is done later, in order. Every
method must be called in the GUI thread.
"""

from __future__ import annotations

import dataclasses
from concurrent.futures import Future
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from desktop_app.core.conversation import Message, Role, new_id
from desktop_app.core.errors import KnownError
from desktop_app.core.history.editor import DeletedMessage
from desktop_app.core.history.records import Conversation, StoredMessage
from desktop_app.shell.chat.chat_store import ChatStore

MOST_SINGLE_CHANGES = 50
"""Where more messages than this come or go at once, the whole list is told of instead."""


class OpenConversation(QObject):
    """Empty and without a row on the disk until something is said."""

    message_added = Signal(object, int)
    message_changed = Signal(object)
    message_removed = Signal(int)
    message_text_appended = Signal(str, str)
    opened = Signal()
    """`entries` is another list now."""
    restructured = Signal()
    """Another branch may be shown, or a message is gone or back."""
    shown = Signal(str)
    """A message that was asked for is on the screen."""

    def __init__(self, chats: ChatStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chats = chats
        self._unspoken: set[str] = set()
        """Replies, of any conversation, that are on the disk but have no words to show yet."""
        self._entries: list[StoredMessage] = []
        self._tail: str | None = None
        self._is_stored = False
        self._deleted: DeletedMessage | None = None
        self._unsaved: dict[str, list[StoredMessage]] = {}
        self.id = new_id()

    @property
    def entries(self) -> tuple[StoredMessage, ...]:
        return tuple(self._entries)

    @property
    def is_empty(self) -> bool:
        return not self._entries

    def entry(self, message_id: str) -> StoredMessage | None:
        """The message with this id; None where it is not on the screen."""
        index = self.index(message_id)
        return None if index is None else self._entries[index]

    def index(self, message_id: str) -> int | None:
        """Recent messages are found first."""
        for index in range(len(self._entries) - 1, -1, -1):
            if self._entries[index].message.id == message_id:
                return index
        return None

    def begin(self) -> None:
        """An empty conversation that is on no disk yet."""
        self._leave()
        self.id = new_id()
        self._tail, self._is_stored, self._deleted = None, False, None
        self._entries = []
        self.opened.emit()

    def open(self, conversation_id: str) -> None:
        """Show a conversation. Raises KeyError and KnownError; then nothing is changed."""
        unsaved = self._unsaved.get(conversation_id)
        entries = list(unsaved) if unsaved else self._load(conversation_id)
        self._leave()
        self.id = conversation_id
        self._is_stored, self._deleted = True, None
        self._entries = entries
        self._tail = entries[-1].message.id if entries else None
        self.opened.emit()
        history = self._chats.history
        if history.pending:
            self._restructure(history.settled())

    def show(self, message_id: str) -> None:
        """Show the branch with this message of the open conversation; `shown` follows."""
        if self.index(message_id) is not None:
            self.shown.emit(message_id)
        else:
            self._restructure(self._chats.history.show_message(message_id), message_id)

    def say(self, message: Message, reply: Message | None, scene_id: str) -> Future:
        """Add a message at the end, and on the disk the reply that is yet to be written.

        reply: None for a note "just for me". The result is done once both are on the disk.
        """
        history = self._chats.history
        self._store(scene_id)
        parent, note = self._tail, reply is None
        future = history.add_message(self.id, message, parent, note)
        self._tail = message.id
        self._insert(StoredMessage(message, parent, note), len(self._entries))
        if reply is not None:
            future = history.begin_reply(self.id, reply, message.id)
            self._expect(reply)
        self._chats.follow(future)
        return future

    def say_instead(self, message_id: str, message: Message, reply: Message) -> Future:
        """Say something else in the place of a message; what followed stays on its own branch."""
        index = self.index(message_id)
        assert index is not None
        before = self._entries[index]
        history = self._chats.history
        history.add_message(self.id, message, before.parent_id)
        future = history.begin_reply(self.id, reply, message.id)
        self._cut(index)
        count = before.variants + 1
        place = {"variant": count - 1, "variants": count}
        self._insert(StoredMessage(message, before.parent_id, **place), index)
        self._expect(reply)
        self._chats.follow(future)
        return future

    def answer_instead(self, reply_id: str, reply: Message) -> Future:
        """Make room for another reply to the same message; the present one stays reachable."""
        index = self.index(reply_id)
        assert index, "a reply stands below a message"
        parent = self._entries[index - 1].message.id
        future = self._chats.history.begin_reply(self.id, reply, parent)
        self._cut(index)
        self._expect(reply)
        self._chats.follow(future)
        return future

    def add_reply(self, reply: Message, message_id: str, variants: int) -> None:
        """Show a reply right after the message that it answers, where that is on the screen."""
        self._unspoken.discard(reply.id)
        index = self.index(message_id)
        if index is not None:
            entry = StoredMessage(reply, message_id, variant=variants - 1, variants=variants)
            self._insert(entry, index + 1)

    def append_text(self, reply: Message, text: str) -> None:
        """A reply has grown by `text`."""
        index = self.index(reply.id)
        if index is not None:
            self._entries[index] = dataclasses.replace(self._entries[index], message=reply)
            self.message_text_appended.emit(reply.id, text)

    def put(self, entry: StoredMessage) -> None:
        """Let an entry take the place of the one with its id, where that is on the screen."""
        index = self.index(entry.message.id)
        if index is not None:
            self._entries[index] = entry
            self.message_changed.emit(entry)

    def set_message(self, message: Message) -> None:
        """The same with the message alone; its place and its verdict stay."""
        entry = self.entry(message.id)
        if entry is not None:
            self.put(dataclasses.replace(entry, message=message))

    def delete(self, message_id: str) -> None:
        """Take one message out; what followed it stays."""
        future = self._chats.history.delete_message(message_id)
        self._chats.when_done(future, self._note_deleted)
        self._restructure(future)

    def undo_delete(self) -> None:
        """Bring the message back that was deleted last in this conversation."""
        if self._deleted is not None:
            deleted, self._deleted = self._deleted, None
            self._restructure(self._chats.history.restore_message(deleted))

    def show_variant(self, message_id: str, step: int) -> None:
        """Show the branch of the variant before (-1) or after (1) a message."""
        siblings = self._chats.reader.siblings(message_id)
        index = siblings.index(message_id) + step
        if 0 <= index < len(siblings):
            self._restructure(self._chats.history.show_message(siblings[index]))

    def set_scene(self, scene_id: str) -> None:
        if self._is_stored:
            self._chats.follow(self._chats.history.set_scene(self.id, scene_id))

    def forget_unsaved(self) -> None:
        """All is on the disk again."""
        self._unsaved.clear()

    def _store(self, scene_id: str) -> None:
        if not self._is_stored:
            now = datetime.now(UTC)
            self._chats.history.create_conversation(Conversation(self.id, scene_id, now, now))
            self._is_stored = True

    def _leave(self) -> None:
        """What the disk does not take now must be on the screen when the person comes back."""
        if self._entries and self._chats.history.problem is not None:
            self._unsaved[self.id] = self._entries

    def _load(self, conversation_id: str) -> list[StoredMessage]:
        stored = self._chats.reader.messages(conversation_id)
        return [entry for entry in stored if entry.message.id not in self._unspoken]

    def _expect(self, reply: Message) -> None:
        """The next message follows this reply, though it is not on the screen yet."""
        self._unspoken.add(reply.id)
        self._tail = reply.id

    def _note_deleted(self, done: Future) -> None:
        if not done.cancelled() and done.exception() is None:
            self._deleted = done.result()

    def _restructure(self, future: Future, message_id: str | None = None) -> None:
        """Show what the disk has, once a change there is made."""
        conversation_id = self.id

        def show(done: Future) -> None:
            if self.id == conversation_id and not done.cancelled() and done.exception() is None:
                self._show_stored()
                self.restructured.emit()
                if message_id is not None and self.index(message_id) is not None:
                    self.shown.emit(message_id)

        self._chats.follow(future)
        self._chats.when_done(future, show)

    def _show_stored(self) -> None:
        try:
            entries = self._load(self.id)
        except (KeyError, KnownError):
            # it was said where the conversation was read first
            return
        self._tail = entries[-1].message.id if entries else None
        entries = [self._present(entry) for entry in entries]
        same = 0
        for old, new in zip(self._entries, entries, strict=False):
            if old.message.id != new.message.id:
                break
            same += 1
        changed = [i for i in range(same) if self._entries[i] != entries[i]]
        moved = len(self._entries) + len(entries) - 2 * same + len(changed)
        if moved > MOST_SINGLE_CHANGES:
            self._entries = entries
            self.opened.emit()
            return
        for index in changed:
            self._entries[index] = entries[index]
            self.message_changed.emit(entries[index])
        self._cut(same)
        for index in range(same, len(entries)):
            self._insert(entries[index], index)

    def _present(self, entry: StoredMessage) -> StoredMessage:
        """Of a reply that is being written the screen knows more than the disk."""
        message = entry.message
        if message.role is Role.ASSISTANT and message.finish_reason is None:
            return self.entry(message.id) or entry
        return entry

    def _insert(self, entry: StoredMessage, index: int) -> None:
        self._entries.insert(index, entry)
        self.message_added.emit(entry, index)

    def _cut(self, index: int) -> None:
        """Take the messages from `index` on off the screen."""
        if len(self._entries) - index > MOST_SINGLE_CHANGES:
            del self._entries[index:]
            self.opened.emit()
            return
        while len(self._entries) > index:
            self._entries.pop()
            self.message_removed.emit(len(self._entries))
