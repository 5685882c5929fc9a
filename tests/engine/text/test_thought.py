"""What is thought and what is answered, whatever tokens the text comes in."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.engine.text.thought import ThoughtSplitter


def split(pieces: list[str], is_open: bool) -> tuple[str, str]:
    splitter = ThoughtSplitter(is_open)
    found = [*map(splitter.push, pieces), splitter.flush()]
    return "".join(thought for thought, _ in found), "".join(said for _, said in found)


CASES = [
    (False, "Hello <think> there", ("", "Hello <think> there")),
    (False, "<think>\nhm, <b>\n</think>\n\nHello </think>", ("\nhm, <b>\n", "Hello </think>")),
    (False, " \n<think>a</think>b", ("a", "b")),
    (False, "<thin", ("", "<thin")),
    (False, "  spaced", ("", "  spaced")),
    (True, "hm</think>\n\nHello", ("hm", "Hello")),
    (True, "hm, no end", ("hm, no end", "")),
    (True, "a < b </thin", ("a < b </thin", "")),
    (True, "</think>Hello", ("", "Hello")),
]


@pytest.mark.parametrize(("is_open", "text", "expected"), CASES)
@given(data=st.data())
def test_cut_in_any_way(is_open, text, expected, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)) | {0, len(text)})
    pieces = [text[a:b] for a, b in itertools.pairwise(cuts)]
    assert split(pieces, is_open) == expected
