"""A name for a file, made of a title, that every file system takes."""

from __future__ import annotations

import unicodedata

from pathvalidate import sanitize_filename

_MAX_STEM_BYTES = 120
"""Room for the suffix, and for what a file is called while it is being written."""
_JOINERS = "\u200c\u200d"
"""Parts of emoji and of words; the other format characters can turn a name around."""


def file_name(title: str, fallback: str, suffix: str) -> str:
    """The title as a file name.

    suffix: with its dot.  fallback: the name where nothing of the title can be used.
    """
    visible = "".join(c if _is_kept(c) else " " for c in unicodedata.normalize("NFC", title))
    stem = " ".join(visible.split()).lstrip(". ")
    safe = sanitize_filename(
        stem,
        replacement_text="-",
        platform="universal",
        max_len=_MAX_STEM_BYTES,
    )
    return (safe.strip(" .-") or fallback) + suffix


def _is_kept(character: str) -> bool:
    return character in _JOINERS or not unicodedata.category(character).startswith("C")
