"""Formulas keep their delimiters and their marks; long runs of emoji stay whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTextBoundaryFinder
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument

from desktop_app.ui.markdown.blocks import Kind, read_markdown
from desktop_app.ui.markdown.pieces import MAX_UNITS, insert_whole, whole_pieces
from desktop_app.ui.markdown.runs import LINE_BREAK


def formulas(text: str) -> list[str]:
    runs = [run for block in read_markdown(text) for run in block.runs]
    return [run.text.replace(LINE_BREAK, "\n") for run in runs if run.style.code]


def shown(text: str) -> str:
    return "\n".join("".join(run.text for run in block.runs) for block in read_markdown(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"so \(x\) is", [r"\(x\)"]),
        (r"\(a_1 * b_1 * c\)", [r"\(a_1 * b_1 * c\)"]),
        (r"\[x = \frac{1}{2}\]", [r"\[x = \frac{1}{2}\]"]),
        ("$$x_i$$", ["$$x_i$$"]),
        (r"两个公式 \(x\) 和 \(y\)。", [r"\(x\)", r"\(y\)"]),
        ("\\[\nx = 1\n+ 2\n\\]", ["\\[\nx = 1\n+ 2\n\\]"]),
        ("$$\n- a\n# b\n$$", ["$$\n- a\n# b\n$$"]),
        ("before\n\\[\n- a\n\\]\nafter", ["\\[\n- a\n\\]"]),
        (r"- item \(x\)", [r"\(x\)"]),
        ("- item\n\n  $$\n  - a\n  $$", ["$$\n- a\n$$"]),
        (r"> \[x\]", [r"\[x\]"]),
        (r"**bold \(x*y\)**", [r"\(x*y\)"]),
        (r"| a |" + "\n|---|\n" + r"| \(x\) |", []),
    ],
)
def test_formulas_are_shown_as_they_are_written(text, expected):
    assert formulas(text) == expected


def test_a_formula_in_a_table():
    (block,) = read_markdown("| a |\n|---|\n| \\(x_1\\) |")
    assert block.kind is Kind.TABLE
    assert "".join(run.text for run in block.rows[1][0]) == r"\(x_1\)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # what is no formula is read as before
        (r"\(open", "(open"),
        (r"\*star\*", "*star*"),
        ("costs $5 and $6", "costs $5 and $6"),
        ("$$", "$$"),
        ("$$ $$", "$$ $$"),
        (r"\\(x\\)", r"\(x\)"),
        ("\\[\n\nnot one\n\n\\]", "[\nnot one\n]"),
    ],
)
def test_what_is_no_formula(text, said):
    assert shown(text) == said
    assert formulas(text) == []


def test_code_is_code():
    assert formulas("`\\(x\\)`") == [r"\(x\)"]
    (block,) = read_markdown("```\n\\[\nx\n\\]\n```")
    assert block.kind is Kind.CODE
    assert "".join(run.text for run in block.runs).split(LINE_BREAK) == ["\\[", "x", "\\]"]


FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    "text", ["😀" * 5000, "x" + "😀" * 5000, FAMILY * 1000, "a " + FAMILY * 1000, "🇨🇳" * 3000]
)
def test_a_long_run_of_emoji_is_not_torn(qapp, text):
    document = QTextDocument()
    insert_whole(QTextCursor(document), text, QTextCharFormat())
    assert document.toPlainText() == text
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, text)
    fragment, ends = document.firstBlock().begin(), []
    while not fragment.atEnd():
        piece = fragment.fragment()
        assert piece.length() <= MAX_UNITS
        ends.append(piece.position() + piece.length())
        fragment += 1
    assert len(ends) > 1
    for end in ends[:-1]:
        finder.setPosition(end)
        assert finder.isAtBoundary()


def test_pieces_are_the_text():
    for text in ("", "short", "a" * 9000, "e" + "\u0301" * 9000, "\ud83d" * 9000):
        assert "".join(whole_pieces(text)) == text


def test_a_formula_while_it_is_written():
    text = "First " + "a, " * 100 + r"\(x. y; z\)" + " then\n\n\\[\n- a\n\\]\n\nend."
    for end in range(1, len(text) + 1):
        read_markdown(text[:end], growing=True)
    assert read_markdown(text, growing=True) == read_markdown(text)
