"""The conversation on the screen, which is the list that the window shows.

What the person says, deletes or steps to here goes to the disk as well, which is done later, in
order; what is on the screen alone are words of a reply and verdicts: whoever brings them keeps
them. Every method must be called in the GUI thread.
"""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime
from itertools import takewhile

from PySide6.QtCore import QObject, Signal

from desktop_app.core.conversation import Message, Role, new_id
from desktop_app.core.errors import KnownError
from desktop_app.core.history.editor import DeletedMessage
from desktop_app.core.history.records import Conversation, StoredMessage
from desktop_app.core.history.titles import automatic_title
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.message_model import MessageModel

MOST_SINGLE_CHANGES = 50
"""Where more messages than this come or go at once, the whole list is told of instead."""


class OpenConversation(MessageModel):
    """Empty and without a row on the disk until something is said.

    A reply stands right after the message that it answers, so it is not always the last one. It is
    added with its first piece of text, or empty where its turn ended before that.
    """

    restructured = Signal()
    """Another branch may be shown, or a message is gone or back."""
    shown = Signal(str)
    """A message that was asked for is on the screen."""

    def __init__(self, chats: ChatStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chats = chats
        self._unspoken: set[str] = set()
        """Replies, of any conversation, that are on the disk but have no words to show yet."""
        self._tail: str | None = None
        self._is_stored = False
        self._deleted: DeletedMessage | None = None
        self._unsaved: dict[str, tuple[StoredMessage, ...]] = {}
        self.id = new_id()

    @property
    def title(self) -> str:
        """Its own, else what its first message begins with; "" where there is none."""
        try:
            return self._chats.reader.conversation(self.id).title
        except (KeyError, KnownError):
            return "" if self.is_empty else automatic_title(self.at(0).message.text)

    def begin(self) -> None:
        """An empty conversation that is on no disk yet."""
        self._leave()
        self.id = new_id()
        self._tail, self._is_stored, self._deleted = None, False, None
        self.reset(())

    def open(self, conversation_id: str) -> None:
        """Show a conversation. Raises KeyError and KnownError; then nothing is changed."""
        unsaved = self._unsaved.get(conversation_id)
        entries = list(unsaved) if unsaved else self._load(conversation_id)
        self._leave()
        self.id = conversation_id
        self._is_stored, self._deleted = True, None
        self._tail = entries[-1].message.id if entries else None
        self.reset(entries)
        history = self._chats.history
        if history.pending:
            self._restructure(history.settled())

    def show(self, message_id: str) -> None:
        """Show the branch with this message of the open conversation; `shown` follows."""
        if self.row_of(message_id) is not None:
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
        self.insert(self.rowCount(), [StoredMessage(message, parent, note)])
        if reply is not None:
            future = history.begin_reply(self.id, reply, message.id)
            self._expect(reply)
        self._chats.follow(future)
        return future

    def say_instead(self, message_id: str, message: Message, reply: Message) -> Future:
        """Say something else in the place of a message; what followed stays on its own branch."""
        row = self.row_of(message_id)
        assert row is not None
        before = self.at(row)
        history = self._chats.history
        history.add_message(self.id, message, before.parent_id)
        future = history.begin_reply(self.id, reply, message.id)
        self._cut(row)
        variant = before.variants
        entry = StoredMessage(message, before.parent_id, variant=variant, variants=variant + 1)
        self.insert(row, [entry])
        self._expect(reply)
        self._chats.follow(future)
        return future

    def answer_instead(self, reply_id: str, reply: Message) -> Future:
        """Make room for another reply to the same message; the present one stays reachable."""
        row = self.row_of(reply_id)
        assert row, "a reply stands below a message"
        parent = self.at(row - 1).message.id
        future = self._chats.history.begin_reply(self.id, reply, parent)
        self._cut(row)
        self._expect(reply)
        self._chats.follow(future)
        return future

    def add_reply(self, reply: Message, message_id: str, variants: int) -> None:
        """Show a reply right after the message that it answers, where that is on the screen."""
        self._unspoken.discard(reply.id)
        row = self.row_of(message_id)
        if row is not None:
            entry = StoredMessage(reply, message_id, variant=variants - 1, variants=variants)
            self.insert(row + 1, [entry])

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
        if not self.is_empty and self._chats.history.problem is not None:
            self._unsaved[self.id] = self.entries

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
                if message_id is not None and self.row_of(message_id) is not None:
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
        before = self.entries
        pairs = zip(before, entries, strict=False)
        same_ids = (old.message.id == new.message.id for old, new in pairs)
        same = sum(1 for _ in takewhile(bool, same_ids))
        changed = [row for row in range(same) if before[row] != entries[row]]
        if len(before) + len(entries) - 2 * same + len(changed) > MOST_SINGLE_CHANGES:
            self.reset(entries)
            return
        for row in changed:
            self.put_at(row, entries[row])
        self.remove(range(same, len(before)))
        self.insert(same, entries[same:])

    def _present(self, entry: StoredMessage) -> StoredMessage:
        """Of a reply that is being written the screen knows more than the disk."""
        message = entry.message
        if message.role is Role.ASSISTANT and message.finish_reason is None:
            return self.entry(message.id) or entry
        return entry

    def _cut(self, row: int) -> None:
        """Take the messages from `row` on off the screen."""
        if self.rowCount() - row > MOST_SINGLE_CHANGES:
            self.reset(self.entries[:row])
        else:
            self.remove(range(row, self.rowCount()))
