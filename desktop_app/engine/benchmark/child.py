"""A contender in a process of its own, asked over a pipe.

Started afresh (spawn), so that nothing of the asking process counts as the contender's memory,
and so that it works in the frozen program too.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError

POLL_S = 0.2
"""How soon a dead child, or Ctrl+C where a pipe can't be interrupted, is noticed."""

log = logging.getLogger(__name__)


class Child:
    """The asking side. Use as a context manager: the process is ended in every case."""

    def __init__(self, name: str, factory: str, **arguments: Any) -> None:
        """Start the process; it calls the factory and waits to be asked.

        name: for messages.  factory: "module:attribute" of a class or function.
        """
        self.name = name
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve,
            args=(theirs, factory, arguments, time.monotonic()),
            name=f"bench-{name}",
            daemon=True,
        )
        self._process.start()
        theirs.close()

    def ready(self) -> float:
        """Wait until the factory is done; seconds from the start of the process.

        Raises KnownError.
        """
        return self._receive()

    def ask(self, method: str, *arguments: Any, **named: Any) -> Any:
        """Call a method of what the factory made. Raises KnownError."""
        try:
            self._connection.send((method, arguments, named))
        except OSError as error:
            raise self._died() from error
        return self._receive()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._connection.close()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _receive(self) -> Any:
        try:
            while not self._connection.poll(POLL_S):
                if not self._process.is_alive() and not self._connection.poll():
                    raise EOFError
            kind, value = self._connection.recv()
        except (EOFError, OSError) as error:
            raise self._died() from error
        if kind == "value":
            return value
        if kind == "known":
            raise KnownError(**value["texts"], **value["values"])
        log.info("%s failed:\n%s", self.name, value["traceback"])
        raise self._failed(value["reason"], "")

    def _died(self) -> KnownError:
        self._process.join(POLL_S)
        code = self._process.exitcode
        # a negative code is the signal that ended it: 9 is what the system sends without memory
        return self._failed(
            f"exit code {code}",
            QT_TRANSLATE_NOOP("KnownError", "Often the memory was not enough."),
        )

    def _failed(self, reason: str, meaning: str) -> KnownError:
        return KnownError(
            "benchmark_failed",
            QT_TRANSLATE_NOOP("KnownError", "The measurement of {name} ended early: {reason}."),
            meaning,
            QT_TRANSLATE_NOOP("KnownError", "Close other programs and try again."),
            name=self.name,
            reason=reason,
        )


def _serve(connection: Connection, factory: str, arguments: dict[str, Any], start: float) -> None:
    """The child's life: make the contender, then answer until the pipe is closed."""
    # the asking process ends us; a second traceback on Ctrl+C helps nobody
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _keep_stdout_clean()
    made: list[Any] = []

    def make() -> float:
        module, _, attribute = factory.partition(":")
        made.append(getattr(importlib.import_module(module), attribute)(**arguments))
        # the clock is the system's: the same in both processes, and nobody sets it
        return time.monotonic() - start

    _answer(connection, make)
    while made:
        try:
            method, positional, named = connection.recv()
        except (EOFError, OSError):
            return
        if method == "peak_rss_mib":
            _answer(connection, peak_rss_mib)
        else:
            _answer(connection, lambda: getattr(made[0], method)(*positional, **named))  # noqa: B023


def _answer(connection: Connection, work: Callable[[], Any]) -> None:
    try:
        answer = ("value", work())
    except KnownError as error:
        texts = {name: getattr(error, name) for name in ("code", "what", "meaning", "action")}
        values = {name: str(value) for name, value in error.values.items()}
        answer = ("known", {"texts": texts, "values": values})
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        answer = ("failed", {"reason": reason, "traceback": traceback.format_exc()})
    # the asking process may be gone
    with contextlib.suppress(OSError):
        connection.send(answer)


def _keep_stdout_clean() -> None:
    """stdout holds the report alone; what libraries print goes to stderr."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(sys.stderr.fileno(), 1)


def peak_rss_mib() -> float:
    """The most resident memory that this process ever had, in MiB."""
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset / 2**20
    status = Path("/proc/self/status")
    if status.exists():
        # unlike getrusage's, this figure does not begin with that of the process before exec
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) / 2**10
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
