"""Keys that nothing with the keyboard took: Enter on a button, and words typed anywhere."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.ui.widgets.focus import ENTER_KEYS

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def press_button(focus: QWidget | None, event: QKeyEvent) -> bool:
    """Whether Enter has pressed the button that has the keyboard; Qt's own takes Space alone."""
    is_enter = event.key() in ENTER_KEYS and not event.modifiers() & ~_KEYPAD
    if not is_enter or not isinstance(focus, QAbstractButton):
        return False
    if not event.isAutoRepeat():
        focus.click()
    return True


def type_into(edit: QWidget, event: QKeyEvent) -> bool:
    """Whether the key was a character, which is in `edit` now, with the keyboard.

    Space is not one: it presses and scrolls.
    """
    text = event.text()
    is_character = bool(text) and text.isprintable() and not text.isspace()
    if not is_character or event.modifiers() & ~(_SHIFT | _KEYPAD):
        return False
    edit.setFocus(Qt.FocusReason.OtherFocusReason)
    again = QKeyEvent(event.type(), event.key(), event.modifiers(), text)
    QCoreApplication.sendEvent(edit, again)
    return True
