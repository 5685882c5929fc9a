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
        row = QHBoxLayout(self)
        row.setContentsMargins(margin, top, margin, 0)
        row.setSpacing(0)
        row.addStretch(1)
        # far more than the stretches, so that only the maximum width leaves them room
        row.addWidget(inner, 10_000)
        row.addStretch(1)

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
