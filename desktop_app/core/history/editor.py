"""Every change to the chat history, as a function of one connection.

Each method leaves the commit to its caller. A KeyError means that the conversation or message is
not there (any more); sqlite3.Error is what the file or the disk refuses.
"""

from __future__ import annotations

import dataclasses
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from desktop_app.core.conversation import FinishReason, Message, ReplyStats, Role, new_id
from desktop_app.core.history.duplicates import branched_off, is_here
from desktop_app.core.history.records import Conversation, StoredMessage, Tree, Verdict
from desktop_app.core.history.rows import (
    CONVERSATION_COLUMNS,
    VERDICT_COLUMNS,
    conversation_values,
    insert_row,
    message_values,
    stats_values,
    to_us,
    verdict_of,
    verdict_values,
)
from desktop_app.core.history.search_index import HistoryIndex
from desktop_app.core.history.sqlite import from_column, to_column
from desktop_app.core.history.titles import automatic_title
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import Scene

TRASH_TIME = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DeletedMessage:
    """All that is needed to put a message back. row: its columns.  children: keys."""

    row: dict[str, Any]
    children: tuple[int, ...]
    was_shown: bool


class HistoryEditor:
    """Changes one database. has_index: whether there is a full-text index to keep.

    index: it; every change of a text goes through it too.
    """

    def __init__(self, connection: sqlite3.Connection, has_index: bool) -> None:
        self._connection = connection
        self.index = HistoryIndex(connection, has_index)

    # conversations

    def create_conversation(self, conversation: Conversation) -> None:
        """Add a conversation without messages."""
        names = [name.strip() for name in CONVERSATION_COLUMNS.split(",")]
        row = dict(zip(names, conversation_values(conversation), strict=True))
        self._connection.execute(*insert_row("conversations", row))

    def rename(self, conversation_id: str, title: str) -> None:
        """Give it the person's own title; one of white space alone means: automatic again."""
        own = bool(title.strip())
        if not own:
            title = self._title_of_first_message(conversation_id)
        self._update_conversation(conversation_id, title=to_column(title), title_is_own=own)

    def set_pinned(self, conversation_id: str, pinned: bool) -> None:
        self._update_conversation(conversation_id, pinned=pinned)

    def set_archived(self, conversation_id: str, archived: bool) -> None:
        self._update_conversation(conversation_id, archived=archived)

    def set_scene(self, conversation_id: str, scene_id: str) -> None:
        self._update_conversation(conversation_id, scene_id=to_column(scene_id))

    def delete_conversation(self, conversation_id: str, now: datetime) -> None:
        """Put it into the trash."""
        self._update_conversation(conversation_id, deleted_us=to_us(now))

    def restore_conversation(self, conversation_id: str) -> None:
        """Take it out of the trash."""
        self._update_conversation(conversation_id, deleted_us=None)

    def erase_conversation(self, conversation_id: str) -> int:
        """Delete it for good, with all its messages; 1, or 0 where it was gone already."""
        row = self._connection.execute(
            "SELECT key FROM conversations WHERE id = ?", (conversation_id,)
        ).fetchone()
        if row is None:
            return 0
        self._erase(row[0])
        return 1

    def empty_trash(self, deleted_before: datetime) -> int:
        """Erase what went to the trash before this moment; returns how many conversations."""
        keys = self._connection.execute(
            "SELECT key FROM conversations WHERE deleted_us < ?", (to_us(deleted_before),)
        ).fetchall()
        for (key,) in keys:
            self._erase(key)
        return len(keys)

    # messages

    def add_message(self, conversation_id: str, stored: StoredMessage) -> None:
        """Add a message after its parent and show it; the branch shown before stays reachable.

        The conversation gets its automatic title from the first message of the person.
        """
        conversation, title = self._connection.execute(
            "SELECT key, title FROM conversations WHERE id = ?", (conversation_id,)
        ).fetchone() or _missing(conversation_id)
        message = stored.message
        parent = None if stored.parent_id is None else self._key(stored.parent_id, conversation)
        key = self._insert_message(stored, conversation, parent)
        self._show(key, parent, conversation)
        changes: dict[str, Any] = {"updated_us": to_us(message.created_at)}
        if title == "" and message.role is Role.USER:
            changes["title"] = to_column(automatic_title(message.text))
        self._update_conversation(conversation_id, **changes)

    def save_reply_text(self, message_id: str, text: str) -> None:
        """Keep what a reply that is still being written says so far."""
        self._connection.execute(
            "UPDATE messages SET text = ? WHERE id = ? AND finish_reason IS NULL",
            (to_column(text), message_id),
        )

    def continue_reply(self, message_id: str) -> None:
        """A finished reply goes on: it is unfinished again."""
        key = self._key(message_id)
        self.index.remove(key)
        self._connection.execute("UPDATE messages SET finish_reason = NULL WHERE key = ?", (key,))

    def finish_reply(
        self, message_id: str, text: str, reason: FinishReason, stats: ReplyStats | None
    ) -> None:
        """The reply is complete."""
        key = self._key(message_id)
        self.index.remove(key)
        self._connection.execute(
            "UPDATE messages SET text = ?, finish_reason = ?, new_tokens = ?, prompt_tokens = ?,"
            " first_token_ms = ?, tokens_per_s = ?, steps = ? WHERE key = ?",
            (to_column(text), str(reason), *stats_values(stats), key),
        )
        self.index.add(key, text)

    def mark_interrupted(self) -> int:
        """Replies that never ended were cut off by the end of the program; returns how many."""
        rows = self._connection.execute(
            "SELECT key, text FROM messages WHERE role = 'assistant' AND finish_reason IS NULL"
        ).fetchall()
        for key, text in rows:
            self._connection.execute(
                "UPDATE messages SET finish_reason = ? WHERE key = ?",
                (str(FinishReason.INTERRUPTED), key),
            )
            self.index.add(key, from_column(text))
        return len(rows)

    def delete_message(self, message_id: str) -> DeletedMessage:
        """Take one message out; what followed it follows its parent now."""
        key = self._key(message_id)
        row = self._row(key)
        self.index.remove(key)
        row["indexed"] = 0
        parent, conversation = row["parent"], row["conversation"]
        children = self._connection.execute(
            "SELECT key FROM messages WHERE parent = ? ORDER BY key", (key,)
        ).fetchall()
        self._connection.execute("UPDATE messages SET parent = ? WHERE parent = ?", (parent, key))
        self._connection.execute("DELETE FROM messages WHERE key = ?", (key,))
        was_shown = self._shown(parent, conversation) == key
        if was_shown:
            self._show(row["shown_child"] or self._last(parent, conversation), parent, conversation)
        return DeletedMessage(row, tuple(child for (child,) in children), was_shown)

    def restore_message(self, deleted: DeletedMessage) -> None:
        """Undo `delete_message`. Raises KeyError where its place is gone too."""
        row = deleted.row
        self._check_place(row["parent"], row["conversation"])
        self._connection.execute(*insert_row("messages", row))
        self._connection.executemany(
            "UPDATE messages SET parent = ? WHERE key = ?",
            [(row["key"], child) for child in deleted.children],
        )
        if deleted.was_shown:
            self._show(row["key"], row["parent"], row["conversation"])
        if row["finish_reason"] is not None or row["role"] != Role.ASSISTANT:
            self.index.add(row["key"], from_column(row["text"]))

    def show_message(self, message_id: str) -> None:
        """Make the branch with this message the one shown; forks below it stay as they were."""
        key: int | None = self._key(message_id)
        while key is not None:
            row = self._row(key, "parent, conversation")
            self._show(key, row["parent"], row["conversation"])
            key = row["parent"]

    # moods

    def set_mood(self, message_id: str, mood: Mood, scene: Scene) -> None:
        """Keep what the judge says; a correction made before stays in force."""
        key = self._key(message_id)
        values = verdict_values(Verdict.judged(mood, scene, self._verdict(key)))
        places = ", ".join("?" * len(values))
        self._connection.execute(
            f"UPDATE messages SET ({VERDICT_COLUMNS}) = ({places}) WHERE key = ?",
            (*values, key),
        )

    def correct_mood(self, message_id: str, correction: str | None, scene: Scene) -> None:
        """The person's word: a label's id, CLEARED for no mood, None to take it back.

        Only a message that was judged can be corrected.
        """
        key = self._key(message_id)
        verdict = self._verdict(key)
        if verdict is not None:
            self._keep(key, verdict.corrected(correction, scene))

    def forget_corrections(self) -> None:
        """The judge's word counts again, everywhere."""
        keys = self._connection.execute(
            "SELECT key FROM messages WHERE correction IS NOT NULL"
        ).fetchall()
        for (key,) in keys:
            verdict = self._verdict(key)
            if verdict is not None:
                self._keep(key, verdict.restored())

    # whole conversations, and the file

    def insert_tree(self, tree: Tree) -> str | None:
        """Add a whole conversation. Returns the id it has; None where it is here already.

        One that differs from that of its id is added beside it, under an id made of its content;
        ids of messages that are taken are made anew. One in the trash is taken out of it.
        """
        if self._is_taken("conversations", tree.conversation.id):
            if is_here(self._connection, tree):
                return self._untrash(tree)
            tree = branched_off(tree)
            if self._is_taken("conversations", tree.conversation.id):
                return self._untrash(tree)
        conversation = tree.conversation
        self.create_conversation(conversation)
        (conversation_key,) = self._connection.execute(
            "SELECT key FROM conversations WHERE id = ?", (conversation.id,)
        ).fetchone()
        keys: dict[str, int] = {}
        for stored in tree.messages:
            message, id_ = stored.message, stored.message.id
            if self._is_taken("messages", id_):
                message = dataclasses.replace(message, id=new_id())
            parent = None if stored.parent_id is None else keys[stored.parent_id]
            replaced = dataclasses.replace(stored, message=message)
            keys[id_] = self._insert_message(replaced, conversation_key, parent)
        if tree.shown_root is not None:
            self._show(keys[tree.shown_root], None, conversation_key)
        self._connection.executemany(
            "UPDATE messages SET shown_child = ? WHERE key = ?",
            [(keys[child], keys[parent]) for parent, child in tree.shown_child.items()],
        )
        return conversation.id

    def _untrash(self, tree: Tree) -> str | None:
        conversation = tree.conversation
        changed = self._connection.execute(
            "UPDATE conversations SET deleted_us = NULL"
            " WHERE id = ? AND deleted_us IS NOT NULL AND ?",
            (conversation.id, conversation.deleted_at is None),
        ).rowcount
        return conversation.id if changed else None

    def begin(self) -> None:
        """The program starts to use the file: replies that never ended were cut off."""
        self.mark_interrupted()
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES ('closed', '0')")

    def note_closed(self) -> None:
        """The file is closed in order; it need not be looked through when it is next opened."""
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES ('closed', '1')")

    def _insert_message(self, stored: StoredMessage, conversation: int, parent: int | None) -> int:
        place = {"conversation": conversation, "parent": parent, "indexed": 0}
        statement, values = insert_row("messages", {**place, **message_values(stored)})
        key = self._connection.execute(statement, values).lastrowid
        assert key is not None
        message: Message = stored.message
        if message.role is not Role.ASSISTANT or message.finish_reason is not None:
            self.index.add(key, message.text)
        return key

    def _verdict(self, key: int) -> Verdict | None:
        return verdict_of(tuple(self._row(key, VERDICT_COLUMNS).values()))

    def _keep(self, key: int, verdict: Verdict) -> None:
        """What the person made of a verdict; the judge's own word stays as it is."""
        correction = None if verdict.correction is None else to_column(verdict.correction)
        self._connection.execute(
            "UPDATE messages SET correction = ?, mood_score = ? WHERE key = ?",
            (correction, verdict.score, key),
        )

    def _erase(self, conversation: int) -> None:
        rows = self._connection.execute(
            "SELECT key FROM messages WHERE conversation = ? AND indexed = 1", (conversation,)
        ).fetchall()
        for (key,) in rows:
            self.index.remove(key)
        self._connection.execute("DELETE FROM messages WHERE conversation = ?", (conversation,))
        self._connection.execute("DELETE FROM conversations WHERE key = ?", (conversation,))

    def _shown(self, parent: int | None, conversation: int) -> int | None:
        if parent is None:
            statement = "SELECT shown_root FROM conversations WHERE key = ?"
            return self._connection.execute(statement, (conversation,)).fetchone()[0]
        return self._row(parent, "shown_child")["shown_child"]

    def _show(self, key: int | None, parent: int | None, conversation: int) -> None:
        if parent is None:
            statement = "UPDATE conversations SET shown_root = ? WHERE key = ?"
        else:
            statement = "UPDATE messages SET shown_child = ? WHERE key = ?"
        self._connection.execute(statement, (key, conversation if parent is None else parent))

    def _last(self, parent: int | None, conversation: int) -> int | None:
        """The newest child of the parent, or the newest first message."""
        return self._connection.execute(
            "SELECT max(key) FROM messages WHERE conversation = ? AND parent IS ?",
            (conversation, parent),
        ).fetchone()[0]

    def _title_of_first_message(self, conversation_id: str) -> str:
        row = self._connection.execute(
            "SELECT text FROM messages WHERE role = 'user' AND conversation ="
            " (SELECT key FROM conversations WHERE id = ?) ORDER BY key LIMIT 1",
            (conversation_id,),
        ).fetchone()
        return "" if row is None else automatic_title(from_column(row[0]))

    def _update_conversation(self, conversation_id: str, **changes: Any) -> None:
        columns = ", ".join(f"{name} = ?" for name in changes)
        cursor = self._connection.execute(
            f"UPDATE conversations SET {columns} WHERE id = ?", (*changes.values(), conversation_id)
        )
        if not cursor.rowcount:
            raise KeyError(conversation_id)

    def _key(self, message_id: str, conversation: int | None = None) -> int:
        row = self._connection.execute(
            "SELECT key, conversation FROM messages WHERE id = ?", (message_id,)
        ).fetchone()
        if row is None or conversation not in (None, row[1]):
            raise KeyError(message_id)
        return row[0]

    def _row(self, key: int, columns: str = "*") -> dict[str, Any]:
        cursor = self._connection.execute(f"SELECT {columns} FROM messages WHERE key = ?", (key,))
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone() or _missing(str(key)), strict=True))

    def _check_place(self, parent: int | None, conversation: int) -> None:
        """Raise KeyError where either is gone: SQLite would refuse the whole transaction, and with
        it what others wrote, only at its end."""
        table, key = ("conversations", conversation) if parent is None else ("messages", parent)
        if not self._connection.execute(f"SELECT 1 FROM {table} WHERE key = ?", (key,)).fetchone():
            raise KeyError(key)

    def _is_taken(self, table: str, id_: str) -> bool:
        statement = f"SELECT 1 FROM {table} WHERE id = ?"
        return self._connection.execute(statement, (id_,)).fetchone() is not None


def _missing(name: str) -> tuple:
    raise KeyError(name)
