"""Brings what is done in other threads home to the GUI thread."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Mailbox(QObject):
    """Calls back in its own thread, through its event loop; in the order in which things end."""

    _arrived = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def when_done(self, future: Future, call: Callable[[Future], None]) -> None:
        """Call `call(future)` once it is done. After this object is gone nobody is called."""
        future.add_done_callback(lambda done: self._send(call, done))

    def close(self) -> None:
        """Deliver nothing more."""
        self._is_closed = True

    def _send(self, call: Callable[[Future], None], done: Future) -> None:
        # the window may be gone by now; Qt says so with a RuntimeError
        with contextlib.suppress(RuntimeError):
            self._arrived.emit(call, done)

    @Slot(object, object)
    def _deliver(self, call: Callable[[Future], None], done: Future) -> None:
        if not self._is_closed:
            call(done)
