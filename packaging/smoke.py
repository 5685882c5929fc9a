"""Run the program's self-test inside a frozen tree, without a network and in a home of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HOME_NAME = "家 folder"  # a home folder that people have, and programs trip over


def smoke_test(program: Path, model: Path | None, minutes: int = 10) -> dict:
    """What `--self-test --json` reports. model: a folder; None takes what the program finds.

    Raises SystemExit with the program's own words when it fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, HOME_NAME)
        home.mkdir()
        command = [*_without_network(), str(program), "--self-test", "--json"]
        if model is not None:
            command += ["--model", str(model)]
        command += ["--data-dir", str(home / "data")]
        answer = subprocess.run(
            command,
            env=_environment(home),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=minutes * 60,
            cwd=home,
        )
    try:
        report = json.loads(answer.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        report = {}
    if answer.returncode != 0 or not report.get("ok"):
        raise SystemExit(
            f"The frozen program failed its self-test (exit code {answer.returncode}).\n"
            f"{answer.stdout}\n{answer.stderr}"
        )
    return report


def _environment(home: Path) -> dict[str, str]:
    """Nothing of this Python, and no network by any setting."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV", "LD_", "QT_", "QWEN_AIO", "HF_"))
    }
    own = {"HOME": str(home), "HF_HUB_OFFLINE": "1", "QT_QPA_PLATFORM": "offscreen"}
    return {**kept, **own}


def _without_network() -> list[str]:
    """A prefix that cuts the network off, where the system has one."""
    if not sys.platform.startswith("linux") or not shutil.which("unshare"):
        return []
    for prefix in (["unshare", "--net"], ["unshare", "--user", "--map-root-user", "--net"]):
        if subprocess.run([*prefix, "true"], capture_output=True).returncode == 0:
            return prefix
    return []
