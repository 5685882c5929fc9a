"""Source code cut into runs of one colour, by pygments."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from desktop_app.ui.markdown.runs import LINE_BREAK, Run, Style, joined

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

MAX_CODE = 30_000
"""Longer code keeps the colour of text."""
_PIECE_LINES = 40
_CODE = Style(code=True)

_COLOURS = (
    ("Comment", "code_comment"),
    ("Keyword", "code_keyword"),
    ("Operator.Word", "code_keyword"),
    ("Name.Tag", "code_keyword"),
    ("Literal.String", "code_string"),
    ("Literal", "code_number"),
    ("Name.Function", "code_name"),
    ("Name.Class", "code_name"),
    ("Name.Decorator", "code_name"),
    ("Name.Attribute", "code_name"),
    ("Name.Builtin", "code_name"),
    ("Generic.Heading", "code_keyword"),
    ("Generic.Inserted", "code_string"),
    ("Generic.Deleted", "code_number"),
)


@lru_cache(maxsize=32)
def coloured(code: str, language: str) -> tuple[Run, ...]:
    """The code in runs; of one colour where the language is not known or the code too long."""
    lexer = _lexer(language) if len(code) <= MAX_CODE else None
    if lexer is None:
        return _plain(code)
    tokens = lexer.get_tokens(code)
    found = joined(Run(_lines(text), _style(kind)) for kind, text in tokens)
    # a lexer that drops or adds a character must not change what the person copies
    return found if "".join(run.text for run in found) == _lines(code) else _plain(code)


def coloured_so_far(code: str, language: str) -> tuple[Run, ...]:
    """As `coloured`, for code that is being written.

    Read in pieces of some lines, so that a new line costs the same whatever stands above; the line
    that is being written keeps the colour of text.
    """
    # the name of the language is whole only when a line of code stands below it
    if "\n" not in code or len(code) > MAX_CODE or _lexer(language) is None:
        return _plain(code)
    lines = code.split("\n")
    runs: list[Run] = []
    for start in range(0, len(lines) - 1, _PIECE_LINES):
        piece = lines[start : min(start + _PIECE_LINES, len(lines) - 1)]
        runs += coloured("\n".join(piece), language)
        runs.append(Run(LINE_BREAK, _CODE))
    return joined([*runs, Run(lines[-1], _CODE)])


def _plain(code: str) -> tuple[Run, ...]:
    return joined((Run(_lines(code), _CODE),))


def _lines(text: str) -> str:
    return text.replace("\n", LINE_BREAK)


@lru_cache(maxsize=32)
def _lexer(language: str) -> Lexer | None:
    # imported when there is code to colour: the window must not wait for it
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False) if language else None
    except ClassNotFound:
        return None


@cache
def _style(kind: _TokenType) -> Style:
    from pygments.token import string_to_tokentype

    found = (colour for name, colour in _COLOURS if kind in string_to_tokentype(name))
    return Style(code=True, colour=next(found, ""))
