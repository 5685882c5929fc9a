"""A quiet line of text between messages."""

from __future__ import annotations

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.ui.style.metrics import SPACE_M
from desktop_app.ui.style.theme import Theme


class Divider(QLabel):
    """Centred words, with a hairline at both sides where `has_lines`."""

    def __init__(self, theme: Theme, has_lines: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._has_lines = has_lines
        self.setProperty("tone", "secondary")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        words = self.fontMetrics().horizontalAdvance(self.text()) / 2 + SPACE_M
        half = self.width() / 2
        if not self._has_lines or words > half:
            return
        painter = QPainter(self)
        painter.setPen(self._theme.colour("border"))
        middle = round(self.height() / 2) + 0.5
        painter.drawLine(QLineF(0, middle, half - words, middle))
        painter.drawLine(QLineF(half + words, middle, self.width(), middle))
