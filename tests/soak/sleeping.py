"""The computer falls asleep in the middle of everything and wakes up eight hours later.

    python -m tests.soak.sleeping          (with faketime; Linux)

Played by stopping the whole program, moving its clock, and letting it go on: a real sleep is the
same for it, but for the graphics. Once with a clock for intervals that stood still meanwhile, as on
Linux and macOS, and once with one that went on, as on Windows (but for a download, whose waits
can't be played so). It falls asleep before midnight.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from tests.models.hub_server import Drip, HubServer, Stall
from tests.models.toy import model_files
from tests.soak.driven_window import DrivenWindow, driven_window
from tests.soak.outcome import ROOT, Outcome, say

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
SETTINGS = "[General]\nthreads=1\nmax_new_tokens=60\nlook_ahead=false\n"
MODEL = ["--model", str(ROOT / "build" / "starter")]
MESSAGE = "Tell me a long story about a lighthouse, a storm and a lost ship."
NIGHT_S = 8 * 3600
ASLEEP_S = 4.0
"""How long the program really stands still."""
A_MINUTE_S = 75.0
"""Within this time what says "Today" follows the day."""
ABSURD_MS = 600_000


class Night:
    """The clock that the program sees: 22:00 of today, and what `sleep` makes of it."""

    def __init__(self, folder: Path, goes_on: bool) -> None:
        evening = datetime.now().replace(hour=22, minute=0, second=0)
        self._offset_s = (evening - datetime.now()).total_seconds()
        self._file = folder / "clock"
        self._write()
        self.environment = {
            "LD_PRELOAD": FAKETIME,
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "0" if goes_on else "1",
        }

    def sleep(self, window: DrivenWindow, seconds: float = NIGHT_S) -> None:
        window.process.send_signal(signal.SIGSTOP)
        self._offset_s += seconds
        self._write()
        time.sleep(ASLEEP_S)
        window.process.send_signal(signal.SIGCONT)

    def move_to(self, hour: int, minute: int, second: int) -> None:
        """Set the clock without a sleep, forward."""
        now = datetime.now() + timedelta(seconds=self._offset_s)
        wanted = now.replace(hour=hour, minute=minute, second=second)
        if wanted < now:
            wanted += timedelta(days=1)
        self._offset_s += (wanted - now).total_seconds()
        self._write()

    def _write(self) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(f"{self._offset_s:+.0f}\n")
        new.replace(self._file)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="")
    only = parser.parse_args().only
    outcome = Outcome("sleeping", "Sleep and resume")
    for goes_on in (False, True):
        title = "clock went on" if goes_on else "clock stood still"
        for step in (in_a_reply, in_a_load, in_a_download, at_midnight):
            # faketime moves the clock, not who waits by it: a download's pause would last for ever
            if only not in step.__name__ or (goes_on and step is in_a_download):
                continue
            with tempfile.TemporaryDirectory(prefix="soak-sleep-") as name:
                folder = Path(name)
                (folder / "data").mkdir()
                (folder / "data" / "settings.ini").write_text(SETTINGS, encoding="utf-8")
                step(outcome, folder, Night(folder, goes_on), title)
            say(f"  {title}: {step.__name__.replace('_', ' ')}: done")
    return outcome.finish()


@contextlib.contextmanager
def asleep_and_ended(
    outcome: Outcome, folder: Path, night: Night, title: str, *arguments: str, **environment: str
) -> Iterator[DrivenWindow]:
    """A window that is asked to end at the end."""
    around = night.environment | environment
    with driven_window(folder, *arguments, environment=around) as window:
        yield window
        code = window.signal_and_wait(signal.SIGTERM)
        outcome.check(code == 0, f"{title}: it ended with {code}")
        outcome.check("Traceback" not in window.errors, f"{title}: {window.errors[-800:]}")


def in_a_reply(outcome: Outcome, folder: Path, night: Night, title: str) -> None:
    with asleep_and_ended(outcome, folder, night, title, *MODEL) as window:
        window.wait(lambda now: now["phase"] == "ready")
        window.do("ask", MESSAGE)
        window.wait(lambda now: len(now["entries"]) == 2 and len(now["entries"][1]["text"]) > 40)
        night.sleep(window)
        before = window.look()
        outcome.check(before["busy"], f"{title}: the reply had ended before the sleep")
        seen = window.wait(lambda now: not now["busy"])
        asked, reply = seen["entries"]
        outcome.check(reply["reason"] in ("stop", "length"), f"{title}: {reply}")
        outcome.check(reply["text"].startswith(before["entries"][1]["text"]), f"{title}: {reply}")
        outcome.check(reply["first_token_ms"] < ABSURD_MS, f"{title}: {reply['details']}")
        outcome.check(reply["tokens_per_s"] > 0.5, f"{title}: {reply['details']}")
        outcome.check(asked["mood"] is not None and not seen["said"], f"{title}: {seen}")
        outcome.figures[f"{title}: tokens a second of a reply with a night in it"] = round(
            reply["tokens_per_s"], 1
        )
        window.do("ask", "And then?")
        seen = window.wait(lambda now: not now["busy"])
        # a day's heading stands above the first message of the new day
        outcome.check(seen["days"][2] == "Today", f"{title}: {seen['days']}")
        journal = window.do("journal")
        outcome.check(len(journal["days"]) == 2, f"{title}: {journal}")
        outcome.check(journal["days"][-1] == journal["today"], f"{title}: {journal}")
        second = subprocess.run(
            [sys.executable, "-m", "desktop_app", "--data-dir", str(folder / "data")],
            cwd=ROOT,
            env={
                **os.environ,
                **night.environment,
                "QT_QPA_PLATFORM": "offscreen",
                "XDG_RUNTIME_DIR": str(folder / "run"),
            },
            capture_output=True,
            timeout=60,
        )
        outcome.check(second.returncode == 0, f"{title}: a second start: {second.stderr[-300:]}")
        window.do("idle", 0.05)
        seen = window.wait(lambda now: now["phase"] == "asleep", 30)
        outcome.check(seen["phase"] == "asleep", f"{title}: the model does not rest")
        night.sleep(window)
        window.do("ask", "Good morning. I slept well.")
        seen = window.wait(lambda now: not now["busy"] and now["phase"] == "ready")
        outcome.check(seen["entries"][-1]["reason"] in ("stop", "length"), f"{title}: {seen}")


def in_a_load(outcome: Outcome, folder: Path, night: Night, title: str) -> None:
    for stage in ("importing", "calibrating"):
        # what the first load has measured would spare the second one this stage
        shutil.rmtree(folder / "data" / "cache", ignore_errors=True)
        with asleep_and_ended(outcome, folder, night, f"{title}, {stage}", *MODEL) as window:
            seen = window.wait(lambda now, wanted=stage: now["stage"] == wanted, 60)
            outcome.check(seen["phase"] == "loading", f"{title}: loaded before {stage}")
            night.sleep(window)
            seen = window.wait(lambda now: now["phase"] != "loading")
            outcome.check(seen["phase"] == "ready", f"{title}: {seen}")
            window.do("ask", "What a good day!")
            seen = window.wait(lambda now: not now["busy"])
            outcome.check(seen["entries"][0]["mood"] == "positive", f"{title}: {seen}")


def in_a_download(outcome: Outcome, folder: Path, night: Night, title: str) -> None:
    """The connection is closed, or falls silent, while nobody is awake to see it."""
    for name, fault in (
        ("closed", Drip(1 << 15, 0.05, limit=2_000_000)),
        ("silent", Stall(1_000_000)),
    ):
        with HubServer(model_files(padding=6_000_000)) as hub:
            hub.script("model.safetensors", fault)
            around = {"HF_ENDPOINT": hub.endpoint, "HF_HUB_OFFLINE": "0"}
            with asleep_and_ended(outcome, folder, night, f"{title}, {name}", **around) as window:
                window.do("download", hub.repo)
                window.wait(lambda now: now["download"][1] > 300_000, 60)
                night.sleep(window)
                etas = []

                def done(now: dict, etas: list = etas) -> bool:
                    etas.append(now["download"][2])
                    return now["download"][0] in ("finished", "failed", "idle")

                seen = window.wait(done, 180)
                state, error = seen["download"], seen["download_error"]
                outcome.check(state[0] != "failed", f"{title}, {name}: {state} {error}")
                odd = [eta for eta in etas if eta is not None and not 0 <= eta < 3600]
                outcome.check(not odd, f"{title}, {name}: seconds left {odd}")
            found = list((folder / "data" / "models").glob("*/[!.]*/model.safetensors"))
            whole = [path.read_bytes() == hub.files["model.safetensors"] for path in found]
            outcome.check(whole == [True], f"{title}, {name}: {found}")
        for path in found:
            path.unlink()


def at_midnight(outcome: Outcome, folder: Path, night: Night, title: str) -> None:
    """Nobody does anything: the headings follow a midnight and a night of sleep."""
    with asleep_and_ended(outcome, folder, night, title, *MODEL) as window:
        window.wait(lambda now: now["phase"] == "ready")
        window.do("ask", "What a good day!")
        seen = window.wait(lambda now: not now["busy"] and len(now["list"]) == 2)
        outcome.check(seen["list"][0] == "Today", f"{title}: {seen['list']}")
        night.move_to(23, 59, 50)
        seen = window.wait(lambda now: now["list"][0] != "Today", 10 + A_MINUTE_S)
        outcome.check(seen["list"][0] == "Yesterday", f"{title}: {seen['list']}")
        night.sleep(window, 24 * 3600)
        seen = window.wait(lambda now: now["list"][0] != "Yesterday", A_MINUTE_S)
        outcome.check(seen["list"][0] == "Last 7 days", f"{title}: {seen['list']}")


if __name__ == "__main__":
    sys.exit(main())
