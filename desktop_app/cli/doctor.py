"""`doctor`: what this computer is, and what may keep the program from running well on it."""

from __future__ import annotations

import argparse

from desktop_app.cli.console import put, put_text
from desktop_app.shell.platform.system_report import as_text
from desktop_app.startup import Startup
from desktop_app.system_facts import (
    examine,
)


def run(arguments: argparse.Namespace, startup: Startup) -> int:
    """Print the report: an object, or a line for each fact."""
    report = examine(startup)
    if arguments.json:
        put(report)
    else:
        put_text(as_text(report))
    return 0
