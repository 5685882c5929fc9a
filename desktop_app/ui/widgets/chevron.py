"""The small mark that says: there is a list to choose from."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

_CORNERS = ((-0.3, -0.15), (0.0, 0.15), (0.3, -0.15))


def paint_chevron(painter: QPainter, centre: QPointF, size: float, colour: QColor) -> None:
    """Around `centre`, in a square of `size` px."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, max(1.5, size / 9))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    corners = (QPointF(x * size, y * size) for x, y in _CORNERS)
    painter.drawPolyline([centre + corner for corner in corners])
    painter.restore()
