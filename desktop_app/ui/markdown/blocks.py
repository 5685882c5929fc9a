"""A reply's Markdown as plain values: paragraphs, lists, quotes, tables and code.

Knows nothing of Qt. HTML is text, an image is its words and its address, a link is one only where
it leads to a web page or to a mail. What is nested too deep or too large to be laid out stays
plain text; nothing of the text is ever left out.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from desktop_app.ui.markdown.formulas import add_formulas
from desktop_app.ui.markdown.highlight import coloured, coloured_so_far
from desktop_app.ui.markdown.runs import LINE_BREAK, PLAIN, Run, joined, with_addresses
from desktop_app.ui.markdown.unfinished import (
    settled_pieces,
    without_half_line,
    without_half_marks,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_CHARACTERS = 60_000
MAX_PARAGRAPH = 4_000
MAX_CELLS = 600
_MAX_TOKENS = 12_000
_MAX_NESTING = 20
_LINK = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)


class Kind(enum.Enum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CODE = "code"
    RULE = "rule"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text.

    level: of a heading, 1 to 6.  depth: how many lists and quotes it stands in.
    quotes: which of these, counted from 0 at the outermost, are quotes.
    marker: bullet or number of the list item that begins with this block, else "".
    language: of code, as written behind the fence.  is_tight: belongs close to the block above.
    rows: cells of a table, each row as long as the first, which is its head.
    """

    kind: Kind
    runs: tuple[Run, ...] = ()
    level: int = 0
    depth: int = 0
    quotes: tuple[int, ...] = ()
    marker: str = ""
    language: str = ""
    is_tight: bool = False
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()


def read_markdown(text: str, growing: bool = False) -> tuple[Block, ...]:
    """The blocks of `text`; `growing`: more will follow, so half marks are not shown yet."""
    if len(text) > MAX_CHARACTERS:
        return plain_blocks(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    tokens = _parser().parse(without_half_line(text) if growing else text)
    if len(tokens) > _MAX_TOKENS or any(t.level >= _MAX_NESTING - 2 for t in tokens):
        return plain_blocks(text)
    return tuple(_Reader(tokens, growing).blocks())


def plain_blocks(text: str) -> tuple[Block, ...]:
    """The text as it is, its lines in one block."""
    return (Block(Kind.PARAGRAPH, (Run(LINE_BREAK.join(text.split("\n"))),)),)


@cache
def _parser() -> MarkdownIt:
    # imported when there is a reply to read: the window must not wait for it
    from markdown_it import MarkdownIt

    class Parser(MarkdownIt):
        def validateLink(self, url: str) -> bool:
            return _LINK.match(url) is not None

    # References are off: their definitions would vanish from the text. Headings and code by the
    # look of neighbouring lines are off: in chats they are accidents.
    options = {"html": False, "maxNesting": _MAX_NESTING}
    parser = Parser("commonmark", options).enable(["table", "strikethrough"])
    parser.disable(["reference", "lheading", "code", "html_block", "inline", "text_join"])
    add_formulas(parser)
    return parser


class _Reader:
    """Turns the parser's tokens into blocks."""

    def __init__(self, tokens: list[Token], growing: bool) -> None:
        self._tokens = tokens
        self._growing = growing
        self._place = 0
        self._nest: list[str] = []
        """"quote" or "list", from the outermost to the innermost."""
        self._marker = ""

    def blocks(self) -> Iterator[Block]:
        while self._place < len(self._tokens):
            token = self._tokens[self._place]
            self._place += 1
            match token.type:
                case "blockquote_open":
                    self._nest.append("quote")
                case "bullet_list_open" | "ordered_list_open":
                    self._nest.append("list")
                case "blockquote_close" | "bullet_list_close" | "ordered_list_close":
                    self._nest.pop()
                case "list_item_open":
                    if self._marker:
                        yield self._here(Block(Kind.PARAGRAPH))
                    self._marker = f"{token.info}." if token.info else "•"
                case "list_item_close" if self._marker:
                    yield self._here(Block(Kind.PARAGRAPH))
                case "inline":
                    opening = self._tokens[self._place - 2]
                    yield self._text_block(token, opening)
                case "fence":
                    yield self._code(token)
                case "hr":
                    # Qt gives an empty block below a table no room
                    yield self._here(Block(Kind.RULE, (Run(" "),)))
                case "table_open":
                    yield self._table(token)

    def _here(self, block: Block) -> Block:
        """The block in the lists and quotes that are open; it takes the item's marker."""
        quotes = tuple(i for i, name in enumerate(self._nest) if name == "quote")
        marker, self._marker = self._marker, ""
        return replace(block, depth=len(self._nest), quotes=quotes, marker=marker)

    def _text_block(self, token: Token, opening: Token) -> Block:
        runs = self._inline(token.content)
        if opening.type == "heading_open":
            return self._here(Block(Kind.HEADING, runs, level=int(opening.tag[1:])))
        return self._here(Block(Kind.PARAGRAPH, runs, is_tight=opening.hidden))

    def _inline(self, source: str) -> tuple[Run, ...]:
        # what follows the last text are the closing tokens of what it stands in
        if not self._growing or any(t.nesting >= 0 for t in self._tokens[self._place :]):
            return _inline(source)
        # a reply that is being written: marks are shown as if they were closed
        pieces = settled_pieces(source)
        pieces[-1] = without_half_marks(pieces[-1])
        return joined(run for piece in pieces for run in _inline(piece))

    def _code(self, token: Token) -> Block:
        language = token.info.split()[0] if token.info.strip() else ""
        is_open = self._growing and self._place == len(self._tokens)
        runs = (coloured_so_far if is_open else coloured)(token.content.rstrip("\n"), language)
        return self._here(Block(Kind.CODE, runs, language=language))

    def _table(self, opening: Token) -> Block:
        start = self._place
        while self._tokens[self._place].type != "table_close":
            self._place += 1
        self._place += 1
        inside = self._tokens[start : self._place]
        cells = [token for token in inside if token.type == "inline"]
        columns = sum(token.type == "th_open" for token in inside)
        if len(cells) > MAX_CELLS:
            lines = (cells[i : i + columns] for i in range(0, len(cells), columns))
            text = LINE_BREAK.join(" | ".join(cell.content for cell in line) for line in lines)
            return self._here(Block(Kind.PARAGRAPH, (Run(text),)))
        read = [_inline(cell.content) for cell in cells]
        rows = tuple(tuple(read[i : i + columns]) for i in range(0, len(read), columns))
        return self._here(Block(Kind.TABLE, rows=rows))


@lru_cache(maxsize=256)
def _inline(source: str) -> tuple[Run, ...]:
    """The runs of one paragraph. Cached, as most of a growing list or table stays the same."""
    plain = (Run(LINE_BREAK.join(source.split("\n"))),)
    if len(source) > MAX_PARAGRAPH:
        return plain
    tokens: list[Token] = []
    _parser().inline.parse(source, _parser(), {}, tokens)
    if any(token.level >= _MAX_NESTING - 2 for token in tokens):
        return plain
    return joined(with_addresses(_runs(tokens)))


def _runs(tokens: Iterable[Token]) -> Iterator[Run]:
    style = PLAIN
    open_bold = open_italic = 0
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                open_bold += token.nesting
                style = replace(style, bold=open_bold > 0)
            case "em_open" | "em_close":
                open_italic += token.nesting
                style = replace(style, italic=open_italic > 0)
            case "s_open" | "s_close":
                style = replace(style, struck=token.nesting > 0)
            case "link_open":
                style = replace(style, address=str(token.attrs.get("href", "")))
            case "link_close":
                style = replace(style, address="")
            case "code_inline" | "formula":
                yield Run(token.content, replace(style, code=True))
            case "softbreak" | "hardbreak":
                yield Run(LINE_BREAK, style)
            case "image":
                address = str(token.attrs.get("src", ""))
                words = f"{token.content} ({address})" if token.content else address
                yield Run(words, style)
            case _:
                yield Run(token.content, style)
