"""The conversations on disk, for the GUI thread: list, search, export and import.

Every method must be called in the GUI thread. What changes the file returns at once; `changed`
comes when it is on the disk.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.history.records import (
    Conversation,
    Folder,
    SearchHit,
    StoredMessage,
    Verdict,
)
from desktop_app.core.history.store import History, HistoryReader, open_history
from desktop_app.core.system.safe_traceback import stack_without_texts
from desktop_app.shell.threads.background import Background, Tell

log = logging.getLogger(__name__)

_LOOK_INTERVAL_S = 0.5
_T = TypeVar("_T")

MARKDOWN, JSON, TEXT = "markdown", "json", "text"
"""What `Chats.export` writes."""


class ChatStore(QObject):
    """Owns the chat history from its opening to `close()`."""

    changed = Signal()
    """The list may differ: titles, order, folders or moods."""
    problem = Signal(object)
    """KnownError when saving begins to fail; None when it works again."""
    recovered = Signal(object)
    """KnownError: the file was damaged. It tells what was recovered, and where the old file is."""
    failed = Signal(object)
    """KnownError: one action could not be done."""
    export_finished = Signal(object)
    """Path of the new file."""
    import_finished = Signal(list, int)
    """Ids of the conversations that were added, and how many were in the file."""

    _problem_came = Signal(object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        """path: of the chat history's file, which is made where it is missing.

        Where it can't be opened, `notices` say why and the chats of this start live in a temporary
        file, which is deleted at the end. Raises KnownError where there is no room for that either.
        """
        super().__init__(parent)
        self._transfers = Background("transfer", self)
        self._temporary: Path | None = None
        self._is_closed = False
        self._problem_came.connect(self._on_problem)
        notices: list[KnownError] = []
        try:
            self._history = open_history(path, self._problem_came.emit)
        except KnownError as error:
            notices += [error, _not_kept()]
            self._history = self._open_elsewhere(path.name, error)
            self._temporary = self._history.path.parent
        self.notices = (*notices, *self._history.notices)

    @property
    def history(self) -> History:
        return self._history

    @property
    def reader(self) -> HistoryReader:
        """For the GUI thread. Another one after a repair: ask for it each time."""
        return self._history.reader

    def when_done(self, future: Future, call: Callable[[Future], None]) -> None:
        """Call `call(future)` in the GUI thread once it is done."""
        self._transfers.when_done(future, call)

    def conversations(self, folder: Folder = Folder.ACTIVE) -> list[Conversation]:
        """Pinned ones first, then the latest first. Empty where the file can't be read."""
        return self._read(lambda: self.reader.conversations(folder), [])

    def recent_moods(self, ids: Sequence[str]) -> dict[str, tuple[Verdict, ...]]:
        """The last verdicts in each of these conversations, oldest first."""
        return self._read(lambda: self.reader.recent_moods(ids), {})

    def search(self, text: str) -> list[SearchHit]:
        """Titles, then messages, that hold what was typed."""
        return self._read(lambda: self.reader.search(text), [])

    def messages(self, conversation_id: str) -> tuple[StoredMessage, ...]:
        """The branch shown of a conversation; nothing where it is gone or can't be read."""

        def read() -> tuple[StoredMessage, ...]:
            with contextlib.suppress(KeyError):
                return tuple(self.reader.messages(conversation_id))
            return ()

        return self._read(read, ())

    def rename(self, conversation_id: str, title: str) -> None:
        """White space alone brings the automatic title back."""
        self.follow(self._history.rename(conversation_id, title))

    def set_pinned(self, conversation_id: str, pinned: bool) -> None:
        self.follow(self._history.set_pinned(conversation_id, pinned))

    def set_archived(self, conversation_id: str, archived: bool) -> None:
        self.follow(self._history.set_archived(conversation_id, archived))

    def delete(self, conversation_id: str) -> None:
        """Into the trash, for 30 days."""
        self.follow(self._history.delete_conversation(conversation_id))

    def restore(self, conversation_id: str) -> None:
        self.follow(self._history.restore_conversation(conversation_id))

    def erase(self, conversation_id: str) -> None:
        """For good."""
        self.follow(self._history.erase_conversation(conversation_id))

    def empty_trash(self) -> None:
        self.follow(self._history.empty_trash())

    def export(self, ids: Sequence[str] | None, target: Path, kind: str) -> None:
        """Write these conversations, all where None, in a thread of its own.

        kind: MARKDOWN, JSON or TEXT. Ends with export_finished or failed.
        """
        # seldom needed, and the window is to open soon
        from desktop_app.core.history.export import (
            Wording,
            export_json,
            export_markdown,
            export_text,
        )

        wording = Wording(
            user=self.tr("You"),
            assistant=self.tr("Assistant"),
            system=self.tr("System"),
            note=self.tr("Just for me"),
            untitled=self.tr("Conversation"),
        )
        history, path = self._history, self._history.path

        def work(tell: Tell) -> Path:
            # an export without what waits for the disk would be a surprise, but better than none
            with contextlib.suppress(KnownError):
                _wait_for_disk(history, history.settled())
            with HistoryReader(path) as reader:
                chosen = reader.conversation_ids() if ids is None else ids
                if kind == JSON:
                    export_json(reader, chosen, target)
                elif kind == MARKDOWN:
                    export_markdown(reader, chosen, target, wording)
                else:
                    export_text(reader, chosen, target, wording)
            return target

        self._transfers.run(work, self._on_exported)

    def import_file(self, source: Path) -> None:
        """Add the chats of an export, ours or another program's. import_finished or failed."""
        history = self._history

        def work(tell: Tell) -> tuple[list[str], int]:
            # as in `export`
            from desktop_app.core.history.import_ import read_export

            trees = read_export(source)
            return _wait_for_disk(history, history.add_trees(trees)), len(trees)

        self._transfers.run(work, self._on_imported)

    def follow(self, future: Future) -> None:
        """Tell of the change once it is made: `changed`, or `failed`."""
        self.when_done(future, self._on_change)

    def keep(self, future: Future) -> None:
        """As `follow`, for what a turn brings: where its message was erased meanwhile, so is it."""
        self.when_done(future, self._on_kept)

    def close(self) -> KnownError | None:
        """Save what is left and let go of the file; what could not be saved, if anything."""
        if self._is_closed:
            return None
        self._is_closed = True
        self._transfers.close()
        try:
            self._history.close()
        except KnownError as error:
            log.warning("chats were not saved: %s", error.code)
            return error
        finally:
            if self._temporary is not None:
                shutil.rmtree(self._temporary, ignore_errors=True)
        return None

    def _open_elsewhere(self, name: str, error: KnownError) -> History:
        """A history in the first temporary folder that takes one. Raises `error` where none does.

        A variable that survived a change of user names a folder that is not there or not ours.
        """
        for parent in (os.environ.get("XDG_RUNTIME_DIR") or None, None):
            with contextlib.suppress(OSError):
                folder = Path(tempfile.mkdtemp(dir=parent))
                try:
                    return open_history(folder / name, self._problem_came.emit)
                except KnownError:
                    shutil.rmtree(folder, ignore_errors=True)
        raise error

    def _read(self, read: Callable[[], _T], otherwise: _T) -> _T:
        try:
            return read()
        except KnownError as error:
            self._on_reading_failed(error)
            return otherwise

    def _on_reading_failed(self, error: KnownError) -> None:
        self.failed.emit(error)
        if error.code == "history_damaged":
            self._repair()

    @Slot(object)
    def _on_problem(self, problem: KnownError | None) -> None:
        if problem is not None and problem.code == "history_damaged":
            self._repair()
        else:
            self.problem.emit(problem)

    def _repair(self) -> None:
        try:
            notice = self._history.repair()
        except KnownError as error:
            self.problem.emit(error)
            return
        self.recovered.emit(notice)
        self.changed.emit()

    def _on_change(self, done: Future) -> None:
        if self._succeeded(done):
            self.changed.emit()

    def _on_kept(self, done: Future) -> None:
        if not done.cancelled() and not isinstance(done.exception(), KeyError):
            self._on_change(done)

    def _on_exported(self, done: Future) -> None:
        if self._succeeded(done):
            self.export_finished.emit(done.result())

    def _on_imported(self, done: Future) -> None:
        if self._succeeded(done):
            self.import_finished.emit(*done.result())
            self.changed.emit()

    def _succeeded(self, done: Future) -> bool:
        if done.cancelled():
            return False
        error = done.exception()
        if isinstance(error, KnownError):
            self.failed.emit(error)
        elif isinstance(error, KeyError):
            # the conversation was deleted meanwhile
            self.failed.emit(_gone())
        elif error is not None:
            log.error("a change of the chats failed\n%s", stack_without_texts(error))
            self.failed.emit(_defect())
        return error is None


def _wait_for_disk(history: History, future: Future[_T]) -> _T:
    """The result of a change, in another thread than the GUI's. Raises what stands in the way."""
    while True:
        try:
            return future.result(timeout=_LOOK_INTERVAL_S)
        except TimeoutError:
            if history.problem is not None:
                future.cancel()
                raise history.problem from None


def _not_kept() -> KnownError:
    return KnownError(
        "history_not_kept",
        QT_TRANSLATE_NOOP("KnownError", "The chats of this start are not kept."),
        QT_TRANSLATE_NOOP("KnownError", "They are gone when the program ends."),
        QT_TRANSLATE_NOOP("KnownError", "Export what you want to keep."),
    )


def _gone() -> KnownError:
    return KnownError(
        "history_gone",
        QT_TRANSLATE_NOOP("KnownError", "This conversation or message is not there any more."),
    )


def _defect() -> KnownError:
    return KnownError(
        "unexpected",
        QT_TRANSLATE_NOOP("KnownError", "The chats could not be changed."),
        QT_TRANSLATE_NOOP("KnownError", "This is a defect of the program, not your mistake."),
        QT_TRANSLATE_NOOP("KnownError", "Try again. If that does not help, see the log."),
    )
