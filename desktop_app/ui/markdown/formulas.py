r"""Formulas in Markdown: \(x\), \[x\] and $$x$$ are kept as they are written.

To CommonMark a backslash before a bracket is an escape and would vanish, and the marks within a
formula would become emphasis. Nothing is computed or typeset: the source is shown as source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

FORMULA = "formula"
"""The type of the tokens; their content is the formula with its delimiters."""
DELIMITERS = {"\\(": "\\)", "\\[": "\\]", "$$": "$$"}


def add_formulas(parser: MarkdownIt) -> None:
    """Teach the parser."""
    parser.inline.ruler.before("escape", FORMULA, _inline)
    interrupts = ["paragraph", "blockquote", "list"]
    parser.block.ruler.before("fence", FORMULA, _block, {"alt": interrupts})


def is_open(source: str) -> bool:
    """Whether a formula has begun in the source that does not end in it."""
    place = 0
    while place < len(source):
        end = formula_end(source, place, len(source))
        if end is not None:
            place = end
        elif source[place : place + 2] in DELIMITERS:
            return True
        else:
            # what is escaped begins nothing
            place += 2 if source[place] == "\\" else 1
    return False


def formula_end(source: str, start: int, stop: int) -> int | None:
    """Where the formula that begins at `start` ends; None where none begins or it is not closed."""
    closing = DELIMITERS.get(source[start : start + 2])
    if closing is None:
        return None
    end = source.find(closing, start + 2, stop)
    return end + 2 if end >= 0 and source[start + 2 : end].strip() else None


def _inline(state: StateInline, silent: bool) -> bool:
    end = formula_end(state.src, state.pos, state.posMax)
    if end is None:
        return False
    if not silent:
        state.push(FORMULA, "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


def _block(state: StateBlock, first: int, stop: int, silent: bool) -> bool:
    """A formula of several lines is a paragraph, whatever its lines begin with."""
    start = state.bMarks[first] + state.tShift[first]
    closing = DELIMITERS.get(state.src[start : start + 2])
    if closing is None or state.is_code_block(first):
        return False
    last = first
    while closing not in state.src[start + 2 * (last == first) : state.eMarks[last]]:
        last += 1
        if last >= stop or state.isEmpty(last) or state.sCount[last] < state.blkIndent:
            return False
        start = state.bMarks[last] + state.tShift[last]
    if last == first:
        return False
    if not silent:
        opening = state.push("paragraph_open", "p", 1)
        opening.map = [first, last + 1]
        token = state.push("inline", "", 0)
        token.content = state.getLines(first, last + 1, state.blkIndent, False).strip()
        token.map = [first, last + 1]
        token.children = []
        state.push("paragraph_close", "p", -1)
        state.line = last + 1
    return True
