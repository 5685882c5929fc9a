from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.engine.judging.occlusion import MAX_PARTS, TOKENS, explain
from tests.engine.judging.test_judge import make_judge

WORDS = [["good", "bad"], ["happy", "sad"]]


def test_a_weight_is_the_change_when_the_part_is_left_out(toy_decoder, toy_tokens):
    judge = make_judge(toy_decoder, toy_tokens, WORDS)
    text = "I came here, but it was closed."
    whole, without = judge.log_odds(text), judge.log_odds("but it was closed.")
    first, second = explain(judge, toy_tokens, text)
    assert text[first.start : first.end] == "I came here, "
    assert text[second.start : second.end] == "but it was closed."
    verdict = int(whole.argmax())
    assert first.weight == pytest.approx((whole - without)[verdict].item(), abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(st.text(st.sampled_from("abc 好坏。，,.! 😀"), max_size=80))
def test_parts_are_the_whole_text_in_order(toy_decoder, toy_tokens, text):
    found = explain(make_judge(toy_decoder, toy_tokens, WORDS), toy_tokens, text)
    if found:
        assert 2 <= len(found) <= MAX_PARTS
        assert "".join(text[part.start : part.end] for part in found) == text


@pytest.mark.parametrize("text", ["", "123", "word", "👍"])
def test_one_piece_has_nothing_to_compare(toy_decoder, toy_tokens, text):
    assert explain(make_judge(toy_decoder, toy_tokens, WORDS), toy_tokens, text) == []


def test_words_where_there_is_one_clause(toy_decoder, toy_tokens):
    text = "what a day"
    found = explain(make_judge(toy_decoder, toy_tokens, WORDS), toy_tokens, text)
    assert [text[part.start : part.end] for part in found] == ["what", " a", " day"]


def count_tokens(decoder, monkeypatch) -> list[int]:
    """How many tokens of messages each pass runs, from now on."""
    counted = []
    forward, look = type(decoder).forward, type(decoder).look

    def count_forward(self, ids, cache):
        counted.append(len(ids))
        return forward(self, ids, cache)

    def count_look(self, ids, branches, cache):
        counted.append(len(ids))
        return look(self, ids, branches, cache)

    monkeypatch.setattr(type(decoder), "forward", count_forward)
    monkeypatch.setattr(type(decoder), "look", count_look)
    return counted


@pytest.mark.parametrize("clauses", [4, 8, 20])
def test_a_long_message_has_fewer_parts_and_takes_no_longer(
    toy_decoder, toy_tokens, monkeypatch, clauses
):
    judge = make_judge(toy_decoder, toy_tokens, WORDS)
    judge.judge("")
    text = ", ".join("good" for _ in range(clauses))
    counted = count_tokens(toy_decoder, monkeypatch)
    found = explain(judge, toy_tokens, text)
    assert len(found) == {4: 4, 8: 6, 20: 3}[clauses]
    around = len(judge._after) * (len(found) + 1)
    assert sum(counted) <= around + 1.2 * max(TOKENS, 2 * len(toy_tokens.encode_text(text)))


def test_what_stands_before_a_part_is_not_computed_again(toy_decoder, toy_tokens, monkeypatch):
    judge = make_judge(toy_decoder, toy_tokens, WORDS)
    text = "one two three four five six, seven eight nine ten eleven, twelve."
    judge.judge(text)
    counted = count_tokens(toy_decoder, monkeypatch)
    explain(judge, toy_tokens, text)
    computed, counted[:] = sum(counted), []
    for part in ("one two three four five six, ", "seven eight nine ten eleven, ", "twelve."):
        make_judge(toy_decoder, toy_tokens, WORDS).log_odds(text.replace(part, ""))
    assert computed < 0.6 * sum(counted)


def test_it_can_be_cancelled(toy_decoder, toy_tokens):
    judge = make_judge(toy_decoder, toy_tokens, WORDS)
    before = judge.log_odds("one, two")
    assert explain(judge, toy_tokens, "one, two", lambda: True) == []
    torch.testing.assert_close(judge.log_odds("one, two"), before, atol=1e-5, rtol=0)
