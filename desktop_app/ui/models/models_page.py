"""The models of this disk: how large they are, whether they are sound, and what can be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.api.model_offers import ModelOnDisk, Overview
from desktop_app.shell.models.library import Job, JobKind
from desktop_app.ui.models.source_picker import ProxyField
from desktop_app.ui.style.metrics import COLUMN_WIDTH, SPACE_L, SPACE_M, SPACE_S
from desktop_app.ui.widgets.confirm_bar import ConfirmBar
from desktop_app.ui.widgets.flow_layout import FlowLayout
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.widgets.scroll_page import ScrollPage
from desktop_app.ui.wording import downloads as words
from desktop_app.ui.wording.errors import error_sentences


class ModelRow(QFrame):
    """One model and its buttons."""

    use_requested = Signal(str)
    verify_requested = Signal(str)
    repair_requested = Signal(str)
    remove_requested = Signal(str)
    stop_requested = Signal()

    def __init__(self, model: ModelOnDisk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.model = model
        self.title = plain_label(self, "strong")
        self.facts = plain_label(self, "secondary")
        self.folder = plain_label(self, "secondary")
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.state = plain_label(self, "secondary")
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.progress.setAccessibleName(self.tr("Verifying the files"))
        self.use = self._button(self.tr("Use"), self._use)
        self.repair = self._button(self.tr("Repair"), self._repair)
        self.verify = self._button(self.tr("Verify"), self._verify)
        self.stop = self._button(self.tr("Stop"), self.stop_requested.emit)
        self.remove = self._button(self.tr("Remove…"), self._ask)
        self.question = ConfirmBar(self)
        self.question.answered.connect(self._take_answer)
        buttons = FlowLayout(SPACE_S)
        for button in (self.use, self.repair, self.verify, self.stop, self.remove):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        column.setSpacing(6)
        for widget in (self.title, self.facts, self.folder, self.state, self.progress):
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addWidget(self.question)

    def show_model(self, model: ModelOnDisk, in_use: bool, job: Job | None) -> None:
        """job: the last work on any model."""
        self.model = model
        self.setAccessibleName(model.title)
        self.title.setText(model.title)
        facts = [words.byte_size(model.bytes), words.languages(model.languages)]
        if model.in_place:
            facts.append(self.tr("used where it is"))
        if in_use:
            facts.append(self.tr("in use"))
        self.facts.setText(" · ".join(fact for fact in facts if fact))
        self.folder.setText(str(model.folder))
        own = job if job is not None and job.subject == model.key else None
        busy = job is not None and job.running
        verification = own if own is not None and own.kind is JobKind.VERIFY else None
        verifying = verification is not None and verification.running
        is_bad = verification is not None and bool(verification.bad_files)
        self.progress.setVisible(verifying)
        if verification is not None and verification.fraction is not None:
            self.progress.setValue(round(1000 * verification.fraction))
        text = self._state_text(model, own)
        self.state.setText(text)
        self.state.setVisible(bool(text))
        self.use.setVisible(not in_use and model.error is None)
        self.repair.setVisible(model.repairable and (model.error is not None or is_bad))
        self.verify.setVisible(not verifying)
        self.stop.setVisible(verifying)
        self.remove.setVisible(model.removable)
        for button in (self.use, self.repair, self.verify, self.remove):
            button.setEnabled(not busy)
            button.setAccessibleName(f"{button.text()} {model.title}")

    def show_new(self) -> None:
        """Say that it came just now."""
        self.state.setText(self.tr("It is here now. “Use” lets it answer from now on."))
        self.state.show()

    def _state_text(self, model: ModelOnDisk, job: Job | None) -> str:
        if job is not None and job.error is not None:
            return "\n".join(error_sentences(job.error))
        if model.error is not None:
            return "\n".join(error_sentences(model.error))
        if job is None or job.running:
            return ""
        if job.stopped:
            return self.tr("Stopped before every file was checked.")
        if job.bad_files:
            return self.tr("Damaged: {files}").format(files=", ".join(job.bad_files))
        return self.tr("Every file is what it should be.")

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.clicked.connect(act)
        return button

    @Slot()
    def _use(self) -> None:
        self.use_requested.emit(self.model.key)

    @Slot()
    def _verify(self) -> None:
        self.verify_requested.emit(self.model.key)

    @Slot()
    def _repair(self) -> None:
        self.repair_requested.emit(self.model.key)

    @Slot()
    def _ask(self) -> None:
        if self.model.in_place:
            text = self.tr("Forget {title}? Its files stay where they are.")
        else:
            text = self.tr("Delete {title} from this computer? {size} become free.")
        size = words.byte_size(self.model.bytes)
        self.question.ask(
            text.format(title=self.model.title, size=size),
            {"remove": self.tr("Remove"), "keep": self.tr("Keep it")},
            proposed="keep",
        )

    @Slot(str)
    def _take_answer(self, answer: str) -> None:
        self.remove.setFocus()
        if answer == "remove":
            self.remove_requested.emit(self.model.key)


class ModelsPage(ScrollPage):
    """Emits intent only."""

    use_requested = Signal(str)
    verify_requested = Signal(str)
    repair_requested = Signal(str)
    remove_requested = Signal(str)
    stop_requested = Signal()
    more_requested = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(COLUMN_WIDTH, parent)
        self._overview: Overview | None = None
        self._job: Job | None = None
        self._in_use = ""
        self._new = ""
        self.rows: dict[str, ModelRow] = {}
        self.total = plain_label(self, "soft")
        self.more = QPushButton(self.tr("Get another model"), self)
        self.more.setProperty("kind", "primary")
        self.more.clicked.connect(self.more_requested)
        self.back = QPushButton(self.tr("Back to the chat"), self)
        self.back.clicked.connect(self.left)
        self.proxy = ProxyField(self)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE_M)
        rows = QWidget(self)
        rows.setLayout(self._rows)
        self._rows.setContentsMargins(0, 0, 0, 0)
        buttons = QWidget(self)
        row = FlowLayout(SPACE_S, buttons)
        row.addWidget(self.more)
        row.addWidget(self.back)
        page = self.column
        page.add_space(SPACE_L)
        for widget in (self.total, rows, buttons):
            page.add(widget)
        page.add_space(SPACE_L)
        page.add(self.proxy)
        page.add_stretch()

    @Slot(object)
    def show_overview(self, overview: Overview) -> None:
        self._overview = overview
        if overview.offline:
            self.proxy.show_offline()
        self._refresh()

    @Slot(object)
    def show_job(self, job: Job | None) -> None:
        self._job = job
        self._refresh()

    def show_in_use(self, key: str) -> None:
        """key: of the model that speaks, "" for none."""
        self._in_use = key
        if key == self._new:
            self._new = ""
        self._refresh()

    def offer(self, key: str) -> None:
        """A model came just now, and another one speaks: whether to use it is for the person."""
        self._new = key
        self._refresh()
        if key in self.rows:
            self.rows[key].use.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(self.rows[key])

    def _refresh(self) -> None:
        overview = self._overview
        if overview is None:
            return
        keys = {model.key for model in overview.models}
        for key in [key for key in self.rows if key not in keys]:
            row = self.rows.pop(key)
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, model in enumerate(overview.models):
            if model.key not in self.rows:
                self.rows[model.key] = self._row(model)
                self._rows.insertWidget(place, self.rows[model.key])
            in_use = model.key == self._in_use
            self.rows[model.key].show_model(model, in_use, self._job)
            if model.key == self._new and not in_use:
                self.rows[model.key].show_new()
        text = self.tr("%n model(s) on this computer", "", len(overview.models))
        free = words.byte_size(overview.free_bytes)
        size = words.byte_size(sum(model.bytes for model in overview.models))
        line = self.tr("{count}, {size} together; {free} are free").format(
            count=text, size=size, free=free
        )
        self.total.setText(line if overview.models else self.tr("No model on this computer yet."))

    def _row(self, model: ModelOnDisk) -> ModelRow:
        row = ModelRow(model, self)
        row.use_requested.connect(self.use_requested)
        row.verify_requested.connect(self.verify_requested)
        row.repair_requested.connect(self.repair_requested)
        row.remove_requested.connect(self.remove_requested)
        row.stop_requested.connect(self.stop_requested)
        return row
