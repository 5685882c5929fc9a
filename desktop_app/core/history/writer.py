"""The one thread that writes the chat history, so that a slow disk never holds the window.

Changes are queued and committed in their order, those that wait together in one transaction with
one fsync. A change counts as done, and its future has a result, once it is on the disk. Where the
disk, the file's permissions or another program refuse, nothing is given up: the changes stay in
the queue and are tried again, by themselves and on `retry`.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.history.editor import HistoryEditor
from desktop_app.core.history.sqlite import UNREADABLE, connect_writer, known_error, transaction

log = logging.getLogger(__name__)

THREAD_NAME = "history-writer"
DRAFT_INTERVAL_S = 0.5
"""A reply being written is saved this often: with a slow disk still once a second."""
RETRY_INTERVAL_S = 5.0

Edit = Callable[[HistoryEditor], Any]
OnProblem = Callable[[KnownError | None], None]


@dataclass(frozen=True, slots=True)
class _Change:
    edit: Edit
    future: Future


class HistoryWriter:
    """Queue and thread. Every method returns at once, `close` apart, and is safe in any thread.

    The futures' callbacks, and on_problem, are called in the writer's thread: hand them on by a
    signal. on_problem gets a KnownError when writing begins to fail, and None when it works again.
    """

    def __init__(self, path: Path, has_index: bool, on_problem: OnProblem) -> None:
        self._path = path
        self._has_index = has_index
        self._on_problem = on_problem
        self._wakes = threading.Condition()
        self._queue: deque[_Change] = deque()
        self._drafts: dict[str, str] = {}
        self._drafts_due = 0.0
        self._retry_at = 0.0
        self._problem: KnownError | None = None
        self._closing = False
        self._file_in_use = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._thread = threading.Thread(target=self._run, name=THREAD_NAME)
        self._thread.start()

    @property
    def problem(self) -> KnownError | None:
        """Why writing fails at present; None where it works."""
        return self._problem

    @property
    def pending(self) -> int:
        """How many changes are not on the disk yet."""
        with self._wakes:
            return len(self._queue) + len(self._drafts)

    def submit(self, edit: Edit) -> Future:
        """Queue a change. The future's exception is the edit's own (a KeyError, a KnownError)."""
        change = _Change(edit, Future())
        with self._wakes:
            if self._closing:
                raise RuntimeError("the chat history is closed")
            self._queue.append(change)
            self._wakes.notify()
        return change.future

    def draft(self, reply_id: str, text: str) -> None:
        """Keep what a reply says so far, within DRAFT_INTERVAL_S; only the latest text counts."""
        with self._wakes:
            if not self._drafts:
                self._drafts_due = time.monotonic() + DRAFT_INTERVAL_S
                self._wakes.notify()
            self._drafts[reply_id] = text

    def drop_draft(self, reply_id: str) -> None:
        """Forget a draft that a queued change replaces."""
        with self._wakes:
            self._drafts.pop(reply_id, None)

    def retry(self) -> None:
        """Try again now what failed."""
        with self._wakes:
            self._retry_at = 0.0
            self._wakes.notify()

    @contextlib.contextmanager
    def let_go(self) -> Iterator[None]:
        """Inside, this writer has no connection and makes none; changes wait. For a repair."""
        with self._file_in_use:
            self._disconnect()
            yield
        self.retry()

    def close(self, timeout_s: float) -> bool:
        """Write what is left and end the thread; whether it ended in time.

        Changes that could not be written get a KnownError as their future's exception.
        """
        with self._wakes:
            self._closing = True
            self._wakes.notify()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while self._wait():
                self._write()
            self._write()
        finally:
            self._give_up_rest()
            with self._file_in_use:
                self._disconnect()

    def _wait(self) -> bool:
        """Until there is something to write; False once closing."""
        with self._wakes:
            while not self._closing:
                due = self._next_time()
                now = time.monotonic()
                if due is not None and due <= now:
                    return True
                self._wakes.wait(None if due is None else due - now)
            return False

    def _next_time(self) -> float | None:
        if self._queue:
            return self._retry_at
        if self._drafts:
            return max(self._drafts_due, self._retry_at)
        return None

    def _write(self) -> None:
        with self._wakes:
            changes, drafts = list(self._queue), dict(self._drafts)
        if not changes and not drafts:
            return
        try:
            with self._file_in_use:
                outcomes = self._commit_or_let_go(changes, drafts)
        except _GoneError:
            self._failed(_missing(self._path))
            return
        except Exception as error:
            # whatever it is: a thread that ended here would save nothing any more, and say so never
            known = known_error(error, self._path)
            if known is None:
                log.exception("the chat history could not be written")
                known = not_saved(self._path, error)
            self._failed(known)
            return
        with self._wakes:
            for _ in changes:
                self._queue.popleft()
            for reply_id, text in drafts.items():
                if self._drafts.get(reply_id) is text:
                    del self._drafts[reply_id]
            self._drafts_due = time.monotonic() + DRAFT_INTERVAL_S
        self._worked()
        for change, (result, refusal) in zip(changes, outcomes, strict=True):
            _resolve(change.future, result, refusal)

    def _commit_or_let_go(
        self, changes: list[_Change], drafts: dict[str, str]
    ) -> list[tuple[Any, Exception | None]]:
        """After a failure the next try begins with a fresh look at the file."""
        try:
            return self._commit(changes, drafts)
        except Exception:
            self._disconnect()
            raise

    def _commit(
        self, changes: list[_Change], drafts: dict[str, str]
    ) -> list[tuple[Any, Exception | None]]:
        """All in one transaction; a change that fails by its own fault leaves the others alone."""
        connection = self._connect()
        if self._identity is None or self._identity != _identity_of(self._path):
            raise _GoneError(self._path)
        editor = HistoryEditor(connection, self._has_index)
        outcomes: list[tuple[Any, Exception | None]] = []
        with transaction(connection):
            for change in changes:
                connection.execute("SAVEPOINT change")
                try:
                    outcomes.append((change.edit(editor), None))
                except Exception as error:
                    if self._is_of_the_file(error):
                        raise
                    log.warning("a change of the chat history was refused: %r", error)
                    connection.execute("ROLLBACK TO change")
                    outcomes.append((None, error))
                connection.execute("RELEASE change")
            for reply_id, text in drafts.items():
                editor.save_reply_text(reply_id, text)
        return outcomes

    def _is_of_the_file(self, error: Exception) -> bool:
        return isinstance(error, UNREADABLE) and known_error(error, self._path) is not None

    def _connect(self) -> sqlite3.Connection:
        if self._connection is None:
            self._identity = _identity_of(self._path)
            if self._identity is None:
                # SQLite would begin an empty file, where nothing can be saved
                raise _GoneError(self._path)
            self._connection = connect_writer(self._path)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _failed(self, problem: KnownError) -> None:
        is_news = self._problem is None or self._problem.code != problem.code
        self._problem = problem
        with self._wakes:
            self._retry_at = time.monotonic() + RETRY_INTERVAL_S
        if is_news:
            log.warning("the chat history can't be written: %s", problem.code)
            self._tell(problem)

    def _worked(self) -> None:
        if self._problem is not None:
            self._problem = None
            self._tell(None)

    def _tell(self, problem: KnownError | None) -> None:
        try:
            self._on_problem(problem)
        except Exception:
            # a listener that is gone must not end the saving
            log.exception("nobody could be told about the chat history")

    def _give_up_rest(self) -> None:
        with self._wakes:
            rest = list(self._queue)
            self._queue.clear()
            self._drafts.clear()
        for change in rest:
            _resolve(change.future, None, self._problem or not_saved(self._path, "closed"))


class _GoneError(Exception):
    """Another file, or none, is where the chats were: what is written would not be found again."""


def _identity_of(path: Path) -> tuple[int, int] | None:
    """Which file stands there: an open one is written on after its folder was moved or deleted."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _missing(path: Path) -> KnownError:
    return KnownError(
        "history_missing",
        QT_TRANSLATE_NOOP(
            "KnownError", "The file with the chats, {file}, is not where it was any more."
        ),
        QT_TRANSLATE_NOOP(
            "KnownError", "What is new is kept in memory until it can be written there."
        ),
        QT_TRANSLATE_NOOP(
            "KnownError", "Put the folder or the disk back; it is tried again by itself."
        ),
        file=path,
    )


def _resolve(future: Future, result: Any, error: Exception | None) -> None:
    # a future that its owner cancelled takes no result
    if not future.set_running_or_notify_cancel():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)


def not_saved(path: Path, reason: object) -> KnownError:
    """The error for changes that are not on the disk for a reason of no other kind."""
    return KnownError(
        "history_not_saved",
        QT_TRANSLATE_NOOP("KnownError", "The chats could not be saved in {file}: {reason}."),
        QT_TRANSLATE_NOOP("KnownError", "What is new is kept in memory for now."),
        QT_TRANSLATE_NOOP("KnownError", "Copy what you need before you close the window."),
        file=path,
        reason=reason,
    )
