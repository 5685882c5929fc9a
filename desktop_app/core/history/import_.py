"""Reading an export back: every field is checked before anything is stored.

Our format is described in export.py, those of other programs in foreign.py. What is not as it says
is refused with a KnownError that names the place: "chats_invalid", "chats_newer", "chats_unknown",
"chats_too_large", or what the disk says.
"""

from __future__ import annotations

import base64
import enum
import io
import json
import math
import re
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import psutil

from desktop_app.core.conversation import FinishReason, Message, ReplyStats, Role
from desktop_app.core.errors import SENSELESS
from desktop_app.core.history.export import FORMAT, VERSION
from desktop_app.core.history.foreign import program_of, read_foreign
from desktop_app.core.history.import_errors import (
    invalid,
    newer,
    of_another_program,
    too_large,
)
from desktop_app.core.history.records import Conversation, StoredMessage, Tree, Verdict
from desktop_app.core.history.rows import EARLIEST, LATEST, zone_of
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import MAX_LABELS
from desktop_app.core.system.disk import disk_errors

MAX_FILE_BYTES = 1 << 30
BYTES_PER_BYTE, BYTES_PER_BRACKET = 8, 100
"""Memory that reading takes for a moment, for each byte and for each object or list besides.

Measured: 3 to 7 bytes for each byte of an export, 26 where it is nothing but empty objects.
"""
MAX_TEXT_CHARACTERS = 64 << 20
MAX_MESSAGES = 5_000_000

MAX_REASON = 200
MAX_THREAD_CHARACTERS = 1 << 20
_IN_ARCHIVES = ("conversations.json", "data.json")
"""Names of the chats in the archives of ChatGPT and Cherry Studio."""

_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_BIGGEST = (1 << 63) - 1
_ALMOST_ONE = 1 + 1e-6
"""Probabilities that were added up in 32 bits can pass 1 a little."""
_T = TypeVar("_T")
_E = TypeVar("_E", bound=enum.StrEnum)
_REQUIRED = object()


def read_export(source: Path) -> list[Tree]:
    """The conversations of an export, ours or another program's; give them to History.add_trees.

    Refused where the memory for it is not free. Blocks: not for the window's thread.
    Raises KnownError, see above.
    """
    with disk_errors(source.parent):
        if source.stat().st_size > MAX_FILE_BYTES:
            raise too_large(source, MAX_FILE_BYTES)
        with source.open("rb") as file:
            # a device has no size, and no end
            data = file.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise too_large(source, MAX_FILE_BYTES)
    data = _unpacked(source, data)
    needed = BYTES_PER_BYTE * len(data) + BYTES_PER_BRACKET * (data.count(b"{") + data.count(b"["))
    free = psutil.virtual_memory().available
    if needed > free:
        raise too_large(source, len(data) * free // needed)
    try:
        content = _parsed(source, data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        reason = "too deep" if isinstance(error, RecursionError) else str(error)
        raise invalid(source, "", reason) from error
    try:
        found = read_foreign(content, source.name)
    except (*SENSELESS, LookupError) as error:
        raise invalid(source, "", f"{type(error).__name__} {error}"[:MAX_REASON]) from error
    if found is not None:
        return found
    program = program_of(content)
    if program:
        raise of_another_program(source, program)
    try:
        return _trees(content)
    except _NewerError:
        raise newer(source) from None
    except _WrongError as error:
        raise invalid(source, error.place, error.reason) from None


def _unpacked(source: Path, data: bytes) -> bytes:
    """What an archive of an export holds; other data as it is."""
    if not data.startswith(b"PK\x03\x04"):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if info.filename.rpartition("/")[2] in _IN_ARCHIVES:
                    if info.file_size > MAX_FILE_BYTES:
                        raise too_large(source, MAX_FILE_BYTES)
                    with archive.open(info) as member:
                        return member.read(MAX_FILE_BYTES + 1)[:MAX_FILE_BYTES]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, zlib.error) as error:
        raise invalid(source, "", f"archive, {error}"[:MAX_REASON]) from error
    raise invalid(source, "", f"archive without {' or '.join(_IN_ARCHIVES)}")


def _parsed(source: Path, text: str) -> Any:
    """One JSON value, or the list of those that stand on a line each. ValueError for neither."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except ValueError:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines):
            raise
    rows = [json.loads(line, parse_constant=_refuse_constant) for line in lines]
    title = _thread_title(source.with_name("thread.json"))
    return [{**row, "thread_title": title} for row in rows] if title else rows


def _thread_title(path: Path) -> str:
    """What Jan calls the thread whose messages lie beside this file."""
    try:
        with path.open(encoding="utf-8") as file:
            thread = json.loads(file.read(MAX_THREAD_CHARACTERS))
        return str(thread.get("title") or (thread.get("metadata") or {}).get("title") or "")
    except SENSELESS:
        return ""


class _WrongError(Exception):
    """place: the way to the value, "conversations[2].messages[0].role"."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.place = place
        self.reason = reason


class _NewerError(Exception):
    """A later version of the format."""


class _Table:
    """One JSON object, and the way to it."""

    def __init__(self, value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise _WrongError(place, "must be an object")
        self._value = value
        self.place = place

    def wrong(self, key: str, reason: str) -> _WrongError:
        return _WrongError(f"{self.place}.{key}" if self.place else key, reason)

    def get(self, key: str, kind: type[_T], default: Any = _REQUIRED) -> _T:
        """The value, of exactly this type; `default` allows null and is what null means."""
        value = self._value.get(key)
        if value is None and default is not _REQUIRED:
            return default
        # bool is an int to Python
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(key, f"must be of type {kind.__name__}")
        return value

    def text(self, key: str) -> str:
        value = self._value.get(key)
        if isinstance(value, dict):
            value = self._surrogates(key, value)
        if not isinstance(value, str):
            raise self.wrong(key, "must be a text")
        if len(value) > MAX_TEXT_CHARACTERS:
            raise self.wrong(key, "is too long")
        return value

    def optional_text(self, key: str) -> str | None:
        return None if self._value.get(key) is None else self.text(key)

    def _surrogates(self, key: str, value: dict[str, Any]) -> str:
        try:
            data = base64.b64decode(value["surrogatepass"], validate=True)
            return data.decode("utf-8", "surrogatepass")
        except (KeyError, TypeError, ValueError) as error:
            raise self.wrong(key, "must be a text") from error

    def id(self, key: str) -> str:
        value = self.get(key, str)
        if not _ID.fullmatch(value):
            raise self.wrong(key, "must be an id")
        return value

    def optional_id(self, key: str) -> str | None:
        return None if self._value.get(key) is None else self.id(key)

    def number(self, key: str, low: float = 0.0, high: float = math.inf) -> float:
        value = self._value.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(key, "must be a number")
        if not low <= value <= high or abs(value) > _BIGGEST:
            raise self.wrong(key, "is out of range")
        return float(value)

    def count(self, key: str) -> int:
        value = self.get(key, int)
        if not 0 <= value <= _BIGGEST:
            raise self.wrong(key, "is out of range")
        return value

    def time(self, key: str) -> datetime:
        value = self.get(key, str)
        try:
            moment = datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        except ValueError as error:
            raise self.wrong(key, "must be a time") from error
        if not EARLIEST <= moment <= LATEST:
            raise self.wrong(key, "is out of range")
        return moment

    def optional_time(self, key: str) -> datetime | None:
        return None if self._value.get(key) is None else self.time(key)

    def one_of(self, key: str, choices: type[_E]) -> _E:
        try:
            return choices(self.get(key, str))
        except ValueError as error:
            raise self.wrong(key, "is not known") from error

    def tables(self, key: str) -> list[_Table]:
        rows = self.get(key, list)
        return [
            _Table(row, f"{self.place}.{key}[{index}]".lstrip("."))
            for index, row in enumerate(rows)
        ]

    def optional_table(self, key: str) -> _Table | None:
        value = self._value.get(key)
        return None if value is None else _Table(value, f"{self.place}.{key}")


def _trees(content: Any) -> list[Tree]:
    root = _Table(content, "")
    if root.get("format", str) != FORMAT:
        raise root.wrong("format", f"must be {FORMAT}")
    if root.get("version", int) > VERSION:
        raise _NewerError
    rows = root.tables("conversations")
    trees: list[Tree] = []
    left = MAX_MESSAGES
    for row in rows:
        trees.append(_tree(row, left))
        left -= len(trees[-1].messages)
    return trees


def _tree(row: _Table, max_messages: int) -> Tree:
    conversation = Conversation(
        id=row.id("id"),
        scene_id=row.text("scene"),
        created_at=row.time("created_at"),
        updated_at=row.time("updated_at"),
        title=row.text("title"),
        title_is_own=row.get("title_is_own", bool),
        pinned=row.get("pinned", bool),
        archived=row.get("archived", bool),
        deleted_at=row.optional_time("deleted_at"),
    )
    tables = row.tables("messages")
    if len(tables) > max_messages:
        raise row.wrong("messages", "are too many")
    messages: list[StoredMessage] = []
    parents: dict[str, str | None] = {}
    for table in tables:
        stored = _message(table)
        if stored.message.id in parents:
            raise table.wrong("id", "is there twice")
        if stored.parent_id is not None and stored.parent_id not in parents:
            raise table.wrong("parent", "must be a message before this one")
        parents[stored.message.id] = stored.parent_id
        messages.append(stored)
    shown_root = row.optional_id("shown")
    if shown_root is not None and parents.get(shown_root, shown_root) is not None:
        raise row.wrong("shown", "must be a first message")
    shown_child: dict[str, str] = {}
    for table, stored in zip(tables, messages, strict=True):
        child = table.optional_id("shown")
        if child is not None:
            if parents.get(child) != stored.message.id:
                raise table.wrong("shown", "must be a message that follows this one")
            shown_child[stored.message.id] = child
    return Tree(conversation, tuple(messages), shown_root, shown_child)


def _message(table: _Table) -> StoredMessage:
    role = table.one_of("role", Role)
    reason = None
    if table.get("finish_reason", str, None) is not None:
        reason = table.one_of("finish_reason", FinishReason)
    verdict = _verdict(table.optional_table("mood"))
    message = Message(
        role,
        table.text("text"),
        table.id("id"),
        _written_at(table),
        None if verdict is None else verdict.mood,
        reason,
        _stats(table.optional_table("stats")),
    )
    return StoredMessage(message, table.optional_id("parent"), table.get("note", bool), verdict)


def _written_at(table: _Table) -> datetime:
    moment, offset = table.time("created_at"), table.get("utc_offset_s", int, None)
    if offset is None:
        return moment
    zone = zone_of(offset)
    if zone is None:
        raise table.wrong("utc_offset_s", "is out of range")
    return moment.astimezone(zone)


def _stats(table: _Table | None) -> ReplyStats | None:
    if table is None:
        return None
    return ReplyStats(
        table.count("new_tokens"),
        table.count("prompt_tokens"),
        table.number("first_token_ms"),
        table.number("tokens_per_s"),
        table.count("steps"),
    )


def _verdict(table: _Table | None) -> Verdict | None:
    if table is None:
        return None
    numbers = table.get("probabilities", list)
    if len(numbers) > MAX_LABELS:
        raise table.wrong("probabilities", "are too many")
    probabilities = tuple(
        _Table({str(index): number}, f"{table.place}.probabilities").number(
            str(index), 0, _ALMOST_ONE
        )
        for index, number in enumerate(numbers)
    )
    has_feeling = table.get("feeling", object, None) is not None
    mood = Mood(
        table.text("label"),
        table.number("confidence", 0, _ALMOST_ONE),
        table.get("unsure", bool),
        probabilities,
        table.number("feeling", 0, _ALMOST_ONE) if has_feeling else None,
        table.get("told", bool, False),
    )
    has_score = table.get("score", object, None) is not None
    return Verdict(
        mood,
        table.text("scene"),
        table.number("judged_score", 0, _ALMOST_ONE),
        table.number("score", 0, _ALMOST_ONE) if has_score else None,
        table.optional_text("correction"),
    )


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
