"""Something said in passing, that can be put away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QWidget,
)

from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_M
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import (
    plain_label,
)


class Notice(QFrame):
    """Something said in passing, above the composer, that can be put away."""

    undo_requested = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._undo_line = ""
        self.setProperty("kind", "notice")
        self.text = plain_label(self, "secondary")
        self.undo = QPushButton(self.tr("Undo"), self)
        self.undo.setProperty("kind", "link")
        self.undo.clicked.connect(self.take_undo_back)
        self.undo.clicked.connect(self.undo_requested)
        self.close_button = QToolButton(self)
        self.close_button.setAccessibleName(self.tr("Dismiss"))
        self.close_button.setToolTip(self.tr("Dismiss"))
        self.close_button.clicked.connect(self.put_away)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, 6, 6, 6)
        row.addWidget(self.text, 1)
        row.addWidget(self.undo)
        row.addWidget(self.close_button)
        theme.changed.connect(self._refresh)
        self._refresh()
        self.undo.hide()
        self.hide()

    def show_text(self, text: str) -> None:
        """Say this instead of what was said before."""
        self._undo_line = ""
        self._show_lines(text.split("\n"))

    def offer_undo(self, text: str) -> None:
        """Say what was done, with a way back; what was done before it has none any more."""
        lines = [line for line in self._lines() if line != self._undo_line]
        self._undo_line = text
        self._show_lines([*lines, text])

    @Slot(str)
    def add_text(self, text: str) -> None:
        """Say this below what has not been put away yet."""
        self._show_lines([*self._lines(), *text.split("\n")])

    def take_back(self, text: str) -> None:
        """This is no longer so."""
        gone = text.split("\n")
        self._show_lines([line for line in self._lines() if line not in gone])

    @Slot()
    def take_undo_back(self) -> None:
        """There is no way back any more, or it was gone."""
        self.take_back(self._undo_line)

    @Slot()
    def put_away(self) -> None:
        """The person has read it all."""
        self._show_lines([])

    def _lines(self) -> list[str]:
        return [] if self.isHidden() else self.text.text().split("\n")

    def _show_lines(self, lines: list[str]) -> None:
        text = "\n".join(dict.fromkeys(line for line in lines if line))
        self.undo.setVisible(bool(self._undo_line) and self._undo_line in lines)
        if self.undo.isHidden():
            self._undo_line = ""
        self.text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    @Slot()
    def _refresh(self) -> None:
        size = self._theme.px(14)
        self.close_button.setIconSize(QSize(size, size))
        icon = self._icons.icon("close", size, self._theme.colour("secondary"))
        self.close_button.setIcon(icon)
