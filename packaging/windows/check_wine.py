"""Install, upgrade and remove the setup program silently under wine, with a stand-in payload.

    python packaging/windows/check_wine.py FOLDER     FOLDER: for what is in between; may be new

Needs makensis and wine (Debian: nsis, wine64). The stand-in is wine's own notepad, so that a
running program can be had too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from product import COMMAND, NAME
from windows.installer import compile_setup

LONG_FOLDER = "用户的程序 " + "long " * 12 + NAME


class Wine:
    """A prefix of its own."""

    def __init__(self, folder: Path) -> None:
        self.prefix = folder / "prefix"
        home = folder / "home"
        home.mkdir(parents=True, exist_ok=True)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=",
            "LANG": "C.UTF-8",
        }
        self.program = next(
            path
            for path in ("/usr/lib/wine/wine64", shutil.which("wine64"))
            if path and Path(path).exists()
        )

    def start(self, *command: str) -> subprocess.Popen:
        return subprocess.Popen(
            [self.program, *command],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def run(self, *command: str) -> tuple[int, str]:
        process = self.start(*command)
        output, _ = process.communicate(timeout=300)
        return process.returncode, output.decode("utf-8", "replace")

    def settle(self) -> None:
        """Until every program of the prefix has ended and the registry is on the disk."""
        server = shutil.which("wineserver") or "/usr/lib/wine/wineserver64"
        subprocess.run([server, "-w"], env=self.environment, timeout=120)

    def local_data(self) -> Path:
        return next((self.prefix / "drive_c" / "users").glob("*/AppData/Local"))

    def registry(self) -> str:
        key = f"HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{COMMAND}"
        return self.run("reg", "query", key)[1]


def expect(condition: object, words: str) -> None:
    print(f"{'ok  ' if condition else 'FAIL'} {words}", flush=True)
    if not condition:
        raise SystemExit(1)


def make_setups(folder: Path, icon: Path) -> list[Path]:
    """Two versions of a setup; the second one's payload has other files."""
    notepad = next(Path("/usr/lib").glob("*/wine/x86_64-windows/notepad.exe"))
    setups = []
    for version, part in (("0.1.0", "old.txt"), ("0.2.0", "new.txt")):
        tree = folder / f"payload-{version}"
        deep = tree / "_internal" / "资源" / "/".join(["a-folder-with-a-name"] * 3)
        deep.mkdir(parents=True)
        (deep / part).write_text(version)
        for name in (NAME, COMMAND):
            shutil.copyfile(notepad, tree / f"{name}.exe")
        setups.append(folder / f"{COMMAND}-{version}-windows-setup.exe")
        compile_setup(tree, icon, setups[-1], version)
    return setups


def check(folder: Path, icon: Path) -> None:
    old, new = make_setups(folder, icon)
    wine = Wine(folder)
    wine.run("wineboot", "--init")
    wine.run("winecfg", "-v", "win7")
    expect(wine.run(str(old), "/S")[0] == 2, "refuses a Windows that is too old")
    wine.run("winecfg", "-v", "win10")
    wine.settle()
    local = wine.local_data()
    start_menu = local.parent / "Roaming" / "Microsoft" / "Windows" / "Start Menu" / "Programs"
    desktop = local.parents[1] / "Desktop"
    data = local / COMMAND
    data.mkdir()
    (data / "chats.sqlite3").write_text("kept")
    place = local / "Programs" / NAME

    begin = time.monotonic()
    code, _ = wine.run(str(old), "/S")
    wine.settle()
    seconds = time.monotonic() - begin
    expect(code == 0 and (place / f"{NAME}.exe").is_file(), f"installs silently ({seconds:.1f} s)")
    expect(list(place.rglob("old.txt")), "the payload is there, in a folder with a Chinese name")
    expect((start_menu / f"{NAME}.lnk").is_file(), "entry in the Start menu")
    expect(not (desktop / f"{NAME}.lnk").exists(), "no entry on the desktop unless asked")
    registry = wine.registry()
    expect("0.1.0" in registry and "QuietUninstallString" in registry, "entry in Apps")

    (place / "portable").write_text("")
    code, _ = wine.run(str(new), "/S", "/DESKTOP")
    wine.settle()
    expect(code == 0 and list(place.rglob("new.txt")), "upgrades in place")
    expect(not list(place.rglob("old.txt")), "nothing of the old version is left")
    expect((place / "portable").is_file(), "a file that a person put there stays")
    expect((desktop / f"{NAME}.lnk").is_file(), "entry on the desktop when asked")
    expect("0.2.0" in wine.registry(), "Apps shows the new version")
    (place / "portable").unlink()

    code, _ = wine.run(str(place / "uninstall.exe"), "/S")
    wine.settle()
    wait_until(lambda: not place.exists())
    expect(not place.exists(), "uninstalls: the folder is gone")
    expect(not (start_menu / f"{NAME}.lnk").exists(), "no entry in the Start menu")
    expect(not (desktop / f"{NAME}.lnk").exists(), "no entry on the desktop")
    expect("DisplayName" not in wine.registry(), "no entry in Apps")
    expect((data / "chats.sqlite3").is_file(), "chats and models stay")

    strange = local / LONG_FOLDER
    code, _ = wine.run(str(new), "/S", *into(strange, wine))
    wine.settle()
    expect(
        (strange / f"{NAME}.exe").is_file(),
        f"a folder of {len(LONG_FOLDER)} Chinese and other letters",
    )
    code, _ = wine.run(str(strange / "uninstall.exe"), "/S", "/REMOVEDATA")
    wine.settle()
    wait_until(lambda: not strange.exists() and not data.exists())
    expect(not strange.exists() and not data.exists(), "chats and models go when told so")

    foreign = local / "someone's folder"
    foreign.mkdir()
    (foreign / "thesis.doc").write_text("mine")
    code, _ = wine.run(str(new), "/S", *into(foreign, wine))
    wine.settle()
    files = [path.name for path in foreign.iterdir()]
    expect(code != 0 and files == ["thesis.doc"], "a folder with other files is refused")


def check_running(folder: Path) -> None:
    """A running program is asked to close, not killed; needs a display."""
    wine = Wine(folder)
    for name in ("DISPLAY", "XAUTHORITY"):
        wine.environment[name] = os.environ.get(name, "")
    place = wine.local_data() / "Programs" / NAME
    old, new = sorted(folder.glob("*-setup.exe"))
    for program in (NAME, COMMAND):
        wine.run(str(old), "/S")
        running = wine.start(str(place / f"{program}.exe"))
        time.sleep(5)
        expect(running.poll() is None, f"the stand-in for {program} runs")
        code, _ = wine.run(str(new), "/S")
        expect(code == 0, f"upgrade with the program running: exit code {code}")
        expect(running.wait(20) is not None, "it was asked to close, and closed")
        expect(list(place.rglob("new.txt")), "and the new version is there")
        wine.run(str(place / "uninstall.exe"), "/S")
        wine.settle()
        wait_until(lambda: not place.exists())


def into(path: Path, wine: Wine) -> list[str]:
    """/D=…, which takes the rest of the line as it is: quotation marks would belong to it."""
    inside = path.relative_to(wine.prefix / "drive_c")
    return ("/D=C:\\" + str(inside).replace("/", "\\")).split(" ")


def wait_until(condition: Callable[[], bool], seconds: int = 30) -> None:
    """The uninstaller goes on as a copy of itself after it has returned."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.2)


if __name__ == "__main__":
    work = Path(sys.argv[1]).absolute()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    drawing = work / "app.ico"
    subprocess.run(
        [sys.executable, str(Path(__file__).parents[1] / "icons.py"), str(work)], check=True
    )
    check(work, drawing)
    if os.environ.get("DISPLAY"):
        check_running(work)
