"""What every command shares: words on stderr, results on stdout, a loaded model."""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

from desktop_app.backend.inference import LocalBackend
from desktop_app.core.api.events import LoadStage, ModelInfo, ModelReady, StageChanged
from desktop_app.core.errors import QT_TRANSLATE_NOOP
from desktop_app.shell.platform.translation import tr
from desktop_app.startup import Startup

STAGES = {
    LoadStage.IMPORTING: QT_TRANSLATE_NOOP("CommandLine", "Starting the engine"),
    LoadStage.READING: QT_TRANSLATE_NOOP("CommandLine", "Reading the model"),
    LoadStage.CALIBRATING: QT_TRANSLATE_NOOP("CommandLine", "Calibrating the judge"),
}


def say(text: str) -> None:
    """A line for the person, on stderr."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def put(row: dict[str, Any]) -> None:
    """A JSON object as one line of stdout."""
    print(json.dumps(row, ensure_ascii=False), flush=True)  # noqa: T201


def put_text(text: str, end: str = "\n") -> None:
    """Plain text of the program's result, on stdout."""
    print(text, end=end, flush=True)  # noqa: T201


class ProgressLine:
    """One line on stderr that is drawn over; whole lines, once each, where it is no terminal."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._last = ""

    def show(self, text: str, fraction: float | None = None) -> None:
        """Draw; a fraction (0 to 1) is added as percent on a terminal."""
        if self._live:
            percent = "" if fraction is None else f" {fraction:4.0%}"
            sys.stderr.write(f"\r\x1b[K{text}{percent}")
            sys.stderr.flush()
        elif text != self._last:
            say(text)
        self._last = text

    def clear(self) -> None:
        """Leave an empty line where the progress stood."""
        if self._live and self._last:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        self._last = ""


def load_backend(startup: Startup) -> tuple[LocalBackend, ModelInfo]:
    """A backend with its model in memory; its progress goes to stderr. Raises KnownError."""
    backend = LocalBackend(startup.paths, startup.settings, startup.scenes, startup.language)
    line = ProgressLine()
    try:
        for event in backend.prepare(threading.Event()):
            match event:
                case StageChanged(stage, fraction):
                    line.show(tr(STAGES[stage]), fraction)
                case ModelReady(model):
                    return backend, model
    finally:
        line.clear()
    raise AssertionError("prepare ended without ModelReady")
