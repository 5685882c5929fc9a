"""The log, and what is done about exceptions that nobody caught.

The log never holds what people write: exceptions are logged by stack and type, without their own
words, which can quote a message.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import re
import sys
import threading
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.system import held_files
from desktop_app.core.system.disk import make_private
from desktop_app.core.system.safe_traceback import stack_without_texts

log = logging.getLogger(__name__)

LOG_NAME = "app.log"
CRASH_NAME = "crash.log"
LAST_CRASH_NAME = "crash-before.log"
MAX_LOG_BYTES = 1_000_000
MAX_TRACE_BYTES = 100_000
KEPT_LOGS = 3

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class CrashTrace:
    """Where the program stood when it ended by force: functions and files, never messages.

    happened_at: in UTC.  text: what the interpreter wrote, at most MAX_TRACE_BYTES of it.
    """

    happened_at: datetime
    text: str
    path: Path


_TRACE_HEAD = re.compile(r"^(?:Fatal Python error|Windows fatal exception): (.*)$", re.MULTILINE)
_SURVIVED = re.compile(r"code 0x[0-9abef][0-9a-f]{7}$|code 0x[0-9a-f]{1,7}$")
"""Of Windows' codes those that are no error of the system (0xC…): remote calls, C++, a name given
to a thread. Who caused them handles them."""


def tells_of_a_crash(text: str) -> bool:
    """Whether faulthandler wrote of anything that ends a program.

    A run that was killed leaves what it had survived.
    """
    heads = _TRACE_HEAD.findall(text)
    return not all(_SURVIVED.match(head.strip()) for head in heads) if heads else bool(text.strip())


class Diagnostics(QObject):
    """Writes the log from `start()` to `close()` and tells of exceptions that nobody caught."""

    unexpected = Signal(object)
    """KnownError that says so. Emitted in whichever thread it happened."""

    def __init__(self, paths: Paths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = paths.logs
        self._handler: logging.Handler | None = None
        self._crash_file: TextIO | None = None
        self._hooks = (sys.excepthook, threading.excepthook)
        self._telling = threading.local()

    def start(self, level: str) -> tuple[KnownError, ...]:
        """Install all hooks. Returns what stands in the way of a log; the program runs without.

        level: of this program's own messages, such as "info"; other libraries' from warning on.
        """
        logging.getLogger("desktop_app").setLevel(level.upper())
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        qInstallMessageHandler(_log_qt_message)
        try:
            make_private(self._folder)
            self._open_log()
            self._open_crash_file()
        except OSError as error:
            log.warning("no log file: %s", error)
            return (_no_log(self._folder),)
        return ()

    @property
    def folder(self) -> Path:
        """Where the logs are, or would be."""
        return self._folder

    def previous_crash(self) -> CrashTrace | None:
        """What an earlier run left when it crashed; None once it is forgotten."""
        path = self._folder / LAST_CRASH_NAME
        try:
            with path.open("rb") as file:
                text = file.read(MAX_TRACE_BYTES).decode("utf-8", errors="replace")
            happened_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except (OSError, ValueError, OverflowError):
            return None
        return CrashTrace(happened_at, text, path) if tells_of_a_crash(text) else None

    def forget_crash(self) -> None:
        """Delete what `previous_crash` gave; it is not offered again."""
        path = self._folder / LAST_CRASH_NAME
        try:
            held_files.unlink(path, missing_ok=True)
        except OSError as error:
            log.warning("the trace of a crash stays: %s", type(error).__name__)

    def close(self) -> None:
        """Take every hook out again."""
        qInstallMessageHandler(None)
        sys.excepthook, threading.excepthook = self._hooks
        if self._crash_file is not None:
            faulthandler.disable()
            self._crash_file.close()
            self._crash_file = None
            # what stands in it was survived: Windows' exceptions are written down before those
            # who handle them are asked
            with contextlib.suppress(OSError):
                held_files.unlink(self._folder / CRASH_NAME, missing_ok=True)
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            # what a full disk did not take is lost here too
            with contextlib.suppress(OSError):
                self._handler.close()
            self._handler = None

    def _open_log(self) -> None:
        path = self._folder / LOG_NAME
        handler = _LogFile(path, maxBytes=MAX_LOG_BYTES, backupCount=KEPT_LOGS, encoding="utf-8")
        path.chmod(0o600)
        handler.setFormatter(
            logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
        )
        logging.getLogger().addHandler(handler)
        self._handler = handler

    def _open_crash_file(self) -> None:
        """What an earlier run left is kept for `previous_crash`."""
        path = self._folder / CRASH_NAME
        # Windows does not rename a file that another instance has open
        with contextlib.suppress(OSError):
            if path.stat().st_size:
                path.replace(self._folder / LAST_CRASH_NAME)
        self._crash_file = path.open("a", encoding="utf-8")
        faulthandler.enable(self._crash_file)

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        stack: TracebackType | None,
    ) -> None:
        if not issubclass(kind, Exception):
            self._hooks[0](kind, error, stack)
            return
        log.error("unexpected exception\n%s", stack_without_texts(error))
        # the terminal is nobody's but the person's own: there the words may stand
        if sys.stderr is not None:
            traceback.print_exception(kind, error, stack, file=sys.stderr)
        self._tell()

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _tell(self) -> None:
        """Emit, unless it is the telling itself that failed: that would never end."""
        if getattr(self._telling, "now", False):
            return
        self._telling.now = True
        try:
            self.unexpected.emit(_unexpected(self._folder / LOG_NAME))
        finally:
            self._telling.now = False


class _LogFile(RotatingFileHandler):
    """What can't be written, to a disk that is full, is lost without a word."""

    def handleError(self, record: logging.LogRecord) -> None:
        """The base class prints a traceback, which helps nobody at the terminal."""


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    logging.getLogger("qt").log(_QT_LEVELS[kind], "%s: %s", context.category or "default", text)


def _unexpected(log_path: Path) -> KnownError:
    return KnownError(
        "unexpected",
        QT_TRANSLATE_NOOP("KnownError", "Something went wrong that should not."),
        QT_TRANSLATE_NOOP("KnownError", "This is a defect of the program, not your mistake."),
        QT_TRANSLATE_NOOP(
            "KnownError", "You can go on; if it comes again, restart. Details are in {path}."
        ),
        path=log_path,
    )


def _no_log(folder: Path) -> KnownError:
    return KnownError(
        "no_log",
        QT_TRANSLATE_NOOP("KnownError", "No log can be written in {folder}."),
        QT_TRANSLATE_NOOP("KnownError", "The program works without it."),
        QT_TRANSLATE_NOOP("KnownError", "Check that the disk has room and the folder is yours."),
        folder=folder,
    )
