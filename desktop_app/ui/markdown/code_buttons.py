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


class CodeButtons(QObject):
    """Keeps as many buttons as there are blocks of code, in their order."""

    def __init__(self, theme: Theme, icons: Icons, host: QWidget) -> None:
        """host: the widget that shows the text, and becomes the buttons' parent.

        Not a viewport: its children are moved when it scrolls.
        """
        super().__init__(host)
        self._theme = theme
        self._icons = icons
        self._codes: list[str] = []
        self.buttons: list[QToolButton] = []

    def place(self, areas: Sequence[tuple[QRectF, str]]) -> None:
        """areas: of the blocks of code, within the host, and the code that stands in them."""
        areas = areas[:MAX_BUTTONS]
        while len(self.buttons) > len(areas):
            self.buttons.pop().deleteLater()
        while len(self.buttons) < len(areas):
            self.buttons.append(self._new_button())
        self._codes = [code for _, code in areas]
        side = self._theme.px(_SIDE_PX)
        for button, (area, _) in zip(self.buttons, areas, strict=True):
            left = round(area.right()) - side - 3
            button.setGeometry(left, round(area.top()) + 2, side, side)

    def refresh(self) -> None:
        """Draw the icons in the theme's present colours."""
        for button in self.buttons:
            self._draw(button)

    def _new_button(self) -> QToolButton:
        button = QToolButton(self.parent())
        button.setProperty("kind", "action")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        name = QCoreApplication.translate("CodeButtons", "Copy code")
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(self._copy)
        self._draw(button)
        button.show()
        return button

    def _draw(self, button: QToolButton) -> None:
        size = self._theme.px(_ICON_PX)
        button.setIconSize(QSize(size, size))
        button.setIcon(self._icons.icon("copy", size, self._theme.colour("secondary")))

    @Slot()
    def _copy(self) -> None:
        code = self._codes[self.buttons.index(self.sender())]
        QGuiApplication.clipboard().setText(code.replace(LINE_BREAK, "\n"))
        button = self.sender()
        size = self._theme.px(_ICON_PX)
        button.setIcon(self._icons.icon("check", size, self._theme.colour("positive")))
        button.setToolTip(QCoreApplication.translate("CodeButtons", "Copied"))
