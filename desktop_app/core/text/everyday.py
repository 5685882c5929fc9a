"""Everyday language for a small model: slang put into plain words, and the signs of irony.

A model that has read little slang takes "笑死我了" or "dying to taste it" at its word. So the judge
reads what such sayings mean instead. Irony can't be turned round by rule; its signs only say that
praise is not to be trusted. What is a saying or a sign stands in a file for each language, and is
tried on short pieces or in one go over the text, so that the time grows with the text's length.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LONGEST_REMARK = 240
"""Characters. In a longer message one ironic clause says little of the whole."""
REACH = 80
"""Characters from a word of praise within which a trouble makes it sound ironic."""

_Replacements = tuple[tuple[re.Pattern[str], str], ...]
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Everyday:
    """What is known of one language.

    sayings, emoticons: patterns and what they mean.  alone: the same for a whole message.
    irony: a sign of it by itself.  praise, trouble: together, in this order, they are one.
    mixed: two feelings at once.  requests: how things are asked for.
    """

    sayings: _Replacements = ()
    emoticons: _Replacements = ()
    alone: _Replacements = ()
    irony: re.Pattern[str] = _NEVER
    praise: re.Pattern[str] = _NEVER
    trouble: re.Pattern[str] = _NEVER
    mixed: re.Pattern[str] = _NEVER
    requests: re.Pattern[str] = _NEVER

    def in_plain_words(self, text: str) -> str:
        """The text with what its sayings and emoticons mean in their place."""
        before = plain = _straight(text)
        for pattern, meaning in (*self.sayings, *self.emoticons):
            plain = pattern.sub(meaning, plain)
        bare = plain.strip()
        plain = next((meaning for p, meaning in self.alone if p.fullmatch(bare)), plain)
        return text if plain == before else plain

    def sounds_ironic(self, text: str) -> bool:
        """Whether praise in the text may well be meant the other way round."""
        if len(text) > LONGEST_REMARK:
            return False
        text = _straight(text)
        if self.irony.search(text):
            return True
        return any(
            self.trouble.search(text, found.end(), found.end() + REACH)
            for found in self.praise.finditer(text)
        )

    def is_mixed(self, text: str) -> bool:
        """Whether the text says a good and a bad feeling at once."""
        return len(text) <= LONGEST_REMARK and self.mixed.search(_straight(text)) is not None

    def is_request(self, text: str) -> bool:
        """Whether the text asks for something in the way that questions and orders are put."""
        return len(text) <= LONGEST_REMARK and self.requests.search(_straight(text)) is not None


PLAIN = Everyday()
"""Knows no sayings and no signs."""


def read_everyday(path: Path) -> Everyday:
    """The file of one language: TOML, with [pattern, meaning] pairs and lists of patterns."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Everyday(
        _replacements(table["sayings"]),
        _replacements(table["emoticons"]),
        _replacements(table["alone"]),
        _any(table["irony"]),
        _compiled(table["praise"]),
        _compiled(table["trouble"]),
        _any(table["mixed"]),
        _any(table["requests"]),
    )


def _replacements(rows: Sequence[Sequence[str]]) -> _Replacements:
    return tuple((_compiled(pattern), meaning) for pattern, meaning in rows)


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return _compiled("|".join(f"(?:{pattern})" for pattern in patterns))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _straight(text: str) -> str:
    # keyboards of telephones write the other apostrophe
    return text.replace("’", "'")
