"""The AppImage, where its tool is there: the release workflow brings it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from job import Job
from linux.share import HERE


def build(job: Job) -> list[Path]:
    """The AppImage; none where appimagetool is not on the PATH nor in $APPIMAGETOOL."""
    if not (os.environ.get("APPIMAGETOOL") or shutil.which("appimagetool")):
        return []
    image = job.installer(f"-linux-{job.machine}.AppImage")
    script = [str(HERE / "appimage.sh"), str(job.tree), str(job.icons), str(image)]
    subprocess.run(script, check=True)
    return [image]
