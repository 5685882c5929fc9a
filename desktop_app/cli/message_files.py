"""Files of messages: a line each, or a table with a column called text.

A table is read as it was meant or refused with the line: a message is never lost in silence.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.system.text_encoding import decode_as, decode_text

COLUMN = "text"
DELIMITERS = (",", ";", "\t", "|")
MAX_FIELD_CHARACTERS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class FileMessage:
    """A message and, from a table, the other columns of its row."""

    text: str
    columns: dict[str, str] = field(default_factory=dict)


def read_messages(
    path: Path, encoding: str = "", doubt: Callable[[str], None] = lambda encoding: None
) -> list[FileMessage]:
    """The messages of a file: a line each, or the column "text" of a table.

    encoding: "" finds it out.  doubt: told the one that was taken where another would do as well.
    Raises KnownError("file_unreadable"), ("encoding_unknown"), ("column_missing") or
    ("table_invalid").
    """
    text = _read_text(path, encoding, doubt)
    kind = path.suffix.lower()
    if kind not in (".csv", ".tsv"):
        # only line breaks end a message: str.splitlines() knows eight other separators
        lines = io.StringIO(text, newline=None).read().split("\n")
        return [FileMessage(line) for line in lines if line.strip()]
    return list(_Table(path, text, "\t" if kind == ".tsv" else ",").messages())


class _Table:
    """usual: the delimiter that the file's name promises."""

    def __init__(self, path: Path, text: str, usual: str) -> None:
        self._path = path
        # what Excel writes, and reads, to say which delimiter it is
        named = re.match(r'"?sep=(.)"?[ \t,;]*(\r\n|\r|\n)', text, re.IGNORECASE)
        self._first_line = 2 if named else 1
        self._text = text[named.end() :] if named else text
        self._delimiter = named[1] if named else self._found_delimiter(usual)
        csv.field_size_limit(MAX_FIELD_CHARACTERS)

    def messages(self) -> Iterator[FileMessage]:
        rows = self._rows(self._text, self._delimiter)
        _, header = next(rows, (1, []))
        names = self._names(header)
        place = self._place(names)
        for line, row in rows:
            if len(row) > len(names) and any(map(str.strip, row[len(names) :])):
                raise self._too_many(line, len(row), len(names))
            padded = [*row, *[""] * (len(names) - len(row))]
            columns = {name: padded[at] for at, name in enumerate(names) if at != place}
            yield FileMessage(padded[place], columns)

    def _rows(self, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        """(line on which it begins, fields) of each row that is not blank.

        Raises KnownError("table_invalid").
        """
        # a tab-separated file rarely quotes, and then a lone " in a message must not swallow lines
        reader = csv.reader(
            io.StringIO(text, newline=""),
            delimiter=delimiter,
            quoting=csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL,
            # "id, text" has a space before each name and each quotation mark
            skipinitialspace=f"{delimiter} " in re.split(r"[\r\n]", text.lstrip(), maxsplit=1)[0],
            strict=True,
        )
        while True:
            line = reader.line_num + self._first_line
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise self._bad_quote(line, "end of data" in str(error)) from error
            if any(map(str.strip, row)):
                yield line, row

    def _found_delimiter(self, usual: str) -> str:
        """The one with which the header has the column; the usual one where several have it."""
        for delimiter in (usual, *DELIMITERS):
            try:
                _, header = next(self._rows(self._text, delimiter), (1, []))
            except KnownError:
                continue
            if COLUMN in map(str.strip, header):
                return delimiter
        return usual

    def _names(self, header: list[str]) -> list[str]:
        """The columns' names without spaces around them; one that is there twice gets a number."""
        names: list[str] = []
        for name in map(str.strip, header):
            again = 2
            unique = name
            while unique in names:
                unique, again = f"{name} ({again})", again + 1
            names.append(unique)
        while names and not names[-1] and len(names) > 1:
            names.pop()
        return names

    def _place(self, names: list[str]) -> int:
        if f"{COLUMN} (2)" in names:
            raise self._invalid(
                QT_TRANSLATE_NOOP("KnownError", "The table {path} has two columns called text."),
                QT_TRANSLATE_NOOP("KnownError", "Which of them has the messages can't be told."),
                QT_TRANSLATE_NOOP("KnownError", "Give the other one another name, in line {line}."),
                self._first_line,
            )
        if COLUMN not in names:
            raise KnownError(
                "column_missing",
                QT_TRANSLATE_NOOP("KnownError", "The table {path} has no column called text."),
                QT_TRANSLATE_NOOP("KnownError", "Its columns are: {columns}"),
                QT_TRANSLATE_NOOP("KnownError", "Name the column of the messages text."),
                path=self._path,
                columns=", ".join(names),
            )
        return names.index(COLUMN)

    def _bad_quote(self, line: int, is_open: bool) -> KnownError:
        if is_open:
            what = QT_TRANSLATE_NOOP(
                "KnownError", "A quotation mark in line {line} of {path} is never closed."
            )
        else:
            what = QT_TRANSLATE_NOOP(
                "KnownError", "From line {line} of {path} on, the quotation marks do not match."
            )
        return self._invalid(
            what,
            QT_TRANSLATE_NOOP("KnownError", "What follows it would be lost; nothing was judged."),
            QT_TRANSLATE_NOOP(
                "KnownError", "Close it; a quotation mark within a text is written twice."
            ),
            line,
        )

    def _too_many(self, line: int, found: int, expected: int) -> KnownError:
        return self._invalid(
            QT_TRANSLATE_NOOP(
                "KnownError", "Line {line} of {path} has {found} fields, the header {expected}."
            ),
            QT_TRANSLATE_NOOP("KnownError", "A part of the message would be lost."),
            QT_TRANSLATE_NOOP(
                "KnownError", "Put a text that contains {delimiter} in quotation marks."
            ),
            line,
            found=found,
            expected=expected,
            delimiter=repr(self._delimiter).strip("'"),
        )

    def _invalid(
        self, what: str, meaning: str, action: str, line: int, **values: object
    ) -> KnownError:
        return KnownError(
            "table_invalid", what, meaning, action, path=self._path, line=line, **values
        )


def _read_text(path: Path, encoding: str, doubt: Callable[[str], None]) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    if encoding:
        try:
            return decode_as(data, encoding)
        except LookupError as error:
            raise KnownError(
                "encoding_unknown",
                QT_TRANSLATE_NOOP("KnownError", "{encoding} is not the name of an encoding."),
                action=QT_TRANSLATE_NOOP("KnownError", "Give one such as utf-8, gb18030 or big5."),
                encoding=encoding,
            ) from error
        except UnicodeError as error:
            start = error.start if isinstance(error, UnicodeDecodeError) else 0
            line = data[:start].count(b"\n") + 1
            raise _unreadable(path, f"not {encoding}, line {line}") from error
    decoded = decode_text(data)
    if decoded is None:
        raise _unreadable(path, "binary" if b"\0" in data else "unknown encoding")
    if not decoded.is_certain:
        doubt(decoded.encoding)
    return decoded.text


def _unreadable(path: Path, reason: str) -> KnownError:
    return KnownError(
        "file_unreadable",
        QT_TRANSLATE_NOOP("KnownError", "The file {path} can't be read."),
        QT_TRANSLATE_NOOP("KnownError", "The system says: {reason}"),
        QT_TRANSLATE_NOOP("KnownError", "Give a text file in UTF-8, or name its --encoding."),
        path=path,
        reason=reason,
    )
