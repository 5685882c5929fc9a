"""The shape of the chat database, as named steps recorded in the database itself.

A step, once shipped, is never changed: a new shape is a new step at the end of MIGRATIONS.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.history.rows import CONVERSATION_COLUMNS, MESSAGE_COLUMNS
from desktop_app.core.history.search_tokens import TOKENIZER_VERSION
from desktop_app.core.history.sqlite import has_fts5, transaction
from desktop_app.core.system.disk import ensure_space, known_disk_error

Migration = Callable[[sqlite3.Connection], None]

BACKUPS_KEPT = 2
_BACKUP_MARK = ".before-"


def m001_conversations_and_messages(connection: sqlite3.Connection) -> None:
    """Conversations, and their messages as a tree.

    key: grows with every message and is never used again, so it orders siblings whatever the
        clock does.  Times are microseconds since 1970, UTC.
    shown_root, shown_child: the way taken at each fork.
    indexed: whether the text is in the full-text index.
    mood_probabilities: numbers with spaces between.  mood_score: NULL where there is no mood or it
        was cleared.
    text, title: TEXT, or a BLOB of UTF-8 with "surrogatepass" where there are lone surrogates.
    """
    for statement in _TABLES.split(";\n"):
        connection.execute(statement)


_TABLES = """
CREATE TABLE conversations (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_is_own INTEGER NOT NULL,
    scene_id TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    pinned INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    deleted_us INTEGER,
    shown_root INTEGER
);
CREATE TABLE messages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    conversation INTEGER NOT NULL REFERENCES conversations (key),
    parent INTEGER REFERENCES messages (key) DEFERRABLE INITIALLY DEFERRED,
    shown_child INTEGER,
    role TEXT NOT NULL,
    note INTEGER NOT NULL,
    created_us INTEGER NOT NULL,
    indexed INTEGER NOT NULL,
    finish_reason TEXT,
    new_tokens INTEGER,
    prompt_tokens INTEGER,
    first_token_ms REAL,
    tokens_per_s REAL,
    steps INTEGER,
    mood_label TEXT,
    mood_confidence REAL,
    mood_unsure INTEGER,
    mood_probabilities TEXT,
    mood_scene TEXT,
    mood_judged_score REAL,
    mood_score REAL,
    correction TEXT,
    text TEXT NOT NULL
);
CREATE INDEX messages_tree ON messages (conversation, key, parent, shown_child);
CREATE INDEX messages_parent ON messages (parent);
CREATE INDEX messages_moods ON messages (conversation, key) WHERE mood_score IS NOT NULL;
CREATE INDEX messages_journal ON messages
    (created_us, conversation, mood_scene, mood_score, mood_unsure, correction)
    WHERE mood_score IS NOT NULL;
CREATE INDEX messages_corrected ON messages (mood_scene) WHERE correction IS NOT NULL;
CREATE INDEX messages_unfinished ON messages (key)
    WHERE role = 'assistant' AND finish_reason IS NULL;
CREATE INDEX messages_unindexed ON messages (key) WHERE indexed = 0;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)
"""


def m002_strength(connection: sqlite3.Connection) -> None:
    """How much feeling a message says.

    mood_feeling: probability that it says one; NULL where that was not measured, as in all that
        was judged before this step.
    mood_strength: see Mood.strength; of older verdicts by their confidence alone.
    mood_told: whether the person's word on it, or on one much like it, decided.
    """
    for statement in _STRENGTH.split(";\n"):
        connection.execute(statement)


_STRENGTH = """
ALTER TABLE messages ADD COLUMN mood_feeling REAL;
ALTER TABLE messages ADD COLUMN mood_strength REAL;
ALTER TABLE messages ADD COLUMN mood_told INTEGER;
UPDATE messages SET mood_told = 0, mood_strength = (
    SELECT max(0.0, min(1.0, (n * confidence - 1.0) / (n - 1.0))) FROM (
        SELECT
            max(2, length(numbers) - length(replace(numbers, ' ', '')) + 1) AS n,
            confidence
        FROM (
            SELECT
                CAST(coalesce(mood_probabilities, '') AS TEXT) AS numbers,
                CASE WHEN typeof(mood_confidence) IN ('real', 'integer')
                    THEN mood_confidence ELSE 0.5 END AS confidence
        )
    )
) WHERE mood_label IS NOT NULL;
DROP INDEX IF EXISTS messages_journal;
CREATE INDEX messages_journal ON messages
    (created_us, conversation, mood_scene, mood_score, mood_unsure, mood_strength, correction)
    WHERE mood_score IS NOT NULL
"""


def m003_utc_offset(connection: sqlite3.Connection) -> None:
    """Where each message was written, in seconds east of UTC: its day is the day there.

    NULL where nobody knows, as in all rows of before: their day is that of the reader's zone.
    """
    connection.execute("ALTER TABLE messages ADD COLUMN utc_offset_s INTEGER")
    connection.execute("DROP INDEX IF EXISTS messages_journal")
    connection.execute(
        "CREATE INDEX messages_journal ON messages (created_us, utc_offset_s, conversation,"
        " mood_scene, mood_score, mood_unsure, mood_strength, correction)"
        " WHERE mood_score IS NOT NULL"
    )


MIGRATIONS: tuple[Migration, ...] = (
    m001_conversations_and_messages,
    m002_strength,
    m003_utc_offset,
)


def migrate(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS
) -> Path | None:
    """Bring the database to the newest shape; returns the backup made first, if one was needed.

    Each step is a transaction: one that fails leaves the file as it was before the step.
    Raises KnownError("history_newer") where a later version of this program wrote the file,
    and as disk.known_disk_error says where the backup can't be written. sqlite3.Error else.
    """
    done = applied(connection)
    names = [step.__name__ for step in migrations]
    if not set(done) <= set(names):
        raise _newer(path)
    todo = [step for step in migrations if step.__name__ not in done]
    if not todo:
        return None
    backup = back_up(connection, path, todo[0].__name__) if done else None
    with transaction(connection):
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_us INTEGER)"
        )
    for step in todo:
        with transaction(connection):
            # another program may have been as quick
            if step.__name__ in applied(connection):
                continue
            step(connection)
            connection.execute(
                "INSERT INTO migrations VALUES (?, ?)", (step.__name__, time.time_ns() // 1000)
            )
    return backup


def applied(connection: sqlite3.Connection) -> list[str]:
    """Names of the steps that the database has been through."""
    if not _has_table(connection, "migrations"):
        return []
    return [name for (name,) in connection.execute("SELECT name FROM migrations")]


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether the tables of a migrated database are there, with every column that is read.

    A trigger or a view is somebody else's: it could change what is written.
    """
    reads = (
        f"SELECT key, shown_root, {CONVERSATION_COLUMNS} FROM conversations LIMIT 0",
        f"SELECT key, conversation, parent, shown_child, indexed, {MESSAGE_COLUMNS}"
        " FROM messages LIMIT 0",
        "SELECT name, value FROM facts LIMIT 0",
    )
    try:
        for statement in reads:
            connection.execute(statement)
        if has_fts5(connection) and _has_table(connection, "search"):
            connection.execute("SELECT rowid FROM search LIMIT 0")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_ERROR:
            return False
        raise
    strange = "SELECT 1 FROM sqlite_schema WHERE type IN ('trigger', 'view')"
    return connection.execute(strange).fetchone() is None


def is_begun_elsewhere(connection: sqlite3.Connection) -> bool:
    """Whether there are tables that no step has made."""
    tables = ("conversations", "messages", "facts")
    return not applied(connection) and any(_has_table(connection, name) for name in tables)


def prepare_index(connection: sqlite3.Connection) -> bool:
    """Make the full-text index where it is missing or of an old kind; False without FTS5.

    Nothing is put into it: rows of `messages` that are not in it say indexed = 0. A message's
    rowid there is its key, and the table keeps no copy of the text. prefix: a beginning of one or
    two letters would have to merge thousands of words.
    """
    if not has_fts5(connection):
        return False
    row = connection.execute("SELECT value FROM facts WHERE name = 'tokenizer'").fetchone()
    if _has_table(connection, "search") and row == (str(TOKENIZER_VERSION),):
        return True
    with transaction(connection):
        connection.execute("DROP TABLE IF EXISTS search")
        connection.execute(
            "CREATE VIRTUAL TABLE search USING fts5("
            "words, content = '', columnsize = 0, tokenize = 'ascii', prefix = '1 2')"
        )
        connection.execute("UPDATE messages SET indexed = 0 WHERE indexed <> 0")
        connection.execute(
            "INSERT OR REPLACE INTO facts VALUES ('tokenizer', ?)", (str(TOKENIZER_VERSION),)
        )
    return True


def back_up(connection: sqlite3.Connection, path: Path, reason: str) -> Path:
    """A compact copy of the database beside it, readable by this person alone."""
    ensure_space(path.parent, path.stat().st_size)
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    backup = free_name(path.with_name(f"{path.stem}{_BACKUP_MARK}{reason}-{stamp}{path.suffix}"))
    try:
        # VACUUM INTO takes an empty file that is there, and leaves its mode as it is
        os.close(os.open(backup, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection.execute("VACUUM INTO ?", (str(backup),))
    except (OSError, sqlite3.Error) as error:
        with contextlib.suppress(OSError):
            backup.unlink()
        if isinstance(error, OSError):
            raise known_disk_error(error, path.parent) from error
        raise
    _forget_old_backups(path)
    return backup


def free_name(path: Path) -> Path:
    """The path, or the first of its numbered neighbours that is not there yet."""
    candidate, number = path, 2
    while candidate.exists():
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return candidate


def _forget_old_backups(path: Path) -> None:
    backups = path.parent.glob(f"{path.stem}{_BACKUP_MARK}*{path.suffix}")
    by_age = sorted(backups, key=lambda file: file.stat().st_mtime_ns)
    for old in by_age[:-BACKUPS_KEPT]:
        with contextlib.suppress(OSError):
            old.unlink()


def _has_table(connection: sqlite3.Connection, name: str) -> bool:
    row = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
    return row is not None


def _newer(path: Path) -> KnownError:
    return KnownError(
        "history_newer",
        QT_TRANSLATE_NOOP(
            "KnownError", "The chats in {file} were written by a later version of this program."
        ),
        QT_TRANSLATE_NOOP("KnownError", "This version can't read them; they were not touched."),
        QT_TRANSLATE_NOOP("KnownError", "Install the latest version."),
        file=path,
    )
