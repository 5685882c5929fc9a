"""Where the keyboard goes: leaving a widget with many parts, and keeping Escape for oneself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
"""Of the letters and of the keypad."""


def focus_outside(widget: QWidget, forwards: bool) -> bool:
    """Focus what Tab reaches outside of `widget`, in whatever order its parts were made.

    False where there is nothing else in the window.
    """
    reason = Qt.FocusReason.TabFocusReason if forwards else Qt.FocusReason.BacktabFocusReason
    step = QWidget.nextInFocusChain if forwards else QWidget.previousInFocusChain
    other = step(widget)
    while other is not None and other is not widget:
        takes_tab = (other.focusPolicy() & Qt.FocusPolicy.TabFocus) == Qt.FocusPolicy.TabFocus
        is_outside = not widget.isAncestorOf(other) and other.window() is widget.window()
        if takes_tab and is_outside and other.isVisible() and other.isEnabled():
            other.setFocus(reason)
            return True
        other = step(other)
    return False


def claims_escape(event: QEvent) -> bool:
    """Accept the question whether Escape is ours, before a shortcut of the window gets it."""
    is_asked = event.type() == QEvent.Type.ShortcutOverride
    if not is_asked or not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
        return False
    event.accept()
    return True
