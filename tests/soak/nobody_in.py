"""Whole sessions under strace: no connection, no listener but its own, private files, mute logs.

    python -m tests.soak.nobody_in          (as root, with strace, setpriv and Xvfb)

Three programs are watched: the real window through a day of use, with knocks at its socket; the
self-test; and `chat` in a terminal. A secret of the hub lies in their environment.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from desktop_app.core.history.sqlite import FILE_NAME
from tests.soak import door
from tests.soak.outcome import ROOT, Outcome, say
from tests.soak.private_session import MARKER

SECRET = "hf_4711ThisIsASecretOfTheHub"
SELF_TEST_WORDS = ("experiment finally worked", "实验终于成功")
MAY_HOLD_MESSAGES = (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm")
CALLS = "trace=%network,execve,openat,open,creat,mkdir,mkdirat,chmod,fchmod,fchmodat"
STRACE = ("strace", "-f", "-qq", "-s", "300", "-e", CALLS)
STARTER = str(ROOT / "build" / "starter")
SESSION_LIMIT_S = 900
SYSTEM_SOCKETS = re.compile(r"@?/tmp/\.X11-unix/X\d+|/var/run/nscd/socket|/run/nscd/socket")
"""The screen, and the system's own names of people."""


def main() -> int:
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    missing = [name for name in ("strace", "setpriv", "Xvfb") if shutil.which(name) is None]
    if missing or os.getuid() != 0:
        say(f"needs root and {', '.join(missing) or 'nothing else'}")
        return 2
    outcome = Outcome("nobody_in", "Nobody in")
    os.umask(0o022)
    with tempfile.TemporaryDirectory(prefix="soak-private-") as name:
        folder = Path(name)
        # a stranger may come as far as the program's own folders
        folder.chmod(0o755)
        window(outcome, folder / "window")
        arguments = ["--self-test", "--json", "--log-level", "debug", "--model", STARTER]
        watch(outcome, folder / "self-test", "self-test", arguments, None)
        typed = f"I feel great about {MARKER} today.\n"
        watch(outcome, folder / "chat", "chat", ["chat", "--model", STARTER], typed)
    return outcome.finish()


def window(outcome: Outcome, folder: Path) -> None:
    """The real window on a screen of its own, for a day; then knocks at its socket."""
    data, home, exports, trace = (folder / n for n in ("data", "home", "exports", "trace"))
    for place in (home, exports):
        place.mkdir(parents=True)
    arguments = ["--data-dir", str(data), "--model", STARTER, "--lang", "en"]
    second = [sys.executable, "-m", "desktop_app", *arguments]
    played = ["-m", "tests.soak.private_session", str(exports), *arguments]
    played += ["--log-level", "debug"]
    with screen() as display:
        around = environment(home) | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        watched = [*STRACE, "-o", str(trace), sys.executable, *played]
        with program(watched, around, folder / "stderr") as first:
            said = first.wait_for("ready")
            if not outcome.check(said.startswith("ready"), f"window: {said}, {first.errors}"):
                return
            address = data / "instance.sock"
            door.check_place(outcome, address)
            door.knock_as_somebody_else(outcome, address)
            door.knock_wrongly(outcome, address)
            outcome.check(not first.poll(), "window: raised by a wrong knock")
            door.start_again(outcome, second, around)
            outcome.check(first.wait_for("raised") == "raised", "window: not raised")
            os.kill(int(said.split()[1]), signal.SIGTERM)
            code = ended(first.process)
            outcome.check(code == 0, f"window: ended with {code}, {first.errors}")
        after_a_kill(outcome, [sys.executable, *played], second, around, folder / "stderr-2")
    errors = (folder / "stderr").read_text("utf-8", "replace")
    check_all(outcome, "window", trace, (data, home, exports), errors, listeners=1)
    written = {path.name for path in exports.iterdir()}
    outcome.check(written == {"chats.json", "chats.md", "chats.txt"}, f"window: {written}")


def ended(process: subprocess.Popen) -> int | None:
    """Its exit code; None where it, or something that it started, is still there."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        return process.wait(60)
    return None


def after_a_kill(
    outcome: Outcome, command: list[str], second: list[str], around: dict[str, str], errors: Path
) -> None:
    """The socket that a killed program left behind is taken over by the next one."""
    with program(command, around, errors) as killed:
        _wait_for(lambda: killed.process.poll() is not None or _listens(killed.process.pid))
        killed.process.kill()
        killed.process.wait(20)
    with program(command, around, errors) as following:
        _wait_for(lambda: following.process.poll() is not None or _listens(following.process.pid))
        door.start_again(outcome, second, around)
        said = following.wait_for("raised")
        outcome.check(said == "raised", f"window after a kill: {said}, {following.errors}")


def _listens(pid: int) -> bool:
    rows = Path(f"/proc/{pid}/net/unix").read_text("utf-8", "replace").splitlines()
    listening = {row.split()[6] for row in rows if " 00010000 " in row}
    with contextlib.suppress(OSError):
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            found = re.fullmatch(r"socket:\[(\d+)\]", str(handle.readlink()))
            if found is not None and found[1] in listening:
                return True
    return False


def _wait_for(holds, patience_s: float = 120) -> None:
    deadline = time.monotonic() + patience_s
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)


class Program:
    """A child that says lines."""

    def __init__(self, process: subprocess.Popen[bytes], errors: Path) -> None:
        self.process = process
        self._errors = errors
        self._rest = b""

    @property
    def errors(self) -> str:
        return self._errors.read_text("utf-8", "replace")[-400:]

    def poll(self) -> str:
        """A line that is there already, or nothing."""
        return self.wait_for("", patience_s=0)

    def wait_for(self, beginning: str, patience_s: float = SESSION_LIMIT_S) -> str:
        """The next line with this beginning, or the last one before time or the child ended."""
        deadline, last = time.monotonic() + patience_s, ""
        while True:
            while b"\n" in self._rest:
                line, _, self._rest = self._rest.partition(b"\n")
                last = line.decode()
                if last.startswith((beginning, "stuck")):
                    return last
            left = max(0.0, deadline - time.monotonic())
            ready, _, _ = select.select([self.process.stdout], [], [], left)
            piece = os.read(self.process.stdout.fileno(), 1 << 16) if ready else b""
            if not piece:
                return last
            self._rest += piece


@contextlib.contextmanager
def program(command: list[str], around: dict[str, str], errors: Path) -> Iterator[Program]:
    with (
        errors.open("wb") as said,
        subprocess.Popen(
            command, cwd=ROOT, env=around, stdout=subprocess.PIPE, stderr=said
        ) as process,
    ):
        try:
            yield Program(process, errors)
        finally:
            process.kill()


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A screen that nobody sees; its name."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-nolisten", "tcp", "-screen", "0", "1280x900x24"]
    with subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL) as process:
        os.close(writer)
        try:
            yield f":{os.read(reader, 20).decode().strip()}"
        finally:
            os.close(reader)
            process.terminate()


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "DBUS_"))}
    secrets = dict.fromkeys(("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"), SECRET)
    return kept | secrets | {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}


def watch(
    outcome: Outcome, folder: Path, session: str, arguments: list[str], typed: str | None
) -> None:
    """A session that ends by itself."""
    data, home, trace = folder / "data", folder / "home", folder / "trace"
    home.mkdir(parents=True)
    command = [sys.executable, "-m", "desktop_app", *arguments, "--data-dir", str(data)]
    ended = subprocess.run(
        [*STRACE, "-o", str(trace), *command],
        cwd=ROOT,
        env=environment(home),
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=580,
    )
    outcome.check(ended.returncode == 0, f"{session}: {ended.stderr[-400:]}")
    check_all(outcome, session, trace, (data, home), ended.stderr, listeners=0)


def check_all(
    outcome: Outcome,
    session: str,
    trace: Path,
    places: tuple[Path, ...],
    errors: str,
    listeners: int,
) -> None:
    calls = trace.read_text("utf-8", "replace").splitlines()
    outcome.check(len(calls) > 100, f"{session}: strace saw {len(calls)} calls")
    outcome.figures[f"{session}: system calls"] = f"{len(calls):,}"
    check_network(outcome, session, calls, listeners)
    check_programs(outcome, session, calls)
    check_written(outcome, session, calls, (*places, trace.parent))
    for place in places:
        check_modes(outcome, session, place)
    check_words(outcome, session, places, errors)
    outcome.check(SECRET not in errors, f"{session}: stderr holds the secret")
    outcome.check(SECRET not in "\n".join(calls), f"{session}: a system call holds the secret")


def check_network(outcome: Outcome, session: str, calls: list[str], listeners: int) -> None:
    families = {found[1] for call in calls if (found := re.search(r"socket\((AF_\w+)", call))}
    strange = families - {"AF_UNIX"}
    outcome.check(not strange, f"{session}: sockets {strange}")
    outcome.figures[f"{session}: kinds of socket"] = ", ".join(sorted(families)) or "none"
    listens = [call for call in calls if re.search(r"\blisten\(", call)]
    outcome.check(len(listens) == listeners, f"{session}: {len(listens)} listeners")
    connects = [call for call in calls if re.search(r"\bconnect\(", call)]
    reached = set()
    for call in connects:
        found = re.search(r'sun_path=(@?)"([^"]+)"', call)
        place = found[1] + found[2] if found else call
        # which looks for a first program before it is one
        if place.endswith("/instance.sock"):
            continue
        reached.add(re.sub(r"\d+", "N", place))
        outcome.check(
            SYSTEM_SOCKETS.fullmatch(place) is not None, f"{session}: connected to {place}"
        )
    outcome.figures[f"{session}: connected to"] = ", ".join(sorted(reached)) or "nothing"


def check_programs(outcome: Outcome, session: str, calls: list[str]) -> None:
    started = [call for call in calls if "execve(" in call and call.rstrip().endswith("= 0")]
    names = [found[1] for call in started if (found := re.search(r'execve\("([^"]+)"', call))]
    # the first is the program itself
    outcome.figures[f"{session}: programs started"] = ", ".join(sorted(names[1:])) or "none"
    outcome.check(not names[1:], f"{session}: started {names[1:]}")


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
    made = {path for path in passing if path.startswith("/tmp/") and Path(path).exists()}
    outcome.check(not made, f"{session}: left {made} behind")
    outcome.figures[f"{session}: written elsewhere"] = ", ".join(sorted(strange)) or "nothing"
    outcome.check(strange == passing, f"{session}: wrote {strange - passing}")


def check_modes(outcome: Outcome, session: str, place: Path) -> None:
    """Of all that is there; the home folder itself is the person's business."""
    files = [path for path in place.rglob("*") if not path.is_symlink()]
    if place.name == "data" and place.exists():
        files.append(place)
    for path in files:
        mode = stat.S_IMODE(path.stat().st_mode)
        # on a socket the bit for execution says nothing
        wanted = 0o600 if path.is_file() else 0o700
        shown = f"{session}: {path.relative_to(place.parent)} has mode {mode:o}"
        outcome.check(not mode & ~wanted, shown)
    outcome.figures[f"{session}: in {place.name}"] = f"{len(files)} files and folders"


def check_words(outcome: Outcome, session: str, folders: tuple[Path, ...], shown: str) -> None:
    words = (MARKER, *SELF_TEST_WORDS)
    outcome.check(not any(word in shown for word in words), f"{session}: stderr quotes a message")
    for folder in folders:
        for path in folder.rglob("*"):
            if not path.is_file() or path.name in MAY_HOLD_MESSAGES:
                continue
            content = path.read_bytes()
            outcome.check(
                SECRET.encode() not in content, f"{session}: {path.name} holds the secret"
            )
            if folder.name == "exports":
                continue
            for word in words:
                quoted = word.encode() in content or word.encode("utf-16-le") in content
                outcome.check(not quoted, f"{session}: {path.name} quotes a message")


if __name__ == "__main__":
    sys.exit(main())
