"""Stretches of text that look the same, and the addresses in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

LINE_BREAK = "\u2028"
"""A new line within a block."""

_ADDRESS = re.compile(r"https?://[^\s<>\"`\u2028\u3000-\u303f\uff00-\uffef]+", re.IGNORECASE)
_AFTER_SENTENCE = ".,;:!?'*_~"
_BRACKETS = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Style:
    """address: where a link leads, else "". colour: a colour role of the theme, "" for text."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    address: str = ""
    colour: str = ""


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    style: Style = PLAIN


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The same text in as few runs as possible; none is empty."""
    found: list[Run] = []
    for run in runs:
        if found and run.style == found[-1].style:
            found[-1] = Run(found[-1].text + run.text, run.style)
        elif run.text:
            found.append(run)
    return tuple(found)


def with_addresses(runs: Iterable[Run]) -> Iterator[Run]:
    """The same runs with a link for each web address that was written without marks."""
    for run in joined(runs):
        if run.style.code or run.style.address:
            yield run
            continue
        end = 0
        for match in _ADDRESS.finditer(run.text):
            address = _without_tail(match.group())
            yield Run(run.text[end : match.start()], run.style)
            yield Run(address, replace(run.style, address=address))
            end = match.start() + len(address)
        yield Run(run.text[end:], run.style)


def _without_tail(address: str) -> str:
    """The address without what ends the sentence around it."""
    while address[-1] in _AFTER_SENTENCE or _closes_too_much(address):
        address = address[:-1]
    return address


def _closes_too_much(address: str) -> bool:
    opening = _BRACKETS.get(address[-1])
    return opening is not None and address.count(address[-1]) > address.count(opening)
