"""Work in a thread of its own, and the way back."""

from __future__ import annotations

import threading
from concurrent.futures import Future

import pytest

from desktop_app.core.errors import KnownError
from desktop_app.shell.threads.background import Background, outcome
from tests.support.fakes import Gate, known_error


@pytest.fixture
def background(qapp):
    background = Background("test")
    yield background
    background.close()


def test_work_is_done_elsewhere_and_heard_of_here_in_order(background, qtbot):
    here = threading.get_ident()
    heard = []

    def work(tell):
        tell(1)
        tell(2)
        return threading.get_ident()

    def note(value):
        heard.append((value, threading.get_ident() == here))

    background.run(work, lambda done: note("first" if done.result() != here else "here"), note)
    background.run(lambda tell: tell("nobody listens"), lambda done: note("second"))
    qtbot.waitUntil(lambda: len(heard) == 4)
    assert heard == [(1, True), (2, True), ("first", True), ("second", True)]


def test_nothing_arrives_before_the_caller_is_done(background, qapp, qtbot):
    """Whoever begins the work may note its future first."""
    heard = []
    background.run(lambda tell: None, heard.append).result()
    assert heard == []
    qtbot.waitUntil(lambda: len(heard) == 1)


def test_what_somebody_else_does_is_heard_of_too(background, qtbot):
    heard, future = [], Future()
    background.when_done(future, lambda done: heard.append(done.result()))
    threading.Thread(target=future.set_result, args=(7,)).start()
    qtbot.waitUntil(lambda: heard == [7])


@pytest.mark.parametrize(
    ("error", "code"),
    [(known_error("no_source"), "no_source"), (ZeroDivisionError(), "unexpected")],
)
def test_a_failure_has_words(background, qtbot, caplog, error, code):
    heard = []

    def work(tell):
        raise error

    background.run(work, lambda done: heard.append(outcome(done)))
    qtbot.waitUntil(lambda: bool(heard))
    assert isinstance(heard[0], KnownError)
    assert heard[0].code == code
    assert ("ZeroDivisionError" in caplog.text) is (code == "unexpected")


def test_an_error_does_not_quote_what_somebody_wrote(background, qtbot, caplog):
    heard = []
    written = " ".join(("dear", "diary"))

    def work(tell):
        raise ValueError(written)

    background.run(work, lambda done: heard.append(outcome(done)))
    qtbot.waitUntil(lambda: bool(heard))
    assert "ValueError" in caplog.text
    assert written not in caplog.text


def test_closing_does_what_was_asked_for_and_tells_nobody(background, qapp):
    gate, did, heard = Gate(), [], []
    background.run(lambda tell: gate.wait(threading.Event()), heard.append)
    background.run(lambda tell: did.append("second"), heard.append)
    gate.open()
    background.close()
    qapp.processEvents()
    assert (did, heard) == (["second"], [])


def test_after_closing_nothing_is_begun(background, qapp):
    background.close()
    did = []
    assert background.run(lambda tell: did.append(1), did.append).cancelled()
    qapp.processEvents()
    assert did == []
