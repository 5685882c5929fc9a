"""The field in which one types what to look for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.core.search_text import MAX_QUERY_CHARACTERS
from desktop_app.ui.icons import Icons
from desktop_app.ui.theme import Theme

TYPING_PAUSE_MS = 120
_ICON_PX = 16
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchField(QLineEdit):
    """Asks once the typing pauses; Escape clears it."""

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
        self._glass = QAction(self.tr("Search"), self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.clear_action = QAction(self.tr("Clear the search"), self)
        self.clear_action.triggered.connect(self.clear)
        self.addAction(self.clear_action, QLineEdit.ActionPosition.TrailingPosition)
        self._glass.setEnabled(False)
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
        elif event.key() in _ENTER_KEYS:
            self._ask()
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # the window has a shortcut for Escape, which ends a search first
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and event.key() == Qt.Key.Key_Escape and self.text():
            event.accept()
            return True
        return super().event(event)

    @Slot()
    def _on_typed(self) -> None:
        self.clear_action.setVisible(bool(self.text()))
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
        self._glass.setIcon(self._icons.icon("search", size, colour, colour))
        self.clear_action.setIcon(self._icons.icon("close", size, colour))
        self.clear_action.setVisible(bool(self.text()))
