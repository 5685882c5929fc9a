"""The models of this disk and the sources, on the GUI thread: what is here, and work on it."""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.core.api.model_offers import Offer, Overview, SourcesFound
from desktop_app.core.api.ports import LibraryFactory
from desktop_app.core.errors import KnownError
from desktop_app.core.settings import Settings
from desktop_app.shell.settings.store import SettingsStore
from desktop_app.shell.threads.background import Background, Tell, outcome

_TELL_INTERVAL_S = 0.1


class JobKind(enum.Enum):
    """Work on models that takes a while."""

    IMPORT = "import"
    VERIFY = "verify"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Job:
    """The last piece of work.

    subject: name of what is imported, or key of the model.  fraction: 0 to 1, None once it is over.
    error: why it failed.  bad_files: what a verification found.  stopped: by the person.
    """

    kind: JobKind
    subject: str
    fraction: float | None = 0.0
    error: KnownError | None = None
    bad_files: tuple[str, ...] = ()
    stopped: bool = False

    @property
    def running(self) -> bool:
        return self.fraction is not None


@dataclass(frozen=True, slots=True)
class Sources:
    """What is known of the sources. found, error: of the last time that they were asked."""

    asking: bool = False
    found: SourcesFound | None = None
    error: KnownError | None = None


class _StoppedError(Exception):
    """Raised inside a job's progress to end it."""


class ModelLibrary(QObject):
    """Asks nobody before it is told to: only `probe` opens sockets."""

    overview_changed = Signal(object)
    """Overview."""
    sources_changed = Signal(object)
    """Sources."""
    proxy_tested = Signal(object)
    """Sources, as seen through the proxy that was tested."""
    offer_found = Signal(object)
    """Offer or KnownError: the answer to `find_offer`."""
    job_changed = Signal(object)
    """Job, each time it differs."""
    imported = Signal(str)
    """Key of a model that was taken in."""

    def __init__(
        self, make_library: LibraryFactory, settings: SettingsStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._overview: Overview | None = None
        self._sources = Sources()
        self._job: Job | None = None
        self._stopped = threading.Event()
        self._leaving = threading.Event()
        self._last_probe: Future[SourcesFound | None] | None = None
        # made in a thread, so that what it imports loads there
        self._library = cache(make_library)
        self._disk = Background("models", self)
        self._network = Background("sources", self)

    @property
    def overview(self) -> Overview | None:
        """None before it was looked for."""
        return self._overview

    @property
    def sources(self) -> Sources:
        return self._sources

    @property
    def job(self) -> Job | None:
        return self._job

    def refresh(self) -> None:
        """Look at this disk; overview_changed follows."""
        settings = self._settings.value
        self._disk.run(lambda tell: self._library().overview(settings), self._take_overview)

    def find_offer(self, text: str) -> None:
        """What a name that was typed means; offer_found follows."""
        settings = self._settings.value
        self._disk.run(lambda tell: self._library().offer(text, settings), self._take_offer)

    def probe(self, name: str) -> None:
        """Ask all sources for this model, over the network."""
        self._set_sources(dataclasses.replace(self._sources, asking=True, error=None))
        self._last_probe = self._ask(name, self._settings.value, self._take_sources)

    def test_proxy(self, name: str, proxy: str) -> None:
        """Ask all sources through this proxy; proxy_tested follows. Nothing is stored.

        Raises KnownError("setting_invalid").
        """
        settings = dataclasses.replace(self._settings.value, proxy=proxy)
        self._ask(name, settings, self._take_proxy_test)

    def import_path(self, path: Path, in_place: bool) -> None:
        """Take in a folder or a .gguf file."""
        settings = self._settings.value
        stopped = threading.Event()

        def work(tell: Tell) -> str | None:
            progress = _telling(tell, stopped)
            with contextlib.suppress(_StoppedError):
                return self._library().import_path(path, in_place, settings, progress)
            return None

        self._begin(Job(JobKind.IMPORT, path.name), work, stopped)

    def verify(self, key: str) -> None:
        """Hash every file of this model again."""
        settings = self._settings.value
        stopped = threading.Event()

        def work(tell: Tell) -> tuple[str, ...] | None:
            with contextlib.suppress(_StoppedError):
                return self._library().verify(key, settings, _telling(tell, stopped))
            return None

        self._begin(Job(JobKind.VERIFY, key), work, stopped)

    def remove(self, key: str) -> None:
        """Delete this model."""
        settings = self._settings.value

        def work(tell: Tell) -> str:
            self._library().remove(key, settings)
            return key

        self._begin(Job(JobKind.REMOVE, key), work, threading.Event())

    def stop_job(self) -> None:
        """End the running work; it leaves nothing behind."""
        self._stopped.set()

    def close(self) -> None:
        """Stop, and return once the threads are gone."""
        self._stopped.set()
        self._leaving.set()
        self._disk.close()
        self._network.close()

    def _begin(
        self,
        job: Job,
        work: Callable[[Tell], str | tuple[str, ...] | None],
        stopped: threading.Event,
    ) -> None:
        """Nothing while another piece of work runs."""
        if self._job is not None and self._job.running:
            return
        self._stopped = stopped
        self._disk.run(
            work,
            lambda done: self._end_job(job, done),
            lambda fraction: self._set_job(dataclasses.replace(job, fraction=fraction)),
        )
        self._set_job(job)

    def _end_job(self, job: Job, done: Future[str | tuple[str, ...] | None]) -> None:
        """done: None where it was stopped; the names of bad files, or the model's key."""
        result = outcome(done)
        ended = dataclasses.replace(job, fraction=None)
        if isinstance(result, KnownError):
            ended = dataclasses.replace(ended, error=result)
        elif result is None:
            ended = dataclasses.replace(ended, stopped=True)
        elif isinstance(result, tuple):
            ended = dataclasses.replace(ended, bad_files=result)
        self._set_job(ended)
        self.refresh()
        if job.kind is JobKind.IMPORT and isinstance(result, str):
            self.imported.emit(result)

    def _ask(
        self,
        name: str,
        settings: Settings,
        done: Callable[[Future[SourcesFound | None]], None],
    ) -> Future[SourcesFound | None]:
        leaving = self._leaving
        return self._network.run(lambda tell: self._library().probe(name, settings, leaving), done)

    def _take_overview(self, done: Future[Overview]) -> None:
        found = outcome(done)
        if isinstance(found, Overview):
            self._overview = found
            self.overview_changed.emit(found)

    def _take_offer(self, done: Future[Offer]) -> None:
        self.offer_found.emit(outcome(done))

    def _take_sources(self, done: Future[SourcesFound | None]) -> None:
        if done is self._last_probe:
            self._set_sources(_sources(done))

    def _take_proxy_test(self, done: Future[SourcesFound | None]) -> None:
        self.proxy_tested.emit(_sources(done))

    def _set_sources(self, sources: Sources) -> None:
        if sources != self._sources:
            self._sources = sources
            self.sources_changed.emit(sources)

    def _set_job(self, job: Job) -> None:
        if job != self._job:
            self._job = job
            self.job_changed.emit(job)


def _sources(done: Future[SourcesFound | None]) -> Sources:
    found = outcome(done)
    return Sources(error=found) if isinstance(found, KnownError) else Sources(found=found)


def _telling(tell: Tell, stopped: threading.Event) -> Callable[[float], None]:
    """A progress that tells at most ten times a second and raises once `stopped` is set."""
    last = 0.0

    def progress(fraction: float) -> None:
        nonlocal last
        if stopped.is_set():
            raise _StoppedError
        now = time.monotonic()
        if now - last >= _TELL_INTERVAL_S:
            last = now
            tell(fraction)

    return progress
