"""A combo box in the window's own look."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget

from desktop_app.ui.style.metrics import RADIUS_CONTROL, SPACE_M, SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme

_ARROW_PX = 14
_LEAST_LETTERS = 8
_SHOWN = 12
"""Items of the open list; the rest scrolls."""


class ComboBox(QComboBox):
    """Its text ends in an ellipsis where there is no room; the tooltip says what is chosen from.

    name: what is chosen, for the tooltip and for screen readers.  letters: of the widest text
    that it asks room for.
    """

    def __init__(
        self, theme: Theme, name: str, letters: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._letters = letters
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        # the usual one knows nothing of the style sheet's padding
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setMaxVisibleItems(_SHOWN)
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return self._size(self._letters)

    def minimumSizeHint(self) -> QSize:
        return self._size(min(self._letters, _LEAST_LETTERS))

    def wheelEvent(self, event: QWheelEvent) -> None:
        # a page that is scrolled must not change what it shows
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = 2 if self.hasFocus() else 1
        painter.setPen(QPen(self._theme.colour("accent" if self.hasFocus() else "border"), line))
        painter.setBrush(self._theme.colour("surface" if self.underMouse() else "button"))
        edge = line / 2
        area = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(area, RADIUS_CONTROL, RADIUS_CONTROL)
        arrow = self._theme.px(_ARROW_PX)
        left = self.width() - arrow - SPACE_S
        centre = QPointF(left + arrow / 2, self.height() / 2)
        paint_chevron(painter, centre, arrow, self._theme.colour("secondary"))
        painter.setFont(self._theme.font())
        painter.setPen(self._theme.colour("text" if self.isEnabled() else "secondary"))
        room = left - SPACE_M - SPACE_XS
        text = self._metrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        words = QRectF(SPACE_M, 0, room, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)

    def _size(self, letters: int) -> QSize:
        metrics = self._metrics()
        frame = SPACE_M + SPACE_XS + self._theme.px(_ARROW_PX) + SPACE_S
        return QSize(letters * metrics.averageCharWidth() + frame, metrics.height() + 16)

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._theme.font())


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
