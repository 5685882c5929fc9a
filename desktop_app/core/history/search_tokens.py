"""Words for the full-text index, and the places where they stand in a text.

The index is made of tokens that are normalised here, joined with spaces, so that SQLite's own
tokenizer has nothing left to decide: a run of letters or digits is a token; a character of a
script written without spaces (Chinese, Japanese, Korean, Thai, ...) and an emoji is one by itself.
A query's part between spaces is then a phrase of tokens, which finds every Chinese substring of
any length exactly, and words by their beginning.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

TOKENIZER_VERSION = 1
"""Raised when the tokens of a text change: the index is then made anew."""

SNIPPET_CHARACTERS = 80
MAX_QUERY_CHARACTERS = 500
_CONTEXT_BEFORE = 20
_LONG_CHARACTERS = 10_000

_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Myanmar, Khmer
    "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3105-\u318f\u31f0-\u31ff"  # kana, bopomofo, jamo
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f"  # ideographs, Hangul
    "\U00020000-\U0003ffff"  # rarer ideographs
    "\u2190-\u2bff\U0001f000-\U0001faff"  # arrows, symbols, emoji
)
_TOKEN = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}](?:[^\W_{_ALONE}]|[\u0300-\u036f])*")
_IS_ALONE = re.compile(rf"[{_ALONE}]")
_SEPARATORS = re.compile(r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")


@dataclass(frozen=True, slots=True)
class _Part:
    """Tokens that must follow each other; the last one may go on where `open_ended`."""

    tokens: tuple[str, ...]
    open_ended: bool


@dataclass(frozen=True, slots=True)
class Query:
    """What a person typed, understood: every part must be found.

    literal: the text itself, to be looked for as it is where it holds no token ("->", "???").
    """

    parts: tuple[_Part, ...]
    literal: str

    @property
    def is_empty(self) -> bool:
        return not self.literal

    @property
    def expression(self) -> str:
        """For FTS5's MATCH; "" where there is no token. Operators were typed as text: quoted."""
        return " ".join(
            '"' + " ".join(part.tokens) + '"' + ("*" if part.open_ended else "")
            for part in self.parts
        )


def parse_query(text: str) -> Query:
    """Understand a query while it is typed: the last word may be unfinished until a space ends it.

    No character has a meaning of its own.
    """
    text = text[:MAX_QUERY_CHARACTERS]
    words = text.split()
    parts = []
    for index, word in enumerate(words):
        found = list(_tokens(word))
        if not found:
            continue
        unfinished = index == len(words) - 1 and not text[-1].isspace()
        last_start, last_end, _ = found[-1]
        goes_on = unfinished and last_end == len(word) and not _IS_ALONE.match(word[last_start])
        tokens = tuple(token for _, _, words_ in found for token in words_)
        parts.append(_Part(tokens, goes_on))
    return Query(tuple(parts), text.strip())


def index_text(text: str) -> str:
    """The tokens of a text, joined with spaces, as they go into the index."""
    return " ".join(token for _, _, tokens in _tokens(text) for token in tokens)


def find_spans(text: str, query: Query) -> list[tuple[int, int]]:
    """(start, length) of every match of every part, in order, not overlapping."""
    if not query.parts:
        return _literal_spans(text, query.literal)
    places = _places(text)
    spans = sorted(
        (places[first][0], places[first + len(part.tokens) - 1][1])
        for part in query.parts
        for first in range(len(places) - len(part.tokens) + 1)
        if _matches(part, places, first)
    )
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return [(start, end - start) for start, end in merged]


def matches(text: str, query: Query) -> bool:
    """Whether every part of the query is in a short text."""
    if not query.parts:
        return bool(query.literal) and query.literal.casefold() in text.casefold()
    words = _remembered_words(text)
    return all(
        " " + " ".join(part.tokens) + ("" if part.open_ended else " ") in words
        for part in query.parts
    )


@functools.lru_cache(maxsize=2048)
def _remembered_words(text: str) -> str:
    """The tokens, each between spaces: titles are looked through at every key that is pressed."""
    return f" {index_text(text)} "


def snippet(text: str, query: Query) -> tuple[str, tuple[tuple[int, int], ...]]:
    """One line of the text around its first match, and the spans of the matches in it."""
    text = _near_match(text, query)
    spans = find_spans(text, query)
    first = spans[0][0] if spans else 0
    start = max(0, first - _CONTEXT_BEFORE)
    if start and len(text) - start < SNIPPET_CHARACTERS:
        start = max(0, len(text) - SNIPPET_CHARACTERS)
    end = min(len(text), start + SNIPPET_CHARACTERS)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    # one character for one, so that the spans stay right
    line = "".join(" " if c.isspace() or not c.isprintable() else c for c in text[start:end])
    shown = [(max(s, start), min(s + length, end)) for s, length in spans]
    shift = len(before) - start
    return before + line + after, tuple((s + shift, e - s) for s, e in shown if s < e)


def _near_match(text: str, query: Query) -> str:
    """A part of a very long text that should hold a match: tokens of a megabyte take too long."""
    if len(text) <= _LONG_CHARACTERS:
        return text
    words = query.literal.split()
    place = max(text.find(words[0]), 0) if words else 0
    start = max(0, place - _LONG_CHARACTERS // 2)
    return text[start : start + _LONG_CHARACTERS]


def _places(text: str) -> list[tuple[int, int, str]]:
    """(start, end, token), in order."""
    return [(start, end, token) for start, end, tokens in _tokens(text) for token in tokens]


def _tokens(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """(start, end, tokens) of each run in the text; normalising may make several tokens of one."""
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word.isascii():
            yield match.start(), match.end(), (word.lower(),)
            continue
        tokens = tuple(_SEPARATORS.sub(" ", _normalised(word)).split())
        if tokens:
            yield match.start(), match.end(), tokens


def _normalised(word: str) -> str:
    """Full width, case and Latin accents do not matter to a search."""
    if len(word) == 1 and "\u3400" <= word <= "\u9fff":
        return word
    folded = unicodedata.normalize("NFKC", word).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def _matches(part: _Part, places: list[tuple[int, int, str]], first: int) -> bool:
    *whole, last = part.tokens
    for offset, token in enumerate(whole):
        if places[first + offset][2] != token:
            return False
    found = places[first + len(whole)][2]
    return found.startswith(last) if part.open_ended else found == last


def _literal_spans(text: str, literal: str) -> list[tuple[int, int]]:
    if not literal:
        return []
    return [(found.start(), len(literal)) for found in re.finditer(re.escape(literal), text)]
