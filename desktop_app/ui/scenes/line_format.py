"""Lists of texts as a person edits them: one a line, and words with a slash between them.

What a line can't hold as it is (a line break, a space at either end) is shown by a sign, so that
nothing is lost between a scene and its form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_SPACE = "\u2423"
"""Stands for a space at the beginning or the end."""
_SLASHES = "/／"
_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}|\\(.)", re.DOTALL)
_PART = re.compile(rf"((?:\\.|[^\\{_SLASHES}])*)(?:[{_SLASHES}]|$)", re.DOTALL)
_UNSEEN = ("Cc", "Zl", "Zp", "Cs", "Cn")


def lines_of(texts: Iterable[str]) -> str:
    """Each text on a line of its own."""
    return "\n".join(_shown(text) for text in texts)


def texts_of(lines: str) -> tuple[str, ...]:
    """The texts of the lines that are not blank."""
    return tuple(_read(line) for line in lines.split("\n") if line.strip())


def word_lines(sets: Sequence[Sequence[str]], spaced: bool) -> str:
    """Each set on a line, its words with slashes between. spaced: leave out each word's space."""
    return "\n".join(
        " / ".join(_shown(word[1:] if spaced else word, _SLASHES) for word in words)
        for words in sets
    )


def words_of(lines: str, spaced: bool) -> tuple[tuple[str, ...], ...]:
    """The sets of the lines that are not blank; a word that is missing is ""."""
    return tuple(_words(line, spaced) for line in lines.split("\n") if line.strip())


def is_spaced(sets: Sequence[Sequence[str]]) -> bool:
    """Whether a space stands before every word, as within an English sentence."""
    return all(word[:1] == " " and len(word) > 1 for words in sets for word in words)


def without_word(lines: str, place: int) -> str:
    """The lines without the word of the label at `place`."""
    kept = []
    for line in lines.split("\n"):
        parts = _parts(line)
        kept.append(" / ".join(part.strip() for n, part in enumerate(parts) if n != place))
    return "\n".join(kept)


def _words(line: str, spaced: bool) -> tuple[str, ...]:
    words = (_read(part) for part in _parts(line))
    return tuple(f" {word}" if spaced and word else word for word in words)


def _parts(line: str) -> list[str]:
    parts: list[str] = []
    start = 0
    while True:
        match = _PART.match(line, start)
        if match is None:
            # a lone backslash at the end
            return [*parts, line[start:]]
        parts.append(match[1])
        if match.end() == len(match[1]) + start:
            return parts
        start = match.end()


def _shown(text: str, special: str = "") -> str:
    inner = text.strip(" ")
    if not inner:
        return _SPACE * len(text)
    left = len(text) - len(text.lstrip(" "))
    right = len(text) - len(text.rstrip(" "))
    return _SPACE * left + "".join(_sign(char, special) for char in inner) + _SPACE * right


def _sign(char: str, special: str) -> str:
    if char in ("\\", _SPACE, *special):
        return f"\\{char}"
    # what strip() takes away, and what is no character on a line
    if unicodedata.category(char) in _UNSEEN or (char.isspace() and char != " "):
        return f"\\u{{{ord(char):x}}}"
    return char


def _read(text: str) -> str:
    text = text.strip()
    inner = text.strip(_SPACE)
    if not inner:
        return " " * len(text)
    # a sign that is meant as itself has a backslash before it
    own = len(inner) - len(inner.rstrip("\\"))
    if own % 2 and text.rstrip(_SPACE) != text:
        inner += _SPACE
    left = len(text) - len(text.lstrip(_SPACE))
    right = len(text) - left - len(inner)
    return " " * left + _ESCAPE.sub(_character, inner) + " " * right


def _character(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if number <= 0x10FFFF else match[0]
