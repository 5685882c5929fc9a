"""A download while it runs, rests or has failed: figures, what is happening, what can be done."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop_app.shell.models.downloads import DownloadPhase, DownloadState
from desktop_app.ui.style.metrics import SPACE_S, SPACE_XS
from desktop_app.ui.widgets.confirm_bar import ConfirmBar
from desktop_app.ui.widgets.flow_layout import FlowLayout
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.wording import downloads as words
from desktop_app.ui.wording.errors import error_sentences


class ProgressView(QWidget):
    """Shows a DownloadState; one main button, whose words fit the state."""

    pause_requested = Signal()
    resume_requested = Signal()
    cancel_requested = Signal(bool)
    """Whether to keep what was fetched."""
    sources_requested = Signal()
    use_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = DownloadState()
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setProperty("kind", "thick")
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(self.tr("Download"))
        self.amount = QLabel(self)
        self.left = QLabel(self)
        self.detail = plain_label(self, "secondary")
        self.what = plain_label(self, "strong")
        self.rest = plain_label(self, "soft")
        self.main = QPushButton(self)
        self.main.setProperty("kind", "primary")
        self.main.clicked.connect(self._act)
        self.source = QPushButton(self.tr("Another source"), self)
        self.source.clicked.connect(self.sources_requested)
        self.cancel = QPushButton(self.tr("Cancel…"), self)
        self.cancel.clicked.connect(self._ask)
        self.question = ConfirmBar(self)
        self.question.answered.connect(self._take_answer)
        figures = QHBoxLayout()
        figures.addWidget(self.amount, 1)
        figures.addWidget(self.left)
        buttons = FlowLayout(SPACE_S)
        for button in (self.main, self.source, self.cancel):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self.what)
        column.addWidget(self.rest)
        column.addWidget(self.bar)
        column.addLayout(figures)
        column.addWidget(self.detail)
        column.addSpacing(SPACE_XS)
        column.addLayout(buttons)
        column.addWidget(self.question)
        self.show_state(self._state)

    @Slot(object)
    def show_state(self, state: DownloadState) -> None:
        self._state = state
        self.bar.setValue(round(1000 * state.share))
        self.bar.setAccessibleDescription(words.phase_text(state))
        self.amount.setText(words.amount_line(state))
        left = ""
        if state.phase is DownloadPhase.RUNNING and state.eta_s is not None:
            left = self.tr("{duration} left").format(duration=words.duration(state.eta_s))
        self.left.setText(left)
        detail = words.detail_text(state)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        reason = words.failure_reason(state.error) if state.error is not None else ""
        sentences = error_sentences(state.error) if state.error is not None else ()
        self.what.setText(sentences[0] if sentences else "")
        self.rest.setText("\n".join(part for part in (reason, *sentences[1:]) if part))
        for label in (self.what, self.rest):
            label.setVisible(bool(label.text()))
        self._show_buttons(state)

    def _show_buttons(self, state: DownloadState) -> None:
        phase = state.phase
        texts = {
            DownloadPhase.PAUSED: self.tr("Go on"),
            DownloadPhase.FAILED: self.tr("Try again"),
            DownloadPhase.FINISHED: self.tr("Use this model"),
        }
        self.main.setText(texts.get(phase, self.tr("Pause")))
        self.main.setEnabled(phase is not DownloadPhase.PAUSING)
        unfinished = phase not in (DownloadPhase.FINISHED, DownloadPhase.IDLE)
        self.source.setVisible(unfinished)
        self.cancel.setVisible(unfinished)
        self.cancel.setEnabled(phase is not DownloadPhase.PAUSING)
        if not unfinished:
            self.question.hide()

    @Slot()
    def _act(self) -> None:
        match self._state.phase:
            case DownloadPhase.PAUSED | DownloadPhase.FAILED:
                self.resume_requested.emit()
            case DownloadPhase.FINISHED:
                self.use_requested.emit()
            case _:
                self.pause_requested.emit()

    @Slot()
    def _ask(self) -> None:
        text = self.tr("Stop the download? {size} are here already.")
        self.question.ask(
            text.format(size=words.byte_size(self._state.done_bytes)),
            {
                "keep": self.tr("Stop and keep them"),
                "discard": self.tr("Stop and delete them"),
                "stay": self.tr("Go on downloading"),
            },
            proposed="keep",
        )

    @Slot(str)
    def _take_answer(self, answer: str) -> None:
        self.cancel.setFocus()
        if answer != "stay":
            self.cancel_requested.emit(answer == "keep")
