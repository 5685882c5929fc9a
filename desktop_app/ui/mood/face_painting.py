"""The three faces: a feeling in its colour, a calm one in grey, an unclear one half and half."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QLinearGradient, QPainter, QPixmap

from desktop_app.core.mood import Face
from desktop_app.ui.style.application import application
from desktop_app.ui.style.icons import FACES, UNCLEAR_FACE, Icons
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.wording.moods import MoodLook


def face_icon(look: MoodLook) -> str:
    """Name of the icon; the three faces differ by their mouths too, not by colour alone."""
    return UNCLEAR_FACE if look.face is Face.UNCLEAR else FACES[look.colour]


def ink(theme: Theme, look: MoodLook) -> QColor:
    """Of the face and its words; readable on `ground`."""
    if look.face is Face.UNCLEAR:
        return theme.colour("text")
    return theme.feeling_ink(look.colour, look.depth)


def ground(theme: Theme, look: MoodLook, area: QRectF) -> QBrush:
    """What a verdict stands on, deeper with its strength.

    Unclear: good at the left and bad at the right, meeting in the middle of `area`.
    """
    if look.face is not Face.UNCLEAR:
        return QBrush(theme.feeling_ground(look.colour, look.depth))
    blend = QLinearGradient(area.topLeft(), QPointF(area.right(), area.top()))
    blend.setColorAt(0.0, theme.colour("half_positive"))
    blend.setColorAt(0.499, theme.colour("half_positive"))
    blend.setColorAt(0.501, theme.colour("half_negative"))
    blend.setColorAt(1.0, theme.colour("half_negative"))
    return QBrush(blend)


def paint_round_face(
    painter: QPainter, theme: Theme, icons: Icons, look: MoodLook, place: QRectF
) -> None:
    """A face on a circle of its ground."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground(theme, look, place))
    painter.drawEllipse(place)
    icons.paint(painter, face_icon(look), place.adjusted(1, 1, -1, -1), ink(theme, look))


def round_face(theme: Theme, icons: Icons, look: MoodLook, side: int) -> QIcon:
    """The same as an icon, `side` device-independent px wide."""
    ratio = application().devicePixelRatio()
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_round_face(painter, theme, icons, look, QRectF(0, 0, side, side))
    painter.end()
    return QIcon(pixmap)
