"""Writes the figures of the last runs into docs/reliability.md, between its two marks.

python -m tests.soak.report
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.soak.outcome import FOLDER, ROOT, say

REPORT = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
ORDER = (
    *("bad_messages", "bad_files", "kills", "faults"),
    *("nobody_in", "odd_machines", "long_life"),
)
SHOWN_FAILURES = 8


def main() -> int:
    text = REPORT.read_text("utf-8")
    head, found, rest = text.partition(BEGIN)
    _, ended, tail = rest.partition(END)
    if not found or not ended:
        say(f"{REPORT} has no marks")
        return 1
    blocks = [block(FOLDER / f"{name}.json") for name in ORDER]
    figures = "\n".join(part for part in blocks if part)
    machine = f"Machine: {processor()}, {os.cpu_count()} cores, Linux.\n"
    REPORT.write_text(f"{head}{BEGIN}\n\n{machine}\n{figures}\n{END}{tail}", "utf-8")
    say(f"wrote {REPORT}")
    return 0


def block(path: Path) -> str:
    if not path.exists():
        return ""
    run = json.loads(path.read_text("utf-8"))
    verdict = "all held" if run["ok"] else "**not all held**"
    lines = [
        f"### {run['title']}",
        "",
        f"{run['date']}, Python {run['python']}, {run['system']}: {run['checks']:,} checks, "
        f"{verdict}, {run['seconds']:.0f} s.",
        "",
        *(f"- {name}: {value}" for name, value in run["figures"].items()),
    ]
    if run["failures"]:
        shown = [failure[:160] for failure in run["failures"][:SHOWN_FAILURES]]
        lines += ["", "What did not hold:", "", *(f"- `{failure}`" for failure in shown)]
    return "\n".join(lines) + "\n"


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown processor"


if __name__ == "__main__":
    sys.exit(main())
