"""The guard that fails a test which leaves a thread running."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QThread

from tests.support.thread_guard import no_thread_left_behind


def test_a_thread_that_ends_is_fine():
    with no_thread_left_behind():
        thread = threading.Thread(target=lambda: None)
        thread.start()


def test_pythons_threads_are_seen():
    gate = threading.Event()
    thread = threading.Thread(target=gate.wait, name="left")
    with pytest.raises(AssertionError, match="left"), no_thread_left_behind(patience_s=0):
        thread.start()
    gate.set()
    thread.join()


def test_qts_threads_are_seen(qtbot):
    thread = QThread()
    try:
        with (
            pytest.raises(AssertionError, match="QThread"),
            no_thread_left_behind(patience_s=0),
            qtbot.waitSignal(thread.started),
        ):
            thread.start()
    finally:
        thread.quit()
        assert thread.wait()
