"""The Debian package, for Debian 12, Ubuntu 22.04 and what came after."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from job import Job, release_date
from linux.libraries import debian_dependencies
from linux.share import write_copyright, write_share
from product import COMMAND, NAME, VERSION

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
FONTS = ("fontconfig", "fonts-noto-cjk", "fonts-noto-color-emoji")
"""Without fontconfig every letter is a box; without the fonts Chinese and faces are."""

DESCRIPTION = """\
 One small language model reads the mood of a message, then answers it warmly. It runs on
 the processor of an ordinary laptop. Once the model is on the disk nothing ever needs the
 network, and nothing is sent anywhere.
 .
 一个小小的语言模型，先看懂你的心情，再温暖地回答。普通笔记本就能运行；模型下载一次
 之后，再也不需要网络。"""


def control(package: str, architecture: str, size_kib: int, dependencies: list[str]) -> str:
    """The package's control file."""
    other = COMMAND if package != COMMAND else f"{COMMAND}-starter"
    fields = {
        "Package": package,
        "Version": VERSION,
        "Architecture": architecture,
        "Maintainer": "Qwen All-in-One contributors <noreply@qwen-all-in-one.invalid>",
        "Installed-Size": str(size_kib),
        "Depends": ", ".join([*dependencies, FONTS[0]]),
        "Recommends": ", ".join(FONTS[1:]),
        "Conflicts": other,
        "Replaces": other,
        "Section": "utils",
        "Priority": "optional",
        "Description": f"{NAME}: private, offline, mood-aware chat\n{DESCRIPTION}",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def build(job: Job) -> Path:
    """The .deb of a frozen tree."""
    architecture = ARCHITECTURES[job.machine]
    root = job.work / "deb"
    shutil.rmtree(root, ignore_errors=True)
    place = root / "usr" / "lib" / COMMAND
    # hard links: the tree is large and nothing changes it here
    shutil.copytree(job.tree, place, symlinks=True, copy_function=os.link)
    (root / "usr" / "bin").mkdir()
    (root / "usr" / "bin" / COMMAND).symlink_to(f"../lib/{COMMAND}/{COMMAND}")
    write_share(root / "usr" / "share", job.icons, release_date())
    licences = Path("/usr/lib") / COMMAND / "_internal" / "licences"
    write_copyright(root / "usr" / "share" / "doc" / job.package, licences)
    _set_modes(root)
    size = sum(p.lstat().st_size for p in root.rglob("*") if not p.is_dir()) // 1024
    folder = root / "DEBIAN"
    folder.mkdir()
    text = control(job.package, architecture, size, debian_dependencies(job.tree))
    (folder / "control").write_text(text, encoding="utf-8")
    deb = job.output / f"{job.package}_{VERSION}_{architecture}.deb"
    # a higher level takes minutes for a few megabytes
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--build"]
    subprocess.run([*command, str(root), str(deb)], check=True)
    return deb


def _set_modes(root: Path) -> None:
    """Whatever the builder's umask was."""
    for path in root.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
        elif not path.is_symlink():
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    root.chmod(0o755)
