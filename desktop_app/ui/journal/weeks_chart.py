"""The mood of each week of a year as a line; weeks without a word leave a gap."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.core.history.journal_facts import WeekMood, by_week
from desktop_app.core.history.records import DayMood
from desktop_app.shell.platform.translation import locale_of
from desktop_app.ui.journal import wording as words
from desktop_app.ui.journal.year_heatmap import YearGrid
from desktop_app.ui.journal.year_painting import gutter_px
from desktop_app.ui.style.icons import FACES, Icons
from desktop_app.ui.style.metrics import RADIUS_CONTROL, SECONDARY_PX, SPACE_L, SPACE_M, SPACE_S
from desktop_app.ui.style.theme import Theme

_PLOT_PX = 120
_FACE_PX = 18
_DOT_PX = 3.0
_LEAST_REACH = 0.25
"""Never less than this distance from the middle fills the height, or a calm year looks wild."""
_HEADROOM = 1.1


class WeeksLine(QWidget):
    """Left and right move by a week that has a mood; so does the mouse."""

    def __init__(
        self, theme: Theme, icons: Icons, language: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._locale = locale_of(language)
        self._begins = self._locale.firstDayOfWeek().value - 1
        self._grid = YearGrid(2000, self._begins)
        self._weeks: tuple[WeekMood, ...] = ()
        self._pointed: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self._point(None)

    def show_days(self, year: int, days: Sequence[DayMood]) -> None:
        """days: of that year, in order. Weeks begin as the language's region begins them."""
        self._grid = YearGrid(year, self._begins)
        self._weeks = tuple(by_week(days, self._begins))
        self._point(None)

    @property
    def pointed_line(self) -> str:
        """What is said of the week under the mouse or the keyboard's place; "" where none is."""
        if self._pointed is None:
            return ""
        return words.week_line(self._weeks[self._pointed], self._locale)

    def sizeHint(self) -> QSize:
        foot = self._metrics().height() + SPACE_M + SPACE_S
        return QSize(400, self._head() + _PLOT_PX + foot)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._weeks) - 1
        place = last if self._pointed is None else self._pointed
        moves: dict[int, int] = {
            Qt.Key.Key_Left: place - (self._pointed is not None),
            Qt.Key.Key_Right: place + (self._pointed is not None),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if event.key() not in moves or last < 0:
            super().keyPressEvent(event)
            return
        self._point(min(last, max(0, moves[event.key()])))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.pointed_line))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        x = event.position().x()
        distances = [abs(self._place(week).x() - x) for week in self._weeks]
        self._point(distances.index(min(distances)) if distances else None)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._weeks and self._pointed is None:
            self._point(len(self._weeks) - 1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_scale(painter)
        self._paint_line(painter)
        self._paint_pointed(painter)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(area, RADIUS_CONTROL, RADIUS_CONTROL)

    def _paint_scale(self, painter: QPainter) -> None:
        """The middle, a face for each side of it, and the months."""
        plot, face = self._plot(), self._theme.px(_FACE_PX)
        left = plot.left() - face - SPACE_S
        for colour, top in (("positive", plot.top()), ("negative", plot.bottom() - face)):
            place = QRectF(left, top, face, face)
            self._icons.paint(painter, FACES[colour], place, self._theme.mood_colour(colour))
        painter.setPen(QPen(self._theme.colour("border"), 1))
        middle = round(plot.center().y()) + 0.5
        painter.drawLine(QPointF(plot.left(), middle), QPointF(plot.right(), middle))
        painter.setFont(self._theme.font(SECONDARY_PX))
        painter.setPen(self._theme.colour("secondary"))
        metrics, free_from = self._metrics(), 0.0
        baseline = self.height() - SPACE_S - metrics.descent()
        for month, column in enumerate(self._grid.month_columns(), 1):
            name = words.short_month(month, self._locale)
            x = self._x(column) - self._column_width() / 2
            if x >= free_from and x + metrics.horizontalAdvance(name) <= self.width():
                painter.drawText(QPointF(x, baseline), name)
                free_from = x + metrics.horizontalAdvance(name) + SPACE_S

    def _paint_line(self, painter: QPainter) -> None:
        accent = self._theme.colour("accent")
        pen = QPen(accent, 2)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        for run in self._runs():
            points = [self._place(week) for week in run]
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))
            if len(points) == 1:
                painter.setBrush(accent)
                painter.drawEllipse(points[0], _DOT_PX, _DOT_PX)

    def _paint_pointed(self, painter: QPainter) -> None:
        if self._pointed is None:
            return
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.setBrush(self._theme.colour("surface"))
        painter.drawEllipse(self._place(self._weeks[self._pointed]), _DOT_PX + 1, _DOT_PX + 1)
        painter.setFont(self._theme.font(SECONDARY_PX))
        painter.setPen(self._theme.colour("text"))
        area = QRectF(0, 0, self._plot().right(), self._head())
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, align, self.pointed_line)

    def _point(self, place: int | None) -> None:
        self._pointed = place
        name = self.tr("The mood of each week of {year}").format(year=self._grid.year)
        self.setAccessibleName(f"{name}. {self.pointed_line}" if place is not None else name)
        self.update()

    def _runs(self) -> list[list[WeekMood]]:
        """Weeks that follow each other."""
        runs: list[list[WeekMood]] = []
        for week in self._weeks:
            if runs and (week.first - runs[-1][-1].first).days == 7:
                runs[-1].append(week)
            else:
                runs.append([week])
        return runs

    def _place(self, week: WeekMood) -> QPointF:
        plot = self._plot()
        furthest = max(abs(other.score - 0.5) for other in self._weeks)
        reach = max(_LEAST_REACH, furthest) * _HEADROOM
        offset = (week.score - 0.5) / reach
        y = plot.center().y() - offset * plot.height() / 2
        return QPointF(self._x(self._grid.column_of(week.first)), y)

    def _x(self, column: int) -> float:
        return self._plot().left() + (column + 0.5) * self._column_width()

    def _column_width(self) -> float:
        return self._plot().width() / self._grid.columns

    def _plot(self) -> QRectF:
        left = SPACE_S + gutter_px(self._theme, self._locale)
        height = _PLOT_PX
        return QRectF(left, self._head(), self.width() - left - SPACE_S, height)

    def _head(self) -> int:
        return self._metrics().height() + SPACE_L

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._theme.font(SECONDARY_PX))
