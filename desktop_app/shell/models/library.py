"""The models of this disk and the sources, on the GUI thread: what is here, and work on it."""

from __future__ import annotations

import dataclasses
import enum
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.core.api.model_offers import Overview, SourcesFound
from desktop_app.core.api.ports import Library, LibraryFactory
from desktop_app.core.errors import KnownError
from desktop_app.core.settings import Settings
from desktop_app.shell.settings.store import SettingsStore
from desktop_app.shell.threads.background import Runner, Tell, Work

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
        self._job_number: int | None = None
        self._stopped = threading.Event()
        self._leaving = threading.Event()
        self._answers: dict[int, Callable[[object], None]] = {}
        self._probes: dict[int, Callable[[object], None]] = {}
        self._disk = Runner(make_library, self)
        self._disk.told.connect(self._on_progress)
        self._disk.ended.connect(self._on_disk_ended)
        self._network = Runner(make_library, self)
        self._network.ended.connect(self._on_network_ended)

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
        number = self._disk.submit(lambda library, tell: library.overview(settings))
        self._answers[number] = self._take_overview

    def find_offer(self, text: str) -> None:
        """What a name that was typed means; offer_found follows."""
        settings = self._settings.value
        number = self._disk.submit(lambda library, tell: library.offer(text, settings))
        self._answers[number] = self.offer_found.emit

    def probe(self, name: str) -> None:
        """Ask all sources for this model, over the network."""
        settings = self._settings.value
        self._set_sources(dataclasses.replace(self._sources, asking=True, error=None))
        number = self._network.submit(_asking(name, settings, self._leaving))
        self._probes[number] = self._take_sources

    def test_proxy(self, name: str, proxy: str) -> None:
        """Ask all sources through this proxy; proxy_tested follows. Nothing is stored.

        Raises KnownError("setting_invalid").
        """
        settings = dataclasses.replace(self._settings.value, proxy=proxy)
        number = self._network.submit(_asking(name, settings, self._leaving))
        self._probes[number] = self._take_proxy_test

    def import_path(self, path: Path, in_place: bool) -> None:
        """Take in a folder or a .gguf file."""
        settings = self._settings.value
        stopped = threading.Event()

        def work(library: Library, tell: Tell) -> str | None:
            try:
                return library.import_path(path, in_place, settings, _telling(tell, stopped))
            except _StoppedError:
                return None

        self._begin(Job(JobKind.IMPORT, path.name), work, stopped)

    def verify(self, key: str) -> None:
        """Hash every file of this model again."""
        settings = self._settings.value
        stopped = threading.Event()

        def work(library: Library, tell: Tell) -> tuple[str, ...] | None:
            try:
                return library.verify(key, settings, _telling(tell, stopped))
            except _StoppedError:
                return None

        self._begin(Job(JobKind.VERIFY, key), work, stopped)

    def remove(self, key: str) -> None:
        """Delete this model."""
        settings = self._settings.value

        def work(library: Library, tell: Tell) -> str:
            library.remove(key, settings)
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

    def _begin(self, job: Job, work: Work, stopped: threading.Event) -> None:
        if self._job is not None and self._job.running:
            return
        self._stopped = stopped
        self._job_number = self._disk.submit(work)
        self._set_job(job)

    @Slot(int, object)
    def _on_progress(self, number: int, fraction: float) -> None:
        if number == self._job_number and self._job is not None:
            self._set_job(dataclasses.replace(self._job, fraction=fraction))

    @Slot(int, object)
    def _on_disk_ended(self, number: int, result: object) -> None:
        if number in self._answers:
            self._answers.pop(number)(result)
        elif number == self._job_number and self._job is not None:
            self._end_job(self._job, result)

    def _end_job(self, job: Job, result: object) -> None:
        self._job_number = None
        done = dataclasses.replace(job, fraction=None)
        if isinstance(result, KnownError):
            done = dataclasses.replace(done, error=result)
        elif result is None:
            done = dataclasses.replace(done, stopped=True)
        elif job.kind is JobKind.VERIFY:
            done = dataclasses.replace(done, bad_files=result)
        self._set_job(done)
        self.refresh()
        if job.kind is JobKind.IMPORT and isinstance(result, str):
            self.imported.emit(result)

    @Slot(int, object)
    def _on_network_ended(self, number: int, result: object) -> None:
        self._probes.pop(number)(result)

    def _take_overview(self, result: object) -> None:
        if isinstance(result, Overview):
            self._overview = result
            self.overview_changed.emit(result)

    def _take_sources(self, result: object) -> None:
        if not self._probes:
            self._set_sources(_sources(result))

    def _take_proxy_test(self, result: object) -> None:
        self.proxy_tested.emit(_sources(result))

    def _set_sources(self, sources: Sources) -> None:
        if sources != self._sources:
            self._sources = sources
            self.sources_changed.emit(sources)

    def _set_job(self, job: Job) -> None:
        if job != self._job:
            self._job = job
            self.job_changed.emit(job)


def _sources(result: object) -> Sources:
    if isinstance(result, SourcesFound):
        return Sources(found=result)
    return Sources(error=result if isinstance(result, KnownError) else None)


def _asking(name: str, settings: Settings, cancelled: threading.Event) -> Work:
    def work(library: Library, tell: Tell) -> SourcesFound | None:
        return library.probe(name, settings, cancelled)

    return work


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
