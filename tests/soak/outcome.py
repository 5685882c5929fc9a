"""What a soak script found: a line to read, and a file that report.py reads."""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "soak"


class Outcome:
    """Counts what held and what did not, and writes both down at the end."""

    def __init__(self, name: str, title: str) -> None:
        self.name = name
        self._title = title
        self._began = time.monotonic()
        self._checks = 0
        self._failures: list[str] = []
        self.figures: dict[str, object] = {}
        """What is worth a line of the report, in the order in which it should stand."""

    def check(self, holds: bool, what: str) -> bool:
        """Note one check; `what` says what was wrong where it does not hold."""
        self._checks += 1
        if not holds:
            self._failures.append(what)
            say(f"  failed: {what[:400]}")
        return holds

    def finish(self) -> int:
        """Write the file and one line; the exit code."""
        ok = not self._failures and self._checks > 0
        seconds = time.monotonic() - self._began
        record: Mapping[str, object] = {
            "title": self._title,
            "ok": ok,
            "checks": self._checks,
            "failures": self._failures[:50],
            "figures": self.figures,
            "seconds": round(seconds, 1),
            "date": datetime.now(UTC).strftime("%Y-%m-%d"),
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
        }
        FOLDER.mkdir(parents=True, exist_ok=True)
        text = json.dumps(record, ensure_ascii=False, indent=1)
        (FOLDER / f"{self.name}.json").write_text(text + "\n", encoding="utf-8")
        shown = ", ".join(f"{name} {value}" for name, value in self.figures.items())
        verdict = "held" if ok else f"{len(self._failures)} FAILED"
        say(f"{self._title}: {self._checks} checks {verdict} in {seconds:.0f} s. {shown}")
        return 0 if ok else 1


def say(line: str) -> None:
    sys.stdout.write(line.encode("utf-8", "backslashreplace").decode() + "\n")
    sys.stdout.flush()
