"""The card in which a message is written, with Send or Stop."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.scenes import Scene
from desktop_app.ui import theme as sizes
from desktop_app.ui.icons import Icons
from desktop_app.ui.live_mood import LiveMood
from desktop_app.ui.theme import Theme

MAX_LINES = 8
_ROOM_FOR_HINT = 520
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MessageEdit(QPlainTextEdit):
    """A plain-text editor that grows with its text and knows an input method's composition."""

    submitted = Signal()
    focus_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = False
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

    def is_composing(self) -> bool:
        """Whether an input method holds text that is not committed yet."""
        return self._composing

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _ENTER_KEYS:
            super().keyPressEvent(event)
            return
        if self._composing:
            # the key belongs to the input method; some send it on after committing
            event.accept()
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.insertPlainText("\n")
            self.ensureCursorVisible()
        else:
            self.submitted.emit()
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._composing = False
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(source.text())
        self.ensureCursorVisible()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height())

    @Slot()
    def _fit(self) -> None:
        # QPlainTextEdit's document is measured in lines, not in pixels
        lines = max(1, round(self.document().documentLayout().documentSize().height()))
        shown = min(lines, MAX_LINES)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if lines > MAX_LINES else policy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(self.fontMetrics().lineSpacing() * shown + 2)


class Composer(QFrame):
    """Message editor and button; holds no state of the conversation."""

    submitted = Signal(str)
    """The text, stripped, never empty."""
    typed = Signal(str)
    """All that stands in the editor, at each change."""
    stop_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        scene: Scene,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._busy = False
        self.setProperty("kind", "composer")
        self.edit = MessageEdit(self)
        self.edit.setAccessibleName(self.tr("Message"))
        self.live_mood = LiveMood(theme, icons, scene, language, self)
        self.hint = QLabel(self)
        self.hint.setProperty("tone", "secondary")
        self.button = QPushButton(self)
        self.button.setProperty("kind", "send")
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)

        row = QHBoxLayout()
        row.setSpacing(sizes.SPACE_S)
        row.addWidget(self.live_mood)
        row.addStretch(1)
        row.addWidget(self.hint)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.SPACE_L, sizes.SPACE_M + 2, sizes.SPACE_S + 2, 10)
        column.setSpacing(sizes.SPACE_S)
        column.addWidget(self.edit)
        column.addLayout(row)

        self.edit.submitted.connect(self._submit)
        self.edit.focus_changed.connect(self._show_focus)
        self.edit.textChanged.connect(self._tell_typed)
        self.button.clicked.connect(self._press)
        theme.changed.connect(self._refresh)
        self.set_placeholder(self.tr("Say something…"))
        self._refresh()
        self.setFocusProxy(self.edit)

    def set_busy(self, busy: bool) -> None:
        """While a turn runs the button says Stop; Enter still sends, and the message waits."""
        if busy != self._busy:
            self._busy = busy
            self._refresh()

    def set_placeholder(self, text: str) -> None:
        self.edit.setPlaceholderText(text)

    @Slot()
    def _press(self) -> None:
        if self._busy:
            self.stop_requested.emit()
        else:
            self._submit()
        self.edit.setFocus()

    @Slot()
    def _submit(self) -> None:
        text = self.edit.toPlainText().strip()
        if not text:
            return
        self.edit.clear()
        self.submitted.emit(text)

    @Slot(bool)
    def _show_focus(self, focused: bool) -> None:
        self.setProperty("active", focused)
        self.style().unpolish(self)
        self.style().polish(self)

    @Slot()
    def _refresh(self) -> None:
        self.hint.setText(self.tr("Enter sends · Shift+Enter new line"))
        text = self.tr("Stop") if self._busy else self.tr("Send")
        tip = self.tr("Stop the reply (Esc)") if self._busy else self.tr("Send (Enter)")
        self.button.setText(text)
        self.button.setToolTip(tip)
        self.button.setAccessibleName(text)
        size = self._theme.px(18)
        self.button.setIconSize(QSize(size, size))
        self.button.setIcon(
            self._icons.icon(
                "stop" if self._busy else "send",
                size,
                self._theme.colour("on_accent"),
                self._theme.colour("secondary"),
            )
        )
        self._refresh_enabled()

    @Slot()
    def _tell_typed(self) -> None:
        self._refresh_enabled()
        self.typed.emit(self.edit.toPlainText())

    def _refresh_enabled(self) -> None:
        has_text = bool(self.edit.toPlainText().strip())
        self.button.setEnabled(self._busy or has_text)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.hint.setVisible(self.width() >= self._theme.px(_ROOM_FOR_HINT))
