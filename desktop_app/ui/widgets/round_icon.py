"""A mood's face in a circle of its soft ground."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.ui.style.icons import FACES, Icons
from desktop_app.ui.style.theme import Theme

_EDGE_PX = 4
"""Of ground around the face."""


class RoundIcon(QLabel):
    """colour: a mood's colour role.  size: of the circle in px of the design; text scales it."""

    def __init__(
        self, theme: Theme, icons: Icons, colour: str, size: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._colour = colour
        self._size = size
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        side, strong = self._theme.px(self._size), self._theme.mood_colour(self._colour)
        self.setFixedSize(side, side)
        self.setPixmap(self._icons.pixmap(FACES[self._colour], side - 2 * _EDGE_PX, strong))
        ground = self._theme.mood_ground(self._colour).name()
        self.setStyleSheet(f"background: {ground}; border-radius: {side // 2}px;")
