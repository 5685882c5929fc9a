"""`--self-test`: the whole path, in the frozen program too; one JSON object and an exit code.

It opens the real window with the real worker and model, sends one message, and reports when each
thing was there, in seconds from the start of the process.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from desktop_app.composition import backend_factory, build, make_application
from desktop_app.core.api.events import LoadStage, TurnEnded
from desktop_app.core.conversation import FinishReason, Role
from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.history.store import FILE_NAME
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.mood_state import Judgement, MoodState
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.shell.platform.display import display_problem
from desktop_app.shell.platform.translation import translate_error
from desktop_app.shell.threads.gc_timer import GuiThreadGc
from desktop_app.startup import read_startup
from desktop_app.ui.window.main_window import MainWindow

MESSAGES = {
    "zh": "今天的实验终于成功了，太棒了！",
    "en": "My experiment finally worked today, this is great!",
}
TIMEOUT_S = 300


def run_self_test(arguments: argparse.Namespace) -> int:
    """Run it. Returns 0 when the message was judged and answered, else 1."""
    # a KnownError is said once, in words; a defect shows its traceback
    level = getattr(arguments, "log_level", "error")
    logging.basicConfig(stream=sys.stderr, level=level.upper())
    if display_problem() is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    startup = read_startup(arguments)
    application = make_application(startup.paths)
    # what is said here is nobody's chat
    folder = tempfile.TemporaryDirectory()
    window = build(
        application,
        startup.paths,
        startup.settings,
        backend_factory(startup),
        startup.language,
        chats=ChatStore(Path(folder.name) / FILE_NAME),
    )
    probe = _Probe(window, startup.language)
    window.show()
    QTimer.singleShot(0, window.session.start)
    QTimer.singleShot(TIMEOUT_S * 1000, probe.give_up)
    probe.finished = application.quit
    collector = GuiThreadGc()
    collector.start()
    application.exec()
    window.close()
    collector.stop()
    folder.cleanup()
    report = probe.report()
    if arguments.json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
    else:
        for name, value in report.items():
            sys.stdout.write(f"{name}: {value}\n")
    sys.stdout.flush()
    if probe.error is not None:
        sys.stderr.write(translate_error(probe.error) + "\n")
    return 0 if report["ok"] else 1


class _Probe(QObject):
    """Listens to the session as the window does, and keeps the time."""

    def __init__(self, window: MainWindow, language: str) -> None:
        super().__init__(window)
        self._session = window.session
        self._started = _process_start()
        self._times: dict[str, float] = {}
        self._asked = False
        self._language = language
        self._ended: TurnEnded | None = None
        self._model = ""
        self.error: KnownError | None = None
        self.finished = lambda: None
        window.installEventFilter(self)
        self._session.model.changed.connect(self._on_status)
        self._session.mood.changed.connect(self._on_mood)
        self._session.turns.spoke.connect(self._on_text)
        self._session.turns.ended.connect(self._on_turn_ended)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._mark("window_s")
            watched.removeEventFilter(self)
        return False

    @Slot()
    def give_up(self) -> None:
        self.error = _took_too_long()
        self.finished()

    @Slot(object)
    def _on_status(self, status: AppStatus) -> None:
        if status.stage is LoadStage.READING:
            self._mark("torch_s")
        if status.phase is Phase.FAILED:
            self.error = status.error
            self.finished()
        elif status.phase is Phase.READY and status.model is not None and not self._asked:
            self._mark("model_ready_s")
            self._asked = True
            self._model = status.model.name
            known = status.model.languages or (self._language,)
            self._session.ask(MESSAGES[self._language if self._language in known else known[0]])

    @Slot(object)
    def _on_mood(self, state: MoodState) -> None:
        if state.state is Judgement.JUDGED:
            self._mark("verdict_s")

    @Slot()
    def _on_text(self) -> None:
        self._mark("first_token_s")

    @Slot(object)
    def _on_turn_ended(self, ended: TurnEnded) -> None:
        self._ended = ended
        self.error = ended.error
        self.finished()

    def _mark(self, name: str) -> None:
        self._times.setdefault(name, round(time.monotonic() - self._started, 3))

    def report(self) -> dict[str, Any]:
        mood = self._session.mood.value.mood
        reply = "".join(m.text for m in self._session.chat.messages if m.role is Role.ASSISTANT)
        stats = self._ended.stats if self._ended else None
        good = (FinishReason.STOP, FinishReason.LENGTH)
        return {
            **{
                name: self._times.get(name)
                for name in ("window_s", "torch_s", "model_ready_s", "verdict_s", "first_token_s")
            },
            "verdict": mood.label if mood else None,
            "confidence": round(mood.confidence, 4) if mood else None,
            "reply": reply,
            "tokens_per_s": round(stats.tokens_per_s, 2) if stats else None,
            "peak_rss_mib": round(_peak_rss_mib(), 1),
            "model": self._model or None,
            "ok": bool(mood and reply and self._ended and self._ended.finish_reason in good),
        }


def _process_start() -> float:
    """When this process began, in seconds of time.monotonic().

    The system tells it by the clock of the day. Where that makes no sense, as when the date was
    changed since, it is now.
    """
    age_s = time.time() - psutil.Process().create_time()
    return time.monotonic() - (age_s if 0 <= age_s <= TIMEOUT_S else 0.0)


def _took_too_long() -> KnownError:
    return KnownError(
        "self_test_timeout",
        QT_TRANSLATE_NOOP("KnownError", "The self-test was not done after {seconds} s."),
        action=QT_TRANSLATE_NOOP("KnownError", "Close other programs and try again."),
        seconds=TIMEOUT_S,
    )


def _peak_rss_mib() -> float:
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset / 2**20
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
