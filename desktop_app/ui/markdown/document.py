"""Blocks of Markdown written into a QTextDocument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QPainter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTableFormat,
)

from desktop_app.ui.markdown.blocks import Block, Kind
from desktop_app.ui.markdown.painting import (
    CODE_HEAD,
    CODE_PAD,
    INDENT_PX,
    RULE_PX,
    BlockPainting,
    Placed,
)
from desktop_app.ui.markdown.pieces import insert_whole
from desktop_app.ui.markdown.runs import LINE_BREAK, Run, Style
from desktop_app.ui.style.metrics import LINE_PX
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.utf16 import utf16_length

_HEADING_PX = (20, 18, 16, 15, 15, 15)
_GAP, _TIGHT_GAP, _HEADING_GAP = 10, 4, 16
_CODE_LINE = 20
_BLOCK_ENDS = str.maketrans(dict.fromkeys("\r\n\u2029\ufdd0\ufdd1", LINE_BREAK))


class MarkdownDocument:
    """Rewrites only what differs, so that a growing text costs what its end costs."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        self._document = document
        self._theme = theme
        self._placed: list[Placed] = []
        self._formats: dict[tuple[Style, Kind, int], QTextCharFormat] = {}
        self._painting = BlockPainting(document, theme)
        document.setIndentWidth(INDENT_PX)

    @property
    def is_wide(self) -> bool:
        """Whether something in it wants all the width there is."""
        wide = (Kind.CODE, Kind.TABLE, Kind.RULE)
        return any(placed.block.kind in wide for placed in self._placed)

    @property
    def begins_with_text(self) -> bool:
        return bool(self._placed) and self._placed[0].block.kind is Kind.PARAGRAPH

    def show(self, blocks: Sequence[Block]) -> None:
        """Make the document say `blocks`."""
        pairs = zip(self._placed, blocks, strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0].block == pair[1], pairs))
        if same == len(self._placed) == len(blocks):
            return
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        if same < min(len(self._placed), len(blocks)) and self._grow(cursor, same, blocks[same]):
            same += 1
        else:
            self._cut(cursor, same)
        for block in blocks[same:]:
            self._append(cursor, block)
        cursor.endEditBlock()
        self._make_room_for_code()
        self._make_room_below_tables()

    def refresh(self) -> None:
        """Write everything anew, in the theme's present colours and sizes."""
        blocks = [placed.block for placed in self._placed]
        self._formats.clear()
        self.show(())
        self.show(blocks)

    def forget(self) -> None:
        """The document was emptied by somebody else."""
        self._placed.clear()

    def code_areas(self) -> list[tuple[QRectF, str]]:
        """Where the blocks of code are, heads included, and what stands in them.

        The document must have been laid out: ask it for its size before.
        """
        return [
            (self._painting.code_area(placed), "".join(run.text for run in placed.block.runs))
            for placed in self._placed
            if placed.block.kind is Kind.CODE
        ]

    def prefix_at(self, position: int) -> str:
        """The marker of the list item that begins at this position, with a space; else ""."""
        for placed in self._placed:
            if placed.start == position and placed.block.marker:
                return f"{placed.block.marker} "
        return ""

    def paint(self, painter: QPainter) -> None:
        """Grounds of code, bars of quotes, rules and list markers: all that stands behind."""
        self._painting.paint(painter, self._placed)

    def _grow(self, cursor: QTextCursor, row: int, block: Block) -> bool:
        """Turn the text block at `row`, and all below it, into `block`; False where it cannot."""
        placed = self._placed[row]
        same_shape = replace(placed.block, runs=()) == replace(block, runs=())
        if not same_shape or block.kind is Kind.TABLE or placed.start == placed.end:
            return False
        runs = list(block.runs)
        kept = 0
        for old in placed.block.runs:
            if not runs or old.style != runs[0].style:
                break
            common = _common_length(old.text, runs[0].text)
            kept += utf16_length(old.text[:common])
            rest = runs[0].text[common:]
            if rest or common < len(old.text):
                runs[0] = Run(rest, runs[0].style)
                break
            del runs[0]
        cursor.setPosition(placed.start + kept)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        above = self._placed[row - 1].block if row else None
        cursor.setBlockFormat(self._block_format(block, above))
        self._insert_runs(cursor, block, runs)
        placed.block, placed.end = block, cursor.position()
        del self._placed[row + 1 :]
        return True

    def _cut(self, cursor: QTextCursor, row: int) -> None:
        """Take away everything from the block at `row` on."""
        if row >= len(self._placed):
            return
        cursor.setPosition(self._placed[row - 1].end if row else 0)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        del self._placed[row:]

    def _append(self, cursor: QTextCursor, block: Block) -> None:
        cursor.movePosition(QTextCursor.MoveOperation.End)
        above = self._placed[-1].block if self._placed else None
        is_below_code = above is not None and above.kind is Kind.CODE
        # there is always an empty block below a table, and one in an empty document
        needs_block = above is not None and above.kind is not Kind.TABLE
        if block.kind is Kind.TABLE:
            start = cursor.position()
            self._insert_table(cursor, block, CODE_PAD if is_below_code else 0)
        else:
            format_ = self._block_format(block, above)
            if needs_block:
                cursor.insertBlock(format_, QTextCharFormat())
            else:
                cursor.setBlockFormat(format_)
            start = cursor.position()
            self._insert_runs(cursor, block, block.runs)
        self._placed.append(Placed(block, start, cursor.position()))

    def _make_room_for_code(self) -> None:
        """Qt ignores the margins above the first block and below the last one."""
        kinds = [self._placed[end].block.kind for end in (0, -1)] if self._placed else [None, None]
        top = self._theme.px(CODE_HEAD) if kinds[0] is Kind.CODE else 0
        bottom = CODE_PAD if kinds[1] is Kind.CODE else 0
        format_ = self._document.rootFrame().frameFormat()
        if (format_.topMargin(), format_.bottomMargin()) != (top, bottom):
            format_.setTopMargin(top)
            format_.setBottomMargin(bottom)
            self._document.rootFrame().setFrameFormat(format_)

    def _make_room_below_tables(self) -> None:
        """Qt ignores the margin of a block below a table, so the table itself keeps the distance.

        Not before the edit block has ended: until then the frames are those of before it.
        """
        if not any(placed.block.kind is Kind.TABLE for placed in self._placed):
            return
        # the only frames are tables
        frames = iter(self._document.rootFrame().childFrames())
        for placed, below in zip(self._placed, (*self._placed[1:], None), strict=True):
            if placed.block.kind is not Kind.TABLE:
                continue
            frame = next(frames)
            room = 0.0
            if below is not None and below.block.kind is not Kind.TABLE:
                room = self._block_format(below.block, placed.block).topMargin()
            format_ = frame.frameFormat()
            if format_.bottomMargin() != room:
                format_.setBottomMargin(room)
                frame.setFrameFormat(format_)

    def _insert_runs(self, cursor: QTextCursor, block: Block, runs: Sequence[Run]) -> None:
        for run in runs:
            format_ = self._char_format(run.style, block.kind, block.level)
            insert_whole(cursor, _in_one_block(run.text), format_)

    def _insert_table(self, cursor: QTextCursor, block: Block, extra_gap: int) -> None:
        format_ = QTextTableFormat()
        format_.setBorder(1)
        format_.setBorderCollapse(True)
        format_.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        format_.setBorderBrush(QBrush(self._theme.colour("border")))
        format_.setCellPadding(6)
        format_.setCellSpacing(0)
        format_.setTopMargin(_GAP + extra_gap)
        format_.setHeaderRowCount(1)
        format_.setLeftMargin(block.depth * INDENT_PX)
        columns = len(block.rows[0])
        share = QTextLength(QTextLength.Type.VariableLength, 0)
        format_.setColumnWidthConstraints([share] * columns)
        table = cursor.insertTable(len(block.rows), columns, format_)
        line = QTextBlockFormat()
        kind = QTextBlockFormat.LineHeightTypes.MinimumHeight
        line.setLineHeight(self._theme.px(LINE_PX), kind.value)
        head = QTextCharFormat()
        head.setBackground(self._theme.colour("code_ground"))
        for row, cells in enumerate(block.rows):
            for column, runs in enumerate(cells):
                cell = table.cellAt(row, column)
                if row == 0:
                    cell.setFormat(head)
                inside = cell.firstCursorPosition()
                inside.setBlockFormat(line)
                for run in runs:
                    style = replace(run.style, bold=True) if row == 0 else run.style
                    of_cell = self._char_format(style, block.kind, 0)
                    insert_whole(inside, _in_one_block(run.text), of_cell)
        cursor.movePosition(QTextCursor.MoveOperation.End)

    def _block_format(self, block: Block, above: Block | None) -> QTextBlockFormat:
        format_ = QTextBlockFormat()
        format_.setIndent(block.depth)
        top = 0
        if above is not None:
            is_close = block.is_tight and above.depth > 0
            top = _TIGHT_GAP if is_close else _HEADING_GAP if block.level else _GAP
            top += CODE_PAD if above.kind is Kind.CODE else 0
        line = self._theme.px(LINE_PX)
        if block.kind is Kind.CODE:
            top += self._theme.px(CODE_HEAD) if above is not None else 0
            line = self._theme.px(_CODE_LINE)
            format_.setBottomMargin(CODE_PAD)
            format_.setLeftMargin(CODE_PAD)
            format_.setRightMargin(CODE_PAD)
            format_.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        elif block.kind is Kind.RULE:
            line = RULE_PX
        format_.setTopMargin(top)
        kinds = QTextBlockFormat.LineHeightTypes
        kind = kinds.FixedHeight if block.kind is Kind.RULE else kinds.MinimumHeight
        format_.setLineHeight(line, kind.value)
        return format_

    def _char_format(self, style: Style, kind: Kind, level: int) -> QTextCharFormat:
        key = (style, kind, level)
        if key not in self._formats:
            self._formats[key] = self._new_char_format(style, kind, level)
        return self._formats[key]

    def _new_char_format(self, style: Style, kind: Kind, level: int) -> QTextCharFormat:
        theme = self._theme
        format_ = QTextCharFormat()
        if kind is Kind.HEADING:
            font = theme.font(_HEADING_PX[level - 1], bold=True)
        elif style.code:
            font = theme.code_font()
            font.setBold(style.bold)
        else:
            font = theme.font(bold=style.bold)
        font.setItalic(style.italic)
        font.setStrikeOut(style.struck)
        format_.setFont(font)
        format_.setForeground(theme.colour(style.colour or "text"))
        if style.code and kind is not Kind.CODE:
            format_.setBackground(theme.colour("code_ground"))
        if style.address:
            format_.setAnchor(True)
            format_.setAnchorHref(style.address)
            format_.setForeground(theme.colour("accent"))
            format_.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        return format_


def _in_one_block(text: str) -> str:
    """The text in as many characters, none of which Qt takes for the end of a block.

    The bindings leave out a mark of the byte order at the beginning; a word joiner is as unseen.
    """
    if text.startswith("\ufeff"):
        text = "\u2060" + text[1:]
    return text.translate(_BLOCK_ENDS)


def _common_length(old: str, new: str) -> int:
    if new.startswith(old):
        return len(old)
    length = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        length += 1
    return length
