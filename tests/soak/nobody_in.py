"""Whole sessions under strace: no connection, no listener but its own, private files, mute logs.

    python -m tests.soak.nobody_in          (needs strace)

Two programs are watched: the window with one message (--self-test) and `chat` in a terminal.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from desktop_app.core.database import FILE_NAME
from tests.soak.outcome import ROOT, Outcome, say

MARKER = "zebra-4711-lighthouse"
SELF_TEST_WORDS = ("experiment finally worked", "实验终于成功")
MAY_HOLD_MESSAGES = (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm")
CALLS = "trace=%network,execve,openat,open,creat,mkdir,mkdirat"


def main() -> int:
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    if shutil.which("strace") is None:
        say("strace is not installed")
        return 2
    outcome = Outcome("nobody_in", "Nobody in")
    starter = str(ROOT / "build" / "starter")
    with tempfile.TemporaryDirectory(prefix="soak-private-") as name:
        folder = Path(name)
        sessions = {
            "window": (["--self-test", "--json", "--log-level", "debug", "--model", starter], None),
            "chat": (["chat", "--model", starter], f"I feel great about {MARKER} today.\n"),
        }
        for session, (arguments, typed) in sessions.items():
            watch(outcome, folder / session, session, arguments, typed)
    return outcome.finish()


def watch(
    outcome: Outcome, folder: Path, session: str, arguments: list[str], typed: str | None
) -> None:
    folder.mkdir()
    data, home, trace = folder / "data", folder / "home", folder / "trace"
    home.mkdir()
    program = [sys.executable, "-m", "desktop_app", *arguments, "--data-dir", str(data)]
    environment = {**os.environ, "HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("XDG_RUNTIME_DIR", None)
    os.umask(0o022)
    ended = subprocess.run(
        ["strace", "-f", "-qq", "-s", "300", "-e", CALLS, "-o", str(trace), *program],
        cwd=ROOT,
        env=environment,
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=580,
    )
    outcome.check(ended.returncode == 0, f"{session}: {ended.stderr[-400:]}")
    calls = trace.read_text("utf-8", "replace").splitlines()
    outcome.check(len(calls) > 100, f"{session}: strace saw {len(calls)} calls")
    check_network(outcome, session, calls)
    check_programs(outcome, session, calls)
    check_written(outcome, session, calls, (data, home, folder))
    check_modes(outcome, session, data)
    check_words(outcome, session, (data, home), ended.stderr)
    outcome.figures[f"{session}: system calls"] = f"{len(calls):,}"


def check_network(outcome: Outcome, session: str, calls: list[str]) -> None:
    families = {found[1] for call in calls if (found := re.search(r"socket\((AF_\w+)", call))}
    outcome.check(not families & {"AF_INET", "AF_INET6"}, f"{session}: sockets {families}")
    outcome.figures[f"{session}: kinds of socket"] = ", ".join(sorted(families)) or "none"
    listens = [call for call in calls if re.search(r"\blisten\(", call)]
    outcome.check(len(listens) <= 1, f"{session}: {len(listens)} listeners")


def check_programs(outcome: Outcome, session: str, calls: list[str]) -> None:
    started = [call for call in calls if "execve(" in call and call.rstrip().endswith("= 0")]
    names = {found[1] for call in started if (found := re.search(r'execve\("([^"]+)"', call))}
    others = {name for name in names if "python" not in Path(name).name}
    outcome.figures[f"{session}: programs started"] = ", ".join(sorted(others)) or "none"
    harmless = {"uname", "lscpu", "ldconfig", "gcc", "cc", "ld", "objdump", "sh"}
    strange = {name for name in others if Path(name).name not in harmless}
    outcome.check(not strange, f"{session}: started {strange}")


def check_written(outcome: Outcome, session: str, calls: list[str], allowed: tuple) -> None:
    """What was opened for writing lies in the data folder, the home folder or is no file."""
    pattern = re.compile(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]+)", ([A-Z_|]+).*\) = \d+')
    strange = set()
    for call in calls:
        found = pattern.search(call)
        if found is None or not re.search(r"O_WRONLY|O_RDWR", found[2]):
            continue
        path = Path(found[1])
        inside = any(path.is_relative_to(folder) for folder in allowed)
        if not inside and not path.is_relative_to("/dev") and "__pycache__" not in path.parts:
            strange.add(re.sub(r"\d+", "N", str(path)))
    passing = {p for p in strange if p.startswith(("/tmp/", "/proc/", "/memfd", "/sys/"))}
    outcome.figures[f"{session}: written elsewhere"] = ", ".join(sorted(strange)) or "nothing"
    outcome.check(strange == passing, f"{session}: wrote {strange - passing}")


def check_modes(outcome: Outcome, session: str, data: Path) -> None:
    files = [data, *data.rglob("*")] if data.exists() else []
    for path in files:
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = 0o700 if path.is_dir() else 0o600
        shown = f"{session}: {path.relative_to(data.parent)} has mode {mode:o}"
        outcome.check(not mode & ~wanted, shown)
    outcome.figures[f"{session}: files"] = len(files)


def check_words(outcome: Outcome, session: str, folders: tuple[Path, ...], shown: str) -> None:
    words = (MARKER, *SELF_TEST_WORDS)
    outcome.check(not any(word in shown for word in words), f"{session}: stderr quotes a message")
    for folder in folders:
        for path in folder.rglob("*"):
            if not path.is_file() or path.name in MAY_HOLD_MESSAGES:
                continue
            content = path.read_bytes()
            for word in words:
                quoted = word.encode() in content or word.encode("utf-16-le") in content
                outcome.check(not quoted, f"{session}: {path.name} quotes a message")


if __name__ == "__main__":
    sys.exit(main())
