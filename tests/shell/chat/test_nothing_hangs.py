"""When nothing runs, nothing says that it does: over orders of what a person may do.

The right outcomes, whatever came before:
- sent before there is a model, or while one loads: it waits, and answers itself once one is there;
- sent, then the load finds no model: it goes on waiting; then a download fails: nothing changes;
- sent, then the model is switched: the turn that ran is over, and what waited has the new model;
- sent, then the chat is deleted: its turn is over; undone, it goes on where it stopped;
- sent, then the scene is changed: the verdict is the old scene's and does not stand above the new;
- sent, then stopped: what is on the screen is over, what another chat waits for goes on.
"""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from PySide6.QtCore import QObject, Qt, Slot

from desktop_app.core.api.events import MoodJudged, TurnEnded
from desktop_app.core.conversation import FinishReason, Role
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.mood_state import Judgement
from desktop_app.shell.chat.session import Session
from desktop_app.shell.inference.status import Phase
from tests.support.fakes import POSITIVE, SCENE, Gate, ScriptedBackend, known_error
from tests.support.thread_guard import no_thread_left_behind

OTHER = dataclasses.replace(SCENE, id="other")
WORKING = (Phase.JUDGING, Phase.ANSWERING)
ANSWER = (POSITIVE, "I ", "am ", "glad.")


class Backend(ScriptedBackend):
    """With `has_model` False there is nothing to load. Notes are not answered."""

    has_model = True

    def prepare(self, cancelled):
        if not self.has_model:
            raise known_error("model_not_found")
        yield from super().prepare(cancelled)

    def respond(self, turn, cancelled):
        for event in super().respond(turn, cancelled):
            yield event
            if isinstance(event, MoodJudged) and not turn.wants_reply:
                yield TurnEnded(turn.id, FinishReason.STOP)
                return


class Person(QObject):
    """Uses a session, which is watched: at each change it may only say what is so."""

    def __init__(self, qtbot, path, turns, has_model):
        super().__init__()
        self.backend = Backend(turns)
        self.backend.has_model = has_model
        scenes = {SCENE.id: SCENE, OTHER.id: OTHER}
        self.session = Session(self.backend.create, ChatStore(path), scenes, Settings())
        self._qtbot = qtbot
        self._asked = 0
        self.deleted = ""
        # once what one event brings is told to all
        queued = Qt.ConnectionType.QueuedConnection
        self.session.model.changed.connect(self.check, queued)
        self.session.mood.changed.connect(self.check, queued)
        self.session.start()

    @Slot()
    def check(self):
        session = self.session
        status = session.model.status
        if status.phase in WORKING or status.running:
            assert session.turns.running is not None
        if session.mood.value.state is Judgement.JUDGING:
            assert session.turns.busy
            assert status.phase in (*WORKING, Phase.READY)

    def wait(self, phase):
        self._qtbot.waitUntil(lambda: self.session.model.phase is phase)

    def settle(self):
        session = self.session
        self._qtbot.waitUntil(lambda: not session.turns.busy and not session.chats.history.pending)

    def ask(self):
        self._asked += 1
        self.session.ask(f"question {self._asked}")

    def note(self):
        self.session.note("for me")

    def stop(self):
        self.session.turns.stop()

    def switch_model(self):
        self.session.reload(Settings())

    def change_scene(self):
        self.session.set_scene(OTHER.id if self.session.scene.id == SCENE.id else SCENE.id)

    def delete_chat(self):
        """As the sidebar does."""
        self.deleted = self.session.chat.id
        self.session.chats.delete(self.deleted)
        self.session.turns.set_aside(self.deleted)
        self.session.new_conversation()

    def undo(self):
        """As the sidebar's bar does."""
        self.session.chats.restore(self.deleted)
        self.session.open(self.deleted)
        self.session.turns.take_up(self.deleted)

    def new_chat(self):
        self.session.new_conversation()

    def delete_message(self):
        if not self.session.chat.is_empty:
            self.session.delete_message(self.session.chat.messages[0].id)


@pytest.fixture
def person(qapp, qtbot, tmp_path):
    people = []

    def make(turns=(ANSWER,), has_model=True):
        people.append(Person(qtbot, tmp_path / f"{len(people)}.sqlite3", turns, has_model))
        return people[-1]

    with no_thread_left_behind():
        yield make
        for one in people:
            one.session.close()


def replies(session):
    """Text and end of each reply on the screen."""
    found = [m for m in session.chat.messages if m.role is Role.ASSISTANT]
    return [(message.text, message.finish_reason) for message in found]


ACTIONS = ("ask", "note", "stop", "switch_model", "change_scene", "new_chat", "delete_message")


@pytest.mark.parametrize("has_model", [True, False])
def test_in_any_order_all_comes_to_rest(person, has_model):
    for order in itertools.permutations(ACTIONS, 2):
        one = person(has_model=has_model)
        one.ask()
        for action in order:
            getattr(one, action)()
        if not has_model:
            one.wait(Phase.FAILED)
            one.backend.has_model = True
            one.switch_model()
        one.wait(Phase.READY)
        one.settle()
        one.wait(Phase.READY)
        status, mood = one.session.model.status, one.session.mood.value
        assert (status.running, status.waiting) == ("", ()), order
        assert mood.state is not Judgement.JUDGING, order
        assert all(end is not None for _, end in replies(one.session)), order
        one.session.close()


def test_a_message_sent_without_a_model_answers_itself_once_one_is_there(person):
    one = person(has_model=False)
    one.ask()
    one.wait(Phase.FAILED)
    one.ask()
    assert one.session.model.status.lacks_model
    assert len(one.session.model.status.waiting) == 2
    assert replies(one.session) == []
    one.session.model.retry()
    one.wait(Phase.FAILED)
    assert len(one.session.model.status.waiting) == 2
    one.backend.has_model = True
    one.switch_model()
    one.settle()
    assert replies(one.session) == [("I am glad.", FinishReason.STOP)] * 2


@pytest.mark.parametrize("steps", [0, 1, 2], ids=["unjudged", "judged", "in mid-reply"])
def test_a_model_switch_ends_the_turn_and_the_next_model_has_what_waits(person, qtbot, steps):
    gate = Gate()
    one = person(turns=((*ANSWER[:steps], gate, *ANSWER[steps:]), ANSWER))
    one.wait(Phase.READY)
    one.ask()
    qtbot.waitUntil(gate.reached.is_set)
    one.ask()
    one.switch_model()
    status = one.session.model.status
    assert (status.phase, status.running) == (Phase.LOADING, "")
    assert one.session.mood.value.state is not Judgement.JUDGING
    one.settle()
    first, second = replies(one.session)
    assert first[1] is FinishReason.CANCELLED
    assert second == ("I am glad.", FinishReason.STOP)
    assert one.backend.unloads == 1
    assert len(one.backend.asked) == 2


def test_deleting_the_chat_that_is_answered_stops_it_and_undo_brings_both_back(person, qtbot):
    gate = Gate()
    one = person(turns=((*ANSWER[:2], gate, *ANSWER[2:]), (" am here again.",), ANSWER))
    one.wait(Phase.READY)
    one.ask()
    qtbot.waitUntil(lambda: replies(one.session) == [("I ", None)])
    one.ask()
    one.delete_chat()
    assert not one.session.turns.busy
    assert one.session.model.status.running == ""
    one.settle()
    one.undo()
    one.settle()
    assert replies(one.session) == [
        ("I  am here again.", FinishReason.STOP),
        ("I am glad.", FinishReason.STOP),
    ]
    one.session.open(one.deleted)
    assert replies(one.session)[0] == ("I  am here again.", FinishReason.STOP)


def test_stop_ends_what_is_on_the_screen_alone(person, qtbot):
    gate = Gate()
    one = person(turns=((*ANSWER[:2], gate, *ANSWER[2:]), ANSWER))
    one.wait(Phase.READY)
    one.ask()
    first = one.session.chat.id
    qtbot.waitUntil(gate.reached.is_set)
    one.new_chat()
    assert not one.session.turns.is_open_busy
    one.stop()
    one.ask()
    assert one.session.turns.is_open_busy
    one.stop()
    assert replies(one.session) == [("", FinishReason.CANCELLED)]
    gate.open()
    one.settle()
    one.session.open(first)
    assert replies(one.session) == [("I am glad.", FinishReason.STOP)]


def test_the_verdict_of_one_scene_does_not_stand_above_another(person, qtbot):
    gate = Gate()
    one = person(turns=((gate, *ANSWER),))
    one.wait(Phase.READY)
    one.ask()
    qtbot.waitUntil(gate.reached.is_set)
    one.change_scene()
    gate.open()
    one.settle()
    assert one.session.mood.value.mood is None
    one.change_scene()
    assert one.session.mood.value.mood == POSITIVE


def test_between_the_words_and_the_verdict_the_mood_says_nothing_else(person):
    one = person()
    one.wait(Phase.READY)
    seen = []
    one.session.mood.changed.connect(lambda mood: seen.append(mood.state))
    one.ask()
    assert one.session.mood.value.state is Judgement.JUDGING
    one.settle()
    assert seen == [Judgement.JUDGING, Judgement.JUDGED]


def test_back_in_the_chat_that_is_being_judged_the_mood_says_so(person, qtbot):
    gate = Gate()
    one = person(turns=((gate, *ANSWER),))
    one.wait(Phase.READY)
    one.ask()
    first = one.session.chat.id
    qtbot.waitUntil(gate.reached.is_set)
    one.new_chat()
    assert one.session.mood.value.state is Judgement.NONE
    one.session.open(first)
    assert one.session.mood.value.state is Judgement.JUDGING
    gate.open()
    one.settle()
    assert one.session.mood.value.state is Judgement.JUDGED
