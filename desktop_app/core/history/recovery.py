"""What to do with a chat database that is damaged: keep it aside, and save what can be read.

SQLite reports a damaged page when it meets it. So every table is read row by row, from its
beginning, then from its end, then key by key in the gap between; rows that can't be read are left
out. Messages whose parent is lost follow the nearest earlier message of their conversation.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.history.migrations import free_name, migrate
from desktop_app.core.history.rows import insert_row, to_us
from desktop_app.core.history.sqlite import (
    UNREADABLE,
    companions,
    connect_writer,
    create_private,
    known_errors,
    transaction,
)
from desktop_app.core.system import held_files
from desktop_app.core.system.disk import disk_errors, exists

MAX_GAP = 100_000
"""Keys tried one by one where the end of a table can't be read."""
_SMALLEST_ROW_BYTES = 40

Row = dict[str, Any]


def recover(path: Path) -> KnownError:
    """Replace a damaged database by a new one with all that can be read.

    The old file is renamed, never changed. Returns the notice "history_recovered" with the values
    old (path), conversations, messages (how many were saved). No connection may be open.
    Raises KnownError where the disk or the folder refuses; the old file is in its place then.
    """
    new = _new_of(path)
    with disk_errors(path.parent), known_errors(path):
        _remove(new)
        create_private(new)
        tables = _read(path)
        counts = _write(new, *tables)
        aside = _set_aside(path)
        held_files.replace(new, path)
    return KnownError(
        "history_recovered",
        QT_TRANSLATE_NOOP("KnownError", "The file with the chats was damaged."),
        QT_TRANSLATE_NOOP(
            "KnownError", "{conversations} conversations and {messages} messages were recovered."
        ),
        QT_TRANSLATE_NOOP("KnownError", "The damaged file is kept as {old}."),
        old=aside,
        conversations=counts[0],
        messages=counts[1],
    )


def finish_recovery(path: Path) -> None:
    """Take the last step of a recovery that was cut off there: the old file is away, the new one
    is not in its place. Raises KnownError where the folder refuses."""
    new = _new_of(path)
    if exists(path) or not exists(new):
        return
    with disk_errors(path.parent):
        # what they held has been read; beside another database they would damage it
        for file in companions(path):
            held_files.unlink(file, missing_ok=True)
        held_files.replace(new, path)


def _new_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}.recovering{path.suffix}")


def _read(path: Path) -> tuple[list[Row], list[Row]]:
    """The readable rows of conversations and messages. Reads a copy: opening may change a file."""
    copy = path.with_name(f"{path.stem}.reading{path.suffix}")
    try:
        for source, target in zip(_all_files(path), _all_files(copy), strict=True):
            if source.exists():
                shutil.copyfile(source, target)
                target.chmod(0o600)
        rows = _read_tables(copy)
        if not any(rows):
            _give_new_head(copy)
            rows = _read_tables(copy)
        return rows
    finally:
        _remove(copy)


def _read_tables(path: Path) -> tuple[list[Row], list[Row]]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        max_gap = min(MAX_GAP, path.stat().st_size // _SMALLEST_ROW_BYTES)
        return (
            list(_rows(connection, "conversations", max_gap)),
            list(_rows(connection, "messages", max_gap)),
        )


def _give_new_head(path: Path) -> None:
    """Where nothing can be read, the first page may be all that is damaged.

    It holds the format and where each table begins, which are the same in every database that
    went through the same migrations.
    """
    sample = path.with_name(f"{path.stem}.sample{path.suffix}")
    try:
        create_private(sample)
        with contextlib.closing(connect_writer(sample)) as connection:
            migrate(connection, sample)
            (page_size,) = connection.execute("PRAGMA page_size").fetchone()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        head = bytearray(sample.read_bytes()[:page_size])
        pages = path.stat().st_size // page_size
        head[28:32] = pages.to_bytes(4, "big")
        # no free pages: their list may be lost too
        head[32:40] = bytes(8)
        with path.open("r+b") as file:
            file.write(head)
    finally:
        _remove(sample)


def _rows(connection: sqlite3.Connection, table: str, max_gap: int) -> Iterator[Row]:
    """Every row that can be read, by growing key."""
    last = 0
    for key, row in _one_way(connection, table, "key > ? ORDER BY key", 0):
        last = key
        yield row
    behind = dict(_one_way(connection, table, "key > ? ORDER BY key DESC", last))
    # where the end can't be read either, nobody knows how far the keys go; nor does a damaged key
    end = min([*behind, last + (MAX_GAP if behind else max_gap)])
    if behind or _is_broken_after(connection, table, last):
        for key in range(last + 1, end):
            with contextlib.suppress(*UNREADABLE):
                for _, row in _fetch(connection, f"SELECT * FROM {table} WHERE key = ?", key):
                    yield row
    for key in sorted(behind):
        yield behind[key]


def _one_way(
    connection: sqlite3.Connection, table: str, condition: str, start: int
) -> Iterator[tuple[int, Row]]:
    """(key, row) until the first that can't be read."""
    with contextlib.suppress(*UNREADABLE):
        yield from _fetch(connection, f"SELECT * FROM {table} NOT INDEXED WHERE {condition}", start)


def _fetch(connection: sqlite3.Connection, statement: str, value: int) -> Iterator[tuple[int, Row]]:
    cursor = connection.execute(statement, (value,))
    names = [column[0] for column in cursor.description]
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        yield row["key"], row


def _is_broken_after(connection: sqlite3.Connection, table: str, key: int) -> bool:
    statement = f"SELECT count(text) FROM {table} NOT INDEXED WHERE key > ?"
    if table == "conversations":
        statement = f"SELECT count(title) FROM {table} NOT INDEXED WHERE key > ?"
    try:
        connection.execute(statement, (key,)).fetchone()
    except UNREADABLE as error:
        return "no such table" not in str(error) and "not a database" not in str(error)
    return False


def _write(path: Path, conversations: list[Row], messages: list[Row]) -> tuple[int, int]:
    """Fill a new database; returns how many conversations and messages it holds."""
    with contextlib.closing(connect_writer(path)) as connection:
        migrate(connection, path)
        with transaction(connection):
            known = {
                row["key"] for row in conversations if _insert(connection, "conversations", row)
            }
            kept: dict[int, int] = {}
            last_of: dict[int, int] = {}
            for row in messages:
                conversation = row["conversation"]
                if conversation not in known:
                    if not _insert(connection, "conversations", _nameless(row)):
                        continue
                    known.add(conversation)
                if row["parent"] is not None and kept.get(row["parent"]) != conversation:
                    row["parent"] = last_of.get(conversation)
                row["indexed"] = 0
                if _insert(connection, "messages", row):
                    kept[row["key"]] = conversation
                    last_of[conversation] = row["key"]
        return len(known), len(kept)


def _insert(connection: sqlite3.Connection, table: str, row: Row) -> bool:
    """False where the row is damaged in a way that shows: a value missing, an id twice."""
    columns = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")}
    sound = {name: _sound(value) for name, value in row.items() if name in columns}
    try:
        connection.execute(*insert_row(table, sound))
    except (sqlite3.IntegrityError, sqlite3.DataError, OverflowError):
        return False
    return True


def _sound(value: Any) -> Any:
    """Bytes that are not UTF-8, read as U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return value


def _nameless(message: Row) -> Row:
    """A conversation in place of one that is lost."""
    moment = message["created_us"] if isinstance(message["created_us"], int) else 0
    return {
        "key": message["conversation"],
        "id": f"recovered-{message['conversation']}",
        "title": "",
        "title_is_own": 0,
        "scene_id": "companion",
        "created_us": moment,
        "updated_us": moment or to_us(datetime.now(UTC)),
        "pinned": 0,
        "archived": 0,
    }


def _set_aside(path: Path) -> Path:
    """Rename the database, then its log, which is of use to it alone.

    In this order: while the database is there, it has its log with the last messages.
    """
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    aside = free_name(path.with_name(f"{path.stem}.damaged-{stamp}{path.suffix}"))
    for source, target in zip(_all_files(path), _all_files(aside), strict=True):
        if source.exists():
            held_files.rename(source, target)
    return aside


def _all_files(path: Path) -> tuple[Path, ...]:
    return (path, *companions(path))


def _remove(path: Path) -> None:
    for file in _all_files(path):
        with contextlib.suppress(FileNotFoundError):
            held_files.unlink(file)
