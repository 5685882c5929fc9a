"""The rule that offers help: it sees plain statements, and no idiom sets it off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.care.rule import READ_CHARACTERS, normalised, speaks_of_self_harm
from tests.core.care.kinds import KIND_CRIES, KIND_ORDINARY
from tests.core.care.sentences import CRIES_EN, CRIES_ZH, ORDINARY_EN, ORDINARY_ZH


@pytest.mark.parametrize("text", ORDINARY_ZH + ORDINARY_EN + KIND_ORDINARY)
def test_ordinary_words_never_open_the_notice(text):
    assert not speaks_of_self_harm(text)
    assert not speaks_of_self_harm(f"{text}。OK, thanks.\n{text}")


@pytest.mark.parametrize("text", CRIES_ZH + CRIES_EN + KIND_CRIES)
def test_a_plain_statement_opens_it(text):
    assert speaks_of_self_harm(text)
    assert speaks_of_self_harm(f"Hi, how are you.\n{text}\n今天先到这里。")


def test_all_ordinary_words_together_do_not_open_it_either():
    assert not speaks_of_self_harm("\n".join(ORDINARY_ZH + ORDINARY_EN))


@pytest.mark.parametrize(
    "text",
    [
        "I WANT TO DIE",
        "i   want\tto  die",
        "ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "i want to d\u200bie",
        "I’m gonna kill myself",
        "我 想 死",
        "我\u200b想\u2060死",
        "我想自殺",
        "我不想活了！！！",
    ],
)
def test_the_way_it_is_written_does_not_matter(text):
    assert speaks_of_self_harm(text)


def test_normal_form():
    assert normalised("Ｉ’m  我 想\u200b 死") == "i'm 我想死"
    assert normalised("a\nb") == "a\nb"


@pytest.mark.parametrize("cry", ["我想死", "I want to die"])
def test_of_a_very_long_text_both_ends_are_read(cry):
    filler = "今天天气很好。The weather is fine. " * (READ_CHARACTERS // 5)
    assert len(filler) > 3 * READ_CHARACTERS
    assert not speaks_of_self_harm(filler)
    assert speaks_of_self_harm(f"{cry}。 {filler}")
    assert speaks_of_self_harm(f"{filler} {cry}")


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_has_an_answer(text):
    assert speaks_of_self_harm(text) in (True, False)
