"""A check box whose box and mark are seen in the dark too; the style's own are not."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontInfo, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox

_BOX_SHARE = 16 / 15
"""Side of the box, as a share of the text's size."""
_GAP_PX, _EDGE_PX = 8, 4
_MARK = ((0.24, 0.52), (0.43, 0.72), (0.78, 0.30))
"""Corners of the mark, as parts of the box."""


class CheckBox(QCheckBox):
    """Drawn with the palette's colours, as large as its text."""

    @property
    def words_left(self) -> int:
        """Where its words begin, in px."""
        return _EDGE_PX + self._side() + _GAP_PX

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        text = metrics.size(Qt.TextFlag.TextShowMnemonic, self.text())
        width = self.words_left + text.width() + _EDGE_PX
        return QSize(width, max(self._side(), text.height()) + 2 * _EDGE_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        roles = QPalette.ColorRole
        colour = self.palette().color
        side = self._side()
        box = QRectF(_EDGE_PX, (self.height() - side) / 2, side, side)
        checked = self.isChecked()
        painter.setPen(QPen(colour(roles.Highlight if checked else roles.PlaceholderText), 1.5))
        painter.setBrush(colour(roles.Highlight if checked else roles.Base))
        painter.drawRoundedRect(box, 4, 4)
        if checked:
            pen = QPen(colour(roles.HighlightedText), side / 8)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            corners = [QPointF(box.x() + x * side, box.y() + y * side) for x, y in _MARK]
            painter.drawPolyline(QPolygonF(corners))
        painter.setPen(colour(roles.WindowText))
        room = self.rect().adjusted(self.words_left, 0, -_EDGE_PX, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic
        painter.drawText(room, flags, self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour(roles.Highlight), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _side(self) -> int:
        return round(_BOX_SHARE * QFontInfo(self.font()).pixelSize())
