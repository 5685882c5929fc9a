"""Which part of a message moved its verdict: leave each part out in turn and judge again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from desktop_app.core.mood import Influence
from desktop_app.core.text.clauses import Span, clauses
from desktop_app.engine.judging.judge import MESSAGE_TOKENS, Judge
from desktop_app.engine.text.detokenizer import StreamingDetokenizer
from desktop_app.engine.text.tokenizer import ChatTokens

MIN_PARTS, MAX_PARTS = 3, 8
TOKENS = 150
"""Each part costs a judgement of what stands after it. So many tokens of the message, all passes
together, are run: under a second where one of 120 tokens takes half of that."""


def explain(
    judge: Judge,
    tokens: ChatTokens,
    text: str,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> list[Influence]:
    """The parts of a message, in order, and how much each moved the verdict.

    Parts are clauses, or words where there is but one clause. Empty for a text without a letter,
    for a text in one piece, and where it was cancelled.
    """
    size = len(tokens.encode_clipped(text, MESSAGE_TOKENS)[0])
    # the whole message once, and on average half of it for each part
    most = min(max(2 * TOKENS // max(size, 1) - 1, MIN_PARTS), MAX_PARTS)
    parts = _merged(clauses(text), most)
    if len(parts) == 1:
        parts = _merged(_words(tokens, text), most)
    if len(parts) < 2:
        return []
    whole = judge.log_odds(text)
    verdict = int(whole.argmax())
    found = []
    # from the last to the first: what stands before a part is then the beginning of what was
    # just judged, and its keys and values are still there
    for part in reversed(parts):
        if is_cancelled():
            return []
        without = judge.log_odds(text[: part.start] + text[part.end :])
        weight = (whole[verdict] - without[verdict]).item()
        found.append(Influence(part.start, part.end, weight))
    return found[::-1]


def _words(tokens: ChatTokens, text: str) -> list[Span]:
    """Words; where the script has no spaces, the tokenizer's pieces, which are much like words."""
    stream = StreamingDetokenizer(tokens.bytes)
    lengths = [len(stream.push(token)) for token in tokens.encode_text(text)]
    lengths.append(len(stream.flush()))
    borders, place = [0], 0
    for length in lengths:
        if place > borders[-1] and place < len(text) and _may_part(text, place):
            borders.append(place)
        place += length
    borders.append(len(text))
    return [Span(start, end) for start, end in pairwise(borders)]


def _may_part(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if before.isascii() and after.isascii():
        return after.isspace() and not before.isspace()
    return after.isalnum()


def _merged(parts: Sequence[Span], most: int) -> list[Span]:
    """At most so many parts; the shortest neighbours are taken together."""
    merged = list(parts)
    while len(merged) > most:
        pairs = range(len(merged) - 1)
        first = min(pairs, key=lambda i: merged[i + 1].end - merged[i].start)
        merged[first : first + 2] = [Span(merged[first].start, merged[first + 1].end)]
    return merged
