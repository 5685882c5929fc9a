"""Who may import whom, and what the window's start must not load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import desktop_app

ROOT = Path(desktop_app.__file__).resolve().parents[1]

IMPORT_THE_WINDOW = """
import importlib, pkgutil, sys
import desktop_app.shell, desktop_app.ui

for package in (desktop_app.shell, desktop_app.ui):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
heavy = {"torch", "transformers", "huggingface_hub", "safetensors", "tokenizers", "numpy"}
print(*sorted(heavy & set(sys.modules)))
print(len([name for name in sys.modules if name.startswith("desktop_app.ui.")]))
"""


def test_the_layers_hold():
    """The contracts stand in pyproject.toml."""
    command = "import sys; from importlinter.cli import lint_imports_command as main; main()"
    result = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_windows_modules_load_nothing_heavy():
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_THE_WINDOW], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    heavy, count = result.stdout.splitlines()
    assert heavy == ""
    assert int(count) > 0
