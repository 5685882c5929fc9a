"""Which message waits, is being judged, or is being written."""

from __future__ import annotations

import dataclasses

import pytest

from desktop_app.core.api.events import LoadStage
from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.history.records import StoredMessage
from desktop_app.shell.chat.message_model import MessageModel
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.ui.chat.message.row import Progress
from desktop_app.ui.chat.progress import TurnProgress
from tests.support.fakes import POSITIVE, known_error


class Chat:
    """Messages, and how far they are."""

    def __init__(self) -> None:
        self.model = MessageModel()
        self.progress = TurnProgress(self.model)

    def add(self, *entries, row=None):
        self.model.insert(self.model.rowCount() if row is None else row, entries)

    def status(self, phase, *, running=None, waiting=(), **more):
        ids = tuple(entry.message.id for entry in waiting)
        self.progress.status = AppStatus(
            phase, running=running.message.id if running else "", waiting=ids, **more
        )

    @property
    def seen(self):
        return [self.progress.of(row) for row in range(self.model.rowCount())]

    @property
    def awaited(self):
        return [self.progress.awaits_reply(row) for row in range(self.model.rowCount())]


@pytest.fixture
def chat(qapp):
    return Chat()


def person(text="hi", **more):
    return StoredMessage(Message(Role.USER, text), **more)


def reply(text="so", reason=FinishReason.STOP):
    return StoredMessage(Message(Role.ASSISTANT, text, finish_reason=reason))


def test_a_turn_from_question_to_reply(chat):
    question = person()
    chat.status(Phase.READY, waiting=[question])
    chat.add(question)
    assert (chat.seen, chat.awaited) == ([Progress.WAITING], [False])
    chat.status(Phase.JUDGING, running=question)
    chat.status(Phase.JUDGING, running=question, stage=LoadStage.CALIBRATING, fraction=0.5)
    assert (chat.seen, chat.awaited) == ([Progress.LEARNING], [True])
    chat.status(Phase.JUDGING, running=question)
    assert (chat.seen, chat.awaited) == ([Progress.JUDGING], [True])
    chat.model.set_message(dataclasses.replace(question.message, mood=POSITIVE))
    chat.status(Phase.ANSWERING, running=question)
    assert (chat.seen, chat.awaited) == ([Progress.DONE], [True])
    answer = reply("I ", None)
    chat.add(answer)
    assert chat.seen == [Progress.DONE, Progress.STREAMING]
    assert chat.awaited == [False, False]
    chat.model.set_message(dataclasses.replace(answer.message, finish_reason=FinishReason.STOP))
    assert chat.seen == [Progress.DONE, Progress.DONE]


def test_only_the_message_that_the_worker_has_is_being_judged(chat):
    messages = [person(), person(), person()]
    chat.add(*messages)
    chat.status(Phase.JUDGING, running=messages[0], waiting=messages[1:])
    assert chat.seen == [Progress.JUDGING, Progress.WAITING, Progress.WAITING]
    assert chat.awaited == [True, False, False]


def test_nobody_answers_a_note(chat):
    note, question = person("for me", note=True), person("for you")
    chat.add(note, question)
    chat.status(Phase.JUDGING, running=note, waiting=[question])
    assert (chat.seen, chat.awaited) == ([Progress.DONE, Progress.WAITING], [False, False])


def test_messages_that_wait_behind_a_reply_go_on_waiting(chat):
    first, second = person("a"), person("b")
    chat.add(first, second)
    chat.add(reply("re a", None), row=1)
    chat.status(Phase.ANSWERING, running=first, waiting=[second])
    assert chat.seen == [Progress.DONE, Progress.STREAMING, Progress.WAITING]
    assert chat.awaited == [False] * 3


@pytest.mark.parametrize("phase", list(Phase))
def test_where_nothing_runs_and_nothing_waits_no_message_says_that_it_does(chat, phase):
    chat.add(person("a"), reply("", FinishReason.FAILED), person("never answered"))
    chat.status(phase)
    assert (chat.seen, chat.awaited) == ([Progress.DONE] * 3, [False] * 3)


def test_what_runs_and_waits_in_another_conversation_is_not_said_here(chat):
    chat.add(person("never answered"))
    chat.status(Phase.JUDGING, running=person("elsewhere"), waiting=[person("there too")])
    assert (chat.seen, chat.awaited) == ([Progress.DONE], [False])


def test_without_a_model_a_message_says_what_it_waits_for(chat):
    question = person()
    chat.add(question)
    chat.status(Phase.FAILED, waiting=[question], error=known_error("model_not_found"))
    assert (chat.seen, chat.awaited) == ([Progress.LACKS_MODEL], [False])


def test_a_conversation_that_comes_as_a_whole_shows_what_is_unfinished(chat):
    chat.add(person("before"))
    chat.model.reset([person("a"), reply("re a"), person("b"), reply("half", None)])
    assert chat.seen == [Progress.DONE] * 3 + [Progress.STREAMING]


def test_the_speed_belongs_to_the_streaming_row_alone(chat):
    question = person()
    chat.add(question, reply("so", None))
    chat.status(Phase.ANSWERING, running=question, tokens_per_s=31.0)
    assert [chat.progress.speed(row) for row in (0, 1)] == [0.0, 31.0]
