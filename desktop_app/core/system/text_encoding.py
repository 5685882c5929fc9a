"""In which encoding a text is: marks and UTF-8 for certain, the others by charset-normalizer."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
GUESSED = ("gb18030", "big5", "shift_jis", "euc_jp", "cp949", "cp1252", "cp1251", "koi8_r")
"""What people's files are in that are not in UTF-8, the likeliest first."""
ALPHABETS = ("cp1252", "cp1251", "koi8_r")
"""Those of one byte for each letter."""
_CLEAR = 0.05
"""Of charset-normalizer's chaos, 0 to 1: two encodings that lie nearer could both be meant."""
_SAMPLE_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Decoded:
    """is_certain: False where another encoding would do as well."""

    text: str
    encoding: str
    is_certain: bool


def decode_text(data: bytes, is_whole: bool = True) -> Decoded | None:
    """The text, None where it is none. Not whole: a character that the end cuts is left out."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _as_text(data[len(mark) :], encoding, is_whole)
            return None if text is None else Decoded(text, encoding, True)
    wide = _wide(data)
    encodings = [(wide, False)] if wide else [("utf-8", True)]
    for encoding, is_certain in [*encodings, *([] if wide else _guesses(data, is_whole))]:
        text = _as_text(data, encoding, is_whole)
        if text is not None:
            return Decoded(text, encoding, is_certain)
    return None


def decode_as(data: bytes, encoding: str) -> str:
    """The text in the encoding that a person named; a mark at its beginning is left out.

    Raises LookupError for a name of no encoding of texts, UnicodeDecodeError.
    """
    if not codecs.lookup(encoding)._is_text_encoding:
        raise LookupError(encoding)
    return data.decode(encoding).removeprefix("\ufeff")


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: Latin letters have a zero in every second byte."""
    sample = data[:_SAMPLE_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if len(data) % 2 or not half:
        return None
    if odd > half // 4 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > half // 4 and odd == 0 else None


def _guesses(data: bytes, is_whole: bool) -> list[tuple[str, bool]]:
    """Encodings to try, the likeliest first, and whether each is the only likely one."""
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE_BYTES]
    if not is_whole or len(sample) < len(data):
        # not in the middle of a character
        end = next((at for at in range(len(sample), 0, -1) if sample[at - 1] < 0x80), 0)
        sample = sample[:end] if 2 * end > len(sample) else sample
    simplified = _is_simplified(sample)
    found = {match.encoding: match.chaos for match in from_bytes(sample, cp_isolation=[*GUESSED])}
    if simplified:
        found.setdefault("gb18030", 0.0)
    likely = {
        encoding: chaos
        for encoding, chaos in found.items()
        if chaos - min(found.values()) < (_CLEAR if encoding != "gb18030" else 2 * _CLEAR)
        and encoding in GUESSED
        and _is_possible(sample, encoding)
    }
    # simplified Chinese keeps to GB2312, whatever else a text in another encoding decodes to
    order = [*GUESSED] if simplified else [*GUESSED[1:], GUESSED[0]]
    names = sorted(likely, key=lambda encoding: (encoding in ALPHABETS, order.index(encoding)))
    return [(name, len(names) == 1) for name in names]


def _is_simplified(sample: bytes) -> bool:
    try:
        # the end may cut through a character
        codecs.getincrementaldecoder("gb2312")("strict").decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _is_possible(sample: bytes, encoding: str) -> bool:
    """Encodings of one byte decode everything: there must be words around their letters."""
    if encoding not in ALPHABETS:
        return True
    text = sample.decode(encoding, "replace")
    latin = sum(char.isascii() and char.isalpha() for char in text)
    others = [char for char in text if not char.isascii()]
    if encoding == "cp1252":
        return latin >= 2 * len(others)
    return len(others) >= 8 and sum(map(str.isalpha, others)) >= 0.9 * len(others)


def _as_text(data: bytes, encoding: str, is_whole: bool) -> str | None:
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(data, final=is_whole)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
