"""Where this installation keeps its data: the one place that looks at the environment for it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from desktop_app.core.paths import Paths

PORTABLE_FLAG = "portable"
"""A file of this name beside the program keeps the data beside it too (a USB stick)."""


def find_paths(data_dir: Path | None, environment: Mapping[str, str] = os.environ) -> Paths:
    """The data folder: the argument, QWEN_AIO_DATA_DIR, a portable flag file, the platform's."""
    if data_dir is not None:
        return Paths(_absolute(data_dir))
    if environment.get("QWEN_AIO_DATA_DIR"):
        return Paths(_absolute(Path(environment["QWEN_AIO_DATA_DIR"])))
    home = Path(sys.executable).parent if getattr(sys, "frozen", False) else None
    if home is not None and (home / PORTABLE_FLAG).exists():
        return Paths(home / "data")
    return Paths(Path(platformdirs.user_data_dir("qwen-all-in-one", appauthor=False)))


def _absolute(folder: Path) -> Path:
    """As a shell would read it; "~somebody" without an account is a plain name."""
    with contextlib.suppress(RuntimeError):
        folder = folder.expanduser()
    return folder.absolute()
