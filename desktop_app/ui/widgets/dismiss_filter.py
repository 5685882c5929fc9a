"""Notices Escape, or the next click, anywhere in the program."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

_SHIFT = Qt.KeyboardModifier.ShiftModifier


class DismissFilter(QObject):
    """Watches between `watch` and `stop`.

    Escape is taken, before any shortcut of the window. A click goes where it was meant; it counts
    with the left button and without Shift, which selects.
    """

    happened = Signal()

    def watch(self) -> None:
        QApplication.instance().installEventFilter(self)

    def stop(self) -> None:
        QApplication.instance().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        is_press = kind == QEvent.Type.MouseButtonPress
        is_key = kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if not (is_press or is_key) or not isinstance(watched, QWidget):
            return False
        if is_press:
            if event.button() == Qt.MouseButton.LeftButton and not event.modifiers() & _SHIFT:
                self.happened.emit()
            return False
        is_escape = event.key() == Qt.Key.Key_Escape
        if is_escape:
            event.accept()
        if is_escape and kind == QEvent.Type.KeyPress:
            self.happened.emit()
        return is_escape
