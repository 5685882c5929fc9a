"""Work beside the GUI thread, and the one way back from there: a call through its event loop."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.system.safe_traceback import stack_without_texts

log = logging.getLogger(__name__)

Result = TypeVar("Result")

Tell = Callable[[Any], None]
"""Hands a value to the GUI thread."""


class Background(QObject):
    """Lives in the GUI thread. Its one thread begins with the first piece of work.

    Pieces of work are done one after another. All that they tell, and that they are done, arrives
    in the order in which it happened; nothing does once this object is closed or gone.
    """

    _arrived = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        """name: of the thread."""
        super().__init__(parent)
        self._is_closed = False
        self._thread = ThreadPoolExecutor(1, name)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[Tell], Result],
        done: Callable[[Future[Result]], None],
        progress: Tell | None = None,
    ) -> Future[Result]:
        """Do `work(tell)` in the thread, then call `done` with what came of it.

        progress: called with each value that the work tells. Once this object is closed nothing is
        begun, and the future says that it was cancelled.
        """
        if self._is_closed:
            never: Future[Result] = Future()
            never.cancel()
            return never

        def tell(value: Any) -> None:
            if progress is not None:
                self._send(partial(progress, value))

        future = self._thread.submit(work, tell)
        self.when_done(future, done)
        return future

    def when_done(self, future: Future[Result], call: Callable[[Future[Result]], None]) -> None:
        """Call `call(future)` once it is done, whoever does it."""
        future.add_done_callback(lambda done: self._send(partial(call, done)))

    def close(self) -> None:
        """Return once all work that was asked for is over and the thread gone."""
        self._is_closed = True
        self._thread.shutdown(wait=True)

    def _send(self, call: Callable[[], None]) -> None:
        # the window may be gone by now; Qt says so with a RuntimeError
        with contextlib.suppress(RuntimeError):
            self._arrived.emit(call)

    @Slot(object)
    def _deliver(self, call: Callable[[], None]) -> None:
        if not self._is_closed:
            call()


def outcome(done: Future[Result]) -> Result | KnownError:
    """What the work brought, or why it failed, in words. Of a defect the log has the place."""
    try:
        return done.result()
    except KnownError as error:
        return error
    except Exception as error:
        # an exception's own words can quote what somebody wrote
        log.error("work in a thread of its own failed\n%s", stack_without_texts(error))
        return KnownError(
            "unexpected",
            QT_TRANSLATE_NOOP("KnownError", "This piece of work failed."),
            QT_TRANSLATE_NOOP("KnownError", "This is a defect of the program, not your mistake."),
            QT_TRANSLATE_NOOP("KnownError", "Try again. If that does not help, see the log."),
        )
