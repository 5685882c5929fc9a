"""Four numbers of a year: good days, hard ones, those in between, and the longest good run."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.core.history.journal_facts import Totals
from desktop_app.ui.style.icons import FACES, Icons
from desktop_app.ui.style.metrics import HEADLINE_PX, RADIUS_CARD, SECONDARY_PX, SPACE_L, SPACE_M
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label

_FACE_PX = 30


class NumberTile(QWidget):
    """A number of days, what it counts, and the face of its mood."""

    def __init__(
        self, theme: Theme, icons: Icons, colour: str, caption: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._colour = colour
        self.number = plain_label(self)
        self.number.setWordWrap(False)
        self.caption = plain_label(self)
        self.caption.setWordWrap(False)
        self.caption.setText(caption)
        self._face = QLabel(self)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.number)
        texts.addWidget(self.caption)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE_M, SPACE_M, SPACE_M)
        row.addLayout(texts, 1)
        row.addWidget(self._face, 0, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._refresh)
        self._refresh()

    def show_days(self, days: int) -> None:
        self.number.setText(self.tr("%n day(s)", "", days))
        self.setAccessibleName(f"{self.caption.text()}: {self.number.text()}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = self._theme.mood_colour(self._colour)
        edge.setAlphaF(0.22)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(self._theme.mood_ground(self._colour))
        area = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, RADIUS_CARD, RADIUS_CARD)

    @Slot()
    def _refresh(self) -> None:
        strong = self._theme.mood_colour(self._colour)
        number, caption = self._theme.px(HEADLINE_PX), self._theme.px(SECONDARY_PX + 1)
        self.number.setStyleSheet(
            f"color: {strong.name()}; font-size: {number}px; font-weight: 600;"
        )
        text = self._theme.colour("text").name()
        self.caption.setStyleSheet(f"color: {text}; font-size: {caption}px;")
        face = self._theme.px(_FACE_PX)
        self._face.setPixmap(self._icons.pixmap(FACES[self._colour], face, strong))
        self.update()


class JournalNumbers(QWidget):
    """Four tiles in a row, or two by two where there is no room."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.good = NumberTile(theme, icons, "positive", self.tr("went well"), self)
        self.hard = NumberTile(theme, icons, "negative", self.tr("were hard"), self)
        self.unclear = NumberTile(theme, icons, "unsure", self.tr("in between"), self)
        self.longest = NumberTile(theme, icons, "positive", self.tr("longest good run"), self)
        self._tiles = (self.good, self.hard, self.unclear, self.longest)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE_M)
        self.show_totals(Totals(0, 0, 0, 0))
        self._arrange(len(self._tiles))

    def show_totals(self, totals: Totals) -> None:
        numbers = (totals.good, totals.hard, totals.unclear, totals.longest_good)
        for tile, number in zip(self._tiles, numbers, strict=True):
            tile.show_days(number)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width_of(2), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(4 if self.width() >= self._width_of(4) else 2)

    def _width_of(self, columns: int) -> int:
        widest = max(tile.sizeHint().width() for tile in self._tiles)
        return columns * widest + (columns - 1) * self._grid.spacing()

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, place // columns, place % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
