"""Damaged files of every kind through what reads them, with little memory and nothing allowed.

    python -m tests.soak.bad_files [--rounds 400] [--seed 1] [--only KIND]

Each damaged file must end in a KnownError or in a documented fall-back. In every child process:
a limit on memory; no program started, nothing unpickled, no connection, no file made or changed
outside of the folder of the test.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from desktop_app.core.errors import KnownError
from tests.soak.file_kinds import Kind
from tests.soak.outcome import Outcome, say

MEMORY_BYTES = 2 << 30
ENGINE_MEMORY_BYTES = 6 << 30
"""Address space, of which torch's libraries alone take some gibibytes."""
CASE_LIMIT_S = 20
FORBIDDEN = (
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile"),
    *("pickle.find_class", "socket.connect", "webbrowser.open"),
)
SLOW_SHARE = 10


class ForbiddenError(BaseException):
    """Something that no file may make this program do."""


class TooSlowError(BaseException):
    """A file that is still being read after CASE_LIMIT_S."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="the kind whose name holds this")
    parser.add_argument("--without-engine", action="store_true")
    arguments = parser.parse_args()
    from tests.soak.file_kinds import KINDS

    outcome = Outcome("bad_files", "Bad files")
    groups = [(KINDS, MEMORY_BYTES)]
    if not arguments.without_engine:
        from tests.soak.engine_file_kinds import ENGINE_KINDS

        groups.append((ENGINE_KINDS, ENGINE_MEMORY_BYTES))
    ends: Counter[str] = Counter()
    for kinds, memory_bytes in groups:
        for kind in kinds:
            if arguments.only in kind.name:
                ends += try_kind(outcome, kind, arguments.rounds, arguments.seed, memory_bytes)
    outcome.figures["files"] = f"{ends.total():,}"
    outcome.figures.update({name: f"{count:,}" for name, count in sorted(ends.items())})
    return outcome.finish()


def try_kind(outcome: Outcome, kind: Kind, rounds: int, seed: int, memory: int) -> Counter[str]:
    """Damage one kind of file, in a child process that can be lost."""
    rounds = max(rounds // SLOW_SHARE, 5) if kind.is_slow else rounds
    folder = Path(tempfile.mkdtemp(prefix="soak-files-"))
    report, began = folder / "report", time.monotonic()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = work(kind, rounds, seed, memory, folder, report)
        except BaseException:
            with report.open("a", encoding="utf-8") as lines:
                lines.write("!the script itself: " + traceback.format_exc().replace("\n", " | "))
                lines.write("\n")
        os._exit(code)
    _, status = os.waitpid(child, 0)
    lines = report.read_text("utf-8").split("\n")[:-1] if report.exists() else []
    ends = Counter(line for line in lines if not line.startswith("!"))
    for defect, count in Counter(line for line in lines if line.startswith("!")).items():
        outcome.check(False, f"{kind.name}: {count} times {defect[1:]}")
    whole = os.waitstatus_to_exitcode(status) == 0 and len(lines) == rounds
    outcome.check(whole, f"{kind.name}: the child ended with {status} after {len(lines)} files")
    for _ in range(ends.total()):
        outcome.check(True, "")
    say(f"  {kind.name}: {dict(ends)} in {time.monotonic() - began:.0f} s")
    shutil.rmtree(folder, ignore_errors=True)
    return ends


def work(kind: Kind, rounds: int, seed: int, memory: int, folder: Path, report: Path) -> int:
    """In the child: one line of the report for each file."""
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
    logging.disable(logging.CRITICAL)
    (folder / "original").mkdir()
    original = kind.make(folder / "original")
    content = original.read_bytes()
    # what is imported on the first reading is not the file's doing
    once(kind, folder, original, content)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    signal.signal(signal.SIGALRM, _too_slow)
    chance = random.Random(f"{seed} {kind.name}")
    with report.open("a", encoding="utf-8") as lines, watched(folder):
        for _ in range(rounds):
            end = once(kind, folder, original, kind.damage(content, chance))
            lines.write(end.replace("\n", " ").encode("utf-8", "replace").decode() + "\n")
            lines.flush()
    return 0


def once(kind: Kind, folder: Path, original: Path, content: bytes) -> str:
    """Read one file in a copy of its surroundings; how that ended."""
    place = folder / "case"
    shutil.copytree(folder / "original", place)
    path = place / original.relative_to(folder / "original")
    path.write_bytes(content)
    signal.alarm(CASE_LIMIT_S)
    try:
        kind.read(path)
    except KnownError as error:
        # a template that does not fit its values would be a defect of its own
        str(error)
        return "KnownError"
    except BaseException as error:
        return f"!{type(error).__name__}: {str(error)[:80]} at {_place(error)}"
    finally:
        signal.alarm(0)
        shutil.rmtree(place, ignore_errors=True)
    return "read all the same"


def _place(error: BaseException) -> str:
    """The last line of this program that the error went through."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "desktop_app" in frame.filename] or frames
    return f"{Path(own[-1].filename).name}:{own[-1].name}"


_allowed: list[Path] = []


@contextlib.contextmanager
def watched(folder: Path) -> Iterator[None]:
    """Inside, this process starts nothing and writes below the folder only; for good."""
    _allowed.append(folder)
    sys.addaudithook(_watch)
    yield


def _watch(event: str, arguments: tuple) -> None:
    if event.startswith(FORBIDDEN):
        raise ForbiddenError(event)
    if event == "open" and isinstance(arguments[0], str | bytes):
        flags = arguments[2] or 0
        path = Path(os.path.abspath(os.fsdecode(arguments[0])))  # noqa: PTH100
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes and not path.is_relative_to(_allowed[0]) and path != Path(os.devnull):
            raise ForbiddenError(f"writes {path}")


def _too_slow(*_: object) -> None:
    raise TooSlowError(f"more than {CASE_LIMIT_S} s")


if __name__ == "__main__":
    sys.exit(main())
