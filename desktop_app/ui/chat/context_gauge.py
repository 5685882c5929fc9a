"""A hairline that shows how much of the model's context the conversation takes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui.style.theme import Theme

_LINE_PX = 3


class ContextGauge(QWidget):
    """total: tokens that fit, prompt and reply together."""

    def __init__(self, theme: Theme, total: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._total = total
        self._used = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.set_used(0)

    @property
    def share(self) -> float:
        """0 to 1."""
        return min(1.0, self._used / self._total)

    def set_total(self, tokens: int) -> None:
        """How many tokens the model can hold."""
        self._total = tokens
        self.set_used(self._used)

    def set_used(self, tokens: int) -> None:
        self._used = tokens
        text = self.tr("Context: {used} of {total} tokens").format(used=tokens, total=self._total)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, _LINE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        area = QRectF(self.rect())
        painter.setBrush(self._theme.colour("border"))
        painter.drawRoundedRect(area, _LINE_PX / 2, _LINE_PX / 2)
        if self.share > 0:
            area.setWidth(max(_LINE_PX, area.width() * self.share))
            painter.setBrush(self._theme.colour("secondary"))
            painter.drawRoundedRect(area, _LINE_PX / 2, _LINE_PX / 2)
