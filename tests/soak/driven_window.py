"""The real window, told by lines on stdin what a person would do.

    python -m tests.soak.driven_window [the program's own arguments]

Each line is a JSON list: a command's name and what it takes. Each is answered by one line, a JSON
object. DrivenWindow is the other end, for scripts.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.soak.outcome import ROOT

BEAT_MS = 20


class DrivenWindow:
    """A program that runs, and what it says of itself."""

    def __init__(self, process: subprocess.Popen[bytes], errors: Path) -> None:
        self.process = process
        self._errors = errors
        self._said = b""

    def do(self, name: str, *values: object, patience_s: float = 120) -> dict[str, Any]:
        """Send a command; its answer."""
        self.process.stdin.write(json.dumps([name, *values]).encode() + b"\n")
        self.process.stdin.flush()
        deadline = time.monotonic() + patience_s
        while b"\n" not in self._said:
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, left))
            piece = os.read(self.process.stdout.fileno(), 1 << 16) if ready else b""
            if not piece:
                raise TimeoutError(f"{name}: no answer; {self.errors[-500:]}")
            self._said += piece
        line, _, self._said = self._said.partition(b"\n")
        return json.loads(line)

    def look(self) -> dict[str, Any]:
        return self.do("look")

    def wait(self, holds: Callable[[dict], bool], patience_s: float = 180) -> dict[str, Any]:
        """Look until this holds, or time is up; the last look."""
        deadline = time.monotonic() + patience_s
        while True:
            seen = self.look()
            if holds(seen) or time.monotonic() > deadline:
                return seen
            time.sleep(0.05)

    def signal_and_wait(self, number: int, patience_s: float = 120) -> int:
        self.process.send_signal(number)
        return self.process.wait(patience_s)

    @property
    def errors(self) -> str:
        return self._errors.read_text(encoding="utf-8", errors="replace")


@contextlib.contextmanager
def driven_window(
    folder: Path,
    *arguments: str,
    before: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Iterator[DrivenWindow]:
    """Starts it over the data in folder / "data" and ends it, by force if it is still there."""
    folder.mkdir(parents=True, exist_ok=True)
    runtime = folder / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    around = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(runtime)}
    around |= {"HOME": str(folder), **(environment or {})}
    errors = folder / "stderr"
    command = [*before, sys.executable, "-m", __name__, "--data-dir", str(folder / "data")]
    with (
        errors.open("ab") as said,
        subprocess.Popen(
            [*command, "--lang", "en", *arguments],
            cwd=ROOT,
            env=around,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
        ) as process,
    ):
        try:
            yield DrivenWindow(process, errors)
        finally:
            process.kill()


def drive() -> int:
    """The program's own main, with a driver beside its window."""
    from desktop_app import app
    from desktop_app.__main__ import main

    made = app.Program.__init__
    drivers = []

    def open_and_drive(program: app.Program, *parts: object) -> None:
        made(program, *parts)
        drivers.append(_driver(program))

    app.Program.__init__ = open_and_drive
    return main(sys.argv[1:])


def _driver(program):
    from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Slot

    class Driver(QObject):
        def __init__(self) -> None:
            super().__init__()
            self._rest = b""
            self._notifier = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._read)
            self._beat_at, self._gap = time.monotonic(), 0.0
            self._beat = QTimer(self)
            self._beat.setTimerType(Qt.TimerType.PreciseTimer)
            self._beat.timeout.connect(self._count)
            self._beat.start(BEAT_MS)

        @Slot()
        def _count(self) -> None:
            now = time.monotonic()
            self._gap, self._beat_at = max(self._gap, now - self._beat_at), now

        @Slot()
        def _read(self) -> None:
            piece = os.read(0, 1 << 16)
            if not piece:
                self._notifier.setEnabled(False)
                return
            *lines, self._rest = (self._rest + piece).split(b"\n")
            for line in lines:
                name, *values = json.loads(line)
                answer = getattr(self, f"do_{name}")(*values) or {}
                sys.stdout.write(json.dumps(answer) + "\n")
                sys.stdout.flush()

        def do_ask(self, text: str) -> None:
            program.window.session.ask(text)

        def do_retry(self) -> None:
            program.window.session.model.retry()

        def do_idle(self, minutes: float) -> None:
            program.window.session.model.set_idle_time(minutes)
            program.window.session.model.note_use()

        def do_download(self, name: str) -> None:
            program.window.model_pages.downloads.start(name, name)

        def do_journal(self) -> dict[str, Any]:
            program.window.side_pages.show_journal()
            page = program.window.side_pages.journal
            return {"days": [str(day.day) for day in page._days], "today": str(date.today())}

        def do_look(self) -> dict[str, Any]:
            window = program.window
            session = window.session
            status, state = session.model.status, window.model_pages.downloads.state
            model = window.sidebar.panel.model
            gap, self._gap = self._gap, 0.0
            return {
                "phase": status.phase.value,
                "stage": status.stage.value if status.stage else None,
                "error": status.error.code if status.error else None,
                "tokens_per_s": status.tokens_per_s,
                "busy": session.turns.busy,
                "entries": [_entry(session, entry.message) for entry in session.chat.entries],
                "list": [model.index(row).data() for row in range(model.rowCount())],
                "days": [
                    window.area.chat.rows.new_day(r) for r in range(len(session.chat.entries))
                ],
                "said": window.notice.text.text(),
                "problem": str(session.chats.history.problem or ""),
                "pending": session.chats.history.pending,
                "download": [state.phase.value, state.done_bytes, state.eta_s, state.bytes_per_s],
                "download_error": state.error.code if state.error else None,
                "longest_gap_s": round(gap, 3),
                "mood": str(session.mood.value.state.value),
                "notices": [notice.code for notice in session.chats.notices],
            }

    return Driver()


def _entry(session, message) -> dict[str, Any]:
    from desktop_app.ui.wording.messages import message_details

    error = session.turns.error_of(message.id)
    return {
        "id": message.id,
        "role": message.role.value,
        "text": message.text,
        "mood": message.mood.label if message.mood else None,
        "reason": message.finish_reason.value if message.finish_reason else None,
        "error": error.code if error else None,
        "first_token_ms": message.stats.first_token_ms if message.stats else None,
        "tokens_per_s": message.stats.tokens_per_s if message.stats else None,
        "details": message_details(message),
    }


if __name__ == "__main__":
    sys.exit(drive())
