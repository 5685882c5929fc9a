"""A verdict in one small label: face, word and percentage on the mood's soft ground."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui import theme as sizes
from desktop_app.ui.icons import FACES, Icons
from desktop_app.ui.theme import Theme

_FACE_PX = 18
_HEIGHT_PX = 24


class MoodChip(QWidget):
    """Grey and without a face while there is no verdict yet."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._text = ""
        self._colour = "unsure"
        self._has_face = False
        theme.changed.connect(self.update)

    def text(self) -> str:
        return self._text

    def show_mood(self, text: str, colour: str, line: str) -> None:
        """text: what stands in the chip. colour: role of the theme. line: for screen readers."""
        self._set(text, colour, True, line)

    def show_progress(self, text: str) -> None:
        """No verdict yet; `text` says why."""
        self._set(text, "unsure", False, text)

    def sizeHint(self) -> QSize:
        metrics = self._metrics()
        face = self._theme.px(_FACE_PX) + sizes.SPACE_XS if self._has_face else 0
        width = 2 * 9 + face + metrics.horizontalAdvance(self._text)
        return QSize(width, self._theme.px(_HEIGHT_PX))

    def _set(self, text: str, colour: str, has_face: bool, line: str) -> None:
        self._text, self._colour, self._has_face = text, colour, has_face
        self.setAccessibleName(line)
        self.setToolTip(line)
        self.updateGeometry()
        self.update()

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._theme.font(sizes.SECONDARY_PX, bold=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.mood_ground(self._colour))
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        colour = self._theme.mood_colour(self._colour)
        left = 9.0
        if self._has_face:
            side = self._theme.px(_FACE_PX)
            place = QRectF(left - 2, (area.height() - side) / 2, side, side)
            self._icons.paint(painter, FACES[self._colour], place, colour)
            left += side + sizes.SPACE_XS - 2
        painter.setFont(self._theme.font(sizes.SECONDARY_PX, bold=True))
        painter.setPen(colour)
        where = area.adjusted(left, 0, 0, 0)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(where, align, self._text)
