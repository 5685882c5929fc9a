"""Sayings in plain words, and the signs of irony, on the files that are delivered."""

from __future__ import annotations

import pytest

from desktop_app.core.paths import RESOURCES
from desktop_app.core.text.everyday import LONGEST_REMARK, PLAIN, read_everyday

EVERYDAY = {code: read_everyday(RESOURCES / "idioms" / f"{code}.toml") for code in ("zh", "en")}


@pytest.mark.parametrize(
    ("code", "text", "plain"),
    [
        ("zh", "这家店绝绝子！", "这家店太棒了！"),
        ("zh", "我女神YYDS", "我女神是最棒的"),
        ("zh", "今天emo了", "今天心情很低落"),
        ("zh", "😡😡", "我很生气"),
        ("en", "That new song slaps", "That new song is great"),
        ("en", "I’m dying to try it", "I'm can't wait to try it"),
        ("en", "it was mid at best", "it was disappointing"),
        ("en", ":(", "I am sad, this is terrible"),
        # the same words, meant as they are
        ("en", "We meet mid-week", "We meet mid-week"),
        ("en", "He slaps the mosquito", "He slaps the mosquito"),
        ("en", "The fire alarm is loud", "The fire alarm is loud"),
        ("en", "see http://example.com/a", "see http://example.com/a"),
        ("en", "It's Sam’s", "It's Sam’s"),
        ("zh", "房号是6661", "房号是6661"),
        ("zh", "枕头放在床下头", "枕头放在床下头"),
        ("zh", "demo做好了", "demo做好了"),
    ],
)
def test_sayings(code, text, plain):
    assert EVERYDAY[code].in_plain_words(text) == plain
    assert PLAIN.in_plain_words(text) == text


@pytest.mark.parametrize(
    ("code", "text", "ironic"),
    [
        ("zh", "呵呵，又加班，真是太棒了呢", True),
        ("zh", "服务真“好”，等了两个小时", True),
        ("zh", "今天放假，太棒了！", False),
        ("zh", "谢谢你来接我", False),
        ("en", "Oh great, overtime again. Just what I needed.", True),
        ("en", "Thanks for leaving me in the rain.", True),
        ("en", "Thanks for coming, it was great.", False),
        ("en", "Great, overtime is over. " + "I went home early. " * 20, False),
    ],
)
def test_irony(code, text, ironic):
    assert EVERYDAY[code].sounds_ironic(text) is ironic


def test_two_feelings_and_requests():
    assert EVERYDAY["zh"].is_mixed("升职了，可是要离开家，心里很复杂")
    assert EVERYDAY["en"].is_mixed("Love the job, hate the commute")
    assert not EVERYDAY["en"].is_mixed("Love the job")
    for code, text in (
        ("zh", "给我讲个笑话"),
        ("zh", "抑郁症有哪些症状？"),
        ("en", "tell me a joke"),
    ):
        assert EVERYDAY[code].is_request(text)
    for code, text in (("zh", "你怎么能这样对我？"), ("en", "Why are you so mean?")):
        assert not EVERYDAY[code].is_request(text)


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("piece", ["a", "哈", "6", " ", ":(", "绝", "so ", "\n", "'", "love "])
def test_a_long_text_is_gone_through_once(code, piece):
    """Were a pattern to try its ends over and over, a test of the suite would never end here."""
    everyday = EVERYDAY[code]
    long = piece * (60_000 // len(piece))
    assert everyday.in_plain_words(long) is not None
    assert not everyday.sounds_ironic(long)
    short = piece * (LONGEST_REMARK // len(piece))
    assert everyday.is_request(short) in (True, False)
