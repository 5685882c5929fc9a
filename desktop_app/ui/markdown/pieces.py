"""Text into a document so that Qt tears no character of it apart.

Qt shapes at most 4,096 UTF-16 units of one script at a time and cuts there, in the middle of an
emoji if it must. Emoji are one script without end, so a long run is cut here between two of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QTextBoundaryFinder
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextFormat

from desktop_app.ui.widgets.utf16 import utf16_length

MAX_UNITS = 4000
_PIECE = QTextFormat.Property.UserProperty + 71
"""Tells two neighbouring pieces apart, and nothing else: Qt begins anew where the format does."""


def insert_whole(cursor: QTextCursor, text: str, format_: QTextCharFormat) -> None:
    """As cursor.insertText(text, format_)."""
    if utf16_length(text) <= MAX_UNITS:
        cursor.insertText(text, format_)
        return
    for number, piece in enumerate(whole_pieces(text)):
        own = QTextCharFormat(format_)
        own.setProperty(_PIECE, number % 2)
        cursor.insertText(piece, own)


def whole_pieces(text: str) -> Iterator[str]:
    """The text in pieces of at most MAX_UNITS, cut between what a reader takes for characters.

    What is longer than that by itself stays whole.
    """
    data = text.encode("utf-16-le", "surrogatepass")
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, text)
    start = 0
    length = len(data) // 2
    while start < length:
        finder.setPosition(min(start + MAX_UNITS, length))
        end = finder.position()
        if not finder.isAtBoundary():
            end = finder.toPreviousBoundary()
        if end <= start:
            finder.setPosition(start)
            end = finder.toNextBoundary()
        end = length if end <= start else end
        yield data[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")
        start = end
