"""Take out of a frozen tree what only a debugger reads, and say what its parts weigh."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

NEVER_STRIPPED = ("numpy.libs",)
"""Their libraries are patched after linking, and break."""


def strip(tree: Path) -> int:
    """Remove symbol tables that loading does not need. Returns the bytes saved."""
    before = size_of(tree)
    for path in sorted(tree.rglob("*")):
        if path.is_symlink() or not path.is_file() or set(path.parts) & set(NEVER_STRIPPED):
            continue
        if ".so" in path.name and _is_elf(path):
            mode = path.stat().st_mode
            path.chmod(mode | 0o200)
            subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)
            path.chmod(mode)
    return before - size_of(tree)


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def remove_dangling_links(tree: Path) -> list[str]:
    """Links to files that the selection dropped. Returns their names."""
    found = [path for path in tree.rglob("*") if path.is_symlink() and not path.exists()]
    for path in found:
        path.unlink()
    return sorted(path.name for path in found)


def size_of(tree: Path) -> int:
    """Bytes of all files below a folder, links not followed."""
    total = 0
    for folder, _, names in os.walk(tree):
        total += sum(os.lstat(os.path.join(folder, name)).st_size for name in names)  # noqa: PTH118
    return total


def weights(tree: Path, smallest: int = 1_000_000) -> list[tuple[str, int]]:
    """(part, bytes) of a frozen tree, heaviest first; parts below `smallest` are summed up."""
    inside = tree / "_internal" if (tree / "_internal").is_dir() else tree
    parts = {
        path.name: size_of(path) if path.is_dir() else path.lstat().st_size
        for folder in {tree, inside}
        for path in folder.iterdir()
        if path != inside
    }
    large = {name: size for name, size in parts.items() if size >= smallest}
    large["everything else"] = sum(parts.values()) - sum(large.values())
    return sorted(large.items(), key=lambda row: -row[1])
