"""A message too long to be laid out at once, cut into parts that are shown one at a time."""

from __future__ import annotations

PART_CHARACTERS = 20_000
"""Qt lays out so much in a tenth of a second, whatever it is; its time grows faster than that."""
PART_LINES = 2_000
_LOOK_BACK = 2_000


def part_ends(text: str) -> list[int]:
    """Where each part ends, in characters; the last one with the text. Always at least one.

    A part ends with a line, else with a word, where one ends near its limit.
    """
    ends = [_end(text, 0)]
    while ends[-1] < len(text):
        ends.append(_end(text, ends[-1]))
    return ends


def _end(text: str, start: int) -> int:
    piece = text[start : start + PART_CHARACTERS]
    if piece.count("\n") > PART_LINES:
        lines = piece.split("\n", PART_LINES)[:PART_LINES]
        return start + sum(len(line) + 1 for line in lines)
    if start + len(piece) == len(text):
        return len(text)
    near = len(piece) - _LOOK_BACK
    cut = max(piece.rfind("\n", near), piece.rfind(" ", near) if "\n" not in piece[near:] else -1)
    return start + (cut + 1 if cut >= 0 else len(piece))
