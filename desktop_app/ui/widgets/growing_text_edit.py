"""The editor in which a message is written."""

from __future__ import annotations

import re
from math import ceil
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from desktop_app.ui.widgets.focus import ENTER_KEYS

MAX_LINES = 8
LONGEST_LINE = 20_000
"""Characters. Qt's time for a line without a space grows with the square of its length."""
MOST_LINES = 20_000
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029\ufdd0\ufdd1]")
"""Of them Qt makes the end of a paragraph."""


def quoted(text: str) -> str:
    """The text with "> " before each line, as mail and Markdown quote."""
    lines = text.rstrip("\n").split("\n")
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def with_plain_line_ends(text: str) -> str:
    """The text with "\n" for each line break, as an editor would give it back."""
    return _LINE_ENDS.sub("\n", text)


def is_heavy(text: str) -> bool:
    """Whether an editor with this text would keep the window from answering."""
    if len(text) <= min(LONGEST_LINE, MOST_LINES):
        return False
    lines = text.splitlines()
    return len(lines) > MOST_LINES or max(map(len, lines)) > LONGEST_LINE


def local_files(data: QMimeData) -> list[Path]:
    """The files of this computer that are dragged or pasted; none where a server is named."""
    urls = (url for url in data.urls() if url.isLocalFile() and not url.host())
    return [Path(url.toLocalFile()) for url in urls]


class GrowingTextEdit(QPlainTextEdit):
    """A plain-text editor that grows with its text and knows an input method's composition."""

    submitted = Signal()
    noted = Signal()
    """The keys for a note were pressed."""
    files_offered = Signal(list)
    """Paths that were dropped or pasted."""
    long_text_offered = Signal(str)
    """A text that was dropped or pasted, and is too much to be edited here."""
    other_offered = Signal()
    """A picture, or something else that is no text, was dropped or pasted."""
    focus_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = False
        self._enter_sends = True
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(0)
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def text(self) -> str:
        """What is written, with "\\n" for each line break, whatever it was.

        toPlainText() would make common spaces of those at which no line may be broken.
        """
        return with_plain_line_ends(self.document().toRawText())

    def is_composing(self) -> bool:
        """Whether an input method holds text that is not committed yet."""
        return self._composing

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Whether Enter sends and Ctrl+Enter breaks the line, or the other way round."""
        self._enter_sends = enter_sends

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in ENTER_KEYS:
            super().keyPressEvent(event)
            return
        event.accept()
        if self._composing:
            # the key belongs to the input method; some send it on after committing
            return
        has_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            if has_control:
                self.noted.emit()
            else:
                self._break_line()
        elif has_control == self._enter_sends:
            self._break_line()
        else:
            self.submitted.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._composing = False
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        # a picture too: whoever pastes one is told that only text is taken
        has_other = source.hasImage() or source.hasHtml()
        return source.hasText() or has_other or bool(local_files(source))

    def insertFromMimeData(self, source: QMimeData) -> None:
        # file managers offer the names as text too
        files = local_files(source)
        if files:
            self.files_offered.emit(files)
            return
        text = source.text()
        if not text and source.formats():
            self.other_offered.emit()
            return
        if is_heavy(text) or self._would_be_heavy(text):
            self.long_text_offered.emit(text)
            return
        self.insertPlainText(text)
        self.ensureCursorVisible()

    def _would_be_heavy(self, text: str) -> bool:
        """Whether it is too much together with what is written around the cursor."""
        lines = text.splitlines() or [""]
        longest = self.textCursor().block().length() + max(len(lines[0]), len(lines[-1]))
        return longest > LONGEST_LINE or self.blockCount() + len(lines) > MOST_LINES

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height())

    def _break_line(self) -> None:
        self.insertPlainText("\n")
        self.ensureCursorVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    @Slot()
    def _fit(self) -> None:
        # QPlainTextEdit's document is measured in lines, not in pixels
        lines = max(1, round(self.document().documentLayout().documentSize().height()))
        shown = min(lines, MAX_LINES)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if lines > MAX_LINES else policy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(self._line_height() * shown + 2)

    def _line_height(self) -> int:
        """Of a line that holds Chinese too: the font it comes from may be a higher one."""
        layout = QTextLayout("国g", self.font())
        layout.beginLayout()
        line = layout.createLine()
        layout.endLayout()
        return ceil(line.height())
