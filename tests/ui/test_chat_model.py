"""The conversation as rows, under Qt's own model tester."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.shell.state import AppStatus, Phase
from desktop_app.ui.chat_model import ChatModel, ChatRole, Progress
from tests.fakes import POSITIVE, known_error


@pytest.fixture
def model(qapp):
    model = ChatModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    yield model
    assert tester.model() is model


def person(text="hi"):
    return Message(Role.USER, text)


def progress(model):
    return [model.index(row).data(ChatRole.PROGRESS) for row in range(model.rowCount())]


def test_a_turn_from_question_to_reply(model):
    model.set_status(AppStatus(Phase.READY))
    question = person()
    model.insert(question, 0)
    assert progress(model) == [Progress.WAITING]
    model.set_status(AppStatus(Phase.JUDGING))
    assert progress(model) == [Progress.JUDGING]
    model.replace(dataclasses.replace(question, mood=POSITIVE))
    assert progress(model) == [Progress.DONE]
    reply = Message(Role.ASSISTANT, "I ")
    model.insert(reply, 1)
    model.append_text(reply.id, "see.")
    assert progress(model)[1] is Progress.STREAMING
    assert model.index(1).data() == "I see."
    model.replace(dataclasses.replace(reply, text="I see.", finish_reason=FinishReason.STOP))
    assert progress(model) == [Progress.DONE, Progress.DONE]


def test_only_the_first_of_waiting_messages_is_being_judged(model):
    for row in range(3):
        model.insert(person(), row)
    model.set_status(AppStatus(Phase.JUDGING))
    assert progress(model) == [Progress.JUDGING, Progress.WAITING, Progress.WAITING]


def test_a_reply_goes_before_the_messages_that_wait(model):
    for row, text in enumerate(("a", "b")):
        model.insert(person(text), row)
    model.insert(Message(Role.ASSISTANT, "re a", finish_reason=FinishReason.STOP), 1)
    texts = [model.index(row).data() for row in range(3)]
    assert texts == ["a", "re a", "b"]


def test_the_speed_belongs_to_the_streaming_row_alone(model):
    model.insert(person(), 0)
    model.insert(Message(Role.ASSISTANT, "so"), 1)
    model.set_status(AppStatus(Phase.ANSWERING, tokens_per_s=31.0))
    assert [model.index(row).data(ChatRole.SPEED) for row in (0, 1)] == [0.0, 31.0]


def test_errors_come_from_whoever_keeps_them(qapp):
    reply = Message(Role.ASSISTANT, "", finish_reason=FinishReason.FAILED)
    error = known_error()
    model = ChatModel({reply.id: error}.get)
    model.insert(reply, 0)
    assert model.index(0).data(ChatRole.ERROR) is error


def test_an_unknown_message_is_a_defect(model):
    with pytest.raises(KeyError):
        model.append_text("nobody", "x")


def test_clear(model):
    model.insert(person(), 0)
    model.clear()
    assert model.rowCount() == 0
    assert model.index(0).data() is None
