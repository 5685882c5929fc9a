"""When a reply gets an opener and a closing, which ones, and how long it may be."""

from __future__ import annotations

import pytest

from desktop_app.core.conversation import Message, Role
from desktop_app.core.mood import Mood
from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import AssistantRole, read_scenes
from desktop_app.engine.reply.framing import Frame, frame_reply

ROLE = AssistantRole(
    "Be kind.",
    openers={"sad": ("Oh,", "That is", "I see"), "glad": ("Great,",)},
    closings={"sad": ("Go on.", "And then?"), "glad": ("More!",)},
)
SAD = Mood("sad", 0.99, unsure=False, probabilities=(0.01, 0.99))
GLAD = Mood("glad", 0.99, unsure=False, probabilities=(0.99, 0.01))
FELT = "My old dog died this morning."


def chat(*texts: str) -> list[Message]:
    roles = (Role.USER, Role.ASSISTANT)
    return [Message(roles[place % 2], text) for place, text in enumerate(texts)]


def test_a_strong_feeling_gets_both():
    frame = frame_reply(ROLE, [], FELT, SAD)
    assert frame.opener in ROLE.openers["sad"]
    assert frame.closing in ROLE.closings["sad"]
    assert not frame.is_long
    assert frame_reply(ROLE, [], FELT, SAD) == frame


@pytest.mark.parametrize(
    "mood",
    [
        None,
        Mood("sad", 0.99, unsure=True, probabilities=(0.01, 0.99)),
        Mood("sad", 0.8, unsure=False, probabilities=(0.2, 0.8), feeling=0.5),
        Mood("other", 0.99, unsure=False, probabilities=(0.01, 0.99)),
    ],
)
def test_without_one_there_is_none(mood):
    assert frame_reply(ROLE, [], FELT, mood) == Frame()


@pytest.mark.parametrize("text", ["Why did my old dog die?", "Write a poem about my old dog."])
def test_who_asks_gets_an_answer_and_its_length(text):
    assert frame_reply(ROLE, [], text, SAD) == Frame(is_long=True)


@pytest.mark.parametrize("text", ["oh no", "唉，难过"])
def test_a_few_words_leave_too_much_open(text):
    assert frame_reply(ROLE, [], text, SAD) == Frame()


def test_the_same_matter_goes_on_without_and_another_one_does_not():
    opened = chat(FELT, "Oh, that is sad. Go on.")
    assert frame_reply(ROLE, opened, FELT, SAD) == Frame()
    assert frame_reply(ROLE, opened, FELT, GLAD).opener == "Great,"
    later = [*opened, *chat("He was old and ill.", "I am here.")]
    assert frame_reply(ROLE, later, FELT, SAD).opener


@pytest.mark.parametrize(
    "before", ["Oh, no. Go on.", "That is sad. And then?", "I see you. Go on."]
)
def test_never_the_same_twice_in_a_row(before):
    later = chat(FELT, before, "He was old.", "I am here.")
    for text in (FELT, f"{FELT} Yes.", f"{FELT} He was nine."):
        for frame in (
            frame_reply(ROLE, later, text, SAD),
            frame_reply(ROLE, [], text, SAD, avoided=before),
        ):
            assert not before.startswith(frame.opener)
            assert not before.endswith(frame.closing)


def test_another_reply_to_the_same_message_begins_otherwise():
    openers = [frame_reply(ROLE, [], FELT, SAD, attempt=n).opener for n in range(3)]
    assert set(openers) == set(ROLE.openers["sad"])


def test_the_built_in_scenes_have_several_for_every_label_that_has_any():
    scenes, errors = read_scenes(RESOURCES / "scenes")
    assert not errors
    for scene in scenes.values():
        for role in scene.assistant.values():
            assert set(role.openers) == set(role.closings)
            for texts in (*role.openers.values(), *role.closings.values()):
                assert len(set(texts)) >= 3
                assert all(text == text.strip() for text in texts)
