"""A library of models without disk and network, scripted by each test."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from desktop_app.core.api.download_events import (
    DownloadEvent,
    DownloadFailed,
    DownloadFinished,
    DownloadPaused,
    DownloadProgress,
    DownloadStarted,
    Trouble,
)
from desktop_app.core.api.model_offers import (
    ModelOnDisk,
    Offer,
    Overview,
    SourceReport,
    SourcesFound,
)
from desktop_app.core.errors import KnownError
from desktop_app.core.settings import Settings
from tests.support.fakes import Gate

FOLDER = Path("/data/models")
HUB, MIRROR = (
    ("https://huggingface.co", "huggingface.co"),
    ("https://hf-mirror.com", "hf-mirror.com"),
)
BIG = Offer(
    "qwen1.5-0.5b-chat",
    "Qwen1.5-0.5B-Chat",
    "Qwen/Qwen1.5-0.5B-Chat",
    ("zh", "en"),
    1_246_203_521,
    0,
    "Tongyi Qianwen Research License",
    "1. Definitions\n2. Grant of Rights\n3. Redistribution",
    True,
)
SMALL = Offer(
    "smollm2-135m-instruct",
    "SmolLM2-135M-Instruct",
    "HuggingFaceTB/SmolLM2-135M-Instruct",
    ("en",),
    None,
    0,
    "Apache License 2.0",
    "Apache License",
    False,
)
FOUND = SourcesFound(
    (
        SourceReport(*HUB, Trouble.TIMEOUT, 5500.0),
        SourceReport(*MIRROR, None, 120.0, 200),
    ),
    MIRROR[0],
    BIG.bytes,
)
NOTHING = Overview(
    (), "", (BIG, SMALL), BIG.name, SMALL.name, (HUB, MIRROR), FOLDER, 52 * 10**9, False
)
TOTAL = BIG.bytes or 0
STARTED = DownloadStarted(BIG.title, MIRROR[1], FOLDER, 0, TOTAL)
FINISHED = DownloadFinished(BIG.name, FOLDER / BIG.name / "1")


def on_disk(offer: Offer = BIG, **changes: object) -> ModelOnDisk:
    folder = FOLDER / offer.name / "1"
    model = ModelOnDisk(
        str(folder), offer.name, offer.title, "1", folder, 988_000_000, offer.languages
    )
    return dataclasses.replace(model, repo=offer.repo, **changes)


def progress(share: float, bytes_per_s: float = 3.2e6) -> DownloadProgress:
    done = round(TOTAL * share)
    eta = (TOTAL - done) / bytes_per_s if bytes_per_s else None
    return DownloadProgress("model.safetensors", done, TOTAL, bytes_per_s, eta, MIRROR[1])


DownloadStep = DownloadEvent | Gate | Callable[[], None]


class FakeLibrary:
    """Implements core.ports.Library; is its own factory: pass `library.create`.

    state: what `overview` answers; a finished download of a script may change it by a callable.
    downloads: one script for each download, the last one repeats. A cancel ends it as paused.
    calls: every method called, with what matters of its arguments.
    """

    def __init__(
        self, state: Overview = NOTHING, downloads: Sequence[Sequence[DownloadStep]] = ((),)
    ) -> None:
        self.state = state
        self.downloads = list(downloads)
        self.found: SourcesFound | KnownError = FOUND
        self.calls: list[tuple] = []
        self.jobs: list[object] = []
        self.threads: set[int] = set()

    def create(self) -> FakeLibrary:
        return self

    def called(self, name: str) -> list[tuple]:
        return [call for call in self.calls if call[0] == name]

    def overview(self, settings: Settings) -> Overview:
        self._note("overview")
        return self.state

    def offer(self, text: str, settings: Settings) -> Offer:
        self._note("offer", text)
        if "/" not in text:
            raise KnownError("model_name_invalid", "There is no model called {name}.", name=text)
        return Offer(f"{text}@main", text.partition("/")[2], text, (), None, 0, "", "", False)

    def probe(
        self, name: str, settings: Settings, cancelled: threading.Event
    ) -> SourcesFound | None:
        self._note("probe", name, settings.proxy)
        if isinstance(self.found, KnownError):
            raise self.found
        return self.found

    def download(
        self, name: str, settings: Settings, cancelled: threading.Event, *, repair: bool
    ) -> Iterator[DownloadEvent]:
        self._note("download", name, settings.source, repair)
        script = self.downloads.pop(0) if len(self.downloads) > 1 else self.downloads[0]
        for step in script:
            if isinstance(step, Gate):
                step.wait(cancelled)
            elif callable(step):
                step()
            else:
                yield step
                if isinstance(step, DownloadFinished | DownloadFailed):
                    return
            if cancelled.is_set():
                break
        yield DownloadPaused(0, 0)

    def discard(self, name: str, settings: Settings) -> None:
        self._note("discard", name)

    def import_path(
        self, path: Path, in_place: bool, settings: Settings, progress: Callable[[float], None]
    ) -> str:
        self._note("import", path, in_place)
        self._work(progress)
        return str(path)

    def verify(
        self, key: str, settings: Settings, progress: Callable[[float], None]
    ) -> tuple[str, ...]:
        self._note("verify", key)
        return self._work(progress) or ()

    def remove(self, key: str, settings: Settings) -> None:
        self._note("remove", key)
        self._work(lambda fraction: None)

    def _work(self, progress: Callable[[float], None]) -> tuple[str, ...] | None:
        """The next of `jobs`: a Gate, an exception, a callable, or a tuple that is the result."""
        progress(0.25)
        for job in self.jobs:
            match job:
                case Gate():
                    job.wait(threading.Event())
                    progress(0.5)
                case Exception():
                    raise job
                case tuple():
                    return job
                case _:
                    job()
        return None

    def _note(self, *call: object) -> None:
        self.threads.add(threading.get_ident())
        self.calls.append(call)
