"""What was just done, and a way back: stays a while, never asks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QHideEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop_app.ui.style.metrics import SPACE_M
from desktop_app.ui.widgets.labels import plain_label

STAYS_MS = 8000


class UndoBar(QFrame):
    """Hidden until something can be undone. Ctrl+Z works while it is shown.

    It stays as long as the pointer is over it or the keyboard on its button.
    """

    def __init__(self, parent: QWidget | None = None, stays_ms: int = STAYS_MS) -> None:
        super().__init__(parent)
        self.setProperty("kind", "notice")
        self._undo: Callable[[], None] | None = None
        self.text = plain_label(self, "secondary")
        self.button = QPushButton(self.tr("Undo"), self)
        self.button.setProperty("kind", "link")
        self.button.setToolTip(self.tr("Undo (Ctrl+Z)"))
        self.button.clicked.connect(self.undo)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        shortcut.activated.connect(self.undo)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(stays_ms)
        self._timer.timeout.connect(self._leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, 6, 6, 6)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.hide()

    def offer(self, text: str, undo: Callable[[], None]) -> None:
        """Say what was done, instead of what was said before. undo: takes it back."""
        self._undo = undo
        self.text.setText(text)
        self.setAccessibleName(text)
        self.show()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @Slot()
    def undo(self) -> None:
        """Take it back, and go."""
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()

    def hideEvent(self, event: QHideEvent) -> None:
        # not where the window alone is hidden
        if not event.spontaneous() and self.isHidden():
            self._timer.stop()
            self._undo = None
        super().hideEvent(event)

    @Slot()
    def _leave(self) -> None:
        if self.underMouse() or self.button.hasFocus():
            self._timer.start()
        else:
            self.hide()
