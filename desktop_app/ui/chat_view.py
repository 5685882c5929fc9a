"""The conversation as a scrolling column of bubbles.

One real widget a message, and only for the messages in sight: real widgets give selection, links,
Markdown and screen readers; the few of them make 10,000 messages as cheap as ten.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolButton, QWidget

from desktop_app.core.scenes import Scene
from desktop_app.ui import theme as sizes
from desktop_app.ui.chat_model import ChatModel, ChatRole
from desktop_app.ui.icons import Icons
from desktop_app.ui.message_widget import MessageWidget, Row
from desktop_app.ui.row_heights import RowHeights
from desktop_app.ui.theme import Theme

_MARGIN_Y = 20
_GAP = 18
_END_SLACK = 8
"""So many px from the end still count as being there."""
_LINE_STEP = 40
_JUMP_PX = 36

_Index = QModelIndex | QPersistentModelIndex


class ChatView(QAbstractScrollArea):
    """Shows a ChatModel; stays at its end while it grows, unless the person scrolled up.

    One message in sight, the anchor, keeps its place while heights above and below it become
    known; while at the end, the last message's lower edge does.
    """

    retry_requested = Signal(str)
    """Id of the failed reply."""

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        model: ChatModel,
        scene: Scene,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._model = model
        self._scene = scene
        self._language = language
        self._widgets: dict[int, MessageWidget] = {}
        self._heights = RowHeights(_GAP)
        self._column = 0
        self._at_end = True
        self._anchor: tuple[int, int] = (0, _MARGIN_Y)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Conversation"))
        self.viewport().setAutoFillBackground(False)
        self.to_end = QToolButton(self)
        self.to_end.setProperty("kind", "floating")
        self.to_end.setAccessibleName(self.tr("Go to the newest message"))
        self.to_end.setToolTip(self.tr("Go to the newest message"))
        self.to_end.setFixedSize(_JUMP_PX, _JUMP_PX)
        self.to_end.clicked.connect(self.scroll_to_end)
        self.to_end.hide()
        self.verticalScrollBar().setSingleStep(_LINE_STEP)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        model.rowsInserted.connect(self._insert_rows)
        model.dataChanged.connect(self._change_rows)
        model.modelReset.connect(self._reset)
        theme.changed.connect(self._measure_again)
        self._draw_icon()
        self._reset()

    @property
    def is_at_end(self) -> bool:
        return self._at_end

    def widget_of(self, row: int) -> MessageWidget | None:
        """The widget of a row; None while it is out of sight."""
        return self._widgets.get(row)

    def widget_count(self) -> int:
        return len(self._widgets)

    @Slot()
    def scroll_to_end(self) -> None:
        self._set_at_end(True)
        self._arrange()

    def scroll_to_row(self, row: int) -> None:
        """Bring a row into sight, at the top where it was not."""
        widget = self._widgets.get(row)
        area = self.viewport().rect()
        if widget is None or not area.contains(widget.geometry().center()):
            self._anchor = (row, _MARGIN_Y)
            self._set_at_end(False)
            self._arrange()

    def focus_row(self, row: int) -> None:
        """Give the keyboard to a message's text."""
        row = min(max(row, 0), self._model.rowCount() - 1)
        if row < 0:
            return
        self.scroll_to_row(row)
        body = self._widgets[row].body
        if body.isVisible():
            body.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left = (self.width() - _JUMP_PX) // 2
        self.to_end.move(left, self.height() - _JUMP_PX - sizes.SPACE_M)
        self._arrange()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            visible = [row for row, w in self._widgets.items() if w.body.isVisible()]
            if visible and event.reason() == Qt.FocusReason.TabFocusReason:
                self._widgets[max(visible)].body.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        steps = {
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
        # the widgets are moved by _arrange, not by the scroll area
        return

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        self._set_at_end(value >= bar.maximum() - _END_SLACK)
        if not self._at_end:
            self._anchor = self._anchor_at(value)
        self._arrange()

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
        for row in range(first, last + 1):
            self._heights.insert(row, self._estimate(row))
        if self._anchor[0] >= first and not self._at_end:
            self._anchor = (self._anchor[0] + count, self._anchor[1])
        self._arrange()

    @Slot(QModelIndex, QModelIndex)
    def _change_rows(self, first: _Index, last: _Index) -> None:
        height_changed = False
        for row in range(first.row(), last.row() + 1):
            widget = self._widgets.get(row)
            if widget is None:
                self._heights.forget(row, self._estimate(row))
                height_changed = True
                continue
            widget.set_row(self._row(row))
            height = widget.lay_out(self._column)
            if height != self._heights.height(row):
                self._heights.measured(row, height)
                height_changed = True
        if height_changed:
            self._arrange()

    @Slot()
    def _reset(self) -> None:
        for widget in self._widgets.values():
            self._discard(widget)
        self._widgets = {}
        rows = range(self._model.rowCount())
        self._column = self._column_width()
        self._heights.reset([self._estimate(row) for row in rows])
        self._set_at_end(True)
        self._arrange()

    @Slot()
    def _measure_again(self) -> None:
        self._draw_icon()
        self._column = 0
        self._arrange()

    def _arrange(self) -> None:
        """Make, measure and place the widgets in sight; everything else keeps an estimate."""
        column = self._column_width()
        if column != self._column:
            self._column = column
            self._heights.reset([self._estimate(row) for row in range(self._model.rowCount())])
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
            widget = MessageWidget(self._theme, self._icons, self._row(row), self.viewport())
            widget.retry_requested.connect(self.retry_requested)
            widget.move_requested.connect(self._move_focus)
            self._widgets[row] = widget
            self._heights.measured(row, widget.lay_out(self._column))
        elif not self._heights.is_measured(row):
            self._heights.measured(row, widget.lay_out(self._column))
        return self._heights.height(row)

    def _estimate(self, row: int) -> int:
        """A guess at a row's height, in px, from the length of its text."""
        text = self._model.message(row).text
        line = self._theme.px(sizes.BODY_PX) * 1.45
        letters = sum(2 if character > "\u2e7f" else 1 for character in text)
        width = max(1, 0.78 * max(self._column, 200))
        lines = text.count("\n") + 1 + int(letters * 0.52 * self._theme.px(sizes.BODY_PX) / width)
        return round(lines * line) + 54

    def _row(self, row: int) -> Row:
        index = self._model.index(row)
        return Row(
            message=index.data(ChatRole.MESSAGE),
            progress=index.data(ChatRole.PROGRESS),
            error=index.data(ChatRole.ERROR),
            tokens_per_s=index.data(ChatRole.SPEED),
            scene=self._scene,
            language=self._language,
        )

    @Slot(str, int)
    def _move_focus(self, message_id: str, step: int) -> None:
        for row, widget in self._widgets.items():
            if widget.message_id == message_id:
                self.focus_row(row + step)
                return

    def _column_width(self) -> int:
        return max(200, min(sizes.COLUMN_WIDTH, self.width() - 2 * sizes.SPACE_XL))

    def _set_at_end(self, at_end: bool) -> None:
        if at_end != self._at_end:
            self._at_end = at_end
            self.to_end.setVisible(not at_end)
            self.to_end.raise_()

    def _draw_icon(self) -> None:
        self.to_end.setIcon(self._icons.icon("down", 16, self._theme.colour("text")))

    def _discard(self, widget: MessageWidget) -> None:
        widget.hide()
        widget.deleteLater()
