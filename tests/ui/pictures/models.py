"""How the window comes into the states of its pictures: models, downloads and the first run."""

from __future__ import annotations

import dataclasses

from desktop_app.core.api.download_events import DownloadFailed, DownloadRetrying, Trouble
from desktop_app.core.api.events import ModelFailed
from desktop_app.core.errors import KnownError
from desktop_app.shell.models.downloads import DownloadPhase
from desktop_app.ui.window.main_window import MainWindow
from tests.support import fake_library as library
from tests.support.fake_library import FakeLibrary
from tests.support.fakes import Gate
from tests.ui.pictures.plays import Play, Script, Waits, failed, is_ready, loading, truncated


def welcome(window: MainWindow, script: Script) -> Waits:
    window.model_pages.model_library.refresh()
    panel = window.model_pages.welcome
    yield lambda: "120" in panel.facts.values["source"].text()


def licence(window: MainWindow, script: Script) -> Waits:
    yield from welcome(window, script)
    window.model_pages.welcome.licence.read.setChecked(True)


def other_ways(window: MainWindow, script: Script) -> Waits:
    yield from welcome(window, script)
    window.model_pages.welcome.other_models.setChecked(True)


def sources(window: MainWindow, script: Script) -> Waits:
    yield from welcome(window, script)
    window.model_pages.welcome.change_source.setChecked(True)


def own_files(window: MainWindow, script: Script) -> Waits:
    yield from welcome(window, script)
    window.model_pages.welcome.own_files.setChecked(True)


def offline(window: MainWindow, script: Script) -> Waits:
    window.model_pages.model_library.refresh()
    yield lambda: window.model_pages.model_library.overview is not None


def downloading(window: MainWindow, script: Script) -> Waits:
    yield from welcome(window, script)
    panel, downloads = window.model_pages.welcome, window.model_pages.downloads
    panel.licence.accept.setChecked(True)
    panel.download.click()
    yield (
        lambda: (
            downloads.state.phase
            in (
                DownloadPhase.FAILED,
                DownloadPhase.RETRYING,
            )
            or downloads.state.share > 0.3
        )
    )


def paused(window: MainWindow, script: Script) -> Waits:
    yield from downloading(window, script)
    window.model_pages.downloads.pause()
    yield lambda: window.model_pages.downloads.state.phase is DownloadPhase.PAUSED


def cancelling(window: MainWindow, script: Script) -> Waits:
    yield from downloading(window, script)
    window.model_pages.welcome.progress.cancel.click()


def closing(window: MainWindow, script: Script) -> Waits:
    yield from downloading(window, script)
    window.close()


def finished(window: MainWindow, script: Script) -> Waits:
    """Another model speaks meanwhile, so that the person decides."""
    yield lambda: is_ready(window)
    pages = window.model_pages
    pages.model_library.refresh()
    yield lambda: pages.model_library.overview is not None
    pages.show_welcome()
    pages.welcome.licence.accept.setChecked(True)
    pages.welcome.download.click()
    yield lambda: pages.downloads.state.phase is DownloadPhase.FINISHED


def beside_chat(window: MainWindow, script: Script) -> Waits:
    yield lambda: is_ready(window)
    pages = window.model_pages
    pages.model_library.refresh()
    yield lambda: pages.model_library.overview is not None
    pages.downloads.start(library.BIG.name, library.BIG.title)
    yield lambda: pages.downloads.state.share > 0.3


def models(window: MainWindow, script: Script) -> Waits:
    yield lambda: is_ready(window)
    window.model_pages.show_models()
    yield lambda: bool(window.model_pages.models.rows)
    list(window.model_pages.models.rows.values())[-1].remove.click()


def damaged(window: MainWindow, script: Script) -> Waits:
    window.model_pages.model_library.refresh()
    yield lambda: window.model_pages.can_repair


HERE = dataclasses.replace(
    library.NOTHING,
    models=(library.on_disk(), library.on_disk(library.SMALL, bytes=269_000_000)),
    wanted=library.on_disk().key,
)
STARTER_HERE = dataclasses.replace(
    library.NOTHING,
    models=(library.on_disk(library.SMALL),),
    wanted=library.on_disk(library.SMALL).key,
)
BROKEN = dataclasses.replace(
    library.NOTHING,
    models=(library.on_disk(error=KnownError("model_truncated", "")),),
    wanted=library.on_disk().key,
)
CUT_OFF = DownloadRetrying(Trouble.STALLED, 8.0, 2, library.MIRROR[1])
UNREACHABLE = DownloadFailed(
    KnownError(
        "hub_unreachable",
        "The connection to {host} failed again and again.",
        "What was downloaded is kept.",
        "Check the network, or choose another source or a proxy.",
        host=library.MIRROR[1],
        trouble="timeout",
    )
)


def library_for(play: Play, gate: Gate) -> FakeLibrary:
    """What is on the disk and what a download does, for one picture."""
    state = {
        finished: STARTER_HERE,
        beside_chat: STARTER_HERE,
        models: HERE,
        damaged: BROKEN,
        offline: dataclasses.replace(library.NOTHING, offline=True),
    }.get(play, library.NOTHING)
    steps = (library.STARTED, library.progress(0.38))
    end = {finished: (library.FINISHED,), troubled: (CUT_OFF, gate), given_up: (UNREACHABLE,)}
    return FakeLibrary(state, [(*steps, *end.get(play, (gate,)))])


def troubled(window: MainWindow, script: Script) -> Waits:
    yield from downloading(window, script)
    yield lambda: window.model_pages.downloads.state.phase is DownloadPhase.RETRYING


def given_up(window: MainWindow, script: Script) -> Waits:
    yield from downloading(window, script)
    yield lambda: window.model_pages.downloads.state.phase is DownloadPhase.FAILED


NEEDS_NO_MODEL = (
    *(welcome, licence, other_ways, sources, own_files, offline, downloading, paused),
    *(cancelling, closing, troubled, given_up),
)


def script_for(play: Play, language: str) -> Script:
    """What loading does at the start of this play."""
    script = Script(language)
    if play in (failed, loading, damaged):
        script.load(ModelFailed(truncated()))
    elif play in NEEDS_NO_MODEL:
        script.load(ModelFailed(KnownError("model_not_found", "There is no model here.")))
    return script
