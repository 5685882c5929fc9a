"""`model ensure`: a model is here, or the best that can be had is fetched."""

from __future__ import annotations

import dataclasses
import sys
import threading
from collections.abc import Callable

from desktop_app.backend.model_library import LocalLibrary, no_source
from desktop_app.cli.console import say
from desktop_app.core.api.model_offers import SourcesFound
from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.settings import Settings
from desktop_app.models.catalogue import Catalogue, CatalogueModel
from desktop_app.models.store import ModelStore
from desktop_app.models.stored import StoredModel
from desktop_app.shell.platform.translation import tr

LICENCE = QT_TRANSLATE_NOOP(
    "CommandLine", "{title}: {size} GB to download. Its licence is the {licence}: {file}"
)
INSTEAD = QT_TRANSLATE_NOOP(
    "CommandLine", "Without it, a small starter model is used, which knows English only."
)
ACCEPT = QT_TRANSLATE_NOOP("CommandLine", "Accept the licence and download? [y/N] ")
STARTER = QT_TRANSLATE_NOOP("CommandLine", "Taking the starter model {title} instead.")

Fetch = Callable[[str, Settings], StoredModel]
"""Downloads the model of this name, and raises KnownError where it can't."""


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for.

    name: the model that has to be here; "" for any, and then the best one is fetched.
    accept_licence: somebody has read it.  starter: take the starter where there is nothing better.
    """

    name: str = ""
    accept_licence: bool = False
    starter: bool = True


def ensure(
    wish: Wish, settings: Settings, store: ModelStore, library: LocalLibrary, fetch: Fetch
) -> StoredModel:
    """The model that is here then.

    All sources are asked at once, as the window asks them, and the quickest one is taken. A
    licence that has to be accepted is asked of the person at this terminal, and of nobody else.
    Raises KnownError.
    """
    here = _present(wish, settings, store)
    if here is not None:
        return here
    catalogue = store.catalogue
    model, starter = _wanted(wish, settings, catalogue), catalogue.resolve(catalogue.starter)
    if model == starter and not wish.starter:
        raise KnownError(
            "model_not_found",
            QT_TRANSLATE_NOOP("KnownError", "The model {name} is not on this computer."),
            name=model.name,
        )
    found = library.probe(model.name, settings, threading.Event())
    if found is None or not found.best:
        raise no_source([report.host for report in found.reports] if found else [])
    chosen = dataclasses.replace(settings, source=found.best)
    try:
        _accept(model, found, wish.accept_licence)
        return fetch(model.name, chosen)
    except KnownError as error:
        if not wish.starter or model == starter:
            raise
        say(str(error))
    say(tr(STARTER).format(title=starter.title))
    return fetch(starter.name, chosen)


def _present(wish: Wish, settings: Settings, store: ModelStore) -> StoredModel | None:
    """A sound model of this disk: the one that is named, or the one in use, or any."""
    models = [] if wish.name else list(store.list())
    for name in filter(None, (wish.name or settings.model,)):
        try:
            models.insert(0, store.find(name))
        except KnownError:
            continue
    return next((model for model in models if _is_sound(store, model)), None)


def _is_sound(store: ModelStore, model: StoredModel) -> bool:
    try:
        store.check(model)
    except KnownError:
        return False
    return True


def _wanted(wish: Wish, settings: Settings, catalogue: Catalogue) -> CatalogueModel:
    """What to fetch. Raises KnownError for a name that nothing goes by."""
    if wish.name:
        return catalogue.resolve(wish.name)
    try:
        return catalogue.resolve(settings.model or catalogue.default)
    except KnownError:  # a folder that is gone: the settings say so in the window
        return catalogue.resolve(catalogue.default)


def _accept(model: CatalogueModel, found: SourcesFound, accepted: bool) -> None:
    """Raises KnownError where nobody accepts the licence."""
    if accepted or not model.licence.must_accept:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise KnownError(
            "licence_not_accepted",
            QT_TRANSLATE_NOOP("KnownError", "{model} comes under the {licence}."),
            QT_TRANSLATE_NOOP("KnownError", "Its text is in {file}; only a person can accept it."),
            QT_TRANSLATE_NOOP(
                "KnownError", "To have it, start in a terminal and answer the question."
            ),
            model=model.title,
            licence=model.licence.name,
            file=model.licence.file,
        )
    size = f"{(found.total_bytes or 0) / 1e9:.1f}"
    licence = {"licence": model.licence.name, "file": model.licence.file}
    say(tr(LICENCE).format(title=model.title, size=size, **licence))
    say(tr(INSTEAD))
    sys.stderr.write(tr(ACCEPT))
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise KnownError(
            "licence_declined",
            QT_TRANSLATE_NOOP(
                "KnownError", "{model} was not downloaded, because its licence was declined."
            ),
            model=model.title,
        )
