"""What is installed, and how."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from launcher import lock_files, packages
from launcher.environment import Environment
from launcher.lock_files import find_locks
from launcher.packages import (
    Pip,
    brings_cuda,
    install_by_hash,
    install_newest,
    install_versions,
    is_usable,
    pip_variables,
    pip_version,
    remove_half_installed,
)
from launcher.steps import Steps


def report(*requirements, others=()):
    packages = [{"metadata": {"name": name}} for name in others]
    torch = {"metadata": {"name": "torch", "requires_dist": list(requirements)}}
    return {"version": "1", "install": [torch, *packages]}


def test_cuda_is_found_in_requirements_and_in_plans():
    assert brings_cuda(report('nvidia-cudnn-cu13==9.1; platform_system == "Linux"'))
    assert brings_cuda(report("filelock", "cuda-bindings<14,>=13.0.3"))
    assert brings_cuda(report("triton==3.5.0"))
    assert brings_cuda(report(others=["filelock", "NVIDIA-cublas"]))


def test_a_cpu_build_is_no_cuda():
    assert not brings_cuda(report("filelock", "sympy>=1.13.3", "jinja2"))
    assert not brings_cuda({"install": [{"metadata": {"name": "torch"}}]})
    assert not brings_cuda({})


def test_packages_that_were_cut_off_are_forgotten(tmp_path):
    whole, half = tmp_path / "torch-2.13.0.dist-info", tmp_path / "numpy-2.0.dist-info"
    for folder in (whole, half, tmp_path / "~ympy", tmp_path / "torch"):
        folder.mkdir()
    (whole / "INSTALLER").write_text("pip\n")
    remove_half_installed(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["torch", whole.name]


@pytest.mark.posix
def test_an_environment_is_usable_only_where_it_was_made(environment, answer):
    pip = environment.packages() / "pip-26.3.1.dist-info"
    pip.mkdir()
    answer("print(3, 12)")
    script = environment.scripts / "pip"
    script.write_text(f"#!{environment.python}\n")
    assert pip_version(environment.packages()) == (26, 3)
    assert is_usable(environment)
    script.write_text("#!/elsewhere/.venv/bin/python\n")
    assert not is_usable(environment)


@pytest.mark.posix
@pytest.mark.parametrize("code", ["sys.exit(1)", "print(3, 10)"])
def test_an_environment_needs_a_python_that_works(environment, answer, code):
    (environment.packages() / "pip-26.3.dist-info").mkdir()
    (environment.scripts / "pip").write_text(f"#!{environment.python}\n")
    answer(code)
    assert not is_usable(environment)


# ---------------------------------------------------------------- which way is taken

# stands for Python: writes down what it is asked, and has an index without the CPU build
INDEX = """
import json, pathlib
here = pathlib.Path(__file__).parents[1]
with (here / "asked.jsonl").open("a") as log:
    log.write(json.dumps(sys.argv[3:]) + "\\n")
if "--report" in sys.argv:
    torch = {"name": "torch", "version": "2.13.0", "requires_dist": ["nvidia-cudnn-cu13==9.1"]}
    place = pathlib.Path(sys.argv[sys.argv.index("--report") + 1])
    place.write_text(json.dumps({"install": [{"metadata": torch}]}))
elif sys.argv[-1] == "torch==2.13.0+cpu":
    sys.exit("ERROR: No matching distribution found for torch==2.13.0+cpu")
"""


def asked(environment) -> list[list[str]]:
    """The commands that the environment's Python got, pip's own first word left out."""
    text = (environment.folder / "asked.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def linux(environment, answer, monkeypatch):
    """The environment on an ordinary Linux machine, whatever this one is."""
    monkeypatch.setattr(lock_files, "system_name", lambda: "linux-x86_64")
    monkeypatch.setattr(packages, "system_name", lambda: "linux-x86_64")
    monkeypatch.setattr(lock_files, "release", lambda: (2, 36))
    monkeypatch.setattr(sys, "platform", "linux")
    (environment.root / "pyproject.toml").write_text(
        '[project]\ndependencies = ["numpy", "torch>=2.9,<2.14"]\n'
    )
    answer(INDEX)
    return environment


@pytest.mark.posix
def test_with_the_locks_own_python_every_wheel_comes_by_its_hash(linux):
    locks = find_locks(linux.root, "test", (3, 11), newest=False)
    assert locks.exact
    install_by_hash(linux, Pip(linux, Steps(linux.log), locked=True), locks)
    setup, look, uv, torch, everything, project = asked(linux)
    for command in (setup, uv, everything):
        assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(command)
    assert [Path(word).name for word in everything if word.endswith(".lock")] == [
        "setup-linux-x86_64.lock",
        "app-linux-x86_64.lock",
        "test-linux-x86_64.lock",
    ]
    assert look[-1] == "torch==2.13.0+cpu"
    # PyTorch's own index, and the locked wheel all the same
    assert {"--torch-backend", "cpu", "--require-hashes"} <= set(torch)
    assert "torch==2.13.0+cpu --hash=sha256:" in (linux.folder / "torch.txt").read_text()
    assert {"--no-deps", "--no-build-isolation", "--editable"} <= set(project)


@pytest.mark.posix
@pytest.mark.parametrize("python", [(3, 12), (3, 13)])
def test_newer_pythons_get_the_locked_versions(linux, python, capsys):
    locks = find_locks(linux.root, "test", python, newest=False)
    assert locks.files
    assert not locks.exact
    install_versions(linux, Pip(linux, Steps(linux.log), locked=True), locks, "test")
    constraints = (linux.folder / "constraints.txt").read_text().splitlines()
    assert "torch==2.13.0" in constraints
    assert {f"{e.name}=={e.version}" for e in locks.entries() if e.name != "torch"} < set(
        constraints
    )
    *_, torch, project = asked(linux)
    assert torch[-1] != "torch==2.13.0+cpu"
    assert "torch==2.13.0" in torch
    assert str(linux.folder / "constraints.txt") in project
    assert project[-1] == f"{linux.root}[test]"
    assert not any("--require-hashes" in command for command in asked(linux))
    assert capsys.readouterr().err.count("their versions are taken") == 1


@pytest.mark.posix
def test_the_newest_releases_are_held_back_by_no_lock(linux):
    newest = Environment(linux.root, newest=True)
    newest.folder.mkdir()
    newest.scripts.symlink_to(linux.scripts)
    locks = find_locks(linux.root, "test", (3, 11), newest=True)
    assert (locks.files, locks.exact) == ((), False)
    install_newest(newest, Pip(newest, Steps(newest.log), locked=False), "test")
    *_, torch, project = asked(newest)
    assert {"--torch-backend", "cpu", "torch>=2.9,<2.14"} <= set(torch)
    assert {"--upgrade", "eager"} <= set(project)
    assert not [word for command in asked(newest) for word in command if "requirements" in word]


@pytest.mark.parametrize(
    ("system", "release", "words"),
    [
        ("linux-riscv64", (2, 40), "linux-riscv64"),
        ("linux-x86_64", (2, 31), "linux-x86_64 2.31"),
        ("linux-x86_64", (0,), "linux-x86_64"),  # no glibc at all
        ("macos-x86_64", (15, 1), "macos-x86_64"),
        ("macos-arm64", (13, 6), "macos-arm64 13.6"),
    ],
)
def test_where_no_lock_fits_one_line_says_so(environment, monkeypatch, system, release, words):
    monkeypatch.setattr(lock_files, "system_name", lambda: system)
    monkeypatch.setattr(lock_files, "release", lambda: release)
    locks = find_locks(environment.root, "", (3, 11), newest=False)
    assert locks.files == ()
    assert words in locks.missing
    assert "\n" not in locks.missing


def test_a_copy_without_its_lock_files_says_which_one_is_missing(environment, monkeypatch):
    monkeypatch.setattr(lock_files, "system_name", lambda: "linux-x86_64")
    monkeypatch.setattr(lock_files, "release", lambda: (2, 36))
    (environment.root / "requirements" / "app-linux-x86_64.lock").unlink()
    locks = find_locks(environment.root, "", (3, 11), newest=False)
    assert locks.missing.startswith("requirements/app-linux-x86_64.lock is not here")


def test_a_persons_way_to_the_packages_is_kept_and_nothing_else(environment, monkeypatch):
    for name in ("CONSTRAINT", "TARGET", "NO_BINARY", "PRE", "INDEX_URL", "FIND_LINKS", "PROXY"):
        monkeypatch.setenv(f"PIP_{name}", "theirs")
    locked = pip_variables(environment, locked=True)
    theirs = {name for name, value in locked.items() if value == "theirs"}
    assert theirs == {"PIP_INDEX_URL", "PIP_FIND_LINKS", "PIP_PROXY"}
    assert Path(locked["PIP_CONSTRAINT"]).read_text() == ""
    assert pip_variables(environment, locked=False)["PIP_CONSTRAINT"] == "theirs"
