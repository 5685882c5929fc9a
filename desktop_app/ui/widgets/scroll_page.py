"""A page that scrolls where there is no room, instead of squeezing what stands on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop_app.ui.style.metrics import SPACE_XL
from desktop_app.ui.widgets.centered_column import CenteredColumn


class ScrollPage(QScrollArea):
    """A centred column of at most `width` px."""

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "page")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.column = CenteredColumn(width, SPACE_XL)
        self.column.setProperty("kind", "page")
        self.setWidget(self.column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        # a scroll area asks for the minimum only, which wrapping labels give as one line each
        self.column.setMinimumHeight(self.column.height_at(self.viewport().width()))
