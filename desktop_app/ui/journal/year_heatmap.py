"""The days of a year as a table for Qt's views: a row for each weekday, a column for each week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.core.history.journal_facts import MONDAY, week_of
from desktop_app.core.history.records import DayMood
from desktop_app.shell.platform.translation import locale_of
from desktop_app.ui.journal import wording as words

DAY_ROLE = Qt.ItemDataRole.UserRole
"""The date; None where the place is not a day that can be chosen."""
MOOD_ROLE = Qt.ItemDataRole.UserRole + 1
"""Its DayMood; None where nothing was written."""

AnyIndex = QModelIndex | QPersistentModelIndex


class YearModel(QAbstractTableModel):
    """The days of one year. A day after today is there only if something was written on it."""

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale = locale_of(language)
        self._begins = self._locale.firstDayOfWeek().value - 1
        self._grid = YearGrid(date.today().year, self._begins)
        self._moods: dict[date, DayMood] = {}
        self._last = self._grid.last

    @property
    def grid(self) -> YearGrid:
        return self._grid

    def show_year(self, year: int, moods: Mapping[date, DayMood], today: date) -> None:
        """moods: of that year's days, by day."""
        self.beginResetModel()
        self._grid = YearGrid(year, self._begins)
        self._moods = dict(moods)
        self._last = min(self._grid.last, max([today, *self._moods]))
        self.endResetModel()

    def first_and_last(self) -> tuple[date, date]:
        """The days between which one can move."""
        return self._grid.first, max(self._grid.first, self._last)

    def index_of(self, day: date) -> QModelIndex:
        if day.year != self._grid.year:
            return QModelIndex()
        return self.index(self._grid.row_of(day), self._grid.column_of(day))

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else WEEKDAYS

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._grid.columns

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        day = self._day(index)
        if day is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        day = self._day(index)
        if day is None:
            return None
        mood = self._moods.get(day)
        if role == DAY_ROLE:
            return day
        if role == MOOD_ROLE:
            return mood
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return words.day_line(day, mood, self._locale)
        return None

    def _day(self, index: AnyIndex) -> date | None:
        day = self._grid.day_at(index.row(), index.column()) if index.isValid() else None
        return None if day is None or day > self._last else day


WEEKDAYS = 7


@dataclass(frozen=True, slots=True)
class YearGrid:
    """The first column holds 1 January, the last one 31 December.

    begins: the weekday with which a week begins, 0 is Monday.
    """

    year: int
    begins: int = MONDAY

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        return date(self.year, 12, 31)

    @property
    def columns(self) -> int:
        """53, or 54 where a leap year begins on the last day of a week."""
        return self.column_of(self.last) + 1

    def column_of(self, day: date) -> int:
        """The column of the day's week; what lies before 1 January in it is in the first one."""
        return (week_of(day, self.begins) - week_of(self.first, self.begins)).days // WEEKDAYS

    def row_of(self, day: date) -> int:
        return (day.weekday() - self.begins) % WEEKDAYS

    def day_at(self, row: int, column: int) -> date | None:
        """None where the place belongs to another year."""
        day = week_of(self.first, self.begins) + timedelta(days=column * WEEKDAYS + row)
        return day if day.year == self.year else None

    def month_columns(self) -> list[int]:
        """For each month, the column of its first day."""
        return [self.column_of(date(self.year, month, 1)) for month in range(1, 13)]
