"""What the painted verdicts have in common: a scene's words, and one line that says it all."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.core.scenes.scene import Scene
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.text_safety import escape_tooltip


class VerdictWidget(QWidget):
    """As large as its words, and drawn anew with the theme."""

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        scene: Scene,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        """language: "zh" or "en". A subclass has its first look when it calls `_refresh`."""
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._scene = scene
        self._language = language
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._refresh)

    def line(self) -> str:
        """The whole verdict, for the tooltip and for who does not see it."""
        raise NotImplementedError

    @Slot()
    def _refresh(self) -> None:
        line = self.line()
        self.setAccessibleName(line)
        self.setToolTip(escape_tooltip(line))
        self.updateGeometry()
        self.update()
