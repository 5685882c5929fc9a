"""A verdict in one small button: face and words on the ground of the mood."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.ui.mood.face_painting import face_icon, ground, ink
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SECONDARY_PX, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.text_safety import escape_tooltip
from desktop_app.ui.wording.moods import CALM, MoodLook

_FACE_PX = 18
_HEIGHT_PX = 24
_PAD_X = 9


class MoodChip(QAbstractButton):
    """Grey, without a face and not to be pressed while there is no verdict yet."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._text = ""
        self._look = CALM
        self._has_face = False
        self._is_corrected = False
        # the message around gives it the keyboard in its turn
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self.update)

    def text(self) -> str:
        return self._text

    def show_mood(self, text: str, look: MoodLook, line: str, is_corrected: bool = False) -> None:
        """text: what stands in the chip. line: for screen readers.

        is_corrected: the person said so; the chip gets an outline.
        """
        self._is_corrected = is_corrected
        self._set(text, look, True, line)
        self.setEnabled(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_progress(self, text: str) -> None:
        """No verdict yet; `text` says why."""
        self._is_corrected = False
        self._set(text, CALM, False, text)
        self.setEnabled(False)
        self.unsetCursor()

    def sizeHint(self) -> QSize:
        metrics = self._metrics()
        face = self._theme.px(_FACE_PX) + SPACE_XS if self._has_face else 0
        width = 2 * _PAD_X + face + metrics.horizontalAdvance(self.text())
        return QSize(width, self._theme.px(_HEIGHT_PX))

    def _set(self, text: str, look: MoodLook, has_face: bool, line: str) -> None:
        # not Qt's own text, in which an ampersand of a label's word would be a shortcut
        self._text, self._look, self._has_face = text, look, has_face
        self.setAccessibleName(line)
        self.setToolTip(escape_tooltip(line))
        self.updateGeometry()
        self.update()

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._theme.font(SECONDARY_PX, bold=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        colour = ink(self._theme, self._look)
        painter.setPen(self._outline())
        painter.setBrush(ground(self._theme, self._look, area))
        inner = area.adjusted(1, 1, -1, -1) if self._outline() != Qt.PenStyle.NoPen else area
        painter.drawRoundedRect(inner, inner.height() / 2, inner.height() / 2)
        left = float(_PAD_X)
        if self._has_face:
            side = self._theme.px(_FACE_PX)
            place = QRectF(left - 2, (area.height() - side) / 2, side, side)
            self._icons.paint(painter, face_icon(self._look), place, colour)
            left += side + SPACE_XS - 2
        painter.setFont(self._theme.font(SECONDARY_PX, bold=True))
        painter.setPen(colour)
        where = area.adjusted(left, 0, 0, 0)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(where, align, self.text())

    def _outline(self) -> QPen | Qt.PenStyle:
        if self.hasFocus():
            return QPen(self._theme.colour("accent"), 2)
        if self._is_corrected or self.underMouse():
            return QPen(self._theme.mood_colour(self._look.colour), 1)
        return Qt.PenStyle.NoPen
