"""What is said of a download before it happens."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from desktop_app.ui.style import theme as sizes
from desktop_app.ui.widgets.labels import plain_label


class FactsView(QWidget):
    """Name and value below each other, the values in one line with each other."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        names = {
            "model": self.tr("Model"),
            "size": self.tr("Size"),
            "time": self.tr("Time"),
            "source": self.tr("From"),
            "folder": self.tr("Goes to"),
        }
        self.values: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(sizes.SPACE_L)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        for row, (key, name) in enumerate(names.items()):
            label = plain_label(self, "soft")
            label.setText(name)
            label.setWordWrap(False)
            value = plain_label(self)
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1, 1, 1 if key == "folder" else 2)
            self.values[key] = value

    def folder_row(self, button: QPushButton) -> None:
        """Put the button that changes the folder beside it."""
        row = list(self.values).index("folder")
        self._grid.addWidget(button, row, 2, Qt.AlignmentFlag.AlignTop)

    def show_values(self, values: dict[str, str]) -> None:
        for key, text in values.items():
            self.values[key].setText(text)
