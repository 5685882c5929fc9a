"""What a turn says, in which order: the verdict, the first words, the model, the last words."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from desktop_app.backend.inference import LocalBackend
from desktop_app.core.api.events import MoodJudged, ReplyChunk, ThoughtChunk, TurnEnded
from desktop_app.core.care.help import read_help
from desktop_app.core.conversation import Draft, FinishReason, Message, Role, Turn
from desktop_app.core.mood import Mood
from desktop_app.core.paths import RESOURCES, Paths
from desktop_app.core.scenes.scene import AssistantRole
from desktop_app.core.settings import Settings
from desktop_app.engine.reply import framing
from tests.engine.test_engine import SCENE
from tests.engine.toy_chat import write_toy_chat

OPENERS = {"positive": ("Oh good", "How good"), "negative": ("Oh no", "Well now")}
CLOSINGS = {"positive": ("More!", "Go on!"), "negative": ("Go on.", "I hear you.")}
SAD = Mood("negative", 0.99, unsure=False, probabilities=(0.01, 0.99))
FELT = "My old dog died this morning."
CRIES = {"en": "I want to die", "zh": "我撑不下去了，想死"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_toy_chat(tmp_path_factory.mktemp("toy") / "toy")


@pytest.fixture
def make(folder, tmp_path):
    """A backend whose scene has openers and closings."""
    made = []

    def make(**settings) -> LocalBackend:
        role = AssistantRole("Answer.", openers=OPENERS, closings=CLOSINGS)
        scene = replace(SCENE, id="companion", assistant={"en": role})
        options = {"model": str(folder), "threads": 1, "weights": "float32", "max_new_tokens": 24}
        backend = LocalBackend(
            Paths(tmp_path), Settings(**options | settings), {scene.id: scene}, "en"
        )
        list(backend.prepare(threading.Event()))
        made.append(backend)
        return backend

    yield make
    for backend in made:
        backend.close()


def respond(backend: LocalBackend, text: str, **turn) -> list:
    turn = {"history": ()} | turn
    history = turn.pop("history")
    return list(backend.respond(Turn("c", history, text, "companion", **turn), threading.Event()))


def said(events: list) -> str:
    whole = "".join(event.text for event in events if isinstance(event, ReplyChunk))
    return whole[: len(whole) - events[-1].taken_back]


def test_the_first_words_come_with_the_verdict(make, monkeypatch):
    monkeypatch.setattr(framing, "LEAST_STRENGTH", 0.0)
    events = respond(make(), FELT)
    assert isinstance(events[0], MoodJudged)
    assert isinstance(events[1], ReplyChunk)
    assert events[1].text in OPENERS[events[0].mood.label]
    assert said(events).startswith(events[1].text)
    assert isinstance(events[-1], TurnEnded)
    assert not any(isinstance(event, ThoughtChunk) for event in events)


def test_looking_ahead_changes_no_word(make):
    expected = said(respond(make(), FELT, mood=SAD))
    backend = make()
    draft = Draft("c", (), FELT, "companion")
    assert list(backend.look_ahead(draft, threading.Event()))
    assert said(respond(backend, FELT, mood=SAD)) == expected
    assert expected.startswith(OPENERS["negative"])


def test_the_setting_switches_first_and_last_words_off(make):
    text = said(respond(make(cue=False), FELT, mood=SAD))
    assert not text.startswith(OPENERS["negative"])
    assert not text.endswith(CLOSINGS["negative"])


def test_a_reply_that_goes_on_gets_no_first_words(make):
    events = respond(make(), FELT, mood=SAD, reply_so_far="Oh no, what a")
    assert not said(events).startswith(OPENERS["negative"])


def test_another_reply_begins_otherwise_and_is_drawn(make):
    backend = make()
    replies = [said(respond(backend, FELT, mood=SAD, attempt=n)) for n in range(3)]
    assert replies[0][:5] != replies[1][:5]
    assert len(set(replies)) == 3
    asked = [said(respond(backend, "hello, who?", mood=SAD, attempt=n)) for n in range(3)]
    assert len(set(asked)) == 3


@pytest.mark.parametrize("language", ["zh", "en"])
def test_in_a_hard_moment_people_speak_and_the_model_does_not(make, language, monkeypatch):
    backend = make()
    words = read_help(RESOURCES)[language].replies

    def no_reply(*_):
        raise AssertionError("the model leads")

    monkeypatch.setattr(backend._engine, "reply", no_reply)
    history: list[Message] = []
    for _ in range(3):
        events = respond(backend, CRIES[language], history=tuple(history))
        assert isinstance(events[0], MoodJudged)
        assert said(events) in words
        assert events[-1].finish_reason is FinishReason.STOP
        last = history[-1].text if history else ""
        assert said(events) != last
        history += Message(Role.USER, CRIES[language]), Message(Role.ASSISTANT, said(events))


def test_every_helpline_says_where_it_is_from_and_when_it_was_looked_up():
    for help_ in read_help(RESOURCES).values():
        assert len(set(help_.replies)) >= 3
        for line in help_.helplines:
            assert line.source
            assert len(line.checked) == len("2026-01-01")
        assert "findahelpline.com" in help_.helplines[-1].reach


def test_a_message_of_the_history_is_judged_as_a_new_one(make):
    backend = make()
    again = backend.judge_again("companion", FELT, threading.Event())
    (judged,) = [e for e in respond(backend, FELT) if isinstance(e, MoodJudged)]
    assert again == judged.mood
