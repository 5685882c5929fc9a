"""Connections to the chat database, and what SQLite's refusals mean to a person.

Knows SQLite, files and errors; knows nothing of conversations.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.system.disk import (
    disk_full,
    exists,
    free_bytes,
    known_disk_error,
    make_private,
)

FILE_NAME = "chats.sqlite3"
WRITER_BUSY_MS = 5000
READER_BUSY_MS = 250
"""A reader waits in the thread of the window."""
READER_BUSY_WITHOUT_WAL_MS = 3000
"""Without a log (see `connect_first`) each commit keeps readers waiting, and seconds of that are
better than a list of chats that can't be read."""

UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What a damaged file raises: SQLite quotes names in its messages, and Python can't read those
that are no UTF-8."""

_FULL_BELOW_BYTES = 1 << 20
_COMPANIONS = ("-wal", "-shm", "-journal")
_NO_SHARED_MEMORY = (
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMMAP,
    sqlite3.SQLITE_IOERR_SHMLOCK,
)


def create_private(path: Path) -> None:
    """Make an empty file for this person alone (0600), in a folder for this person alone (0700).

    What is there already is left as it is. Raises KnownError as disk.known_disk_error says.
    """
    try:
        make_private(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        if exists(path):
            return
        raise known_disk_error(error, path.parent) from error


def connect_writer(path: Path) -> sqlite3.Connection:
    """A connection on which a commit returns once the data is on the disk.

    It may change its thread; the owner sees to it that one at a time uses it.
    """
    connection = sqlite3.connect(
        path, timeout=WRITER_BUSY_MS / 1000, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        # on macOS an ordinary fsync leaves the data in the drive's cache; elsewhere this is ignored
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        # what was erased is not to be found in the file
        connection.execute("PRAGMA secure_delete = ON")
        # functions in a schema that somebody else wrote have no business
        connection.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_first(path: Path) -> sqlite3.Connection:
    """As connect_writer, where no other connection is open: settles how the file is kept.

    In a log, with which no writer makes a reader wait. It needs memory that connections share,
    which some folders on a network, or of a virtual machine's host, do not have: there in SQLite's
    older way, by a journal of what is being changed. The file itself says which it is.
    """
    connection = connect_writer(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # the first read is what needs the memory
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
    except BaseException as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", None) not in _NO_SHARED_MEMORY:
            raise
    else:
        return connection
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as alone:
        # who has the file to himself shares no memory; what is in a log already is kept
        alone.execute("PRAGMA locking_mode = EXCLUSIVE")
        alone.execute("PRAGMA journal_mode = DELETE")
    return connect_writer(path)


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, for the thread that makes it; a log keeps it from waiting."""
    connection = sqlite3.connect(path, timeout=READER_BUSY_MS / 1000, isolation_level=None)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -8000")
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            connection.execute(f"PRAGMA busy_timeout = {READER_BUSY_WITHOUT_WAL_MS}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction: all of it or nothing. Takes the write lock at once."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # a full disk can make SQLite roll back by itself
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def has_fts5(connection: sqlite3.Connection) -> bool:
    """Whether this SQLite was built with full-text search."""
    try:
        connection.execute("CREATE VIRTUAL TABLE temp.fts5_probe USING fts5(x)")
        connection.execute("DROP TABLE temp.fts5_probe")
    except sqlite3.OperationalError:
        return False
    return True


def to_column(text: str) -> str | bytes:
    """The text as SQLite takes it: a str, or UTF-8 bytes where it holds lone surrogates.

    Lone surrogates have no UTF-8; "surrogatepass" gives them one that decodes to the same text.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def from_column(value: object) -> str:
    """What `to_column` was given; of what it never gave, whatever is text in it."""
    if isinstance(value, str):
        return value
    if not isinstance(value, bytes):
        return "" if value is None else str(value)
    try:
        return value.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return value.decode("utf-8", "replace")


@contextlib.contextmanager
def known_errors(path: Path) -> Iterator[None]:
    """Turn what is not this program's fault into KnownErrors; see `known_error`."""
    try:
        yield
    except UNREADABLE as error:
        known = known_error(error, path)
        if known is None:
            raise
        raise known from error


def known_error(error: Exception, path: Path) -> KnownError | None:
    """The KnownError for what SQLite says of the file, or None where the fault is ours.

    Codes: "history_locked", "history_not_writable", "history_damaged", "disk_full",
    "disk_error". The codes' meanings: https://www.sqlite.org/rescode.html
    """
    if isinstance(error, UnicodeDecodeError):
        return damaged(path)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return disk_full(path.parent)
    if code == sqlite3.SQLITE_IOERR:
        if _is_full(path.parent):
            return disk_full(path.parent)
        return known_disk_error(OSError(0, str(error)), path.parent)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL):
        return _locked(path)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return _not_writable(path)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path)
    # bytes of a damaged file that are not UTF-8 carry no code
    if "Could not decode to UTF-8" in str(error):
        return damaged(path)
    return None


def companions(path: Path) -> tuple[Path, ...]:
    """The files that SQLite keeps beside the database: its log and the log's index."""
    return tuple(path.with_name(path.name + suffix) for suffix in _COMPANIONS)


def _is_full(folder: Path) -> bool:
    try:
        return free_bytes(folder) < _FULL_BELOW_BYTES
    except OSError:
        return False


def _locked(path: Path) -> KnownError:
    return KnownError(
        "history_locked",
        QT_TRANSLATE_NOOP("KnownError", "Another program is using the chats in {file}."),
        QT_TRANSLATE_NOOP(
            "KnownError", "What is new is kept in memory until it can be written there."
        ),
        QT_TRANSLATE_NOOP("KnownError", "Close the other program; it is tried again by itself."),
        file=path,
    )


def _not_writable(path: Path) -> KnownError:
    return KnownError(
        "history_not_writable",
        QT_TRANSLATE_NOOP("KnownError", "The chats in {file} can't be written."),
        QT_TRANSLATE_NOOP(
            "KnownError", "What is new is kept in memory until it can be written there."
        ),
        QT_TRANSLATE_NOOP(
            "KnownError", "Change the permissions of the file and of its folder, then try again."
        ),
        file=path,
    )


def without_locks(path: Path) -> KnownError:
    """The error for a folder whose disk or server keeps no locks."""
    return KnownError(
        "history_without_locks",
        QT_TRANSLATE_NOOP("KnownError", "The disk with {folder} can't lock files."),
        QT_TRANSLATE_NOOP("KnownError", "Two programs could damage the chats there."),
        QT_TRANSLATE_NOOP("KnownError", "Choose a data folder on a disk of this computer."),
        folder=path.parent,
    )


def damaged(path: Path) -> KnownError:
    """The error for a file whose content SQLite cannot make sense of."""
    return KnownError(
        "history_damaged",
        QT_TRANSLATE_NOOP("KnownError", "The file with the chats, {file}, is damaged."),
        QT_TRANSLATE_NOOP(
            "KnownError", "What is new is kept in memory until it can be written there."
        ),
        QT_TRANSLATE_NOOP("KnownError", "Restart the program; it recovers what can be read."),
        file=path,
    )
