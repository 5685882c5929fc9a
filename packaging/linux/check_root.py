"""Install the package in a fresh, bare system, use it as a person there would, and remove it.

    python packaging/linux/check_root.py DEB FOLDER [--model FOLDER] [--suite bookworm]

FOLDER: for the root and the pictures of the window; about 2 GB.  --suite: one of Debian's or
Ubuntu's. Needs root, debootstrap and a mirror of that system for its packages; the program itself
then runs without any network.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from product import COMMAND

UBUNTU = ("jammy", "noble")
UBUNTU_KEYRING = Path("/usr/share/keyrings/ubuntu-archive-keyring.gpg")
# the newest suites have no script of their own in older versions of debootstrap: all are this one
UBUNTU_SCRIPT = "/usr/share/debootstrap/scripts/gutsy"

PERSON = "person"
HOME = "/home/小明"
SCREEN_TOOLS = ("xvfb", "xauth", "xdotool", "imagemagick")

# Types a message into the window, waits for its answer in the chats' file, takes a picture.
USE = """
set -eu
export LANG=C.UTF-8 XDG_RUNTIME_DIR=/tmp/run-person
mkdir -p -m 700 "$XDG_RUNTIME_DIR"
qwen-all-in-one @OPTIONS@ >"$HOME/output.txt" 2>&1 &
program=$!
for _ in $(seq 120); do
    window=$(xdotool search --onlyvisible --pid $program 2>/dev/null | tail -1) || true
    [ -n "$window" ] && break
    sleep 0.5
done
[ -n "$window" ]
xdotool windowfocus "$window"
sleep 15
xdotool type --delay 20 "I finally got the job, I am so happy!"
import -window root "$HOME/typed.png"
xdotool key Return
sleep @WAIT@
import -window root "$HOME/window.png"
xdotool key ctrl+q
for _ in $(seq 60); do
    kill -0 $program 2>/dev/null || break
    sleep 0.5
done
if kill -0 $program 2>/dev/null; then
    echo "it did not quit when asked to" >>"$HOME/output.txt"
    kill $program
fi
wait $program
"""


class Root:
    """A folder with a system in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, suite: str) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        command = ["debootstrap", "--variant=minbase", suite, str(self.folder)]
        if suite in UBUNTU:
            command[2:2] = ["--components=main,universe"]
            command += ["", UBUNTU_SCRIPT]  # its own mirror
            if not UBUNTU_KEYRING.is_file():
                print("Ubuntu's keyring is not here: its packages are taken unchecked", flush=True)
                command.insert(2, "--no-check-gpg")
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        # how this machine reaches its Debian mirror
        for pattern in (
            "resolv.conf",
            "hosts",
            "apt/apt.conf.d/*",
            "ssl/certs/ca-certificates.crt",
        ):
            for source in Path("/etc").glob(pattern):
                if source.is_file() and "docker" not in source.name:
                    target = self.folder / source.relative_to("/")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(source, target)

    def run(
        self,
        *command: str,
        network: bool = True,
        check: bool = True,
        quiet: bool = False,
        capture: bool = False,
    ) -> subprocess.CompletedProcess[str]:
        """quiet: what it prints goes nowhere. capture: it goes into the result, its errors too."""
        cut = [] if network else ["unshare", "--net"]
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "DEBIAN_FRONTEND": "noninteractive",
            "LANG": "C.UTF-8",
            **{k: v for k, v in os.environ.items() if k.lower().endswith("_proxy")},
        }
        whole = [*cut, "chroot", str(self.folder), *command]
        stdout = subprocess.PIPE if capture else subprocess.DEVNULL if quiet else None
        stderr = subprocess.PIPE if capture else None
        return subprocess.run(
            whole, env=environment, check=check, stdout=stdout, stderr=stderr, text=True
        )

    def as_person(self, script: str, capture: bool = False) -> subprocess.CompletedProcess[str]:
        """In the person's home, without a network; the exit code is for the caller to look at."""
        person = ("runuser", "-u", PERSON, "--", "env", f"HOME={HOME}")
        command = ("bash", "-c", f"cd; {script}")
        return self.run(*person, *command, network=False, check=False, capture=capture)

    def mount(self) -> None:
        for kind, place in (("proc", "proc"), ("tmpfs", "dev/shm"), ("tmpfs", "tmp")):
            (self.folder / place).mkdir(parents=True, exist_ok=True)
            mode = ["-o", "mode=1777"] if kind == "tmpfs" else []
            subprocess.run(["mount", "-t", kind, *mode, kind, str(self.folder / place)], check=True)

    def unmount(self) -> None:
        for place in ("tmp", "dev/shm", "proc"):
            subprocess.run(["umount", "--lazy", str(self.folder / place)], capture_output=True)

    def files_of(self, package: str) -> set[str]:
        """What the installed package put there, folders left out."""
        answer = self.run("dpkg", "--listfiles", package, capture=True)
        paths = answer.stdout.splitlines()
        return {p for p in paths if not (self.folder / p[1:]).is_dir()}

    def named(self, word: str) -> set[str]:
        """Paths outside homes whose name holds `word`; of /tmp, which the system itself empties,
        only sockets and files.
        """
        prune = [
            item
            for place in ("proc", "home", "var/cache", "tmp")
            for item in ("-path", f"./{place}", "-prune", "-o")
        ]
        searches = (
            ["find", ".", *prune, "-name", f"*{word}*", "-print"],
            ["find", "./tmp", "-path", f"*{word}*", "!", "-type", "d", "-print"],
        )
        found = ""
        for command in searches:
            found += subprocess.run(command, cwd=self.folder, capture_output=True, text=True).stdout
        return set(found.split())


def check_package(package: Path, model: Path | None, folder: Path, suite: str = "bookworm") -> None:
    """Raises SystemExit or CalledProcessError where a step does not do what it must."""
    root = Root(folder / suite)
    print(f"Making a bare root of {suite}", flush=True)
    root.make(suite)
    root.mount()
    try:
        _check(root, package, model, folder)
    finally:
        root.unmount()


def _check(root: Root, package: Path, model: Path | None, folder: Path) -> None:
    root.run("apt-get", "update", "-qq")
    install = ("apt-get", "install", "-y", "-qq")
    root.run(*install, "--no-install-recommends", *SCREEN_TOOLS, quiet=True)
    root.run("useradd", "--create-home", "--home-dir", HOME, "--shell", "/bin/bash", PERSON)
    # what the package depends on is fetched first, so that the package itself needs no network
    shutil.copyfile(package, root.folder / "var/cache" / package.name)
    place = f"/var/cache/{package.name}"
    root.run(*install, "--download-only", place, quiet=True)
    root.run(*install, place, network=False, quiet=True)
    name = package.name.split("_")[0]
    installed = root.files_of(name)
    print(f"installed without a network: {len(installed)} files", flush=True)

    options = ""
    if model is not None:
        shutil.copytree(model, root.folder / HOME[1:] / "model", dirs_exist_ok=True)
        root.run("chown", "-R", PERSON, f"{HOME}/model")
        options = '--model "$HOME/model"'
    answer = root.as_person(
        f"QT_QPA_PLATFORM=offscreen {COMMAND} --self-test --json {options}", capture=True
    )
    print(answer.stdout, answer.stderr, flush=True)
    if answer.returncode != 0 or not json.loads(answer.stdout.splitlines()[-1])["ok"]:
        raise SystemExit("the self-test failed in the bare root")
    # in Chinese, so that the picture shows whether its letters are there
    script = USE.replace("@OPTIONS@", f"--lang zh {options}").replace("@WAIT@", "90")
    (root.folder / HOME[1:] / "use.sh").write_text(script)
    screen = "xvfb-run -a -s '-screen 0 1280x800x24' bash \"$HOME/use.sh\""
    used = root.as_person(screen)
    for picture_name in ("typed.png", "window.png"):
        picture = root.folder / HOME[1:] / picture_name
        if picture.is_file():
            shutil.copyfile(picture, folder / picture_name)
            print(f"picture: {folder / picture_name}", flush=True)
    if used.returncode != 0:
        said = (root.folder / HOME[1:] / "output.txt").read_text(encoding="utf-8")
        raise SystemExit(f"the window did not do what was asked of it: {said}")

    root.run("apt-get", "purge", "-y", "-qq", name, quiet=True)
    left = [path for path in installed if os.path.lexists(root.folder / path[1:])]
    left += root.named(COMMAND)
    data = list((root.folder / HOME[1:] / ".local/share").glob(f"{COMMAND}/*"))
    print(
        f"left after the removal: {left}; the person's data: {[p.name for p in data]}", flush=True
    )
    if left or not data:
        raise SystemExit("the removal left something, or took the person's data")


def main() -> int:
    parser = argparse.ArgumentParser(description="test a .deb in a bare system")
    parser.add_argument("package", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--suite", default="bookworm")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    check_package(arguments.package, arguments.model, arguments.folder, arguments.suite)
    return 0


if __name__ == "__main__":
    sys.exit(main())
