"""Lock files: for each system, every package that is installed, as one wheel with its SHA-256.

"app" is what runs, "build" and "test" what each of these needs besides; "kernel" is the compiler of
the engine's kernels, of no use to a program that runs.

    python packaging/locks.py              write requirements/*.lock anew; needs uv, packaging and
                                           the network
    python packaging/locks.py --check      nothing is fetched: each lock holds what pyproject.toml
                                           asks for, and each entry is a wheel for its system
    python packaging/locks.py --constraints    print this system's versions, for PIP_CONSTRAINT
    python packaging/locks.py --ask        pip looks every lock's wheels up, by hash, for each
                                           system; downloads none of them

An entry is two lines: the wheel's file name in a comment, then what pip reads. PyTorch for Linux is
the CPU build, which is published apart from the other packages: pip needs to be told where
(PIP_EXTRA_INDEX_URL or PIP_FIND_LINKS).
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

import kernels
from product import ROOT

FOLDER = ROOT / "requirements"
PYTHON = (3, 11)
BUILD_TOOLS = ("pyinstaller==6.22.3", "pyinstaller-hooks-contrib==2026.9")


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


SYSTEMS = {
    system.name: system
    for system in (
        System("linux-x86_64", "x86_64-manylinux_2_34", _manylinux("x86_64", 34, 5)),
        System("linux-aarch64", "aarch64-manylinux_2_39", _manylinux("aarch64", 39, 17)),
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
GROUPS = ("app", "build", "test", "kernel")


@dataclass(frozen=True)
class Entry:
    """One line of a lock."""

    name: str
    version: str
    file: str
    sha256: str

    def text(self) -> str:
        return f"# {self.file}\n{self.name}=={self.version} --hash=sha256:{self.sha256}\n"


def lock_file(group: str, system: str) -> Path:
    return FOLDER / f"{group}-{system}.lock"


def this_system() -> str:
    """The key of SYSTEMS for the machine that runs this. Raises SystemExit for any other."""
    import platform

    machine = {"AMD64": "amd64"}.get(platform.machine(), platform.machine())
    system = {"linux": "linux", "darwin": "macos", "win32": "windows"}.get(sys.platform, "")
    if f"{system}-{machine}" not in SYSTEMS:
        raise SystemExit(f"There is no lock file for {system or sys.platform} on {machine}.")
    return f"{system}-{machine}"


def wanted(group: str) -> list[str]:
    """The requirements that a group's lock answers."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    if group == "build":
        return list(BUILD_TOOLS)
    if group == "kernel":
        return [kernels.REQUIREMENT]
    if group == "test":
        return list(project["optional-dependencies"]["test"])
    torch = re.search(r'^TORCH = "(torch==[^"]+)"', (ROOT / "start.py").read_text("utf-8"), re.M)
    return [*project["dependencies"], torch.group(1)]


# ---------------------------------------------------------------- reading and checking


def read(path: Path) -> list[Entry]:
    """Raises ValueError for a line that is neither a comment's file name nor its requirement."""
    entries, file = [], ""
    pattern = re.compile(r"([a-z0-9-]+)==(\S+) --hash=sha256:([0-9a-f]{64})")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# ") and line.endswith(".whl"):
            file = line[2:]
        elif line and not line.startswith("#"):
            match = pattern.fullmatch(line)
            if not match or not file:
                raise ValueError(f"{path.name}:{number}: not an entry with its file: {line}")
            entries.append(Entry(match[1], match[2], file, match[3]))
            file = ""
    return entries


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
            for text in wanted(group):
                requirement = Requirement(text)
                found = held.get(_normal(requirement.name))
                if found is None:
                    yield f"{path.name}: {requirement.name} is not in it"
                elif not requirement.specifier.contains(found, prereleases=True):
                    yield f"{path.name}: {requirement.name} {found} is not {requirement.specifier}"


# ---------------------------------------------------------------- writing


def write_all(uv: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    for system in SYSTEMS.values():
        pins: dict[str, str] = {}
        for group in GROUPS:
            found = resolve(uv, wanted(group), system, pins)
            # what a lock written before holds already is not said twice
            entries = [e for e in found if not _is_cuda(e) and e.name not in pins]
            pins.update((entry.name, entry.version) for entry in entries)
            head = f"# {group}, {system.name}, Python {PYTHON[0]}.{PYTHON[1]}: packaging/locks.py\n"
            text = head + "".join(entry.text() for entry in entries)
            lock_file(group, system.name).write_text(text, encoding="utf-8", newline="\n")
            print(f"{lock_file(group, system.name).name}: {len(entries)} packages")


def _is_cuda(entry: Entry) -> bool:
    """Never installed: nothing here runs on a graphics card."""
    return entry.name.startswith(("nvidia-", "cuda-")) or entry.name == "triton"


def resolve(uv: str, requirements: Iterable[str], system: System, pins: dict) -> list[Entry]:
    """The best wheel of every package that these requirements come to.

    pins: name -> version that other locks of this system hold already.
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


def _best(package: dict, system: System) -> Entry:
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


def constraints() -> list[str]:
    """This system's versions. PyTorch's is left out: start.py says which one, and where from."""
    system = this_system()
    entries = [entry for group in GROUPS for entry in read(lock_file(group, system))]
    return sorted({f"{e.name}=={e.version}" for e in entries if e.name != "torch"})


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
    parser.add_argument("--constraints", action="store_true", help="print this system's versions")
    parser.add_argument("--ask", action="store_true", help="look every wheel up through pip")
    parser.add_argument("--uv", default="uv", help="the uv program")
    arguments = parser.parse_args()
    if arguments.constraints:
        print("\n".join(constraints()))
        return 0
    if arguments.ask:
        return 1 if ask() else 0
    if not arguments.check:
        write_all(arguments.uv)
    found = list(problems())
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
