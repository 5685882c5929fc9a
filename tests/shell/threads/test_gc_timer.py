"""The garbage collector runs in the GUI thread only."""

from __future__ import annotations

import gc
import threading
import weakref

from desktop_app.shell.threads.gc_timer import GuiThreadGc


class Knot:
    """Holds itself, so that only the collector can end it."""

    def __init__(self, ended: list[str]) -> None:
        self.me = self
        weakref.finalize(self, lambda: ended.append(threading.current_thread().name))


def make_rubbish(count: int) -> None:
    for _ in range(count):
        knot: list = []
        knot.append(knot)


def test_a_worker_makes_rubbish_and_this_thread_collects_it(qtbot):
    ended: list[str] = []
    collector = GuiThreadGc()
    collector.start()
    try:
        worker = threading.Thread(target=lambda: (Knot(ended), make_rubbish(50_000)))
        worker.start()
        worker.join()
        assert ended == []
        collector.look()
        qtbot.waitUntil(lambda: ended == [threading.current_thread().name])
    finally:
        collector.stop()


def test_python_has_its_own_way_again(qapp):
    was_enabled = gc.isenabled()
    collector = GuiThreadGc()
    collector.start()
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled() is was_enabled
