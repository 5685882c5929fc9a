"""`judge`: messages to JSON lines."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from desktop_app.backend.inference import LocalBackend
from desktop_app.cli.console import ProgressLine, load_backend, put, say
from desktop_app.cli.message_files import FileMessage, read_messages
from desktop_app.core.errors import QT_TRANSLATE_NOOP, SENSELESS, KnownError
from desktop_app.shell.platform.translation import tr
from desktop_app.startup import Startup

LIVE_INTERVAL_S = 0.5
LOG_INTERVAL_S = 60.0
"""Between two words of progress, on a terminal and in a log."""
INTERRUPTED = 130


STOPPED = QT_TRANSLATE_NOOP("CommandLine", "Stopped after {done} of {total}.")
GOES_ON = QT_TRANSLATE_NOOP("CommandLine", "The same command goes on from there.")
DOUBT = QT_TRANSLATE_NOOP(
    "CommandLine",
    "The encoding of the file is a guess: {encoding}. If the texts look wrong, name the right one"
    " with --encoding.",
)
PROGRESS = QT_TRANSLATE_NOOP("CommandLine", "{done} of {total}, about {left} left")


def run(arguments: argparse.Namespace, startup: Startup) -> int:
    """Judge each message and give a JSON line for it, in order."""
    if not arguments.text and arguments.file is None:
        arguments.wrong_usage("a TEXT or --file is needed")
    messages = [FileMessage(text) for text in arguments.text]
    if arguments.file is not None:
        messages += read_messages(arguments.file, arguments.encoding, _say_doubt)
    scene = startup.scene(arguments.scene)
    if arguments.output is None:
        backend, _ = load_backend(startup)
        return _judge(backend, scene.id, messages, 0, None)
    done = _already_judged(arguments.output, messages)
    backend, _ = load_backend(startup)
    try:
        with arguments.output.open("a", encoding="utf-8", newline="\n") as file:
            return _judge(backend, scene.id, messages, done, file)
    except OSError as error:
        raise _unwritable(arguments.output, error) from error


def _say_doubt(encoding: str) -> None:
    say(tr(DOUBT).format(encoding=encoding))


def _judge(
    backend: LocalBackend,
    scene_id: str,
    messages: Sequence[FileMessage],
    done: int,
    file: TextIO | None,
) -> int:
    """Judge the messages after the first `done`. Returns the exit code."""
    progress = _Progress(done, len(messages))
    try:
        for number, message in enumerate(messages[done:], done + 1):
            row = _judged(backend, scene_id, message)
            if file is None:
                put(row)
            else:
                file.write(_one_line(row))
                # a stopped or killed program has lost nothing but the message it was at
                file.flush()
            progress.show(number)
    except KeyboardInterrupt:
        progress.clear()
        say(tr(STOPPED).format(done=progress.done, total=len(messages)))
        if file is not None:
            say(tr(GOES_ON))
        return INTERRUPTED
    finally:
        progress.clear()
    return 0


def _judged(backend: LocalBackend, scene_id: str, message: FileMessage) -> dict[str, Any]:
    start = time.perf_counter()
    mood = backend.judge(scene_id, message.text)
    row: dict[str, Any] = {
        "text": message.text,
        "label": mood.label,
        "confidence": round(mood.confidence, 4),
        "strength": round(mood.strength, 4),
        "unsure": mood.unsure,
        "ms": round((time.perf_counter() - start) * 1000, 1),
    }
    if message.columns:
        # in an object of their own: a table may well have a column called label
        row["columns"] = message.columns
    return row


def _one_line(row: dict[str, Any]) -> str:
    # lone surrogates, which argv can hold and UTF-8 can't, become U+FFFD
    text = json.dumps(row, ensure_ascii=False)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") + "\n"


class _Progress:
    """How many are done and how long the rest will take, now and then."""

    def __init__(self, done: int, total: int) -> None:
        self._first, self.done, self._total = done, done, total
        self._interval = LIVE_INTERVAL_S if sys.stderr.isatty() else LOG_INTERVAL_S
        self._start = self._shown = time.monotonic()
        self._line = ProgressLine()

    def show(self, done: int) -> None:
        self.done = done
        now = time.monotonic()
        if done == self._total or now - self._shown < self._interval:
            return
        self._shown = now
        left_s = (now - self._start) / (done - self._first) * (self._total - done)
        text = tr(PROGRESS).format(done=done, total=self._total, left=_duration(left_s))
        self._line.show(text, done / self._total)

    def clear(self) -> None:
        self._line.clear()


def _duration(seconds: float) -> str:
    """1:02:03 or 2:03, hours, minutes and seconds."""
    minutes, second = divmod(round(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def _already_judged(path: Path, messages: Sequence[FileMessage]) -> int:
    """How many of the messages an earlier run has written; cuts off a line it could not finish.

    Raises KnownError("output_unwritable"), or ("output_differs") for a file that does not begin
    with these messages: it is not touched.
    """
    try:
        data = path.read_bytes() if path.exists() else b""
        whole = data[: data.rfind(b"\n") + 1]
        # str.splitlines() knows separators that JSON leaves in a text
        lines = whole.decode("utf-8").split("\n")[:-1]
        for line, message in zip(lines, messages, strict=False):
            expected = json.loads(_one_line({"text": message.text}))["text"]
            if json.loads(line)["text"] != expected:
                raise ValueError(line)
        rest = data[len(whole) :]
        if len(lines) > len(messages) or not _begins_line(rest, messages[len(lines) :]):
            raise ValueError(len(lines))
        if len(whole) < len(data):
            with path.open("r+b") as file:
                file.truncate(len(whole))
    except OSError as error:
        raise _unwritable(path, error) from error
    except SENSELESS as error:
        raise KnownError(
            "output_differs",
            QT_TRANSLATE_NOOP("KnownError", "The file {path} holds something else."),
            QT_TRANSLATE_NOOP(
                "KnownError", "It does not begin with the verdicts on these messages."
            ),
            QT_TRANSLATE_NOOP("KnownError", "Give another --output; this file was left as it is."),
            path=path,
        ) from error
    return len(lines)


def _begins_line(rest: bytes, left: Sequence[FileMessage]) -> bool:
    """Whether these bytes can be a line that a killed program could not finish."""
    if not rest:
        return True
    if not left:
        return False
    line = _one_line({"text": left[0].text}).removesuffix("}\n").encode()
    return rest[: len(line)] == line[: len(rest)]


def _unwritable(path: Path, error: OSError) -> KnownError:
    return KnownError(
        "output_unwritable",
        QT_TRANSLATE_NOOP("KnownError", "The file {path} can't be written."),
        QT_TRANSLATE_NOOP("KnownError", "The system says: {reason}"),
        QT_TRANSLATE_NOOP("KnownError", "Give another --output; what is written stays."),
        path=path,
        reason=error.strerror or str(error),
    )
