from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.text.clauses import clauses, has_something_to_judge


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("I came, I saw.", ["I came,", " I saw."]),
        ("It costs 3,50 or 3.50 euros.", ["It costs 3,50 or 3.50 euros."]),
        ("Good film but a bad seat", ["Good film ", "but a bad seat"]),
        ("I won! 🎉🎉 :)", ["I won! 🎉🎉 :)"]),
        ("😡 No. Really", ["😡 No.", " Really"]),
        ("看了电影，很好看！但是太长。", ["看了电影，", "很好看！", "但是太长。"]),
        ("one\ntwo", ["one\n", "two"]),
        ("http://a.example/b,c.d?e", ["http://a.example/b,c.d?e"]),
        ("well-known", ["well-known"]),
        ("", []),
        ("... 12", []),
    ],
)
def test_where_clauses_end(text, parts):
    assert [span.of(text) for span in clauses(text)] == parts


@given(st.text(st.sampled_from("ab 好。，,.!?\n\"'()—but 😀"), max_size=60))
def test_clauses_are_the_whole_text(text):
    joined = "".join(span.of(text) for span in clauses(text))
    assert joined == (text if has_something_to_judge(text) else "")
