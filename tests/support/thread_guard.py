"""Finds threads that a test left running."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from desktop_app.shell.inference.worker import THREAD_NAME as WORKER_THREAD_NAME
from tests.support.patience import PATIENCE_S

QT_THREAD_NAMES = {WORKER_THREAD_NAME, "QThread"}
"""Not Qt's pool: it paints large areas with threads that live on for half a minute by design."""


@contextlib.contextmanager
def no_thread_left_behind(patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Raises AssertionError if Python's or Qt's threads outlive the block by `patience_s`.

    Thread pools of the numeric libraries live on by design and have no name of their own, so that
    Qt's threads are told by theirs; reading those needs Linux.
    """
    before = _running()
    yield
    # The system takes a moment to clear away a thread that Qt or Python has already joined.
    deadline = time.monotonic() + patience_s
    while (left := _running() - before) and time.monotonic() < deadline:
        time.sleep(0.002)
    if left:
        raise AssertionError(f"threads left running: {sorted(name for _, name in left)}")


def _running() -> set[tuple[int, str]]:
    # Qt's threads leave dummy entries behind in `threading`: their end is not seen there.
    threads = {
        (thread.ident or 0, thread.name)
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread)
    }
    if sys.platform == "linux":
        for task in Path("/proc/self/task").iterdir():
            with contextlib.suppress(OSError):
                name = (task / "comm").read_text(encoding="utf-8", errors="replace").strip()
                if name in QT_THREAD_NAMES:
                    threads.add((int(task.name), name))
    return threads
