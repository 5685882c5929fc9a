"""The log and the hooks around it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import textwrap
import threading
from datetime import UTC, datetime, timedelta
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal, Slot, qWarning

from desktop_app.core.paths import Paths
from desktop_app.core.system.safe_traceback import stack_without_texts
from desktop_app.shell.platform.diagnostics import (
    CRASH_NAME,
    LAST_CRASH_NAME,
    LOG_NAME,
    MAX_TRACE_BYTES,
    Diagnostics,
)


@pytest.fixture
def paths(tmp_path):
    return Paths(tmp_path / "数据")


@pytest.fixture
def diagnostics(qapp, paths, monkeypatch):
    """Started; what it changes in the whole process is taken back."""
    # pytest-qt's own hook would count each exception as the test's failure
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    hooks, level = (sys.excepthook, threading.excepthook), logging.getLogger("desktop_app").level
    diagnostics = Diagnostics(paths)
    assert diagnostics.start("info") == ()
    yield diagnostics
    diagnostics.close()
    assert (sys.excepthook, threading.excepthook) == hooks
    logging.getLogger("desktop_app").setLevel(level)


def fail(error: BaseException) -> None:
    """As the interpreter does with an exception that nobody caught."""
    try:
        raise error
    except type(error):
        sys.excepthook(*sys.exc_info())


def test_an_exception_is_logged_without_its_words_and_told(diagnostics, paths, capsys):
    told = []
    diagnostics.unexpected.connect(told.append)
    fail(ValueError("my secret"))
    logged = (paths.logs / LOG_NAME).read_text(encoding="utf-8")
    assert "builtins.ValueError" in logged
    assert "test_diagnostics.py" in logged
    assert "secret" not in logged
    assert "ValueError: my secret" in capsys.readouterr().err
    assert [error.code for error in told] == ["unexpected"]
    assert str(paths.logs / LOG_NAME) in str(told[0])


class Window(QObject):
    """Receives in the thread that made it."""

    heard = Signal()

    def __init__(self):
        super().__init__()
        self.thread_ids = []

    @Slot(object)
    def tell(self, error):
        self.thread_ids.append(threading.get_ident())
        self.heard.emit()


def test_an_exception_of_another_thread_is_told_in_the_windows(diagnostics, paths, qtbot):
    window = Window()
    diagnostics.unexpected.connect(window.tell)
    thread = threading.Thread(target=lambda: 1 / 0)
    with qtbot.waitSignal(window.heard):
        thread.start()
    thread.join()
    assert window.thread_ids == [threading.get_ident()]
    assert "ZeroDivisionError" in (paths.logs / LOG_NAME).read_text(encoding="utf-8")


def test_a_telling_that_fails_does_not_tell_again(diagnostics):
    told = []

    def tell(error):
        told.append(error)
        fail(RuntimeError())

    diagnostics.unexpected.connect(tell)
    fail(ValueError())
    assert len(told) == 1


def test_the_end_of_the_program_is_not_an_error(diagnostics):
    told = []
    diagnostics.unexpected.connect(told.append)
    fail(KeyboardInterrupt())
    assert told == []


def test_qt_speaks_into_the_log(diagnostics, paths):
    qWarning("a pixmap is null")
    assert "WARNING MainThread qt: default: a pixmap is null" in (paths.logs / LOG_NAME).read_text(
        encoding="utf-8"
    )


def test_other_libraries_are_heard_from_warning_on(diagnostics, paths):
    logging.getLogger("some_library").info("chatter")
    logging.getLogger("desktop_app.test").info("a step")
    logged = (paths.logs / LOG_NAME).read_text(encoding="utf-8")
    assert "a step" in logged
    assert "chatter" not in logged


def test_causes_are_part_of_the_stack():
    try:
        try:
            raise KeyError("inner words")
        except KeyError as error:
            raise RuntimeError("outer words") from error
    except RuntimeError as error:
        text = stack_without_texts(error)
    assert "RuntimeError" in text
    assert "KeyError" in text
    assert "words" not in text.replace('"inner words"', "").replace('"outer words"', "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_not_told_at_the_terminal_with_each_line(diagnostics, capsys):
    (handler,) = [h for h in logging.getLogger().handlers if isinstance(h, RotatingFileHandler)]
    with Path("/dev/full").open("ab") as full:
        os.dup2(full.fileno(), handler.stream.fileno())
    logging.getLogger("desktop_app").warning("nobody reads this")
    assert capsys.readouterr().err == ""


def test_without_a_folder_the_program_runs_without_a_log(qapp, tmp_path, capsys):
    (tmp_path / "file").write_bytes(b"")
    level = logging.getLogger("desktop_app").level
    diagnostics = Diagnostics(Paths(tmp_path / "file"))
    told = []
    diagnostics.unexpected.connect(told.append)
    try:
        problems = diagnostics.start("warning")
        fail(ValueError())
    finally:
        diagnostics.close()
        logging.getLogger("desktop_app").setLevel(level)
    assert [problem.code for problem in problems] == ["no_log"]
    assert len(told) == 1


CHILD = textwrap.dedent(
    """
    import faulthandler, os, signal, sys
    from pathlib import Path
    from desktop_app.core.paths import Paths
    from desktop_app.shell.platform.diagnostics import Diagnostics
    if sys.platform != "win32":
        import resource
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def fall(message):
        faulthandler._sigsegv()

    Diagnostics(Paths(Path(sys.argv[1]))).start("warning")
    if sys.argv[2] == "crash":
        fall("my secret")
    if sys.argv[2] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    """
)


@pytest.fixture
def run(paths):
    """run("crash") starts a program over the data folder and gives its exit code."""

    def run(how: str) -> int:
        command = [sys.executable, "-c", CHILD, str(paths.data), how]
        return subprocess.run(command, capture_output=True, check=False).returncode

    return run


def test_a_crash_leaves_its_stack_and_the_next_start_keeps_it(run, paths):
    assert run("crash") != 0
    assert "Segmentation fault" in (paths.logs / CRASH_NAME).read_text(encoding="utf-8")
    assert run("end") == 0
    assert (paths.logs / CRASH_NAME).read_bytes() == b""
    assert "Segmentation fault" in (paths.logs / LAST_CRASH_NAME).read_text(encoding="utf-8")


def test_the_next_start_offers_the_trace_until_it_is_forgotten(run, paths, qapp, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    before = datetime.now(UTC)
    assert run("crash") != 0
    after = datetime.now(UTC)
    diagnostics = Diagnostics(paths)
    diagnostics.start("warning")
    try:
        trace = diagnostics.previous_crash()
        assert "Segmentation fault" in trace.text
        assert " in fall" in trace.text
        assert "secret" not in trace.text
        second = timedelta(seconds=1)
        assert before - second <= trace.happened_at <= after + second
        assert trace.path == paths.logs / LAST_CRASH_NAME
        diagnostics.forget_crash()
        assert diagnostics.previous_crash() is None
        diagnostics.forget_crash()
    finally:
        diagnostics.close()
    assert list(paths.logs.glob("crash*")) == []


def test_only_a_crash_is_offered(run, paths):
    assert run("end") == 0
    run("killed")
    assert run("end") == 0
    assert Diagnostics(paths).previous_crash() is None


def test_a_huge_trace_is_read_in_part(paths):
    paths.logs.mkdir(parents=True)
    (paths.logs / LAST_CRASH_NAME).write_bytes(b"\xff" + b"x" * 10_000_000)
    assert len(Diagnostics(paths).previous_crash().text) == MAX_TRACE_BYTES


def test_a_run_that_ends_in_order_leaves_no_trace_of_what_it_survived(paths, qapp, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    diagnostics = Diagnostics(paths)
    diagnostics.start("warning")
    (paths.logs / CRASH_NAME).write_text("Windows fatal exception: access violation\n")
    diagnostics.close()
    assert list(paths.logs.glob("crash*")) == []


STACK = '\n\nThread 0x00001234 (most recent call first):\n  File "a.py", line 1 in f\n'


@pytest.mark.parametrize(
    ("heads", "crashed"),
    [
        (["Windows fatal exception: code 0x80010108"], False),
        (["Windows fatal exception: code 0xe06d7363"], False),
        (["Windows fatal exception: code 0x406d1388"], False),
        (["Windows fatal exception: code 0x6ba"], False),
        (["Windows fatal exception: code 0xc0000374"], True),
        (["Windows fatal exception: access violation"], True),
        (["Windows fatal exception: stack overflow"], True),
        (["Windows fatal exception: access violation"] * 2, True),
        (["Windows fatal exception: code 0x80010108", "Fatal Python error: Aborted"], True),
        (["Fatal Python error: Aborted", "Windows fatal exception: code 0x80010108"], True),
        (["Fatal Python error: Segmentation fault"], True),
    ],
)
def test_exceptions_that_windows_programs_survive_are_no_crash(paths, heads, crashed):
    paths.logs.mkdir(parents=True)
    (paths.logs / LAST_CRASH_NAME).write_text("".join(head + STACK for head in heads))
    assert (Diagnostics(paths).previous_crash() is not None) is crashed
