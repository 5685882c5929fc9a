"""What this computer is, gathered beside the window: some facts take a second to find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.core.errors import KnownError
from desktop_app.shell.threads.background import Background, outcome

Report = Mapping[str, Mapping[str, Any]]
"""Facts by section, as `doctor` gives them; "reason" in a section says what is wrong there."""


class SystemReport(QObject):
    """Lives in the GUI thread."""

    finished = Signal(object)
    """Report."""
    failed = Signal(object)
    """KnownError."""

    def __init__(self, gather: Callable[[], Report], parent: QObject | None = None) -> None:
        """gather: called in a thread of its own."""
        super().__init__(parent)
        self._gather = gather
        self._running = False
        self._background = Background("facts", self)

    @property
    def running(self) -> bool:
        return self._running

    def start(self) -> None:
        """Gather all facts; finished or failed follows. Does nothing while it runs."""
        if not self._running:
            self._running = True
            self._background.run(lambda tell: self._gather(), self._take)

    def close(self) -> None:
        """Return once the thread is gone."""
        self._background.close()

    def _take(self, done: Future[Report]) -> None:
        self._running = False
        result = outcome(done)
        (self.failed if isinstance(result, KnownError) else self.finished).emit(result)


def as_text(report: Report) -> str:
    """A line for each fact, to print or to pass on."""
    lines = []
    for section, facts in report.items():
        lines.append(f"{section}:")
        lines += [f"  {name}: {_plain(value)}" for name, value in facts.items()]
    return "\n".join(lines)


def _plain(value: Any) -> str:
    """A fact as a person writes one."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(part)}" for name, part in value.items()) or "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)


def without_home(text: str) -> str:
    """The text with "~" for the home folder, whose path holds the person's name."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text
