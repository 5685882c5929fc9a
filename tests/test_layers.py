"""Who may import whom, and what the window's start must not load."""

from __future__ import annotations

import graphlib
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

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


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    """Module -> the modules that it imports anywhere, for type checking too; ours and others'."""
    graph = grimp.build_graph("desktop_app", include_external_packages=True, cache_dir=None)
    return {name: set(graph.find_modules_directly_imported_by(name)) for name in graph.modules}


def is_ours(name: str) -> bool:
    return name.split(".")[0] == "desktop_app"


def test_no_module_imports_itself_by_a_detour(imports):
    ours = {name: set(filter(is_ours, found)) for name, found in imports.items() if is_ours(name)}
    graphlib.TopologicalSorter(ours).prepare()  # raises CycleError, which names the circle


def test_no_folder_imports_itself_by_a_detour(imports):
    """A file of one folder needs another folder only in one direction."""
    packages = {name for name in imports if any(other.startswith(f"{name}.") for other in imports)}

    def folder(name: str) -> str:
        return name if name in packages else name.rpartition(".")[0]

    folders: dict[str, set[str]] = {}
    for name, found in imports.items():
        if is_ours(name):
            there = {folder(other) for other in found if is_ours(other)}
            folders.setdefault(folder(name), set()).update(there - {folder(name), "desktop_app"})
    folders.pop("desktop_app")
    graphlib.TopologicalSorter(folders).prepare()


def test_what_core_takes_from_others_is_named(imports):
    core = [name for name in imports if name.split(".")[:2] == ["desktop_app", "core"]]
    others = {other.split(".")[0] for name in core for other in imports[name] if not is_ours(other)}
    assert others - sys.stdlib_module_names == {"charset_normalizer", "psutil", "tomlkit"}
