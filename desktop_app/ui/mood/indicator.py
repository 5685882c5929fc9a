"""The verdict on the last message: face in a ring of confidence, words, and the last twelve.

While a message is being typed its provisional verdict stands there instead, in a dashed ring.
"""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QRectF, QSize, Qt, QTimer, QVariantAnimation, Slot
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from desktop_app.core.mood import Face, Mood
from desktop_app.core.scenes.scene import Scene
from desktop_app.shell.chat.mood_state import Judgement, MoodState
from desktop_app.ui.mood.face_painting import face_icon, ground, ink
from desktop_app.ui.mood.verdict_widget import VerdictWidget
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import BODY_PX, RADIUS_CARD, SECONDARY_PX
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.wording import moods as wording
from desktop_app.ui.wording.dates import time_ago

_HEIGHT = 60
_RING = 42
_RING_WIDTH = 3.0
_DASH = (1.6, 1.3)
"""Dash and gap of a provisional ring, in widths of its line."""
_BAR, _BAR_STEP, _BAR_REACH = 7, 11, 17
_JUDGING_MS = 900
_JUDGING_SHARE = 0.9
_REFRESH_MS = 20_000


class MoodIndicator(VerdictWidget):
    """Draws a MoodState. Its accessible name and tooltip are the whole verdict in one line."""

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        scene: Scene,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, icons, scene, language, parent)
        self._state = MoodState()
        self._share = 0.0
        self._shows_bars = True
        self._motion = QVariantAnimation(self)
        self._motion.valueChanged.connect(self._move)
        self._clock = QTimer(self)
        self._clock.setInterval(_REFRESH_MS)
        self._clock.timeout.connect(self._refresh)
        self._refresh()

    @property
    def state(self) -> MoodState:
        return self._state

    @property
    def is_judging(self) -> bool:
        return self._state.state is Judgement.JUDGING

    @property
    def is_provisional(self) -> bool:
        """Whether what is shown is the verdict on a message that is still being typed."""
        return not self.is_judging and self._state.provisional is not None

    @property
    def _mood(self) -> Mood | None:
        """The verdict that is shown."""
        return self._state.provisional if self.is_provisional else self._state.mood

    def line(self) -> str:
        if self.is_judging or self._mood is None:
            return self.headline()
        say = wording.provisional_line if self.is_provisional else wording.mood_line
        return say(self._scene, self._mood, self._language)

    def headline(self) -> str:
        """What stands in the first line."""
        if self.is_judging:
            return self.tr("LLM sentiment: judging…")
        if self._mood is None:
            return self.tr("LLM sentiment")
        return wording.mood_headline(self._scene, self._mood, self._language)

    def detail(self) -> str:
        """What stands in the second line: how sure it is or who said so, and when."""
        if self.is_judging:
            return self.tr("one moment")
        if self._mood is None:
            return self.tr("judges your next message")
        certainty = wording.mood_certainty(self._scene, self._mood)
        parts = [certainty] if certainty else []
        if self.is_provisional:
            parts.append(self.tr("so far"))
        elif self._state.judged_at is not None:
            parts.append(time_ago(self._state.judged_at))
        return " · ".join(parts)

    @Slot(object)
    def set_scene(self, scene: Scene) -> None:
        """Show the labels of another scene, beginning without a verdict."""
        self._scene = scene
        self.set_state(MoodState())
        self._refresh()

    @Slot(object)
    def set_state(self, state: MoodState) -> None:
        was_provisional = self.is_provisional
        self._state = state
        if self.is_judging:
            self._animate(0.0, _JUDGING_SHARE, _JUDGING_MS)
        elif self._mood is not None:
            # what follows a verdict that was shown already moves on from there
            moves_on = was_provisional or self.is_provisional
            moves_on = moves_on or self._motion.state() == self._motion.State.Running
            start = self._share if moves_on else 0.0
            self._animate(start, self._ring_share(self._mood), self._theme.motion_ms())
        else:
            self._motion.stop()
            self._share = 0.0
        if state.judged_at is not None:
            self._clock.start()
        else:
            self._clock.stop()
        self._refresh()

    def set_compact(self, compact: bool) -> None:
        """Leave out the bars where there is no room for them."""
        if self._shows_bars == compact:
            self._shows_bars = not compact
            self._refresh()

    def sizeHint(self) -> QSize:
        headline = QFontMetrics(self._headline_font()).horizontalAdvance(self.headline())
        detail = QFontMetrics(self._detail_font()).horizontalAdvance(self.detail())
        width = 12 + self._theme.px(_RING) + 12 + max(headline, detail) + 16
        if self._draws_bars():
            width += self._bars_width() + 16
        return QSize(width, max(_HEIGHT, self._theme.px(_HEIGHT)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        self._paint_ground(painter, area)
        side = self._theme.px(_RING)
        ring = QRectF(12, (self.height() - side) / 2, side, side)
        self._paint_ring(painter, ring)
        edge = side / 8
        face = ring.adjusted(edge, edge, -edge, -edge)
        self._icons.paint(painter, face_icon(self._look()), face, ink(self._theme, self._look()))
        self._paint_words(painter, ring.right() + 12)
        if self._draws_bars():
            self._paint_bars(painter, self.width() - 16 - self._bars_width())

    def _look(self) -> wording.MoodLook:
        """Grey and level while there is no verdict."""
        if self.is_judging or self._mood is None:
            return wording.CALM
        return wording.mood_look(self._scene, self._mood)

    def _strong(self) -> QColor:
        return self._theme.mood_colour(self._look().colour)

    def _is_unclear(self) -> bool:
        return self._look().face is Face.UNCLEAR

    def _ring_share(self, mood: Mood) -> float:
        """How much of the ring is drawn: as sure as the judge is, all of it by the person's word.

        A calm one has the ring's pale track alone.
        """
        if wording.mood_look(self._scene, mood).face is not Face.FEELING:
            return 0.0
        return 1.0 if mood.told else mood.confidence

    def _paint_ground(self, painter: QPainter, area: QRectF) -> None:
        if self._mood is None and not self.is_judging:
            brush = QBrush(self._theme.colour("window"))
        else:
            brush = ground(self._theme, self._look(), area)
        edge = QColor(self._strong())
        edge.setAlphaF(0.22)
        line = QPen(edge, 1)
        if self.is_provisional:
            edge.setAlphaF(0.6)
            line = QPen(edge, 1, Qt.PenStyle.DashLine)
        painter.setPen(line)
        painter.setBrush(brush)
        painter.drawRoundedRect(area, RADIUS_CARD, RADIUS_CARD)

    def _paint_ring(self, painter: QPainter, ring: QRectF) -> None:
        inner = ring.adjusted(*(_RING_WIDTH / 2,) * 2, *(-_RING_WIDTH / 2,) * 2)
        track = QColor(self._strong())
        track.setAlphaF(0.22)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if not self.is_provisional:
            painter.setPen(QPen(track, _RING_WIDTH))
            painter.drawEllipse(inner)
        if self._is_unclear():
            # the good half at the left, as on the ground
            for colour, start in (("positive", 90), ("negative", -90)):
                self._paint_arc(painter, inner, self._theme.mood_colour(colour), start, 180)
        elif self._share > 0:
            self._paint_arc(painter, inner, self._strong(), 90, -360 * self._share)

    def _paint_arc(
        self, painter: QPainter, area: QRectF, colour: QColor, start: float, span: float
    ) -> None:
        """start, span: degrees, counter-clockwise from three o'clock."""
        pen = QPen(colour, _RING_WIDTH)
        if self.is_provisional:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern(_DASH)
        elif abs(span) == 180:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        else:
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(area, round(start * 16), round(span * 16))

    def _paint_words(self, painter: QPainter, left: float) -> None:
        headline, detail = self._headline_font(), self._detail_font()
        first = QFontMetrics(headline).height()
        second = QFontMetrics(detail).height()
        top = (self.height() - first - second - 3) / 2
        room = self.width() - left - 8
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(headline)
        plain = self._look().face is not Face.FEELING
        painter.setPen(self._theme.colour("text") if plain else ink(self._theme, self._look()))
        painter.drawText(QRectF(left, top, room, first), align, self._fitting_headline(room))
        painter.setFont(detail)
        painter.setPen(self._theme.colour("indicator_detail"))
        painter.drawText(QRectF(left, top + first + 3, room, second), align, self.detail())

    def _fitting_headline(self, room: float) -> str:
        """Where the whole line has no room, the mood's own word; it is what matters."""
        text, metrics = self.headline(), QFontMetrics(self._headline_font())
        if metrics.horizontalAdvance(text) <= room:
            return text
        if self._mood is not None:
            text = wording.mood_chip(self._scene, self._mood, self._language)
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room))

    def _paint_bars(self, painter: QPainter, left: float) -> None:
        middle = self.height() / 2
        moods = self._state.recent
        painter.setPen(Qt.PenStyle.NoPen)
        for place, mood in enumerate(moods):
            age = len(moods) - 1 - place
            self._paint_bar(painter, left + place * _BAR_STEP, middle, mood, age)

    def _paint_bar(self, painter: QPainter, x: float, middle: float, mood: Mood, age: int) -> None:
        lean, look = wording.mood_lean(self._scene, mood), wording.mood_look(self._scene, mood)
        length = 4 + abs(lean) * _BAR_REACH
        if look.face is Face.UNCLEAR:
            # a little of both
            halves = [("positive", middle - 4, 4.0), ("negative", middle, 4.0)]
        elif lean == 0:
            halves = [(look.colour, middle - 1.5, 3.0)]
        else:
            halves = [(look.colour, middle - length if lean > 0 else middle, length)]
        for role, top, height in halves:
            colour = self._theme.mood_colour(role)
            colour.setAlphaF(max(0.35, 1.0 - 0.06 * age))
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(x, top, _BAR, height), 2, 2)

    def _draws_bars(self) -> bool:
        return self._shows_bars and len(self._state.recent) > 1

    def _bars_width(self) -> int:
        return len(self._state.recent) * _BAR_STEP - (_BAR_STEP - _BAR)

    def _headline_font(self) -> QFont:
        return self._theme.font(BODY_PX + 1, bold=True)

    def _detail_font(self) -> QFont:
        return self._theme.font(SECONDARY_PX)

    def _animate(self, start: float, end: float, duration_ms: int) -> None:
        self._motion.stop()
        if self._theme.motion_ms() == 0:
            self._share = end
            return
        self._share = start
        self._motion.setDuration(duration_ms)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.setStartValue(start)
        self._motion.setEndValue(end)
        self._motion.start()

    @Slot(object)
    def _move(self, share: float) -> None:
        self._share = share
        self.update()
