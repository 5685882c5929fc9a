"""Markdown that breaks off in the middle of its marks: how to show it until the rest is there."""

from __future__ import annotations

import re

from desktop_app.ui.markdown.formulas import is_open

_HALF_LINE = re.compile(r"(?:^|(?<=\n))[ \t>]*(?:[-=*+#_~|`]{1,2}|\d{1,9}[.)]?)?[ \t]*\Z")
_HALF_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*\Z")
_HALF_MARKS = re.compile(r"(?<!\\)[*_~`]+\Z")
_PART = re.compile(r"[^\n.。！？!?;；,，]+[\n.。！？!?;；,，]?\s*|[\n.。！？!?;；,，]\s*")
_SPECIAL_END = re.compile(r"[^\s\w.,;。！？；，]\s*\Z|\w\Z")
_LEAST_PIECE = 200
_MARK = re.compile(r"\\.|`+|\*{1,3}|_{1,3}|~~", re.DOTALL)


def without_half_line(text: str) -> str:
    """Without a last line that is nothing but the beginning of a mark: "-", "##", "1."."""
    return _HALF_LINE.sub("", text)


def without_half_marks(source: str) -> str:
    """A paragraph's source with the marks at its end left off and those left open closed."""
    source = _HALF_LINK.sub(lambda match: match.group(1), source)
    return _closed(_HALF_MARKS.sub("", source))


def settled_pieces(source: str) -> list[str]:
    """A paragraph's source cut where no mark is open: all but the last piece stay as they are.

    Together they are the source; there is always at least one.
    """
    pieces, enough = [""], _LEAST_PIECE
    for part in _PART.findall(source):
        piece = pieces[-1]
        if len(piece) >= enough:
            # not at each part: a piece that stays open would be read again and again
            enough = len(piece) + _LEAST_PIECE
            if _is_settled(piece):
                pieces.append("")
                enough = _LEAST_PIECE
        pieces[-1] += part
    return pieces


def _is_settled(piece: str) -> bool:
    is_bracketed = piece.count("[") == piece.count("]")
    if is_open(piece):
        return False
    return not _SPECIAL_END.search(piece) and is_bracketed and _closed(piece) == piece


def _closed(source: str) -> str:
    open_marks: list[str] = []
    place = 0
    while (match := _MARK.search(source, place)) is not None:
        mark, place = match.group(), match.end()
        if mark.startswith("\\"):
            continue
        if mark.startswith("`"):
            end = _end_of_code(source, place, mark)
            if end is None:
                return source + mark if source[place:].strip() else source
            place = end
        elif mark in open_marks and not source[match.start() - 1].isspace():
            del open_marks[open_marks.index(mark) :]
        elif _opens(source, match):
            open_marks.append(mark)
    stripped = source.rstrip()
    return stripped + "".join(reversed(open_marks)) if open_marks else source


def _end_of_code(source: str, place: int, mark: str) -> int | None:
    match = re.compile(rf"(?<!`){mark}(?!`)").search(source, place)
    return match.end() if match else None


def _opens(source: str, match: re.Match[str]) -> bool:
    after = source[match.end() : match.end() + 1]
    before = source[match.start() - 1 : match.start()]
    begins_word = not before or not before.isalnum()
    # in Chinese no space stands before a mark; a single one may be a multiplication
    is_strong = len(match.group()) > 1 and not match.group().startswith("_")
    return bool(after) and not after.isspace() and (begins_word or is_strong)
