"""The title of a conversation, made from what was said first."""

from __future__ import annotations

import unicodedata

TITLE_COLUMNS = 48
"""Widest automatic title, in columns of a fixed-width font: 24 Chinese characters."""


MAX_TITLE_CHARACTERS = 4 * TITLE_COLUMNS
"""Longest automatic title: accents have no width of their own, and can be stacked without end."""


_SENTENCE_ENDS = "。！？!?…\n\r\u2028\u2029"


def automatic_title(text: str) -> str:
    """The first sentence of a message, no wider than TITLE_COLUMNS, cut between words.

    "" where the text holds nothing that can be seen.
    """
    visible = (" " if _is_unseen(character) else character for character in text.strip()[:2000])
    sentence = ""
    for candidate in _sentences("".join(visible)):
        sentence = " ".join(candidate.lstrip("#>*-`~ \t").split())
        if sentence:
            break
    whole = sentence
    sentence = sentence[: MAX_TITLE_CHARACTERS - 1]
    if sum(map(_columns, sentence)) > TITLE_COLUMNS:
        sentence = _cut(sentence)
    return sentence if sentence == whole else sentence.rstrip() + "…"


def _sentences(text: str) -> list[str]:
    sentences, start = [], 0
    for index, character in enumerate(text):
        ends = character in _SENTENCE_ENDS or (
            character == "." and text[index + 1 : index + 2] == " "
        )
        if ends:
            sentences.append(text[start : index + 1].rstrip("。.\n\r\u2028\u2029"))
            start = index + 1
    return [*sentences, text[start:]]


def _cut(sentence: str) -> str:
    """As much of the sentence as fits with an ellipsis; not within a word, unless it fills it."""
    width, end = 0, 0
    while width + _columns(sentence[end]) <= TITLE_COLUMNS - 1:
        width += _columns(sentence[end])
        end += 1
    if sentence[end] == " " or _columns(sentence[end]) == 2 or _columns(sentence[end - 1]) == 2:
        return sentence[:end].rstrip()
    boundary = sentence.rfind(" ", 0, end)
    return sentence[: boundary if boundary > end // 2 else end].rstrip()


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _is_unseen(character: str) -> bool:
    """Control characters and lone surrogates, line ends apart."""
    return unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") and character not in "\n\r"
