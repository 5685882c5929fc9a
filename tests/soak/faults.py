"""What the machine can do to a program: no room, no right to write, no memory, no file, no time.

    python -m tests.soak.faults          (as root: two small disks are mounted for it)

Each fault must be said by a KnownError, nothing that was promised may be lost, and the same
process must go on once the fault is over.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from desktop_app.backend.inference import LocalBackend
from desktop_app.core.api.events import LoadEvent, ModelReady, MoodJudged, TurnEvent
from desktop_app.core.conversation import FinishReason, Message, Role, Turn, new_id
from desktop_app.core.errors import KnownError
from desktop_app.core.history import writer as history_writer
from desktop_app.core.history.export import export_json, export_markdown
from desktop_app.core.history.records import Conversation
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.store import open_history
from desktop_app.core.paths import RESOURCES, Paths
from desktop_app.core.scenes.scene import DEFAULT_SCENE, read_scenes
from desktop_app.core.settings import Settings
from desktop_app.core.system.atomic_file import write_private
from desktop_app.core.system.memory import known_cause
from desktop_app.models.catalogue import read_catalogue
from desktop_app.models.store import ModelStore
from tests.models.toy import model_files, write_model
from tests.soak.outcome import ROOT, Outcome, say

DISK = "2m"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def main() -> int:
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    history_writer.RETRY_INTERVAL_S = 0.2
    outcome = Outcome("faults", "Faults")
    for step in (full_disk, read_only_disk, vanished, locked, clock, broken_reply, no_memory):
        with tempfile.TemporaryDirectory(prefix="soak-fault-") as folder:
            step(outcome, Path(folder))
        say(f"  {step.__name__.replace('_', ' ')}: done")
    outcome.figures["kinds of fault"] = 7
    return outcome.finish()


@contextlib.contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "soak", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def fill(disk: Path) -> Path:
    """A file that leaves no byte free."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    return filler


def write_places(disk: Path) -> dict[str, Callable[[], object]]:
    """Everything that this program writes in one go, each below the disk."""
    from desktop_app.shell.settings.ini_file import write_settings

    source = write_model(disk.parent / "source", model_files(padding=300_000))
    store = ModelStore(disk / "models", read_catalogue(RESOURCES))
    history = open_history(disk.parent / "elsewhere" / FILE_NAME)
    say_something(history, "x" * 50_000)
    ids = history.reader.conversation_ids()
    return {
        "settings": lambda: write_settings(Paths(disk), Settings(threads=2)),
        "a file": lambda: write_private(disk / "notes.txt", b"x" * 5000),
        "JSON": lambda: export_json(history.reader, ids, disk / "chats.json"),
        "Markdown": lambda: export_markdown(history.reader, ids, disk / "chats.md"),
        "a model": lambda: store.import_folder(source),
        "a model in place": lambda: store.import_folder(source, in_place=True),
        "the chats": lambda: open_history(disk / "chats" / FILE_NAME).close(),
        "": history.close,
    }


def try_places(
    outcome: Outcome, disk: Path, begin: Callable[[], object], end: Callable[[], object]
) -> None:
    places = write_places(disk)
    close = places.pop("")
    begin()
    for name, write in places.items():
        before = set(disk.rglob("*"))
        try:
            write()
        except KnownError as error:
            outcome.check(bool(str(error)), name)
            left = [p for p in set(disk.rglob("*")) - before if p.suffix in (".part", ".tmp")]
            outcome.check(not left, f"{name} left {left}")
        except Exception as error:
            outcome.check(False, f"{name}: {error!r}")
        else:
            # an empty file and a line of settings can find room in a block that is there already
            outcome.check(name in ("settings", "a model in place"), f"{name} was written?")
    end()
    for name, write in places.items():
        try:
            write()
        except Exception as error:
            # the disk has two mebibytes, and a spare is kept free on it
            small = isinstance(error, KnownError) and error.code == "disk_full"
            outcome.check(small and "model" in name, f"{name} afterwards: {error!r}")
        else:
            outcome.check(True, name)
    close()


def full_disk(outcome: Outcome, folder: Path) -> None:
    with small_disk(folder / "disk") as disk:
        fillers: list[Path] = []
        try_places(
            outcome, disk, lambda: fillers.append(fill(disk)), lambda: fillers.pop().unlink()
        )
    with small_disk(folder / "other") as disk:
        survives(outcome, disk, lambda: fill(disk), lambda: (disk / "filler").unlink(), "disk_full")


def read_only_disk(outcome: Outcome, folder: Path) -> None:
    def remount(disk: Path, mode: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{mode}", disk], check=True)

    with small_disk(folder / "disk") as disk:
        try_places(outcome, disk, lambda: remount(disk, "ro"), lambda: remount(disk, "rw"))


def survives(
    outcome: Outcome,
    folder: Path,
    begin: Callable[[], object],
    end: Callable[[], object],
    code: str,
) -> None:
    """A message said during the fault is told of, waits, and is on the disk afterwards."""
    said: list[KnownError | None] = []
    path = folder / "data" / FILE_NAME
    history = open_history(path, said.append)
    before = say_something(history, "before")
    begin()
    now = Conversation(new_id(), DEFAULT_SCENE, NOW, NOW)
    history.create_conversation(now)
    # more than what an earlier change has reserved in the log
    waiting = history.add_message(now.id, Message(Role.USER, "during " * 80_000), None)
    with contextlib.suppress(TimeoutError):
        waiting.result(3)
    codes = [problem.code for problem in said if problem is not None]
    outcome.check(codes[:1] == [code], f"{code}: said {codes}")
    outcome.check(not waiting.done(), f"{code}: the message counts as saved")
    end()
    history.retry()
    waiting.result(30)
    outcome.check(said[-1] is None, f"{code}: nobody said that it works again")
    history.close()
    again = open_history(path)
    lengths = [len(again.reader.messages(id_)) for id_ in (before, now.id)]
    outcome.check(lengths == [1, 1], f"{code}: messages afterwards {lengths}")
    outcome.check(again.notices == (), f"{code}: {again.notices}")
    again.close()


def say_something(history, text: str) -> str:
    chat = Conversation(new_id(), DEFAULT_SCENE, NOW, NOW)
    history.create_conversation(chat)
    history.add_message(chat.id, Message(Role.USER, text, created_at=NOW), None).result(30)
    return chat.id


def vanished(outcome: Outcome, folder: Path) -> None:
    data, away = folder / "data", folder / "pulled out"
    survives(
        outcome, folder, lambda: data.rename(away), lambda: away.rename(data), "history_missing"
    )


def locked(outcome: Outcome, folder: Path) -> None:
    other: list[sqlite3.Connection] = []

    def lock() -> None:
        other.append(sqlite3.connect(folder / "data" / FILE_NAME, isolation_level=None))
        other[0].execute("BEGIN IMMEDIATE")

    with mock.patch("desktop_app.core.history.sqlite.WRITER_BUSY_MS", 200):
        survives(outcome, folder, lock, lambda: other[0].close(), "history_locked")


def clock(outcome: Outcome, folder: Path) -> None:
    """Messages keep their order when the clock jumps back by decades and forward again."""
    history = open_history(folder / FILE_NAME)
    chat = Conversation(new_id(), DEFAULT_SCENE, NOW, NOW)
    history.create_conversation(chat)
    parent = None
    texts = []
    for number, year in enumerate((2026, 1970, 2098, 1999, 2026)):
        moment = datetime(year, 1, 3, tzinfo=UTC)
        message = Message(Role.USER, f"{number}", created_at=moment)
        texts.append(message.text)
        history.add_message(chat.id, message, parent)
        parent = message.id
    history.settled().result(10)
    kept = [entry.message.text for entry in history.reader.messages(chat.id)]
    outcome.check(kept == texts, f"order {kept}")
    outcome.check(len(history.reader.conversations()) == 1, "the list")
    history.close()


def backend_of(folder: Path) -> LocalBackend:
    scenes, _ = read_scenes(RESOURCES / "scenes")
    settings = Settings(model=str(ROOT / "build" / "starter"), max_new_tokens=24)
    return LocalBackend(Paths(folder), settings, scenes, "en")


def load(backend: LocalBackend) -> LoadEvent | KnownError:
    """The last event, or why it could not be loaded. Raises what is a defect."""
    try:
        return list(backend.prepare(threading.Event()))[-1]
    except Exception as error:
        known = known_cause(error)
        if known is None:
            raise
        return known


def turn(backend: LocalBackend) -> list[TurnEvent | KnownError]:
    """Its events; in the place of the last one why it failed. Raises what is a defect."""
    asked = Turn(new_id(), (), "I passed my exam today, what a good day!", DEFAULT_SCENE)
    events: list[TurnEvent | KnownError] = []
    try:
        events += backend.respond(asked, threading.Event())
    except Exception as error:
        known = known_cause(error)
        if known is None:
            raise
        events.append(known)
    return events


def broken_reply(outcome: Outcome, folder: Path) -> None:
    """torch raises in the middle of a reply: this turn fails, the next one does not."""
    backend = backend_of(folder)
    outcome.check(isinstance(load(backend), ModelReady), "the starter does not load")
    decoder = backend._engine._decoder
    original, calls = decoder.forward, [0]

    def forward(*arguments, **named):
        calls[0] += 1
        if calls[0] == 6:
            raise failure
        return original(*arguments, **named)

    for failure, code in (
        (MemoryError(), "out_of_memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), "out_of_memory"),
        (RuntimeError("shapes do not match"), None),
    ):
        calls[0] = 0
        with mock.patch.object(decoder, "forward", forward):
            try:
                last = turn(backend)[-1]
            except RuntimeError:
                # a defect is the worker's to catch: tests/shell/inference/test_worker.py
                outcome.check(code is None, f"{failure!r} came through")
            else:
                sound = isinstance(last, KnownError) and last.code == code
                outcome.check(sound, f"{failure!r}: {last}")
        events = turn(backend)
        good = events[-1].finish_reason in (FinishReason.STOP, FinishReason.LENGTH)
        outcome.check(good, f"after {failure!r}: {events[-1]}")
        judged = [event for event in events if isinstance(event, MoodJudged)]
        outcome.check(len(judged) == 1 and judged[0].mood.label == "positive", f"{judged}")
    backend.close()


def no_memory(outcome: Outcome, folder: Path) -> None:
    """A limit on this process's memory at the load and in a reply; lifted, it goes on."""
    backend = backend_of(folder)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    codes: list[str] = []
    for spare_mib in (20, 60, 120, 250):
        gc.collect()
        resource.setrlimit(resource.RLIMIT_AS, (address_space() + (spare_mib << 20), hard))
        try:
            last = load(backend)
        except Exception as error:
            outcome.check(False, f"loading with {spare_mib} MiB: {error!r}")
            continue
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        code = last.code if isinstance(last, KnownError) else "loaded"
        outcome.check(code in ("loaded", "out_of_memory"), f"loading with {spare_mib} MiB: {last}")
        codes.append(code)
        backend.close()
    outcome.check("out_of_memory" in codes, f"no load failed: {codes}")
    outcome.check(isinstance(load(backend), ModelReady), "it does not load afterwards")
    turn(backend)
    resource.setrlimit(resource.RLIMIT_AS, (address_space() + (1 << 20), hard))
    try:
        last = turn(backend)[-1]
    except Exception as error:
        outcome.check(False, f"a turn without memory: {error!r}")
    else:
        code = last.code if isinstance(last, KnownError) else last.finish_reason
        fine = not isinstance(last, KnownError) or code == "out_of_memory"
        outcome.check(fine, f"a turn without memory: {last}")
        outcome.figures["a turn in 1 MiB"] = code
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    last = turn(backend)[-1]
    outcome.check(not isinstance(last, KnownError), f"after the limit: {last}")
    outcome.figures["loads with 20, 60, 120, 250 MiB"] = ", ".join(codes)
    backend.close()


def address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main())
