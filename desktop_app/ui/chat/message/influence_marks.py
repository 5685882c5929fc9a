"""The parts of a message that moved its verdict, drawn behind its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextBlock, QTextDocument, QTextLine

from desktop_app.core.mood import Influence
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.utf16 import utf16_length

_LEAST_SHARE = 0.1
"""Of the strongest influence; what moved the verdict less is not marked."""
_LEAST_WEIGHT = 0.05
_THIN_PX, _THICK_PX = 1.6, 4.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text, in characters.

    speaks_for: for the verdict rather than against it.  strength: 0 to 1, against the strongest.
    colour: colour role of a mood.
    """

    start: int
    end: int
    speaks_for: bool
    strength: float
    colour: str


_OPPOSITE = {"positive": "negative", "negative": "positive"}


def marks_of(text: str, influences: Sequence[Influence], colour: str) -> tuple[Mark, ...]:
    """What is worth pointing at in `text`, white space around it left off.

    colour: the verdict's colour role; what speaks against it takes the opposite one.
    """
    strongest = max((abs(part.weight) for part in influences), default=0.0)
    least = max(_LEAST_WEIGHT, _LEAST_SHARE * strongest)
    found = []
    for part in influences:
        words = text[part.start : part.end]
        if abs(part.weight) < least or not words.strip():
            continue
        start = part.start + len(words) - len(words.lstrip())
        speaks_for = part.weight > 0
        found.append(
            Mark(
                start,
                start + len(words.strip()),
                speaks_for,
                abs(part.weight) / strongest,
                colour if speaks_for else _OPPOSITE.get(colour, "unsure"),
            )
        )
    return tuple(found)


def paint_marks(
    painter: QPainter,
    document: QTextDocument,
    text: str,
    marks: Sequence[Mark],
    theme: Theme,
    first: int = 0,
) -> None:
    """Ground and line for each mark: solid below what speaks for, dashed below what is against.

    text: what the document shows.  first: the place of its first character in the whole message,
    in which the marks are counted.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in marks:
        start = _units(text[: max(0, mark.start - first)])
        end = _units(text[: max(0, mark.end - first)])
        pen = QPen(theme.mood_colour(mark.colour))
        pen.setWidthF(_THIN_PX + (_THICK_PX - _THIN_PX) * mark.strength)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if not mark.speaks_for:
            pen.setDashPattern([6 / pen.widthF(), 4 / pen.widthF()])
        for area in _areas(document, start, end):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mood_ground(mark.colour))
            painter.drawRoundedRect(area.adjusted(-1, 3, 1, 0), 3, 3)
            painter.setPen(pen)
            bottom = area.bottom() - pen.widthF() / 2
            painter.drawLine(QLineF(area.left(), bottom, area.right(), bottom))


def _units(text: str) -> int:
    """So many UTF-16 units has this beginning of a text in Qt's document."""
    return utf16_length(text.removeprefix("\ufeff").replace("\r\n", "\n"))


def _areas(document: QTextDocument, start: int, end: int) -> list[QRectF]:
    """The rectangles, one a line, that hold the text from `start` to `end`, in UTF-16 units."""
    areas: list[QRectF] = []
    block = document.findBlock(start)
    while block.isValid() and block.position() < end:
        areas += _areas_in_block(block, start - block.position(), end - block.position())
        block = block.next()
    return areas


def _areas_in_block(block: QTextBlock, start: int, end: int) -> list[QRectF]:
    layout = block.layout()
    areas = []
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first = max(start, line.textStart())
        last = min(end, line.textStart() + line.textLength())
        if first >= last:
            continue
        left, right = sorted((_x_at(line, first), _x_at(line, last)))
        # without the space at which the line was broken
        ends = line.naturalTextRect()
        left, right = max(left, ends.left()), min(right, ends.right())
        ground = QRectF(left, line.y(), right - left, line.height())
        areas.append(ground.translated(layout.position()))
    return areas


def _x_at(line: QTextLine, place: int) -> float:
    # PySide gives (x, position) for the form with a position that may be moved
    answer: Any = line.cursorToX(place)
    return answer[0] if isinstance(answer, tuple) else answer
