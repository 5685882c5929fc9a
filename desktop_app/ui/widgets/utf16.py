"""Lengths and places in UTF-16 code units, in which Qt counts."""

from __future__ import annotations

from collections.abc import Sequence


def utf16_length(text: str) -> int:
    """Length as Qt counts it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


Spans = Sequence[tuple[int, int]]


def utf16_spans(text: str, spans: Spans) -> list[tuple[int, int]]:
    """(start, length) in characters of a Python str as UTF-16 units, in which Qt counts."""
    found = []
    for start, length in spans:
        before, marked = text[:start], text[start : start + length]
        found.append((utf16_length(before), utf16_length(marked)))
    return found
