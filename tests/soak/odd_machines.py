"""The self-test on machines that are small, old, bare or oddly set up.

    python -m tests.soak.odd_machines      (as root, with faketime, Xvfb and weston; Linux)

Where the program can work it must; where it can't it must say why in words, without a traceback.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.soak.outcome import ROOT, Outcome, say

STARTER = str(ROOT / "build" / "starter")
CGROUP = Path("/sys/fs/cgroup/memory/soak")
GIB = 1 << 30
IN_WESTON = """
weston --backend=headless-backend.so --no-config --socket=soak >"$XDG_RUNTIME_DIR/log" 2>&1 &
until [ -S "$XDG_RUNTIME_DIR/soak" ]; do sleep 0.1; done
WAYLAND_DISPLAY=soak "$@"
code=$?
kill %1
exit $code
"""
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    outcome = Outcome("odd_machines", "Odd machines")
    with tempfile.TemporaryDirectory(prefix="soak-odd-") as name:
        folder = Path(name)
        for title, before, environment in machines(folder):
            if arguments.only in title:
                self_test(outcome, folder, title, before, environment)
        if not arguments.only:
            without_screen(outcome, folder)
            read_only_data(outcome, folder)
    return outcome.finish()


def machines(folder: Path) -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """(title, what stands before the command, environment)."""
    fonts = folder / "fonts.conf"
    fonts.write_text('<?xml version="1.0"?><fontconfig></fontconfig>', encoding="utf-8")
    c_locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    yield "X11", ["xvfb-run", "--auto-servernum"], {"QT_QPA_PLATFORM": "xcb"}
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    wayland = {"QT_QPA_PLATFORM": "wayland", "XDG_RUNTIME_DIR": str(runtime)}
    yield "Wayland", ["bash", "-c", IN_WESTON, "weston"], wayland
    yield "one core", ["taskset", "-c", "0"], {}
    yield "4 GiB", [], {"SOAK_CGROUP": str(4 * GIB)}
    yield "1.5 GiB", [], {"SOAK_CGROUP": str(3 * GIB // 2)}
    yield "C locale, no UTF-8 mode", [], c_locale
    yield "GBK locale", [], {**c_locale, "LC_ALL": "zh_CN.GBK", "LANG": "zh_CN.GBK"}
    yield "no fonts", [], {"FONTCONFIG_FILE": str(fonts)}
    yield "no D-Bus", [], {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    yield "clock in 1970", ["faketime", "-f", "@1970-01-01 00:05:00"], {"TZ": "America/New_York"}
    yield "clock in 2099", ["faketime", "-f", "@2099-12-31 23:59:50"], {}
    yield "no HOME", [], {"HOME": ""}
    yield "HOME that may not be written", [], {"HOME": "/proc/self"}


def command(*arguments: str, data: Path) -> list[str]:
    return [sys.executable, "-m", "desktop_app", *arguments, "--data-dir", str(data)]


@contextlib.contextmanager
def surroundings(changes: dict[str, str]) -> Iterator[dict[str, object]]:
    """Arguments of subprocess.run; a limit on memory is a cgroup's."""
    environment = {k: v for k, v in os.environ.items() if k not in DISPLAYS}
    environment |= {"QT_QPA_PLATFORM": "offscreen", **changes}
    limit = environment.pop("SOAK_CGROUP", "")
    how: dict[str, object] = {"env": environment}
    if limit:
        CGROUP.mkdir(exist_ok=True)
        (CGROUP / "memory.limit_in_bytes").write_text(limit)
        how["preexec_fn"] = lambda: (CGROUP / "tasks").write_text(str(os.getpid()))
    try:
        yield how
    finally:
        if limit:
            CGROUP.rmdir()


def run(call: list[str], **how) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        call, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=400, **how
    )


def self_test(
    outcome: Outcome, folder: Path, title: str, before: list[str], changes: dict[str, str]
) -> None:
    data = folder / title.replace(" ", "-")
    call = [*before, *command("--self-test", "--json", "--model", STARTER, data=data)]
    with surroundings(changes) as how:
        ended = run(call, **how)
    shown = ended.stdout.decode("utf-8", "replace")
    errors = ended.stderr.decode("utf-8", "replace")
    try:
        report = json.loads(shown.splitlines()[-1])
    except (ValueError, IndexError):
        report = {}
    outcome.check(ended.returncode == 0 and report.get("ok") is True, f"{title}: {errors[-500:]}")
    outcome.check(report.get("verdict") == "positive", f"{title}: {report.get('verdict')}")
    outcome.check("Traceback" not in errors, f"{title}: {errors[-800:]}")
    ready_s = report.get("model_ready_s") or 0.0
    outcome.check(0 < ready_s < 400, f"{title}: ready after {ready_s} s")
    outcome.figures[title] = f"{ready_s} s, {report.get('peak_rss_mib')} MiB"
    say(f"  {title}: {outcome.figures[title]}")


def without_screen(outcome: Outcome, folder: Path) -> None:
    for title, changes in (
        ("no screen at all", {"QT_QPA_PLATFORM": ""}),
        (
            "Wayland without a compositor",
            {"QT_QPA_PLATFORM": "", "WAYLAND_DISPLAY": str(folder / "compositor")},
        ),
        ("X11 without a server", {"QT_QPA_PLATFORM": "", "DISPLAY": ":97"}),
        ("X11 over a connection that is gone", {"QT_QPA_PLATFORM": "", "DISPLAY": "localhost:97"}),
    ):
        with surroundings(changes) as how:
            try:
                ended = run(command("--model", STARTER, data=folder / "screen"), **how)
            except subprocess.TimeoutExpired:
                outcome.check(False, f"{title}: it does not end")
                continue
        errors = ended.stderr.decode("utf-8", "replace")
        outcome.check(ended.returncode == 1, f"{title}: exit code {ended.returncode}")
        outcome.check("Traceback" not in errors, f"{title}: {errors[-500:]}")
        outcome.check(bool(errors.strip()), f"{title}: nothing was said")
        outcome.figures[title] = f"exit code {ended.returncode}"
        say(f"  {title}: {ended.returncode}, {errors.strip()[-200:]!r}")


def read_only_data(outcome: Outcome, folder: Path) -> None:
    """The data folder can't be written: the verdict and the reply come all the same."""
    disk = folder / "read-only"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "soak", disk], check=True)
    try:
        with surroundings({}) as how:
            judged = run(command("judge", "What a good day.", "--model", STARTER, data=disk), **how)
            tested = run(
                command("--self-test", "--json", "--model", STARTER, data=disk / "data"), **how
            )
    finally:
        subprocess.run(["umount", disk], check=True)
    for title, ended in (("judge", judged), ("self-test", tested)):
        errors = ended.stderr.decode("utf-8", "replace")
        outcome.check("Traceback" not in errors, f"read-only, {title}: {errors[-800:]}")
        outcome.check(ended.returncode == 0, f"read-only, {title}: {errors[-300:]}")
    outcome.figures["read-only data folder"] = f"{judged.returncode}, {tested.returncode}"


if __name__ == "__main__":
    sys.exit(main())
