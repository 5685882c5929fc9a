"""Which message waits, is being judged, or is being written."""

from __future__ import annotations

import dataclasses

import pytest

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.history.records import StoredMessage
from desktop_app.shell.chat.message_model import MessageModel
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.ui.chat.message.row import Progress
from desktop_app.ui.chat.progress import TurnProgress
from tests.support.fakes import POSITIVE


class Chat:
    """Messages, and how far they are."""

    def __init__(self) -> None:
        self.model = MessageModel()
        self.progress = TurnProgress(self.model)
        self.model.modelReset.connect(self.progress.note_reset)

    def add(self, *entries, row=None):
        self.model.insert(self.model.rowCount() if row is None else row, entries)

    def status(self, phase, **more):
        self.progress.status = AppStatus(phase, **more)

    @property
    def seen(self):
        return [self.progress.of(row) for row in range(self.model.rowCount())]


@pytest.fixture
def chat(qapp):
    return Chat()


def person(text="hi", **more):
    return StoredMessage(Message(Role.USER, text), **more)


def reply(text="so", reason=FinishReason.STOP):
    return StoredMessage(Message(Role.ASSISTANT, text, finish_reason=reason))


def test_a_turn_from_question_to_reply(chat):
    chat.status(Phase.READY)
    question = person()
    chat.add(question)
    assert chat.seen == [Progress.WAITING]
    chat.status(Phase.JUDGING)
    assert chat.seen == [Progress.JUDGING]
    chat.model.set_message(dataclasses.replace(question.message, mood=POSITIVE))
    assert chat.seen == [Progress.DONE]
    answer = reply("I ", None)
    chat.add(answer)
    assert chat.seen == [Progress.DONE, Progress.STREAMING]
    chat.model.set_message(dataclasses.replace(answer.message, finish_reason=FinishReason.STOP))
    assert chat.seen == [Progress.DONE, Progress.DONE]


def test_only_the_first_of_waiting_messages_is_being_judged(chat):
    chat.add(person(), person(), person())
    chat.status(Phase.JUDGING)
    assert chat.seen == [Progress.JUDGING, Progress.WAITING, Progress.WAITING]


def test_a_note_never_waits_and_keeps_nobody_waiting(chat):
    chat.add(person("for me", note=True), person("for you"))
    assert chat.seen == [Progress.DONE, Progress.WAITING]
    chat.status(Phase.JUDGING)
    assert chat.seen == [Progress.DONE, Progress.JUDGING]


def test_messages_that_wait_behind_a_reply_go_on_waiting(chat):
    chat.add(person("a"), person("b"))
    chat.add(reply("re a"), row=1)
    assert chat.seen == [Progress.DONE, Progress.DONE, Progress.WAITING]


def test_a_message_whose_turn_failed_before_its_verdict_waits_no_more(chat):
    chat.add(person())
    chat.status(Phase.FAILED)
    chat.add(reply("", FinishReason.FAILED))
    assert chat.seen == [Progress.DONE, Progress.DONE]


def test_a_message_whose_reply_was_deleted_does_not_wait(chat):
    chat.add(person("a"), reply("re a"), person("b"), reply("re b"))
    chat.model.remove(range(1, 2))
    chat.status(Phase.JUDGING)
    assert chat.seen == [Progress.DONE] * 3


def test_a_conversation_that_comes_as_a_whole_shows_what_is_unfinished(chat):
    chat.add(person("before"))
    chat.model.reset([person("a"), reply("re a"), person("b"), reply("half", None)])
    assert chat.seen == [Progress.DONE] * 3 + [Progress.STREAMING]


def test_an_old_message_without_an_answer_does_not_wait(chat):
    chat.model.reset([person("never answered")])
    assert chat.seen == [Progress.DONE]
    chat.status(Phase.READY, waiting=1)
    assert chat.seen == [Progress.WAITING]
    chat.status(Phase.JUDGING)
    assert chat.seen == [Progress.JUDGING]


def test_the_speed_belongs_to_the_streaming_row_alone(chat):
    chat.add(person(), reply("so", None))
    chat.status(Phase.ANSWERING, tokens_per_s=31.0)
    assert [chat.progress.speed(row) for row in (0, 1)] == [0.0, 31.0]
