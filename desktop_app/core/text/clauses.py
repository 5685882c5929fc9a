"""A message cut into clauses: the smallest pieces that say something of their own.

By plain rules for Chinese and English: at sentence ends, commas, dashes and line breaks, and
before a few conjunctions. Knows nothing of models.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, in characters; `end` is past the last one."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of the span."""
        return text[self.start : self.end]


_SENTENCE_END = r"[.!?;…]+[\"'”’)\]]*(?=\s|$)|[。！？；…]+[”’」』）]*|\n+|<{3,}|>{3,}|={3,}"
_CLAUSE_END = r"[,:](?=\s)|[，：、]|\s[-–—]+(?=\s)|[–—]+|[(（](?=.)|[)）}\]]"
_CONJUNCTION = (
    r"\s(?=(?:and|but|because|although|though|even\s+though|while|whereas|so|yet|then|however)\s)"
    r"|(?=但是|可是|不过|然而|因为|所以|虽然|尽管|而且|结果)"
)
_SENTENCE = re.compile(_SENTENCE_END)
_CLAUSE = re.compile(f"{_SENTENCE_END}|{_CLAUSE_END}|{_CONJUNCTION}", re.IGNORECASE)

_EXPRESSIVE = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "So"})


def has_something_to_judge(text: str) -> bool:
    """Whether there is a letter, an ideograph or a pictograph in the text."""
    return any(unicodedata.category(char) in _EXPRESSIVE for char in text)


def sentences(text: str) -> list[Span]:
    """The sentences; together they are the whole text. None where nothing is to be judged."""
    return _cut(text, _SENTENCE)


def clauses(text: str) -> list[Span]:
    """The clauses; together they are the whole text. None where nothing is to be judged."""
    return _cut(text, _CLAUSE)


def _cut(text: str, border: re.Pattern[str]) -> list[Span]:
    spans: list[Span] = []
    for start, end in _pieces(text, border):
        piece = text[start:end]
        if spans and not any(char.isalpha() for char in piece):
            # an emoji or a smiley belongs to what it follows
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    if len(spans) > 1 and not any(char.isalpha() for char in spans[0].of(text)):
        spans[:2] = [Span(0, spans[1].end)]
    return spans if has_something_to_judge(text) else []


def _pieces(text: str, border: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for match in border.finditer(text):
        if match.end() > start:
            yield start, match.end()
            start = match.end()
    if start < len(text):
        yield start, len(text)
