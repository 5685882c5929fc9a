"""The program for every other Linux: a .tar.xz with a script that installs and removes it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from job import Job, release_date
from linux.share import HERE, write_share
from product import COMMAND


def build(job: Job) -> Path:
    """The .tar.xz of a frozen tree."""
    archive = job.installer(f"-linux-{job.machine}.tar.xz")
    root = job.work / "tarball" / archive.name.removesuffix(".tar.xz")
    shutil.rmtree(root.parent, ignore_errors=True)
    shutil.copytree(job.tree, root / "lib" / COMMAND, symlinks=True, copy_function=os.link)
    write_share(root / "share", job.icons, release_date())
    shutil.copy2(HERE / "install.sh", root / "install.sh")
    command = ["tar", "--create", "--file", str(archive), "--sort=name", "--owner=0", "--group=0"]
    command += ["--numeric-owner", "--use-compress-program", "xz -6 --threads=0", root.name]
    subprocess.run(command, cwd=root.parent, check=True)
    return archive
