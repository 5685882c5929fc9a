"""The system asks the window to end: in a load, in a reply, in a download, twice at once.

    python -m tests.soak.endings          (Linux)

It must end with code 0, keep what it showed, and leave nothing beside the chats.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from desktop_app.core.history.sqlite import FILE_NAME
from tests.models.hub_server import Drip, HubServer
from tests.models.toy import model_files
from tests.soak.driven_window import DrivenWindow, driven_window
from tests.soak.outcome import ROOT, Outcome, say

SETTINGS = "[General]\nthreads=1\nmax_new_tokens=400\nlook_ahead=false\n"
MODEL = ["--model", str(ROOT / "build" / "starter")]
MESSAGE = "Tell me a long story about a lighthouse, a storm and a lost ship."
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def main() -> int:
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    outcome = Outcome("endings", "Asked to end")
    for step in (in_a_load, in_a_reply, in_a_download):
        slowest = 0.0
        for number in SIGNALS:
            with tempfile.TemporaryDirectory(prefix="soak-end-") as name:
                folder = Path(name)
                (folder / "data").mkdir()
                (folder / "data" / "settings.ini").write_text(SETTINGS, encoding="utf-8")
                slowest = max(slowest, step(outcome, folder, number))
        title = step.__name__.replace("_", " ")
        outcome.figures[f"{title}, slowest end"] = f"{slowest:.1f} s"
        say(f"  {title}: done")
    return outcome.finish()


def end(outcome: Outcome, window: DrivenWindow, folder: Path, number: int, title: str) -> float:
    """Sent twice, as a terminal that is closed does, but for Ctrl+C; the seconds that it took."""
    began = time.monotonic()
    if number != signal.SIGINT:
        window.process.send_signal(number)
    code = window.signal_and_wait(number)
    took = time.monotonic() - began
    title = f"{title}, {signal.Signals(number).name}"
    outcome.check(code == 0, f"{title}: exit code {code}")
    outcome.check("Traceback" not in window.errors, f"{title}: {window.errors[-800:]}")
    left = [p.name for p in (folder / "data").glob("chats.sqlite3-*")]
    left += [p.name for p in (folder / "run").iterdir()]
    outcome.check(not left, f"{title}: it left {left}")
    outcome.check((folder / "data" / "window.ini").exists(), f"{title}: no window.ini")
    return took


def in_a_load(outcome: Outcome, folder: Path, number: int) -> float:
    with driven_window(folder, *MODEL) as window:
        seen = window.wait(lambda now: now["stage"] is not None, 60)
        outcome.check(seen["phase"] == "loading", f"load: {seen['phase']}")
        return end(outcome, window, folder, number, "load")


def in_a_reply(outcome: Outcome, folder: Path, number: int) -> float:
    with driven_window(folder, *MODEL) as window:
        window.wait(lambda now: now["phase"] == "ready")
        window.do("ask", MESSAGE)
        seen = window.wait(lambda now: len(now["entries"]) == 2 and now["entries"][1]["text"])
        outcome.check(seen["busy"], "reply: it had ended before")
        took = end(outcome, window, folder, number, "reply")
    with contextlib.closing(sqlite3.connect(folder / "data" / FILE_NAME)) as connection:
        rows = connection.execute("SELECT text, finish_reason FROM messages ORDER BY key")
        (asked, _), (replied, reason) = rows.fetchall()
    outcome.check(asked == MESSAGE, f"reply: {asked}")
    outcome.check(replied.startswith(seen["entries"][1]["text"]), f"reply: {replied}")
    outcome.check(reason == "cancelled", f"reply: {reason}")
    return took


def in_a_download(outcome: Outcome, folder: Path, number: int) -> float:
    """The window would ask whether it may close; what was fetched counts the next time."""
    with HubServer(model_files(padding=6_000_000)) as hub:
        hub.script("model.safetensors", Drip(1 << 15, 0.05))
        around = {"HF_ENDPOINT": hub.endpoint, "HF_HUB_OFFLINE": "0"}
        with driven_window(folder, environment=around) as window:
            window.do("download", hub.repo)
            window.wait(lambda now: now["download"][1] > 300_000, 60)
            took = end(outcome, window, folder, number, "download")
    parts = [p for p in (folder / "data" / "models").rglob("*") if p.is_file()]
    kept = sum(path.stat().st_size for path in parts)
    outcome.check(kept > 300_000, f"download: {kept} bytes are kept")
    return took


if __name__ == "__main__":
    sys.exit(main())
