"""Freeze the program for this system, make its installers, test them.

    python3 packaging/build.py              everything, into dist/
    python3 packaging/build.py --starter    with the starter model inside, so that the program chats
                                            with nothing to download
    python3 packaging/build.py --quick      freeze and self-test only: no installers
    python3 packaging/build.py --check      and install the package in a bare Debian root (as root,
                                            with debootstrap)
    --model FOLDER      another model than the starter: to be tested with, or put inside

The environment is made from requirements/*.lock; --python takes one that is there already (with
PyInstaller in it). Needs on Linux: dpkg-deb, xz, strip, readelf.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import slim
import starter
from environment import locked_environment
from job import Job
from product import COMMAND, NAME, ROOT, VERSION
from smoke import smoke_test

PACKAGING = ROOT / "packaging"


def main() -> int:
    arguments = parse()
    # what is installed is for everyone to read, whoever builds it
    os.umask(0o022)
    work, output = ROOT / "build" / "packaging", arguments.output.absolute()
    work.mkdir(parents=True, exist_ok=True)
    output.mkdir(parents=True, exist_ok=True)
    python = arguments.python or locked_environment(work / "environment")
    job = Job(
        tree=work / "tree" / COMMAND,
        icons=work / "icons",
        work=work,
        output=output,
        starter=arguments.starter,
    )
    if not arguments.reuse:
        freeze(python, job)
    model = arguments.model or find_starter(python, job)
    if arguments.starter:
        step("Putting the model inside")
        starter.put_in(python, model, resources_of(job))
    step("Testing the frozen program")
    report = smoke_test(program_of(job), None if arguments.starter else model)
    print(json.dumps(report, ensure_ascii=False))
    if arguments.quick:
        return 0
    installers = make_installers(job)
    if sys.platform == "darwin":
        step("Testing the signed program")
        smoke_test(program_of(job), None if arguments.starter else model)
    if arguments.check:
        check(job, installers, model)
    shutil.copyfile(licences_of(job) / "bill-of-materials.cdx.json", bill_file(job))
    write_sums(output)
    for name, size in slim.weights(job.tree):
        print(f"{size / 1e6:8.1f} MB  {name}")
    for path in sorted(output.iterdir()):
        print(f"{path.stat().st_size / 1e6:8.1f} MB  {path.name}")
    return 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", type=Path, help="a model folder (or, to put inside, a .gguf)")
    parser.add_argument("--starter", action="store_true", help="put that model inside")
    parser.add_argument("--quick", action="store_true", help="no installers")
    parser.add_argument("--check", action="store_true", help="install in a fresh system and test")
    parser.add_argument("--python", type=Path, help="freeze this interpreter's packages")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="dist/")
    parser.add_argument("--reuse", action="store_true", help="take the tree of the last build")
    arguments = parser.parse_args()
    if arguments.model is not None:
        arguments.model = arguments.model.absolute()
        if not (arguments.model.is_file() or (arguments.model / "config.json").is_file()):
            parser.error(f"there is no model in {arguments.model}")
    return arguments


def find_starter(python: Path, job: Job) -> Path:
    """The model that a build without --model is tested with, or carries."""
    folder = job.work / "starter"
    return starter.fetch(python, folder) if job.starter else starter.model_folder(python, folder)


def step(title: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {title} ...", flush=True)


# ---------------------------------------------------------------- freezing


def freeze(python: Path, job: Job) -> None:
    """The frozen program's folder at job.tree (on macOS the .app beside it)."""
    run_python = [str(python), "-P"] if _knows_safe_path(python) else [str(python)]
    step("Rendering icons, gathering licences")
    shutil.rmtree(job.tree.parent, ignore_errors=True)
    _run([*run_python, str(PACKAGING / "icons.py"), str(job.icons)], path=True)
    _run([*run_python, str(PACKAGING / "bill.py"), str(job.work / "licences")], path=True)
    if sys.platform == "win32":
        from windows.version import write_version_file

        write_version_file(job.work / "version-info.txt")
    step("Freezing")
    folders = ["--distpath", str(job.tree.parent), "--workpath", str(job.work / "pyinstaller")]
    log = job.work / "pyinstaller.log"
    with log.open("wb") as output:
        command = [*run_python, "-m", "PyInstaller", "--noconfirm", *folders]
        environment = {**os.environ, "QWEN_AIO_BUILD": str(job.work)}
        answer = subprocess.run(
            [*command, str(PACKAGING / "desktop_app.spec")],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=ROOT,
        )
    text = log.read_text(encoding="utf-8", errors="replace")
    if answer.returncode != 0:
        raise SystemExit(f"PyInstaller failed: {log}\n" + "\n".join(text.splitlines()[-15:]))
    refuse_missing_libraries(text)
    slim.remove_dangling_links(job.tree)
    if sys.platform == "win32":
        from windows.runtime import place_runtime

        place_runtime(job.tree / "_internal")
    if sys.platform.startswith("linux"):
        step("Stripping")
        slim.strip(job.tree)


def _knows_safe_path(python: Path) -> bool:
    return subprocess.run([str(python), "-P", "-c", ""], capture_output=True).returncode == 0


def _run(command: list[str], path: bool = False) -> None:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGING)} if path else None
    subprocess.run(command, check=True, env=environment)


def refuse_missing_libraries(log: str) -> None:
    """The window's plugin without one of its libraries would start nowhere."""
    lines = [line for line in log.splitlines() if "Library not found" in line and "qxcb" in line]
    if lines:
        raise SystemExit("Libraries of Qt's X11 plugin are missing here:\n" + "\n".join(lines))


# ---------------------------------------------------------------- places in the tree


def application(job: Job) -> Path:
    """macOS: the .app."""
    return job.tree.parent / f"{NAME}.app"


def program_of(job: Job) -> Path:
    if sys.platform == "darwin":
        return application(job) / "Contents" / "MacOS" / COMMAND
    return job.tree / (f"{COMMAND}.exe" if sys.platform == "win32" else COMMAND)


def _data_of(job: Job) -> Path:
    if sys.platform == "darwin":
        return application(job) / "Contents" / "Resources"
    return job.tree / "_internal"


def resources_of(job: Job) -> Path:
    return _data_of(job) / "resources"


def licences_of(job: Job) -> Path:
    return _data_of(job) / "licences"


def bill_file(job: Job) -> Path:
    from locks import this_system

    return job.output / f"{job.package}-{VERSION}-{this_system()}.cdx.json"


# ---------------------------------------------------------------- installers


def make_installers(job: Job) -> list[Path]:
    step("Making the installers")
    if sys.platform == "darwin":
        from macos import bundle

        return [bundle.build(job, application(job))]
    if sys.platform == "win32":
        from windows import installer

        return [installer.archive(job)]
    from linux import appimage, deb, tarball

    return [deb.build(job), tarball.build(job), *appimage.build(job)]


def check(job: Job, installers: list[Path], model: Path) -> None:
    step("Installing in a fresh system")
    if sys.platform.startswith("linux"):
        from linux.check_root import check_package

        package = next(path for path in installers if path.suffix == ".deb")
        check_package(package, None if job.starter else model, job.work / "root")


def write_sums(folder: Path) -> None:
    """SHA256SUMS of everything in the folder, as sha256sum --check reads it."""
    lines = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name != "SHA256SUMS":
            with path.open("rb") as file:
                lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
