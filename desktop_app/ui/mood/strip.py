"""The last moods of a conversation as small bars: above a line is positive, below it negative."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop_app.core.history.records import Verdict
from desktop_app.ui.style.theme import Theme

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
        strong = theme.mood_colour(_colour(verdict))
        strong.setAlphaF(max(_PALEST, 1.0 - _FADE * (len(shown) - 1 - place)))
        bar = QRectF(left + place * _STEP * scale, middle, _BAR * scale, 0)
        if verdict.unsure:
            # a ring on the line: it leans to neither side
            bar.adjust(0.7, -_SHORTEST * scale, -0.7, _SHORTEST * scale)
            painter.setPen(QPen(strong, 1.3 * scale))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            bar.adjust(0, *_reach(verdict, scale))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(strong)
        painter.drawRoundedRect(bar, 2 * scale, 2 * scale)
    painter.restore()


def _reach(verdict: Verdict, scale: float) -> tuple[float, int, float]:
    """How far a bar goes above and below the line, for QRectF.adjust."""
    lean = 2 * (0.5 if verdict.score is None else verdict.score) - 1
    length = max(_SHORTEST, abs(lean) * _REACH) * scale
    if lean == 0:
        return -_SHORTEST * scale / 2, 0, _SHORTEST * scale / 2
    return (-length, 0, 0.0) if lean > 0 else (0.0, 0, length)


def _colour(verdict: Verdict) -> str:
    if verdict.unsure or verdict.score is None or verdict.score == 0.5:
        return "unsure"
    return "positive" if verdict.score > 0.5 else "negative"


def _word(verdict: Verdict) -> str:
    translate = QCoreApplication.translate
    match _colour(verdict):
        case "positive":
            return translate("Mood", "positive")
        case "negative":
            return translate("Mood", "negative")
        case _ if verdict.unsure:
            return translate("Mood", "hard to say")
        case _:
            return translate("Mood", "neither good nor bad")
