"""The models of this disk and of the sources: what the window's model pages drive.

Joins the parts of models/; knows nothing of Qt. The hub's library is imported only by what opens a
socket, torch only by the conversion of a GGUF file.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from desktop_app.core.api.download_events import (
    DownloadEvent,
    DownloadFailed,
    DownloadPaused,
    Trouble,
)
from desktop_app.core.api.model_offers import (
    ModelOnDisk,
    Offer,
    Overview,
    SourceReport,
    SourcesFound,
)
from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from desktop_app.core.system.cpu import check_cpu
from desktop_app.core.system.disk import disk_errors, free_bytes
from desktop_app.models import download_errors
from desktop_app.models.access_token import without_stale_token
from desktop_app.models.ask import ask_in_thread
from desktop_app.models.catalogue import Catalogue, CatalogueModel, read_catalogue
from desktop_app.models.download import choose_files, download, is_offline
from desktop_app.models.file_transfer import Patience
from desktop_app.models.hub import HubConnection
from desktop_app.models.partial import Unfinished, discard, find_unfinished, unfinished
from desktop_app.models.probe import Probe, best, probe
from desktop_app.models.sources import Source, custom_source, known_sources
from desktop_app.models.store import ModelStore
from desktop_app.models.stored import StoredModel
from desktop_app.models.transfer_errors import TransferError


class LocalLibrary:
    """Implements core.ports.Library over one data folder.

    offline: never use the network; HF_HUB_OFFLINE says the same.
    """

    def __init__(self, paths: Paths, offline: bool = False, patience: Patience | None = None):
        self._paths = paths
        self._offline = offline or is_offline()
        self._patience = patience
        self._catalogue: Catalogue = read_catalogue(paths.resources)

    # -- what is here and what can be had ---------------------------------------------------

    def overview(self, settings: Settings) -> Overview:
        store = self._store(settings)
        models = tuple(_on_disk(store, model) for model in store.list())
        offers = [self._offer(model, store) for model in self._catalogue.models]
        known = {offer.name for offer in offers}
        for item in unfinished(store.folder):
            model = self._begun(item)
            if model is not None and model.name not in known:
                known.add(model.name)
                offers.append(self._offer(model, store))
        return Overview(
            models=models,
            wanted=self._wanted(store, settings),
            offers=tuple(offers),
            default=self._catalogue.default,
            starter=self._catalogue.starter,
            sources=_known(settings),
            folder=store.folder,
            free_bytes=free_bytes(store.folder),
            offline=self._offline,
        )

    def offer(self, text: str, settings: Settings) -> Offer:
        return self._offer(self._catalogue.resolve(text), self._store(settings))

    def _offer(self, model: CatalogueModel, store: ModelStore) -> Offer:
        begun = find_unfinished(store.folder, model.name, model.revision)
        in_catalogue = self._catalogue.get(model.name) == model
        return Offer(
            name=model.name if in_catalogue else f"{model.repo}@{model.revision}",
            title=model.title,
            repo=model.repo,
            languages=model.languages,
            bytes=begun.total_bytes if begun else model.bytes,
            done_bytes=begun.done_bytes if begun else 0,
            licence=model.licence.name,
            licence_text=model.licence.text(),
            must_accept=model.licence.must_accept,
        )

    def _begun(self, item: Unfinished) -> CatalogueModel | None:
        """The model that is being fetched; None where the plan on the disk names none."""
        known = self._catalogue.get(item.plan.name)
        if known is not None and known.revision == item.plan.asked:
            return known
        try:
            return self._catalogue.resolve(f"{item.plan.repo}@{item.plan.asked}")
        except KnownError:
            return None

    def _wanted(self, store: ModelStore, settings: Settings) -> str:
        try:
            return _key(store.find(settings.model))
        except KnownError:
            return ""

    # -- sources ----------------------------------------------------------------------------

    def probe(
        self, name: str, settings: Settings, cancelled: threading.Event
    ) -> SourcesFound | None:
        if self._offline:
            raise download_errors.offline()
        model = self._catalogue.resolve(name)
        return ask_in_thread(lambda: self._find(model, settings), cancelled)

    def _find(self, model: CatalogueModel, settings: Settings) -> SourcesFound:
        answers = self._ask(model, settings)
        chosen = best(answers)
        reports = tuple(
            SourceReport(a.source.endpoint, a.source.host, a.trouble, a.elapsed_ms, a.status)
            for a in answers
        )
        total = model.bytes
        if total is None and chosen is not None:
            total = _total_bytes(model, chosen, settings.proxy)
        return SourcesFound(reports, chosen.endpoint if chosen else "", total)

    def _ask(self, model: CatalogueModel, settings: Settings) -> tuple[Probe, ...]:
        return probe(_sources_to_ask(settings), model.repo, model.revision, proxy=settings.proxy)

    # -- downloading ------------------------------------------------------------------------

    def download(
        self, name: str, settings: Settings, cancelled: threading.Event, *, repair: bool
    ) -> Iterator[DownloadEvent]:
        try:
            if self._offline:
                raise download_errors.offline()
            model = self._catalogue.resolve(name)
            source = self._source(model, settings, cancelled)
        except KnownError as error:
            yield DownloadFailed(error)
            return
        if source is None:
            yield DownloadPaused(0, 0)
            return
        yield from download(
            model,
            self._store(settings),
            source,
            cancelled,
            proxy=settings.proxy,
            repair=repair,
            patience=self._patience,
            try_chat=try_chat,
        )

    def _source(
        self, model: CatalogueModel, settings: Settings, cancelled: threading.Event
    ) -> Source | None:
        """The one that was chosen, else the quickest; None when cancelled meanwhile.

        Raises KnownError, "hub_unreachable" where none answers.
        """
        if settings.source:
            return custom_source(settings.source)
        answers = ask_in_thread(lambda: self._ask(model, settings), cancelled)
        if answers is None:
            return None
        chosen = best(answers)
        if chosen is None:
            by_proxy = all(answer.trouble is Trouble.PROXY for answer in answers)
            raise no_source((answer.source.host for answer in answers), by_proxy)
        return chosen

    def discard(self, name: str, settings: Settings) -> None:
        model = self._catalogue.resolve(name)
        folder = self._paths.models_of(settings)
        begun = find_unfinished(folder, model.name, model.revision)
        if begun is not None:
            with disk_errors(begun.folder):
                discard(begun)

    # -- models of this disk ----------------------------------------------------------------

    def import_path(
        self, path: Path, in_place: bool, settings: Settings, progress: Callable[[float], None]
    ) -> str:
        store = self._store(settings)
        return _key(store.import_path(path, convert_gguf, in_place, progress, try_chat))

    def verify(
        self, key: str, settings: Settings, progress: Callable[[float], None]
    ) -> tuple[str, ...]:
        store = self._store(settings)
        return store.verify(_find(store, key), progress)

    def remove(self, key: str, settings: Settings) -> None:
        store = self._store(settings)
        store.remove(_find(store, key))

    def _store(self, settings: Settings) -> ModelStore:
        return ModelStore(self._paths.models_of(settings), self._catalogue)


def _on_disk(store: ModelStore, model: StoredModel) -> ModelOnDisk:
    error = None
    try:
        store.check(model)
    except KnownError as found:
        error = found
    return ModelOnDisk(
        key=_key(model),
        name=model.name,
        title=model.title,
        revision=model.revision,
        folder=model.folder,
        bytes=model.bytes,
        languages=model.languages,
        in_place=model.in_place,
        removable=store.owns(model),
        repo=model.repo,
        error=error,
    )


def _key(model: StoredModel) -> str:
    return str(model.entry or model.folder)


def _find(store: ModelStore, key: str) -> StoredModel:
    """Raises KnownError where it has gone meanwhile."""
    for model in store.list():
        if _key(model) == key:
            return model
    return store.find(key)


def _sources(chosen: str) -> tuple[Source, ...]:
    """Those that are known; one that was typed comes first."""
    known = known_sources()
    if not chosen:
        return known
    first = custom_source(chosen)
    return (first, *(source for source in known if source.endpoint != first.endpoint))


def _known(settings: Settings) -> tuple[tuple[str, str], ...]:
    try:
        sources = _sources(settings.source)
    except KnownError:
        # HF_ENDPOINT holds something else than an address; asking the sources will say so
        sources = known_sources({})
    return tuple((source.endpoint, source.host) for source in sources)


def _sources_to_ask(settings: Settings) -> tuple[Source, ...]:
    """Who chose a source or set HF_ENDPOINT means it: then nobody else hears of this computer."""
    if settings.source:
        return (custom_source(settings.source),)
    known = known_sources()
    return known[:1] if os.environ.get("HF_ENDPOINT") else known


def _total_bytes(model: CatalogueModel, source: Source, proxy: str) -> int | None:
    """What the source says of the size; None where it says nothing of use."""
    try:
        with HubConnection(source, proxy=proxy, timeout_s=5.0) as hub:
            ask = functools.partial(hub.list_files, model.repo, model.revision)
            _, listed = without_stale_token(ask)
        return sum(file.bytes for file in choose_files(listed, model))
    except (TransferError, KnownError):
        return None


def convert_gguf(source: Path, folder: Path, progress: Callable[[float], None]) -> None:
    """A GGUF file into a model folder: see store.ConvertGguf. torch is imported only by this."""
    check_cpu()
    from desktop_app.engine.gguf import convert_gguf as convert

    convert(source, folder, progress)


def try_chat(folder: Path) -> None:
    """See store.TryChat. Imports neither torch nor transformers."""
    from desktop_app.engine.text.tokenizer import read_chat_template

    read_chat_template(folder)


def no_source(hosts: Iterable[str], by_proxy: bool = False) -> KnownError:
    """None of these servers answers. by_proxy: it was the proxy, each time."""
    return KnownError(
        "no_source",
        QT_TRANSLATE_NOOP("KnownError", "No source of models can be reached: {hosts}."),
        QT_TRANSLATE_NOOP("KnownError", "The proxy can't be reached or refuses.")
        if by_proxy
        else QT_TRANSLATE_NOOP("KnownError", "There is no network, or a proxy is needed."),
        QT_TRANSLATE_NOOP("KnownError", "Check the network, or import a model from a file."),
        hosts=", ".join(hosts),
    )
