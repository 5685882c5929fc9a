"""The real window, doing by itself what a person does in a day; then it waits to be ended.

    python -m tests.soak.private_session FOLDER [the program's own arguments]

Chats, searches, exports, imports, looks at every page, changes settings and the language. Says on
stdout "ready PID" when all is done, "raised" each time it is asked to come forward, and
"stuck AT" where a step does not come to its end. FOLDER: for what is exported.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from desktop_app import app
from desktop_app.__main__ import main
from tests.soak.outcome import say

STEP_LIMIT_S = 240
MARKER = "zebra-4711-lighthouse"
QUESTIONS = (f"I feel great about {MARKER} today.", f"And why is {MARKER} so bright?")


def story(program: app.Program, folder: Path) -> Iterator[Callable[[], bool]]:
    """What is done, in order; each condition is waited for."""
    from desktop_app.shell.chat.chat_store import JSON, MARKDOWN, TEXT
    from desktop_app.shell.inference.status import Phase

    services = program._services
    session = services.session
    yield lambda: session.model.status.phase is Phase.READY
    for question in QUESTIONS:
        session.ask(question)
        yield lambda: not session.turns.busy and session.chat.messages[-1].finish_reason is not None
    session.edit(session.chat.messages[0].id, f"Rather sad about {MARKER}.")
    yield lambda: not session.turns.busy and session.chat.messages[-1].finish_reason is not None
    session.moods.explain(session.chat.messages[0].id)
    session.moods.correct(session.chat.messages[0].id, "negative")
    yield lambda: not session.turns.busy
    search = program.window.sidebar.search
    search.setText(MARKER)
    yield lambda: program.window.sidebar.results.isVisible()
    search.clear()
    for kind, name in ((JSON, "chats.json"), (MARKDOWN, "chats.md"), (TEXT, "chats.txt")):
        session.chats.export(None, folder / name, kind)
        yield (folder / name).exists
    before = len(session.chats.conversations())
    session.chats.import_file(folder / "chats.json")
    yield lambda: len(session.chats.conversations()) > before
    pages = program.window.side_pages
    for page in ("journal", "scenes", "diagnostics", "shortcuts", "settings"):
        getattr(pages, f"show_{page}")()
        yield lambda: True
    services.settings.change(theme="dark", max_new_tokens=64)
    old = program.window
    services.settings.change(language="zh")
    yield lambda: program.window is not old
    session.new_conversation()
    session.ask(f"今天 {MARKER} 很亮。")
    yield lambda: not session.turns.busy and session.chat.messages[-1].finish_reason is not None


def play(program: app.Program, folder: Path):
    """A timer that goes through the story. Keep what this gives."""
    from PySide6.QtCore import QObject, QTimer, Slot

    class Player(QObject):
        def __init__(self) -> None:
            super().__init__()
            self._steps = story(program, folder)
            self._holds: Callable[[], bool] = lambda: True
            self._number, self._until = 0, time.monotonic() + STEP_LIMIT_S
            self._timer = QTimer(self)
            self._timer.timeout.connect(self._look)
            self._timer.start(50)

        @Slot()
        def _look(self) -> None:
            if time.monotonic() > self._until:
                self._timer.stop()
                say(f"stuck {self._number}")
            if not self._holds():
                return
            self._number, self._until = self._number + 1, time.monotonic() + STEP_LIMIT_S
            following = next(self._steps, None)
            if following is None:
                self._timer.stop()
                say(f"ready {os.getpid()}")
            else:
                self._holds = following

    return Player()


def run() -> int:
    """The program's own main, with a player beside its window."""
    folder = Path(sys.argv[1])
    made, shown = app.Program.__init__, app.Program.show_window
    players = []

    def open_and_play(program: app.Program, *parts: object) -> None:
        made(program, *parts)
        players.append(play(program, folder))

    def show_and_say(program: app.Program) -> None:
        shown(program)
        say("raised")

    app.Program.__init__, app.Program.show_window = open_and_play, show_and_say
    return main(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(run())
