"""A centred column of limited width, for what must stand in line with the messages."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.style.metrics import SPACE_S, SPACE_XS


class CenteredColumn(QWidget):
    """Widgets below each other, as wide as there is room and never wider than `width` px."""

    def __init__(
        self, width: int, margin: int, parent: QWidget | None = None, top: int = SPACE_XS
    ) -> None:
        """margin: at the left and at the right, px.  top: above the first widget, px."""
        super().__init__(parent)
        inner = QWidget(self)
        inner.setMaximumWidth(width)
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_S)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(margin, top, margin, 0)
        row.setSpacing(0)
        row.addStretch(1)
        # far more than the stretches, so that only the maximum width leaves them room
        row.addWidget(inner, 10_000)
        row.addStretch(1)

    def height_at(self, width: int) -> int:
        """What all of it takes where it is `width` px wide, wrapped lines and margins too, px."""
        if self._row.hasHeightForWidth():
            return self._row.heightForWidth(width)
        return self._row.sizeHint().height()

    def settle(self) -> None:
        """Give what was added or shown just now its place, without waiting for the event loop."""
        self._row.activate()

    def set_spacing(self, spacing: int) -> None:
        """Between two widgets, px."""
        self._layout.setSpacing(spacing)

    def add(self, widget: QWidget) -> None:
        self._layout.addWidget(widget)

    def add_space(self, height: int) -> None:
        self._layout.addSpacing(height)

    def add_stretch(self) -> None:
        """Empty room that shares what the widgets leave."""
        self._layout.addStretch(1)
