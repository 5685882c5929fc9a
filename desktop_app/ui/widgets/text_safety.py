"""Words that the program did not write itself, where Qt would take them for more than words."""

from __future__ import annotations

import unicodedata
from html import escape

from PySide6.QtGui import Qt

_BOTH_WAYS = frozenset(
    ("R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
)
_CONTROLS = dict.fromkeys(
    (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C), None
)
_ISOLATE, _END = "\u2068", "\u2069"


def escape_tooltip(text: str) -> str:
    """The text for a tooltip, which would draw as HTML what looks like it."""
    return f"<p>{escape(text, quote=False)}</p>" if Qt.mightBeRichText(text) else text


def bidi_isolate(text: str) -> str:
    """The text to stand within a sentence: its direction changes nothing around it."""
    if not any(unicodedata.bidirectional(character) in _BOTH_WAYS for character in text):
        return text
    return f"{_ISOLATE}{text.translate(_CONTROLS)}{_END}"
