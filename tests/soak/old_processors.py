"""The window, its worker and the starter on emulated processors that are years old.

    nice python -m tests.soak.old_processors [Nehalem Haswell SandyBridge]

Needs qemu-x86_64 (Debian: qemu-user); takes an hour for all three. Haswell (2013) has AVX2,
SandyBridge (2011) only AVX; Nehalem (2008) has neither, and must be told so in the window. See
tests/benchmarks/old_cpus.sh for the engine's numbers.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.soak.driven_window import driven_window
from tests.soak.outcome import ROOT, Outcome, say

TOO_OLD = ("Nehalem",)
PATIENCE_S = 2400
ALONE = {"OMP_NUM_THREADS": "1"}
SETTINGS = "[General]\nthreads=1\nmax_new_tokens=8\nlook_ahead=false\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("processors", nargs="*", default=["Nehalem", "Haswell", "SandyBridge"])
    outcome = Outcome("old_processors", "Old processors")
    for processor in parser.parse_args().processors:
        with tempfile.TemporaryDirectory(prefix="soak-old-") as name:
            try_on(outcome, processor, Path(name))
    return outcome.finish()


def try_on(outcome: Outcome, processor: str, folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "settings.ini").write_text(SETTINGS, encoding="utf-8")
    emulated = ["qemu-x86_64", "-cpu", processor]
    began = time.monotonic()
    arguments = ["--model", str(ROOT / "build" / "starter")]
    with driven_window(folder, *arguments, before=emulated, environment=ALONE) as window:
        seen = window.wait(lambda now: now["phase"] in ("ready", "failed"), PATIENCE_S)
        seconds = time.monotonic() - began
        if processor in TOO_OLD:
            outcome.check(seen["error"] == "cpu_too_old", f"{processor}: {seen}")
            outcome.figures[processor] = f"said in the window after {seconds:.0f} s"
        else:
            outcome.check(seen["phase"] == "ready", f"{processor}: {seen}")
            window.do("ask", "I passed my exam today, what a good day!")
            seen = window.wait(lambda now: not now["busy"], PATIENCE_S)
            asked, *replies = seen["entries"]
            outcome.check(asked["mood"] == "positive", f"{processor}: {seen}")
            whole = [reply["reason"] in ("stop", "length") for reply in replies]
            outcome.check(whole == [True], f"{processor}: {seen}")
            speed = (replies[-1]["tokens_per_s"] if replies else 0) or 0
            outcome.figures[processor] = f"ready in {seconds:.0f} s, {speed:.2f} tokens/s"
        code = window.signal_and_wait(signal.SIGTERM, 600)
        outcome.check(code == 0, f"{processor}: SIGTERM ended it with {code}")
        outcome.check("Traceback" not in window.errors, f"{processor}: {window.errors[-800:]}")
    say(f"  {processor}: {outcome.figures[processor]}")


if __name__ == "__main__":
    sys.exit(main())
