"""Notices Escape, or the next click, anywhere in the program."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.style.application import application

_SHIFT = Qt.KeyboardModifier.ShiftModifier


class DismissFilter(QObject):
    """Watches between `watch` and `stop`.

    Escape is taken, before any shortcut of the window. A click goes where it was meant; it counts
    with the left button and without Shift, which selects.
    """

    happened = Signal()

    def watch(self) -> None:
        application().installEventFilter(self)

    def stop(self) -> None:
        application().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, QWidget):
            return False
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            if event.button() == Qt.MouseButton.LeftButton and not event.modifiers() & _SHIFT:
                self.happened.emit()
            return False
        return isinstance(event, QKeyEvent) and self._takes(event)

    def _takes(self, event: QKeyEvent) -> bool:
        is_press = event.type() == QEvent.Type.KeyPress
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if event.key() != Qt.Key.Key_Escape or not (is_press or is_asked):
            return False
        event.accept()
        if is_press:
            self.happened.emit()
        return True
