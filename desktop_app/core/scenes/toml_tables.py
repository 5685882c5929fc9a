"""The tables of a scene file, checked key by key; an error says in which line a key stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError


def invalid(
    place: str, meaning: str, key: str = "", where: str = "", **values: object
) -> KnownError:
    """What is wrong with a scene file. meaning: a template that may name the key and `values`."""
    return KnownError(
        "scene_invalid",
        QT_TRANSLATE_NOOP("KnownError", "The scene file {place} can't be used."),
        meaning,
        QT_TRANSLATE_NOOP("KnownError", "Correct the file; the other scenes still work."),
        place=place,
        key=key,
        where=where,
        **values,
    )


def unreadable(place: str, reason: str) -> KnownError:
    """A file that can't be opened, or that is no TOML."""
    return invalid(
        place, QT_TRANSLATE_NOOP("KnownError", "It can't be read: {reason}."), reason=reason
    )


class Lines:
    """A file's lines, to say where a key stands."""

    def __init__(self, file_name: str, text: str) -> None:
        self._file_name = file_name
        self._lines = text.split("\n")

    def place(self, where: tuple[str | int, ...]) -> str:
        """File and line of a key; of the table it should be in where it is missing."""
        for length in range(len(where), 0, -1):
            line = self._line(where[:length])
            if line is not None:
                return f"{self._file_name}:{line}"
        return self._file_name

    def _line(self, where: tuple[str | int, ...]) -> int | None:
        """Of a table's head, or of a key in its table: a row of tables counts its heads."""
        names = [part for part in where if isinstance(part, str)]
        rows = [part for part in where if isinstance(part, int)]
        wanted, table, seen = ".".join(names), "", 0
        for number, line in enumerate(self._lines, 1):
            if head := _HEAD.match(line):
                table = head["name"].strip()
                if not rows and f"{table}.".startswith(f"{wanted}."):
                    return number
                if table == wanted:
                    if seen == rows[-1]:
                        return number
                    seen += 1
                elif table == ".".join(names[:-1]):
                    seen += 1
            elif pair := _PAIR.match(line):
                key = f"{table}.{pair['key']}" if table else pair["key"]
                if key == wanted and (not rows or seen - 1 == rows[-1]):
                    return number
        return None


# each part begins where the one before can't go on: no line takes longer than its length
_HEAD = re.compile(r"\s*\[{1,2}(?P<name>[^\[\]]+)\]")
_PAIR = re.compile(r"\s*(?P<key>[\w.-]+)\s*=")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file; every look at a key checks what is there."""

    data: dict[str, Any]
    where: tuple[str | int, ...]
    lines: Lines

    def string(self, key: str, default: str | None = None) -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.error(
                key, QT_TRANSLATE_NOOP("KnownError", "{key} is missing, empty or not a text.")
            )
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """Texts that are not empty; none where the key is not there."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise self.error(key, QT_TRANSLATE_NOOP("KnownError", "{key} must be a list of texts."))
        return tuple(value)

    def array(self, key: str) -> list[Any]:
        value = self.data.get(key)
        if not isinstance(value, list):
            raise self.error(
                key, QT_TRANSLATE_NOOP("KnownError", "{key} is missing or not a list.")
            )
        return value

    def table(self, key: str) -> Table:
        """An empty one where the key is not there."""
        return self._inner(key, self.data.get(key, {}), key)

    def tables(self, key: str) -> list[Table]:
        return [self._inner(key, row, key, n) for n, row in enumerate(self.array(key))]

    def by_language(self, key: str) -> dict[str, str]:
        """A text for each language, at least for one."""
        table = self.table(key)
        if not table.data:
            raise self.error(key, QT_TRANSLATE_NOOP("KnownError", "{key} is missing."))
        return {code: table.string(code) for code in table.data}

    def error(self, key: str, meaning: str, **values: object) -> KnownError:
        """meaning: a template that may name the key and the values."""
        where = (*self.where, key)
        path = ".".join(map(str, where))
        return invalid(self.lines.place(where), meaning, key, path, **values)

    def _inner(self, key: str, value: Any, *way: str | int) -> Table:
        if not isinstance(value, dict):
            raise self.error(key, QT_TRANSLATE_NOOP("KnownError", "{key} must be a table."))
        return Table(value, (*self.where, *way), self.lines)
