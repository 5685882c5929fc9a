"""Where things lie: the data folder, to look into, and the models' folder, to choose."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.system.disk import make_private
from desktop_app.ui.style.metrics import SPACE_S, SPACE_XS
from desktop_app.ui.widgets.flow_layout import FlowLayout
from desktop_app.ui.widgets.labels import plain_label


class FolderView(QWidget):
    """A folder's path and what can be done with it."""

    def __init__(self, title: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        label = plain_label(self)
        label.setText(title)
        self.hint = plain_label(self, "secondary")
        self.hint.setText(hint)
        # a field, since a path has no spaces at which a label could break it
        self.path = QLineEdit(self)
        self.path.setReadOnly(True)
        self.path.setAccessibleName(title)
        self.said = plain_label(self, "secondary")
        self.said.hide()
        self._buttons = FlowLayout(SPACE_S)
        self.open = self.add_button(self.tr("Open folder"))
        self.open.clicked.connect(self._open)
        self.copy = self.add_button(self.tr("Copy path"))
        self.copy.clicked.connect(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        for widget in (label, self.hint, self.path):
            column.addWidget(widget)
        column.addSpacing(SPACE_XS)
        column.addLayout(self._buttons)
        column.addWidget(self.said)

    def show_folder(self, folder: Path) -> None:
        self.path.setText(str(folder))
        self.path.setCursorPosition(0)

    def add_button(self, text: str) -> QPushButton:
        """A button behind those that are there."""
        button = QPushButton(text, self)
        button.setAccessibleName(f"{self._title}: {text}")
        self._buttons.addWidget(button)
        return button

    def say(self, text: str) -> None:
        """Below the buttons, until something else is said."""
        self.said.setText(text)
        self.said.setVisible(bool(text))

    @Slot()
    def _open(self) -> None:
        folder = Path(self.path.text())
        try:
            make_private(folder)
        except OSError:
            self.say(self.tr("The folder is not there and can't be made."))
            return
        opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        self.say("" if opened else self.tr("This system did not open it. Copy the path instead."))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.path.text())
        self.say(self.tr("The path is on the clipboard."))


class ModelsFolderView(FolderView):
    """As FolderView, for a folder that can be another one."""

    chosen = Signal(str)
    """Path of the folder, "" for the usual one."""

    def __init__(self, title: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(title, hint, parent)
        self.choose = self.add_button(self.tr("Choose…"))
        self.choose.clicked.connect(self._choose)
        self.usual = self.add_button(self.tr("Use the usual one"))
        self.usual.clicked.connect(self._go_back)

    def show_choice(self, folder: Path, is_usual: bool) -> None:
        self.show_folder(folder)
        self.usual.setEnabled(not is_usual)

    @Slot()
    def _choose(self) -> None:
        text = QFileDialog.getExistingDirectory(self, self.tr("Where models lie"), self.path.text())
        if not text:
            return
        if not os.access(text, os.R_OK | os.X_OK):
            self.say(self.tr("{folder} can't be read. Nothing was changed.").format(folder=text))
            return
        self.say("")
        self.chosen.emit(text)

    @Slot()
    def _go_back(self) -> None:
        self.say("")
        self.chosen.emit("")
