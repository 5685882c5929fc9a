"""What `python3 start.py ARGS` does."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from launcher.environment import Environment
from launcher.first_model import STOPPED, Request, ensure_model
from launcher.packages import ensure_environment
from launcher.screen import arguments_for_screen, require_libraries
from launcher.steps import StartError, advice, say
from launcher.tests import run_tests


def main(root: str, usage: str, arguments: list[str]) -> int:
    """root: start.py's folder.  usage: its help. Returns the exit code."""
    testing = arguments[:1] == ["test"]
    newest = testing and arguments[1:2] == ["--newest"]
    environment = Environment(Path(root).resolve(), newest)
    try:
        if testing:
            return run_tests(environment, arguments[2 if newest else 1 :])
        return start(environment, usage, arguments)
    except StartError as error:
        say(str(error))
    except OSError as error:
        say(f"{error}\n{advice(str(error), environment.log)}")
    except KeyboardInterrupt:
        say("Stopped. Starting again goes on from here.")
        return STOPPED
    return 1


def start(environment: Environment, usage: str, arguments: list[str]) -> int:
    request = Request(arguments)
    if request.command in ("-h", "--help") and not environment.is_ready(""):
        say(usage.strip())
        return 0
    ensure_environment(environment)
    require_libraries(environment)
    if request.needs_model():
        ensure_model(environment, request)
    return run_application(environment, arguments_for_screen(environment, request))


def run_application(environment: Environment, arguments: list[str]) -> int:
    """The application in this process's place, so that signals reach it; on Windows, its child."""
    command = environment.command("desktop_app", *arguments)
    sys.stderr.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    process = subprocess.Popen(command)
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C reaches the child, which decides
            return process.wait()
