"""A scrolling column of real widgets, of which only those in sight exist.

Real widgets give selection, links, Markdown and screen readers; the few of them make 10,000 rows
as cheap as ten.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop_app.ui.style.metrics import COLUMN_WIDTH, SPACE_XL
from desktop_app.ui.widgets.row_heights import RowHeights

_MARGIN_Y = 20
_GAP = 18
_END_SLACK = 8
"""So many px from the end still count as being there."""
_LINE_STEP = 40
_LEAST_COLUMN = 200

_Index = QModelIndex | QPersistentModelIndex


class RowWidget(QWidget):
    """What a WidgetList shows for one row."""

    resized = Signal()
    """It needs another height."""

    @abstractmethod
    def lay_out(self, width: int) -> int:
        """Place everything within `width` px; returns the height in px."""

    @abstractmethod
    def holds_attention(self) -> bool:
        """Whether the person is using it, so that it must not go when scrolled away."""


class RowFactory(Protocol):
    """Where the widgets of a WidgetList come from."""

    def make(self, row: int, parent: QWidget) -> RowWidget:
        """A new widget that shows what the row holds."""

    def update(self, row: int, widget: RowWidget) -> None:
        """Let the widget show what the row holds now."""

    def estimates(self, rows: range, column: int) -> list[int]:
        """Guesses at the heights of rows, in px, for a column `column` px wide."""


class WidgetList(QAbstractScrollArea):
    """Shows a list model; stays at its end while it grows, unless the person scrolled up.

    One row in sight, the anchor, keeps its place while heights above and below it become known;
    while at the end, the last row's lower edge does.
    """

    end_changed = Signal()
    """`is_at_end` has changed."""
    entered = Signal(object)
    """Qt.FocusReason: the keyboard came to the list itself by Tab, forwards or backwards."""

    def __init__(
        self, model: QAbstractListModel, factory: RowFactory, parent: QWidget | None = None
    ) -> None:
        """The first rows are made by `reset()`.

        So are those of a model that was reset: its owner alone knows whether a place is kept.
        """
        super().__init__(parent)
        self._model = model
        self._factory = factory
        self._widgets: dict[int, RowWidget] = {}
        self._heights = RowHeights(_GAP)
        self._column = 0
        self._at_end = True
        self._anchor: tuple[int, int] = (0, _MARGIN_Y)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().setSingleStep(_LINE_STEP)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        model.rowsInserted.connect(self._insert_rows)
        model.rowsRemoved.connect(self._remove_rows)
        model.dataChanged.connect(self._change_rows)

    @property
    def is_at_end(self) -> bool:
        return self._at_end

    def widgets(self) -> Iterator[tuple[int, RowWidget]]:
        """Rows that have a widget, and the widgets, from the top."""
        return iter(sorted(self._widgets.items()))

    @Slot()
    def scroll_to_end(self) -> None:
        self._set_at_end(True)
        self.arrange()

    def scroll_to_row(self, row: int) -> None:
        """Bring a row into sight, at the top where it was not."""
        widget = self._widgets.get(row)
        area = self.viewport().rect()
        if widget is None or not area.contains(widget.geometry().center()):
            self.scroll_to_top_of(row)

    def scroll_to_top_of(self, row: int) -> None:
        """Bring the beginning of a row to the top."""
        self._anchor = (row, _MARGIN_Y)
        self._set_at_end(False)
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_tab = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if event.reason() in by_tab:
            self.entered.emit(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        steps: dict[int, int] = {
            Qt.Key.Key_Up: -_LINE_STEP,
            Qt.Key.Key_Down: _LINE_STEP,
            Qt.Key.Key_PageUp: -bar.pageStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_Home: -bar.maximum(),
            Qt.Key.Key_End: bar.maximum(),
        }
        if event.key() in steps:
            bar.setValue(bar.value() + steps[event.key()])
        else:
            super().keyPressEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        # the widgets are moved by arrange(), not by the scroll area
        return

    def update_rows(self, first: int, last: int) -> None:
        """Show anew the rows from `first` to `last` that exist, and measure them."""
        rows = range(max(first, 0), min(last + 1, len(self._heights)))
        out_of_sight = [row for row in rows if row not in self._widgets]
        height_changed = bool(out_of_sight)
        for row in out_of_sight:
            self._heights.forget(row, *self._factory.estimates(range(row, row + 1), self._column))
        for row in rows:
            widget = self._widgets.get(row)
            if widget is not None:
                self._factory.update(row, widget)
                height_changed |= self._measure_again(row, widget)
        if height_changed:
            self.arrange()

    def update_all(self) -> None:
        """Show anew all rows in sight."""
        for row, _ in list(self.widgets()):
            self.update_rows(row, row)

    def measure_all(self) -> None:
        """Sizes of text have changed: lay out everything anew."""
        self._column = 0
        self.arrange()

    @Slot()
    def reset(self) -> None:
        """Show the model as it is now, from its end."""
        self._discard_all()
        self._set_at_end(True)
        self._forget_heights()
        self.arrange()

    def reset_at(self, row: int, top: int) -> None:
        """As reset(), with a row at `top` px instead of the end."""
        self._discard_all()
        self._anchor = (row, top)
        self._set_at_end(False)
        self._forget_heights()
        self.arrange()

    def anchor(self) -> tuple[int, int]:
        """The row that keeps its place, and where its top is in the viewport, in px."""
        return self._anchor

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        self._set_at_end(value >= bar.maximum() - _END_SLACK)
        if not self._at_end:
            self._anchor = self._anchor_at(value)
        self.arrange()

    def _anchor_at(self, value: int) -> tuple[int, int]:
        """The row that stays in place at this value: the first in sight that was measured."""
        height = self.viewport().height()
        first = self._heights.row_at(value - _MARGIN_Y)
        row = first
        while row < len(self._heights):
            top = self._heights.top(row) + _MARGIN_Y - value
            if top > height:
                break
            if self._heights.is_measured(row):
                return row, top
            row += 1
        return first, self._heights.top(first) + _MARGIN_Y - value if len(self._heights) else 0

    @Slot(QModelIndex, int, int)
    def _insert_rows(self, parent: _Index, first: int, last: int) -> None:
        count = last - first + 1
        moved = {row + count if row >= first else row: w for row, w in self._widgets.items()}
        self._widgets = moved
        self._heights.insert(first, self._factory.estimates(range(first, last + 1), self._column))
        if self._anchor[0] >= first and not self._at_end:
            self._anchor = (self._anchor[0] + count, self._anchor[1])
        self.arrange()

    @Slot(QModelIndex, int, int)
    def _remove_rows(self, parent: _Index, first: int, last: int) -> None:
        count = last - first + 1
        self._heights.remove(range(first, last + 1))
        for row in [row for row in self._widgets if first <= row <= last]:
            self._discard(self._widgets.pop(row))
        self._widgets = {row - count if row > last else row: w for row, w in self._widgets.items()}
        row, top = self._anchor
        if row > last:
            self._anchor = (row - count, top)
        elif row >= first:
            self._anchor = (max(0, min(first, len(self._heights) - 1)), top)
        self.arrange()

    @Slot(QModelIndex, QModelIndex)
    def _change_rows(self, first: _Index, last: _Index) -> None:
        self.update_rows(first.row(), last.row())

    @Slot()
    def _fit_sender(self) -> None:
        resized = self.sender()
        for row, widget in list(self._widgets.items()):
            if widget is resized and self._measure_again(row, widget):
                self.arrange()

    def _measure_again(self, row: int, widget: RowWidget) -> bool:
        """Whether the height has changed."""
        height = widget.lay_out(self._column)
        differs = height != self._heights.height(row)
        if differs:
            self._heights.measured(row, height)
        return differs

    def _forget_heights(self) -> None:
        self._column = self._column_width()
        rows = range(self._model.rowCount())
        self._heights.reset(self._factory.estimates(rows, self._column))

    def arrange(self) -> None:
        """Make, measure and place the widgets in sight; everything else keeps an estimate."""
        if self._column_width() != self._column:
            self._forget_heights()
        if len(self._heights) == 0:
            self._set_scroll(0, 0)
            return
        height = self.viewport().height()
        in_sight = self._measure_in_sight(height)
        value = self._scroll_value(height)
        self._place(in_sight, value, height)

    def _measure_in_sight(self, height: int) -> set[int]:
        """Measure from the anchor outwards until the viewport is full; the rows that are in it."""
        last = len(self._heights) - 1
        if self._at_end:
            row = last
            top = height - _MARGIN_Y - self._measure(last)
        else:
            row, top = min(self._anchor[0], last), self._anchor[1]
        rows: set[int] = set()
        below = top
        for down in range(row, last + 1):
            if below > height:
                break
            rows.add(down)
            below += self._measure(down) + _GAP
        up = row - 1
        while up >= 0 and top > 0:
            top -= self._measure(up) + _GAP
            rows.add(up)
            up -= 1
        return rows

    def _scroll_value(self, height: int) -> int:
        content = self._heights.total() + 2 * _MARGIN_Y
        maximum = max(0, content - height)
        if self._at_end:
            value = maximum
        else:
            row, top = self._anchor
            row = min(row, len(self._heights) - 1)
            value = min(max(self._heights.top(row) + _MARGIN_Y - top, 0), maximum)
        self._set_scroll(value, maximum)
        return value

    def _place(self, in_sight: set[int], value: int, height: int) -> None:
        # the whole width, so that the scroll bar does not push the column out of line
        left = (self.width() - self._column) // 2
        for row, widget in list(self._widgets.items()):
            top = self._heights.top(row) + _MARGIN_Y - value
            bottom = top + self._heights.height(row)
            if row in in_sight or (bottom > 0 and top < height) or widget.holds_attention():
                widget.setGeometry(left, top, self._column, self._heights.height(row))
                widget.show()
            else:
                del self._widgets[row]
                self._discard(widget)
        if not self._at_end:
            self._anchor = self._anchor_at(value)

    def _set_scroll(self, value: int, maximum: int) -> None:
        bar = self.verticalScrollBar()
        bar.blockSignals(True)
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, maximum)
        bar.setValue(value)
        bar.blockSignals(False)
        bar.update()

    def _measure(self, row: int) -> int:
        widget = self._widgets.get(row)
        if widget is None:
            widget = self._factory.make(row, self.viewport())
            widget.resized.connect(self._fit_sender)
            self._widgets[row] = widget
            self._heights.measured(row, widget.lay_out(self._column))
        elif not self._heights.is_measured(row):
            self._heights.measured(row, widget.lay_out(self._column))
        return self._heights.height(row)

    def _column_width(self) -> int:
        room = self.width() - 2 * SPACE_XL
        return max(_LEAST_COLUMN, min(COLUMN_WIDTH, room))

    def _set_at_end(self, at_end: bool) -> None:
        if at_end != self._at_end:
            self._at_end = at_end
            self.end_changed.emit()

    def _discard_all(self) -> None:
        for widget in self._widgets.values():
            self._discard(widget)
        self._widgets = {}

    def _discard(self, widget: RowWidget) -> None:
        widget.hide()
        widget.deleteLater()
