"""The AppImage, where its tools are there: the release workflow brings them.

$APPIMAGETOOL, or appimagetool on the PATH, packs; $APPIMAGE_RUNTIME is the program that stands at
the image's beginning. Without the latter the tool fetches one itself, unchecked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from job import Job, release_date
from linux.share import HERE, write_share
from product import COMMAND

START = f"""\
#!/bin/sh
exec "$(dirname -- "$(readlink -f -- "$0")")/usr/lib/{COMMAND}/{COMMAND}" "$@"
"""


def build(job: Job) -> list[Path]:
    """The AppImage; none where there is no appimagetool."""
    tool = os.environ.get("APPIMAGETOOL") or shutil.which("appimagetool")
    if not tool:
        return []
    image = job.installer(f"-linux-{job.machine}.AppImage")
    folder = job.work / "AppDir"
    write_app_dir(job, folder)
    runtime = os.environ.get("APPIMAGE_RUNTIME")
    options = ["--no-appstream", *(["--runtime-file", runtime] if runtime else [])]
    command = [tool, *options, str(folder), str(image)]
    subprocess.run(command, check=True, env={**os.environ, "ARCH": job.machine})
    return [image]


def write_app_dir(job: Job, folder: Path) -> None:
    """What the image holds: the tree, what desktops read, and what starts it."""
    shutil.rmtree(folder, ignore_errors=True)
    place = folder / "usr" / "lib" / COMMAND
    shutil.copytree(job.tree, place, symlinks=True, copy_function=os.link)
    write_share(folder / "usr" / "share", job.icons, release_date())
    shutil.copyfile(HERE / f"{COMMAND}.desktop", folder / f"{COMMAND}.desktop")
    icon = job.icons / "hicolor" / "256x256" / "apps" / f"{COMMAND}.png"
    shutil.copyfile(icon, folder / f"{COMMAND}.png")
    (folder / ".DirIcon").symlink_to(f"{COMMAND}.png")
    run = folder / "AppRun"
    run.write_text(START, encoding="utf-8")
    run.chmod(0o755)
