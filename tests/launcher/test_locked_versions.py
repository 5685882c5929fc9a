"""The real pip over small packages of our own: what a lock names is what is installed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from launcher.environment import Environment
from launcher.lock_files import OLDEST, PYTHON, Entry, release, system_name
from launcher.main import main
from launcher.packages import ensure_environment

pytestmark = [
    pytest.mark.timeout(900),  # makes an environment and starts pip a few times
    pytest.mark.skipif(
        sys.version_info[:2] != PYTHON
        or system_name() not in OLDEST
        or release() < OLDEST[system_name()],
        reason="the locks' hashes are for another Python or system",
    ),
]

PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "toy"
version = "1"
dependencies = ["alpha"]
"""

# builds a wheel that only says where the project is, with nothing but what Python has
BACKEND = """
import pathlib, zipfile

INFO = "toy-1.dist-info"
FILES = {
    "toy.pth": str(pathlib.Path(__file__).parent),
    INFO + "/METADATA": "Metadata-Version: 2.1\\nName: toy\\nVersion: 1\\nRequires-Dist: alpha\\n",
    INFO + "/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    INFO + "/RECORD": "toy.pth,,\\n" + INFO + "/RECORD,,\\n",
}

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "toy-1-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        for file, text in FILES.items():
            wheel.writestr(file, text)
    return name
"""


def write_wheel(folder: Path, name: str, version: str) -> Entry:
    """A package with one file, and the entry of a lock that names it."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: us\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in (*files, f"{info}/RECORD"))
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
    return Entry(name, version, path.name, hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose packages all lie in one folder, and a person whose own settings are odd."""
    root, wheels = tmp_path / "project", tmp_path / "wheels"
    (root / "requirements").mkdir(parents=True)
    wheels.mkdir()
    (root / "pyproject.toml").write_text(PROJECT)
    (root / "backend.py").write_text(BACKEND)
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("alpha==9\nbeta<1\n")
    settings = {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
        "PIP_CONSTRAINT": str(constraints),
        "PIP_TARGET": str(tmp_path / "elsewhere"),
        "PIP_NO_BINARY": ":all:",
        "PIP_USER": "1",
        "PIP_DRY_RUN": "1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return Environment(root)


def lock(environment: Environment, group: str, *entries: Entry) -> None:
    path = environment.root / "requirements" / f"{group}-{system_name()}.lock"
    path.write_text("# a lock\n" + "".join(entry.text() for entry in entries))


def installed(environment: Environment, *names: str) -> list[str]:
    code = "".join(f"import {name}; print({name}.VERSION);" for name in names)
    command = [str(environment.python), "-P", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_a_start_installs_what_the_locks_name_and_refuses_what_they_do_not(project, capsys):
    wheels = project.root.parent / "wheels"
    one, two, three = (write_wheel(wheels, "alpha", version) for version in ("1", "2", "3"))
    beta = write_wheel(wheels, "beta", "5")
    lock(project, "setup")
    lock(project, "app", one, beta)
    ensure_environment(project)
    assert installed(project, "alpha", "beta") == ["1", "5"]

    # a changed lock is what the next start goes by; what has not changed is left alone
    untouched = (project.packages() / "beta.py").stat().st_mtime_ns
    lock(project, "app", two, beta)
    assert not project.is_ready("")
    ensure_environment(project)
    assert installed(project, "alpha", "beta") == ["2", "5"]
    assert (project.packages() / "beta.py").stat().st_mtime_ns == untouched
    assert project.is_ready("")

    # a newer version by a wrong hash
    wrong = Entry("alpha", "3", three.file, "0" * 64)
    lock(project, "app", wrong, beta)
    capsys.readouterr()
    assert main(str(project.root), "", ["doctor"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[-1].startswith("alpha 3 was refused: ")
    assert f"requirements/app-{system_name()}.lock" in said[-1]
    assert installed(project, "alpha", "beta") == ["2", "5"]
    assert not project.is_ready("")

    # another wheel of the version that is installed is looked at too
    lock(project, "app", Entry("alpha", "2", two.file, "1" * 64), beta)
    assert main(str(project.root), "", ["doctor"]) == 1
    assert "alpha 2 was refused" in capsys.readouterr().err

    lock(project, "app", three, beta)
    ensure_environment(project)
    assert installed(project, "alpha", "beta") == ["3", "5"]
