"""The history judged again: between the turns, kept, stopped and gone on with."""

from __future__ import annotations

import pytest

from desktop_app.core.history.records import CLEARED
from desktop_app.core.history.unmeasured import count_unmeasured, next_unmeasured
from desktop_app.core.mood import Face
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.history_judge import HistoryProgress
from desktop_app.shell.chat.session import Session
from desktop_app.shell.inference.status import Phase
from tests.support.fakes import CALM, POSITIVE, SCENE, Gate, ScriptedBackend
from tests.support.thread_guard import no_thread_left_behind

SCENES = {SCENE.id: SCENE}
SAID = ("1 + 1?", "They sent it back", "What time is it?")


class Talk:
    """A session in which SAID was judged by a judge that does not measure the feeling."""

    def __init__(self, path, qtbot):
        self.backend = ScriptedBackend([(POSITIVE, "so")] * len(SAID) + [(CALM, "yes")])
        self.qtbot = qtbot
        self.session = Session(self.backend.create, ChatStore(path), SCENES, Settings())
        self.past = self.session.past
        self.session.start()
        qtbot.waitUntil(lambda: self.session.model.status.phase is Phase.READY)
        for text in SAID:
            self.ask(text)

    def ask(self, text):
        self.session.ask(text)
        self.wait_idle()

    def wait_idle(self):
        turns, history = self.session.turns, self.session.chats.history
        self.qtbot.waitUntil(lambda: not turns.busy and history.pending == 0)

    def wait_done(self):
        self.qtbot.waitUntil(lambda: not self.past.progress.running)
        self.wait_idle()

    @property
    def said(self):
        return [e for e in self.session.chat.entries if e.message.text in SAID]

    def stored_faces(self):
        messages = self.session.chats.reader.messages(self.session.chat.id)
        return [m.counted_mood.face for m in messages if m.message.text in SAID]


@pytest.fixture
def talk(qapp, qtbot, tmp_path):
    with no_thread_left_behind():
        made = Talk(tmp_path / "chats.sqlite3", qtbot)
        yield made
        if made.backend.again is not None:
            made.backend.again.open()
        assert made.session.close() is None


JUDGED = [Face.CALM, Face.FEELING, Face.CALM]


def test_all_is_judged_again_on_the_screen_and_on_the_disk(talk):
    talk.past.count()
    assert talk.past.progress == HistoryProgress(left=3)
    talk.past.begin()
    talk.wait_done()
    assert talk.past.progress == HistoryProgress(done=3, left=0)
    assert [entry.counted_mood.face for entry in talk.said] == JUDGED
    assert talk.stored_faces() == JUDGED
    assert talk.said[1].verdict.label == "negative"
    assert talk.session.mood.value.mood.face is Face.CALM
    # what is measured is not judged a third time
    talk.past.count()
    talk.past.begin()
    talk.wait_done()
    assert talk.backend.judged_again == list(SAID)


def test_a_correction_stays(talk):
    first, second, _ = (entry.message.id for entry in talk.said)
    talk.session.moods.correct(first, "negative")
    talk.session.moods.correct(second, CLEARED)
    talk.wait_idle()
    talk.past.begin()
    talk.wait_done()
    assert [entry.verdict.correction for entry in talk.said] == ["negative", CLEARED, None]
    assert talk.stored_faces() == [Face.FEELING, Face.CALM, Face.CALM]


def test_stopped_it_goes_on_where_it_was(talk):
    gate = talk.backend.again = Gate()
    talk.past.begin()
    talk.qtbot.waitUntil(gate.reached.is_set)
    assert talk.past.progress == HistoryProgress(0, 3, True)
    talk.past.stop()
    assert not talk.past.progress.running
    talk.backend.again = None
    talk.ask("and you")
    assert [entry.counted_mood.face for entry in talk.said] == [Face.FEELING] * 3
    talk.past.begin()
    talk.wait_done()
    assert talk.stored_faces() == JUDGED


def test_a_message_goes_first(talk):
    """It waits for the judgement that runs, and for none of the others."""
    gate = talk.backend.again = Gate()
    talk.past.begin()
    talk.qtbot.waitUntil(gate.reached.is_set)
    judged_before = []
    talk.session.turns.ended.connect(
        lambda ended: judged_before.append(list(talk.backend.judged_again))
    )
    talk.session.ask("and you")
    talk.qtbot.waitUntil(lambda: talk.session.turns.running is not None)
    gate.open()
    talk.wait_done()
    assert judged_before == [[SAID[0]]]
    assert talk.stored_faces() == JUDGED


def test_the_trash_and_scenes_that_are_gone_are_left_alone(talk):
    reader = talk.session.chats.reader
    assert count_unmeasured(reader, ()) == 0
    assert next_unmeasured(reader, ("gone",)) is None
    found = next_unmeasured(reader, (SCENE.id,))
    assert (found.text, found.scene_id) == (SAID[0], SCENE.id)
    assert count_unmeasured(reader, (SCENE.id,), found.key) == 2
    talk.session.chats.delete(talk.session.chat.id)
    talk.wait_idle()
    assert count_unmeasured(reader, (SCENE.id,)) == 0
