"""Heights of all rows of a long list, measured or estimated, and where each row begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


class RowHeights:
    """Heights in px, with a gap of `gap` px between rows. Offsets are computed when asked for."""

    def __init__(self, gap: int) -> None:
        self._gap = gap
        self._heights: list[int] = []
        self._is_measured: list[bool] = []
        self._tops: list[int] = []
        """Tops of the first rows; cut where a height changed, and continued on demand."""

    def __len__(self) -> int:
        return len(self._heights)

    def reset(self, estimates: Sequence[int]) -> None:
        self._heights = list(estimates)
        self._is_measured = [False] * len(estimates)
        self._tops = []

    def insert(self, row: int, estimates: Sequence[int]) -> None:
        """New rows before the present row `row`."""
        self._heights[row:row] = estimates
        self._is_measured[row:row] = [False] * len(estimates)
        del self._tops[row + 1 :]

    def remove(self, rows: range) -> None:
        del self._heights[rows.start : rows.stop]
        del self._is_measured[rows.start : rows.stop]
        del self._tops[rows.start :]

    def measured(self, row: int, height: int) -> None:
        """The true height of a row."""
        self._is_measured[row] = True
        self._set(row, height)

    def forget(self, row: int, estimate: int) -> None:
        """A row that is out of sight has changed: back to an estimate."""
        self._is_measured[row] = False
        self._set(row, estimate)

    def is_measured(self, row: int) -> bool:
        return self._is_measured[row]

    def height(self, row: int) -> int:
        return self._heights[row]

    def top(self, row: int) -> int:
        """Where a row begins; the first one begins at 0. 0 for an empty list."""
        if not self._heights:
            return 0
        self._count_up_to(row)
        return self._tops[row]

    def total(self) -> int:
        """Height of all rows and the gaps between them."""
        last = len(self) - 1
        return self.top(last) + self._heights[last] if self._heights else 0

    def row_at(self, y: int) -> int:
        """The row that covers `y`, or the nearest one; 0 for an empty list."""
        if not self._heights:
            return 0
        self._count_up_to(len(self) - 1)
        return max(0, bisect_right(self._tops, y) - 1)

    def _set(self, row: int, height: int) -> None:
        if height != self._heights[row]:
            self._heights[row] = height
            del self._tops[row + 1 :]

    def _count_up_to(self, row: int) -> None:
        if not self._tops:
            self._tops.append(0)
        for above in range(len(self._tops) - 1, row):
            self._tops.append(self._tops[above] + self._heights[above] + self._gap)
