"""Which of the running system's libraries the frozen tree needs, and the packages that hold them.

Read from the files themselves: a library that is neither inside nor in the table stops the build.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

DEBIAN = {
    "libc.so.6": "",  # its version is computed
    "libm.so.6": "",
    "libdl.so.2": "",
    "libpthread.so.0": "",
    "librt.so.1": "",
    "libutil.so.1": "",
    "libresolv.so.2": "",
    "ld-linux-x86-64.so.2": "",
    "ld-linux-aarch64.so.1": "",
    "libgcc_s.so.1": "libgcc-s1",
    "libstdc++.so.6": "libstdc++6",
    "libz.so.1": "zlib1g",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libXext.so.6": "libxext6",
    "libxcb.so.1": "libxcb1",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinput.so.0": "libxcb-xinput0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgio-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libpcre2-8.so.0": "libpcre2-8-0",
    "libpcre2-16.so.0": "libpcre2-16-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libexpat.so.1": "libexpat1",
    "libbrotlidec.so.1": "libbrotli1",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbsd.so.0": "libbsd0",
    "libmd.so.0": "libmd0",
}
"""Shared object name -> dependency; the newer name (Debian 13, Ubuntu 24.04) stands first."""

OPENED_LATER = ("libEGL.so.1", "libGL.so.1")
"""Qt opens these by name when a window needs them."""


def elf_files(tree: Path) -> Iterator[Path]:
    for path in sorted(tree.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def needed(files: Iterable[Path]) -> dict[str, set[str]]:
    """Shared object name -> names of the files that need it."""
    found: dict[str, set[str]] = {}
    for path in files:
        for name in re.findall(r"\(NEEDED\).*\[(.+)\]", _readelf("-d", path)):
            found.setdefault(name, set()).add(path.name)
    return found


def newest_glibc(files: Iterable[Path]) -> tuple[tuple[int, int], str]:
    """((major, minor), name of a file that asks for it)."""
    newest, asking = (2, 17), ""
    for path in files:
        for major, minor in re.findall(r"Name: GLIBC_(\d+)\.(\d+)", _readelf("-V", path)):
            if (int(major), int(minor)) > newest:
                newest, asking = (int(major), int(minor)), path.name
    return newest, asking


def debian_dependencies(tree: Path) -> list[str]:
    """The entries of Depends. Raises SystemExit for a library that no entry brings."""
    files = list(elf_files(tree))
    inside = {path.name for path in tree.rglob("*.so*")}
    outside = {name: by for name, by in needed(files).items() if name not in inside}
    unknown = {name: sorted(by)[:3] for name, by in outside.items() if name not in DEBIAN}
    if unknown:
        raise SystemExit(f"Libraries that are neither inside nor in a known package: {unknown}")
    packages = {DEBIAN[name] for name in (*outside, *OPENED_LATER)} - {""}
    (major, minor), _ = newest_glibc(files)
    return [f"libc6 (>= {major}.{minor})", *sorted(packages)]


def _readelf(option: str, path: Path) -> str:
    command = ["readelf", "--wide", option, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
