"""Whether a message says that its writer wants to die or to hurt themselves.

A plain rule and no model: it gives the same answer every time, on every computer, and whoever
reads it can see why. It looks for explicit statements in Chinese and English, in the first person
or with no person named. It passes over ordinary idioms ("笑死我了", "this deadline is killing
me"), over what is denied, and over what is told of others, of films or of the news. The kinds of
hints that it knows stand in chinese_hints.py and english_hints.py; others it can miss. The notice
that it opens is help offered, never a diagnosis.
"""

from __future__ import annotations

import re
import unicodedata

from desktop_app.core.care.chinese import says_so_in_chinese
from desktop_app.core.care.chinese_hints import hints_in_chinese
from desktop_app.core.care.english import says_so_in_english
from desktop_app.core.care.english_hints import hints_in_english

READ_CHARACTERS = 20_000
"""Of a very long text so many are read at its beginning and at its end: the time is bounded."""

_TRADITIONAL = str.maketrans(
    "殺輕結無戀傷樓藥裏裡嗎還沒這會個說總場終離覺與寧願為麼後斷東從開邊實過麽給讓對夢著",
    "杀轻结无恋伤楼药里里吗还没这会个说总场终离觉与宁愿为么后断东从开边实过么给让对梦着",
)
_HAN = r"\u3400-\u9fff"
_SPACES_IN_HAN = re.compile(rf"(?<=[{_HAN}])[ \t]+(?=[{_HAN}])")
_SPACES = re.compile(r"[^\S\n]+")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")


def speaks_of_self_harm(text: str) -> bool:
    """Whether to offer help. Takes tenths of a second at most, whatever the text."""
    # what is normalised may be longer: one ligature becomes eighteen letters
    plain = _ends_of(normalised(_ends_of(text)))
    return (
        says_so_in_chinese(plain)
        or says_so_in_english(plain)
        or hints_in_chinese(plain)
        or hints_in_english(plain)
    )


def _ends_of(text: str) -> str:
    if len(text) <= 2 * READ_CHARACTERS:
        return text
    return f"{text[:READ_CHARACTERS]}\n{text[-READ_CHARACTERS:]}"


def normalised(text: str) -> str:
    """One way of writing for what reads the same.

    Full width becomes half width, traditional characters of the rule simplified ones, capitals
    small; what can't be seen goes, and so do spaces between Chinese characters.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    seen = "".join(c for c in folded if unicodedata.category(c) not in ("Cf", "Cs", "Mn", "Me"))
    spaced = _SPACES.sub(" ", seen.translate(_APOSTROPHES).translate(_TRADITIONAL))
    return _SPACES_IN_HAN.sub("", spaced)
