"""The shipped SVG icons, drawn in whichever colour the theme asks for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop_app.ui.style.application import application

FACES = {"positive": "smile", "negative": "frown", "unsure": "straight"}
"""Colour role of a mood -> icon of its face."""
UNCLEAR_FACE = "wry"
"""Icon of a face that may be either: its mouth goes up at one side and down at the other."""


class Icons:
    """Icons of one folder; `currentColor` in a file becomes the colour that is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, str] = {}
        self._renderers: dict[tuple[str, str], QSvgRenderer] = {}

    def paint(self, painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
        """Draw an icon into `rect`, at whatever resolution the painter has."""
        self._renderer(name, colour).render(painter, rect)

    def pixmap(self, name: str, size: int, colour: QColor) -> QPixmap:
        """A square pixmap, `size` device-independent px wide, sharp on the densest screen."""
        ratio = application().devicePixelRatio()
        pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, name, QRectF(0, 0, size, size), colour)
        painter.end()
        return pixmap

    def icon(self, name: str, size: int, colour: QColor, disabled: QColor | None = None) -> QIcon:
        """An icon for a button; `disabled` colours it while the button is not enabled."""
        icon = QIcon(self.pixmap(name, size, colour))
        if disabled is not None:
            icon.addPixmap(self.pixmap(name, size, disabled), QIcon.Mode.Disabled)
        return icon

    def application_icon(self) -> QIcon:
        """The window's icon, in the sizes that systems ask for; it has its own colours."""
        icon = QIcon()
        for size in (16, 24, 32, 48, 64, 128, 256):
            icon.addPixmap(self.pixmap("app", size, QColor(Qt.GlobalColor.black)))
        return icon

    def _renderer(self, name: str, colour: QColor) -> QSvgRenderer:
        key = (name, colour.name())
        if key not in self._renderers:
            if name not in self._sources:
                path = self._folder / f"{name}.svg"
                self._sources[name] = path.read_text(encoding="utf-8")
            source = self._sources[name].replace("currentColor", colour.name())
            self._renderers[key] = QSvgRenderer(QByteArray(source.encode()))
        return self._renderers[key]
