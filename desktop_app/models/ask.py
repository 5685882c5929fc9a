"""Questions in threads that can be left behind: a name look-up can't be interrupted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

Answer = TypeVar("Answer")

_POLL_S = 0.05


def ask_in_thread(question: Callable[[], Answer], cancelled: threading.Event) -> Answer | None:
    """The answer; None when cancelled. Raises what the question raised."""
    future = begin_to_ask(question)
    while not cancelled.is_set():
        if wait([future], timeout=_POLL_S).done:
            return future.result()
    return None


def begin_to_ask(question: Callable[[], Answer]) -> Future[Answer]:
    """Ask, and let whoever asked do something else; the program's end does not wait for it."""
    future: Future[Answer] = Future()

    def ask() -> None:
        try:
            future.set_result(question())
        except Exception as error:  # whatever it is, the asker must hear of it
            future.set_exception(error)

    threading.Thread(target=ask, name="ask", daemon=True).start()
    return future
