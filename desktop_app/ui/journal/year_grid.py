"""Where the days of a year stand: a column for each week, a row for each weekday, Monday first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from desktop_app.core.history.journal_facts import monday_of

WEEKDAYS = 7


@dataclass(frozen=True, slots=True)
class YearGrid:
    """The first column holds 1 January, the last one 31 December."""

    year: int

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        return date(self.year, 12, 31)

    @property
    def columns(self) -> int:
        """53, or 54 where a leap year begins on a Sunday."""
        return self.column_of(self.last) + 1

    def column_of(self, day: date) -> int:
        """The column of the day's week; a Monday before 1 January is in the first one."""
        return (monday_of(day) - monday_of(self.first)).days // WEEKDAYS

    def day_at(self, row: int, column: int) -> date | None:
        """None where the place belongs to another year."""
        day = monday_of(self.first) + timedelta(days=column * WEEKDAYS + row)
        return day if day.year == self.year else None

    def month_columns(self) -> list[int]:
        """For each month, the column of its first day."""
        return [self.column_of(date(self.year, month, 1)) for month in range(1, 13)]
