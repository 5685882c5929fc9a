"""A model that the person has already: a folder or a file, copied in or used where it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.shell.models.library import Job, JobKind
from desktop_app.ui.style.metrics import SPACE_S
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.flow_layout import FlowLayout
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.wording.errors import error_sentences


class ImportView(QWidget):
    """Choose, then watch. A folder or file can be dropped on it too."""

    import_requested = Signal(object, bool)
    """Path, and whether to use it where it is."""
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.intro = plain_label(self, "secondary")
        self.intro.setText(
            self.tr(
                "A folder with config.json, tokenizer.json and safetensors files, or one .gguf "
                "file. It can be dropped here. Every file is checked first."
            )
        )
        self.in_place = CheckBox(self.tr("Use the folder where it is, without copying"), self)
        self.folder = QPushButton(self.tr("Choose a folder…"), self)
        self.folder.clicked.connect(self._choose_folder)
        self.file = QPushButton(self.tr("Choose a .gguf file…"), self)
        self.file.clicked.connect(self._choose_file)
        self.state = plain_label(self)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setProperty("kind", "thick")
        self.progress.setRange(0, 1000)
        self.progress.setAccessibleName(self.tr("Taking in the model"))
        self.stop = QPushButton(self.tr("Stop"), self)
        self.stop.clicked.connect(self.stop_requested)
        buttons = FlowLayout(SPACE_S)
        buttons.addWidget(self.folder)
        buttons.addWidget(self.file)
        buttons.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        for widget in (self.intro, self.in_place, self.state, self.progress):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.show_job(None)

    @Slot(object)
    def show_job(self, job: Job | None) -> None:
        own = job if job is not None and job.kind is JobKind.IMPORT else None
        running = job is not None and job.running
        self.progress.setVisible(own is not None and running)
        self.stop.setVisible(own is not None and running)
        if own is not None and own.fraction is not None:
            self.progress.setValue(round(1000 * own.fraction))
        for button in (self.folder, self.file, self.in_place):
            button.setEnabled(not running)
        text = "" if own is None else self._state_text(own)
        self.state.setText(text)
        self.state.setVisible(bool(text))

    def _state_text(self, job: Job) -> str:
        if job.running:
            return self.tr("Taking in {name}").format(name=job.subject)
        if job.error is not None:
            return "\n".join(error_sentences(job.error))
        return self.tr("Stopped; nothing was taken in.") if job.stopped else ""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.folder.isEnabled() and _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self._take(path)

    @Slot()
    def _choose_folder(self) -> None:
        text = QFileDialog.getExistingDirectory(self, self.tr("The model's folder"))
        if text:
            self._take(Path(text))

    @Slot()
    def _choose_file(self) -> None:
        kinds = self.tr("Models (*.gguf)")
        text, _ = QFileDialog.getOpenFileName(self, self.tr("The model's file"), "", kinds)
        if text:
            self._take(Path(text))

    def _take(self, path: Path) -> None:
        self.import_requested.emit(path, self.in_place.isChecked() and path.is_dir())


def _dropped(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    may_copy = bool(event.possibleActions() & Qt.DropAction.CopyAction)
    return paths[0] if len(paths) == 1 and may_copy else None
