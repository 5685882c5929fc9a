"""Which D-Bus the window talks to: the one that runs, never one of its own.

Where the environment names none, the library under Qt asks X11 for one, and if there is none it
starts a daemon that stays behind after the window. Without a bus there is no tray and no screen
reader; all the rest works.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

ADDRESS = "DBUS_SESSION_BUS_ADDRESS"
NOWHERE = "disabled:"


def use_running_bus_only(environment: MutableMapping[str, str] = os.environ) -> None:
    """To be called before there is a QApplication."""
    if not sys.platform.startswith("linux") or environment.get(ADDRESS):
        return
    runtime = environment.get("XDG_RUNTIME_DIR")
    # where systemd puts it, and where the library looks first
    if not runtime or not (Path(runtime) / "bus").exists():
        environment[ADDRESS] = NOWHERE
