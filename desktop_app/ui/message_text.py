"""The text of one message: selectable, copyable, and never anything but text."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QTextEdit, QWidget

_LONG = 400
"""Texts of more characters than this always take the full width: no need to measure them."""


class MessageText(QTextEdit):
    """A read-only text of its full height; the view around it does the scrolling."""

    move_requested = Signal(int)
    """The person asked for the message above (-1) or below (1) with the arrow keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self._line_px = 0
        self._full_width = 0
        self._streaming = False
        self._caret_on = True
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
        document = self.document()
        document.setDocumentMargin(0)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        document.setDefaultTextOption(option)

    def text(self) -> str:
        return self._shown

    def set_text(self, text: str) -> None:
        """Show `text`. Only the new tail is laid out where it continues what is shown."""
        if text == self._shown:
            return
        if self._shown and text.startswith(self._shown):
            cursor = QTextCursor(self.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text[len(self._shown) :])
        else:
            self._full_width = 0
            self.setPlainText(text)
            self._space_lines()
        self._shown = text

    def set_line_height(self, px: int) -> None:
        """Least height of a line in px, the same for every script; call before the text is set."""
        self._line_px = px
        self._space_lines()

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

    def fit(self, max_width: int) -> tuple[int, int]:
        """Width and height, in px, that the text takes within `max_width` px."""
        width = max_width
        if len(self._shown) <= _LONG and self._full_width != max_width:
            self._set_text_width(-1)
            caret = self._caret_width() if self._streaming else 0
            width = min(max_width, int(self.document().idealWidth()) + 1 + caret)
            if width == max_width:
                # text only grows at its end: once it fills the width, it always will
                self._full_width = max_width
        self._set_text_width(width)
        return width, round(self.document().size().height())

    def rise(self) -> int:
        """By how many px the text sits low, as Qt puts a line's extra height above it."""
        line = self.document().firstBlock().layout().lineAt(0)
        if not line.isValid():
            return 0
        return max(0, round((self._line_px - line.ascent() - line.descent()) / 2))

    def copy_or_all(self) -> None:
        """Copy the selection, or the whole message where nothing is selected."""
        if self.textCursor().hasSelection():
            self.copy()
        else:
            QGuiApplication.clipboard().setText(self._shown)

    def loadResource(self, kind: int, url: QUrl) -> object:
        # a message can name a file or an address; nothing is ever loaded because of that
        return None

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.context_menu()
        position = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            position = self.mapToGlobal(self.cursorRect().bottomLeft() + QPoint(0, 4))
        menu.popup(position)

    def context_menu(self) -> QMenu:
        """The menu with Copy and Select all; it deletes itself when closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(self.tr("Copy"), self.copy_or_all)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        select = menu.addAction(self.tr("Select all"), self.selectAll)
        select.setShortcut(QKeySequence(QKeySequence.StandardKey.SelectAll))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_or_all()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self.move_requested.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.parentWidget().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.parentWidget().update()

    def paintEvent(self, event) -> None:
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

    def _set_text_width(self, width: int) -> None:
        # Qt lays the whole document out again even where the width stays the same
        if self.document().textWidth() != width:
            self.document().setTextWidth(width)

    def _space_lines(self) -> None:
        block = QTextBlockFormat()
        block.setLineHeight(self._line_px, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(block)

    def _caret_width(self) -> int:
        return max(8, self.fontMetrics().height() // 2)

    @Slot()
    def _toggle_caret(self) -> None:
        self._caret_on = not self._caret_on
        self.viewport().update()
