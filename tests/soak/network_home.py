"""The window over a data folder on the network: slow, without shared memory, without locks.

    python -m tests.soak.network_home          (as root, with what network_folder needs)

It must start, answer, go on moving, and keep the chats or say that it can't.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import signal
import sqlite3
import sys
import tempfile
from pathlib import Path

from desktop_app.core.history.sqlite import FILE_NAME
from tests.soak.driven_window import DrivenWindow, driven_window
from tests.soak.network_folder import Folder, network_folder
from tests.soak.outcome import ROOT, Outcome, say

STARTER = ROOT / "build" / "starter"
SETTINGS = "[General]\nthreads=1\nmax_new_tokens=24\nlook_ahead=false\n"
MESSAGE = "I passed my exam today, what a good day!"
LATENCY_MS = 50
HELD_AT_MOST_S = 1.0
"""How long the window may stand still while a slow disk is written to."""


def main() -> int:
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    outcome = Outcome("network_home", "A home folder on the network")
    for step in (slow, without_locks, refusing, model_inside):
        with tempfile.TemporaryDirectory(prefix="soak-net-") as folder:
            step(outcome, Path(folder))
        say(f"  {step.__name__.replace('_', ' ')}: done")
    return outcome.finish()


@contextlib.contextmanager
def window_on(place: Path, model: Path = STARTER, **wishes: object):
    """(window, folder) with the data on the network folder."""
    with network_folder(place / "net", **wishes) as folder:
        home = place / "home"
        home.mkdir()
        (home / "data").symlink_to(folder.path)
        (folder.real / "settings.ini").write_text(SETTINGS, encoding="utf-8")
        with driven_window(home, "--model", str(model)) as window:
            yield window, folder


def stored(folder: Folder) -> list[str]:
    with contextlib.closing(sqlite3.connect(folder.real / FILE_NAME)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM messages ORDER BY key")]


def ask(window: DrivenWindow, text: str = MESSAGE) -> dict:
    before = len(window.look()["entries"])
    window.do("ask", text)
    return window.wait(lambda now: len(now["entries"]) >= before + 2 and not now["busy"])


def end(outcome: Outcome, window: DrivenWindow, title: str) -> None:
    code = window.signal_and_wait(signal.SIGTERM)
    outcome.check(code == 0, f"{title}: it ended with {code}")
    outcome.check("Traceback" not in window.errors, f"{title}: {window.errors[-800:]}")


def slow(outcome: Outcome, place: Path) -> None:
    """50 ms for each write, no shared memory: the chats are kept, and the window moves."""
    with window_on(place, latency_ms=LATENCY_MS) as (window, folder):
        window.wait(lambda now: now["phase"] == "ready")
        gaps, said = [], set()
        for number in range(3):
            window.do("ask", f"{MESSAGE} {number}")
            while True:
                seen = window.look()
                gaps.append(seen["longest_gap_s"])
                said.add(seen["said"])
                if not seen["busy"]:
                    break
        outcome.check(said == {""}, f"slow: it said {said}")
        outcome.check(max(gaps) < HELD_AT_MOST_S, f"slow: it stood still for {max(gaps)} s")
        outcome.figures["with 50 ms a write the window stood still at most"] = f"{max(gaps)} s"
        shown = [entry["text"] for entry in seen["entries"]]
        outcome.check(len(shown) == 6 and all(shown), f"slow: {shown}")
        end(outcome, window, "slow")
        outcome.check(stored(folder) == shown, f"slow: {stored(folder)}")


def without_locks(outcome: Outcome, place: Path) -> None:
    for title in ("ENOLCK", "EOPNOTSUPP"):
        with window_on(place / title, lock=title) as (window, folder):
            seen = window.wait(lambda now: now["phase"] == "ready")
            outcome.check("can't lock files" in seen["said"], f"{title}: {seen['said']}")
            outcome.check(
                "history_not_kept" in seen["notices"], f"{title}: it says that it keeps the chats"
            )
            seen = ask(window)
            outcome.check(seen["entries"][-1]["reason"] is not None, f"{title}: {seen}")
            end(outcome, window, title)
            outcome.check(
                not (folder.real / FILE_NAME).stat().st_size, f"{title}: it wrote to the chats"
            )


def refusing(outcome: Outcome, place: Path) -> None:
    """The server takes no more, then does again: what was said meanwhile is stored."""
    with window_on(place) as (window, folder):
        window.wait(lambda now: now["phase"] == "ready")
        ask(window)
        for call, number in (("fsync", "EIO"), ("write", "ESTALE"), ("write", "EIO")):
            folder.behave(**{call: number})
            seen = ask(window, f"{MESSAGE} {call} {number}")
            outcome.check(bool(seen["problem"]), f"{call} {number}: nothing was said")
            outcome.check(seen["entries"][-1]["text"] != "", f"{call} {number}: no answer")
            folder.behave()
            seen = window.wait(lambda now: not now["problem"] and not now["pending"], 60)
            outcome.check(not seen["pending"], f"{call} {number}: {seen['problem']}")
        shown = [entry["text"] for entry in window.look()["entries"]]
        folder.behave(rename="EXDEV")
        end(outcome, window, "refusing")
        folder.behave()
        outcome.check(stored(folder) == shown, f"refusing: {stored(folder)} is not {shown}")


def model_inside(outcome: Outcome, place: Path) -> None:
    """The weights themselves lie in a folder whose files can't be mapped."""
    with network_folder(place / "net") as folder:
        shutil.copytree(STARTER, folder.real / "starter")
        home = place / "home"
        (home / "data").mkdir(parents=True)
        (home / "data" / "settings.ini").write_text(SETTINGS, encoding="utf-8")
        with driven_window(home, "--model", str(folder.path / "starter")) as window:
            seen = window.wait(lambda now: now["phase"] in ("ready", "failed"))
            outcome.figures["a model in such a folder"] = seen["error"] or seen["phase"]
            outcome.check(seen["error"] != "unexpected", f"model inside: {window.errors[-800:]}")
            end(outcome, window, "model inside")


if __name__ == "__main__":
    sys.exit(main())
