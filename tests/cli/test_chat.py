"""`chat`: the same turn, in a terminal."""

from __future__ import annotations

import pytest

from desktop_app.backend.inference import LocalBackend
from desktop_app.cli.chat import verdict_line
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import Label, Scene
from tests.support.fakes import known_error


def test_once(cli, toy_model, toy_data):
    outcome = cli("chat", "--model", toy_model, "--once", "I am happy", data=toy_data)
    assert outcome.code == 0
    verdict, reply = outcome.out.split("\n", 1)
    assert verdict.startswith(("😄 LLM sentiment: positive (", "😡 LLM sentiment: negative ("))
    assert reply.strip()


def test_once_in_chinese(cli, toy_model, toy_data):
    command = ("chat", "--lang", "zh", "--model", toy_model, "--once", "今天很好")
    outcome = cli(*command, data=toy_data)
    assert outcome.code == 0
    faces = ("😄 LLM 情感判断: 正面（", "😡 LLM 情感判断: 负面（", "😐 LLM 情感判断: ")
    assert outcome.out.startswith(faces)


def test_lines_are_messages_and_blank_ones_are_not(cli, toy_model, toy_data):
    stdin = "first\n\n   \nsecond\n"
    outcome = cli("chat", "--model", toy_model, data=toy_data, stdin=stdin)
    assert outcome.code == 0
    assert outcome.out.count("LLM sentiment: ") == 2


def test_no_input_at_all(cli, toy_model, toy_data):
    outcome = cli("chat", "--model", toy_model, data=toy_data)
    assert (outcome.code, outcome.out.strip()) == (0, "")


def test_ctrl_c_stops_one_reply_and_the_chat_goes_on(cli, toy_model, toy_data, monkeypatch):
    """The history holds only exchanges that have words on both sides."""
    histories = []
    respond = LocalBackend.respond

    def interrupted_before_a_word(self, turn, cancelled):
        histories.append([message.text for message in turn.history])
        if turn.text == "stop":
            raise KeyboardInterrupt
        yield from respond(self, turn, cancelled)

    monkeypatch.setattr(LocalBackend, "respond", interrupted_before_a_word)
    command = ("chat", "--model", toy_model)
    outcome = cli(*command, data=toy_data, stdin="stop\none\ntwo\n")
    assert outcome.code == 0
    assert [len(history) for history in histories] == [0, 0, 2]
    assert histories[2][0] == "one"


@pytest.mark.parametrize("exception", [MemoryError(), known_error("prompt_too_long")], ids=str)
def test_a_message_that_fails_is_said_and_the_chat_goes_on(
    cli, toy_model, toy_data, monkeypatch, exception
):
    respond = LocalBackend.respond

    def fails_once(self, turn, cancelled):
        if turn.text == "one":
            raise exception
        yield from respond(self, turn, cancelled)

    monkeypatch.setattr(LocalBackend, "respond", fails_once)
    outcome = cli("chat", "--model", toy_model, data=toy_data, stdin="one\ntwo\n")
    assert outcome.code == 0
    assert outcome.out.count("LLM sentiment: ") == 1
    said = "memory of this computer" if isinstance(exception, MemoryError) else "no model in /m"
    assert outcome.err.count(said) == 1
    assert cli("chat", "--model", toy_model, "--once", "one", data=toy_data).code == 1


def test_a_model_that_is_not_there(cli):
    outcome = cli("chat", "--once", "hello")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.error.startswith("There is no model on this computer yet.")


def test_a_label_without_a_word_in_the_windows_language():
    label = Label("positive", "😄", "positive", {"en": "positive"})
    scene = Scene("own", {"en": "Own"}, (label,), {}, {})
    line = verdict_line(scene, Mood("positive", 0.9, False, (1.0,)), "zh")
    assert line == "😄 LLM 情感判断: positive（90%）"
    calm = Mood("positive", 0.9, True, (0.9, 0.1), 0.1)
    assert verdict_line(scene, calm, "zh") == "😐 LLM 情感判断: 平静"
    unclear = Mood("positive", 0.55, True, (0.55, 0.45), 0.9)
    assert verdict_line(scene, unclear, "en") == "😐 LLM sentiment: hard to tell"
