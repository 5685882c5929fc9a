"""Three dots where a reply is about to begin."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.style.metrics import RADIUS_CARD, SPACE_M
from desktop_app.ui.style.theme import Theme

_WIDTH, _HEIGHT = 60, 40
_DOT, _STEP = 6, 12
_FRAME_MS, _ROUND_FRAMES = 80, 15


class WaitingDots(QWidget):
    """A small bubble whose dots glow in turn while it is shown."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._frame = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._advance)
        self.setAccessibleName(self.tr("The reply is about to begin"))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_WIDTH), self._theme.px(_HEIGHT))

    def place(self, top: int) -> int:
        """Take the place below `top` where the reply will begin; returns the lower end, in px."""
        hint = self.sizeHint()
        self.setGeometry(0, top + SPACE_M, hint.width(), hint.height())
        return top + SPACE_M + hint.height()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("border"))
        painter.setBrush(theme.colour("surface"))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, RADIUS_CARD, RADIUS_CARD)
        painter.setPen(Qt.PenStyle.NoPen)
        dot, step = theme.px(_DOT), theme.px(_STEP)
        left = (self.width() - 2 * step - dot) / 2
        for place in range(3):
            colour = theme.colour("secondary")
            colour.setAlphaF(self._glow(place))
            painter.setBrush(colour)
            painter.drawEllipse(QRectF(left + place * step, (self.height() - dot) / 2, dot, dot))

    def _glow(self, place: int) -> float:
        """Opacity of a dot: one after another they go from faint to full and back."""
        turn = (self._frame / _ROUND_FRAMES - place / 6) * 2 * math.pi
        return 0.35 + 0.6 * max(0.0, math.sin(turn))

    @Slot()
    def _advance(self) -> None:
        self._frame = (self._frame + 1) % _ROUND_FRAMES
        self.update()
