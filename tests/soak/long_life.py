"""A day of chatting in minutes: does memory grow, does anything pile up, does it get slower?

    python -m tests.soak.long_life [--minutes 10] [--seed 1]

The real session with the starter: drafts on, conversations made, switched, edited, deleted,
replies regenerated and stopped. Two minutes of a person's day stand behind each message.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from PySide6.QtCore import QCoreApplication, QObject, QTimer

from desktop_app.backend.inference import LocalBackend
from desktop_app.core.conversation import Role
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.paths import RESOURCES, Paths
from desktop_app.core.scenes.scene import read_scenes
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.session import Session
from desktop_app.shell.inference.status import Phase
from tests.soak.outcome import ROOT, Outcome, say
from tests.soak.waiting import spin, wait

TURN_LIMIT_S = 120
MINUTES_BEHIND_A_MESSAGE = 2
WARM_UP_SHARE = 0.25
SAMPLES = 20
GROWTH = 0.05
SLOWER = 0.10
WORDS = {
    "en": ("today", "the work", "went well", "my sister", "called me", "about", "the summer"),
    "zh": (
        "今天",
        "工作",
        "顺利",
        "朋友",
        "打来电话",
        "我们计划",
        "夏天旅行",
        "天气很好",
        "有点累",
    ),
}
PROBE = "I walked home through the rain and thought about number {number}."


@dataclass(frozen=True)
class Sample:
    """at_s: since the start.  probe_s: processor time of one message of always the same length."""

    at_s: float
    turns: int
    rss_mib: float
    threads: int
    handles: int
    timers: int
    objects: int
    probe_s: float


class Day:
    """One person and one session."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        scenes, _ = read_scenes(RESOURCES / "scenes")
        paths = Paths(folder)
        settings = Settings(
            model=str(ROOT / "build" / "starter"), max_new_tokens=24, threads=1, seed=5
        )
        self.session = Session(
            lambda: LocalBackend(paths, settings, scenes, "en"),
            ChatStore(folder / FILE_NAME),
            scenes,
            settings,
        )
        self.turns = 0
        self._chance = chance
        self._number = 0
        self.session.start()
        wait(lambda: self.session.model.status.phase is Phase.READY, "the model", TURN_LIMIT_S)

    def step(self) -> None:
        """One thing that a person does, and its reply."""
        session, chance = self.session, self._chance
        replies = [
            entry
            for entry in session.chat.entries
            if entry.message.role is Role.ASSISTANT and entry.message.finish_reason is not None
        ]
        match chance.choice(("say",) * 6 + ("edit", "again", "delete", "switch", "stop", "tidy")):
            case "edit" if replies:
                session.edit(session.chat.entries[0].message.id, self._words())
            case "again" if replies:
                session.regenerate(replies[-1].message.id)
            case "delete" if replies:
                session.delete_message(replies[-1].message.id)
                if chance.random() < 0.5:
                    session.chat.undo_delete()
            case "switch":
                self._switch()
            case "stop":
                session.ask(self._words())
                spin(chance.uniform(0, 0.5))
                session.turns.stop()
            case "tidy":
                self._tidy()
            case _:
                self._say()
        self._settle()

    def probe(self) -> float:
        """Processor time of a message of fixed length in a new conversation, in seconds."""
        self.session.new_conversation()
        self._number += 1
        began = time.process_time()
        self.session.ask(PROBE.format(number=1000 + self._number))
        self._settle()
        took = time.process_time() - began
        self.session.chats.delete(self.session.chat.id)
        self.session.new_conversation()
        return took

    def _say(self) -> None:
        """Typed in pieces, with a look ahead between them."""
        text = self._words()
        for end in range(len(text) // 3, len(text), max(1, len(text) // 3)):
            self.session.typing(text[:end])
            spin(0.35)
        self.session.typing("")
        self.session.ask(text)

    def _switch(self) -> None:
        kept = self.session.chats.conversations()
        if kept and self._chance.random() < 0.6:
            self.session.open(self._chance.choice(kept).id)
        else:
            self.session.new_conversation()

    def _tidy(self) -> None:
        """Conversations are not kept for ever by everybody, and are looked for."""
        chats = self.session.chats
        chats.search("weather 天气")
        kept = chats.conversations()
        chats.recent_moods([row.id for row in kept])
        for row in kept[12:]:
            if row.id != self.session.chat.id:
                chats.erase(row.id)

    def _settle(self) -> None:
        session = self.session
        wait(
            lambda: not session.turns.busy and session.chats.history.pending == 0,
            "a reply",
            TURN_LIMIT_S,
        )
        self.turns += 1

    def _words(self) -> str:
        chance = self._chance
        language = chance.choice(("en", "en", "zh"))
        words = [chance.choice(WORDS[language]) for _ in range(chance.choice((4, 12, 40)))]
        return (" " if language == "en" else "").join(words) + "."


def sample(day: Day, began: float) -> Sample:
    probe_s = statistics.median(day.probe() for _ in range(3))
    process = psutil.Process()
    children = day.session.findChildren(QObject)
    return Sample(
        at_s=time.monotonic() - began,
        turns=day.turns,
        rss_mib=process.memory_info().rss / 2**20,
        threads=process.num_threads(),
        handles=process.num_fds(),
        timers=sum(isinstance(child, QTimer) for child in children),
        objects=len(children),
        probe_s=probe_s,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    outcome = Outcome("long_life", "Long life")
    application = QCoreApplication([])
    samples: list[Sample] = []
    with tempfile.TemporaryDirectory(prefix="soak-day-") as folder:
        day = Day(Path(folder), random.Random(arguments.seed))
        began = time.monotonic()
        length_s = arguments.minutes * 60
        warm_s = length_s * WARM_UP_SHARE
        while time.monotonic() - began < warm_s:
            day.step()
        for number in range(SAMPLES):
            until = warm_s + (length_s - warm_s) * number / (SAMPLES - 1)
            while time.monotonic() - began < until:
                day.step()
            samples.append(sample(day, began))
            say(f"  {samples[-1]}")
        error = day.session.close()
        outcome.check(error is None, f"closing: {error}")
        day.session.deleteLater()
    del application
    judge(outcome, samples)
    return outcome.finish()


def judge(outcome: Outcome, samples: list[Sample]) -> None:
    first, last = samples[: len(samples) // 4], samples[-(len(samples) // 4) :]

    def middles(name: str) -> tuple[float, float]:
        return tuple(statistics.median(getattr(s, name) for s in part) for part in (first, last))

    before, after = middles("rss_mib")
    outcome.check(after <= before * (1 + GROWTH), f"RSS grew from {before:.0f} to {after:.0f} MiB")
    outcome.figures["RSS after warm-up and at the end"] = f"{before:.1f} and {after:.1f} MiB"
    before, after = middles("probe_s")
    outcome.check(
        after <= before * (1 + SLOWER), f"a message took {before:.2f}, then {after:.2f} s"
    )
    outcome.figures["processor time of a message, first and last"] = (
        f"{before:.2f} and {after:.2f} s"
    )
    for name in ("threads", "handles", "timers", "objects"):
        before, after = middles(name)
        outcome.check(after <= before, f"{name}: {before:.0f}, then {after:.0f}")
        outcome.figures[name] = f"{before:.0f} and {after:.0f}"
    turns = samples[-1].turns
    outcome.figures["messages"] = turns
    outcome.figures["of a person's day"] = f"{turns * MINUTES_BEHIND_A_MESSAGE / 60:.1f} h"
    outcome.figures["RSS series"] = " ".join(f"{s.rss_mib:.0f}" for s in samples)


if __name__ == "__main__":
    sys.exit(main())
