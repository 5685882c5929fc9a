"""The worker's promises that need no second thread: its slots are called directly."""

from __future__ import annotations

import threading

import pytest

from desktop_app.core.api.events import LoadStage, ModelReady, MoodJudged, StageChanged, TurnEnded
from desktop_app.core.conversation import FinishReason, Turn
from desktop_app.shell.inference.worker import InferenceWorker
from tests.support.fakes import ANSWERS, LOADS, ScriptedBackend, known_error

TURN = Turn("conversation", (), "hello", "companion")


class Driven:
    """A worker and what it emitted."""

    def __init__(self, backend: ScriptedBackend) -> None:
        self.worker = InferenceWorker(backend.create)
        self.events: list = []
        self.worker.event_came.connect(self.events.append)

    def prepared(self) -> Driven:
        self.worker.prepare(threading.Event())
        self.events.clear()
        return self


def raised(event: threading.Event | None = None) -> threading.Event:
    event = event or threading.Event()
    event.set()
    return event


def test_a_turn_that_was_cancelled_in_the_queue_never_begins():
    backend = ScriptedBackend(heeds_cancel=False)
    driven = Driven(backend).prepared()
    driven.worker.answer(TURN, raised())
    assert driven.events == [TurnEnded(TURN.id, FinishReason.CANCELLED)]
    assert backend.asked == []


def test_a_cancel_for_one_turn_leaves_the_next_alone():
    driven = Driven(ScriptedBackend()).prepared()
    driven.worker.answer(TURN, raised())
    driven.worker.answer(TURN, threading.Event())
    assert [event.finish_reason for event in driven.events if isinstance(event, TurnEnded)] == [
        FinishReason.CANCELLED,
        FinishReason.STOP,
    ]


def test_a_turn_before_any_load_fails():
    driven = Driven(ScriptedBackend())
    driven.worker.answer(TURN, threading.Event())
    (ended,) = driven.events
    assert (ended.finish_reason, ended.error.code) == (FinishReason.FAILED, "model_not_loaded")


def test_a_cancelled_load_ends_without_a_word():
    cancelled = threading.Event()
    driven = Driven(ScriptedBackend())
    driven.worker.event_came.connect(lambda _: cancelled.set())
    driven.worker.prepare(cancelled)
    assert driven.events == [StageChanged(LoadStage.IMPORTING)]
    driven.worker.answer(TURN, threading.Event())
    assert driven.events[-1].error.code == "model_not_loaded"


def test_a_load_cancelled_before_it_begins_makes_no_backend():
    backend = ScriptedBackend()
    Driven(backend).worker.prepare(raised())
    assert backend.created == 0


def test_nothing_follows_the_last_event():
    backend = ScriptedBackend(
        turns=[(*ANSWERS, lambda turn: TurnEnded(turn.id, FinishReason.LENGTH), "late")],
        loads=[(*LOADS, StageChanged(LoadStage.READING))],
    )
    driven = Driven(backend)
    driven.worker.prepare(threading.Event())
    assert isinstance(driven.events[-1], ModelReady)
    driven.worker.answer(TURN, threading.Event())
    assert driven.events[-1] == TurnEnded(TURN.id, FinishReason.LENGTH)


class FailsToClose(ScriptedBackend):
    """Its generator raises when it is left early."""

    def respond(self, turn, cancelled):
        try:
            yield from super().respond(turn, cancelled)
        finally:
            raise known_error("cleanup")


@pytest.mark.parametrize("cancel", [False, True])
def test_a_generator_that_fails_to_close_still_ends_its_turn_once(cancel):
    cancelled = threading.Event()
    driven = Driven(FailsToClose(heeds_cancel=False)).prepared()
    if cancel:
        driven.worker.event_came.connect(lambda _: cancelled.set())
    driven.worker.answer(TURN, cancelled)
    assert isinstance(driven.events[0], MoodJudged)
    (ended,) = [event for event in driven.events if isinstance(event, TurnEnded)]
    assert ended is driven.events[-1]
    assert ended.error.code == "cleanup"
