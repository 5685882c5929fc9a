"""Looking ahead while a message is typed, and resting when nothing is done."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from desktop_app.core.api.events import (
    LoadStage,
    ModelFailed,
    ModelReady,
    ProvisionalMood,
    StageChanged,
)
from desktop_app.core.conversation import FinishReason
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.mood_state import Judgement
from desktop_app.shell.chat.session import Session
from desktop_app.shell.chat.typing_pause import PAUSE_MS
from desktop_app.shell.inference.status import Phase
from tests.support.fakes import (
    ANSWERS,
    LOADS,
    MODEL,
    NEGATIVE,
    POSITIVE,
    SCENE,
    UNSURE,
    Gate,
    ScriptedBackend,
    known_error,
)
from tests.support.message_watch import MessageWatch
from tests.support.thread_guard import no_thread_left_behind

HOUR_MIN = 60


class HandTimer(QTimer):
    """Runs out when the test says so; `isActive` tells whether it was started."""

    def run_out(self) -> None:
        assert self.isActive()
        self.stop()
        self.timeout.emit()


class Typist:
    """A session, its backend, its timers, and what it said of moods, turns and its phase."""

    def __init__(self, backend: ScriptedBackend, folder: Path, **options) -> None:
        self.backend = backend
        self.pause, self.idle = HandTimer(), HandTimer()
        self.session = Session(
            backend.create,
            ChatStore(folder / "chats.sqlite3"),
            {SCENE.id: SCENE},
            Settings(**({"idle_unload_min": HOUR_MIN} | options)),
            pause_timer=self.pause,
            idle_timer=self.idle,
        )
        self.said: list[tuple] = []
        self.ended = 0
        self.session.mood.changed.connect(self._hear_mood)
        self.session.model.changed.connect(lambda status: self.said.append(("phase", status.phase)))
        self.watch = MessageWatch(self.session.chat)
        self.watch.grew.connect(lambda *_: self.said.append(("text",)))
        self.watch.added.connect(
            lambda entry, _: self.said.append(("added", entry.message.role.value))
        )
        self.session.turns.ended.connect(self._hear_end)

    def _hear_mood(self, mood) -> None:
        self.said.append(("mood", mood.state, mood.provisional))

    def _hear_end(self, ended) -> None:
        self.said.append(("turn ended", ended.finish_reason))
        self.ended += 1

    def type(self, text: str) -> None:
        self.session.typing(text)

    @property
    def provisional(self):
        return self.session.mood.value.provisional


@pytest.fixture
def make(qapp, qtbot, tmp_path):
    """A Typist whose session is READY, unless its load has a gate."""
    typists: list[Typist] = []

    def make(*looks, wait: bool = True, backend: ScriptedBackend | None = None, **options):
        backend = backend or ScriptedBackend(looks=looks or ((POSITIVE,),))
        typist = Typist(backend, tmp_path, **options)
        typists.append(typist)
        typist.session.start()
        if wait:
            qtbot.waitUntil(lambda: typist.session.model.status.phase is Phase.READY)
            typist.said.clear()
        return typist

    with no_thread_left_behind():
        yield make
        for typist in typists:
            typist.session.close()


def look(qtbot, typist: Typist, text: str = "It worked") -> None:
    """Type, pause, and wait for the provisional verdict."""
    typist.type(text)
    typist.pause.run_out()
    qtbot.waitUntil(lambda: typist.provisional is not None)


def answered(qtbot, typist: Typist, text: str) -> None:
    ended = typist.ended
    typist.session.ask(text)
    qtbot.waitUntil(lambda: typist.ended > ended)


def test_look_send_and_reply_in_strict_order(make, qtbot):
    typist = make((UNSURE,))
    look(qtbot, typist, "It worked")
    typist.type("")  # the composer is cleared before it sends
    answered(qtbot, typist, "It worked")
    assert typist.said == [
        ("mood", Judgement.NONE, UNSURE),
        ("mood", Judgement.NONE, None),
        ("added", "user"),
        ("phase", Phase.READY),
        ("mood", Judgement.JUDGING, None),
        ("phase", Phase.JUDGING),
        ("mood", Judgement.JUDGED, None),
        ("phase", Phase.ANSWERING),
        ("added", "assistant"),
        ("text",),
        ("phase", Phase.ANSWERING),
        ("text",),
        ("phase", Phase.READY),
        ("turn ended", FinishReason.STOP),
    ]
    assert typist.session.mood.value.mood == POSITIVE


def test_each_key_begins_the_pause_anew_and_only_the_last_text_is_looked_at(make, qtbot):
    typist = make()
    assert typist.pause.interval() == PAUSE_MS
    for text in ("I", "It", "It w"):
        typist.type(text)
    assert typist.pause.remainingTime() > 0
    typist.pause.run_out()
    qtbot.waitUntil(lambda: typist.provisional is POSITIVE)
    assert [draft.text for draft in typist.backend.looked_at] == ["It w"]


def test_a_draft_is_what_the_turn_would_be(make, qtbot):
    typist = make()
    answered(qtbot, typist, "one")
    look(qtbot, typist, "  two \n")
    typist.type("")
    answered(qtbot, typist, "two")
    (draft,), (_, turn) = typist.backend.looked_at, typist.backend.asked
    assert (draft.conversation_id, draft.history, draft.text, draft.scene_id) == (
        turn.conversation_id,
        turn.history,
        turn.text,
        turn.scene_id,
    )
    assert [message.text for message in draft.history] == ["one", "I am glad."]


@pytest.mark.parametrize("text", ["", " ", "\n\t\u3000"])
def test_white_space_is_not_looked_at(make, text):
    typist = make()
    typist.type(text)
    assert not typist.pause.isActive()


def test_white_space_after_the_text_changes_nothing(make, qtbot):
    typist = make()
    look(qtbot, typist, "It worked")
    typist.type("It worked ")
    assert not typist.pause.isActive()
    assert typist.provisional is POSITIVE


def test_lone_surrogates_are_replaced_as_in_the_message(make, qtbot):
    typist = make()
    look(qtbot, typist, "a\ud800b")
    assert typist.backend.looked_at[0].text == "a\ufffdb"


def test_without_text_the_last_real_verdict_is_back(make, qtbot):
    typist = make((NEGATIVE,))
    answered(qtbot, typist, "fine")
    before = typist.session.mood.value
    look(qtbot, typist, "but then")
    assert (typist.session.mood.value.mood, typist.provisional) == (POSITIVE, NEGATIVE)
    typist.type("")
    assert typist.session.mood.value == before


def test_a_send_ends_the_look_at_once_and_starts_without_waiting_for_it(make, qtbot):
    gate = Gate()  # never opened: only a cancel goes beyond it
    typist = make((POSITIVE, gate, NEGATIVE))
    look(qtbot, typist, "It worked")
    qtbot.waitUntil(gate.reached.is_set)
    answered(qtbot, typist, "It worked")
    assert NEGATIVE not in [fact[-1] for fact in typist.said]
    assert typist.session.chat.messages[1].text == "I am glad."
    assert not typist.pause.isActive()


def test_a_look_that_still_waits_in_the_queue_never_begins_after_a_send(make, qtbot):
    gate = Gate(heeds_cancel=False)
    backend = ScriptedBackend(looks=[(gate,), (POSITIVE,)], heeds_cancel=False)
    typist = make(backend=backend)
    typist.type("one")
    typist.pause.run_out()
    qtbot.waitUntil(gate.reached.is_set)
    typist.type("one two")
    typist.pause.run_out()
    typist.session.ask("one two")
    gate.open()
    qtbot.waitUntil(lambda: typist.ended == 1)
    assert [draft.text for draft in backend.looked_at] == ["one"]


def test_further_typing_ends_the_look_and_its_late_verdict_is_dropped(make, qtbot):
    gate = Gate()
    backend = ScriptedBackend(looks=[(gate, NEGATIVE), (POSITIVE,)], heeds_cancel=False)
    typist = make(backend=backend)
    typist.type("bad")
    typist.pause.run_out()
    qtbot.waitUntil(gate.reached.is_set)
    typist.type("bad? no")
    typist.pause.run_out()
    qtbot.waitUntil(lambda: typist.provisional is not None)
    assert typist.said == [("mood", Judgement.NONE, POSITIVE)]


def test_a_verdict_on_another_draft_is_dropped(make, qtbot):
    typist = make()
    typist.session._thread.worker.event_came.emit(ProvisionalMood("another", NEGATIVE))
    look(qtbot, typist)
    typist.session._thread.worker.event_came.emit(ProvisionalMood("another", NEGATIVE))
    assert typist.provisional is POSITIVE


def test_typing_while_a_reply_runs_waits_for_its_end(make, qtbot):
    gate = Gate()
    backend = ScriptedBackend([(NEGATIVE, "I ", gate, "am.")], looks=[(POSITIVE,)])
    typist = make(backend=backend)
    typist.session.ask("one")
    qtbot.waitUntil(gate.reached.is_set)
    typist.type("two")
    typist.pause.run_out()
    assert (backend.looked_at, typist.provisional) == ([], None)
    gate.open()
    qtbot.waitUntil(lambda: typist.ended == 1)
    assert backend.looked_at == []
    typist.pause.run_out()
    qtbot.waitUntil(lambda: typist.provisional is POSITIVE)
    assert [len(draft.history) for draft in backend.looked_at] == [2]


def test_what_is_typed_while_the_model_loads_is_looked_at_afterwards(make, qtbot):
    gate = Gate()
    typist = make(wait=False, backend=ScriptedBackend(loads=[(gate, *LOADS)], looks=[(POSITIVE,)]))
    typist.type("early")
    typist.pause.run_out()
    gate.open()
    qtbot.waitUntil(lambda: typist.session.model.status.phase is Phase.READY)
    assert typist.backend.looked_at == []
    typist.pause.run_out()
    qtbot.waitUntil(lambda: typist.provisional is POSITIVE)


def test_a_new_conversation_looks_at_the_text_anew(make, qtbot):
    typist = make((POSITIVE,), (NEGATIVE,))
    answered(qtbot, typist, "one")
    look(qtbot, typist, "two")
    typist.session.new_conversation()
    assert typist.provisional is None
    typist.pause.run_out()
    qtbot.waitUntil(lambda: typist.provisional is NEGATIVE)
    assert [len(draft.history) for draft in typist.backend.looked_at] == [2, 0]


def test_another_model_looks_at_the_text_anew(make, qtbot):
    gate = Gate()
    typist = make((POSITIVE, gate), (NEGATIVE,))
    look(qtbot, typist, "hm")
    qtbot.waitUntil(gate.reached.is_set)
    typist.session.reload(Settings(model="another"))
    assert (typist.provisional, typist.session.model.status.phase) == (None, Phase.LOADING)
    qtbot.waitUntil(lambda: typist.session.model.status.phase is Phase.READY)
    typist.pause.run_out()
    qtbot.waitUntil(lambda: typist.provisional is NEGATIVE)


def test_close_in_mid_look(make, qtbot):
    gate = Gate()
    typist = make((gate, POSITIVE))
    typist.type("never mind")
    typist.pause.run_out()
    qtbot.waitUntil(gate.reached.is_set)
    typist.session.close()
    assert (typist.provisional, typist.backend.closed) == (None, True)


@pytest.mark.parametrize(
    "exception",
    [known_error("disk_full"), MemoryError(), RuntimeError("DefaultCPUAllocator"), KeyError("my")],
)
def test_what_goes_wrong_is_only_logged_and_the_next_turn_works(make, qtbot, caplog, exception):
    typist = make((exception,))
    with caplog.at_level(logging.WARNING):
        typist.type("my secret")
        typist.pause.run_out()
        answered(qtbot, typist, "my secret")
    assert len(typist.backend.looked_at) <= 1
    assert typist.session.chat.messages[1].finish_reason is FinishReason.STOP
    assert typist.session.model.status.error is None
    assert "secret" not in caplog.text


def test_an_error_leaves_a_line_in_the_log(make, qtbot, caplog):
    typist = make((ValueError("my secret"),))
    with caplog.at_level(logging.WARNING):
        typist.type("my secret")
        typist.pause.run_out()
        qtbot.waitUntil(lambda: "looking ahead failed" in caplog.text)
    assert "secret" not in caplog.text


def test_switched_off_nothing_is_looked_at(make, qtbot):
    typist = make(look_ahead=False)
    typist.type("It worked")
    assert not typist.pause.isActive()
    answered(qtbot, typist, "It worked")
    assert (typist.backend.looked_at, typist.provisional) == ([], None)


def fall_asleep(qtbot, typist: Typist) -> None:
    typist.idle.run_out()
    qtbot.waitUntil(lambda: typist.backend.unloads == 1)
    qtbot.waitUntil(lambda: typist.session.model.status.rss_mib == 90.0)


def test_after_the_idle_time_the_model_rests_and_the_conversation_stays(make, qtbot):
    typist = make()
    assert typist.idle.interval() == HOUR_MIN * 60_000
    answered(qtbot, typist, "one")
    said = typist.session.chat.messages
    fall_asleep(qtbot, typist)
    assert (typist.session.model.status.phase, typist.session.model.status.model) == (
        Phase.ASLEEP,
        MODEL,
    )
    assert typist.session.chat.messages == said
    assert not typist.idle.isActive()
    assert typist.backend.closed is False


def test_zero_minutes_mean_never(make):
    typist = make(idle_unload_min=0)
    typist.type("hello")
    assert not typist.idle.isActive()


def test_a_key_wakes_it_and_what_is_typed_is_looked_at(make, qtbot):
    typist = make()
    fall_asleep(qtbot, typist)
    typist.said.clear()
    typist.type("I")
    assert typist.session.model.status.phase is Phase.LOADING
    typist.type("Its")
    qtbot.waitUntil(lambda: typist.session.model.status.phase is Phase.READY)
    assert typist.said == [
        ("phase", Phase.LOADING),
        ("phase", Phase.LOADING),
        ("phase", Phase.LOADING),
        ("phase", Phase.READY),
    ]
    assert (typist.backend.created, typist.idle.isActive()) == (1, True)
    typist.pause.run_out()
    qtbot.waitUntil(lambda: typist.provisional is POSITIVE)


def test_a_message_wakes_it_and_waits_its_turn(make, qtbot):
    gate = Gate()
    backend = ScriptedBackend(loads=[LOADS, (gate, ModelReady(MODEL, 300.0))])
    typist = make(backend=backend)
    answered(qtbot, typist, "one")
    fall_asleep(qtbot, typist)
    typist.session.ask("two")
    qtbot.waitUntil(gate.reached.is_set)
    qtbot.waitUntil(lambda: len(typist.session.model.status.waiting) == 1)
    assert typist.session.model.status.phase is Phase.LOADING
    gate.open()
    qtbot.waitUntil(lambda: typist.ended == 2)
    assert [message.text for message in backend.asked[1].history] == ["one", "I am glad."]
    assert typist.session.model.status.rss_mib == 310.0


def test_a_key_right_after_falling_asleep_loads_again_behind_the_unloading(make, qtbot):
    typist = make()
    typist.idle.run_out()
    typist.type("wait")
    qtbot.waitUntil(lambda: typist.session.model.status.phase is Phase.READY)
    assert (typist.backend.unloads, typist.session.model.status.rss_mib) == (1, 300.0)


def test_a_running_reply_is_use(make, qtbot):
    gate = Gate()
    typist = make(backend=ScriptedBackend([(POSITIVE, gate, "a")]))
    typist.session.ask("one")
    # the worker stands at the gate before the window has heard of the verdict
    qtbot.waitUntil(lambda: typist.session.model.status.phase is Phase.ANSWERING)
    typist.idle.run_out()
    assert typist.session.model.status.phase is Phase.ANSWERING
    gate.open()
    qtbot.waitUntil(lambda: typist.ended == 1)
    assert (typist.idle.isActive(), typist.backend.unloads) == (True, 0)


def test_falling_asleep_ends_a_look_and_waking_takes_it_up(make, qtbot):
    gate = Gate()
    typist = make((gate,), (POSITIVE,))
    typist.type("hm")
    typist.pause.run_out()
    qtbot.waitUntil(gate.reached.is_set)
    fall_asleep(qtbot, typist)
    typist.type("hm ")
    qtbot.waitUntil(lambda: typist.session.model.status.phase is Phase.READY)
    typist.pause.run_out()
    qtbot.waitUntil(lambda: typist.provisional is POSITIVE)


def test_a_load_that_fails_after_the_rest_says_so(make, qtbot):
    error = known_error()
    backend = ScriptedBackend(loads=[LOADS, (StageChanged(LoadStage.READING), ModelFailed(error))])
    typist = make(backend=backend)
    fall_asleep(qtbot, typist)
    typist.session.ask("hello")
    qtbot.waitUntil(lambda: typist.ended == 1)
    assert (typist.session.model.status.phase, typist.session.model.status.error) == (
        Phase.FAILED,
        error,
    )
    assert typist.session.turns.error_of(typist.session.chat.messages[1].id) is error


class FailsToUnload(ScriptedBackend):
    def unload(self):
        raise OSError


def test_an_unload_that_fails_is_logged_and_the_next_message_loads(make, qtbot, caplog):
    typist = make(backend=FailsToUnload([ANSWERS]))
    typist.idle.run_out()
    qtbot.waitUntil(lambda: "unloading failed" in caplog.text)
    answered(qtbot, typist, "hello")
    assert typist.session.chat.messages[1].text == "I am glad."


def test_close_while_asleep(make, qtbot):
    typist = make()
    fall_asleep(qtbot, typist)
    typist.session.close()
    assert typist.backend.closed
    assert not typist.idle.isActive()
