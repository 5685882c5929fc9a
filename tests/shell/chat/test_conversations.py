"""Conversations that are kept: branches, notes, corrections, and what the worker is told."""

from __future__ import annotations

import dataclasses
import sqlite3

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from desktop_app.core.api.events import ContextTrimmed
from desktop_app.core.conversation import FinishReason, Role
from desktop_app.core.errors import KnownError
from desktop_app.core.history.records import CLEARED, Folder
from desktop_app.core.history.store import HistoryReader as Reader
from desktop_app.core.history.store import open_history
from desktop_app.core.mood import Face
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.mood_state import Judgement
from desktop_app.shell.chat.notes import NOTES_ID
from desktop_app.shell.chat.session import Session
from desktop_app.shell.inference.status import Phase
from tests.support.fakes import NEGATIVE, POSITIVE, SCENE, Gate, ScriptedBackend, known_error
from tests.support.thread_guard import no_thread_left_behind

COACH = dataclasses.replace(SCENE, id="coach", name={"en": "Coach"})
SCENES = {SCENE.id: SCENE, COACH.id: COACH}


class Chat:
    """A READY session over a database file, and how many of its turns have ended."""

    def __init__(self, path, backend: ScriptedBackend, qtbot) -> None:
        self.backend, self._qtbot = backend, qtbot
        self.chats = ChatStore(path)
        self.session = Session(backend.create, self.chats, SCENES, Settings())
        self.tester = QAbstractItemModelTester(
            self.session.chat, QAbstractItemModelTester.FailureReportingMode.Warning
        )
        self.ended = []
        self.session.turns.ended.connect(self.ended.append)
        self.session.start()
        qtbot.waitUntil(lambda: self.session.model.status.phase is Phase.READY)

    def wait_for_turn(self) -> None:
        count = len(self.ended)
        self._qtbot.waitUntil(lambda: len(self.ended) > count and not self.session.turns.busy)

    def ask(self, text: str) -> None:
        self.session.ask(text)
        self.wait_for_turn()

    def settle(self) -> None:
        """Wait until everything is on the disk."""
        self._qtbot.waitUntil(lambda: self.chats.history.pending == 0)

    @property
    def texts(self) -> list[str]:
        return [entry.message.text for entry in self.session.chat.entries]

    @property
    def ids(self) -> list[str]:
        return [entry.message.id for entry in self.session.chat.entries]


@pytest.fixture
def make(qapp, qtbot, tmp_path):
    made = []

    def make(*turns, path=tmp_path / "chats.sqlite3", **options) -> Chat:
        backend = ScriptedBackend(turns or ((POSITIVE, "fine"),), **options)
        made.append(Chat(path, backend, qtbot))
        return made[-1]

    with no_thread_left_behind():
        yield make
        for chat in made:
            chat.session.close()


def stored(path, conversation_id: str) -> list[tuple]:
    """What a later start finds: role, text, finish reason and mood label of the branch shown."""
    history = open_history(path)
    try:
        entries = history.reader.messages(conversation_id)
    finally:
        history.close()
    return [
        (
            entry.message.role,
            entry.message.text,
            entry.message.finish_reason,
            entry.verdict and entry.verdict.label,
        )
        for entry in entries
    ]


def test_what_was_said_is_there_at_the_next_start(make, tmp_path):
    chat = make((NEGATIVE, "Oh ", "no."))
    chat.ask("It broke")
    chat.session.close()
    assert stored(tmp_path / "chats.sqlite3", chat.session.chat.id) == [
        (Role.USER, "It broke", None, "negative"),
        (Role.ASSISTANT, "Oh no.", FinishReason.STOP, None),
    ]
    later = make()
    (conversation,) = later.chats.conversations()
    assert conversation.title == "It broke"
    later.session.open(conversation.id)
    assert later.texts == ["It broke", "Oh no."]
    assert later.session.mood.value.state is Judgement.JUDGED
    assert later.session.mood.value.mood == NEGATIVE
    later.ask("And again")
    assert [message.text for message in later.backend.asked[0].history] == ["It broke", "Oh no."]


def test_an_empty_conversation_is_not_kept(make):
    chat = make()
    chat.session.new_conversation()
    chat.session.ask("   ")
    chat.settle()
    assert chat.chats.conversations() == []


def test_a_message_is_on_the_disk_before_the_worker_sees_it(make, qtbot, tmp_path):
    gate = Gate()
    chat = make((gate, POSITIVE, "ok"))
    chat.session.ask("remember this")
    qtbot.waitUntil(gate.reached.is_set)
    with Reader(tmp_path / "chats.sqlite3") as reader:
        entries = reader.messages(chat.session.chat.id)
    assert [entry.message.text for entry in entries] == ["remember this", ""]
    gate.open()
    chat.wait_for_turn()


def test_messages_sent_during_a_reply_follow_it_on_the_disk(make, qtbot, tmp_path):
    gate = Gate()
    chat = make((POSITIVE, gate, "first"), (POSITIVE, "second"))
    chat.session.ask("one")
    chat.session.ask("two")
    qtbot.waitUntil(gate.reached.is_set)
    gate.open()
    qtbot.waitUntil(lambda: len(chat.ended) == 2)
    assert chat.texts == ["one", "first", "two", "second"]
    chat.session.close()
    found = stored(tmp_path / "chats.sqlite3", chat.session.chat.id)
    assert [row[1] for row in found] == ["one", "first", "two", "second"]


def test_an_edited_message_begins_a_branch_and_the_old_one_stays_reachable(make):
    chat = make((POSITIVE, "a"), (POSITIVE, "b"), (NEGATIVE, "c"))
    chat.ask("one")
    chat.ask("two")
    first = chat.ids[0]
    chat.session.edit(first, "uno")
    assert chat.texts == ["uno"]
    chat.wait_for_turn()
    assert chat.texts == ["uno", "c"]
    assert chat.backend.asked[2].history == ()
    entry = chat.session.chat.entries[0]
    assert (entry.variant, entry.variants) == (1, 2)

    chat.session.show_variant(entry.message.id, -1)
    chat.settle()
    chat._qtbot.waitUntil(lambda: chat.texts == ["one", "a", "two", "b"])
    assert chat.session.chat.entries[0].message.id == first
    assert (chat.session.chat.entries[0].variant, chat.session.chat.entries[0].variants) == (0, 2)
    chat.session.show_variant(first, -1)
    chat.session.show_variant(first, 1)
    chat._qtbot.waitUntil(lambda: chat.texts == ["uno", "c"])


def test_a_reply_written_anew_is_a_variant_and_nobody_judges_again(make):
    chat = make((POSITIVE, "a"), ("b",))
    chat.ask("one")
    chat.session.regenerate(chat.ids[1])
    assert chat.texts == ["one"]
    chat.wait_for_turn()
    assert chat.texts == ["one", "b"]
    reply = chat.session.chat.entries[1]
    assert (reply.variant, reply.variants) == (1, 2)
    assert chat.backend.asked[1].mood == POSITIVE
    chat.session.show_variant(reply.message.id, -1)
    chat._qtbot.waitUntil(lambda: chat.texts == ["one", "a"])


def test_a_reply_that_was_cut_off_goes_on(make, tmp_path):
    chat = make((POSITIVE, "once upon"), (" a time",))
    chat.ask("tell")
    reply = chat.ids[1]
    chat.session.continue_reply(reply)
    assert chat.session.chat.entries[1].message.finish_reason is None
    chat.wait_for_turn()
    assert chat.texts == ["tell", "once upon a time"]
    turn = chat.backend.asked[1]
    assert (turn.reply_so_far, turn.mood, turn.history) == ("once upon", POSITIVE, ())
    chat.session.close()
    found = stored(tmp_path / "chats.sqlite3", chat.session.chat.id)
    assert found[1][1:3] == ("once upon a time", FinishReason.STOP)


def test_a_deleted_message_can_be_brought_back(make, qtbot):
    chat = make((POSITIVE, "a"), (POSITIVE, "b"))
    chat.ask("one")
    chat.ask("two")
    chat.session.delete_message(chat.ids[1])
    qtbot.waitUntil(lambda: chat.texts == ["one", "two", "b"])
    chat.session.chat.undo_delete()
    qtbot.waitUntil(lambda: chat.texts == ["one", "a", "two", "b"])
    chat.session.chat.undo_delete()
    chat.settle()
    assert chat.texts == ["one", "a", "two", "b"]


def test_a_change_of_the_branch_ends_the_running_turn(make, qtbot):
    gate = Gate()
    chat = make((POSITIVE, "a"), (POSITIVE, "half", gate, "rest"), (POSITIVE, "new"))
    chat.ask("one")
    chat.session.ask("two")
    qtbot.waitUntil(gate.reached.is_set)
    qtbot.waitUntil(lambda: chat.texts[-1] == "half")
    chat.session.edit(chat.ids[2], "zwei")
    chat.wait_for_turn()
    gate.open()
    assert chat.texts == ["one", "a", "zwei", "new"]
    chat.session.show_variant(chat.ids[2], -1)
    qtbot.waitUntil(lambda: chat.texts == ["one", "a", "two", "half"])
    assert chat.session.chat.entries[3].message.finish_reason is FinishReason.CANCELLED


def test_a_note_is_judged_and_not_answered(make):
    chat = make((NEGATIVE,), (POSITIVE, "hi"))
    chat.session.note("a long day")
    chat.wait_for_turn()
    (entry,) = chat.session.chat.entries
    assert entry.note
    assert entry.verdict.label == "negative"
    assert not chat.backend.asked[0].wants_reply
    chat.ask("hello")
    assert chat.texts == ["a long day", "hello", "hi"]
    assert chat.backend.asked[1].history == ()


def test_notes_apart_have_a_conversation_of_their_own(make, qtbot):
    chat = make((NEGATIVE,), (POSITIVE,), (POSITIVE,))
    chat.session.note_apart("monday")
    chat.session.note_apart("tuesday")
    qtbot.waitUntil(lambda: len(chat.ended) == 2)
    assert chat.texts == []
    (conversation,) = chat.chats.conversations()
    assert (conversation.id, conversation.title) == (NOTES_ID, "Just for me")
    chat.session.open(NOTES_ID)
    assert chat.texts == ["monday", "tuesday"]
    qtbot.waitUntil(lambda: None not in [entry.verdict for entry in chat.session.chat.entries])
    assert [entry.verdict.label for entry in chat.session.chat.entries] == ["negative", "positive"]
    chat.session.note_apart("wednesday")
    chat.wait_for_turn()
    assert chat.texts == ["monday", "tuesday", "wednesday"]


def test_notes_come_back_from_the_trash(make, qtbot):
    chat = make((POSITIVE,))
    chat.session.note_apart("monday")
    chat.wait_for_turn()
    chat.session.close()
    later = make((POSITIVE,))
    later.chats.delete(NOTES_ID)
    qtbot.waitUntil(lambda: later.chats.conversations() == [])
    later.session.note_apart("tuesday")
    later.wait_for_turn()
    qtbot.waitUntil(lambda: len(later.chats.conversations()) == 1)


@pytest.mark.parametrize("erased", [False, True])
def test_a_note_is_seen_though_the_notes_before_it_were_thrown_away(make, qtbot, erased):
    chat = make((POSITIVE,), (POSITIVE,))
    chat.session.note_apart("monday")
    chat.wait_for_turn()
    chat.chats.delete(NOTES_ID)
    if erased:
        chat.chats.erase(NOTES_ID)
    chat.chats.history.settled().result()
    chat.session.note_apart("tuesday")
    chat.wait_for_turn()
    chat.chats.history.settled().result()
    assert len(chat.chats.conversations()) == 1
    texts = [entry.message.text for entry in chat.chats.messages(NOTES_ID)]
    assert texts == (["tuesday"] if erased else ["monday", "tuesday"])


def test_a_hit_on_another_branch_is_shown(make, qtbot):
    chat = make((POSITIVE, "a"), (POSITIVE, "b"))
    chat.ask("needle")
    first = chat.ids[0]
    chat.session.edit(first, "hay")
    chat.wait_for_turn()
    shown = []
    chat.session.chat.shown.connect(shown.append)
    conversation = chat.session.chat.id
    chat.session.new_conversation()
    (hit,) = [hit for hit in chat.chats.search("needle") if hit.message_id]
    chat.session.open(hit.conversation_id, hit.message_id)
    qtbot.waitUntil(lambda: shown == [first])
    assert (chat.session.chat.id, chat.texts) == (conversation, ["needle", "a"])


def test_what_is_not_there_raises_and_changes_nothing(make):
    chat = make()
    chat.ask("one")
    with pytest.raises(KeyError):
        chat.session.open("nowhere")
    assert chat.texts == ["one", "fine"]


def test_the_scene_belongs_to_the_conversation(make, qtbot):
    chat = make()
    played = []
    chat.session.scene_changed.connect(played.append)
    chat.ask("one")
    first = chat.session.chat.id
    chat.session.set_scene("coach")
    chat.settle()
    assert chat.session.mood.value.state is Judgement.NONE
    chat.session.new_conversation()
    chat.session.set_scene(SCENE.id)
    chat.ask("two")
    second = chat.session.chat.id
    chat.session.open(first)
    assert chat.session.scene is COACH
    chat.session.open(second)
    assert [scene.id for scene in played] == ["coach", "companion", "coach", "companion"]
    assert chat.backend.asked[1].scene_id == SCENE.id


def test_a_correction_counts_in_the_mood_the_next_reply_and_the_judge(make, qtbot):
    chat = make((NEGATIVE, "a"), (POSITIVE, "b"))
    lessons = []
    chat.session.moods.lesson_changed.connect(lambda scene, lesson: lessons.append(lesson))
    chat.ask("not bad at all")
    message = chat.ids[0]
    chat.session.moods.correct(message, "positive")
    assert chat.session.chat.entries[0].verdict.label == "positive"
    assert chat.session.mood.value.mood.label == "positive"
    assert not chat.session.mood.value.mood.unsure
    qtbot.waitUntil(lambda: len(lessons) == 1)
    assert chat.backend.taught == [(SCENE.id, (("not bad at all", "positive"),))]
    chat.ask("more")
    assert chat.backend.asked[1].history[0].mood.label == "positive"

    chat.session.moods.correct(message, CLEARED)
    qtbot.waitUntil(lambda: len(lessons) == 2)
    assert chat.session.chat.entries[0].verdict.label is None
    calm, after = chat.session.mood.value.recent
    assert (calm.face, calm.told, after) == (Face.CALM, True, POSITIVE)
    assert chat.backend.taught[-1] == (SCENE.id, (("not bad at all", CLEARED),))

    chat.session.moods.correct(message, "positive")
    qtbot.waitUntil(lambda: len(lessons) == 3)
    chat.session.moods.forget_corrections()
    qtbot.waitUntil(lambda: len(lessons) == 4)
    assert chat.backend.taught[-1] == (SCENE.id, ())
    assert chat.session.chat.entries[0].verdict.correction is None
    assert chat.session.mood.value.recent == (NEGATIVE, POSITIVE)


def test_a_judge_is_taught_again_at_the_next_start(make, qtbot):
    chat = make((NEGATIVE, "a"))
    chat.ask("not bad")
    chat.session.moods.correct(chat.ids[0], "positive")
    qtbot.waitUntil(lambda: len(chat.backend.taught) == 1)
    chat.session.close()
    later = make()
    qtbot.waitUntil(lambda: later.backend.taught == [(SCENE.id, (("not bad", "positive"),))])
    qtbot.waitUntil(lambda: later.session.moods.lesson(SCENE.id).corrections == 1)


def test_an_explanation(make, qtbot):
    chat = make()
    heard = []
    chat.session.moods.explained.connect(lambda id_, found: heard.append((id_, found)))
    chat.ask("good morning")
    chat.session.moods.explain(chat.ids[0])
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard[0][0] == chat.ids[0]
    assert [(i.start, i.end) for i in heard[0][1]] == [(0, 4), (4, 12)]
    chat.session.moods.explain(chat.ids[1])
    chat.ask("more")
    assert len(heard) == 1


def test_a_trial_of_a_scene(make, qtbot):
    chat = make()
    tried, ended = [], []
    chat.session.moods.tried.connect(lambda index, mood: tried.append((index, mood)))
    chat.session.moods.trial_ended.connect(ended.append)
    chat.session.moods.try_scene(COACH, ["a", "b"])
    qtbot.waitUntil(lambda: ended == [None])
    assert tried == [(0, POSITIVE), (1, POSITIVE)]


def test_the_oldest_message_seen_is_told(make):
    def trimmed(turn):
        return ContextTrimmed(turn.id, 2)

    chat = make((POSITIVE, "a"), (POSITIVE, trimmed, "b"), (POSITIVE, trimmed, "c"))
    heard = []
    chat.session.turns.forgotten_changed.connect(heard.append)
    chat.ask("one")
    chat.ask("two")
    assert heard == [chat.ids[2]]
    chat.ask("three")
    assert heard == [chat.ids[2]] * 2
    chat.session.new_conversation()
    assert heard[-1] is None


def test_settings_go_to_the_backend_and_a_reload_gives_the_memory_back_first(make, qtbot):
    chat = make()
    loads = []
    chat.session.model.changed.connect(lambda status: loads.append(status.phase))
    unloaded = []
    chat.session.model.unloaded.connect(lambda: unloaded.append(None))
    warmer = Settings(temperature=0.9)
    chat.session.apply(warmer)
    qtbot.waitUntil(lambda: chat.backend.configured == [warmer])
    assert loads == []
    threads = Settings(threads=1)
    chat.session.reload(threads)
    qtbot.waitUntil(lambda: loads[-1:] == [Phase.READY])
    assert set(loads[:-1]) == {Phase.LOADING}
    assert unloaded == [None]
    assert chat.backend.configured[-1] == threads
    assert chat.backend.unloads == 1


def test_a_file_that_cannot_be_opened_is_told_and_the_chat_works(make, tmp_path):
    path = tmp_path / "folder"
    (path / "chats.sqlite3").mkdir(parents=True)
    chat = make(path=path / "chats.sqlite3")
    assert [notice.code for notice in chat.chats.notices][-1] == "history_not_kept"
    chat.ask("hello")
    assert chat.texts == ["hello", "fine"]
    temporary = chat.chats.history.path
    assert temporary.exists()
    chat.session.close()
    assert not temporary.exists()


@pytest.mark.parametrize("runtime", ["", "missing"])
def test_a_runtime_folder_that_is_none_takes_no_chats(make, tmp_path, monkeypatch, runtime):
    here, path = tmp_path / "here", tmp_path / "folder" / "chats.sqlite3"
    here.mkdir()
    path.mkdir(parents=True)
    monkeypatch.chdir(here)
    monkeypatch.setenv("XDG_RUNTIME_DIR", runtime and str(tmp_path / runtime))
    chat = make(path=path)
    assert chat.chats.notices[-1].code == "history_not_kept"
    assert list(here.iterdir()) == []


def test_where_nothing_can_be_written_the_first_reason_is_said(tmp_path, monkeypatch):
    path = tmp_path / "folder" / "chats.sqlite3"
    path.mkdir(parents=True)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with pytest.raises(KnownError) as caught:
        ChatStore(path)
    assert str(path) in map(str, caught.value.values.values())


def test_a_disk_that_refuses_costs_no_words(make, qtbot, monkeypatch, tmp_path):
    chat = make((POSITIVE, "a"), (POSITIVE, "b"), (POSITIVE, "c"))
    problems = []
    chat.chats.problem.connect(problems.append)
    chat.ask("one")
    first = chat.session.chat.id
    chat.settle()
    writer = chat.chats.history._writer
    commit = writer._commit

    def refuse(changes, drafts):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(writer, "_commit", refuse)
    chat.ask("two")
    assert problems[0].code == "disk_full"
    assert chat.texts == ["one", "a", "two", "b"]
    chat.session.new_conversation()
    chat.session.open(first)
    assert chat.texts == ["one", "a", "two", "b"]
    chat.ask("three")
    monkeypatch.setattr(writer, "_commit", commit)
    chat.chats.history.retry()
    qtbot.waitUntil(lambda: problems[-1] is None)
    chat.session.close()
    found = stored(tmp_path / "chats.sqlite3", first)
    assert [row[1] for row in found] == ["one", "a", "two", "b", "three", "c"]


def test_the_list_follows(make, qtbot):
    chat = make()
    changes = []
    chat.chats.changed.connect(lambda: changes.append(True))
    chat.ask("one")
    id_ = chat.session.chat.id
    chat.chats.rename(id_, "My day")
    chat.chats.set_pinned(id_, True)
    qtbot.waitUntil(lambda: [c.title for c in chat.chats.conversations() if c.pinned] == ["My day"])
    chat.chats.set_archived(id_, True)
    qtbot.waitUntil(lambda: chat.chats.conversations() == [])
    assert len(chat.chats.conversations(Folder.ARCHIVED)) == 1
    chat.chats.delete(id_)
    qtbot.waitUntil(lambda: len(chat.chats.conversations(Folder.TRASH)) == 1)
    chat.chats.restore(id_)
    chat.chats.erase(id_)
    qtbot.waitUntil(lambda: chat.chats.conversations(Folder.TRASH) == [])
    assert changes


def test_what_is_gone_is_told(make, qtbot):
    chat = make()
    errors = []
    chat.chats.failed.connect(errors.append)
    chat.chats.rename("nowhere", "x")
    qtbot.waitUntil(lambda: [error.code for error in errors] == ["history_gone"])


def test_a_turn_of_an_erased_conversation_ends_without_a_word(make, qtbot):
    gate = Gate()
    chat = make((POSITIVE, "a"), (gate, POSITIVE, "b"))
    errors = []
    chat.chats.failed.connect(errors.append)
    chat.ask("one")
    chat.session.ask("two")
    qtbot.waitUntil(gate.reached.is_set)
    erased = chat.session.chat.id
    chat.session.new_conversation()
    chat.chats.erase(erased)
    qtbot.waitUntil(lambda: chat.chats.conversations() == [])
    gate.open()
    chat.wait_for_turn()
    chat.settle()
    qtbot.waitUntil(lambda: not chat.session.turns.busy)
    assert errors == []


@pytest.mark.parametrize("kind", ["markdown", "json", "text"])
def test_export_and_import(make, qtbot, tmp_path, kind):
    chat = make()
    chat.ask("一天 🙂")
    target = tmp_path / "出口" / "all"
    target.parent.mkdir()
    with qtbot.waitSignal(chat.chats.export_finished):
        chat.chats.export(None, target, kind)
    assert "一天 🙂" in target.read_text(encoding="utf-8")
    if kind == "json":
        with qtbot.waitSignal(chat.chats.import_finished) as imported:
            chat.chats.import_file(target)
        assert imported.args == [[], 1]
        exported = chat.session.chat.id
        with qtbot.waitSignal(chat.chats.changed):
            chat.chats.follow(chat.chats.history.erase_conversation(exported))
        with qtbot.waitSignal(chat.chats.import_finished) as imported:
            chat.chats.import_file(target)
        assert imported.args == [[exported], 1]
        chat.session.open(exported)
        assert chat.texts == ["一天 🙂", "fine"]
    else:
        with qtbot.waitSignal(chat.chats.failed) as failed:
            chat.chats.import_file(target)
        assert isinstance(failed.args[0], KnownError)


def test_a_failed_turn_is_kept_as_failed(make, tmp_path):
    chat = make((POSITIVE, "half", known_error("out_of_memory")))
    chat.ask("one")
    assert chat.session.turns.error_of(chat.ids[1]).code == "out_of_memory"
    chat.session.close()
    found = stored(tmp_path / "chats.sqlite3", chat.session.chat.id)
    assert found[1][1:3] == ("half", FinishReason.FAILED)
