"""The conversation as rows, under Qt's own model tester."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.history.records import StoredMessage
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.ui.chat.chat_model import ChatModel, ChatRole
from desktop_app.ui.chat.message.row import Progress
from tests.support.fakes import POSITIVE, known_error


@pytest.fixture
def model(qapp):
    model = ChatModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    yield model
    assert tester.model() is model


def person(text="hi", **more):
    return StoredMessage(Message(Role.USER, text), **more)


def reply(text="so", reason=FinishReason.STOP):
    return StoredMessage(Message(Role.ASSISTANT, text, finish_reason=reason))


def with_message(entry, **changes):
    return dataclasses.replace(entry, message=dataclasses.replace(entry.message, **changes))


def progress(model):
    return [model.index(row).data(ChatRole.PROGRESS) for row in range(model.rowCount())]


def test_a_turn_from_question_to_reply(model):
    model.set_status(AppStatus(Phase.READY))
    question = person()
    model.insert(question, 0)
    assert progress(model) == [Progress.WAITING]
    model.set_status(AppStatus(Phase.JUDGING))
    assert progress(model) == [Progress.JUDGING]
    model.replace(with_message(question, mood=POSITIVE))
    assert progress(model) == [Progress.DONE]
    answer = reply("I ", None)
    model.insert(answer, 1)
    model.append_text(answer.message.id, "see.")
    assert progress(model)[1] is Progress.STREAMING
    assert model.index(1).data() == "I see."
    model.replace(with_message(answer, text="I see.", finish_reason=FinishReason.STOP))
    assert progress(model) == [Progress.DONE, Progress.DONE]


def test_a_row_gives_the_entry_and_its_message(model):
    entry = person(note=True)
    model.insert(entry, 0)
    assert model.index(0).data(ChatRole.ENTRY) is entry
    assert model.index(0).data(ChatRole.MESSAGE) is entry.message


def test_growing_keeps_what_is_known_of_the_entry(model):
    entry = StoredMessage(Message(Role.ASSISTANT, "a"), parent_id="p", variant=1, variants=2)
    model.insert(entry, 0)
    model.append_text(entry.message.id, "b")
    grown = model.entry(0)
    assert (grown.message.text, grown.variant, grown.parent_id) == ("ab", 1, "p")


def test_only_the_first_of_waiting_messages_is_being_judged(model):
    for row in range(3):
        model.insert(person(), row)
    model.set_status(AppStatus(Phase.JUDGING))
    assert progress(model) == [Progress.JUDGING, Progress.WAITING, Progress.WAITING]


def test_a_note_never_waits_and_keeps_nobody_waiting(model):
    model.insert(person("for me", note=True), 0)
    model.insert(person("for you"), 1)
    assert progress(model) == [Progress.DONE, Progress.WAITING]
    model.set_status(AppStatus(Phase.JUDGING))
    assert progress(model) == [Progress.DONE, Progress.JUDGING]


def test_a_reply_goes_before_the_messages_that_wait(model):
    for row, text in enumerate(("a", "b")):
        model.insert(person(text), row)
    model.insert(reply("re a"), 1)
    texts = [model.index(row).data() for row in range(3)]
    assert texts == ["a", "re a", "b"]


def test_another_conversation_comes_as_a_whole(model):
    model.insert(person("before"), 0)
    model.reset([person("a"), reply("re a"), person("b"), reply("half", None)])
    assert [model.index(row).data() for row in range(4)] == ["a", "re a", "b", "half"]
    assert progress(model) == [Progress.DONE] * 3 + [Progress.STREAMING]


def test_an_old_message_without_an_answer_does_not_wait(model):
    model.reset([person("never answered")])
    assert progress(model) == [Progress.DONE]
    model.set_status(AppStatus(Phase.READY, waiting=1))
    assert progress(model) == [Progress.WAITING]
    model.set_status(AppStatus(Phase.JUDGING))
    assert progress(model) == [Progress.JUDGING]


def test_a_message_is_taken_away(model):
    entries = [person("a"), reply("re a"), person("b")]
    model.reset(entries)
    model.remove(1)
    assert [model.index(row).data() for row in range(2)] == ["a", "b"]
    assert model.row_of(entries[2].message.id) == 1
    with pytest.raises(KeyError):
        model.row_of(entries[1].message.id)
    with pytest.raises(IndexError):
        model.remove(2)


def test_the_speed_belongs_to_the_streaming_row_alone(model):
    model.insert(person(), 0)
    model.insert(reply("so", None), 1)
    model.set_status(AppStatus(Phase.ANSWERING, tokens_per_s=31.0))
    assert [model.index(row).data(ChatRole.SPEED) for row in (0, 1)] == [0.0, 31.0]


def test_errors_come_from_whoever_keeps_them(qapp):
    failed = reply("", FinishReason.FAILED)
    error = known_error()
    model = ChatModel({failed.message.id: error}.get)
    model.insert(failed, 0)
    assert model.index(0).data(ChatRole.ERROR) is error


def test_an_unknown_message_is_a_defect(model):
    with pytest.raises(KeyError):
        model.append_text("nobody", "x")


def test_an_empty_conversation_takes_all_rows_away(model):
    model.insert(person(), 0)
    model.reset(())
    assert model.rowCount() == 0
    assert model.index(0).data() is None
