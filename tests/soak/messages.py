"""Messages that nobody means well with, from a seed: the same ones each time.

    for text in bad_messages(10_000, seed=1): ...

They are made of what breaks programs that take text for something else: every plane of Unicode,
lone surrogates, text that runs both ways, control tokens, Markdown, HTML, terminal escapes, NUL.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

MEBIBYTE = 1 << 20
HUGE_EVERY = 1000
"""One message of so many has about a million characters; one of a hundred some ten thousand."""

CONTROL_TOKENS = (
    *("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>"),
    *("<tool_call>", "</tool_call>", "<|object_ref_start|>", "<|vision_pad|>", "<|fim_prefix|>"),
    *("<repo_name>", "<file_sep>", "<|repo_name|>", "<empty_output>", "<gh_stars>"),
    *("<s>", "</s>", "<unk>", "<pad>", "<bos>", "<eos>", "<|begin_of_text|>", "<|eot_id|>"),
    *("<|start_header_id|>", "<|end_header_id|>", "<start_of_turn>", "<end_of_turn>"),
    *("[INST]", "[/INST]", "<<SYS>>", "<|user|>", "<|assistant|>", "<|system|>", "<|end|>"),
)
"""Of every model in the catalogue, of the starter and of the other families that can be loaded."""

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u061c\u115f\u180e\u3164\ufe0f"
_BOTH_WAYS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
_WORDS = ("hello", "你好", "today", "实验", "успех", "مرحبا", "שלום", "สวัสดี", "नमस्ते", "🎉")
_MARKUP = (
    "<img src=file:///etc/passwd>",
    "<img src=http://192.0.2.1/a.png>",
    "<script>alert(1)</script>",
    "<style>@import url(//192.0.2.1/a.css);</style>",
    "<iframe src=javascript:alert(1)>",
    "<a href='vbscript:x'>x</a>",
    "<object data=file:///dev/zero>",
    "<svg onload=alert(1)>",
    "<!DOCTYPE a [<!ENTITY a '&a;&a;'>]>&a;",
    "&#0;&#x110000;&lt;b&gt;",
    "<table><tr><td colspan=99999999 rowspan=99999999>",
    "<font size=9999999>",
)
_MARKDOWN = (
    "![](file:///etc/passwd)",
    "![a](http://192.0.2.1/a.png)",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>)",
    "[x]: file:///dev/zero\n[x]",
    "```\n",
    "~~~html\n<b>\n",
    "| a | b |\n|--|:-:|\n",
    "- [ ] \n",
    "# ",
    "***",
    "1. ",
    "> ",
    "$$x$$",
    "---\n",
)
_TERMINAL = ("\x1b[2J", "\x1b]0;title\x07", "\x1b[31m", "\x1b]8;;file:///etc\x07", "\x9b1m", "\x08")
_OTHERS = (
    "{{ 7 * 7 }}",
    "{% for x in x %}",
    "{folder}",
    "%n %s %1",
    "'; DROP TABLE messages; --",
    '" AND NEAR(',
    "=cmd|'/c calc'!A1",
    "../../../../etc/passwd",
    "C:\\nul",
    "${HOME} `id` $(id)",
    "\r\n.\r\n",
    '{"format": "qwen-all-in-one/chats"}',
    "positive",
    "负面",
    "<message>",
)
_NESTED = (
    "> ",
    "- ",
    "[",
    "(",
    "*",
    "_",
    "`",
    "<b>",
    "<div>",
    "![",
    "[[",
    "{",
    "#",
    "~",
    "\\",
    "|",
)

Maker = Callable[[random.Random, int], str]


def bad_messages(count: int, seed: int) -> Iterator[str]:
    """`count` messages, none of them empty. A maker's turn comes every len(MAKERS) messages."""
    chance = random.Random(seed)
    for number in range(count):
        if number % HUGE_EVERY == HUGE_EVERY - 1:
            size = MEBIBYTE
        elif number % 100 == 99:
            size = 10_000
        else:
            size = chance.choice((1, 8, 40, 200))
        text = MAKERS[number % len(MAKERS)](chance, size)
        yield text or " "


def _plane(chance: random.Random, size: int) -> str:
    start = chance.randrange(17) << 16
    return "".join(_character(chance, start) for _ in range(size))


def _character(chance: random.Random, start: int) -> str:
    code = start + chance.randrange(1 << 16)
    # a surrogate pair made by chance is two characters here and one in UTF-16
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)


def _surrogates(chance: random.Random, size: int) -> str:
    pool = ["\ud800", "\udfff", "\udc80", "\udbff", "a", "字"]
    return "".join(chance.choice(pool) for _ in range(size))


def _invisible(chance: random.Random, size: int) -> str:
    return "".join(chance.choice(_INVISIBLE) for _ in range(size))


def _both_ways(chance: random.Random, size: int) -> str:
    return "".join(chance.choice((*_BOTH_WAYS, *_WORDS, " ")) for _ in range(size))


def _control_tokens(chance: random.Random, size: int) -> str:
    return "".join(chance.choice((*CONTROL_TOKENS, *_WORDS, "\n")) for _ in range(-(-size // 8)))


def _broken_tokens(chance: random.Random, size: int) -> str:
    """Control tokens with something invisible inside, or cut: a clean-up must not join them."""
    pieces = []
    for _ in range(-(-size // 12)):
        token = chance.choice(CONTROL_TOKENS)
        place = chance.randrange(len(token))
        glue = chance.choice((*_INVISIBLE, *_BOTH_WAYS, "\x00", "\ud800", "", token))
        pieces.append(token[:place] + glue + token[place:])
    return "".join(pieces)


def _stacked(chance: random.Random, size: int) -> str:
    """Letters with hundreds of accents each, and families of emoji that never end."""
    accent = chr(chance.randrange(0x300, 0x370))
    return chance.choice(
        ("a" + accent * size, "👩\u200d" * size, "🇦" * size, "1\ufe0f\u20e3" * size)
    )


def _markup(chance: random.Random, size: int) -> str:
    return "".join(chance.choice((*_MARKUP, *_WORDS)) for _ in range(-(-size // 20)))


def _markdown(chance: random.Random, size: int) -> str:
    return "".join(chance.choice((*_MARKDOWN, *_WORDS, "\n")) for _ in range(-(-size // 8)))


def _nested(chance: random.Random, size: int) -> str:
    opener = chance.choice(_NESTED)
    return opener * size + chance.choice(("", "x", "\n" * 5))


def _terminal(chance: random.Random, size: int) -> str:
    return "".join(chance.choice((*_TERMINAL, *_WORDS)) for _ in range(-(-size // 6)))


def _controls(chance: random.Random, size: int) -> str:
    pool = [chr(code) for code in (*range(32), *range(127, 160))]
    return "".join(chance.choice((*pool, "a")) for _ in range(size))


def _others(chance: random.Random, size: int) -> str:
    return "".join(chance.choice((*_OTHERS, *_WORDS)) for _ in range(-(-size // 15)))


def _one_line(chance: random.Random, size: int) -> str:
    return (
        chance.choice(("a", "字", "ﷺ", " ", "\n", "\t", "\u3000", "😄", "0", "!", "\u2028")) * size
    )


def _mixed(chance: random.Random, size: int) -> str:
    makers = [maker for maker in MAKERS if maker is not _mixed]
    return "".join(chance.choice(makers)(chance, -(-size // 4)) for _ in range(4))


MAKERS: tuple[Maker, ...] = (
    *(_plane, _surrogates, _invisible, _both_ways, _control_tokens, _broken_tokens, _stacked),
    *(_markup, _markdown, _nested, _terminal, _controls, _others, _one_line, _mixed),
)
