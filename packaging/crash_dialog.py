"""Tell a person that the program could not start, with what every system has for that.

Standard library only: Qt itself may be what is missing. The stack goes into the data folder's
logs. An error's own words may quote what a person wrote, so there they stand only where this
program chose them: a KnownError's sentences, the name of a missing library.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import locale
import os
import shutil
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

TITLE = "Qwen All-in-One"
LOG_NAME = "start-error.log"

TEXTS = {
    "en": ("The program could not start.", "Details: {log}"),
    "zh": ("程序没能启动。", "详情：{log}"),
}
ADVICE = {
    "en": "Install it again; your chats stay. If that does not help, pass the details on.",
    "zh": "请重新安装，聊天记录会保留。如果仍然不行，请把详情文件发给我们。",
}
LIBRARY_ADVICE = {
    "en": "A library of the system is missing. Install its package, then start again.",
    "zh": "系统缺少一个程序库。请安装对应的软件包，然后重新启动。",
}


class MissingLibraryError(OSError):
    """Qt cannot reach the screen, because a library of the system is missing."""


def check_screen(arguments: Sequence[str]) -> None:
    """Raise MissingLibraryError before Qt aborts without a word. Linux only; takes no time that
    Qt would not take: it loads what Qt is about to load."""
    if not sys.platform.startswith("linux") or not opens_window(arguments):
        return
    name = _platform_plugin(os.environ)
    folder = Path(__file__).resolve().parent / "PySide6" / "Qt" / "plugins" / "platforms"
    plugin = folder / f"libq{name}.so"
    if not name or not plugin.is_file():
        return
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        # PyInstaller's own words hide which library it was; the cause says it
        cause = error.__cause__ or error.__context__ or error
        raise MissingLibraryError(str(cause)) from error


def _platform_plugin(environment: Mapping[str, str]) -> str:
    """The plugin that Qt will take; "" where there is none to check."""
    chosen = environment.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if chosen:
        return chosen
    if environment.get("WAYLAND_DISPLAY"):
        return ""  # Qt tries X11 too when Wayland does not do
    return "xcb" if environment.get("DISPLAY") else ""


def opens_window(arguments: Sequence[str]) -> bool:
    """Whether these arguments ask for the window: no command, nothing that prints and ends."""
    ends = ("--self-test", "--help", "-h", "--version")
    takes_value = ("--model", "--data-dir", "--lang", "--log-level")
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument in ends or not argument.startswith("-"):
            return False
        else:
            skip = argument in takes_value
    return True


def tell(error: BaseException, arguments: Sequence[str]) -> None:
    """Write the log and stderr; show a dialog where the person expected a window."""
    language = "zh" if (_system_language() or "").lower().startswith("zh") else "en"
    title, details = TEXTS[language]
    known = _sentences(error)
    if known:
        parts = [title, known]  # they say what to do themselves
    elif isinstance(error, MissingLibraryError):
        parts = [title, str(error)[:500], LIBRARY_ADVICE[language]]
    else:
        parts = [title, f"{type(error).__name__}: {error}"[:500], ADVICE[language]]
    log = _write_log(error, arguments)
    text = "\n\n".join([*parts, *([details.format(log=log)] if log else [])])
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text + "\n")
    if opens_window(arguments):
        _show(text)


def tell_usage(text: str) -> None:
    """Show what the command line's parser said where nobody would see it: in a dialog."""
    _show(text.strip())


def _sentences(error: BaseException) -> str:
    """A KnownError's sentences, a line each, in the program's language where that was set up
    already; "" for any other error."""
    with contextlib.suppress(Exception):  # the program's own parts may be what is broken
        from desktop_app.core.errors import KnownError

        if not isinstance(error, KnownError):
            return ""
        with contextlib.suppress(Exception):
            from PySide6.QtCore import QCoreApplication

            return "\n".join(
                error.sentences(lambda text: QCoreApplication.translate("KnownError", text))
            )
        return "\n".join(error.sentences())
    return ""


def _system_language() -> str | None:
    if sys.platform == "win32":
        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage())
    return next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), "")


def _write_log(error: BaseException, arguments: Sequence[str]) -> str:
    """Where the stack was written; "" where nothing could be."""
    stack = "".join(traceback.format_tb(error.__traceback__))
    head = f"{time.strftime('%Y-%m-%d %H:%M:%S')} {sys.platform}"
    text = f"{head}\n{stack}{_described(error)}\n"
    for folder in _log_folders(arguments):
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / LOG_NAME).write_text(text, encoding="utf-8")
            return str(folder / LOG_NAME)
    return ""


def _described(error: BaseException) -> str:
    """Type and, of its words, only those that can't be a person's."""
    kind = type(error).__name__
    known = _sentences(error)
    if known:
        return f"{kind}: {known}"
    if isinstance(error, MissingLibraryError):
        return f"{kind}: {error}"
    if isinstance(error, ImportError) and error.name:
        return f"{kind} ({error.name})"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{kind} ({errno.errorcode.get(error.errno, error.errno)})"
    return kind


def _log_folders(arguments: Sequence[str]) -> Iterator[Path]:
    """Where a log may go, best first."""
    with contextlib.suppress(Exception):
        from desktop_app.startup import find_paths

        chosen = arguments[arguments.index("--data-dir") + 1] if "--data-dir" in arguments else None
        yield find_paths(Path(chosen) if chosen else None).logs
    import tempfile

    yield Path(tempfile.gettempdir())


def _show(text: str) -> None:
    """The first of the system's own dialogs that works; waits until it is closed."""
    if sys.platform == "win32":
        ctypes.windll.user32.MessageBoxW(None, text, TITLE, 0x10)
        return
    if sys.platform == "darwin":
        script = "on run argv\ndisplay alert (item 1 of argv) message (item 2 of argv)\nend run"
        _run(["osascript", "-e", script, TITLE, text])
        return
    for command in (
        ["zenity", "--error", "--no-markup", "--title", TITLE, "--text", text],
        ["kdialog", "--title", TITLE, "--error", text],
        ["xmessage", "-center", text],
        ["notify-send", TITLE, text],
    ):
        if shutil.which(command[0]) and _run(command):
            return


def _run(command: Sequence[str]) -> bool:
    # the frozen program's own libraries are not for other programs
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LD_")}
    if os.environ.get("LD_LIBRARY_PATH_ORIG"):
        environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH_ORIG"]
    try:
        return subprocess.run(command, env=environment, check=False).returncode in (0, 1)
    except OSError:
        return False
