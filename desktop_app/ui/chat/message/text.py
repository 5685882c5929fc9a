"""The text of one message: selectable, copyable, and never anything but text."""

from __future__ import annotations

import math
from itertools import groupby

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from desktop_app.ui.chat.message.influence_marks import Mark, paint_marks
from desktop_app.ui.chat.message.paging import part_ends
from desktop_app.ui.markdown.blocks import read_markdown
from desktop_app.ui.markdown.code_buttons import CodeButtons
from desktop_app.ui.markdown.document import MarkdownDocument
from desktop_app.ui.markdown.pieces import insert_whole
from desktop_app.ui.markdown.runs import LINE_BREAK
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import COLUMN_WIDTH, LINE_PX
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.focus import ENTER_KEYS
from desktop_app.ui.widgets.growing_text_edit import with_plain_line_ends

_LONG = 400
"""Texts of more characters than this always take the full width: no need to measure them."""


class MessageText(QTextEdit):
    """A read-only text of its full height; the view around it does the scrolling."""

    move_requested = Signal(int)
    """The person asked for the message above (-1) or below (1) with the arrow keys."""
    extend_requested = Signal(int)
    """The same with Shift: the message above or below is to be selected too."""
    copy_requested = Signal()
    """Copy, while no part of this text is selected."""
    link_requested = Signal(str)
    """The person chose a link; nothing has been opened."""
    menu_requested = Signal(QPoint)
    """The context menu is wanted at this place of the screen."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown = ""
        self._ends = [0]
        self._part = 0
        self._is_markdown = False
        self._full_width = 0
        self._streaming = False
        self._caret_on = True
        self._pressed_link = ""
        self._marks: tuple[Mark, ...] = ()
        self._blink = QTimer(self)
        self._blink.timeout.connect(self._toggle_caret)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        # the width is set by hand; Qt's own would be the widget's, which is not known yet
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        # in no width a line holds one character, and a long word takes Qt the square of its length
        self.setLineWrapColumnOrWidth(COLUMN_WIDTH)
        document = self.document()
        document.setDocumentMargin(0)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        document.setDefaultTextOption(option)
        self._markdown = MarkdownDocument(document, theme)
        self._code = CodeButtons(theme, icons, self)

    @property
    def code_buttons(self) -> tuple[QWidget, ...]:
        """The copy buttons of the blocks of code, from the top."""
        return tuple(self._code.buttons)

    def text(self) -> str:
        """What the message says, with its Markdown marks."""
        return self._shown

    @property
    def parts(self) -> int:
        """How many parts the text is shown in; it is laid out one at a time."""
        return len(self._ends)

    @property
    def part(self) -> int:
        """Which of them is shown, from 0."""
        return self._part

    def shown_part(self) -> str:
        """The source of what can be seen."""
        text = self._shown[self._start() : self._ends[self._part]]
        return text if self._part == len(self._ends) - 1 else text.removesuffix("\n")

    def show_next_part(self) -> None:
        """The part below, or the first one after the last."""
        self._part = (self._part + 1) % len(self._ends)
        self._full_width = 0
        if self._is_markdown:
            self._markdown.show(read_markdown(self.shown_part()))
        else:
            self._write_plain()

    def set_text(self, text: str) -> None:
        """Show `text` as it is; only quoted lines are set apart."""
        if text == self._shown and not self._is_markdown:
            return
        if self._is_markdown:
            self._markdown.forget()
            self.clear()
        self._is_markdown = False
        self._full_width = 0
        self._take(text)
        self._write_plain()

    def set_markdown(self, text: str, growing: bool) -> None:
        """Show `text` read as Markdown. `growing`: more of it will follow."""
        if self._shown and not text.startswith(self._shown):
            self._full_width = 0
        if not self._is_markdown and self._shown:
            self.clear()
        self._is_markdown = True
        self._take(text)
        if growing:
            self._part = len(self._ends) - 1
        self._markdown.show(read_markdown(self.shown_part(), growing))

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """Draw these marks behind a text that is shown as it is."""
        if marks != self._marks:
            self._marks = marks
            self.viewport().update()

    def set_streaming(self, streaming: bool) -> None:
        """Show the blinking caret behind a text that is still growing."""
        if streaming == self._streaming:
            return
        self._streaming = streaming
        self._caret_on = True
        flash_ms = QGuiApplication.styleHints().cursorFlashTime()
        if streaming and flash_ms > 0:
            self._blink.start(flash_ms // 2)
        else:
            self._blink.stop()
        self.viewport().update()

    def refresh(self) -> None:
        """Follow the theme's colours and sizes."""
        self._full_width = 0
        if self._is_markdown:
            self._markdown.refresh()
        else:
            self._write_plain()
        self._code.refresh()

    def fit(self, max_width: int) -> tuple[int, int]:
        """Width and height, in px, that the text takes within `max_width` px."""
        width = max_width
        if self._streaming:
            # its bubble keeps its width, from the first word on and when the last one has come
            self._full_width = max_width
        is_short = len(self.shown_part()) <= _LONG and not (
            self._is_markdown and self._markdown.is_wide
        )
        if is_short and self._full_width != max_width:
            self._set_text_width(max_width)
            width = min(max_width, math.ceil(self.document().idealWidth()) + 1)
            if width == max_width or self._is_broken():
                # text only grows at its end: once it fills the width, it always will
                self._full_width = width = max_width
        self._set_text_width(width)
        height = round(self.document().size().height())
        if self._is_markdown:
            self._code.place(self._markdown.code_areas())
        return width, height

    def rise(self) -> int:
        """By how many px the text sits low, as Qt puts a line's extra height above it."""
        line = self.document().firstBlock().layout().lineAt(0)
        if not line.isValid() or (self._is_markdown and not self._markdown.begins_with_text):
            return 0
        return max(0, round((self._theme.px(LINE_PX) - line.ascent() - line.descent()) / 2))

    def copy_or_all(self) -> None:
        """Copy the selection, or the whole message with its marks where nothing is selected."""
        if self.textCursor().hasSelection():
            self.copy()
        else:
            QGuiApplication.clipboard().setText(self._shown)

    def links(self) -> list[str]:
        """Where the links of this text lead, each once."""
        found: dict[str, None] = {}
        block = self.document().begin()
        while block.isValid():
            found.update((form.format.anchorHref(), None) for form in block.textFormats())
            block = block.next()
        return [address for address in found if address]

    def loadResource(self, kind: int, url: QUrl | str) -> object:
        # a message can name a file or an address; nothing is ever loaded because of that
        return None

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self._selected_text())
        return data

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        position = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            position = self.mapToGlobal(self.cursorRect().bottomLeft() + QPoint(0, 4))
        self.menu_requested.emit(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(event.key())
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            if self.textCursor().hasSelection():
                self.copy()
            else:
                self.copy_requested.emit()
        elif step is not None and (shift or not event.modifiers()):
            (self.extend_requested if shift else self.move_requested).emit(step)
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Escape):
            event.ignore()
        elif event.key() in ENTER_KEYS and self._link_at_cursor():
            self.link_requested.emit(self._link_at_cursor())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            # a selection of whole messages; the widget around knows
            event.ignore()
            return
        self._pressed_link = self.anchorAt(event.position().toPoint()) if is_left else ""
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        link = self.anchorAt(event.position().toPoint())
        if link and link == self._pressed_link and not self.textCursor().hasSelection():
            self.link_requested.emit(link)
        self._pressed_link = ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        is_link = bool(self.anchorAt(event.position().toPoint()))
        shape = Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.IBeamCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._update_around()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._update_around()

    def _update_around(self) -> None:
        # what is around shows which message has the keyboard
        around = self.parentWidget()
        if around is not None:
            around.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._paint_behind()
        super().paintEvent(event)
        if not self._streaming or not self._caret_on:
            return
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        place = self.cursorRect(cursor)
        painter = QPainter(self.viewport())
        height = self.fontMetrics().ascent() + 2
        top = place.top() + (place.height() - height) / 2
        caret = QRectF(place.left() + 2, top, self._caret_width() - 3, height)
        painter.fillRect(caret, self.palette().text())

    def _paint_behind(self) -> None:
        if self._is_markdown or self._marks:
            painter = QPainter(self.viewport())
            if self._is_markdown:
                self._markdown.paint(painter)
            else:
                start, text = self._start(), self.shown_part()
                paint_marks(painter, self.document(), text, self._marks, self._theme, start)
            painter.end()

    def _take(self, text: str) -> None:
        """Another text, or more of the same one: the part in sight stays where it is."""
        is_same = text.startswith(self._shown)
        self._shown = text
        self._ends = part_ends(text)
        self._part = min(self._part, len(self._ends) - 1) if is_same else 0

    def _start(self) -> int:
        return self._ends[self._part - 1] if self._part else 0

    def _selected_text(self) -> str:
        """The selection as text, list markers included; the source where all is selected."""
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        if end - start >= self.document().characterCount() - 1:
            return self._shown
        text = plain_selection(cursor)
        return self._markdown.prefix_at(start) + text if self._is_markdown else text

    def _link_at_cursor(self) -> str:
        return self.textCursor().charFormat().anchorHref()

    def _set_text_width(self, width: int) -> None:
        # Qt lays the whole document out again even where the width stays the same
        if self.lineWrapColumnOrWidth() != width:
            self.setLineWrapColumnOrWidth(width)

    def _is_broken(self) -> bool:
        """Whether a paragraph takes more lines than it was written in."""
        block = self.document().begin()
        while block.isValid():
            if block.layout().lineCount() > 1 + block.text().count(LINE_BREAK):
                return True
            block = block.next()
        return False

    def _write_plain(self) -> None:
        """Lines of one height in every script; quoted ones in the quieter colour."""
        block_format = QTextBlockFormat()
        kind = QTextBlockFormat.LineHeightTypes.MinimumHeight
        block_format.setLineHeight(self._theme.px(LINE_PX), kind.value)
        plain, quiet = QTextCharFormat(), QTextCharFormat()
        quiet.setForeground(self._theme.colour("secondary"))
        cursor = QTextCursor(self.document())
        # laid out once, at the end of the edit block
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        cursor.setBlockFormat(block_format)
        for is_quoted, lines in groupby(_lines(self.shown_part()), _is_quoted):
            insert_whole(cursor, "".join(lines), quiet if is_quoted else plain)
        cursor.endEditBlock()

    def _caret_width(self) -> int:
        return max(8, self.fontMetrics().height() // 2)

    @Slot()
    def _toggle_caret(self) -> None:
        self._caret_on = not self._caret_on
        self.viewport().update()


def plain_selection(cursor: QTextCursor) -> str:
    """What is selected, as text; QTextDocument's own would make common spaces of no-break ones."""
    return with_plain_line_ends(cursor.selectedText())


def _lines(text: str) -> list[str]:
    """The lines with their ends."""
    *ended, last = text.split("\n")
    return [*(f"{line}\n" for line in ended), last]


def _is_quoted(line: str) -> bool:
    return line.startswith(">")
