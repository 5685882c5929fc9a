"""Lock files: for each system, every package that is installed, as one wheel with its SHA-256.

requirements/GROUP-SYSTEM.lock; packaging/locks.py writes them. An entry is two lines: the wheel's
file name in a comment, then what pip reads.
"""

from __future__ import annotations

import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path

PYTHON = (3, 11)
"""The Python whose wheels the locks name; for newer ones they still say the versions."""

OLDEST = {
    "linux-x86_64": (2, 34),
    "linux-aarch64": (2, 39),
    "macos-arm64": (14, 0),
    "windows-amd64": (10, 0),
}
"""System -> the oldest release that every locked wheel runs on: of glibc, macOS or Windows."""

ENTRY = re.compile(r"([a-z0-9-]+)==(\S+) --hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Entry:
    """One package of a lock. file: its wheel's name.  sha256: lower-case hex."""

    name: str
    version: str
    file: str
    sha256: str

    def text(self) -> str:
        return f"# {self.file}\n{self.requirement()}\n"

    def requirement(self) -> str:
        """The line that pip reads."""
        return f"{self.name}=={self.version} --hash=sha256:{self.sha256}"


def read(path: Path) -> list[Entry]:
    """Raises ValueError for a line that is neither a comment's file name nor its requirement."""
    entries, file = [], ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# ") and line.endswith(".whl"):
            file = line[2:]
        elif line and not line.startswith("#"):
            match = ENTRY.fullmatch(line)
            if not match or not file:
                raise ValueError(f"{path.name}:{number}: not an entry with its file: {line}")
            entries.append(Entry(match[1], match[2], file, match[3]))
            file = ""
    return entries


def system_name() -> str:
    """This machine's system as the lock files name it, whether there is one for it or not."""
    machine = {"AMD64": "amd64"}.get(platform.machine(), platform.machine())
    system = {"linux": "linux", "darwin": "macos", "win32": "windows"}.get(sys.platform)
    return f"{system or sys.platform}-{machine}"


def release() -> tuple[int, ...]:
    """Of glibc, macOS or Windows; (0,) where there is none of them."""
    text = {
        "linux": lambda: platform.libc_ver()[1],
        "darwin": lambda: platform.mac_ver()[0],
        "win32": platform.version,
    }.get(sys.platform, str)()
    return tuple(map(int, re.findall(r"\d+", text)[:2])) or (0,)


@dataclass(frozen=True)
class Locks:
    """The lock files that hold for an environment, the one with pip itself first.

    exact: they are for its Python: each wheel by its hash. Else they say versions only.
    missing: in one line, why there are none; "" where there are some.
    """

    files: tuple[Path, ...] = ()
    exact: bool = False
    missing: str = ""

    def entries(self) -> list[Entry]:
        return [entry for path in self.files for entry in read(path)]


def find_locks(root: Path, extra: str, python: tuple[int, int], newest: bool) -> Locks:
    """The locks for this machine. python: of the environment.  newest: none, whatever there is."""
    if newest:
        return Locks(missing="The newest releases that the project allows are taken.")
    system = system_name()
    if system not in OLDEST or release() < OLDEST[system]:
        found = ".".join(map(str, release()))
        return Locks(missing=_free(f"There are no tested versions for {system} {found}"))
    groups = ("setup", "app", *([extra] if extra else []))
    files = tuple(root / "requirements" / f"{group}-{system}.lock" for group in groups)
    absent = [path.name for path in files if not path.is_file()]
    if absent:
        return Locks(missing=_free(f"requirements/{absent[0]} is not here"))
    return Locks(files, exact=python == PYTHON)


def _free(cause: str) -> str:
    return f"{cause}: the newest releases that the project allows are taken."
