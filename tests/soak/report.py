"""Writes versions and the figures of the last runs into docs/reliability.md, between its marks.

python -m tests.soak.report
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from importlib import metadata
from pathlib import Path

from tests.soak.outcome import FOLDER, ROOT, say

REPORT = ROOT / "docs" / "reliability.md"
LOCK = ROOT / "requirements" / "app-linux-x86_64.lock"
ORDER = (
    *("bad_messages", "window_messages", "bad_files", "nobody_in", "kills", "faults"),
    *("out_of_memory", "endings", "network_home", "sleeping", "odd_machines", "old_processors"),
    "long_life",
)
SHOWN_FAILURES = 8


def main() -> int:
    text = REPORT.read_text("utf-8")
    blocks = [block(FOLDER / f"{name}.json") for name in ORDER]
    figures = "\n".join(part for part in blocks if part)
    machine = f"Machine: {processor()}, {os.cpu_count()} cores, Linux.\n"
    for name, content in (("figures", f"{machine}\n{figures}"), ("versions", versions())):
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        head, found, rest = text.partition(begin)
        _, ended, tail = rest.partition(end)
        if not found or not ended:
            say(f"{REPORT} has no marks for the {name}")
            return 1
        text = f"{head}{begin}\n\n{content}\n{end}{tail}"
    REPORT.write_text(text, "utf-8")
    say(f"wrote {REPORT}")
    return 0


def versions() -> str:
    """What is installed with the program, and where the environment of the runs differs."""
    locked = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK.read_text("utf-8"), re.MULTILINE))
    lines = [", ".join(f"{name} {version}" for name, version in locked.items()) + "."]
    others = []
    for name, version in locked.items():
        with contextlib.suppress(metadata.PackageNotFoundError):
            # a build of one kind or another ("+cpu") is the same code
            here = metadata.version(name)
            if here.partition("+")[0] != version.partition("+")[0]:
                others.append(f"{name} {here}")
    if others:
        lines += ["", f"The runs had other versions of: {', '.join(others)}."]
    return "\n".join(lines) + "\n"


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
