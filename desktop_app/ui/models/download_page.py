"""How a model comes to this computer: everything said before it happens, one main button."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.api.model_offers import Offer, Overview
from desktop_app.core.settings import Settings
from desktop_app.shell.models.downloads import DownloadPhase, DownloadState
from desktop_app.shell.models.library import Job, JobKind, Sources
from desktop_app.ui.models import download_page_wording as welcome_wording
from desktop_app.ui.models.import_view import ImportView
from desktop_app.ui.models.licence_view import LicenceView
from desktop_app.ui.models.model_picker import ModelPicker
from desktop_app.ui.models.progress_view import ProgressView
from desktop_app.ui.models.source_picker import ProxyField, SourcePicker
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.flow_layout import FlowLayout
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.widgets.round_icon import RoundIcon
from desktop_app.ui.widgets.scroll_page import ScrollPage

_CARD_WIDTH = 640
_FACE_PX = 40


class DownloadPage(ScrollPage):
    """Emits intent only; what it shows is told to it."""

    download_requested = Signal(str)
    """Name of the offer."""
    offer_chosen = Signal(str)
    """Another offer is looked at now."""
    offer_typed = Signal(str)
    source_chosen = Signal(str)
    folder_chosen = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(_CARD_WIDTH, parent)
        self._overview: Overview | None = None
        self._offer: Offer | None = None
        self._settings = Settings()
        self._sources = Sources()
        self._state = DownloadState()

        self._faces = [
            RoundIcon(theme, icons, colour, _FACE_PX, self) for colour in ("positive", "negative")
        ]
        self.title = plain_label(self, "headline")
        self.intro = plain_label(self, "soft")
        self.facts = FactsView(self)
        self.licence = LicenceView(self)
        self.licence.accepted_changed.connect(self._refresh_main)
        self.download = QPushButton(self)
        self.download.setProperty("kind", "primary")
        self.download.clicked.connect(self._request)
        self.progress = ProgressView(self)
        self.progress.sources_requested.connect(self._open_sources)
        self.sources = SourcePicker(self)
        self.sources.chosen.connect(self.source_chosen)
        self.proxy = ProxyField(self)
        self.picker = ModelPicker(self)
        self.picker.chosen.connect(self._choose_offer)
        self.picker.typed.connect(self.offer_typed)
        self.importer = ImportView(self)
        self.starter = self._way(self.tr("A small one now"))
        self.starter.setCheckable(False)
        self.starter.setToolTip(self.tr("Download a small model at once and begin with it"))
        self.starter.clicked.connect(self._request_starter)
        self.change_source = self._way(self.tr("Source, proxy"))
        self.other_models = self._way(self.tr("Another model"))
        self.own_files = self._way(self.tr("My own file"))
        self.change_folder = self._way(self.tr("Another folder…"))
        self.change_folder.setCheckable(False)
        self.change_folder.setProperty("kind", "link")
        self.change_folder.clicked.connect(self._choose_folder)
        self.back = self._way(self.tr("Later"))
        self.back.setCheckable(False)
        self.back.clicked.connect(self.left)
        self._sections = {
            self.change_source: self._section(self.sources, self.proxy),
            self.other_models: self._section(self.picker),
            self.own_files: self._section(self.importer),
        }
        for button in self._sections:
            button.toggled.connect(self._show_sections)
        self._lay_out()
        self._refresh()

    # -- what it is told ---------------------------------------------------------------------

    @property
    def offer(self) -> Offer | None:
        """What the main button would download."""
        return self._offer

    @Slot(object)
    def show_overview(self, overview: Overview) -> None:
        is_first = self._overview is None
        self._overview = overview
        name = self._offer.name if self._offer else overview.default
        offer = overview.offer(name)
        if offer is not None:
            self._offer = offer
        self._refresh()
        if is_first and self.isVisible():
            self.focus_first()

    @Slot(object)
    def show_offer(self, offer: Offer) -> None:
        """Offer this model instead."""
        self._offer = offer
        self._refresh()

    def show_settings(self, settings: Settings) -> None:
        self._settings = settings
        self.proxy.show_proxy(settings.proxy)
        self._refresh()

    @Slot(object)
    def show_sources(self, sources: Sources) -> None:
        self._sources = sources
        self._refresh()

    @Slot(object)
    def show_state(self, state: DownloadState) -> None:
        before, self._state = self._state, state
        self.progress.show_state(state)
        if before.phase is not state.phase or before.name != state.name:
            began = before.phase is DownloadPhase.IDLE
            if began:
                self._close_sections()
            self._refresh()
            if began and self.isVisible():
                self.focus_first()

    @Slot(object)
    def show_job(self, job: Job | None) -> None:
        self.importer.show_job(job)
        if job is not None and job.kind is JobKind.IMPORT and job.running:
            self.own_files.setChecked(True)

    def focus_first(self) -> None:
        """Put the keyboard where the next step is."""
        steps = [self.progress.main, self.licence.accept, self.download, self.importer.folder]
        if self.licence.is_settled:
            steps.remove(self.licence.accept)
        possible = (step for step in steps if step.isVisibleTo(self) and step.isEnabled())
        step = next(possible, None)
        if step is not None:
            step.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus()
            self.focusNextChild()

    # -- layout ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        faces = QHBoxLayout()
        faces.setSpacing(SPACE_M)
        for face in self._faces:
            faces.addWidget(face)
        faces.addStretch(1)
        faces.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        main = FlowLayout(SPACE_S)
        main.addWidget(self.download)
        self._line = QFrame(self)
        self._line.setFixedHeight(1)
        self._line.setProperty("kind", "line")
        ways = FlowLayout(SPACE_XS)
        for button in (self.other_models, self.own_files, self.starter, self.change_source):
            ways.addWidget(button)
        card = QFrame(self)
        card.setProperty("kind", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(36, 24, 36, 20)
        column.setSpacing(SPACE_M)
        column.addLayout(faces)
        for widget in (self.title, self.intro, self.facts, self.licence):
            column.addWidget(widget)
        column.addLayout(main)
        column.addWidget(self.progress)
        column.addWidget(self._line)
        column.addLayout(ways)
        for section in self._sections.values():
            column.addWidget(section)
        self.column.add_space(SPACE_M)
        self.column.add_stretch()
        self.column.add(card)
        self.column.add_stretch()
        self.column.add_space(SPACE_L)
        self.facts.folder_row(self.change_folder)

    def _way(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("kind", "way")
        button.setCheckable(True)
        return button

    def _section(self, *widgets: QWidget) -> QWidget:
        section = QWidget(self)
        column = QVBoxLayout(section)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        for widget in widgets:
            column.addWidget(widget)
        section.hide()
        return section

    # -- drawing -----------------------------------------------------------------------------

    def _refresh(self) -> None:
        overview, offer, state = self._overview, self._offer, self._state
        offline = overview is not None and overview.offline
        loading = state.phase is not DownloadPhase.IDLE
        has_model = overview is not None and bool(overview.models)
        self.title.setText(welcome_wording.title(state, offline, has_model))
        self.intro.setText(welcome_wording.intro(state, offline))
        self.intro.setVisible(bool(self.intro.text()))
        self.back.setText(self.tr("Back to the chat") if loading or has_model else self.tr("Later"))
        before = not loading and not offline and offer is not None
        for widget in (self.facts, self.licence, self.download):
            widget.setVisible(before)
        self.progress.setVisible(loading)
        self.change_source.setVisible(not offline)
        self.other_models.setVisible(not offline and not state.active)
        is_starter = overview is not None and overview.starter in (
            state.name if loading else "",
            *(model.name for model in overview.models),
        )
        self.starter.setVisible(overview is not None and not offline and not is_starter)
        if offline:
            self.own_files.setChecked(True)
            self.proxy.show_offline()
        if overview is None or offer is None:
            return
        self.picker.show_offers(_with(overview.offers, offer), offer.name)
        self.sources.show_sources(overview.sources, self._settings.source, self._sources)
        self.licence.show_offer(offer)
        # models that are here would seem lost if the folder were another one
        self.change_folder.setVisible(not overview.models)
        self.facts.show_values(
            welcome_wording.facts(overview, offer, self._settings.source, self._sources)
        )
        self._refresh_main()

    @Slot()
    def _refresh_main(self) -> None:
        offer = self._offer
        if offer is None:
            return
        has_part = bool(offer.done_bytes)
        text = self.tr("Go on with {title}") if has_part else self.tr("Download {title}")
        self.download.setText(text.format(title=offer.title).replace("&", "&&"))
        self.download.setEnabled(self.licence.is_settled or has_part)
        self.download.setToolTip(
            "" if self.download.isEnabled() else self.tr("Accept the licence first")
        )

    # -- what the person does ----------------------------------------------------------------

    @Slot()
    def _request(self) -> None:
        if self._offer is not None:
            self.download_requested.emit(self._offer.name)

    @Slot()
    def _request_starter(self) -> None:
        if self._overview is not None:
            self.download_requested.emit(self._overview.starter)

    @Slot(str)
    def _choose_offer(self, name: str) -> None:
        offer = self._overview.offer(name) if self._overview else None
        if offer is not None:
            self._offer = offer
            self._refresh()
            self.offer_chosen.emit(name)

    @Slot()
    def _choose_folder(self) -> None:
        start = str(self._overview.folder) if self._overview else ""
        text = QFileDialog.getExistingDirectory(self, self.tr("Where models go"), start)
        if text:
            self.folder_chosen.emit(text)

    @Slot()
    def _open_sources(self) -> None:
        self.change_source.setChecked(True)
        self.sources.automatic.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(self.proxy)

    @Slot()
    def _show_sections(self) -> None:
        sender = self.sender()
        if sender in self._sections and sender.isChecked():
            for button in self._sections:
                if button is not sender:
                    button.setChecked(False)
        for button, section in self._sections.items():
            section.setVisible(button.isChecked())
        # the page is as long as it will be only after it was laid out
        QTimer.singleShot(0, self._reveal_section)

    @Slot()
    def _reveal_section(self) -> None:
        for button, section in self._sections.items():
            if button.isChecked() and section.isVisible():
                self.ensureWidgetVisible(section)

    def _close_sections(self) -> None:
        for button in self._sections:
            button.setChecked(False)


def _with(offers: tuple[Offer, ...], offer: Offer) -> tuple[Offer, ...]:
    known = any(other.name == offer.name for other in offers)
    return offers if known else (*offers, offer)


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
        self._grid.setHorizontalSpacing(SPACE_L)
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
