"""A quotation's feeling is not the person's."""

from __future__ import annotations

import pytest

from desktop_app.core.text.own_words import own_words


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("> You are an idiot.\n\nI think he is kind.", "I think he is kind."),
        ("```py\nraise Hell\n```\nwhy does this fail", "why does this fail"),
        ("def f(x):\n    return x + 1\nprint(f(2))\n这段什么意思", "这段什么意思"),
        ("Translate into French: I hate you", "Translate into French:"),
        ("把下面的内容翻译成英语：我恨你", "把下面的内容翻译成英语："),
        ("帮我润色这段话\n你们的服务太差了。", "帮我润色这段话"),
        ("FYI\n-----Original Message-----\nFrom: a\nYou are awful.", "FYI"),
        ("So kind of her!\n\nOn Mon, 3 May, Ann wrote:\n> bad news", "So kind of her!"),
        ("发件人: 王\n收件人: 我\n主题: 投诉\n\n太差了", ""),
        ("> all of it\n> is quoted", ""),
        (f"他说：“{'你真是太差劲了' * 8}”，我觉得好笑", "他说：“…”，我觉得好笑"),
        # the person's own
        ('She said "no" and I cried', 'She said "no" and I cried'),
        ("我要解释一下：我很难过", "我要解释一下：我很难过"),
        ("I feel so sad today.\nNothing works;", "I feel so sad today.\nNothing works;"),
        ("", ""),
    ],
)
def test_own_words(text, own):
    assert own_words(text) == own


@pytest.mark.parametrize(
    "piece", ["a", " ", '"', "“", "\n>", "From:x\n", "```\n", "翻译", "{;", "\t\n", "x.", "On "]
)
def test_a_long_text_is_gone_through_once(piece):
    """Were a pattern to try its ends over and over, a test of the suite would never end here."""
    assert own_words(piece * (60_000 // len(piece))) is not None
