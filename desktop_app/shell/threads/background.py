"""A thread that does one piece of work after another and tells of it by signals only."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, Signal, Slot

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.system.safe_traceback import stack_without_texts

log = logging.getLogger(__name__)

RUNNER_THREAD_NAME = "runner"

Tell = Callable[[Any], None]
Work = Callable[[Any, Tell], Any]
"""work(tool, tell): runs in the runner's thread; `tell` hands a value to the GUI thread."""


class _RunnerWorker(QObject):
    """Lives in the runner's thread."""

    told = Signal(int, object)
    ended = Signal(int, object)

    def __init__(self, make_tool: Callable[[], Any]) -> None:
        super().__init__()
        self._make_tool = make_tool
        self._tool: Any = None

    @Slot(int, object)
    def run(self, number: int, work: Work) -> None:
        """Whatever happens, emits exactly one `ended`: the result, or the KnownError."""
        self.ended.emit(number, self._result(number, work))

    @Slot()
    def shut_down(self) -> None:
        QThread.currentThread().quit()

    def _result(self, number: int, work: Work) -> Any:
        try:
            if self._tool is None:
                self._tool = self._make_tool()
            return work(self._tool, lambda value: self.told.emit(number, value))
        except KnownError as error:
            return error
        except Exception as error:
            # an exception's own words can quote what somebody wrote
            log.error("work in a thread of its own failed\n%s", stack_without_texts(error))
            return _defect()


class Runner(QObject):
    """Lives in the GUI thread. Its thread begins with the first piece of work."""

    told = Signal(int, object)
    """Number of the work, and what it told."""
    ended = Signal(int, object)
    """Number of the work, and its result or a KnownError."""

    _requested = Signal(int, object)
    _shutdown_requested = Signal()

    def __init__(self, make_tool: Callable[[], Any], parent: QObject | None = None) -> None:
        """make_tool: what every piece of work is given, such as the library of models; called in
        the runner's thread, so that what it imports loads there."""
        super().__init__(parent)
        self._number = 0
        self._thread = QThread(self)
        self._thread.setObjectName(RUNNER_THREAD_NAME)
        self._worker = _RunnerWorker(make_tool)
        self._worker.moveToThread(self._thread)
        self._worker.told.connect(self.told)
        self._worker.ended.connect(self.ended)
        self._requested.connect(self._worker.run)
        self._shutdown_requested.connect(self._worker.shut_down)

    def submit(self, work: Work) -> int:
        """Queue a piece of work. Returns its number."""
        if not self._thread.isRunning():
            self._thread.start()
        self._number += 1
        self._requested.emit(self._number, work)
        return self._number

    def close(self) -> None:
        """Return once the work that was queued is over and the thread gone."""
        if self._thread.isRunning():
            self._shutdown_requested.emit()
            self._thread.wait()
            # what was said last is still queued, and the event loop may never run again
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)


def _defect() -> KnownError:
    return KnownError(
        "unexpected",
        QT_TRANSLATE_NOOP("KnownError", "This piece of work failed."),
        QT_TRANSLATE_NOOP("KnownError", "This is a defect of the program, not your mistake."),
        QT_TRANSLATE_NOOP("KnownError", "Try again. If that does not help, see the log."),
    )


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
