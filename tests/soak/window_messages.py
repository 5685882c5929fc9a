"""Ten thousand bad messages through the real window.

    python -m tests.soak.window_messages [--count 10000] [--seed 1] [--starter 24]

Each is pasted or set into the composer, sent, drawn, and comes back as the streamed reply too, so
that it passes the Markdown; some are edited, answered anew, looked for, explained and pointed at.
Nothing named in them is opened, nothing is drawn as HTML, the window answers all the while, and
what was typed is what is stored and exported. The last ones are answered by the starter.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import statistics
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil
from PySide6.QtWidgets import QApplication

from desktop_app.backend.inference import LocalBackend
from desktop_app.composition import build, make_application
from desktop_app.core.api.events import MoodJudged, ReplyChunk, TurnEnded
from desktop_app.core.conversation import FinishReason, Turn
from desktop_app.core.history.export import export_json
from desktop_app.core.history.import_ import read_export
from desktop_app.core.paths import Paths
from desktop_app.core.scenes.scene import read_scenes
from desktop_app.core.settings import Settings
from desktop_app.shell.inference.status import Phase
from desktop_app.ui.window.main_window import MainWindow
from tests.soak.messages import MAKERS, bad_messages
from tests.soak.outcome import ROOT, Outcome, say
from tests.soak.waiting import spin, wait
from tests.soak.window_person import HUGE, LONG, TURN_LIMIT_S, Person, delete_later, digest
from tests.soak.window_watch import Bait, Heartbeat, QtWarnings
from tests.support.fakes import NEGATIVE, POSITIVE, STATS, UNSURE, ScriptedBackend

STARTER = ROOT / "build" / "starter"
IN_ONE_CHAT = 40
FREEZE_LIMIT_S = 0.3
"""Processor time of the GUI thread between two beats."""
GROWTH_LIMIT_MIB = 96
VERDICTS = (POSITIVE, NEGATIVE, UNSURE)


class Echo(ScriptedBackend):
    """Says back what it was told, in pieces of chance sizes."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._chance = random.Random(seed)

    def respond(self, turn: Turn, cancelled) -> Iterator:
        mood = turn.mood or VERDICTS[len(turn.text) % len(VERDICTS)]
        yield MoodJudged(turn.id, mood, 1.0)
        pieces = self._chance.choice((1, 3, 10))
        size = max(1, -(-len(turn.text) // pieces))
        for start in range(0, len(turn.text), size):
            if cancelled.is_set():
                yield TurnEnded(turn.id, FinishReason.CANCELLED, STATS)
                return
            yield ReplyChunk(turn.id, turn.text[start : start + size], 25.0)
        yield TurnEnded(turn.id, FinishReason.STOP, STATS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--starter", type=int, default=24, help="how many the starter answers")
    arguments = parser.parse_args()
    outcome = Outcome("window_messages", "Bad messages in the window")
    warnings = QtWarnings()
    sys.excepthook = lambda kind, error, trace: tell_error(outcome, error)
    with tempfile.TemporaryDirectory(prefix="soak-window-") as folder:
        try:
            run(outcome, Path(folder), arguments.count, arguments.seed, arguments.starter)
        except Exception as error:
            tell_error(outcome, error)
    warnings.stop()
    for text, count in warnings.said.items():
        outcome.check(False, f"Qt says {count} times: {text}")
    outcome.figures["messages"] = f"{arguments.count:,}"
    return outcome.finish()


def run(outcome: Outcome, folder: Path, count: int, seed: int, starter: int) -> None:
    application = make_application(Paths(folder))
    # as the window's program does: a widget must not be collected in another thread
    gc.disable()
    bait, heart = Bait(folder / "bait"), Heartbeat()
    texts = bad_messages(count, seed)
    starter = min(starter, count)
    talk(outcome, application, folder / "one", bait, heart, texts, count - starter)
    if starter:
        talk_to_starter(outcome, application, folder / "two", bait, heart, texts)
    outcome.check(bait.taken() == [], "something in a message was opened")
    bait.close()
    tell_gaps(outcome, heart)


def talk(
    outcome: Outcome,
    application: QApplication,
    folder: Path,
    bait: Bait,
    heart: Heartbeat,
    texts: Iterator[str],
    count: int,
) -> None:
    paths = Paths(folder)
    window = build(application, paths, Settings(), Echo(count).create, "en")
    person = open_window(outcome, window, bait, heart)
    chance = random.Random(count)
    warm = 0.0
    for number in range(count):
        text = with_bait(next(texts), number, bait, chance)
        heart.begin(kind_of(number, text))
        if number % IN_ONE_CHAT == 0 or len(text) > HUGE:
            person.begin_chat()
        heart.forget()
        if person.say(number, text):
            act(person, number, text, heart)
        heart.beat()
        outcome.check(
            heart.worst < FREEZE_LIMIT_S,
            f"{number} ({heart.kind}, {len(text)} characters) held the window {heart.worst:.2f} s",
        )
        taken = bait.taken()
        outcome.check(not taken, f"{number}: {taken} by {text[:100]!r}")
        if len(text) > HUGE:
            person.begin_chat()
        if number % 100 == 0:
            gc.collect()
        if number == count // 4:
            warm = leave(window)
        if number % 500 == 499:
            say(f"  {number + 1} messages, {rss_mib():.0f} MiB")
    outcome.figures["blank messages that were not sent"] = person.blank
    outcome.figures["refused in words, of more than 2,000,000 characters"] = person.refused
    rest = leave(window)
    outcome.figures["RSS after a quarter and at the end"] = f"{warm:.0f} and {rest:.0f} MiB"
    outcome.check(rest - warm < GROWTH_LIMIT_MIB, f"RSS grew from {warm:.0f} to {rest:.0f} MiB")
    compare_export(outcome, window, person, folder / "chats.json")
    heart.begin("closing")
    close(outcome, window)
    heart.begin("opening")


def talk_to_starter(
    outcome: Outcome,
    application: QApplication,
    folder: Path,
    bait: Bait,
    heart: Heartbeat,
    texts: Iterator[str],
) -> None:
    """The same with real verdicts and replies."""
    paths = Paths(folder)
    settings = Settings(model=str(STARTER), max_new_tokens=16, threads=1, seed=5)
    scenes, _ = read_scenes(paths.built_in_scenes)
    window = build(
        application, paths, settings, lambda: LocalBackend(paths, settings, scenes, "en"), "en"
    )
    person = open_window(outcome, window, bait, heart)
    labels = {label.id for label in window.session.scene.labels}
    answered = 0
    for number, text in enumerate(texts):
        text = with_bait(text, number, bait, random.Random(number))
        heart.begin(f"starter: {kind_of(number, text)}")
        if number % 8 == 0:
            person.begin_chat()
        composer = window.area.composer
        heart.forget()
        composer.set_draft(text)
        if not composer.message().strip():
            composer.set_draft("")
            continue
        composer.button.click()
        person.settle()
        heart.beat()
        outcome.check(heart.worst < FREEZE_LIMIT_S, f"starter, {number}: held {heart.worst:.2f} s")
        answered += 1
        name, moods = window.indicator.accessibleName(), person.moods()
        outcome.check(moods <= labels, f"starter, {number}: {moods} on the screen")
        outcome.check(name in person.lines(), f"starter, {number}: the indicator says {name!r}")
        window.grab()
        heart.forget()
    outcome.figures["answered by the starter"] = answered
    close(outcome, window)


def open_window(outcome: Outcome, window: MainWindow, bait: Bait, heart: Heartbeat) -> Person:
    window.resize(1000, 700)
    window.show()
    window.session.start()
    wait(lambda: window.session.model.status.phase is Phase.READY, "the model", TURN_LIMIT_S)
    return Person(outcome, window, bait, heart, random.Random(7))


def act(person: Person, number: int, text: str, heart: Heartbeat) -> None:
    """Now and then more than being sent happens to a message."""
    if number % 20 == 3 or len(text) > HUGE:
        person.edit(number)
    if number % 20 == 7:
        person.answer_anew(number)
    if number % 40 == 11:
        person.search(text)
    if number % 40 == 17:
        person.open_again(number)
    if number % 10 == 1:
        person.point(number)
    if number % 40 == 29:
        person.explain()


def compare_export(outcome: Outcome, window: MainWindow, person: Person, target: Path) -> None:
    chats = window.session.chats
    chats.history.settled().result(120)
    export_json(chats.reader, person.ids, target)
    exported = {
        entry.message.id: digest(entry.message.text)
        for tree in read_export(target)
        for entry in tree.messages
    }
    missing = [id_ for id_, text in person.said.items() if exported.get(id_) != text]
    outcome.check(not missing, f"{len(missing)} messages are not in the export as they were typed")
    outcome.check(bool(person.said), "nothing was said")
    outcome.figures["typed, and exported exactly"] = f"{len(person.said) - len(missing):,}"


def leave(window: MainWindow) -> float:
    """MiB of memory once an empty conversation is on the screen."""
    window.conversations.start_new()
    spin(0.2)
    delete_later()
    gc.collect()
    return rss_mib()


def close(outcome: Outcome, window: MainWindow) -> None:
    outcome.check(window.close(), "the window did not close")
    window.deleteLater()
    delete_later()


def tell_gaps(outcome: Outcome, heart: Heartbeat) -> None:
    gaps = heart.by_kind.values()
    for name in ("processor", "clock"):
        every = sorted(gap for part in gaps for gap in getattr(part, name))
        p99 = statistics.quantiles(every, n=100)[98]
        title = "processor time" if name == "processor" else "clock"
        outcome.figures[f"GUI thread between two beats of 10 ms, {title}"] = (
            f"99 % within {1000 * p99:.0f} ms, longest {1000 * every[-1]:.0f} ms"
        )
    worst = sorted((max(part.processor), kind) for kind, part in heart.by_kind.items())[::-1]
    longest = ", ".join(f"{kind} {1000 * seconds:.0f} ms" for seconds, kind in worst[:6])
    outcome.figures["longest by kind of message"] = longest


def tell_error(outcome: Outcome, error: BaseException) -> None:
    """What is raised in a slot is Qt's to tell, and ends nothing by itself."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    outcome.check(False, f"{error!r} in {Path(place.filename).name}:{place.lineno}")


def with_bait(text: str, number: int, bait: Bait, chance: random.Random) -> str:
    """One message of four names what must not be opened; it is the title of some chats."""
    if number % 4:
        return text
    lure = chance.choice(bait.texts)
    return chance.choice((f"{lure} {text}", f"{text}\n{lure}"))


def kind_of(number: int, text: str) -> str:
    maker = MAKERS[number % len(MAKERS)].__name__.strip("_").replace("_", " ")
    size = ", huge" if len(text) > HUGE else ", long" if len(text) > LONG else ""
    return maker + size


def rss_mib() -> float:
    return psutil.Process().memory_info().rss / 2**20


if __name__ == "__main__":
    # at once: the threads of a window that broke down would be waited for
    os._exit(main())
