"""Memory that really runs out under the real window: at the load, in the judge, in a reply.

    python -m tests.soak.out_of_memory          (as root for the part with a cgroup; Linux)

The limit on the program's address space is lowered while it runs, to what it has and a little, so
that an allocation of torch fails; then it is lifted. Each failure must be told, the same program
must go on, and every message must be on the disk. Last, the system itself kills the program.
"""

from __future__ import annotations

import argparse
import contextlib
import resource
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from desktop_app.core.history.sqlite import FILE_NAME
from tests.soak.driven_window import DrivenWindow, driven_window
from tests.soak.outcome import ROOT, Outcome, say

SETTINGS = "[General]\nthreads=1\nmax_new_tokens=200\nlook_ahead=false\n"
MODEL = ["--model", str(ROOT / "build" / "starter")]
MESSAGE = "Tell me a long story about a lighthouse, a storm and a lost ship."
LONG = "The storm came over the hill and nobody slept. " * 150
# pieces of memory from 16 KiB on are asked of the system one by one, not taken from what was freed
EVERY_PIECE_COUNTS = {"GLIBC_TUNABLES": "glibc.malloc.mmap_threshold=16384"}
MIB = 1 << 20
CGROUP = Path("/sys/fs/cgroup/memory/soak-oom")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="")
    only = parser.parse_args().only
    outcome = Outcome("out_of_memory", "Out of memory")
    for step in (at_load, in_judge, in_reply, killed_by_the_system):
        if only not in step.__name__:
            continue
        with tempfile.TemporaryDirectory(prefix="soak-memory-") as name:
            folder = Path(name)
            (folder / "data").mkdir()
            (folder / "data" / "settings.ini").write_text(SETTINGS, encoding="utf-8")
            step(outcome, folder)
        say(f"  {step.__name__.replace('_', ' ')}: done")
    return outcome.finish()


@contextlib.contextmanager
def limited(window: DrivenWindow, spare_mib: float) -> Iterator[None]:
    """The program may have as much address space as it has now, and this much more."""
    pid = window.process.pid
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    size = pages * resource.getpagesize() + int(spare_mib * MIB)
    unlimited = resource.RLIM_INFINITY
    resource.prlimit(pid, resource.RLIMIT_AS, (size, unlimited))
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_AS, (unlimited, unlimited))


def stored(folder: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(folder / "data" / FILE_NAME)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM messages ORDER BY key")]


def end(outcome: Outcome, window: DrivenWindow, folder: Path, title: str) -> None:
    shown = [entry["text"] for entry in window.look()["entries"]]
    code = window.signal_and_wait(signal.SIGTERM)
    outcome.check(code == 0, f"{title}: it ended with {code}")
    outcome.check("Traceback" not in window.errors, f"{title}: {window.errors[-800:]}")
    outcome.check(stored(folder) == shown, f"{title}: stored {stored(folder)}")


def goes_on(outcome: Outcome, window: DrivenWindow, title: str) -> None:
    window.do("ask", "What a good day!")
    seen = window.wait(lambda now: not now["busy"])
    asked, reply = seen["entries"][-2:]
    outcome.check(asked["mood"] == "positive", f"{title}, afterwards: {asked}")
    outcome.check(reply["reason"] in ("stop", "length"), f"{title}, afterwards: {reply}")


def at_load(outcome: Outcome, folder: Path) -> None:
    codes = []
    for spare_mib in (60, 300, 700):
        with driven_window(folder, *MODEL) as window:
            # the window is there; torch is yet to come, or on its way
            window.look()
            with limited(window, spare_mib):
                seen = window.wait(lambda now: now["phase"] != "loading")
            codes.append(seen["error"] or seen["phase"])
            outcome.check(seen["error"] in (None, "out_of_memory"), f"load, {spare_mib}: {seen}")
            if seen["phase"] == "failed":
                window.do("retry")
                seen = window.wait(lambda now: now["phase"] != "loading")
                outcome.check(seen["phase"] == "ready", f"load again, {spare_mib}: {seen}")
            goes_on(outcome, window, f"load, {spare_mib}")
            code = window.signal_and_wait(signal.SIGTERM)
            outcome.check(code == 0, f"load: it ended with {code}")
            outcome.check("Traceback" not in window.errors, f"load: {window.errors[-800:]}")
    outcome.figures["loads with 60, 300, 700 MiB"] = ", ".join(codes)


def in_judge(outcome: Outcome, folder: Path) -> None:
    with driven_window(folder, *MODEL) as window:
        window.wait(lambda now: now["phase"] == "ready")
        with limited(window, 2):
            window.do("ask", LONG)
            seen = window.wait(lambda now: not now["busy"])
        asked, reply = seen["entries"]
        outcome.check(reply["error"] == "out_of_memory", f"judge: {reply}, {seen['phase']}")
        outcome.figures["a long message with 2 MiB"] = reply["error"]
        outcome.figures["it was judged"] = asked["mood"] is not None
        goes_on(outcome, window, "judge")
        end(outcome, window, folder, "judge")


def in_reply(outcome: Outcome, folder: Path) -> None:
    with driven_window(folder, *MODEL, environment=EVERY_PIECE_COUNTS) as window:
        window.wait(lambda now: now["phase"] == "ready")
        window.do("ask", MESSAGE)
        before = window.wait(
            lambda now: len(now["entries"]) == 2 and len(now["entries"][1]["text"]) > 40
        )
        outcome.check(before["busy"], "reply: it had ended before the limit")
        with limited(window, -20):
            seen = window.wait(lambda now: not now["busy"])
        reply = seen["entries"][1]
        outcome.check(reply["error"] == "out_of_memory", f"reply: {reply}")
        kept = before["entries"][1]["text"]
        outcome.check(reply["text"].startswith(kept), f"reply: {reply['text']}")
        outcome.figures["in the midst of a reply"] = reply["error"]
        goes_on(outcome, window, "reply")
        end(outcome, window, folder, "reply")


def killed_by_the_system(outcome: Outcome, folder: Path) -> None:
    """A cgroup without room: the kernel ends the program. What was said is there again."""
    with driven_window(folder, *MODEL) as window:
        window.wait(lambda now: now["phase"] == "ready")
        CGROUP.mkdir(exist_ok=True)
        try:
            (CGROUP / "cgroup.procs").write_text(str(window.process.pid))
            # what it had before counts elsewhere; a few MiB are left for what comes
            (CGROUP / "memory.limit_in_bytes").write_text(str(8 * MIB))
            with contextlib.suppress(TimeoutError, BrokenPipeError):
                window.do("ask", LONG)
                window.wait(lambda now: not now["busy"])
            code = window.process.wait(60)
        finally:
            window.process.kill()
            window.process.wait()
            CGROUP.rmdir()
        outcome.check(code == -signal.SIGKILL, f"killed: exit code {code}")
    with driven_window(folder, *MODEL) as window:
        seen = window.wait(lambda now: now["phase"] == "ready")
        outcome.check(len(seen["list"]) == 2, f"killed: {seen['list']}")
        outcome.check(stored(folder)[:1] == [LONG], "killed: the message is lost")
        goes_on(outcome, window, "killed")
    outcome.figures["killed by the system"] = "the message was there again"


if __name__ == "__main__":
    sys.exit(main())
