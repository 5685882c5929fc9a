"""Joins the model pages with what they show: the library, the download, the session, the settings.

Decides which of the pages stands in the place of the chat, and what happens when a model arrives.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.core.api.model_offers import Offer, Overview
from desktop_app.core.errors import KnownError
from desktop_app.shell.chat.session import Session
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.shell.models.downloads import DownloadPhase, Downloads
from desktop_app.shell.models.library import ModelLibrary
from desktop_app.shell.settings.effects import SettingsEffects
from desktop_app.shell.settings.store import SettingsStore
from desktop_app.ui.models.download_card import DownloadCard
from desktop_app.ui.models.download_page import DownloadPage
from desktop_app.ui.models.models_page import ModelsPage
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.theme import Theme

DAMAGED = (
    "model_file_missing",
    "model_truncated",
    "safetensors_damaged",
    "config_damaged",
    "tokenizer_damaged",
    "model_file_changed",
)
"""Codes of failed loads that fetching the bad file again may cure."""


class ModelsController(QObject):
    """Knows which of the model pages has something to say."""

    page_changed = Signal()
    """`page` may be another one."""
    problem = Signal(object)
    """KnownError to be said in passing."""

    def __init__(
        self,
        session: Session,
        model_library: ModelLibrary,
        downloads: Downloads,
        settings: SettingsStore,
        effects: SettingsEffects,
        theme: Theme,
        icons: Icons,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._effects = effects
        self.model_library = model_library
        self.downloads = downloads
        self._page: QWidget | None = None
        self._left = False
        self._lacks_model = False
        self._has_looked = False
        self._has_probed = False
        self._arrived = ""
        self._downloaded = ""
        self._imported = False
        self.welcome = DownloadPage(theme, icons)
        self.models = ModelsPage()
        self.card = DownloadCard()
        self._note_lack(session.model.status)
        self._connect()
        self.welcome.show_settings(settings.value)
        self.models.proxy.show_proxy(settings.value.proxy)

    def _connect(self) -> None:
        welcome, models, model_library, downloads = (
            self.welcome,
            self.models,
            self.model_library,
            self.downloads,
        )
        self._session.model.changed.connect(self._on_status)
        self._settings.changed.connect(self._on_settings)
        self._settings.not_saved.connect(self.problem)
        model_library.overview_changed.connect(self._on_overview)
        model_library.sources_changed.connect(welcome.show_sources)
        model_library.proxy_tested.connect(welcome.proxy.show_result)
        model_library.proxy_tested.connect(models.proxy.show_result)
        model_library.offer_found.connect(self._on_offer)
        model_library.job_changed.connect(welcome.show_job)
        model_library.job_changed.connect(models.show_job)
        model_library.imported.connect(self._on_imported)
        downloads.state_changed.connect(welcome.show_state)
        downloads.state_changed.connect(self.card.show_state)
        downloads.finished.connect(self._on_downloaded)
        downloads.rested.connect(model_library.refresh)
        welcome.download_requested.connect(self._start)
        welcome.offer_chosen.connect(self._look_at)
        welcome.offer_typed.connect(model_library.find_offer)
        self._effects.network_changed.connect(self._probe_another_way)
        welcome.source_chosen.connect(lambda endpoint: self._change(source=endpoint))
        welcome.folder_chosen.connect(lambda folder: self._change(models_folder=folder))
        welcome.left.connect(self.leave)
        welcome.importer.import_requested.connect(self._import)
        welcome.importer.stop_requested.connect(model_library.stop_job)
        welcome.progress.pause_requested.connect(downloads.pause)
        welcome.progress.resume_requested.connect(downloads.resume)
        welcome.progress.cancel_requested.connect(downloads.cancel)
        welcome.progress.use_requested.connect(self._use_download)
        for proxy in (welcome.proxy, models.proxy):
            proxy.saved.connect(lambda address: self._change(proxy=address))
            proxy.test_requested.connect(self.test_proxy)
        models.use_requested.connect(self._use)
        models.verify_requested.connect(model_library.verify)
        models.repair_requested.connect(self._repair)
        models.remove_requested.connect(model_library.remove)
        models.stop_requested.connect(model_library.stop_job)
        models.more_requested.connect(self._get_another)
        models.left.connect(self.leave)
        self.card.opened.connect(self.show_welcome)

    # -- which page stands there -------------------------------------------------------------

    @property
    def page(self) -> QWidget | None:
        """The page that takes the place of the chat; None where the chat has it."""
        if self._page is not None:
            return self._page
        return self.welcome if self._lacks_model and not self._left else None

    @property
    def is_asked_for(self) -> bool:
        """Whether the person went to `page`, rather than being led there."""
        return self._page is not None

    @property
    def title(self) -> str:
        """What the header says above `page`."""
        return self.tr("Models") if self.page is self.models else self.tr("Welcome")

    @Slot()
    def show_welcome(self) -> None:
        self._go_to(self.welcome)
        self.model_library.refresh()

    @Slot()
    def show_models(self) -> None:
        self._go_to(self.models)
        self.model_library.refresh()

    def focus_first(self) -> None:
        """Put the keyboard where the next step on `page` is."""
        if self.page is self.welcome:
            self.welcome.focus_first()
        else:
            self.models.more.setFocus()

    @Slot()
    def leave(self) -> None:
        """Back to the chat."""
        self._left = True
        self._put_away_finished()
        self._go_to(None)

    @Slot()
    def _get_another(self) -> None:
        self._put_away_finished()
        self.show_welcome()

    def _put_away_finished(self) -> None:
        if self.downloads.state.phase is DownloadPhase.FINISHED:
            self.downloads.cancel(keep=True)

    def _go_to(self, page: QWidget | None) -> None:
        self._page = page
        self.page_changed.emit()

    # -- news --------------------------------------------------------------------------------

    @Slot(object)
    def _on_status(self, status: AppStatus) -> None:
        self._note_lack(status)
        self._show_in_use()
        if status.phase is Phase.FAILED and self.model_library.overview is None:
            self.model_library.refresh()
        self._probe_if_wanted()

    def _note_lack(self, status: AppStatus) -> None:
        """Whether there is no model to load; a new look for one changes that once it is found."""
        overview = self.model_library.overview
        is_there = overview is not None and bool(overview.wanted)
        if status.phase is not Phase.LOADING or is_there:
            self._lacks_model = status.lacks_model

    @Slot(object)
    def _on_overview(self, overview: Overview) -> None:
        begun = overview.unfinished
        if begun is not None and not self._has_looked:
            self.downloads.offer_to_go_on(begun)
        self._has_looked = True
        self.welcome.show_overview(overview)
        self.models.show_overview(overview)
        self._show_in_use()
        self._probe_if_wanted()
        if self._arrived:
            self._take_arrived(overview)

    @Slot(object)
    def _on_offer(self, answer: Offer | KnownError) -> None:
        if isinstance(answer, KnownError):
            self.welcome.picker.show_error(answer)
        else:
            self.welcome.show_offer(answer)
            self._look_at(answer.name)

    @Slot(object)
    def _on_settings(self) -> None:
        self.welcome.show_settings(self._settings.value)
        self.models.proxy.show_proxy(self._settings.value.proxy)

    @Slot(str)
    def _on_downloaded(self, key: str) -> None:
        self._downloaded = key
        self._on_arrived(key)

    @Slot(str)
    def _on_imported(self, key: str) -> None:
        self._imported = True
        if self.downloads.state.phase is DownloadPhase.FAILED:
            # there is a model now: what went wrong before is of no concern
            self.downloads.cancel(keep=True)
        self._on_arrived(key)

    @Slot(str)
    def _on_arrived(self, key: str) -> None:
        """A model is complete; what it is called comes with the next overview."""
        self._arrived = key
        self.model_library.refresh()

    def _take_arrived(self, overview: Overview) -> None:
        """The chat opens by itself where nobody could answer; else the person decides."""
        key = self._arrived
        if overview.model(key) is None:
            return
        self._arrived = ""
        imported, self._imported = self._imported, False
        if self._session.model.status.phase is Phase.FAILED:
            self._use(key)
        elif imported:
            self.show_models()
            self.models.offer(key)

    def _show_in_use(self) -> None:
        speaks = self._session.model.status.model
        overview = self.model_library.overview
        key = overview.wanted if overview is not None and speaks is not None else ""
        self.models.show_in_use(key)

    @Slot(str)
    def _look_at(self, name: str) -> None:
        """Another offer; a download that rests makes room for it, keeping what it has."""
        if not self.downloads.state.active:
            self.downloads.cancel(keep=True)
        self._probe(name)

    # -- asking the sources ------------------------------------------------------------------

    def _probe_if_wanted(self) -> None:
        """Once, when the panel is shown because there is no model; never while there is one."""
        overview, offer = self.model_library.overview, self.welcome.offer
        if self._has_probed or overview is None or offer is None or overview.models:
            return
        if self.page is self.welcome and self.downloads.state.phase is DownloadPhase.IDLE:
            self._has_probed = True
            self._probe(offer.name)

    @Slot(str)
    def _probe(self, name: str) -> None:
        overview = self.model_library.overview
        if overview is not None and not overview.offline and not overview.models:
            self.model_library.probe(name)

    @Slot(str)
    def test_proxy(self, proxy: str) -> None:
        """Ask whether the usual source answers through this proxy."""
        overview = self.model_library.overview
        if overview is not None:
            self.model_library.test_proxy(overview.default, proxy)

    # -- what the person wants ---------------------------------------------------------------

    @Slot(str)
    def _start(self, name: str) -> None:
        overview, offer = self.model_library.overview, self.welcome.offer
        known = overview.offer(name) if overview is not None else None
        chosen = known or offer
        if chosen is not None:
            self.downloads.start(chosen.name, chosen.title)

    @Slot()
    def _probe_another_way(self) -> None:
        """Another source or proxy: who thinks of downloading sees how the sources answer by it."""
        state, offer = self.downloads.state, self.welcome.offer
        if state.phase is DownloadPhase.IDLE and self.page is self.welcome and offer is not None:
            self._probe(offer.name)

    def _change(self, **changes: Any) -> None:
        """What can't be is said."""
        try:
            self._settings.change(**changes)
        except KnownError as error:
            self.problem.emit(error)

    @Slot(object, bool)
    def _import(self, path: Path, in_place: bool) -> None:
        self.model_library.import_path(path, in_place)

    @Slot()
    def _use_download(self) -> None:
        self._use(self._downloaded)

    @Slot(str)
    def _use(self, key: str) -> None:
        """Load this model and open the chat."""
        overview = self.model_library.overview
        if overview is None:
            return
        model = overview.model(key)
        if model is None:
            return
        same = [other for other in overview.models if other.name == model.name]
        # the first one is found without a name, and a better one that comes later is then preferred
        name = "" if model == overview.models[0] else model.name if len(same) == 1 else key
        self._change(model=name)
        self._put_away_finished()
        self._effects.reload()
        self._left = True
        self._go_to(None)
        self.model_library.refresh()

    @Slot()
    def repair_wanted(self) -> None:
        """Repair the model that could not be loaded."""
        overview = self.model_library.overview
        if overview is not None and overview.wanted:
            self._repair(overview.wanted)

    @property
    def can_repair(self) -> bool:
        """Whether the model that could not be loaded may be cured by fetching the bad file."""
        overview, error = self.model_library.overview, self._session.model.status.error
        if overview is None or error is None or error.code not in DAMAGED or overview.offline:
            return False
        model = overview.model(overview.wanted)
        return model is not None and model.repairable

    @Slot(str)
    def _repair(self, key: str) -> None:
        overview = self.model_library.overview
        if overview is None:
            return
        model = overview.model(key)
        if model is not None:
            known = overview.offer(model.name)
            name = known.name if known else f"{model.repo}@{model.revision}"
            self.downloads.start(name, model.title, repair=True)
            self.show_welcome()
