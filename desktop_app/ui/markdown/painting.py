"""What is painted behind the blocks of a Markdown document: grounds, bars, rules and markers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QTextBlock, QTextDocument

from desktop_app.ui.markdown.blocks import Block, Kind
from desktop_app.ui.style.metrics import RADIUS_CONTROL, SECONDARY_PX
from desktop_app.ui.style.theme import Theme

INDENT_PX = 24
CODE_PAD = 12
CODE_HEAD = 30
"""Above the lines of code, where the language stands."""
RULE_PX = 9


@dataclass(slots=True)
class Placed:
    """A block, and the positions of its beginning and end in the document."""

    block: Block
    start: int
    end: int


class BlockPainting:
    """The document must have been laid out: ask it for its size before."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        self._document = document
        self._theme = theme

    def paint(self, painter: QPainter, blocks: Sequence[Placed]) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        above: Placed | None = None
        for placed in blocks:
            match placed.block.kind:
                case Kind.CODE:
                    self._paint_code(painter, placed)
                case Kind.RULE:
                    self._paint_rule(painter, placed)
            if placed.block.quotes:
                self._paint_bars(painter, placed, above)
            if placed.block.marker:
                self._paint_marker(painter, placed)
            above = placed

    def code_area(self, placed: Placed) -> QRectF:
        """Where a block of code is, its head included."""
        area = self._area(placed)
        left = placed.block.depth * INDENT_PX
        width = self._document.textWidth() - left
        top = area.top() - self._theme.px(CODE_HEAD)
        return QRectF(left, top, width, area.bottom() + CODE_PAD - top)

    def _text_block(self, placed: Placed) -> QTextBlock:
        return self._document.findBlock(placed.start)

    def _area(self, placed: Placed) -> QRectF:
        """Where the lines of a text block are, margins not counted."""
        layout = self._text_block(placed).layout()
        return layout.boundingRect().translated(layout.position())

    def _paint_code(self, painter: QPainter, placed: Placed) -> None:
        area = self.code_area(placed)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("code_ground"))
        painter.drawRoundedRect(area, RADIUS_CONTROL, RADIUS_CONTROL)
        if placed.block.language:
            painter.setFont(self._theme.font(SECONDARY_PX))
            painter.setPen(self._theme.colour("secondary"))
            head = QRectF(area.left() + CODE_PAD, area.top(), 0, self._theme.px(CODE_HEAD))
            head.setRight(area.right() - 4 * CODE_PAD)
            align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(head, align, placed.block.language[:24])

    def _paint_rule(self, painter: QPainter, placed: Placed) -> None:
        area = self._area(placed)
        left = placed.block.depth * INDENT_PX
        middle = area.top() + RULE_PX / 2
        line = QRectF(left, middle, self._document.textWidth() - left, 1)
        painter.fillRect(line, self._theme.colour("border"))

    def _paint_bars(self, painter: QPainter, placed: Placed, above: Placed | None) -> None:
        area = self._area(placed)
        is_rtl = self._text_block(placed).textDirection() == Qt.LayoutDirection.RightToLeft
        for level in placed.block.quotes:
            top = area.top()
            if above is not None and level in above.block.quotes:
                top = min(top, self._area(above).bottom() - 3)
            left: float = level * INDENT_PX + 6
            if is_rtl:
                left = self._document.textWidth() - left - 3
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("active_border"))
            painter.drawRoundedRect(QRectF(left, top, 3, area.bottom() - top), 1.5, 1.5)

    def _paint_marker(self, painter: QPainter, placed: Placed) -> None:
        block = self._text_block(placed)
        line = block.layout().lineAt(0)
        if not line.isValid():
            return
        area = self._area(placed)
        left = (placed.block.depth - 1) * INDENT_PX
        room = QRectF(left - INDENT_PX, area.top(), 2 * INDENT_PX - 7, line.height())
        align = Qt.AlignmentFlag.AlignRight
        if block.textDirection() == Qt.LayoutDirection.RightToLeft:
            room.moveLeft(self._document.textWidth() - room.right())
            align = Qt.AlignmentFlag.AlignLeft
        painter.setFont(self._theme.font())
        painter.setPen(self._theme.colour("secondary"))
        # Qt puts a line's extra height above its text
        painter.drawText(room, align | Qt.AlignmentFlag.AlignBottom, placed.block.marker)
