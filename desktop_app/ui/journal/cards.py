"""The cards of the journal: the year, the weeks, what stands there before the first message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.history.records import DayMood
from desktop_app.shell.platform.translation import locale_of
from desktop_app.ui.journal import wording as words
from desktop_app.ui.journal.year_painting import YearSquares, paint_square
from desktop_app.ui.style.icons import FACES, Icons
from desktop_app.ui.style.metrics import SECONDARY_PX, SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label

_FACE_PX = 36
_SAMPLE_PX = 14


class Legend(QWidget):
    """What the squares mean, from hard to good."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ends = (self.tr("hard"), self.tr("good"))
        self.setAccessibleName(self.tr("Squares go from hard days to good days"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        metrics = self._metrics()
        texts = sum(metrics.horizontalAdvance(text) for text in self._ends)
        side = self._theme.px(_SAMPLE_PX)
        squares = 5 * (side + SPACE_XS) + SPACE_M
        return QSize(texts + squares, max(side, metrics.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(SECONDARY_PX))
        painter.setPen(self._theme.colour("secondary"))
        align = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), align | Qt.AlignmentFlag.AlignLeft, self._ends[0])
        painter.drawText(self.rect(), align | Qt.AlignmentFlag.AlignRight, self._ends[1])
        side = self._theme.px(_SAMPLE_PX)
        left = self._metrics().horizontalAdvance(self._ends[0]) + SPACE_S
        samples = [("negative", 1.0), ("negative", 0.15), ("unsure", 0.0)]
        for colour, depth in (*samples, ("positive", 0.15), ("positive", 1.0)):
            place = QRectF(left, round((self.height() - side) / 2), side, side)
            paint_square(painter, self._theme, place, colour, depth)
            left += side + SPACE_XS

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._theme.font(SECONDARY_PX))


class YearCard(QFrame):
    """The year in squares; below it the day that is pointed at, in words."""

    day_chosen = Signal(object)
    """A date."""

    def __init__(self, theme: Theme, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._locale = locale_of(language)
        self._moods: Mapping[date, DayMood] = {}
        self.setProperty("kind", "card")
        self.squares = YearSquares(theme, language, self)
        self.pointed = plain_label(self, "secondary")
        self.legend = Legend(theme, self)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_L)
        foot.addWidget(self.pointed, 1)
        foot.addWidget(self.legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(SPACE_L,) * 4)
        column.setSpacing(SPACE_M)
        column.addWidget(self.squares)
        column.addLayout(foot)
        self.squares.table.day_pointed.connect(self._point)
        self.squares.table.day_chosen.connect(self.day_chosen)
        self._point(None)

    def show_year(self, year: int, moods: Mapping[date, DayMood], today: date) -> None:
        self._moods = moods
        self.squares.show_year(year, moods, today)
        self._point(None)

    @Slot(object)
    def _point(self, day: date | None) -> None:
        if day is None:
            self.pointed.setText(self.tr("Choose a day to read what was written on it."))
        else:
            self.pointed.setText(words.day_line(day, self._moods.get(day), self._locale))


class KindCard(QFrame):
    """A face and a few words, where there is nothing to show yet."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self.setProperty("kind", "card")
        self._face = QLabel(self)
        self.what = plain_label(self, "strong")
        self.rest = plain_label(self, "soft")
        texts = QVBoxLayout()
        texts.setSpacing(SPACE_XS)
        texts.addWidget(self.what)
        texts.addWidget(self.rest)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(SPACE_L,) * 4)
        row.setSpacing(SPACE_L)
        row.addWidget(self._face, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        theme.changed.connect(self._refresh)
        self._refresh()

    def say(self, what: str, rest: str) -> None:
        self.what.setText(what)
        self.rest.setText(rest)

    @Slot()
    def _refresh(self) -> None:
        colour = self._theme.mood_colour("positive")
        size = self._theme.px(_FACE_PX)
        self._face.setPixmap(self._icons.pixmap(FACES["positive"], size, colour))


class SentencesCard(QFrame):
    """What the days add up to, a sentence a line; hidden where there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.text = plain_label(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        column.addWidget(self.text)
        self.hide()

    def say(self, sentences: Sequence[str]) -> None:
        self.text.setText("\n".join(sentences))
        self.setVisible(bool(sentences))


class NoteRow(QWidget):
    """A line just for oneself."""

    written = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit(self)
        self.edit.setPlaceholderText(self.tr("A line just for me…"))
        self.edit.setAccessibleName(self.tr("A line just for me; nobody answers it"))
        self.keep = QPushButton(self.tr("Keep it"), self)
        self.keep.setEnabled(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self.edit, 1)
        row.addWidget(self.keep)
        self.edit.textChanged.connect(self._show_text)
        self.edit.returnPressed.connect(self._write)
        self.keep.clicked.connect(self._write)

    @Slot(str)
    def _show_text(self, text: str) -> None:
        self.keep.setEnabled(bool(text.strip()))

    @Slot()
    def _write(self) -> None:
        text = self.edit.text().strip()
        if text:
            self.edit.clear()
            self.edit.setFocus()
            self.written.emit(text)
