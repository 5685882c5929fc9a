"""Reading the chat history. A reader belongs to the thread that made it.

In WAL mode no writer makes a reader wait, whatever its disk does. A reader sees what is committed:
load after the future of the change before is done. Raises KnownError as database.known_error says.
"""

from __future__ import annotations

import contextlib
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from desktop_app.core.errors import KnownError
from desktop_app.core.history.records import (
    Conversation,
    Folder,
    SearchHit,
    StoredMessage,
    Tree,
    Verdict,
)
from desktop_app.core.history.rows import (
    CONVERSATION_COLUMNS,
    MESSAGE_COLUMNS,
    VERDICT_COLUMNS,
    conversation_of,
    from_us,
    id_of,
    message_of,
    role_of,
    verdict_of,
)
from desktop_app.core.history.search_tokens import Query, matches, parse_query, snippet
from desktop_app.core.history.sqlite import connect_reader, from_column, known_errors

STRIP_MOODS = 5
SEARCH_LIMIT = 50

_FOLDERS = {
    Folder.ACTIVE: "deleted_us IS NULL AND NOT archived",
    Folder.ARCHIVED: "deleted_us IS NULL AND archived",
    Folder.TRASH: "deleted_us IS NOT NULL",
}


@dataclass(frozen=True, slots=True)
class Branch:
    """The messages shown of one conversation, from the first to the last, by their keys.

    A few bytes a message: hold it, and load the messages in windows with HistoryReader.window.
    variants: for each message with siblings, key -> (which it is, how many).
    """

    keys: array[int]
    variants: dict[int, tuple[int, int]]

    def __len__(self) -> int:
        return len(self.keys)


class HistoryReader:
    """One read-only connection.

    saw_damage: whether a part of the file was met that is damaged.
    """

    def __init__(self, path: Path) -> None:
        """Raises KnownError as database.known_error says."""
        self._path = path
        self.saw_damage = False
        with known_errors(path):
            self._connection = connect_reader(path)
            try:
                found = self._connection.execute(
                    "SELECT count(*) FROM sqlite_schema WHERE name = 'search'"
                )
                self._has_index = found.fetchone() == (1,) and self._can_search()
            except BaseException:
                self._connection.close()
                raise

    def __enter__(self) -> HistoryReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    @contextlib.contextmanager
    def _known_errors(self) -> Iterator[None]:
        try:
            with known_errors(self._path):
                yield
        except KnownError as error:
            self.saw_damage |= error.code == "history_damaged"
            raise

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """All reads inside see the same moment; for this package's other readers."""
        with self._known_errors():
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                # a disk that fails makes SQLite end the transaction by itself
                if self._connection.in_transaction:
                    self._connection.execute("COMMIT")

    def conversations(self, folder: Folder = Folder.ACTIVE) -> list[Conversation]:
        """The list: pinned ones first, then the latest first."""
        with self._known_errors():
            rows = self._connection.execute(
                f"SELECT {CONVERSATION_COLUMNS} FROM conversations WHERE {_FOLDERS[folder]}"
                " ORDER BY pinned DESC, updated_us DESC, key DESC"
            ).fetchall()
        return [conversation_of(row) for row in rows]

    def recent_moods(
        self, conversation_ids: Sequence[str], count: int = STRIP_MOODS
    ) -> dict[str, tuple[Verdict, ...]]:
        """The last verdicts in each of these conversations, oldest first, cleared ones left out.

        For the rows that are on the screen. Messages of every branch count.
        """
        recent = {}
        with self.snapshot() as connection:
            for id_ in conversation_ids:
                rows = connection.execute(
                    f"SELECT {VERDICT_COLUMNS} FROM messages WHERE mood_score IS NOT NULL AND"
                    " conversation = (SELECT key FROM conversations WHERE id = ?)"
                    " ORDER BY key DESC LIMIT ?",
                    (id_, count),
                ).fetchall()
                verdicts = (verdict_of(row) for row in reversed(rows))
                recent[id_] = tuple(verdict for verdict in verdicts if verdict is not None)
        return recent

    def conversation(self, conversation_id: str) -> Conversation:
        """One conversation. Raises KeyError."""
        with self._known_errors():
            row = self._connection.execute(
                f"SELECT {CONVERSATION_COLUMNS} FROM conversations WHERE id = ?", (conversation_id,)
            ).fetchone()
        if row is None:
            raise KeyError(conversation_id)
        return conversation_of(row)

    def branch(self, conversation_id: str) -> Branch:
        """The branch that is shown. Raises KeyError."""
        with self.snapshot() as connection:
            key, shown = _conversation_key(connection, conversation_id)
            children: dict[int | None, list[int]] = {}
            shown_child: dict[int, int | None] = {}
            for message, above, child in connection.execute(
                "SELECT key, parent, shown_child FROM messages WHERE conversation = ? ORDER BY key",
                (key,),
            ):
                children.setdefault(above, []).append(message)
                shown_child[message] = child
        keys = array("q")
        variants: dict[int, tuple[int, int]] = {}
        parent: int | None = None
        while True:
            siblings = children.get(parent)
            if siblings is None:
                return Branch(keys, variants)
            # a choice that is not there any more: the newest
            if shown not in siblings:
                shown = siblings[-1]
            if len(siblings) > 1:
                variants[shown] = (siblings.index(shown), len(siblings))
            keys.append(shown)
            parent, shown = shown, shown_child[shown]

    def window(self, branch: Branch, start: int, stop: int) -> list[StoredMessage]:
        """The branch's messages from `start` to before `stop`, oldest first."""
        keys = branch.keys[start:stop]
        if not keys:
            return []
        before = branch.keys[start - 1] if start > 0 else None
        with self._known_errors():
            rows = {
                row[0]: row
                for chunk in _chunks(keys, 10_000)
                for row in self._connection.execute(
                    f"SELECT key, {MESSAGE_COLUMNS} FROM messages"
                    f" WHERE key IN ({','.join('?' * len(chunk))})",
                    chunk,
                )
            }
            parent_id = None if before is None else self._id(before)
        messages = []
        for key in keys:
            if key not in rows:
                continue
            place = branch.variants.get(key, (0, 1))
            messages.append(message_of(rows[key][1:], parent_id, *place))
            parent_id = id_of(rows[key][1])
        return messages

    def messages(self, conversation_id: str) -> list[StoredMessage]:
        """The whole branch that is shown, oldest first. Raises KeyError."""
        branch = self.branch(conversation_id)
        return self.window(branch, 0, len(branch))

    def siblings(self, message_id: str) -> list[str]:
        """Ids of the variants of a message, itself among them, in their order. Raises KeyError."""
        with self._known_errors():
            rows = self._connection.execute(
                "SELECT s.id FROM messages AS m JOIN messages AS s"
                " ON s.conversation = m.conversation AND s.parent IS m.parent"
                " WHERE m.id = ? ORDER BY s.key",
                (message_id,),
            ).fetchall()
        if not rows:
            raise KeyError(message_id)
        return [id_of(id_) for (id_,) in rows]

    def tree(self, conversation_id: str) -> Tree:
        """The whole conversation with every branch. Raises KeyError."""
        conversation = self.conversation(conversation_id)
        with self.snapshot() as connection:
            key, shown_root = _conversation_key(connection, conversation_id)
            rows = connection.execute(
                f"SELECT key, parent, shown_child, {MESSAGE_COLUMNS} FROM messages"
                " WHERE conversation = ? ORDER BY key",
                (key,),
            ).fetchall()
        ids = {row[0]: id_of(row[3]) for row in rows}
        return Tree(
            conversation,
            tuple(message_of(row[3:], ids.get(row[1])) for row in rows),
            ids.get(shown_root),
            {ids[row[0]]: ids[row[2]] for row in rows if row[2] in ids},
        )

    def conversation_ids(self) -> list[str]:
        """All conversations, archived ones too and the trash not, in the order they were made."""
        with self._known_errors():
            rows = self._connection.execute(
                "SELECT id FROM conversations"
                " WHERE deleted_us IS NULL AND typeof(id) = 'text' ORDER BY key"
            ).fetchall()
        return [id_of(id_) for (id_,) in rows]

    def search(self, text: str, limit: int = SEARCH_LIMIT) -> list[SearchHit]:
        """Titles, then messages of any branch, that hold what was typed; the newest first.

        The trash is left out. Nothing typed finds nothing.
        """
        query = parse_query(text)
        if query.is_empty:
            return []
        with self.snapshot() as connection:
            titles = self._matching_titles(connection, query)[:limit]
            if query.parts and self._has_index:
                found = "search CROSS JOIN messages AS m ON m.key = search.rowid"
                where, order, values = "search MATCH ?", "search.rowid", [query.expression]
            else:
                found, order = "messages AS m", "m.key"
                values = [_like(word) for word in query.literal.split()]
                where = " AND ".join(["m.text LIKE ? ESCAPE '!'"] * len(values))
            rows = connection.execute(
                "SELECT c.id, c.title, m.id, m.role, m.created_us, m.text FROM"
                f" {found} CROSS JOIN conversations AS c ON c.key = m.conversation"
                f" WHERE {where} AND c.deleted_us IS NULL ORDER BY {order} DESC LIMIT ?",
                (*values, limit),
            ).fetchall()
        return titles + [_message_hit(row, query) for row in rows]

    def _matching_titles(self, connection: sqlite3.Connection, query: Query) -> list[SearchHit]:
        rows = connection.execute(
            "SELECT id, title, created_us FROM conversations WHERE deleted_us IS NULL"
            " ORDER BY updated_us DESC, key DESC"
        )
        hits = []
        for id_, stored, created in rows:
            title = from_column(stored)
            if matches(title, query):
                hits.append(SearchHit(id_, title, from_us(created), *snippet(title, query)))
        return hits

    def _can_search(self) -> bool:
        try:
            self._connection.execute("SELECT rowid FROM search LIMIT 0")
        except sqlite3.OperationalError as error:
            if "no such module" in str(error):
                return False
            raise
        return True

    def _id(self, key: int) -> str | None:
        row = self._connection.execute("SELECT id FROM messages WHERE key = ?", (key,)).fetchone()
        return None if row is None else id_of(row[0])


def _conversation_key(connection: sqlite3.Connection, conversation_id: str) -> tuple:
    row = connection.execute(
        "SELECT key, shown_root FROM conversations WHERE id = ?", (conversation_id,)
    ).fetchone()
    if row is None:
        raise KeyError(conversation_id)
    return row


def _chunks(keys: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(keys), size):
        yield list(keys[start : start + size])


def _like(text: str) -> str:
    """A LIKE pattern for the text as it stands. ASCII case does not matter to LIKE."""
    plain = text.encode("utf-8", "replace").decode()
    for sign in "!%_":
        plain = plain.replace(sign, "!" + sign)
    return f"%{plain}%"


def _message_hit(row: tuple, query: Query) -> SearchHit:
    conversation_id, title, message_id, role, created, stored = row
    shown = snippet(from_column(stored), query)
    return SearchHit(
        conversation_id, from_column(title), from_us(created), *shown, message_id, role_of(role)
    )
