"""The ground that a message stands on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.ui.chat.message.row import Row
from desktop_app.ui.style.metrics import RADIUS_CARD
from desktop_app.ui.style.theme import Theme


def paint_bubble(widget: QWidget, area: QRectF, row: Row, theme: Theme, has_focus: bool) -> None:
    """Within the widget's own paint event. area: in px of the widget."""
    ground = "bubble" if row.is_person else "surface"
    if has_focus or row.is_marked or row.is_selected:
        pen = QPen(theme.colour("accent"), 2.4 if row.is_marked else 1.6)
        ground = "selected" if row.is_selected or row.is_marked else ground
    elif row.entry.note:
        pen = QPen(theme.colour("secondary"), 1, Qt.PenStyle.DashLine)
        ground = "surface"
    elif row.is_person:
        pen = QPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(theme.colour("border"), 1)
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(theme.colour(ground))
    inset = max(0.5, pen.widthF() / 2)
    painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), RADIUS_CARD, RADIUS_CARD)
