"""Waits in the thread of a window, which goes on meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEventLoop


def wait(done: Callable[[], bool], what: str, limit_s: float) -> None:
    """Return once `done`. Raises TimeoutError that names `what` after `limit_s` seconds."""
    limit = time.monotonic() + limit_s
    while not done():
        if time.monotonic() > limit:
            raise TimeoutError(f"{what} did not come")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        time.sleep(0.001)


def spin(seconds: float) -> None:
    """Let the window go on for so long."""
    limit = time.monotonic() + seconds
    wait(lambda: time.monotonic() > limit, "time", seconds + 60)
