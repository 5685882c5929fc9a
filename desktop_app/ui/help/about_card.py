"""What this program is, of which version, and under which licence."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app import __version__
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_L, SPACE_S
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label

_ICON_PX = 48
_LICENCE_HEIGHT = 220


class AboutCard(QFrame):
    """Reads the licence's text only when it is asked for."""

    def __init__(
        self, theme: Theme, icons: Icons, licence: Path, parent: QWidget | None = None
    ) -> None:
        """licence: the text of the program's own licence."""
        super().__init__(parent)
        self._licence = licence
        self.setProperty("kind", "card")
        icon = QLabel(self)
        size = theme.px(_ICON_PX)
        icon.setPixmap(icons.pixmap("app", size, QColor(Qt.GlobalColor.black)))
        self.name = plain_label(self, "title")
        name = QCoreApplication.applicationName() or "Qwen All-in-One"
        self.name.setText(f"{name} {__version__}")
        self.what = plain_label(self, "soft")
        self.what.setText(
            self.tr(
                "A private chat that feels the mood of what you write. Model and messages stay "
                "on this computer; only downloads that you ask for use the network."
            )
        )
        self.licences = plain_label(self, "secondary")
        self.licences.setText(
            self.tr(
                "The program is under the Apache License 2.0. It is built with Qt (LGPL 3), "
                "PyTorch, Transformers and other free software; each model has its own licence."
            )
        )
        self.read = QPushButton(self.tr("Read the licence"), self)
        self.read.setCheckable(True)
        self.read.toggled.connect(self._show_licence)
        self.text = QPlainTextEdit(self)
        self.text.setProperty("kind", "document")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Text of the licence"))
        self.text.setFixedHeight(theme.px(_LICENCE_HEIGHT))
        self.text.hide()
        words = QVBoxLayout()
        words.setSpacing(SPACE_S)
        for widget in (self.name, self.what, self.licences):
            words.addWidget(widget)
        words.addWidget(self.read, 0, Qt.AlignmentFlag.AlignLeft)
        words.addWidget(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        row.setSpacing(SPACE_L)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    @Slot(bool)
    def _show_licence(self, shown: bool) -> None:
        if shown and not self.text.toPlainText():
            try:
                text = self._licence.read_text(encoding="utf-8")
            except OSError:
                text = self.tr("The text is missing from this installation: {path}").format(
                    path=self._licence
                )
            self.text.setPlainText(text)
        self.text.setVisible(shown)
