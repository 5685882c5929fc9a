"""The download in the sidebar: how far it is; a click leads to it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop_app.shell.models.downloads import DownloadPhase, DownloadState
from desktop_app.ui.style.metrics import SPACE_XS
from desktop_app.ui.widgets.text_safety import escape_tooltip
from desktop_app.ui.wording import downloads as words


class DownloadCard(QWidget):
    """Hidden while there is nothing to say."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QPushButton(self)
        self.button.setProperty("kind", "card")
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(self.opened)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(self.tr("Download"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addWidget(self.button)
        column.addWidget(self.bar)
        self.show_state(DownloadState())

    @Slot(object)
    def show_state(self, state: DownloadState) -> None:
        text = words.phase_text(state)
        self.button.setText(text)
        self.button.setAccessibleName(f"{text}, {state.title}")
        self.button.setToolTip(escape_tooltip(state.title))
        self.bar.setValue(round(1000 * state.share))
        self.bar.setVisible(state.active or state.phase is DownloadPhase.PAUSED)
        self.setVisible(bool(text))
