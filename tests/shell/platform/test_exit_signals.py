"""Signals that ask the program to end, sent to real programs."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import textwrap

import pytest

from desktop_app.shell.platform.exit_signals import ExitSignals
from tests.conftest import ROOT

pytestmark = pytest.mark.posix  # signals

PROGRAM = textwrap.dedent(
    """
    import signal, sys, time
    from PySide6.QtCore import QCoreApplication
    from desktop_app.shell.platform.exit_signals import ExitSignals

    # whatever these tests were started by may have chosen otherwise
    ignored = sys.argv[1:] == ["deaf"]
    signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    app = QCoreApplication([])
    requests = ExitSignals()
    def leave():
        print("asked", flush=True)
        if sys.argv[1:] == ["slowly"]:
            time.sleep(60)
        app.exit(0)
    requests.asked.connect(leave)
    requests.listen()
    print("listens", flush=True)
    code = app.exec()
    requests.close()
    print("ended", flush=True)
    sys.exit(code)
    """
)


@contextlib.contextmanager
def program(*arguments: str):
    command = [sys.executable, "-c", PROGRAM, *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8"
    ) as child:
        try:
            assert child.stdout.readline() == "listens\n"
            yield child
        finally:
            child.kill()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_it_ends_in_order(name):
    with program() as child:
        child.send_signal(getattr(signal, name))
        assert child.stdout.read() == "asked\nended\n"
        assert child.wait() == 0


def test_a_second_interrupt_does_not_wait():
    with program("slowly") as child:
        child.send_signal(signal.SIGINT)
        assert child.stdout.readline() == "asked\n"
        child.send_signal(signal.SIGINT)
        assert child.wait() == -signal.SIGINT


def test_what_was_to_be_ignored_is_ignored():
    with program("deaf") as child:
        child.send_signal(signal.SIGHUP)
        child.send_signal(signal.SIGTERM)
        assert child.stdout.read() == "asked\nended\n"


def test_afterwards_signals_do_what_they_did(qapp):
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    requests = ExitSignals()
    requests.listen()
    assert signal.getsignal(signal.SIGTERM) is not before[signal.SIGTERM]
    requests.close()
    requests.close()
    assert {number: signal.getsignal(number) for number in before} == before
    assert signal.set_wakeup_fd(-1) == -1
