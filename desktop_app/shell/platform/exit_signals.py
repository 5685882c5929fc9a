"""The system's word that the program is to end: a signal, such as at a log-out or by `kill`.

Left alone, such a signal ends the process where it stands. What was said is on the disk by then,
but a reply loses up to half a second, and the files beside the chats stay behind.
"""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class ExitSignals(QObject):
    """From `listen()` to `close()` these signals end nothing by themselves; `asked` tells of them.

    Lives in the main thread, the only one that may say what a signal does.
    """

    asked = Signal()
    """To be taken as an order: nobody may be there to answer a question."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before: dict[int, Callable[[int, FrameType | None], Any] | int | None] = {}
        self._ours, self._pythons = socket.socketpair()
        self._ours.setblocking(False)
        self._pythons.setblocking(False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.setEnabled(False)
        self._notifier.activated.connect(self._take)

    def listen(self) -> None:
        """Signals that whoever started the program lets it ignore (nohup) stay ignored."""
        # the interpreter writes the signal's number there at once, in the midst of Qt's waiting;
        # a handler of Python's own would wait for the next line of Python
        self._notifier.setEnabled(True)
        signal.set_wakeup_fd(self._pythons.fileno(), warn_on_full_buffer=False)
        for name in _NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, _leave_to_the_notifier)

    def close(self) -> None:
        """Let the signals do again what they did before. There is no listening after it."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()
        if self._notifier.isEnabled():
            self._notifier.setEnabled(False)
            signal.set_wakeup_fd(-1)
        self._ours.close()
        self._pythons.close()

    @Slot()
    def _take(self) -> None:
        said = b""
        with contextlib.suppress(BlockingIOError):
            said = self._ours.recv(64)
        # Python's own children and timers have signals too
        if not any(number in self._before for number in said):
            return
        if signal.SIGINT in self._before:
            # ending can take a while; a second Ctrl+C does not wait for it
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        self.asked.emit()


def _leave_to_the_notifier(number: int, frame: object) -> None:
    """Python keeps a signal from ending the process only where there is a handler."""
