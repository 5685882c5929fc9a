"""The model's life, as the window sees it: it loads, it is ready, it rests, it fails.

Every method must be called in the GUI thread.
"""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.core.api.events import (
    LoadEvent,
    ModelFailed,
    ModelReady,
    ModelUnloaded,
    StageChanged,
)
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.shell.inference.worker import InferenceThread

log = logging.getLogger(__name__)

_MINUTE_MS = 60_000


class ModelLifecycle(QObject):
    """Starts LOADING; nothing happens before `start()`."""

    changed = Signal(object)
    """AppStatus, each time it differs."""
    ready = Signal()
    """A model was loaded."""
    loaded_or_failed = Signal()
    """A load has ended; after `ready`."""
    rests = Signal()
    """The model's memory is about to be given back."""
    unloaded = Signal()
    """It was; what only Python's collector can free is still there."""

    def __init__(
        self,
        thread: InferenceThread,
        is_busy: Callable[[], bool],
        idle_unload_min: float,
        idle_timer: QTimer | None = None,
        parent: QObject | None = None,
    ) -> None:
        """is_busy: whether a message runs or waits.

        idle_unload_min: minutes without use after which the model's memory is given back; 0 never.
        idle_timer: waits for their end; by default a QTimer of its own.
        """
        super().__init__(parent)
        self._thread = thread
        self._is_busy = is_busy
        self._status = AppStatus()
        self._cancelled = threading.Event()
        self._idle_timer = idle_timer or QTimer(self)
        self._idle_timer.setSingleShot(True)
        self._idle_timer.timeout.connect(self._fall_asleep)
        self.set_idle_time(idle_unload_min)

    @property
    def status(self) -> AppStatus:
        return self._status

    @property
    def phase(self) -> Phase:
        return self._status.phase

    def set_idle_time(self, minutes: float) -> None:
        """After how long the model rests; 0 never. The present wait begins anew."""
        self._idle_timer.setInterval(round(minutes * _MINUTE_MS))
        if minutes <= 0:
            self._idle_timer.stop()

    def start(self) -> None:
        """Load the model. Call once, when the thread runs."""
        self._thread.prepare_requested.emit(self._cancelled)

    def retry(self) -> None:
        """Load the model again after it failed."""
        if self.phase is Phase.FAILED:
            self._load_again()

    def reload(self) -> None:
        """Load the model that is wanted now, in the place of this one."""
        self._cancelled.set()
        self._cancelled = threading.Event()
        self.set(
            phase=Phase.LOADING,
            stage=None,
            fraction=None,
            model=None,
            error=None,
            tokens_per_s=0.0,
            running="",
        )
        self._thread.reload_requested.emit(self._cancelled)

    def note_use(self) -> None:
        """The idle time begins anew, and a model that rests is woken."""
        if self._idle_timer.interval() > 0:
            self._idle_timer.start()
        if self.phase is Phase.ASLEEP:
            self._load_again()

    def close(self) -> None:
        """End a load that runs."""
        self._cancelled.set()
        self._idle_timer.stop()

    def take(self, event: LoadEvent | ModelUnloaded) -> None:
        """An event of the worker."""
        match event:
            case ModelUnloaded():
                self.set(rss_mib=event.rss_mib)
                self.unloaded.emit()
            case StageChanged():
                self.set(stage=event.stage, fraction=event.fraction)
            case ModelReady():
                self.set(
                    phase=Phase.READY,
                    stage=None,
                    fraction=None,
                    model=event.model,
                    rss_mib=event.rss_mib,
                )
                self.ready.emit()
                self.loaded_or_failed.emit()
            case ModelFailed():
                log.warning("the model could not be loaded: %s", event.error.code)
                self.set(
                    phase=Phase.FAILED, stage=None, fraction=None, model=None, error=event.error
                )
                self.loaded_or_failed.emit()

    def set(self, **changes: Any) -> None:
        """Change fields of the status."""
        status = dataclasses.replace(self._status, **changes)
        if status != self._status:
            self._status = status
            self.changed.emit(status)

    @Slot()
    def _fall_asleep(self) -> None:
        """Nothing was done for a while."""
        if self.phase is Phase.READY and not self._is_busy():
            self.rests.emit()
            self.set(phase=Phase.ASLEEP)
            self._thread.unload_requested.emit()

    def _load_again(self) -> None:
        self.set(phase=Phase.LOADING, stage=None, fraction=None, error=None)
        self._thread.prepare_requested.emit(self._cancelled)
