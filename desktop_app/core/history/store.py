"""The chat history: one SQLite file with every conversation.

    history = open_history(paths.data / FILE_NAME, on_problem)
    history.create_conversation(...)              # any thread, returns at once
    future = history.add_message(...)             # done once it is on the disk
    history.reader.messages(conversation_id)      # the thread that opened it

Which call is safe where: the changes return at once and may be called in any thread; they are
made in their order by a thread of their own (history_writer), so that an fsync of 200 ms never
holds the window. Their futures' callbacks and `on_problem` run in that thread: pass them on by a
signal. `reader` belongs to the thread that called open_history, and never waits for a writer;
another thread (an export, the journal) makes its own HistoryReader. `open_history` and `close`
wait for the disk.

Durable means: the future of add_message is done, so answer then. A reply's text is saved twice a
second from update_reply; one that is unfinished when the file is next opened reads INTERRUPTED.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.core.conversation import FinishReason, Message, ReplyStats
from desktop_app.core.errors import KnownError
from desktop_app.core.history.editor import TRASH_TIME, DeletedMessage, HistoryEditor
from desktop_app.core.history.migrations import (
    MIGRATIONS,
    Migration,
    is_begun_elsewhere,
    is_whole,
    migrate,
    prepare_index,
)
from desktop_app.core.history.reader import HistoryReader
from desktop_app.core.history.records import Conversation, StoredMessage, Tree
from desktop_app.core.history.recovery import finish_recovery, recover
from desktop_app.core.history.sqlite import (
    FILE_NAME,
    connect_first,
    create_private,
    damaged,
    known_errors,
    transaction,
    without_locks,
)
from desktop_app.core.history.writer import Edit, HistoryWriter, OnProblem, not_saved
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import Scene
from desktop_app.core.system.disk import can_lock

__all__ = ["FILE_NAME", "History", "HistoryReader", "open_history"]

CLOSE_TIMEOUT_S = 10.0
_INDEX_BATCH = 500
_CLEAN_PAGES = 200


def open_history(
    path: Path,
    on_problem: OnProblem = lambda problem: None,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> History:
    """Open the chats, make or migrate or recover the file first where that is needed.

    on_problem: called in the writer's thread with a KnownError when saving begins to fail ("said,
    and kept in memory"), and with None when it works again.
    `notices` of the result tell what happened to the file. Raises KnownError where the chats can't
    be opened at all: "history_locked", "history_not_writable", "history_newer", "disk_full", ...
    """
    finish_recovery(path)
    create_private(path)
    if not can_lock(path.parent):
        # SQLite would take it for another program's lock, and wait
        raise without_locks(path)
    has_index, reader, notices = _prepare_or_recover(path, migrations)
    return History(path, has_index, reader, notices, on_problem)


def _prepare_or_recover(
    path: Path, migrations: Sequence[Migration]
) -> tuple[bool, HistoryReader, list[KnownError]]:
    try:
        return _prepare(path, migrations)
    except KnownError as error:
        if error.code != "history_damaged":
            raise
    recovered = recover(path)
    has_index, reader, notices = _prepare(path, migrations)
    return has_index, reader, [recovered, *notices]


def _prepare(
    path: Path, migrations: Sequence[Migration]
) -> tuple[bool, HistoryReader, list[KnownError]]:
    """Check and migrate the file: whether it has a full-text index, a reader, what to say.

    The reader is made while the other connection is open: closing the last one would wait for the
    disk.
    """
    notices: list[KnownError] = []
    has_index = False
    with known_errors(path), contextlib.closing(connect_first(path)) as connection:
        _check_after_crash(connection, path)
        if is_begun_elsewhere(connection):
            raise damaged(path)
        migrate(connection, path, migrations)
        if not is_whole(connection):
            raise damaged(path)
        try:
            with known_errors(path):
                has_index = _begin(connection)
        except KnownError as error:
            # what is there can be read all the same
            if error.code == "history_damaged":
                raise
            notices.append(error)
        return has_index, HistoryReader(path), notices


def _begin(connection: sqlite3.Connection) -> bool:
    """Note that the file is in use; whether there is a full-text index to keep."""
    # not worth an fsync: the next change waits for one, and takes this along
    connection.execute("PRAGMA synchronous = NORMAL")
    has_index = prepare_index(connection)
    with transaction(connection):
        HistoryEditor(connection, has_index).begin()
    return has_index


def _check_after_crash(connection: sqlite3.Connection, path: Path) -> None:
    """Look through the whole file where it was not closed in order: 0.1 s for 50 MB."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if "facts" not in tables:
        return
    try:
        closed = connection.execute("SELECT value FROM facts WHERE name = 'closed'").fetchone()
    except sqlite3.OperationalError:
        # a table of this name with other columns: `is_whole` says so
        return
    if closed == ("1",):
        return
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise damaged(path)


class History:
    """The open chat history; see this file's first lines for what may be called where."""

    def __init__(
        self,
        path: Path,
        has_index: bool,
        reader: HistoryReader,
        notices: list[KnownError],
        on_problem: OnProblem,
    ) -> None:
        self.path = path
        self.notices = tuple(notices)
        self.reader = reader
        self._writer = HistoryWriter(path, has_index, on_problem)
        before = datetime.now(UTC) - TRASH_TIME
        if notices:
            self._writer.submit(lambda editor: editor.begin())
        self._erase(lambda editor: editor.empty_trash(before))
        self._repeat(_index_some)

    @property
    def problem(self) -> KnownError | None:
        """Why nothing can be saved at present; None where it can."""
        return self._writer.problem

    @property
    def pending(self) -> int:
        """How many changes are in memory only."""
        return self._writer.pending

    def settled(self) -> Future[None]:
        """Done once every change made before is on the disk."""
        return self._submit(lambda editor: None)

    def retry(self) -> None:
        """Try again now to save what could not be saved."""
        self._writer.retry()

    def repair(self) -> KnownError:
        """After "history_damaged": recover what can be read into a new file, then go on there.

        What waits to be saved is saved there. Call in the thread that opened the history; `reader`
        is another one afterwards. Returns the notice. Raises KnownError where the disk refuses.
        """
        self.reader.close()
        try:
            with self._writer.let_go():
                notice = recover(self.path)
                _, self.reader, _ = _prepare(self.path, MIGRATIONS)
        except KnownError:
            with contextlib.suppress(KnownError):
                self.reader = HistoryReader(self.path)
            raise
        self._repeat(_index_some)
        return notice

    def close(self, timeout_s: float = CLOSE_TIMEOUT_S) -> None:
        """Save what is left and let go of the file. Call in the thread that opened it.

        Raises KnownError where something could not be saved; the history is closed all the same.
        """
        if not self.reader.saw_damage:
            self._writer.submit(lambda editor: editor.note_closed())
        self.reader.close()
        ended = self._writer.close(timeout_s)
        if self._writer.problem is not None:
            raise self._writer.problem
        if not ended:
            raise not_saved(self.path, "timeout")

    # conversations

    def create_conversation(self, conversation: Conversation) -> Future[None]:
        return self._submit(lambda editor: editor.create_conversation(conversation))

    def rename(self, conversation_id: str, title: str) -> Future[None]:
        """A title of white space alone brings the automatic one back."""
        return self._submit(lambda editor: editor.rename(conversation_id, title))

    def set_pinned(self, conversation_id: str, pinned: bool) -> Future[None]:
        return self._submit(lambda editor: editor.set_pinned(conversation_id, pinned))

    def set_archived(self, conversation_id: str, archived: bool) -> Future[None]:
        return self._submit(lambda editor: editor.set_archived(conversation_id, archived))

    def set_scene(self, conversation_id: str, scene_id: str) -> Future[None]:
        return self._submit(lambda editor: editor.set_scene(conversation_id, scene_id))

    def delete_conversation(self, conversation_id: str) -> Future[None]:
        """Into the trash, for 30 days."""
        now = datetime.now(UTC)
        return self._submit(lambda editor: editor.delete_conversation(conversation_id, now))

    def restore_conversation(self, conversation_id: str) -> Future[None]:
        return self._submit(lambda editor: editor.restore_conversation(conversation_id))

    def erase_conversation(self, conversation_id: str) -> Future[int]:
        """For good; the result is 1, or 0 where it was gone already."""
        return self._erase(lambda editor: editor.erase_conversation(conversation_id))

    def empty_trash(self) -> Future[int]:
        """Erase all that is in the trash; the result says how many conversations."""
        end_of_time = datetime.max.replace(tzinfo=UTC)
        return self._erase(lambda editor: editor.empty_trash(end_of_time))

    # messages

    def add_message(
        self,
        conversation_id: str,
        message: Message,
        parent_id: str | None,
        note: bool = False,
    ) -> Future[None]:
        """Add a message after `parent_id` (None: at the beginning) and show it.

        A second child of the same parent is a variant: an edited message takes the parent of the
        one before, and the old branch stays reachable. A mood in `message` is left out: set_mood.
        note: "just for me", nobody answers.
        """
        stored = StoredMessage(message, parent_id, note)
        return self._submit(lambda editor: editor.add_message(conversation_id, stored))

    def begin_reply(self, conversation_id: str, reply: Message, parent_id: str) -> Future[None]:
        """Add a reply that is yet to be written; a second one to the same message is a variant."""
        return self.add_message(conversation_id, reply, parent_id)

    def update_reply(self, reply_id: str, text: str) -> None:
        """The whole text so far. Cheap; call it with every piece."""
        self._writer.draft(reply_id, text)

    def continue_reply(self, reply_id: str) -> Future[None]:
        """A finished reply goes on; update_reply and finish_reply follow."""
        return self._submit(lambda editor: editor.continue_reply(reply_id))

    def finish_reply(
        self, reply_id: str, text: str, reason: FinishReason, stats: ReplyStats | None
    ) -> Future[None]:
        """The reply's whole text and why it ended."""
        self._writer.drop_draft(reply_id)
        return self._submit(lambda editor: editor.finish_reply(reply_id, text, reason, stats))

    def delete_message(self, message_id: str) -> Future[DeletedMessage]:
        """Take one message out; what followed it follows its parent. The result is for undo."""
        return self._submit(lambda editor: editor.delete_message(message_id))

    def restore_message(self, deleted: DeletedMessage) -> Future[None]:
        """Undo delete_message."""
        return self._submit(lambda editor: editor.restore_message(deleted))

    def show_message(self, message_id: str) -> Future[None]:
        """Show the branch with this message: steps through variants, and leads to a search hit."""
        return self._submit(lambda editor: editor.show_message(message_id))

    # moods

    def set_mood(self, message_id: str, mood: Mood, scene: Scene) -> Future[None]:
        """Keep what the judge of this scene says of a message."""
        return self._submit(lambda editor: editor.set_mood(message_id, mood, scene))

    def correct_mood(self, message_id: str, correction: str | None, scene: Scene) -> Future[None]:
        """The person's word: a label's id, CLEARED for no mood, None to take it back.

        scene: the one that judged the message.
        """
        return self._submit(lambda editor: editor.correct_mood(message_id, correction, scene))

    def forget_corrections(self) -> Future[None]:
        return self._submit(lambda editor: editor.forget_corrections())

    # import

    def add_trees(self, trees: Iterable[Tree]) -> Future[list[str]]:
        """Add whole conversations, all or none. The result: the ids of those that were added.

        Those that are here already are left out.
        """
        kept = tuple(trees)

        def add(editor: HistoryEditor) -> list[str]:
            return [id_ for tree in kept if (id_ := editor.insert_tree(tree)) is not None]

        return self._submit(add)

    def _submit(self, edit: Edit) -> Future:
        return self._writer.submit(edit)

    def _erase(self, edit: Edit) -> Future:
        """Submit an edit that says how many conversations it erased; clean up after it."""
        erased = self._writer.submit(edit)
        erased.add_done_callback(self._clean_index_after)
        return erased

    def _clean_index_after(self, erased: Future) -> None:
        if not erased.cancelled() and not erased.exception() and erased.result():
            self._repeat(_clean_index)

    def _repeat(self, step: Edit, done: Future | None = None) -> None:
        """Long work in small steps, so that no message waits for it long."""
        if done is not None and (done.exception() or not done.result()):
            return
        # on leaving, the rest is left to the next time
        with contextlib.suppress(RuntimeError):
            future = self._writer.submit(step)
            future.add_done_callback(lambda done: self._repeat(step, done))


def _index_some(editor: HistoryEditor) -> bool:
    return editor.index.add_some(_INDEX_BATCH)


def _clean_index(editor: HistoryEditor) -> bool:
    return editor.index.clean(_CLEAN_PAGES)
