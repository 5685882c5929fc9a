"""The Windows setup program, made by Debian's makensis: it has the 64-bit target.

python packaging/windows/installer.py ARCHIVE FOLDER      ARCHIVE: the .zip that build.py makes
                                                          on Windows; the setup goes to FOLDER
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from job import Job
from product import COMMAND, NAME, VERSION
from windows.version import numbers

HERE = Path(__file__).resolve().parent
ENDING = "-windows.zip"
ICON = "_internal/app.ico"
"""Where the archive has the icon."""

LONGEST_PATH = 118
"""Letters of a path inside the program's folder: with 140 for that folder, which is what
installer.nsi allows, it stays within the 260 that Windows has room for."""


def archive(job: Job) -> Path:
    """The frozen tree as a .zip: runs where it is unpacked, and is what the setup is made of."""
    shutil.copyfile(job.icons / "app.ico", job.tree / ICON)
    whole = job.installer(ENDING)
    shutil.make_archive(str(whole.with_suffix("")), "zip", job.tree)
    return whole


def build(whole: Path, output: Path) -> Path:
    """The setup program of such an archive. Raises SystemExit where makensis is not there."""
    setup = output / (whole.name.removesuffix(ENDING) + "-windows-setup.exe")
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(whole) as packed:
            packed.extractall(folder)
        compile_setup(Path(folder), Path(folder, ICON), setup, VERSION)
    return setup


def refuse_long_paths(tree: Path) -> None:
    """Raises SystemExit for a file that could not be installed in the longest folder allowed."""
    paths = [str(path.relative_to(tree)) for path in tree.rglob("*")]
    long = [path for path in paths if len(path) > LONGEST_PATH]
    if long:
        raise SystemExit("These paths are too long for Windows:\n" + "\n".join(sorted(long)))


def compile_setup(tree: Path, icon: Path, setup: Path, version: str) -> None:
    """tree: what is installed; it holds `<NAME>.exe`."""
    makensis = shutil.which("makensis")
    if makensis is None:
        raise SystemExit("makensis is not there: Debian and Ubuntu have it in their package nsis")
    refuse_long_paths(tree)
    size_kib = sum(p.stat().st_size for p in tree.rglob("*") if p.is_file()) // 1024
    values = {
        "NAME": NAME,
        "COMMAND": COMMAND,
        "VERSION": version,
        "VERSION4": ".".join(map(str, numbers(version))),
        "TREE": str(tree),
        "ICON": str(icon),
        "SETUP": str(setup),
        "SIZE_KIB": str(size_kib),
    }
    options = [f"-D{name}={value}" for name, value in values.items()]
    command = [makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8"]
    subprocess.run([*command, *options, str(HERE / "installer.nsi")], check=True)


if __name__ == "__main__":
    build(Path(sys.argv[1]).absolute(), Path(sys.argv[2]).absolute())
