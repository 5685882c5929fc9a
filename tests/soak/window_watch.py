"""What is watched while bad messages go through the window: its breath, and bait."""

from __future__ import annotations

import ctypes
import os
import select
import socket
import time
from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, QtMsgType, Slot, qInstallMessageHandler

BEAT_MS = 10
_IN_ACCESS, _IN_OPEN = 0x1, 0x20
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
_PIXEL_BASE64 = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg"
)


@dataclass
class Gaps:
    """Between two beats of the GUI thread, in seconds. total: processor time of the last message.

    Processor time is the thread's own: other programs are not this one's fault.
    """

    processor: array = field(default_factory=lambda: array("d"))
    clock: array = field(default_factory=lambda: array("d"))


class Heartbeat(QObject):
    """A timer in the GUI thread; how long it was kept waiting, by kind of message."""

    def __init__(self) -> None:
        super().__init__()
        self.by_kind: dict[str, Gaps] = defaultdict(Gaps)
        self.kind = ""
        self.worst = 0.0
        """Longest stretch of processor time since `begin`, in seconds."""
        self.forget()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.beat)
        self._timer.start(BEAT_MS)

    def begin(self, kind: str) -> None:
        self.kind, self.worst = kind, 0.0
        self.forget()

    def forget(self) -> None:
        """What was done since the last beat was the script's own work."""
        self._clock, self._processor = time.monotonic(), time.thread_time()

    @Slot()
    def beat(self) -> None:
        clock, processor = self._clock, self._processor
        self.forget()
        took = self._processor - processor
        self.worst = max(self.worst, took)
        gaps = self.by_kind[self.kind]
        gaps.processor.append(took)
        gaps.clock.append(self._clock - clock)


class Bait:
    """Files and a server on this computer that messages name; only a fault would touch them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        for name in ("canary.png", "canary.css", "canary.html"):
            (folder / name).write_bytes(_PIXEL)
        self._server = socket.create_server(("127.0.0.1", 0))
        port = self._server.getsockname()[1]
        libc = ctypes.CDLL(None, use_errno=True)
        self._watch = libc.inotify_init1(os.O_NONBLOCK)
        mask = _IN_OPEN | _IN_ACCESS
        if libc.inotify_add_watch(self._watch, os.fsencode(folder), mask) < 0:
            raise OSError(ctypes.get_errno(), "inotify")
        self.texts = (
            f"<img src='file://{folder}/canary.png'>",
            f'<img src="{folder}/canary.png" width=99999>',
            f"<link rel=stylesheet href=file://{folder}/canary.css>",
            f"<style>@import url({folder}/canary.css); p {{background: url({folder}/canary.png)}}",
            f"![x](file://{folder}/canary.png)",
            f"![x](<{folder}/canary.png>)",
            f"[x](file://{folder}/canary.html)",
            f"![x](http://127.0.0.1:{port}/canary.png)",
            f"<img src=http://127.0.0.1:{port}/canary.png>",
            f"<http://127.0.0.1:{port}/>",
            f"<body background='file://{folder}/canary.png'><table background={folder}/canary.png>",
            rf"<img src='\\127.0.0.1\share\canary.png'> <img src=//127.0.0.1:{port}/canary.png>",
            f"<img src='data:image/png;base64,{_PIXEL_BASE64}'>",
            "<img src=':/qt-project.org/qmessagebox/images/qtlogo-64.png'>",
            "![x](qrc:/qt-project.org/qmessagebox/images/qtlogo-64.png)",
        )
        self.html = f"<html><body><img src='file://{folder}/canary.png'><b>HTML</b></body></html>"
        self.url = f"http://127.0.0.1:{port}/canary.png"

    def taken(self) -> list[str]:
        """What was touched since the last question."""
        found = []
        try:
            if os.read(self._watch, 65536):
                found.append("a file was opened")
        except BlockingIOError:
            pass
        if select.select([self._server], [], [], 0)[0]:
            self._server.accept()[0].close()
            found.append("the server was asked")
        return found

    def close(self) -> None:
        self._server.close()
        os.close(self._watch)


class QtWarnings:
    """Everything that Qt complains of, once each."""

    def __init__(self) -> None:
        self.said: dict[str, int] = {}
        qInstallMessageHandler(self._take)

    def _take(self, kind: QtMsgType, context: object, text: str) -> None:
        # of the offscreen platform with each window, menu and tooltip; of scripts without a font
        known = ("propagateSizeHints", "This plugin does not support raise()", "OpenType support")
        if kind is not QtMsgType.QtDebugMsg and not any(words in text for words in known):
            self.said[text] = self.said.get(text, 0) + 1

    def stop(self) -> None:
        qInstallMessageHandler(None)
