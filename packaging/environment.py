"""The Python environment that a build freezes, made from the lock files."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from locks import PYTHON, lock_file, this_system

STAMP = "locked.sha256"


def python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def locked_environment(folder: Path) -> Path:
    """The interpreter of an environment with exactly the locked packages; made where it is
    missing or the locks have changed.

    Raises SystemExit for a Python that the locks are not for.
    """
    if sys.version_info[:2] != PYTHON:
        raise SystemExit("The lock files are for Python {}.{}: run this with it.".format(*PYTHON))
    system = this_system()
    locks = [lock_file(group, system) for group in ("app", "setup", "build")]
    wanted = hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()
    stamp, python = folder / STAMP, python_of(folder)
    if stamp.is_file() and stamp.read_text() == wanted and python.exists():
        return python
    # a Python made to be embedded has no venv, and needs none where --python names an environment
    import venv

    venv.EnvBuilder(clear=True, with_pip=True).create(folder)
    for lock in locks:
        # every dependency has its own line: --no-deps keeps CUDA's out
        options = ("--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement")
        command = [str(python), "-m", "pip", "install", "--quiet", *options, str(lock)]
        subprocess.run(command, check=True)
    stamp.write_text(wanted)
    return python
