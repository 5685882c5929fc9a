"""Reads a text file that a person hands over, in whichever of the usual encodings it is.

What stands in the file is text and nothing else: nothing in it is followed or opened.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.system.text_encoding import decode_text

MAX_BYTES = 256_000
"""More than any model here can hold; what lies behind it is not read."""

_KEPT_CONTROLS = "\t\n\r\f\x1b"
"""Control characters that text files have: a terminal's log is full of escapes."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """name: without its folder.  text: with "\\n" between lines.

    bytes: of the file.  taken_bytes: how much of it `text` is, from the start.
    """

    name: str
    text: str
    bytes: int
    taken_bytes: int

    @property
    def is_whole(self) -> bool:
        return self.taken_bytes >= self.bytes


def read_text_file(path: Path, limit: int = MAX_BYTES) -> TextFile:
    """The first `limit` bytes of a file as text.

    Raises KnownError: "file_unreadable", "file_not_plain" for folders and devices, "file_empty",
    "file_not_text".
    """
    try:
        # asked before it is opened: opening a pipe waits for whoever writes into it
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _not_plain(path)
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    taken = data[:limit]
    decoded = decode_text(taken, is_whole=len(data) <= limit)
    if decoded is None or any(c < " " and c not in _KEPT_CONTROLS for c in decoded.text):
        raise _not_text(path)
    if not decoded.text:
        raise _empty(path)
    lines = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    return TextFile(path.name, lines, max(status.st_size, len(data)), len(taken))


def _unreadable(path: Path, error: Exception) -> KnownError:
    reason = error.strerror if isinstance(error, OSError) else ""
    return KnownError(
        "file_unreadable",
        QT_TRANSLATE_NOOP("KnownError", "{name} can't be read: {reason}."),
        action=QT_TRANSLATE_NOOP("KnownError", "Check that it is still there and yours to read."),
        name=path.name,
        reason=reason or error,
    )


def _not_plain(path: Path) -> KnownError:
    return KnownError(
        "file_not_plain",
        QT_TRANSLATE_NOOP("KnownError", "{name} is not a file that can be quoted."),
        action=QT_TRANSLATE_NOOP("KnownError", "Choose a text file."),
        name=path.name or path,
    )


def _empty(path: Path) -> KnownError:
    return KnownError(
        "file_empty",
        QT_TRANSLATE_NOOP("KnownError", "{name} is empty."),
        action=QT_TRANSLATE_NOOP("KnownError", "Choose a text file with something in it."),
        name=path.name,
    )


def _not_text(path: Path) -> KnownError:
    return KnownError(
        "file_not_text",
        QT_TRANSLATE_NOOP("KnownError", "{name} holds no plain text."),
        QT_TRANSLATE_NOOP("KnownError", "Only text can be quoted: notes, code, tables, logs."),
        QT_TRANSLATE_NOOP("KnownError", "Save it as text in UTF-8, then add that file."),
        name=path.name,
    )
