"""The folder that the packages are installed into, and one start at a time in it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from launcher.lock_files import Locks, find_locks
from launcher.steps import say


class Environment:
    """The folder .venv beside start.py, and what is kept in it.

    newest: the folder .venv-newest, for the newest releases of everything, whatever is locked.
    """

    def __init__(self, root: Path, newest: bool = False) -> None:
        self.root = root
        self.newest = newest
        self.folder = root / (".venv-newest" if newest else ".venv")
        windows = os.name == "nt"
        self.scripts = self.folder / ("Scripts" if windows else "bin")
        self.python = self.scripts / ("python.exe" if windows else "python")
        self.log = self.folder / "start.log"
        self.lock = self.folder / "start.lock"
        self.models_found = self.folder / "models-found.json"
        self.hashes = self.folder / "installed-hashes.json"  # name -> hash that a lock said

    def command(self, *arguments: str) -> list[str]:
        """Run a module of the environment; -P keeps the current folder out of its imports."""
        return [str(self.python), "-P", "-m", *arguments]

    def packages(self) -> Path:
        """site-packages, whether it exists or not."""
        found = sorted(self.folder.glob("lib/python3.*/site-packages"))
        return found[0] if found else self.folder / "Lib" / "site-packages"

    def python_version(self) -> tuple[int, int]:
        """Of the environment's Python, as venv wrote it down; of this one where there is none."""
        try:
            text = (self.folder / "pyvenv.cfg").read_text(encoding="utf-8")
        except OSError:
            text = ""
        found = re.search(r"^version\s*=\s*(\d+)\.(\d+)", text, re.MULTILINE)
        return (int(found[1]), int(found[2])) if found else sys.version_info[:2]

    def locks(self, extra: str) -> Locks:
        """The lock files that an installation with this extra goes by."""
        return find_locks(self.root, extra, self.python_version(), self.newest)

    def stamp_file(self, extra: str) -> Path:
        return self.folder / f"installed-{extra or 'app'}.json"

    def wanted_stamp(self, extra: str) -> dict[str, str]:
        """What an installation depends on. A moved folder or another Python changes it."""
        locked = b"".join(path.read_bytes() for path in self.locks(extra).files)
        return {
            "project": hashlib.sha256((self.root / "pyproject.toml").read_bytes()).hexdigest(),
            "locks": hashlib.sha256(locked).hexdigest(),
            "kernels": hashlib.sha256(self._compiled_sources()).hexdigest(),
            "folder": str(self.folder),
            "python": os.path.realpath(self.python),
        }

    def _compiled_sources(self) -> bytes:
        """What is compiled when the application is installed, and by what."""
        kernels = self.root / "desktop_app" / "engine" / "kernels"
        sources = sorted([*kernels.glob("*.c"), *kernels.glob("*.h")])
        sources += self.root.glob("packaging/kernels.py")
        return b"".join(path.read_bytes() for path in sources)

    def is_ready(self, extra: str) -> bool:
        wanted = self.wanted_stamp(extra)
        return self.python.exists() and read_json(self.stamp_file(extra)) == wanted


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file; empty when there is none or it is damaged."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Whole or not at all."""
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    partial.replace(path)


def take_lock(handle: IO[str], wait: bool) -> bool:
    """Lock an open file for this process and the children that inherit it."""
    if sys.platform == "win32":
        import msvcrt

        while True:
            try:
                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
                return True
            except OSError:
                if not wait:
                    return False
                time.sleep(0.5)
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def locked(environment: Environment) -> Iterator[IO[str]]:
    """Only one start changes the environment; a second one waits and says so. Yields the lock."""
    environment.folder.mkdir(exist_ok=True)
    with environment.lock.open("a") as handle:
        if not take_lock(handle, wait=False):
            say("Another start is setting things up here; waiting for it ...")
            take_lock(handle, wait=True)
        yield handle
