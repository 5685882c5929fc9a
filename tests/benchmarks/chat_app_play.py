"""A window over a large database, and what is done in it while the time is taken."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.composition import build, make_application
from desktop_app.core.api.events import MoodJudged, ReplyChunk, TurnEnded, TurnEvent
from desktop_app.core.conversation import FinishReason, Message, ReplyStats, Role, Turn
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.inference.status import Phase
from tests.support.fakes import POSITIVE, ScriptedBackend

REPLY = (
    "Some **bold** words and `code` go here, in a *sentence*. 中文也有一点。\n\n"
    "- a list\n- of things\n\n```python\nprint('and code')\n```\n\n"
)
PIECE = 4
TOKENS = 160
JUDGING_S = 0.1
PATIENCE_MS = 60_000


class Speaker(ScriptedBackend):
    """Answers at a fixed pace, as a model on a processor does."""

    def __init__(self, token_s: float) -> None:
        super().__init__()
        self._token_s = token_s

    def respond(self, turn: Turn, cancelled: threading.Event) -> Iterator[TurnEvent]:
        time.sleep(JUDGING_S)
        yield MoodJudged(turn.id, POSITIVE, JUDGING_S * 1e3)
        text = REPLY * (1 + TOKENS * PIECE // len(REPLY))
        for token in range(TOKENS):
            if cancelled.wait(self._token_s):
                break
            # no two speeds are the same
            piece = text[token * PIECE : (token + 1) * PIECE]
            yield ReplyChunk(turn.id, piece, 40.0 + token / 100)
        yield TurnEnded(turn.id, FinishReason.STOP, ReplyStats(TOKENS, 200, 100.0, 40.0))


class Beat(QObject):
    """How late the event loop comes round, and how long the processor was busy with it, in ms."""

    def __init__(self, tick_ms: int) -> None:
        super().__init__()
        self.held: list[float] = []
        self.busy: list[float] = []
        self._tick_s = tick_ms / 1e3
        self._due = self._spent = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(tick_ms)

    @Slot()
    def _tick(self) -> None:
        now, spent = time.perf_counter(), time.thread_time()
        if self._due:
            self.held.append(max(0.0, now - self._due) * 1e3)
            self.busy.append((spent - self._spent) * 1e3)
        self._due, self._spent = now + self._tick_s, spent


class Play:
    """The window, and short ways to use it. All times in ms, until it is painted."""

    def __init__(self, folder: Path, token_s: float) -> None:
        paths = Paths(folder)
        self._application = make_application(paths)
        self.window = build(
            self._application,
            paths,
            Settings(),
            Speaker(token_s).create,
            "en",
            chats=ChatStore(folder / FILE_NAME),
        )
        self.window.show()
        self.window.session.start()
        self.wait(lambda: self.window.session.model.status.phase is Phase.READY)
        chats = self.window.session.chats.conversations()
        counts = {one.id: len(self.window.session.chats.reader.branch(one.id)) for one in chats}
        self._long = max(counts, key=counts.get)
        self._small = [id_ for id_ in counts if id_ != self._long]

    def wait(self, done: Callable[[], bool]) -> None:
        deadline = QDeadlineTimer(PATIENCE_MS)
        while not done():
            assert not deadline.hasExpired(), "it took too long"
            # as a running program does, which never wakes before there is something to do
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def timed(self, work: Callable[[], object]) -> tuple[float, object]:
        self.tidy()
        begin = time.perf_counter()
        result = work()
        QApplication.processEvents()
        return (time.perf_counter() - begin) * 1e3, result

    def tidy(self) -> None:
        """Delete what waits for it, which a program does as soon as its event loop is back."""
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def rss_mib(self) -> float:
        return psutil.Process().memory_info().rss / 2**20

    def search(self, text: str) -> tuple[float, int]:
        begin = time.perf_counter()
        hits = self.window.session.chats.search(text)
        return (time.perf_counter() - begin) * 1e3, len(hits)

    def shown_searches(self, texts: tuple[str, ...]) -> list[float]:
        """From the end of the pause in typing until the results are painted."""
        field, times = self.window.sidebar.search, []
        for text in texts:
            field.setText(text)
            # Enter asks without waiting for a pause; nothing takes what was found here
            times.append(self.timed(lambda: QTest.keyClick(field, Qt.Key.Key_Down))[0])
        field.clear()
        QApplication.processEvents()
        return times

    def open_long(self) -> float:
        """From another conversation, which is small."""
        self.open_small(0)
        return self.timed(lambda: self.window.session.open(self._long))[0]

    def open_small(self, number: int) -> float:
        return self.timed(lambda: self.window.session.open(self._small[number]))[0]

    def scroll(self) -> list[float]:
        self.open_long()
        bar = self.window.area.chat.list.verticalScrollBar()
        places = range(bar.maximum(), 0, -bar.maximum() // 100)
        return [self.timed(lambda place=place: bar.setValue(place))[0] for place in places]

    def durable_ms(self) -> float:
        history = self.window.session.chats.history
        message = Message(Role.USER, "how slow is this disk?")
        begin = time.perf_counter()
        parent = self.window.session.chat.entries[-1].message.id
        history.add_message(self._long, message, parent).result(60)
        taken = (time.perf_counter() - begin) * 1e3
        self.open_long()
        return taken

    def stream(self, seconds: float, tick_ms: int) -> tuple[list[float], list[float]]:
        """Messages are sent and answered one after another; the loop's times of them all."""
        session = self.window.session
        if session.chat.id != self._long:
            self.open_long()
        self.window.area.chat.list.scroll_to_end()
        beat, end = Beat(tick_ms), time.monotonic() + seconds
        while time.monotonic() < end:
            self.window.area.composer.edit.setPlainText("and what do you say to this? 好吗")
            self.window.area.composer.edit.submitted.emit()
            self.wait(lambda: not session.turns.busy)
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return beat.held, beat.busy

    def close(self) -> None:
        self.window.close()
