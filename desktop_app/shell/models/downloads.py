"""The one download on the GUI thread: its state, and what a person can do with it.

The bytes are fetched in a thread of their own; only signals and the cancel flag cross.
"""

from __future__ import annotations

import dataclasses
import enum
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.core.api.download_events import (
    DownloadChecking,
    DownloadEvent,
    DownloadFailed,
    DownloadFinished,
    DownloadPaused,
    DownloadProgress,
    DownloadRetrying,
    DownloadStarted,
    DownloadWaiting,
    Trouble,
)
from desktop_app.core.api.model_offers import Offer
from desktop_app.core.api.ports import LibraryFactory
from desktop_app.core.errors import KnownError
from desktop_app.shell.settings.store import SettingsStore
from desktop_app.shell.threads.background import Background, Tell, outcome


class DownloadPhase(enum.Enum):
    """What the download is doing."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    CHECKING = "checking"
    RETRYING = "retrying"
    WAITING = "waiting"
    PAUSING = "pausing"
    PAUSED = "paused"
    FAILED = "failed"
    FINISHED = "finished"


_AT_REST = (
    DownloadPhase.IDLE,
    DownloadPhase.PAUSED,
    DownloadPhase.FAILED,
    DownloadPhase.FINISHED,
)


@dataclass(frozen=True, slots=True)
class DownloadState:
    """All that the window shows of a download.

    name, title: of the model.  source: host, "" before it is known.
    done_bytes, total_bytes: of all files, 0 before they are known.
    bytes_per_s: 0 and eta_s: None where not known.  fraction: of the check while CHECKING.
    trouble, wait_s, attempt: while RETRYING.  error: set exactly while FAILED.
    without_token: the access token of this computer was refused, and is left out.
    """

    phase: DownloadPhase = DownloadPhase.IDLE
    name: str = ""
    title: str = ""
    source: str = ""
    file: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    bytes_per_s: float = 0.0
    eta_s: float | None = None
    fraction: float = 0.0
    trouble: Trouble | None = None
    wait_s: float = 0.0
    attempt: int = 0
    error: KnownError | None = None
    without_token: bool = False

    @property
    def active(self) -> bool:
        """Whether it runs: there is something to pause."""
        return self.phase not in _AT_REST

    @property
    def share(self) -> float:
        """The part of all bytes that is here, 0 to 1."""
        return self.done_bytes / self.total_bytes if self.total_bytes else 0.0


@dataclass(frozen=True, slots=True)
class _Wanted:
    name: str
    title: str
    repair: bool = False


class _Ending(enum.Enum):
    """What a run that was stopped turns into."""

    PAUSE = "pause"
    KEEP = "keep"
    DISCARD = "discard"


class Downloads(QObject):
    """At most one download at a time; what was fetched always counts when it goes on."""

    state_changed = Signal(object)
    """DownloadState, each time it differs."""
    finished = Signal(str)
    """Key of a model that is complete, verified and in its place."""
    rested = Signal()
    """Nothing runs any more, for whatever reason; what was to be thrown away is gone."""

    def __init__(
        self, make_library: LibraryFactory, settings: SettingsStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._state = DownloadState()
        self._wanted: _Wanted | None = None
        self._next: list[_Wanted] = []
        self._ending = _Ending.PAUSE
        self._last: DownloadEvent | None = None
        self._is_running = False
        self._cancelled = threading.Event()
        # made in the thread, so that what it imports loads there
        self._library = cache(make_library)
        self._background = Background("download", self)

    @property
    def state(self) -> DownloadState:
        return self._state

    def offer_to_go_on(self, offer: Offer) -> None:
        """Show an unfinished download of an earlier run as paused."""
        if self._state.phase is DownloadPhase.IDLE and offer.bytes:
            self._wanted = _Wanted(offer.name, offer.title)
            self._set(
                DownloadState(
                    DownloadPhase.PAUSED,
                    offer.name,
                    offer.title,
                    done_bytes=offer.done_bytes,
                    total_bytes=offer.bytes,
                )
            )

    def start(self, name: str, title: str, repair: bool = False) -> None:
        """Fetch this model. One that runs already is put off and goes on after it."""
        wanted = _Wanted(name, title, repair)
        if not self._is_running:
            self._begin(wanted)
        elif self._wanted is not None and wanted != self._wanted:
            self._next = [wanted, self._wanted]
            self._stop(_Ending.PAUSE)

    def pause(self) -> None:
        """Stop fetching; everything is kept."""
        if self._state.active:
            self._next = []
            self._stop(_Ending.PAUSE)

    def resume(self) -> None:
        """Go on after a pause or a failure, with the source that the settings name now."""
        if self._wanted is not None and not self._is_running:
            self._begin(self._wanted)

    def change_source(self) -> None:
        """Take the source and proxy that the settings name now; the part stays valid.

        One that failed tries again; one that the person paused waits for the person.
        """
        if self._state.phase is DownloadPhase.FAILED:
            self.resume()
        elif self._state.active and self._wanted is not None:
            self._next = [self._wanted, *self._next[1:]]
            self._stop(_Ending.PAUSE)

    def cancel(self, keep: bool) -> None:
        """End it and be idle; `keep` says whether what was fetched stays for a later time."""
        self._next = []
        ending = _Ending.KEEP if keep else _Ending.DISCARD
        if self._is_running:
            self._stop(ending)
        else:
            self._conclude(ending)

    def close(self) -> None:
        """Stop, keeping everything, and return once the thread is gone."""
        self._next = []
        self._cancelled.set()
        self._background.close()
        if self._state.active:
            self._change(phase=DownloadPhase.PAUSED, bytes_per_s=0.0, eta_s=None)

    def _begin(self, wanted: _Wanted) -> None:
        self._wanted = wanted
        self._ending = _Ending.PAUSE
        self._last = None
        cancelled = self._cancelled = threading.Event()
        settings = self._settings.value
        before = self._state if self._state.name == wanted.name else DownloadState()
        self._set(
            DownloadState(
                DownloadPhase.STARTING,
                wanted.name,
                wanted.title,
                done_bytes=before.done_bytes,
                total_bytes=before.total_bytes,
            )
        )

        def fetch(tell: Tell) -> None:
            events = self._library().download(
                wanted.name, settings, cancelled, repair=wanted.repair
            )
            for event in events:
                tell(event)

        self._run(fetch)

    def _run(self, work: Callable[[Tell], None]) -> None:
        self._is_running = True
        self._background.run(work, self._on_ended, self._on_event)

    def _stop(self, ending: _Ending) -> None:
        self._ending = ending
        self._cancelled.set()
        self._change(phase=DownloadPhase.PAUSING, bytes_per_s=0.0, eta_s=None)

    def _on_event(self, event: DownloadEvent) -> None:
        self._last = event
        if self._cancelled.is_set():
            return
        match event:
            case DownloadStarted():
                self._change(
                    phase=DownloadPhase.RUNNING,
                    source=event.source,
                    done_bytes=event.done_bytes,
                    total_bytes=event.total_bytes,
                )
            case DownloadProgress():
                self._change(
                    phase=DownloadPhase.RUNNING,
                    file=event.file,
                    done_bytes=event.done_bytes,
                    total_bytes=event.total_bytes,
                    bytes_per_s=event.bytes_per_s,
                    eta_s=event.eta_s,
                    source=event.source,
                )
            case DownloadChecking():
                self._change(phase=DownloadPhase.CHECKING, file=event.file, fraction=event.fraction)
            case DownloadRetrying(reason=Trouble.TOKEN):
                self._change(without_token=True, source=event.source)
            case DownloadRetrying():
                self._change(
                    phase=DownloadPhase.RETRYING,
                    trouble=event.reason,
                    wait_s=event.wait_s,
                    attempt=event.attempt,
                    source=event.source,
                    bytes_per_s=0.0,
                    eta_s=None,
                )
            case DownloadWaiting():
                self._change(phase=DownloadPhase.WAITING)

    def _on_ended(self, done: Future[None]) -> None:
        self._is_running = False
        result = outcome(done)
        last = DownloadFailed(result) if isinstance(result, KnownError) else self._last
        match last:
            case DownloadFinished():
                self._change(
                    phase=DownloadPhase.FINISHED,
                    done_bytes=self._state.total_bytes,
                    bytes_per_s=0.0,
                    eta_s=None,
                )
                self._wanted = None
                self.finished.emit(str(last.folder))
                self._next = self._next[1:]
            case DownloadFailed() if self._ending is _Ending.PAUSE:
                self._next = []
                self._change(
                    phase=DownloadPhase.FAILED, error=last.error, bytes_per_s=0.0, eta_s=None
                )
                self.rested.emit()
            case _:
                if isinstance(last, DownloadPaused) and last.total_bytes:
                    self._change(done_bytes=last.done_bytes, total_bytes=last.total_bytes)
                self._conclude(self._ending)
        if self._next and not self._is_running:
            self._begin(self._next[0])

    def _conclude(self, ending: _Ending) -> None:
        """What comes after a run that was stopped."""
        wanted = self._wanted
        if ending is _Ending.PAUSE:
            self._change(phase=DownloadPhase.PAUSED)
        elif ending is _Ending.DISCARD and wanted is not None:
            self._change(phase=DownloadPhase.PAUSING)
            self._wanted = None
            self._ending = _Ending.KEEP
            self._last = None
            name, settings = wanted.name, self._settings.value
            self._run(lambda tell: self._library().discard(name, settings))
            return
        else:
            self._wanted = None
            self._set(DownloadState())
        self.rested.emit()

    def _change(self, **changes: Any) -> None:
        phase = changes.get("phase", self._state.phase)
        if phase is not DownloadPhase.FAILED:
            changes.setdefault("error", None)
        self._set(dataclasses.replace(self._state, **changes))

    def _set(self, state: DownloadState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
