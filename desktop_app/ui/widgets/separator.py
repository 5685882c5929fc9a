"""A hairline between the rows of a card."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QFrame,
    QWidget,
)


def separator(parent: QWidget) -> QFrame:
    """A hairline between rows."""
    line = QFrame(parent)
    line.setProperty("kind", "line")
    line.setFixedHeight(1)
    return line
