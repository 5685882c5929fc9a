"""The command line: one KnownError, one line on stderr, exit code 1."""

from __future__ import annotations

import argparse
import errno
import importlib
import logging
import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from desktop_app.cli.console import say
from desktop_app.core.system.memory import known_cause
from desktop_app.shell.platform.translation import install_translator, translate_error
from desktop_app.startup import Startup, read_startup


def run_command(arguments: argparse.Namespace) -> int:
    """Run one command. Returns the exit code."""
    logging.basicConfig(stream=sys.stderr, level=getattr(arguments, "log_level", "warning").upper())
    application = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
    startup = read_startup(arguments)
    install_translator(application, startup.language, startup.paths)
    for problem in startup.problems:
        say(translate_error(problem))
    try:
        return _command(arguments.command)(arguments, startup)
    except KeyboardInterrupt:
        say("")
        return 130
    except OSError as error:
        if not is_closed_pipe(error):
            raise
        # whoever read our lines has seen enough; keep the interpreter's last flush quiet
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        known = known_cause(error)
        if known is None:
            raise
        say(translate_error(known))
        return 1


def is_closed_pipe(error: OSError) -> bool:
    """Whether nobody reads what is written any more; Windows has another word for it."""
    return isinstance(error, BrokenPipeError) or (
        sys.platform == "win32" and error.errno == errno.EINVAL and error.filename is None
    )


def _command(name: str) -> Callable[[argparse.Namespace, Startup], int]:
    """The command, from its own module only: some import much that others do not need."""
    return importlib.import_module(f"desktop_app.cli.{name}").run
