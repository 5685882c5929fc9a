"""The last moods of a conversation as small bars: above a line is positive, below it negative.

A calm message lies flat on the line.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop_app.core.history.records import Verdict
from desktop_app.core.mood import Face
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.wording.moods import face_word

BARS = 5
_BAR, _STEP, _REACH = 6.0, 9.0, 7.0
_SHORTEST = 2.5
_PALEST, _FADE = 0.45, 0.13


def strip_size(theme: Theme) -> QSizeF:
    """Size in px of the whole strip."""
    width = (BARS - 1) * _STEP + _BAR
    return QSizeF(theme.px(width), theme.px(2 * _REACH + 2))


def strip_words(moods: Sequence[Verdict]) -> str:
    """The strip for a screen reader, oldest first; "" where nothing was judged."""
    return ", ".join(_word(verdict) for verdict in moods)


def paint_strip(
    painter: QPainter, area: QRectF, moods: Sequence[Verdict], theme: Theme, line: QColor
) -> None:
    """Draw the verdicts, oldest first, at the right end of `area`; nothing where there are none.

    line: colour of the line between good and bad.
    """
    if not moods:
        return
    scale = strip_size(theme).width() / ((BARS - 1) * _STEP + _BAR)
    middle = area.center().y()
    shown = moods[-BARS:]
    left = area.right() - ((len(shown) - 1) * _STEP + _BAR) * scale
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(line)
    painter.drawRect(QRectF(area.left(), middle - 0.5, area.width(), 1))
    for place, verdict in enumerate(shown):
        opacity = max(_PALEST, 1.0 - _FADE * (len(shown) - 1 - place))
        bar = QRectF(left + place * _STEP * scale, middle, _BAR * scale, 0)
        if verdict.counted_mood.face is Face.UNCLEAR:
            _paint_halves(painter, bar, theme, scale, opacity)
        else:
            bar.adjust(0, *_reach(verdict, scale))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_faded(theme, _colour(verdict), opacity))
            painter.drawRoundedRect(bar, 2 * scale, 2 * scale)
    painter.restore()


def _paint_halves(
    painter: QPainter, bar: QRectF, theme: Theme, scale: float, opacity: float
) -> None:
    """A ring on the line, good above and bad below: it may be either."""
    ring = bar.adjusted(0.7, -_SHORTEST * scale, -0.7, _SHORTEST * scale)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, start in (("positive", 0), ("negative", 180)):
        painter.setPen(QPen(_faded(theme, colour, opacity), 1.3 * scale))
        painter.drawArc(ring, start * 16, 180 * 16)


def _faded(theme: Theme, role: str, opacity: float) -> QColor:
    colour = theme.mood_colour(role)
    colour.setAlphaF(opacity)
    return colour


def _reach(verdict: Verdict, scale: float) -> tuple[float, int, float]:
    """How far a bar goes above and below the line, for QRectF.adjust: as far as it is strong."""
    length = max(_SHORTEST, verdict.counted_mood.strength * _REACH) * scale
    match _colour(verdict):
        case "positive":
            return -length, 0, 0.0
        case "negative":
            return 0.0, 0, length
        case _:
            return -_SHORTEST * scale / 2, 0, _SHORTEST * scale / 2


def _colour(verdict: Verdict) -> str:
    is_feeling = verdict.counted_mood.face is Face.FEELING
    if not is_feeling or verdict.score is None or verdict.score == 0.5:
        return "unsure"
    return "positive" if verdict.score > 0.5 else "negative"


def _word(verdict: Verdict) -> str:
    translate, face = QCoreApplication.translate, verdict.counted_mood.face
    if face is not Face.FEELING:
        return face_word(face)
    match _colour(verdict):
        case "positive":
            return translate("Mood", "positive")
        case "negative":
            return translate("Mood", "negative")
        case _:
            return translate("Mood", "neither good nor bad")
