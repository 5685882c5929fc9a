"""The mood of what is being typed, in one small line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import Scene
from desktop_app.ui.mood.face_painting import paint_round_face
from desktop_app.ui.mood.verdict_widget import VerdictWidget
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SECONDARY_PX, SPACE_S
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.wording import moods as wording

_FACE_PX = 20


class LiveMood(VerdictWidget):
    """A face and a few words; without a verdict they say what the place is for."""

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        scene: Scene,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, icons, scene, language, parent)
        self._mood: Mood | None = None
        self._refresh()

    def line(self) -> str:
        if self._mood is None:
            return self.text()
        return wording.provisional_line(self._scene, self._mood, self._language)

    def text(self) -> str:
        """What stands beside the face."""
        if self._mood is None:
            return self.tr("mood appears as you type")
        chip = wording.mood_chip(self._scene, self._mood, self._language)
        return self.tr("{mood} so far").format(mood=chip)

    @Slot(object)
    def set_scene(self, scene: Scene) -> None:
        """Show the labels of another scene, beginning without a verdict."""
        self._scene = scene
        self._mood = None
        self._refresh()

    @Slot(object)
    def set_mood(self, mood: Mood | None) -> None:
        """The verdict so far; None while there is none."""
        if mood != self._mood:
            self._mood = mood
            self._refresh()

    def sizeHint(self) -> QSize:
        metrics = self._metrics()
        face = self._theme.px(_FACE_PX)
        width = face + SPACE_S + metrics.horizontalAdvance(self.text())
        return QSize(width, max(face, metrics.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._theme.px(_FACE_PX)
        place = QRectF(0, (self.height() - side) / 2, side, side)
        look = wording.CALM
        if self._mood is not None:
            look = wording.mood_look(self._scene, self._mood)
        paint_round_face(painter, self._theme, self._icons, look, place)
        painter.setFont(self._theme.font(SECONDARY_PX))
        painter.setPen(self._word_colour(look))
        words = QRectF(self.rect()).adjusted(side + SPACE_S, 0, 0, 0)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        text, metrics = self.text(), self._metrics()
        if metrics.horizontalAdvance(text) > words.width():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, align, text)

    def _word_colour(self, look: wording.MoodLook) -> QColor:
        if self._mood is None:
            return self._theme.colour("secondary")
        return self._theme.mood_colour(look.colour)

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._theme.font(SECONDARY_PX))
