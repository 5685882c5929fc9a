"""The field in which one types what to look for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from desktop_app.core.history.search_tokens import MAX_QUERY_CHARACTERS
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_M, SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.focus import ENTER_KEYS, claims_escape

TYPING_PAUSE_MS = 120
_ICON_PX = 16


class SearchField(QLineEdit):
    """Asks once the typing pauses; Escape clears it.

    Its icons are not actions of the field, which Qt draws at 16 px whatever the text's size.
    """

    queried = Signal(str)
    """What to look for; "" when the search is over."""
    entered = Signal()
    """Enter: `queried` came before it."""
    down_pressed = Signal()
    """On to the results; `queried` came before it."""

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        parent: QWidget | None = None,
        pause_ms: int = TYPING_PAUSE_MS,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._asked = ""
        self._composing = False
        self.setMaxLength(MAX_QUERY_CHARACTERS)
        self.setPlaceholderText(self.tr("Search"))
        self.setAccessibleName(self.tr("Search chats and messages"))
        self.setToolTip(self.tr("Search chats and messages (Ctrl+F)"))
        self.clear_button = QToolButton(self)
        self.clear_button.setProperty("kind", "action")
        self.clear_button.setAccessibleName(self.tr("Clear the search"))
        self.clear_button.setToolTip(self.tr("Clear the search"))
        # the keyboard has Escape for it
        self.clear_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clear_button.setCursor(Qt.CursorShape.ArrowCursor)
        self.clear_button.clicked.connect(self.clear)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(self._ask)
        self.textChanged.connect(self._on_typed)
        theme.changed.connect(self._refresh)
        self._refresh()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._composing:
            # the key belongs to the input method; some send it on
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self._ask()
            self.down_pressed.emit()
        elif event.key() in ENTER_KEYS:
            self._ask()
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # the window has a shortcut for Escape, which ends a search first
        return (bool(self.text()) and claims_escape(event)) or super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = self._theme.px(_ICON_PX)
        place = QRectF(SPACE_M, (self.height() - side) / 2, side, side)
        colour = self._theme.colour("secondary")
        self._icons.paint(QPainter(self), "search", place, colour)

    @Slot()
    def _on_typed(self) -> None:
        self.clear_button.setVisible(bool(self.text()))
        if self.text().strip():
            self._pause.start()
        else:
            self._ask()

    @Slot()
    def _ask(self) -> None:
        """A space at the end matters: it ends the last word."""
        self._pause.stop()
        query = self.text() if self.text().strip() else ""
        if query != self._asked:
            self._asked = query
            self.queried.emit(query)

    @Slot()
    def _refresh(self) -> None:
        size = self._theme.px(_ICON_PX)
        colour = self._theme.colour("secondary")
        self.setTextMargins(size + SPACE_S, 0, size + SPACE_XS, 0)
        self.clear_button.setIconSize(QSize(size, size))
        self.clear_button.setIcon(self._icons.icon("close", size, colour))
        self.clear_button.setVisible(bool(self.text()))
        self._place_button()

    def _place_button(self) -> None:
        hint = self.clear_button.sizeHint()
        left = self.width() - hint.width() - SPACE_S
        self.clear_button.setGeometry(
            left, (self.height() - hint.height()) // 2, hint.width(), hint.height()
        )
