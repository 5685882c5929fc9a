"""Lock files: for each system, every package that is installed, as one wheel with its SHA-256.

"app" is what runs; "setup" (pip and what builds the project), "build" (what makes installers) and
"test" are what each of these needs besides; "uv" is the tool that fetches PyTorch's CPU build.

    python packaging/locks.py              write requirements/*.lock anew for what pyproject.toml
                                           asks now; versions that are locked stay; needs uv,
                                           packaging and the network
    python packaging/locks.py --upgrade    the same with the newest versions of everything
    python packaging/locks.py --check      nothing is fetched: each lock holds what pyproject.toml
                                           asks for, and each entry is a wheel for its system
    python packaging/locks.py --ask        pip looks every lock's wheels up, by hash, for each
                                           system; downloads none of them

PyTorch for Linux is the CPU build, which is published apart from the other packages: pip and uv
need to be told where (PIP_EXTRA_INDEX_URL or PIP_FIND_LINKS); start.py asks uv where pip has none.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from product import ROOT

sys.path.append(str(ROOT))  # these scripts are started without an environment too

from launcher.lock_files import OLDEST, PYTHON, Entry, read, system_name

FOLDER = ROOT / "requirements"
TORCH = "torch==2.13.0"  # said by hand: its CPU build must exist for every system
TOOLS = {
    "setup": ("pip>=25.3", "editables"),  # the latter is what an editable installation asks for
    "build": ("pyinstaller==6.22.3", "pyinstaller-hooks-contrib==2026.9"),
    "uv": ("uv>=0.8",),
}
GROUPS = ("app", "setup", "build", "test", "uv")
BELOW = {"setup": ("app",), "build": ("app",), "test": ("app", "setup")}
"""Group -> those that are always installed before it: what they hold is not said twice."""


@dataclass(frozen=True)
class System:
    """uv: its name for the platform.  platforms: wheel tags that run there, best first."""

    name: str
    uv: str
    platforms: tuple[str, ...]


def _manylinux(machine: str, newest: int, oldest: int) -> tuple[str, ...]:
    old = {5: "manylinux1", 12: "manylinux2010", 17: "manylinux2014"}
    return tuple(
        tag
        for minor in range(newest, oldest - 1, -1)
        for tag in (
            f"manylinux_2_{minor}_{machine}",
            *([f"{old[minor]}_{machine}"] if minor in old else []),
        )
    )


def _linux(machine: str, oldest: int) -> System:
    """oldest: minor number of the first glibc that wheels for this machine were made for."""
    newest = OLDEST[f"linux-{machine}"][1]
    tags = _manylinux(machine, newest, oldest)
    return System(f"linux-{machine}", f"{machine}-manylinux_2_{newest}", tags)


SYSTEMS = {
    system.name: system
    for system in (
        _linux("x86_64", 5),
        _linux("aarch64", 17),
        System(
            "macos-arm64",
            "aarch64-apple-darwin",
            tuple(
                f"macosx_{major}_{minor}_{kind}"
                for major, minors in (
                    (14, (0,)),
                    (13, (0,)),
                    (12, (0,)),
                    (11, (0,)),
                    (10, range(16, 8, -1)),
                )
                for minor in minors
                for kind in ("arm64", "universal2")
            ),
        ),
        System("windows-amd64", "x86_64-pc-windows-msvc", ("win_amd64",)),
    )
}


def lock_file(group: str, system: str) -> Path:
    return FOLDER / f"{group}-{system}.lock"


def this_system() -> str:
    """The key of SYSTEMS for the machine that runs this. Raises SystemExit for any other."""
    system = system_name()
    if system not in SYSTEMS:
        raise SystemExit(f"There is no lock file for {system}.")
    return system


def wanted(group: str, system: str) -> list[str]:
    """The requirements that a group's lock answers on a system."""
    from packaging.requirements import Requirement

    text = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = list(TOOLS.get(group, ()))
    if group == "app":
        asked += [*text["project"]["dependencies"], TORCH]
    elif group == "setup":
        asked += text["build-system"]["requires"]
    elif group == "test":
        asked += text["project"]["optional-dependencies"]["test"]
    platform = {"linux": "linux", "macos": "darwin", "windows": "win32"}[system.partition("-")[0]]
    markers = {line: Requirement(line).marker for line in asked}
    return [
        line
        for line, marker in markers.items()
        if marker is None or marker.evaluate({"sys_platform": platform})
    ]


# ---------------------------------------------------------------- reading and checking


def tag_problem(entry: Entry, system: System) -> str:
    """Why this wheel does not fit the system and Python; "" when it does."""
    if _rank(entry.file, system) is None:
        return f"{entry.file} is not for {system.name} and Python {PYTHON[0]}.{PYTHON[1]}"
    name, version = entry.file.split("-")[:2]
    if (_normal(name), version) != (entry.name, entry.version):
        return f"{entry.file} is not {entry.name} {entry.version}"
    return ""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _rank(file: str, system: System) -> tuple[int, int] | None:
    """How well a wheel fits, lower is better; None when it does not."""
    pythons, abis, platforms = file.removesuffix(".whl").split("-")[-3:]
    major, minor = PYTHON
    own = f"cp{major}{minor}"
    kinds = [
        (own, own),
        *((f"cp{major}{older}", "abi3") for older in range(minor, 1, -1)),
        *((python, "none") for python in (own, f"py{major}{minor}", f"py{major}")),
    ]
    kind = next(
        (n for n, (p, a) in enumerate(kinds) if p in pythons.split(".") and a in abis.split(".")),
        None,
    )
    places = [*system.platforms, "any"]
    place = next((n for n, tag in enumerate(places) if tag in platforms.split(".")), None)
    return None if kind is None or place is None else (kind, place)


def problems() -> Iterator[str]:
    """What is wrong with the locks, a line each. Reads files only."""
    from packaging.requirements import Requirement

    for system in SYSTEMS.values():
        held: dict[str, str] = {}
        for group in GROUPS:
            path = lock_file(group, system.name)
            if not path.is_file():
                yield f"{path.name} is missing"
                continue
            entries = read(path)
            for entry in entries:
                problem = tag_problem(entry, system)
                if problem:
                    yield f"{path.name}: {problem}"
                if held.setdefault(entry.name, entry.version) != entry.version:
                    yield f"{path.name}: {entry.name} has another version in another lock"
            for text in wanted(group, system.name):
                requirement = Requirement(text)
                found = held.get(_normal(requirement.name))
                if found is None:
                    yield f"{path.name}: {requirement.name} is not in it"
                elif not requirement.specifier.contains(found, prereleases=True):
                    yield f"{path.name}: {requirement.name} {found} is not {requirement.specifier}"


# ---------------------------------------------------------------- writing


def write_all(uv: str, upgrade: bool) -> None:
    """upgrade: whether versions that are locked may change."""
    FOLDER.mkdir(exist_ok=True)
    for system in SYSTEMS.values():
        paths = [lock_file(group, system.name) for group in GROUPS]
        before = [entry for path in paths if path.is_file() for entry in read(path)]
        pins = {} if upgrade else {entry.name: entry.version for entry in before}
        held: dict[str, set[str]] = {}
        for group in GROUPS:
            found = resolve(uv, wanted(group, system.name), system, pins)
            pins.update((entry.name, entry.version) for entry in found)
            below = {name for other in BELOW.get(group, ()) for name in held[other]}
            entries = [e for e in found if not _is_cuda(e) and e.name not in below]
            held[group] = {entry.name for entry in entries}
            head = f"# {group}, {system.name}, Python {PYTHON[0]}.{PYTHON[1]}: packaging/locks.py\n"
            text = head + "".join(entry.text() for entry in entries)
            lock_file(group, system.name).write_text(text, encoding="utf-8", newline="\n")
            print(f"{lock_file(group, system.name).name}: {len(entries)} packages")


def _is_cuda(entry: Entry) -> bool:
    """Never installed: nothing here runs on a graphics card."""
    return entry.name.startswith(("nvidia-", "cuda-")) or entry.name == "triton"


def resolve(
    uv: str, requirements: Iterable[str], system: System, pins: dict[str, str]
) -> list[Entry]:
    """The best wheel of every package that these requirements come to.

    pins: name -> the version that it has to be.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, constraints = Path(folder, "in.txt"), Path(folder, "constraints.txt")
        source.write_text("\n".join(requirements), encoding="utf-8")
        constraints.write_text(
            "\n".join(f"{name}=={version}" for name, version in pins.items()), encoding="utf-8"
        )
        target = Path(folder, "pylock.toml")
        command = [
            *(uv, "pip", "compile", str(source), "--constraint", str(constraints), "--quiet"),
            *("--python-platform", system.uv, "--python-version", "{}.{}".format(*PYTHON)),
            *("--format", "pylock.toml", "--output-file", str(target)),
        ]
        # the CPU build of PyTorch for Linux on x86-64, where pip has been told of a folder with it
        if system.name == "linux-x86_64" and os.environ.get("PIP_FIND_LINKS"):
            command += ["--find-links", os.environ["PIP_FIND_LINKS"]]
        subprocess.run(command, check=True, env={**os.environ, "MACOSX_DEPLOYMENT_TARGET": "14.0"})
        packages = tomllib.loads(target.read_text(encoding="utf-8"))["packages"]
    return [_best(package, system) for package in packages]


def _best(package: dict[str, Any], system: System) -> Entry:
    wheels = {}
    for wheel in package.get("wheels", ()):
        file = wheel.get("name") or wheel.get("url", wheel.get("path", "")).rsplit("/", 1)[-1]
        rank = _rank(file.replace("%2B", "+"), system)
        if rank is not None:
            wheels[rank] = (file.replace("%2B", "+"), wheel["hashes"]["sha256"])
    if not wheels:
        raise SystemExit(f"{package['name']} {package['version']}: no wheel for {system.name}")
    file, sha256 = wheels[min(wheels)]
    return Entry(_normal(package["name"]), package["version"], file, sha256)


# ---------------------------------------------------------------- asking


def ask() -> int:
    """How many locks pip could not find in full."""
    failed = 0
    for system in SYSTEMS.values():
        for group in GROUPS:
            path = lock_file(group, system.name)
            with tempfile.TemporaryDirectory() as folder:
                report = Path(folder, "report.json")
                command = [
                    *(sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed"),
                    *("--no-deps", "--require-hashes", "--only-binary", ":all:", "--quiet"),
                    *("--target", folder, "--python-version", "{}.{}".format(*PYTHON)),
                    *(item for tag in system.platforms for item in ("--platform", tag)),
                    *("--report", str(report), "--requirement", str(path)),
                ]
                answer = subprocess.run(command, capture_output=True, text=True)
                found = len(json.loads(report.read_text())["install"]) if report.is_file() else 0
            failed += answer.returncode != 0
            print(f"{path.name}: {found} wheels found, exit code {answer.returncode}")
            if answer.returncode != 0:
                print("\n".join(answer.stderr.strip().splitlines()[-4:]), file=sys.stderr)
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description="write or check the lock files")
    parser.add_argument("--check", action="store_true", help="look at the files only")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    parser.add_argument("--ask", action="store_true", help="look every wheel up through pip")
    parser.add_argument("--uv", default="uv", help="the uv program")
    arguments = parser.parse_args()
    if arguments.ask:
        return 1 if ask() else 0
    if not arguments.check:
        write_all(arguments.uv, arguments.upgrade)
    found = list(problems())
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
