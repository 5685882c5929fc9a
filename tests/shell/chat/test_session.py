"""The session with its real worker thread and a scripted backend."""

from __future__ import annotations

import logging
import threading

import pytest

from desktop_app.core.api.events import (
    ContextTrimmed,
    LoadStage,
    ModelFailed,
    ModelReady,
    StageChanged,
    TurnEnded,
)
from desktop_app.core.conversation import FinishReason, Role
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.mood_state import RECENT_MOODS, Judgement
from desktop_app.shell.chat.session import Session
from desktop_app.shell.inference.status import Phase
from tests.support.fakes import (
    ANSWERS,
    MODEL,
    NEGATIVE,
    POSITIVE,
    SCENE,
    STATS,
    Gate,
    ScriptedBackend,
    known_error,
)
from tests.support.message_watch import MessageWatch
from tests.support.thread_guard import no_thread_left_behind


class Recorder:
    """Writes down what the session says, in order."""

    def __init__(self, session: Session) -> None:
        self.said: list[tuple] = []
        self.ended: list[TurnEnded] = []
        session.model.changed.connect(lambda status: self.said.append(("phase", status.phase)))
        self.watch = MessageWatch(session.chat)
        self.watch.added.connect(
            lambda entry, row: self.said.append(
                ("added", row, entry.message.role, entry.message.text)
            )
        )
        self.watch.changed.connect(
            lambda entry: self.said.append(
                ("changed", entry.message.role, entry.message.finish_reason)
            )
        )
        self.watch.grew.connect(lambda _, text: self.said.append(("text", text)))
        session.mood.changed.connect(lambda mood: self.said.append(("mood", mood.state)))
        session.turns.began.connect(lambda _: self.said.append(("turn started",)))
        session.turns.ended.connect(
            lambda ended: (
                self.said.append(("turn ended", ended.finish_reason)),
                self.ended.append(ended),
            )
        )
        session.chat.modelReset.connect(lambda: self.said.append(("opened",)))

    def kinds(self, *kinds: str) -> list[tuple]:
        return [fact for fact in self.said if fact[0] in kinds]


@pytest.fixture
def make_session(qapp, tmp_path):
    """Sessions on scripted backends; closed at the end, and no thread may remain."""
    sessions: list[Session] = []

    def make(backend: ScriptedBackend) -> Session:
        chats = ChatStore(tmp_path / "chats.sqlite3")
        session = Session(backend.create, chats, {SCENE.id: SCENE}, Settings())
        sessions.append(session)
        return session

    with no_thread_left_behind():
        yield make
        for session in sessions:
            session.close()


@pytest.fixture
def ready(make_session, qtbot):
    """A session that is READY, and its recorder, which heard nothing of the loading."""

    def make(*turns, **options) -> tuple[Session, ScriptedBackend, Recorder]:
        backend = ScriptedBackend(turns or (ANSWERS,), **options)
        session = make_session(backend)
        session.start()
        qtbot.waitUntil(lambda: session.model.status.phase is Phase.READY)
        return session, backend, Recorder(session)

    return make


def wait_for_turns(qtbot, recorder: Recorder, number: int) -> None:
    qtbot.waitUntil(lambda: len(recorder.ended) >= number)


def texts(session: Session) -> list[str]:
    return [message.text for message in session.chat.messages]


def test_loading_tells_its_stages_and_runs_in_the_workers_thread(make_session, qtbot):
    backend = ScriptedBackend()
    session = make_session(backend)
    heard = []
    session.model.changed.connect(heard.append)
    assert (session.model.status.phase, backend.thread_id) == (Phase.LOADING, None)

    session.start()
    qtbot.waitUntil(lambda: session.model.status.phase is Phase.READY)

    assert [(status.phase, status.stage, status.fraction) for status in heard] == [
        (Phase.LOADING, LoadStage.IMPORTING, None),
        (Phase.LOADING, LoadStage.READING, 0.5),
        (Phase.READY, None, None),
    ]
    assert (session.model.status.model, session.model.status.rss_mib) == (MODEL, 300.0)
    assert backend.thread_id not in (None, threading.get_ident())


def test_a_turn_in_strict_order(ready, qtbot):
    session, backend, recorder = ready()
    session.ask("I got the job")
    assert session.turns.busy
    wait_for_turns(qtbot, recorder, 1)

    assert recorder.said == [
        ("added", 0, Role.USER, "I got the job"),
        ("phase", Phase.READY),
        ("mood", Judgement.JUDGING),
        ("phase", Phase.JUDGING),
        ("turn started",),
        ("changed", Role.USER, None),
        ("mood", Judgement.JUDGED),
        ("phase", Phase.ANSWERING),
        ("added", 1, Role.ASSISTANT, "I "),
        ("text", "am "),
        ("phase", Phase.ANSWERING),
        ("text", "glad."),
        ("changed", Role.ASSISTANT, FinishReason.STOP),
        ("phase", Phase.READY),
        ("turn ended", FinishReason.STOP),
    ]
    question, reply = session.chat.messages
    assert (question.mood, reply.text, reply.stats) == (POSITIVE, "I am glad.", STATS)
    assert session.mood.value.mood == POSITIVE
    assert session.mood.value.message_id == question.id
    assert session.mood.value.recent == (POSITIVE,)
    assert (session.model.status.tokens_per_s, session.model.status.rss_mib) == (25.0, 310.0)
    assert not session.turns.busy
    assert (backend.asked[0].scene_id, backend.asked[0].history) == (SCENE.id, ())


@pytest.mark.parametrize("text", ["", "   ", "\n\t\u3000"])
def test_nothing_is_asked_where_nothing_is_written(ready, text):
    session, _, recorder = ready()
    session.ask(text)
    assert (recorder.said, session.chat.messages) == ([], ())


def test_lone_surrogates_are_replaced(ready):
    session, _, _ = ready()
    session.ask("a\ud800b 😄")
    assert texts(session) == ["a\ufffdb 😄"]


def test_a_message_sent_early_waits_for_the_model(make_session, qtbot):
    gate = Gate()
    backend = ScriptedBackend(loads=[(gate, ModelReady(MODEL, 300.0))])
    session = make_session(backend)
    recorder = Recorder(session)
    session.start()
    qtbot.waitUntil(gate.reached.is_set)
    session.ask("early")
    assert texts(session) == ["early"]
    qtbot.waitUntil(lambda: len(session.model.status.waiting) == 1)
    assert session.turns.busy
    assert backend.asked == []

    gate.open()
    wait_for_turns(qtbot, recorder, 1)
    assert texts(session) == ["early", "I am glad."]
    assert len(session.model.status.waiting) == 0


def test_messages_are_answered_in_order_each_reply_below_its_message(ready, qtbot):
    gate = Gate()
    session, backend, recorder = ready((POSITIVE, gate, "first"), (NEGATIVE, "second"))
    session.ask("one")
    qtbot.waitUntil(gate.reached.is_set)
    session.ask("two")
    qtbot.waitUntil(lambda: len(session.model.status.waiting) == 1)
    assert texts(session) == ["one", "two"]
    gate.open()
    wait_for_turns(qtbot, recorder, 2)

    assert texts(session) == ["one", "first", "two", "second"]
    assert [fact[1] for fact in recorder.kinds("added")] == [0, 1, 1, 3]
    assert [message.text for message in backend.asked[1].history] == ["one", "first"]
    assert backend.asked[0].conversation_id == backend.asked[1].conversation_id
    assert session.mood.value.recent == (POSITIVE, NEGATIVE)


def test_stop_keeps_what_was_said(ready, qtbot):
    gate = Gate()
    session, _, recorder = ready((POSITIVE, "Well, ", gate, "never said"))
    session.ask("hello")
    qtbot.waitUntil(gate.reached.is_set)
    session.turns.stop()
    wait_for_turns(qtbot, recorder, 1)

    reply = session.chat.messages[1]
    assert (reply.text, reply.finish_reason) == ("Well, ", FinishReason.CANCELLED)
    assert reply.stats == STATS
    assert session.model.status.phase is Phase.READY


def test_stop_works_on_a_backend_that_overlooks_it(ready, qtbot):
    gate = Gate()
    session, _, recorder = ready(
        (POSITIVE, "one ", gate, "two ", "three ", "four"), heeds_cancel=False
    )
    session.ask("hello")
    qtbot.waitUntil(gate.reached.is_set)
    session.turns.stop()
    wait_for_turns(qtbot, recorder, 1)
    assert recorder.ended[0].finish_reason is FinishReason.CANCELLED
    assert texts(session) == ["hello", "one "]


def test_stop_ends_one_turn_and_not_the_next(ready, qtbot):
    gate = Gate()
    session, _, recorder = ready((POSITIVE, gate, "a"), (NEGATIVE, "b"))
    session.ask("one")
    qtbot.waitUntil(gate.reached.is_set)
    session.ask("two")
    session.turns.stop()
    wait_for_turns(qtbot, recorder, 2)
    assert [ended.finish_reason for ended in recorder.ended] == [
        FinishReason.CANCELLED,
        FinishReason.STOP,
    ]
    assert texts(session) == ["one", "", "two", "b"]


def test_stop_withdraws_what_still_waits_for_the_model(make_session, qtbot):
    gate = Gate()
    backend = ScriptedBackend(loads=[(gate, ModelReady(MODEL, 300.0))])
    session = make_session(backend)
    session.start()
    qtbot.waitUntil(gate.reached.is_set)
    session.ask("never mind")
    session.turns.stop()
    assert not session.turns.busy
    assert len(session.model.status.waiting) == 0
    gate.open()
    qtbot.waitUntil(lambda: session.model.status.phase is Phase.READY)
    assert session.chat.messages[1].finish_reason is FinishReason.CANCELLED
    assert backend.asked == []


def test_a_reply_goes_on_in_its_conversation_while_another_one_is_open(ready, qtbot):
    gate = Gate()
    session, backend, recorder = ready((NEGATIVE, gate, "late"), (POSITIVE, "fresh"))
    old = session.chat.id
    session.ask("old")
    qtbot.waitUntil(lambda: session.mood.value.state is Judgement.JUDGED)
    session.new_conversation()
    assert recorder.said[-2:] == [("opened",), ("mood", Judgement.NONE)]
    session.ask("new")
    gate.open()
    wait_for_turns(qtbot, recorder, 2)

    assert texts(session) == ["new", "fresh"]
    assert backend.asked[1].history == ()
    assert backend.asked[0].conversation_id != backend.asked[1].conversation_id
    assert session.mood.value.recent == (POSITIVE,)
    assert [ended.finish_reason for ended in recorder.ended] == [FinishReason.STOP] * 2
    session.open(old)
    # the disk may be behind; what it has is shown at once, the rest when it is there
    qtbot.waitUntil(lambda: texts(session) == ["old", "late"])
    assert session.mood.value.recent == (NEGATIVE,)


def test_events_of_a_turn_that_is_not_the_present_one_are_dropped(ready, qtbot):
    stale = TurnEnded("another turn", FinishReason.STOP)
    session, _, recorder = ready((POSITIVE, "a"))
    session.ask("hello")
    session._thread.worker.event_came.emit(stale)
    wait_for_turns(qtbot, recorder, 1)
    session._thread.worker.event_came.emit(stale)
    assert [ended.turn_id == stale.turn_id for ended in recorder.ended] == [False]
    assert texts(session) == ["hello", "a"]


def test_a_failed_load_is_told_and_can_be_tried_again(make_session, qtbot):
    error = known_error()
    backend = ScriptedBackend(
        loads=[(StageChanged(LoadStage.READING), ModelFailed(error)), (ModelReady(MODEL, 1.0),)]
    )
    session = make_session(backend)
    recorder = Recorder(session)
    session.start()
    qtbot.waitUntil(lambda: session.model.status.phase is Phase.FAILED)
    assert session.model.status.error is error

    session.ask("hello")
    wait_for_turns(qtbot, recorder, 1)
    assert (recorder.ended[0].finish_reason, recorder.ended[0].error) == (
        FinishReason.FAILED,
        error,
    )
    assert session.turns.error_of(session.chat.messages[1].id) is error
    assert session.model.status.phase is Phase.FAILED
    assert session.mood.value.state is Judgement.NONE

    session.model.retry()
    assert (session.model.status.phase, session.model.status.error) == (Phase.LOADING, None)
    qtbot.waitUntil(lambda: session.model.status.phase is Phase.READY)
    session.ask("again")
    wait_for_turns(qtbot, recorder, 2)
    assert texts(session) == ["hello", "", "again", "I am glad."]
    assert backend.asked[0].history == ()
    assert backend.created == 1


def test_a_message_that_waits_for_a_load_that_fails_says_so_in_place(make_session, qtbot):
    gate, error = Gate(), known_error()
    session = make_session(ScriptedBackend(loads=[(gate, ModelFailed(error))]))
    recorder = Recorder(session)
    session.start()
    session.ask("one")
    session.ask("two")
    gate.open()
    wait_for_turns(qtbot, recorder, 2)
    assert [message.role for message in session.chat.messages] == [Role.USER, Role.ASSISTANT] * 2
    assert [session.turns.error_of(session.chat.messages[i].id) for i in (1, 3)] == [error, error]


def test_a_known_error_in_mid_reply_keeps_the_words_and_the_next_turn_works(ready, qtbot):
    error = known_error("disk_full")
    session, backend, recorder = ready((POSITIVE, "I ", error), ANSWERS)
    session.ask("one")
    session.ask("two")
    wait_for_turns(qtbot, recorder, 2)
    reply = session.chat.messages[1]
    assert (reply.text, reply.finish_reason) == ("I ", FinishReason.FAILED)
    assert session.turns.error_of(reply.id) is error
    assert session.turns.error_of(session.chat.messages[3].id) is None
    assert texts(session)[2:] == ["two", "I am glad."]
    assert session.mood.value.state is Judgement.JUDGED
    assert [message.text for message in backend.asked[1].history] == ["one", "I "]


@pytest.mark.parametrize(
    ("exception", "code"),
    [
        (MemoryError(), "out_of_memory"),
        (
            RuntimeError(
                "[enforce fail at alloc_cpu.cpp:119] err == 0. DefaultCPUAllocator: can't "
                "allocate memory: you tried to allocate 999 bytes."
            ),
            "out_of_memory",
        ),
        (RuntimeError("shapes differ"), "unexpected"),
        (ZeroDivisionError(), "unexpected"),
    ],
)
def test_an_exception_ends_its_turn_alone(ready, qtbot, exception, code):
    session, _, recorder = ready((POSITIVE, exception), ANSWERS)
    session.ask("one")
    session.ask("two")
    wait_for_turns(qtbot, recorder, 2)
    failed, answered = recorder.ended
    assert (failed.finish_reason, failed.error.code) == (FinishReason.FAILED, code)
    assert failed.error.action
    assert answered.finish_reason is FinishReason.STOP


def test_an_unexpected_exception_is_logged_without_the_persons_words(ready, qtbot, caplog):
    session, _, recorder = ready((ValueError("my secret"),))
    with caplog.at_level(logging.ERROR):
        session.ask("my secret")
        wait_for_turns(qtbot, recorder, 1)
    assert "fakes.py" in caplog.text
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text
    assert session.mood.value.state is Judgement.NONE


def test_a_backend_that_just_ends_is_a_failed_turn(ready, qtbot):
    session, _, recorder = ready((POSITIVE, "half"), ends_by_itself=False)
    session.ask("hello")
    wait_for_turns(qtbot, recorder, 1)
    assert recorder.ended[0].error.code == "unexpected"
    assert texts(session) == ["hello", "half"]


@pytest.mark.parametrize("load", [(ValueError("defect"),), ()], ids=["raises", "just ends"])
def test_a_load_that_breaks_is_a_failed_load(make_session, qtbot, load):
    session = make_session(ScriptedBackend(loads=[load]))
    session.start()
    qtbot.waitUntil(lambda: session.model.status.phase is Phase.FAILED)
    assert session.model.status.error.code == "unexpected"


def test_a_factory_that_fails_is_asked_again(qtbot, tmp_path):
    backend = ScriptedBackend()
    attempts = iter([known_error("library_missing")])

    def create():
        for error in attempts:
            raise error
        return backend

    chats = ChatStore(tmp_path / "chats.sqlite3")
    session = Session(create, chats, {SCENE.id: SCENE}, Settings())
    session.start()
    qtbot.waitUntil(lambda: session.model.status.phase is Phase.FAILED)
    assert session.model.status.error.code == "library_missing"
    session.model.retry()
    qtbot.waitUntil(lambda: session.model.status.phase is Phase.READY)
    session.close()


def test_a_reply_without_words_is_a_reply(ready, qtbot):
    session, _, recorder = ready((POSITIVE,))
    session.ask("hello")
    wait_for_turns(qtbot, recorder, 1)
    assert (session.chat.messages[1].text, session.chat.messages[1].finish_reason) == (
        "",
        FinishReason.STOP,
    )


def test_trimmed_context_is_told_once_until_more_is_dropped(ready, qtbot):
    def trimmed(dropped: int, shortened: bool = False) -> tuple:
        return (POSITIVE, lambda turn: ContextTrimmed(turn.id, dropped, shortened), "a")

    session, _, recorder = ready(trimmed(4), trimmed(4), trimmed(4, True), trimmed(8), trimmed(4))
    notices = []
    session.turns.dropped.connect(lambda dropped: notices.append(f"{dropped} dropped"))
    session.turns.shortened.connect(lambda: notices.append("shortened"))
    for _ in range(4):
        session.ask("hello")
    wait_for_turns(qtbot, recorder, 4)
    assert notices == ["4 dropped", "shortened", "8 dropped"]

    session.new_conversation()
    session.ask("hello")
    wait_for_turns(qtbot, recorder, 5)
    assert notices[3:] == ["4 dropped"]


def test_only_the_last_moods_are_remembered(ready, qtbot):
    session, _, recorder = ready((NEGATIVE, "a"), (POSITIVE, "b"))
    for _ in range(RECENT_MOODS + 1):
        session.ask("hello")
    wait_for_turns(qtbot, recorder, RECENT_MOODS + 1)
    assert session.mood.value.recent == (POSITIVE,) * RECENT_MOODS


@pytest.mark.parametrize("heeds_cancel", [True, False])
def test_close_in_mid_reply_keeps_what_was_said(ready, qtbot, heeds_cancel):
    gate = Gate()
    session, backend, recorder = ready(
        (POSITIVE, "I ", gate, "never said", "nor this"), heeds_cancel=heeds_cancel
    )
    session.ask("one")
    qtbot.waitUntil(gate.reached.is_set)
    session.ask("two")
    session.close()
    assert (session._thread.isRunning(), backend.closed) == (False, True)
    assert len(recorder.ended) == 1
    assert not session.turns.busy
    reply = session.chat.messages[1]
    assert (reply.text, reply.finish_reason) == ("I ", FinishReason.CANCELLED)
    assert (reply.stats == STATS) is heeds_cancel


def test_close_while_loading(make_session, qtbot):
    gate = Gate()
    backend = ScriptedBackend(loads=[(gate, ModelReady(MODEL, 300.0))])
    session = make_session(backend)
    session.start()
    session.ask("early")
    qtbot.waitUntil(gate.reached.is_set)
    session.close()
    assert (session._thread.isRunning(), backend.closed, backend.asked) == (False, True, [])


def test_close_twice_or_before_the_start(make_session):
    session = make_session(ScriptedBackend())
    session.close()
    session.close()
    assert not session._thread.isRunning()
