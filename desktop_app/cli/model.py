"""`model`: what is on this disk, and how it gets there and away."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Callable
from pathlib import Path

from desktop_app.backend.model_library import LocalLibrary, convert_gguf, try_chat
from desktop_app.cli.console import ProgressLine, put, say
from desktop_app.cli.model_ensure import Wish, ensure
from desktop_app.core.api.download_events import (
    DownloadChecking,
    DownloadEvent,
    DownloadProgress,
    DownloadRetrying,
    DownloadStarted,
    DownloadWaiting,
    Trouble,
)
from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.settings import Settings
from desktop_app.models.catalogue import Catalogue, CatalogueModel, read_catalogue
from desktop_app.models.download import fold
from desktop_app.models.store import ModelStore
from desktop_app.models.stored import StoredModel
from desktop_app.shell.platform.translation import tr
from desktop_app.startup import Startup

IMPORTING = QT_TRANSLATE_NOOP("CommandLine", "Taking in {name}")
CHECKING = QT_TRANSLATE_NOOP("CommandLine", "Checking {name}")
SOUND = QT_TRANSLATE_NOOP("CommandLine", "{name} is sound.")
FETCHING = QT_TRANSLATE_NOOP("CommandLine", "Fetching {name} ({size}) from {source}")
RETRYING = QT_TRANSLATE_NOOP("CommandLine", "Connection trouble ({reason}), again in {wait} s")
TOKEN_REFUSED = QT_TRANSLATE_NOOP(
    "CommandLine",
    "The access token of this computer (HF_TOKEN, or that of `hf auth login`) was refused; asking"
    " without it.",
)
WAITING = QT_TRANSLATE_NOOP("CommandLine", "Another window is downloading {name}; waiting for it")
REMOVED = QT_TRANSLATE_NOOP("CommandLine", "{name} was removed.")


def run(arguments: argparse.Namespace, startup: Startup) -> int:
    """Dispatch on the action."""
    catalogue = read_catalogue(startup.paths.resources)
    store = ModelStore(startup.paths.models_of(startup.settings), catalogue)
    actions: dict[str, Callable[[], int]] = {
        "list": lambda: _list(store, catalogue),
        "import": lambda: _import(store, arguments.path, arguments.in_place),
        "verify": lambda: _verify(store, arguments.name or startup.settings.model),
        "remove": lambda: _remove(store, arguments),
        "download": lambda: _download(arguments, startup, store, catalogue),
        "ensure": lambda: _ensure(arguments, startup, store),
    }
    return actions[arguments.action]()


def _list(store: ModelStore, catalogue: Catalogue) -> int:
    found = store.list()
    for model in found:
        put(_row(model, catalogue, _state(store, model)))
    present = {model.name for model in found}
    for entry in catalogue.models:
        if entry.name not in present:
            put(
                {
                    "name": entry.name,
                    "title": entry.title,
                    "state": "absent",
                    "folder": None,
                    "bytes": entry.bytes,
                    "default": entry.name == catalogue.default,
                    "licence": entry.licence.name,
                }
            )
    return 0


def _row(model: StoredModel, catalogue: Catalogue, state: str) -> dict[str, object]:
    return {
        "name": model.name,
        "title": model.title,
        "state": state,
        "folder": str(model.folder),
        "bytes": model.bytes,
        "default": model.name == catalogue.default,
    }


def _state(store: ModelStore, model: StoredModel) -> str:
    try:
        store.check(model)
    except KnownError:
        return "damaged"
    return "present"


def _import(store: ModelStore, path: Path, in_place: bool) -> int:
    line = ProgressLine()
    text = tr(IMPORTING).format(name=path.name)
    try:
        model = store.import_path(
            path, convert_gguf, in_place, lambda fraction: line.show(text, fraction), try_chat
        )
    finally:
        line.clear()
    put(_row(model, store.catalogue, _state(store, model)))
    return 0


def _verify(store: ModelStore, name: str) -> int:
    model = store.find(name)
    line = ProgressLine()
    text = tr(CHECKING).format(name=model.name)
    try:
        bad = store.verify(model, lambda fraction: line.show(text, fraction))
    finally:
        line.clear()
    if bad:
        raise KnownError(
            "model_damaged",
            QT_TRANSLATE_NOOP("KnownError", "The model {name} is damaged: {files}"),
            QT_TRANSLATE_NOOP("KnownError", "These files are not what was downloaded."),
            QT_TRANSLATE_NOOP("KnownError", "Download or import the model again."),
            name=model.name,
            files=", ".join(bad),
        )
    say(tr(SOUND).format(name=model.name))
    return 0


def _remove(store: ModelStore, arguments: argparse.Namespace) -> int:
    if not arguments.name:
        # find("") is the best model here: never what an empty variable in a script meant
        arguments.wrong_usage("NAME is empty")
    model = store.find(arguments.name)
    store.remove(model)
    say(tr(REMOVED).format(name=model.name))
    return 0


def _download(
    arguments: argparse.Namespace, startup: Startup, store: ModelStore, catalogue: Catalogue
) -> int:
    model = catalogue.resolve(arguments.name or startup.settings.model or catalogue.default)
    if model.licence.must_accept and not arguments.accept_licence:
        raise _licence_not_accepted(model)
    library = LocalLibrary(startup.paths, startup.offline)
    name = arguments.name or startup.settings.model or catalogue.default
    _fetch(library, name, startup.settings)
    stored = store.find(model.name)
    put(_row(stored, catalogue, _state(store, stored)))
    return 0


def _ensure(arguments: argparse.Namespace, startup: Startup, store: ModelStore) -> int:
    library = LocalLibrary(startup.paths, startup.offline)

    def fetch(name: str, settings: Settings) -> StoredModel:
        _fetch(library, name, settings)
        return store.find(name)

    wish = Wish(getattr(arguments, "model", ""), arguments.accept_licence, not arguments.no_starter)
    model = ensure(wish, startup.settings, store, library, fetch)
    put(_row(model, store.catalogue, _state(store, model)))
    return 0


def _fetch(library: LocalLibrary, name: str, settings: Settings) -> None:
    """Download with its progress on stderr. Raises KnownError."""
    line = ProgressLine()
    try:
        fold(
            library.download(name, settings, threading.Event(), repair=False),
            lambda event: _show(line, event),
        )
    finally:
        line.clear()


def _show(line: ProgressLine, event: DownloadEvent) -> None:
    match event:
        case DownloadStarted(title=title, source=source, total_bytes=total):
            say(tr(FETCHING).format(name=title, size=_mb(total), source=source))
        case DownloadProgress(done_bytes=done, total_bytes=total, bytes_per_s=speed, eta_s=eta):
            left = "" if eta is None else f", {eta:.0f} s"
            line.show(f"{_mb(done)} / {_mb(total)}, {_mb(speed)}/s{left}", done / max(total, 1))
        case DownloadChecking(file=file, fraction=fraction):
            line.show(tr(CHECKING).format(name=file), fraction)
        case DownloadRetrying(reason=Trouble.TOKEN):
            # a line that stays: whoever set the token believes that it is used
            say(tr(TOKEN_REFUSED))
        case DownloadRetrying(reason=reason, wait_s=wait):
            line.show(tr(RETRYING).format(reason=reason, wait=round(wait)))
        case DownloadWaiting(title=title):
            line.show(tr(WAITING).format(name=title))


def _mb(size: float) -> str:
    return f"{size / 1e6:.1f} MB"


def _licence_not_accepted(model: CatalogueModel) -> KnownError:
    return KnownError(
        "licence_not_accepted",
        QT_TRANSLATE_NOOP("KnownError", "{model} comes under the {licence}."),
        QT_TRANSLATE_NOOP("KnownError", "Its text is in {file}."),
        QT_TRANSLATE_NOOP(
            "KnownError", "Read it, then add --accept-licence to download the model."
        ),
        model=model.title,
        licence=model.licence.name,
        file=model.licence.file,
    )
