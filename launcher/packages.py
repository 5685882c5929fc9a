"""The Python packages of an environment: those that were tested, where a lock file names them."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from launcher.environment import Environment, locked, read_json, write_json
from launcher.lock_files import Entry, Locks, read, system_name
from launcher.steps import StartError, Steps, say, step_environment

OLDEST_PIP = (25, 3)  # older ones download whole wheels even in a dry run
ROOM_NEEDED = 3_000_000_000  # bytes for .venv (1.5 GB), pip's own copies and the starter model
BY_HASH = ("--no-deps", "--require-hashes", "--only-binary", ":all:")
NEWEST = ("--upgrade", "--upgrade-strategy", "eager")

# What a person may tell pip about the way to the packages. Everything else that pip would take
# from variables (constraints, targets, sources instead of wheels, ...) makes it install something
# else than the locks name, or refuse to.
WAYS = (
    *("INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "NO_INDEX", "TRUSTED_HOST"),
    *("CERT", "CLIENT_CERT", "PROXY", "TIMEOUT", "DEFAULT_TIMEOUT", "RETRIES"),
    *("CACHE_DIR", "NO_CACHE_DIR", "KEYRING_PROVIDER", "CONFIG_FILE"),
    *("USE_FEATURE", "USE_DEPRECATED", "DISABLE_PIP_VERSION_CHECK"),
)


class Pip:
    """The environment's pip, run in steps. locked: see pip_variables."""

    def __init__(self, environment: Environment, steps: Steps, locked: bool) -> None:
        self._environment = environment
        self._steps = steps
        self._variables = pip_variables(environment, locked)

    def install(self, title: str, *arguments: str) -> None:
        """Raises StepError."""
        command = self._environment.command("pip", "install", *arguments)
        self._steps.run(title, command, variables=self._variables)

    def finds(self, entry: Entry) -> bool:
        """Whether a build that is published apart (such as +cpu) is in the person's indexes."""
        if "+" not in entry.version:
            return True
        say(f"Looking for {entry.name} {entry.version} ...")
        options = ("--dry-run", "--ignore-installed", "--no-deps", f"{entry.name}=={entry.version}")
        command = self._environment.command("pip", "install", *options)
        answer = subprocess.run(command, env=self._variables, capture_output=True)
        return answer.returncode == 0

    def install_with_uv(self, title: str, *arguments: str) -> None:
        """uv knows where the CPU builds of torch live. Raises StepError."""
        command = self._environment.command("uv", "pip", "install", "--no-deps", *arguments)
        command += ["--torch-backend", "cpu", "--python", str(self._environment.python)]
        self._steps.run(title, command, variables=self._variables)


def pip_variables(environment: Environment, locked: bool) -> dict[str, str]:
    """Packages go into the environment whatever a person's settings say, and pip never asks.

    locked: of pip's own variables only WAYS are kept, and no configuration's constraints hold.
    """
    variables = {**step_environment(), "PIP_USER": "0", "PIP_NO_INPUT": "1"}
    if not locked:
        return variables
    kept = {f"PIP_{way}" for way in WAYS} | {"PIP_USER", "PIP_NO_INPUT"}
    variables = {
        name: value
        for name, value in variables.items()
        if not name.upper().startswith("PIP_") or name.upper() in kept
    }
    nothing = environment.folder / "no-constraints.txt"  # an empty name would not win over a file's
    nothing.write_bytes(b"")
    return {**variables, "PIP_CONSTRAINT": str(nothing)}


def ensure_environment(environment: Environment, extra: str = "") -> None:
    """Make the environment with torch and the project (and its extra, such as "test").

    What is there already and still right is kept; environment.newest looks for newer ones always.
    Raises StartError.
    """
    if environment.is_ready(extra) and not environment.newest:
        return
    with locked(environment) as lock:
        if environment.is_ready(extra) and not environment.newest:
            return
        steps = Steps(environment.log, lock)
        remove_half_installed(environment.packages())
        if not is_usable(environment):
            make_environment(environment, steps)
        locks = environment.locks(extra)
        pip = Pip(environment, steps, locked=bool(locks.files))
        if locks.missing:
            say(locks.missing)
        if locks.exact:
            install_by_hash(environment, pip, locks)
        elif locks.files:
            install_versions(environment, pip, locks, extra)
        else:
            install_newest(environment, pip, extra)
        for name in {"", extra}:
            write_json(environment.stamp_file(name), environment.wanted_stamp(name))


# ---------------------------------------------------------------- the three ways to install


def install_by_hash(environment: Environment, pip: Pip, locks: Locks) -> None:
    """Exactly the locked wheels; those that are there are passed over. The first lock has pip."""
    entries = locks.entries()
    forget_other_wheels(environment, entries)
    tools = locks.files[0]
    if not all(is_installed(environment, entry) for entry in read(tools)):
        pip.install("Bringing pip up to date", *BY_HASH, "--requirement", str(tools))
    torch = next((entry for entry in entries if entry.name == "torch"), None)
    if torch and not is_installed(environment, torch) and not pip.finds(torch):
        install_locked_torch(environment, pip, torch)
    missing = [entry for entry in entries if not is_installed(environment, entry)]
    if missing:
        size = " (torch alone has 200 MB)" if torch in missing else ""
        requirements = [word for path in locks.files for word in ("--requirement", str(path))]
        pip.install(f"Installing {len(missing)} packages{size}", *BY_HASH, *requirements)
    write_json(environment.hashes, {entry.name: entry.sha256 for entry in entries})
    install_project(environment, pip)


def install_project(environment: Environment, pip: Pip) -> None:
    """The application itself, by the build tools that are installed: nothing is fetched."""
    options = ("--no-deps", "--no-build-isolation")
    pip.install("Installing the application", *options, "--editable", str(environment.root))


def install_versions(environment: Environment, pip: Pip, locks: Locks, extra: str) -> None:
    """The locked versions, for a Python whose wheels the locks do not name."""
    version = ".".join(map(str, environment.python_version()))
    say(f"The locks' hashes are for another Python than {version}; their versions are taken.")
    entries = locks.entries()
    constraints = environment.folder / "constraints.txt"
    # a CPU build's version has an ending (+cpu), which not every system's has
    lines = [f"{entry.name}=={public_version(entry)}\n" for entry in entries]
    constraints.write_text("".join(lines), encoding="utf-8")
    options = ("--constraint", str(constraints))
    tools = [f"{entry.name}=={entry.version}" for entry in read(locks.files[0])]
    pip.install("Bringing pip up to date", *options, *tools)
    torch = next((entry for entry in entries if entry.name == "torch"), None)
    if torch:
        install_torch(environment, pip, f"torch=={public_version(torch)}", options)
    pip.install(
        title_of(extra),
        *(*options, "--no-build-isolation", "--editable", project(environment, extra)),
    )


def install_newest(environment: Environment, pip: Pip, extra: str) -> None:
    """What pyproject.toml allows, torch as its CPU build."""
    upgrade = NEWEST if environment.newest else ()
    if environment.newest or pip_version(environment.packages()) < OLDEST_PIP:
        oldest = ".".join(map(str, OLDEST_PIP))
        pip.install("Bringing pip up to date", "--upgrade", f"pip>={oldest}")
    install_torch(environment, pip, asked_torch(environment.root), upgrade)
    # its version stays: an upgrade could bring the build with CUDA
    torch = installed_version(environment, "torch")
    constraints = environment.folder / "constraints.txt"
    constraints.write_text(f"torch=={torch}\n" if torch else "", encoding="utf-8")
    options = (*upgrade, "--constraint", str(constraints))
    pip.install(title_of(extra), *options, "--editable", project(environment, extra))


def title_of(extra: str) -> str:
    return "Installing the application" + (f" and its {extra} tools" if extra else "")


def project(environment: Environment, extra: str) -> str:
    return str(environment.root) + (f"[{extra}]" if extra else "")


# ---------------------------------------------------------------- torch


def public_version(entry: Entry) -> str:
    """2.13.0 of 2.13.0+cpu."""
    return entry.version.partition("+")[0]


def asked_torch(root: Path) -> str:
    """pyproject.toml's requirement; "" where it has none."""
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    asked = tomllib.loads(text)["project"].get("dependencies", [])
    return next((line for line in asked if re.match(r"torch\b", line)), "")


def install_torch(
    environment: Environment, pip: Pip, requirement: str, options: tuple[str, ...]
) -> None:
    """The CPU build: on Linux the usual one can bring gigabytes of CUDA along."""
    version = installed_version(environment, "torch")
    if not requirement or (version and "--upgrade" not in options and pinned(requirement, version)):
        return
    if sys.platform == "linux":
        planned, report = planned_torch(environment, pip, requirement)
        if planned == version:
            return
        if brings_cuda(report):
            pip.install("Installing uv", *options, "uv>=0.8")
            # what torch itself needs comes with the project
            pip.install_with_uv("Installing torch for the CPU (200 MB)", requirement)
            return
    pip.install("Installing torch (200 MB)", *options, requirement)


def pinned(requirement: str, version: str) -> bool:
    """Whether an installed version will do where nobody asks for a newer one."""
    wanted = requirement.partition("==")[2]
    return not wanted or version.partition("+")[0] == wanted


def planned_torch(
    environment: Environment, pip: Pip, requirement: str
) -> tuple[str, dict[str, Any]]:
    """The version of torch that pip would install, and its installation report."""
    plan = environment.folder / "torch-plan.json"
    options = ("--dry-run", "--ignore-installed", "--no-deps", "--quiet", "--report", str(plan))
    pip.install("Looking for torch", *options, requirement)
    report = read_json(plan)
    plan.unlink()
    packages = [item.get("metadata", {}) for item in report.get("install", [])]
    return next((str(item.get("version", "")) for item in packages), ""), report


def brings_cuda(report: dict[str, Any]) -> bool:
    """Whether pip's installation report holds or requires a CUDA package."""
    names = []
    for item in report.get("install", []):
        metadata = item.get("metadata", {})
        names += [metadata.get("name", ""), *metadata.get("requires_dist", [])]
    return any(name.lower().startswith(("nvidia-", "cuda-", "triton")) for name in names)


def install_locked_torch(environment: Environment, pip: Pip, torch: Entry) -> None:
    """Where pip's index has the build with CUDA only: the locked CPU build, by its hash too."""
    uv = environment.root / "requirements" / f"uv-{system_name()}.lock"
    pip.install("Installing uv", *BY_HASH, "--requirement", str(uv))
    wanted = environment.folder / "torch.txt"
    wanted.write_text(torch.requirement() + "\n", encoding="utf-8")
    options = ("--require-hashes", "--only-binary", ":all:", "--requirement", str(wanted))
    pip.install_with_uv("Installing torch for the CPU (200 MB)", *options)


# ---------------------------------------------------------------- what is installed


def info_folders(environment: Environment, name: str) -> list[Path]:
    """The .dist-info folders of a package, whatever its version. name: as a lock writes it."""
    start = name.replace("-", "_").lower()
    found = environment.packages().glob("*.dist-info")
    return [f for f in found if re.sub(r"[-.]+", "_", f.name.split("-")[0]).lower() == start]


def installed_version(environment: Environment, name: str) -> str:
    """ "" when it is not installed."""
    found = info_folders(environment, name)
    return found[0].name.removesuffix(".dist-info").partition("-")[2] if found else ""


def is_installed(environment: Environment, entry: Entry) -> bool:
    return installed_version(environment, entry.name) == entry.version


def forget_other_wheels(environment: Environment, entries: Iterable[Entry]) -> None:
    """A lock that names another wheel of the same version: let pip install it again."""
    known = read_json(environment.hashes)
    for entry in entries:
        if known.get(entry.name, entry.sha256) != entry.sha256 and is_installed(environment, entry):
            for folder in info_folders(environment, entry.name):
                shutil.rmtree(folder)


def remove_half_installed(packages: Path) -> None:
    """Forget packages whose installation was cut off, so that pip installs them again.

    pip writes INSTALLER when a package's files are all there; names with ~ are its leftovers.
    """
    for folder in [*packages.glob("*.dist-info"), *packages.glob("~*")]:
        if folder.name.startswith("~") or not (folder / "INSTALLER").is_file():
            shutil.rmtree(folder, ignore_errors=True)


def pip_version(packages: Path) -> tuple[int, int]:
    """(0, 0) when pip is not installed, or not whole."""
    for folder in packages.glob("pip-*.dist-info"):
        major, minor = folder.name.split("-")[1].split(".")[:2]
        return int(major), int(minor)
    return 0, 0


# ---------------------------------------------------------------- the environment's folder


def is_usable(environment: Environment) -> bool:
    """Whether there is a Python that runs, a whole pip, and it was made at this very place."""
    pip = environment.scripts / ("pip.exe" if os.name == "nt" else "pip")
    try:
        # pip's script names the environment's Python: a copied or moved one gives itself away
        if os.fsencode(environment.scripts) not in pip.read_bytes():
            return False
        question = "import sys, pip; print(*sys.version_info[:2])"
        command = [str(environment.python), "-I", "-c", question]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    major, minor = map(int, answer.stdout.split())
    good = (3, 11) <= (major, minor) <= (3, 13)
    return good and pip_version(environment.packages()) > (0, 0)


def make_environment(environment: Environment, steps: Steps) -> None:
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        version = "{}.{}".format(*sys.version_info)
        raise StartError(
            f"This Python cannot make environments (venv or ensurepip is missing).\n"
            f"On Debian and Ubuntu: sudo apt install python{version}-venv"
        )
    if sys.maxsize < 2**32 or (sys.platform == "darwin" and platform.machine() == "x86_64"):
        raise StartError("torch needs a 64-bit Python, and on a Mac an Apple silicon processor.")
    free = shutil.disk_usage(environment.root).free
    if free < ROOM_NEEDED:
        room = f"{free / 1e9:.1f} GB are free here; about {ROOM_NEEDED / 1e9:.0f} GB are needed"
        raise StartError(f"{room}: make room, then start again.")
    if environment.scripts.exists():
        say("Removing an environment that cannot be used here")
        # scripts first: without them a removal that is cut off leaves nothing that looks whole
        shutil.rmtree(environment.scripts)
    for entry in environment.folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry not in (environment.log, environment.lock):
            entry.unlink()
    command = [sys.executable, "-I", "-m", "venv", str(environment.folder)]
    steps.run(f"Making the environment in {environment.folder.name}", command)
