"""One running program for each data folder: a second start raises the first.

A lock that the system itself lets go of when its holder dies says who is first; a local socket,
which is no network's, lets the second start ask the first to come forward, and a setup ask it to
end. All that the socket ever understands are these two words.
"""

from __future__ import annotations

import contextlib
import ctypes
import getpass
import hashlib
import logging
import os
import socket
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.system.disk import make_private

log = logging.getLogger(__name__)

LOCK_NAME = "instance.lock"
SOCKET_NAME = "instance.sock"
RAISE, QUIT = b"raise", b"quit"
_LONGEST = max(len(RAISE), len(QUIT))
PATIENCE_S = 5.0
"""How long a second start waits for a first one that is just starting or ending."""
CLIENT_TIMEOUT_MS = 1000
"""Who has not said a word by then is sent away."""

_MAX_CLIENTS = 8
_POLL_S = 0.05
_MAX_SOCKET_PATH = 100
"""Bytes; sockaddr_un holds 104 on macOS and 108 on Linux, and Qt adds a few while it listens."""
_ANY_PROCESS = -1


class SingleInstance(QObject):
    """Lives in the GUI thread. Needs an event loop to hear others, none to ask."""

    raise_requested = Signal()
    """Somebody started the program again: come forward."""
    quit_requested = Signal()
    """Somebody, such as a setup that is to replace the program, wants it to end."""

    def __init__(self, paths: Paths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = paths.data
        self._lock: FileLock | None = None
        self._server: QLocalServer | None = None
        self._problem: KnownError | None = None

    @property
    def problem(self) -> KnownError | None:
        """After acquire() gave False: why the other one could not be raised; None if it was."""
        return self._problem

    @property
    def address(self) -> str:
        """Where others ask; "" while nobody can."""
        return self._server.fullServerName() if self._server is not None else ""

    def acquire(self, patience_s: float = PATIENCE_S) -> bool:
        """Whether this is the first program over its data folder.

        False: another one runs and was asked to come forward, see `problem`. Where no lock can be
        made, such as in a folder that can't be written, this is True: nothing can tell.
        """
        deadline = time.monotonic() + patience_s
        try:
            make_private(self._folder)
            lock = FileLock(self._folder / LOCK_NAME, timeout=0, mode=0o600, thread_local=False)
            while not self._take(lock):
                if self._ask_the_other(RAISE):
                    return False
                if time.monotonic() > deadline:
                    self._problem = _no_answer(self._folder)
                    return False
                # rare and short: the first one is between its lock and its socket, or about to end
                time.sleep(_POLL_S)
        except (OSError, NotImplementedError) as error:
            log.warning("no lock for a single instance: %s", type(error).__name__)
            return True
        self._lock = lock
        self._listen()
        return True

    def release(self) -> None:
        """Let the next program be the first. To be called when nothing is written any more."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @staticmethod
    def _take(lock: FileLock) -> bool:
        try:
            lock.acquire()
        except Timeout:
            return False
        return True

    def _listen(self) -> None:
        """Without a socket the program runs too; a second start then says that nobody answers."""
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._greet)
        for name in _addresses(self._folder):
            # left behind by a program that was killed: whoever holds the lock owns the name
            QLocalServer.removeServer(name)
            if server.listen(name):
                self._server = server
                return
        log.warning("no socket for a single instance: %s", server.errorString())
        server.deleteLater()

    def ask_to_quit(self) -> bool:
        """Ask the program over this data folder to end. Whether one heard it; it may take a while
        to follow. Needs no `acquire`."""
        return self._ask_the_other(QUIT)

    def _ask_the_other(self, word: bytes) -> bool:
        """Whether the other one heard the word: it hangs up when it has."""
        for name in _addresses(self._folder):
            client = QLocalSocket()
            client.connectToServer(name)
            if not client.waitForConnected(CLIENT_TIMEOUT_MS):
                continue
            _allow_it_to_come_forward()
            client.write(word)
            client.flush()
            state = QLocalSocket.LocalSocketState.UnconnectedState
            return client.state() == state or client.waitForDisconnected(CLIENT_TIMEOUT_MS)
        return False

    @Slot()
    def _greet(self) -> None:
        while self._server is not None and self._server.hasPendingConnections():
            client = self._server.nextPendingConnection()
            if len(self._server.findChildren(_Listener)) >= _MAX_CLIENTS or not _is_ours(client):
                client.abort()
                client.deleteLater()
                continue
            listener = _Listener(client, self._server)
            listener.heard_raise.connect(self.raise_requested)
            listener.heard_quit.connect(self.quit_requested)
            listener.begin()


class _Listener(QObject):
    """Hears one client out: a word, anything else or nothing, then hangs up and goes."""

    heard_raise = Signal()
    heard_quit = Signal()

    def __init__(self, client: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._client = client
        client.setParent(self)
        # one byte more than a word shows that something else was said
        client.setReadBufferSize(_LONGEST + 1)
        client.readyRead.connect(self._hear)
        client.disconnected.connect(self.deleteLater)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._hang_up)

    def begin(self) -> None:
        """Listen, and hear what was said before."""
        self._patience.start(CLIENT_TIMEOUT_MS)
        self._hear()

    @Slot()
    def _hear(self) -> None:
        said = bytes(self._client.peek(_LONGEST + 1).data())
        if said == RAISE:
            self.heard_raise.emit()
        elif said == QUIT:
            self.heard_quit.emit()
        elif RAISE.startswith(said) or QUIT.startswith(said):
            return
        self._hang_up()

    @Slot()
    def _hang_up(self) -> None:
        self._patience.stop()
        # what it has read is not to be heard a second time
        self._client.readyRead.disconnect(self._hear)
        self._client.abort()
        self.deleteLater()


def _addresses(folder: Path) -> Iterator[str]:
    """Where the socket may be, best first; the same for every program over this folder."""
    user = str(os.getuid()) if hasattr(os, "getuid") else getpass.getuser()
    key = hashlib.sha256(f"{user}\n{folder.resolve()}".encode(errors="surrogateescape"))
    name = f"qwen-all-in-one-{key.hexdigest()[:16]}"
    if sys.platform == "win32":
        yield name
        return
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    candidates = [folder.resolve() / SOCKET_NAME]
    if runtime and _is_private(Path(runtime)):
        candidates.insert(0, Path(runtime) / f"{name}.sock")
    for path in candidates:
        if len(os.fsencode(path)) <= _MAX_SOCKET_PATH:
            yield str(path)
    # for a folder whose path is too long, or whose disk knows no sockets; made only when it is
    # come to, since nothing outside the data folder is to be left behind
    own = Path(tempfile.gettempdir()) / f"qwen-all-in-one-{user}"
    with contextlib.suppress(OSError):
        own.mkdir(mode=0o700, exist_ok=True)
        if _is_private(own):
            yield str(own / f"{name}.sock")


def _is_private(folder: Path) -> bool:
    """Whether this is a folder of this person's that nobody else may write to."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    is_folder = folder.is_dir() and not folder.is_symlink()
    return is_folder and status.st_uid == os.getuid() and not status.st_mode & 0o022


def _is_ours(client: QLocalSocket) -> bool:
    """Whether the same person is at the other end.

    Linux says who it is. Elsewhere the rights of the socket or pipe, this person's only, must do.
    """
    if not sys.platform.startswith("linux"):
        return True
    try:
        with socket.socket(fileno=os.dup(int(client.socketDescriptor()))) as other:
            size = struct.calcsize("3i")
            credentials = other.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    except OSError:
        return False
    _, user, _ = struct.unpack("3i", credentials)
    return user == os.getuid()


def _allow_it_to_come_forward() -> None:
    """Windows lets only the program that the person just started hand on the foreground."""
    if sys.platform == "win32":
        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)


def _no_answer(folder: Path) -> KnownError:
    return KnownError(
        "already_running",
        QT_TRANSLATE_NOOP("KnownError", "The program already runs with the data in {folder}."),
        QT_TRANSLATE_NOOP("KnownError", "It does not answer right now."),
        QT_TRANSLATE_NOOP("KnownError", "Wait a moment and try again, or end it first."),
        folder=folder,
    )
