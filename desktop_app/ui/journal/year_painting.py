"""A year of days as small squares: colour, strength and a mouth tell the mood of each.

It is a table to screen readers and to the keyboard: arrows move by a day or a week, Home and End
to the ends of the year, Enter opens a day.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import (
    QEvent,
    QLocale,
    QModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.core.history.journal_facts import STRONG, day_colour, day_depth
from desktop_app.core.history.records import DayMood
from desktop_app.shell.platform.translation import locale_of
from desktop_app.ui.journal import wording as words
from desktop_app.ui.journal.year_heatmap import DAY_ROLE, MOOD_ROLE, WEEKDAYS, AnyIndex, YearModel
from desktop_app.ui.style.metrics import SECONDARY_PX, SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme

USUAL_STEP_PX, MIN_STEP_PX = 14, 8
_GAP_SHARE = 0.18
_RADIUS_SHARE = 0.22
_MOUTH_SHARE = 0.24
_BEND = {"positive": 0.26, "negative": -0.26, "unsure": 0.0}
"""How far a mouth bends down in its middle, as a share of the square's side."""
_NAMED_ROWS, _FEWER_NAMED_ROWS = (0, 2, 4), (0, 4)
_ROOM_FOR_MOUTH_PX = 7


def gutter_px(theme: Theme, locale: QLocale) -> int:
    """Room at the left of a year, for the names of weekdays."""
    metrics = QFontMetrics(theme.font(SECONDARY_PX))
    names = (_row_name(locale, row) for row in _NAMED_ROWS)
    return max(map(metrics.horizontalAdvance, names)) + SPACE_S


def _row_name(locale: QLocale, row: int) -> str:
    weekday = (locale.firstDayOfWeek().value - 1 + row) % WEEKDAYS + 1
    return locale.standaloneDayName(weekday, QLocale.FormatType.ShortFormat)


def paint_square(
    painter: QPainter, theme: Theme, square: QRectF, colour: str | None, depth: float
) -> None:
    """One day. colour: a mood's role; None where nothing was written. depth: see `day_depth`."""
    radius = square.width() * _RADIUS_SHARE
    if colour is None:
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(square.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        return
    strong = depth >= STRONG
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.day_ground(colour, depth, strong))
    painter.drawRoundedRect(square, radius, radius)
    if not strong:
        edge = theme.mood_colour(colour)
        edge.setAlphaF(0.45)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(square.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    if square.width() >= _ROOM_FOR_MOUTH_PX:
        ink = theme.mood_ground(colour) if strong else theme.mood_colour(colour)
        _paint_mouth(painter, square, colour, ink)


def _paint_mouth(painter: QPainter, square: QRectF, colour: str, ink: QColor) -> None:
    reach, bend = square.width() * _MOUTH_SHARE, square.width() * _BEND[colour]
    middle = square.center() - QPointF(0, bend / 2)
    mouth = QPainterPath(middle - QPointF(reach, 0))
    # a quadratic curve passes half-way between its ends and its control point
    mouth.quadTo(middle + QPointF(0, 2 * bend), middle + QPointF(reach, 0))
    pen = QPen(ink, max(1.2, square.width() * 0.12))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(mouth)


class SquareDelegate(QStyledItemDelegate):
    """Paints a day; the one with the focus has a ring, and so has the one that is open.

    side: of a square in px; all are of one size, though columns differ by a px.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.side = MIN_STEP_PX
        self.open_day: date | None = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        day = index.data(DAY_ROLE)
        if day is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mood = index.data(MOOD_ROLE)
        place = QRect(0, 0, self.side, self.side)
        place.moveCenter(option.rect.center())
        square = QRectF(place)
        if mood is None:
            paint_square(painter, self._theme, square, None, 0.0)
        else:
            paint_square(painter, self._theme, square, day_colour(mood), day_depth(mood))
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if has_focus or day == self.open_day:
            colour = self._theme.colour("accent" if has_focus else "text")
            painter.setPen(QPen(colour, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            radius = square.width() * _RADIUS_SHARE
            painter.drawRoundedRect(square, radius, radius)
        painter.restore()


class SquaresTable(QTableView):
    """Only the squares. Emits intent."""

    day_chosen = Signal(object)
    """The date of a day that was clicked, or opened with Enter or Space."""
    day_pointed = Signal(object)
    """The date under the mouse or the keyboard's place; None where there is none."""

    def __init__(self, theme: Theme, model: YearModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._year = model
        self.setModel(model)
        self.squares = SquareDelegate(theme, self)
        self.setItemDelegate(self.squares)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        for bars in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bars(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.entered.connect(self._point)
        self.clicked.connect(self._choose)

    def set_step(self, step: int, edges: Sequence[int]) -> None:
        """step: height of a row in px. edges: where each column begins, and the last one ends."""
        self.squares.side = step - 2 * max(1, round(step * _GAP_SHARE / 2))
        self.verticalHeader().setDefaultSectionSize(step)
        for column, (left, right) in enumerate(itertools.pairwise(edges)):
            self.setColumnWidth(column, right - left)

    def set_open_day(self, day: date | None) -> None:
        self.squares.open_day = day
        self.viewport().update()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Up and down are a day, left and right a week, page up and down four weeks."""
        first, last = self._year.first_and_last()
        current = self.currentIndex().data(DAY_ROLE)
        if current is None:
            return self._year.index_of(last)
        actions = QAbstractItemView.CursorAction
        if action in (actions.MoveHome, actions.MoveEnd):
            return self._year.index_of(first if action == actions.MoveHome else last)
        days = {
            actions.MoveUp: -1,
            actions.MovePrevious: -1,
            actions.MoveDown: 1,
            actions.MoveNext: 1,
            actions.MoveLeft: -WEEKDAYS,
            actions.MoveRight: WEEKDAYS,
            actions.MovePageUp: -4 * WEEKDAYS,
            actions.MovePageDown: 4 * WEEKDAYS,
        }[action]
        target = current + timedelta(days=days)
        return self._year.index_of(target if first <= target <= last else current)

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        self._point(current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self._year.index_of(self._year.first_and_last()[1]))
        self._point(self.currentIndex())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(self.currentIndex() if self.hasFocus() else QModelIndex())

    @Slot(QModelIndex)
    def _point(self, index: AnyIndex) -> None:
        self.day_pointed.emit(index.data(DAY_ROLE))

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        day = index.data(DAY_ROLE)
        if day is not None:
            self.day_chosen.emit(day)


class YearSquares(QWidget):
    """The squares, with the months above and some weekdays at the left."""

    def __init__(self, theme: Theme, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._locale = locale_of(language)
        self.model = YearModel(language, self)
        self.table = SquaresTable(theme, self.model, self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._place)

    def show_year(self, year: int, moods: Mapping[date, DayMood], today: date) -> None:
        """As YearModel.show_year; the keyboard's place stays where it was, if it can."""
        before = self.table.currentIndex().data(DAY_ROLE)
        self.model.show_year(year, moods, today)
        self.table.setAccessibleName(self.tr("The days of {year}").format(year=year))
        first, last = self.model.first_and_last()
        if before is not None and first <= before <= last:
            self.table.setCurrentIndex(self.model.index_of(before))
        self._place()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._top() + WEEKDAYS * self._step_for(width)

    def sizeHint(self) -> QSize:
        width = self._gutter() + self.model.grid.columns * USUAL_STEP_PX
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = self._gutter() + self.model.grid.columns * MIN_STEP_PX
        return QSize(width, self.heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._theme.font(SECONDARY_PX))
        painter.setPen(self._theme.colour("secondary"))
        self._paint_months(painter)
        height, step = self._metrics().height(), self._step_for(self.width())
        rows = _NAMED_ROWS if 2 * step >= height else _FEWER_NAMED_ROWS
        for row in rows:
            name = _row_name(self._locale, row)
            middle = self._top() + row * step + step / 2
            area = QRectF(0, middle - height / 2, self._gutter(), height)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_months(self, painter: QPainter) -> None:
        metrics, edges = self._metrics(), self._edges()
        free_from = 0
        for month, column in enumerate(self.model.grid.month_columns(), 1):
            name = words.short_month(month, self._locale)
            left = self._gutter() + edges[column]
            # where letters are large, every other month is named
            if left >= free_from and left + metrics.horizontalAdvance(name) <= self.width():
                painter.drawText(QPointF(left, metrics.ascent()), name)
                free_from = left + metrics.horizontalAdvance(name) + SPACE_S

    @Slot()
    def _place(self) -> None:
        step, edges = self._step_for(self.width()), self._edges()
        self.table.set_step(step, edges)
        self.table.setGeometry(self._gutter(), self._top(), edges[-1], WEEKDAYS * step)
        self.updateGeometry()
        self.update()

    def _step_for(self, width: int) -> int:
        return max(MIN_STEP_PX, (width - self._gutter()) // self.model.grid.columns)

    def _top(self) -> int:
        return self._metrics().height() + SPACE_XS

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._theme.font(SECONDARY_PX))

    def _gutter(self) -> int:
        return gutter_px(self._theme, self._locale)

    def _edges(self) -> list[int]:
        """Where the columns begin and the last one ends, from the left of the first one, in px."""
        columns = self.model.grid.columns
        room = max(columns * MIN_STEP_PX, self.width() - self._gutter())
        return [round(column * room / columns) for column in range(columns + 1)]
