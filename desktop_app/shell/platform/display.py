"""Whether there is a screen to open a window on: where there is none, Qt ends the program.

Only Linux can be without one. Each display is asked in the way in which Qt asks it, by the same
library, so that a remote one, one with a key and one named by a path are found as Qt finds them.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError

_ACTION = QT_TRANSLATE_NOOP("KnownError", 'Use "qwen-all-in-one chat" in a terminal instead.')


def display_problem() -> KnownError | None:
    """Why no window can be opened: "no_display" or "display_silent"; None where one can.

    Who chose Qt's platform by QT_QPA_PLATFORM, or hands on a connection that can be used once,
    knows better: then nothing is asked.
    """
    chosen = any(os.environ.get(name) for name in ("QT_QPA_PLATFORM", "WAYLAND_SOCKET"))
    if not sys.platform.startswith("linux") or chosen:
        return None
    names = [os.environ.get(name, "") for name in ("WAYLAND_DISPLAY", "DISPLAY")]
    if not any(names):
        return KnownError(
            "no_display",
            QT_TRANSLATE_NOOP("KnownError", "There is no screen to open the window on."),
            action=_ACTION,
        )
    if any(_answers(*names)):
        return None
    return KnownError(
        "display_silent",
        QT_TRANSLATE_NOOP("KnownError", "The screen {name} does not answer."),
        QT_TRANSLATE_NOOP("KnownError", "No window can be opened on it."),
        _ACTION,
        name=", ".join(filter(None, names)),
    )


def _answers(wayland: str, x11: str) -> Iterator[bool]:
    """For each display that is named, whether it answers; True where that can't be asked."""
    if wayland:
        yield _can_connect("libwayland-client.so.0", _connect_to_wayland)
    if x11:
        yield _can_connect("libxcb.so.1", _connect_to_x11)


def _can_connect(library: str, connect: Callable[[ctypes.CDLL], bool]) -> bool:
    try:
        return connect(ctypes.CDLL(library))
    except (OSError, AttributeError):
        return True


def _connect_to_wayland(library: ctypes.CDLL) -> bool:
    library.wl_display_connect.restype = ctypes.c_void_p
    library.wl_display_connect.argtypes = [ctypes.c_char_p]
    library.wl_display_disconnect.argtypes = [ctypes.c_void_p]
    display = library.wl_display_connect(None)
    if display:
        library.wl_display_disconnect(display)
    return bool(display)


def _connect_to_x11(library: ctypes.CDLL) -> bool:
    library.xcb_connect.restype = ctypes.c_void_p
    library.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    library.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    library.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = library.xcb_connect(None, None)
    try:
        return library.xcb_connection_has_error(connection) == 0
    finally:
        library.xcb_disconnect(connection)
