"""The full-text index of the messages: kept in step by history_editor, read by history_reader.

Rows of `messages` that are not in it say indexed = 0; migrations.prepare_index makes the table.
"""

from __future__ import annotations

import sqlite3

from desktop_app.core.history.search_tokens import index_text
from desktop_app.core.history.sqlite import from_column


class HistoryIndex:
    """Changes the index of one database; the commit is its caller's.

    has_index: False where this SQLite has no full-text search; then nothing is put into it.
    """

    def __init__(self, connection: sqlite3.Connection, has_index: bool) -> None:
        self._connection = connection
        self._has_index = has_index

    def add(self, key: int, text: str) -> None:
        """A message that is not in it."""
        if self._has_index:
            self._connection.execute(
                "INSERT INTO search (rowid, words) VALUES (?, ?)", (key, index_text(text))
            )
            self._connection.execute("UPDATE messages SET indexed = 1 WHERE key = ?", (key,))

    def remove(self, key: int) -> None:
        """Take a message out before its text changes.

        An index without content must be told what it held.
        Where this SQLite has no full-text search, the whole index is made anew by one that has.
        Raises KeyError.
        """
        row = self._connection.execute(
            "SELECT indexed, text FROM messages WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            raise KeyError(key)
        is_in, text = row
        if is_in and not self._has_index:
            self._connection.execute("DELETE FROM facts WHERE name = 'tokenizer'")
        elif is_in:
            words = index_text(from_column(text))
            self._connection.execute(
                "INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)", (key, words)
            )
        self._connection.execute("UPDATE messages SET indexed = 0 WHERE key = ?", (key,))

    def add_some(self, count: int) -> bool:
        """Put up to `count` messages into the index that are not in it; whether some are left."""
        if not self._has_index:
            return False
        rows = self._connection.execute(
            "SELECT key, text FROM messages WHERE indexed = 0"
            " AND NOT (role = 'assistant' AND finish_reason IS NULL) ORDER BY key DESC LIMIT ?",
            (count,),
        ).fetchall()
        for key, text in rows:
            self.add(key, from_column(text))
        return len(rows) == count

    def clean(self, pages: int) -> bool:
        """Rewrite up to `pages` of the index without what was erased; whether more is left.

        A word taken out of the index stays in it beside a mark that it is gone, until both meet.
        """
        if not self._has_index:
            return False
        before = self._connection.total_changes
        self._connection.execute("INSERT INTO search (search, rank) VALUES ('merge', ?)", (-pages,))
        # as FTS5's documentation says: fewer than two changes mean that there was nothing to do
        return self._connection.total_changes - before >= 2
