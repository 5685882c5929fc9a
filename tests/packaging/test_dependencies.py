"""What the program imports is what pyproject.toml asks for."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from product import ROOT

OPTIONAL = {"llama_cpp"}  # the benchmark takes it where a person has installed it


def imported() -> dict[str, str]:
    """Top-level package, neither ours nor Python's -> a file that imports it."""
    found = {}
    for path in (ROOT / "desktop_app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            found.update((name.partition(".")[0], path.name) for name in names)
    ours = {"desktop_app", *OPTIONAL, *sys.stdlib_module_names}
    return {name: file for name, file in found.items() if name not in ours}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked() -> set[str]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    dependencies = tomllib.loads(text)["project"]["dependencies"]
    return {normal(re.match(r"[\w.-]+", line)[0]) for line in dependencies}


def test_every_import_has_its_dependency():
    homes = packages_distributions()
    missing = {
        name: file
        for name, file in imported().items()
        if not {normal(home) for home in homes.get(name, ())} & asked()
    }
    assert missing == {}


def test_every_dependency_is_imported():
    homes = packages_distributions()
    used = {normal(home) for name in imported() for home in homes.get(name, ())}
    assert asked() - used == set()
