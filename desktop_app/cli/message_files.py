"""Files of messages: a line each, or a table with a column called text."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError

ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in turn: tables from Chinese Excel are often in the latter."""
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""What Excel's "Unicode text" begins with."""
MAX_FIELD_CHARACTERS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class FileMessage:
    """A message and, from a table, the other columns of its row."""

    text: str
    columns: dict[str, str] = field(default_factory=dict)


def read_messages(path: Path) -> list[FileMessage]:
    """The messages of a file: a line each, or the column "text" of a table.

    Raises KnownError("file_unreadable") or ("column_missing").
    """
    text = _read_text(path)
    kind = path.suffix.lower()
    if kind not in (".csv", ".tsv"):
        # only line breaks end a message: str.splitlines() knows eight other separators
        lines = io.StringIO(text, newline=None).read().split("\n")
        return [FileMessage(line) for line in lines if line.strip()]
    return list(_rows(path, text, "\t" if kind == ".tsv" else ","))


def _rows(path: Path, text: str, delimiter: str) -> Iterator[FileMessage]:
    # a tab-separated file rarely quotes, and then a lone " in a message must not swallow lines
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    rows = csv.DictReader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL,
    )
    if "text" not in (rows.fieldnames or ()):
        raise KnownError(
            "column_missing",
            QT_TRANSLATE_NOOP("KnownError", "The table {path} has no column called text."),
            QT_TRANSLATE_NOOP("KnownError", "Its columns are: {columns}"),
            QT_TRANSLATE_NOOP("KnownError", "Name the column of the messages text."),
            path=path,
            columns=", ".join(rows.fieldnames or ()),
        )
    for row in rows:
        # a row of too many fields has them under None, one of too few has None for a field
        columns = {name: value or "" for name, value in row.items() if name not in (None, "text")}
        yield FileMessage(row["text"] or "", columns)


def _read_text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    if data.startswith(UTF_16_MARKS):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise _unreadable(path, "binary")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable(path, "not UTF-8")


def _unreadable(path: Path, reason: str) -> KnownError:
    return KnownError(
        "file_unreadable",
        QT_TRANSLATE_NOOP("KnownError", "The file {path} can't be read."),
        QT_TRANSLATE_NOOP("KnownError", "The system says: {reason}"),
        QT_TRANSLATE_NOOP("KnownError", "Give a text file in UTF-8."),
        path=path,
        reason=reason,
    )
