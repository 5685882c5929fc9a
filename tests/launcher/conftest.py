"""A project folder whose environment has a stand-in for Python, so that nothing is installed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import PySide6
import pytest

from launcher.environment import Environment, write_json

ROOT = Path(__file__).resolve().parents[2]

Answer = Callable[[str], None]


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """An environment folder whose Python is a script: see `answer`."""
    root = tmp_path / "project ü"
    root.mkdir()
    shutil.copy(ROOT / "start.py", root)
    shutil.copytree(ROOT / "launcher", root / "launcher", ignore=shutil.ignore_patterns("__py*"))
    shutil.copytree(ROOT / "requirements", root / "requirements")
    (root / "pyproject.toml").write_text("[project]\n")
    environment = Environment(root)
    environment.scripts.mkdir(parents=True)
    packages = environment.folder / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "PySide6").symlink_to(Path(PySide6.__file__).parent)
    return environment


@pytest.fixture
def answer(environment: Environment) -> Answer:
    """Let the environment's Python run some code, whatever it is asked to run."""

    def run(code: str) -> None:
        environment.python.write_text(f"#!{sys.executable}\nimport sys\n{code}\n")
        environment.python.chmod(0o755)

    return run


def mark_installed(environment: Environment, extra: str = "") -> None:
    """As ensure_environment leaves it."""
    write_json(environment.stamp_file(extra), environment.wanted_stamp(extra))
