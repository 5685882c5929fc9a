"""The C++ runtime beside the program.

PyTorch's DLLs need a recent msvcp140.dll and bring none; an older one that is loaded before them
makes them fail (WinError 1114). PySide6 brings a recent one: its copy goes to the top of the
program's folder, where Windows looks first, and everything uses that one.
"""

from __future__ import annotations

import shutil
from pathlib import Path

RUNTIME = ("msvcp140*.dll", "vcruntime140*.dll", "concrt140.dll")


def place_runtime(inside: Path) -> list[str]:
    """inside: the folder _internal. Returns the names placed.

    Raises SystemExit without a whole runtime.
    """
    placed = []
    for folder in (inside / "PySide6", inside / "shiboken6"):
        for pattern in RUNTIME:
            for dll in sorted(folder.glob(pattern)):
                if dll.name.lower() not in placed:
                    shutil.copyfile(dll, inside / dll.name)
                    placed.append(dll.name.lower())
    if not {"msvcp140.dll", "vcruntime140.dll", "vcruntime140_1.dll"} <= set(placed):
        raise SystemExit(f"PySide6 brought no whole C++ runtime: {placed}")
    return placed
