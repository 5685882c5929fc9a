"""A copy button in the head of each block of code."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton, QWidget

from desktop_app.ui.markdown.runs import LINE_BREAK
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.theme import Theme

MAX_BUTTONS = 60
_SIDE_PX = 26
_ICON_PX = 15


class CodeButton(QToolButton):
    """Copies `code`."""

    def __init__(self, theme: Theme, icons: Icons, host: QWidget) -> None:
        super().__init__(host)
        self._theme = theme
        self._icons = icons
        self.code = ""
        self.setProperty("kind", "action")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        name = QCoreApplication.translate("CodeButtons", "Copy code")
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.clicked.connect(self._copy)
        self.refresh()

    def refresh(self) -> None:
        """Draw the icon in the theme's present colours."""
        size = self._theme.px(_ICON_PX)
        self.setIconSize(QSize(size, size))
        self.setIcon(self._icons.icon("copy", size, self._theme.colour("secondary")))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.replace(LINE_BREAK, "\n"))
        size = self._theme.px(_ICON_PX)
        self.setIcon(self._icons.icon("check", size, self._theme.colour("positive")))
        self.setToolTip(QCoreApplication.translate("CodeButtons", "Copied"))


class CodeButtons(QObject):
    """Keeps as many buttons as there are blocks of code, in their order."""

    def __init__(self, theme: Theme, icons: Icons, host: QWidget) -> None:
        """host: the widget that shows the text, and becomes the buttons' parent.

        Not a viewport: its children are moved when it scrolls.
        """
        super().__init__(host)
        self._theme = theme
        self._icons = icons
        self._host = host
        self.buttons: list[CodeButton] = []

    def place(self, areas: Sequence[tuple[QRectF, str]]) -> None:
        """areas: of the blocks of code, within the host, and the code that stands in them."""
        areas = areas[:MAX_BUTTONS]
        while len(self.buttons) > len(areas):
            self.buttons.pop().deleteLater()
        while len(self.buttons) < len(areas):
            button = CodeButton(self._theme, self._icons, self._host)
            button.show()
            self.buttons.append(button)
        side = self._theme.px(_SIDE_PX)
        for button, (area, code) in zip(self.buttons, areas, strict=True):
            button.code = code
            left = round(area.right()) - side - 3
            button.setGeometry(left, round(area.top()) + 2, side, side)

    def refresh(self) -> None:
        """Draw the icons in the theme's present colours."""
        for button in self.buttons:
            button.refresh()
