"""What every installer is made from."""

from __future__ import annotations

import platform
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from product import COMMAND, ROOT, VERSION


@dataclass(frozen=True)
class Job:
    """tree: the frozen program's folder.  icons: what icons.py wrote.
    work: for what is in between.  output: where installers go.
    starter: the tree carries the starter model.
    """

    tree: Path
    icons: Path
    work: Path
    output: Path
    starter: bool = False
    machine: str = field(default_factory=platform.machine)

    @property
    def package(self) -> str:
        return f"{COMMAND}-starter" if self.starter else COMMAND

    def installer(self, ending: str) -> Path:
        """The path of an installer, such as qwen-all-in-one-0.1.0<ending>."""
        return self.output / f"{self.package}-{VERSION}{ending}"


def release_date() -> str:
    """YYYY-MM-DD of the last commit; today where there is no history."""
    command = ["git", "log", "-1", "--format=%cs"]
    try:
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return time.strftime("%Y-%m-%d")
    return answer.stdout.strip() or time.strftime("%Y-%m-%d")
