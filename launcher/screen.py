"""Whether Qt finds a screen and its libraries, and what to do where it does not."""

from __future__ import annotations

import ctypes
import os
import platform
import socket
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from launcher.environment import Environment
from launcher.first_model import GUI_COMMANDS, Request
from launcher.steps import StartError, say

SAMPLE = "I finally got the job, I am so happy!"
QT_CORE = "lib/libQt6Core.so.6"  # the command line needs it too
PACKAGES = Path(__file__).with_name("qt_packages.toml")

Address = str | tuple[str, int]


def package_command(release: Mapping[str, str]) -> str:
    """The command that installs what Qt needs. release: the fields of /etc/os-release."""
    systems = tomllib.loads(PACKAGES.read_text(encoding="utf-8")).values()
    commands = {name: system for system in systems for name in system["names"]}
    for name in [release.get("ID", ""), *release.get("ID_LIKE", "").split()]:
        system = commands.get(name.split("-")[0])
        if system:
            return f"To install what Qt needs: {system['command']} {' '.join(system['packages'])}"
    return "Install the packages of your system that hold what Qt 6 needs."


def reachable_screens(
    environ: Mapping[str, str], connects: Callable[[int, Address], bool]
) -> list[str]:
    """Names of Qt's platform plugins that would find a screen, best first.

    environ: environment variables.  connects: (socket family, address) -> whether it answers.
    """
    chosen = environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if chosen and chosen not in ("xcb", "wayland"):
        return [chosen]  # offscreen, vnc, eglfs, ...: the person knows what they want
    screens = []
    wayland, display = environ.get("WAYLAND_DISPLAY"), environ.get("DISPLAY", "")
    if wayland and chosen != "xcb":
        path = os.path.join(environ.get("XDG_RUNTIME_DIR", ""), wayland)  # noqa: PTH118
        if connects(socket.AF_UNIX, path):
            screens.append("wayland")
    host, colon, number = display.rpartition(":")
    number = number.split(".")[0]
    if colon and number.isdigit() and chosen != "wayland":
        local = f"/tmp/.X11-unix/X{number}"
        addresses: list[tuple[int, Address]] = [
            (socket.AF_UNIX, local),
            (socket.AF_UNIX, "\0" + local),
        ]
        if host not in ("", "unix"):
            addresses = [(socket.AF_INET, (host, 6000 + int(number)))]
        if any(connects(*address) for address in addresses):
            screens.append("xcb")
    return screens


def connects(family: int, address: Address) -> bool:
    with socket.socket(family) as probe:
        probe.settimeout(1)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True


def loads(library: Path) -> str:
    """Why a shared library cannot be loaded; "" when it can."""
    try:
        ctypes.CDLL(str(library))
    except OSError as error:
        return str(error)
    return ""


def missing_libraries(environment: Environment, screen: str = "") -> str:
    """What Qt (for this screen, or at all) lacks on Linux, with what to do; "" when nothing."""
    qt = environment.packages() / "PySide6" / "Qt"
    plugins = sorted((qt / "plugins" / "platforms").glob(f"libq{screen}*.so")) if screen else []
    plugins = plugins or [qt / (f"plugins/platforms/libq{screen}.so" if screen else QT_CORE)]
    problems = [loads(plugin) for plugin in plugins]
    if not all(problems):
        return ""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    return f"{problems[0]}\n{package_command(release)}"


def require_libraries(environment: Environment, screen: str = "") -> None:
    """Raises StartError where Qt cannot be loaded."""
    problem = missing_libraries(environment, screen) if sys.platform == "linux" else ""
    if problem:
        raise StartError(problem)


def arguments_for_screen(environment: Environment, request: Request) -> list[str]:
    """The application's arguments, changed to the terminal's when there is no usable screen."""
    if sys.platform != "linux" or request.command not in GUI_COMMANDS:
        return request.arguments
    screens = reachable_screens(os.environ, connects)
    problems = [missing_libraries(environment, screen) for screen in screens]
    if not all(problems):
        return request.arguments
    say("Qt cannot use the screen: " + problems[0] if problems else "There is no screen here.")
    if request.command == "--self-test":
        require_libraries(environment, "offscreen")
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return request.arguments
    if sys.stdin.isatty() and sys.stdout.isatty():
        say("The chat goes on in the terminal.")
        return [*request.arguments, "chat"]
    say(f"Nor is there a terminal: one sample message is judged and answered: {SAMPLE}")
    return [*request.arguments, "chat", "--once", SAMPLE]
