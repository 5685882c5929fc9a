"""What the sidebar's lists have in common: painted rows over its ground, with room for the bar."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QWidget

from desktop_app.ui.style.metrics import SECONDARY_PX, SPACE_S, SPACE_XL
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label

GUTTER = 12
"""Room in px at the right of the rows, in which the scroll bar stands where there is one."""
PAD_X, PAD_Y, ROW_GAP = 10, 8, 2
"""Room in px around the words of a row, and between a row's card and its edge."""
_HEADING_ABOVE, _HEADING_BELOW = 12, 4
_WHEEL_STEP_PX = 24
_SMALLEST = QSize(80, 24)


class RowList(QListView):
    """One row has the keyboard. Says something where it is empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(_WHEEL_STEP_PX)
        self.verticalScrollBar().rangeChanged.connect(self._keep_gutter)
        self.empty_text = plain_label(self, "secondary")
        self.empty_text.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.empty_text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.empty_text.hide()
        self._keep_gutter()

    def first_row(self) -> QModelIndex:
        """The first row that is not a heading; invalid where there is none."""
        rows = (self.model().index(row, 0) for row in range(self.model().rowCount()))
        enabled = Qt.ItemFlag.ItemIsEnabled
        return next((index for index in rows if index.flags() & enabled), QModelIndex())

    def set_empty_text(self, text: str) -> None:
        """What stands here, for screen readers too, while there are no rows."""
        self.empty_text.setText(text)
        self.show_whether_empty()

    @Slot()
    def show_whether_empty(self) -> None:
        """Say so, or say it no more."""
        is_empty = self.model().rowCount() == 0
        self.empty_text.setVisible(is_empty)
        self.setAccessibleDescription(self.empty_text.text() if is_empty else "")

    def minimumSizeHint(self) -> QSize:
        return _SMALLEST

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.viewport().rect().adjusted(SPACE_S, SPACE_XL, -SPACE_S, 0)
        self.empty_text.setGeometry(area)

    @Slot()
    def _keep_gutter(self) -> None:
        has_bar = self.verticalScrollBar().maximum() > 0
        self.setViewportMargins(0, 0, 0 if has_bar else GUTTER, 0)


class RowDelegate(QStyledItemDelegate):
    """Draws the headings; the rows themselves are the subclass's."""

    def __init__(self, theme: Theme, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._theme = theme
        self._measure()
        theme.changed.connect(self._measure)

    @property
    def heading_size(self) -> QSize:
        """For sizeHint; the width is that of the view."""
        return self._heading_size

    def paint_heading(self, painter: QPainter, row: QRectF, text: str) -> None:
        """At the lower edge of its row, close to what it stands above."""
        painter.setFont(self._heading_font)
        painter.setPen(self._theme.colour("secondary"))
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(row.adjusted(2, 0, 0, -_HEADING_BELOW), align, text)

    @Slot()
    def _measure(self) -> None:
        """Fonts and sizes of the theme; subclasses add their own."""
        self._heading_font = self._theme.font(SECONDARY_PX, bold=True)
        height = QFontMetrics(self._heading_font).height()
        self._heading_size = QSize(0, _HEADING_ABOVE + height + _HEADING_BELOW)
