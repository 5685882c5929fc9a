"""A few lines of text with what was looked for marked in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

from desktop_app.ui.markdown.runs import utf16_length

_PITCH = 1.4

Spans = Sequence[tuple[int, int]]


def utf16_spans(text: str, spans: Spans) -> list[tuple[int, int]]:
    """(start, length) in characters of a Python str as UTF-16 units, in which Qt counts."""
    found = []
    for start, length in spans:
        before, marked = text[:start], text[start : start + length]
        found.append((utf16_length(before), utf16_length(marked)))
    return found


def line_pitch(font: QFont) -> int:
    """Height of a line in px, whatever stands in it.

    Chinese and emoji come from other fonts, whose lines are higher than those of the first one.
    """
    return max(QFontMetrics(font).lineSpacing(), round(_PITCH * font.pixelSize()))


def paint_snippet(
    painter: QPainter,
    area: QRectF,
    text: str,
    spans: Spans,
    font: QFont,
    marked_ground: QColor,
    max_lines: int,
) -> None:
    """Draw the text with the painter's pen, its spans marked, cut with an ellipsis.

    spans: in characters of the str.
    """
    layout, rest = _lay_out(text, spans, font, marked_ground, area.width(), max_lines)
    if rest is not None:
        # the last line again, this time with as much as fits before an ellipsis
        width = int(area.width()) - 4
        cut = QFontMetrics(_bold(font)).elidedText(text[rest:], Qt.TextElideMode.ElideRight, width)
        shown = text[:rest] + cut
        end = len(shown) - 1
        kept = [(s, min(length, end - s)) for s, length in spans if s < end]
        layout, _ = _lay_out(shown, kept, font, marked_ground, area.width(), max_lines)
    layout.draw(painter, area.topLeft())


def _lay_out(
    text: str, spans: Spans, font: QFont, ground: QColor, width: float, max_lines: int
) -> tuple[QTextLayout, int | None]:
    """The layout, and where its last line starts, in characters, if it does not hold the rest."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout.setTextOption(option)
    layout.setFormats([_mark(s, length, ground) for s, length in utf16_spans(text, spans)])
    pitch, ascent = line_pitch(font), QFontMetrics(font).ascent()
    layout.beginLayout()
    rest = None
    for place in range(max_lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        top = place * pitch + ascent - line.ascent()
        line.setPosition(QPointF(0, top))
        end = line.textStart() + line.textLength()
        if place == max_lines - 1 and end < utf16_length(text):
            rest = _characters(text, line.textStart())
    layout.endLayout()
    return layout, rest


def _mark(start: int, length: int, ground: QColor) -> QTextLayout.FormatRange:
    mark = QTextLayout.FormatRange()
    mark.start, mark.length = start, length
    style = QTextCharFormat()
    style.setBackground(QBrush(ground))
    style.setFontWeight(QFont.Weight.DemiBold)
    mark.format = style
    return mark


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def _characters(text: str, units: int) -> int:
    data = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return len(data.decode("utf-16-le", "surrogatepass"))
