"""Judging the history again: how much there is to do, how far it is, and the way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop_app.shell.chat.history_judge import HistoryProgress
from desktop_app.ui.style.metrics import SPACE_XS
from desktop_app.ui.widgets.labels import plain_label


class HistoryCard(QWidget):
    """Shows a HistoryProgress."""

    begin_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = HistoryProgress()
        self.title = plain_label(self)
        self.title.setText(self.tr("Judge my history again"))
        self.state = plain_label(self, "secondary")
        self.bar = QProgressBar(self)
        self.bar.setProperty("kind", "thick")
        self.bar.setTextVisible(False)
        self.button = QPushButton(self)
        self.button.clicked.connect(self._press)
        buttons = QHBoxLayout()
        buttons.addWidget(self.button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        for widget in (self.title, self.state, self.bar):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.show_progress(self._progress)

    @Slot(object)
    def show_progress(self, progress: HistoryProgress) -> None:
        self._progress = progress
        done, left = progress.done, progress.left
        self.state.setText(self._words(progress))
        self.bar.setVisible(progress.running or (done > 0 and left > 0))
        self.bar.setRange(0, max(1, done + left))
        self.bar.setValue(done)
        self.bar.setAccessibleName(self.state.text())
        if progress.running:
            self.button.setText(self.tr("Stop"))
        else:
            self.button.setText(self.tr("Go on") if done and left else self.tr("Judge them"))
        self.button.setEnabled(progress.running or left > 0)

    def _words(self, progress: HistoryProgress) -> str:
        if progress.running:
            text = self.tr("{done} of {all} judged. You can go on chatting meanwhile.")
            return text.format(done=progress.done, all=progress.done + progress.left)
        if not progress.left:
            return self.tr("Every message that can be is judged as it would be today.")
        return self.tr(
            "%n message(s) were judged when nobody asked yet whether a feeling is said at all. "
            "Your corrections stay.",
            "",
            progress.left,
        )

    @Slot()
    def _press(self) -> None:
        if self._progress.running:
            self.stop_requested.emit()
        else:
            self.begin_requested.emit()
