"""What a model thinks before it answers, kept apart from the answer.

Some models write their thoughts between `<think>` and `</think>`; the chat template of some opens
the thought itself. Only at the very beginning of a reply the tag is one: what stands further behind
is text about tags.
"""

from __future__ import annotations

import enum

OPEN = "<think>"
CLOSE = "</think>"


class _Place(enum.Enum):
    BEGINNING = enum.auto()
    THOUGHT = enum.auto()
    BETWEEN = enum.auto()
    ANSWER = enum.auto()


class ThoughtSplitter:
    """Text of a reply as it comes, in two parts."""

    def __init__(self, is_open: bool) -> None:
        """is_open: the prompt has opened a thought already."""
        self._place = _Place.THOUGHT if is_open else _Place.BEGINNING
        self._held = ""

    @property
    def thinks(self) -> bool:
        """Whether what comes next belongs to the thought."""
        return self._place is _Place.THOUGHT

    def push(self, text: str) -> tuple[str, str]:
        """What this adds to the thought and to the answer; half of a tag is held back."""
        self._held += text
        thought = ""
        if self._place is _Place.BEGINNING:
            begun = self._held.lstrip()
            if begun.startswith(OPEN):
                self._place, self._held = _Place.THOUGHT, begun[len(OPEN) :]
            elif not OPEN.startswith(begun):
                self._place = _Place.ANSWER
        if self._place is _Place.THOUGHT:
            inside, tag, behind = self._held.partition(CLOSE)
            if tag:
                thought, self._held, self._place = inside, behind, _Place.BETWEEN
            else:
                whole = len(self._held) - _half_a_tag(self._held)
                thought, self._held = self._held[:whole], self._held[whole:]
        if self._place is _Place.BETWEEN:
            self._held = self._held.lstrip()
            if self._held:
                self._place = _Place.ANSWER
        answer = ""
        if self._place is _Place.ANSWER:
            answer, self._held = self._held, ""
        return thought, answer

    def flush(self) -> tuple[str, str]:
        """What was held back: the reply has ended."""
        rest, self._held = self._held, ""
        return (rest, "") if self.thinks else ("", rest)


def _half_a_tag(text: str) -> int:
    """Characters at the end of a text that may become the closing tag."""
    return next(n for n in range(len(CLOSE) - 1, -1, -1) if text.endswith(CLOSE[:n]))
