"""Renaming and deleting where another program may hold the file for a moment.

On Windows an antivirus or an indexer opens a file as soon as it was written, often for seconds, and
meanwhile refuses that it is renamed, replaced or deleted. Everything that gives a file its name
goes through here and tries again for about five seconds.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

PAUSES_S = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.0, 1.2, 1.2)
"""Waits before each further attempt; about 5 s in all."""
_HELD = (5, 32, 33)
"""ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION."""


def replace(source: Path, target: Path) -> None:
    """Path.replace. Raises the OSError that stands when patience is over."""
    _patiently(partial(source.replace, target))


def rename(source: Path, target: Path) -> None:
    """Path.rename, of a file or a folder. Raises OSError likewise."""
    _patiently(partial(source.rename, target))


def unlink(path: Path, missing_ok: bool = False) -> None:
    """Path.unlink. Raises OSError likewise."""
    _patiently(partial(path.unlink, missing_ok=missing_ok))


def remove_tree(folder: Path) -> None:
    """shutil.rmtree, which begins again with what is left. Raises OSError likewise."""
    _patiently(partial(shutil.rmtree, folder))


def _patiently(attempt: Callable[[], object]) -> None:
    for pause_s in PAUSES_S:
        try:
            attempt()
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD:
                raise
            time.sleep(pause_s)
        else:
            return
    attempt()
