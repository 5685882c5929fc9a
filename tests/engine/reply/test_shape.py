"""Where replies stop: whole sentences, none of them twice, one clause behind an opener."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.conversation import FinishReason
from desktop_app.engine.reply.shape import ReplyShape, is_question, joined


def pieces(text: str) -> list[str]:
    """Words with the space before them, and single characters of Chinese, as tokens are."""
    return re.findall(r"\s?[A-Za-z']+|\s*\d|\s?[^\sA-Za-z\d]|\s+", text)


def shaped(text: str, begun: str = "", **options) -> tuple[str, FinishReason]:
    """What is left of a text that a model would say in full, and why it ended."""
    options = {"most": 10_000} | options
    shape = ReplyShape(begun, **options)
    shown, reason = "", FinishReason.STOP
    for count, piece in enumerate(pieces(text), 1):
        shown += shape.push(piece)
        if shape.repeats_from is not None:
            break
        if shape.reason is not None or count == options["most"]:
            reason = shape.reason or FinishReason.LENGTH
            break
    ending = shape.end(reason)
    shown += ending.shown
    said = shown[: len(shown) - ending.taken_back]
    assert said == shape.text[: ending.kept]
    return said + ending.stop, reason


@pytest.mark.parametrize(
    "text",
    [
        "Hello there. How are you? Fine!",
        "It costs 3.50, not 1,200.",
        "1. Eggs\n2. Milk\n3. Bread",
        "你好。今天好吗？嗯……还行",
        "no end at all",
        "“Yes.” Then nothing.",
        "Wow!! 🎉 Great.",
        "a\n\n\nb",
    ],
)
def test_a_reply_that_ends_by_itself_is_left_as_it_is(text):
    assert shaped(text) == (text, FinishReason.STOP)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("难过，但请放心，我会帮你。", "难过。"),
        ("难过。我会帮你。", "难过。"),
        ("很不舒服！真的。", "很不舒服！"),
        ("开心吗？说说。", "开心吗？"),
        (" sad, but do not worry. I can help.", " sad."),
        (" sad. I can help.", " sad."),
        (" sad after 1,200 days. I can help.", " sad after 1,200 days."),
        (" sad about 3.5 days of waiting. Next.", " sad about 3.5 days of waiting."),
        (" upset with Dr. Smith. He is gone.", " upset with Dr. Smith."),
        (" sad", " sad"),
        (" great day!! 🎉 Next one.", " great day!! 🎉"),
        ("“好”的。然后", "“好”的。"),
        (" tired — work is hard.", " tired."),
        (" mad because the rent went up.", " mad."),
    ],
)
def test_behind_an_opener_one_clause_is_said(text, kept):
    assert shaped(text, "It is", is_framed=True) == (kept, FinishReason.STOP)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("One two three. Four five six. Seven eight", "One two three. Four five six."),
        ("一二三。四五六，七八九，十", "一二三。"),
        ("1. Eggs\n2. Milk and so on", "1. Eggs"),
        ("words without an end to them", "words without an end"),
    ],
)
def test_at_the_longest_length_the_last_whole_sentence_is_the_end(text, kept):
    most = len(pieces(text)) - 1 if kept[-1] in ".。s" else 4
    said, reason = shaped(text, most=most)
    assert (said, reason) == (kept, FinishReason.LENGTH)


def test_near_the_longest_length_the_end_of_a_sentence_is_the_end():
    text = "a b c. " * 3 + "d e f g h i. j k l."
    said, reason = shaped(text.strip(), most=30)
    assert reason is FinishReason.LENGTH
    assert said.endswith("i.")


def test_a_sentence_that_was_said_is_held_and_named():
    shape = ReplyShape(most=1000)
    shown = "".join(shape.push(p) for p in pieces("I like tea. You like cake. I like tea."))
    assert shape.repeats_from is None
    shown += shape.push(" And")
    assert shown == "I like tea. You like cake."
    assert shape.repeats_from == len(shown)
    assert shape.end(FinishReason.STOP).kept == len(shown)


def test_it_can_go_on_in_other_words():
    shape = ReplyShape(most=1000)
    for piece in pieces("I like tea. I like tea. So"):
        shape.push(piece)
    shape.withdraw(shape.repeats_from)
    shown = "".join(shape.push(p) for p in pieces(" We like milk. Yes"))
    assert shown == " We like milk. Yes"
    assert shape.text == "I like tea. We like milk. Yes"


def test_what_was_said_before_it_goes_on_counts_too():
    said, _ = shaped(" You like cake. I like tea. More.", "I like tea.")
    assert said == " You like cake."


def test_short_ones_may_come_twice():
    text = "Yes. No. Yes. No."
    assert shaped(text)[0] == text


def test_a_last_sentence_that_was_said_is_left_out_where_the_reply_ends_with_it():
    assert shaped("I like tea. You like cake. I like tea.")[0] == "I like tea. You like cake."


@given(
    st.lists(st.sampled_from(["a b c", ". ", "。", "，", "! ", "\n", "1.5", "…"]), max_size=40),
    st.integers(1, 60),
)
def test_whatever_is_said_what_is_shown_is_a_beginning_of_it(parts, most):
    text = "".join(parts)
    said, _ = shaped(text, most=most)
    assert text.startswith(said)
    sentences = [part.strip() for part in re.split(r"(?<=[。!])|(?<=\. )|\n", said)]
    plain = ["".join(c for c in part if c.isalnum()) for part in sentences]
    long = [part for part in plain if len(part) >= 4]
    assert len(set(long)) == len(long)


def test_questions_and_joints():
    assert is_question("还好吗？")
    assert is_question('Are you "fine?"')
    assert not is_question("Fine.")
    assert joined("Good.", "Tell me.") == " Tell me."
    assert joined("好。", "说说。") == "说说。"
    assert joined("Good.", "") == ""
