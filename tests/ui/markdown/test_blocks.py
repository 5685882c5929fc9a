"""Markdown read into blocks: what it becomes, what it never does, and while it still grows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.ui.markdown.blocks import (
    MAX_CELLS,
    MAX_CHARACTERS,
    Kind,
    read_markdown,
)
from desktop_app.ui.markdown.highlight import coloured, coloured_so_far
from desktop_app.ui.markdown.runs import LINE_BREAK, Run
from desktop_app.ui.markdown.unfinished import settled_pieces, without_half_marks

EVERYTHING = """# Title

Some **bold**, *italic*, ~~gone~~ and `code`.
A new line with https://example.org/a_(b).

- one
- two
  1. inner

> quoted
> > deeper

| a | b |
|---|---|
| 1 | **2** |

---

```python
def f():
    return "x"  # why
```

The *end*."""


def texts(blocks):
    return ["".join(run.text for run in block.runs) for block in blocks]


def styles(text):
    (block,) = read_markdown(text)
    return {run.text: run.style for run in block.runs}


def test_the_kinds_of_blocks_in_their_order():
    kinds = [block.kind for block in read_markdown(EVERYTHING)]
    paragraph = Kind.PARAGRAPH
    assert kinds == [
        Kind.HEADING,
        *[paragraph] * 6,
        Kind.TABLE,
        Kind.RULE,
        Kind.CODE,
        paragraph,
    ]


def test_emphasis_and_code():
    found = styles("a **b** *c* ~~d~~ `e` ***f***")
    assert found["b"].bold
    assert found["c"].italic
    assert found["d"].struck
    assert found["e"].code
    assert found["f"].bold
    assert found["f"].italic


def test_lists_know_their_depth_and_markers():
    blocks = read_markdown("3. three\n4. four\n   - inner\n\n     second paragraph")
    assert [(b.marker, b.depth) for b in blocks] == [("3.", 1), ("4.", 1), ("•", 2), ("", 2)]


def test_quotes_within_lists_know_where_their_bar_is():
    blocks = read_markdown("- item\n\n  > quoted")
    assert [b.quotes for b in blocks] == [(), (1,)]


def test_a_line_is_a_line():
    assert texts(read_markdown("one\ntwo")) == [f"one{LINE_BREAK}two"]


def test_html_is_text():
    text = "<b>bold</b> <img src=x onerror=y>\n\n<script>alert(1)</script>\n\n<!-- comment -->"
    assert texts(read_markdown(text)) == text.split("\n\n")


def test_an_image_is_its_words_and_address():
    (block,) = read_markdown("![a cat](https://example.org/cat.png)")
    assert texts([block]) == ["a cat (https://example.org/cat.png)"]


@pytest.mark.parametrize(
    "text",
    [
        "![x](file:///etc/passwd)",
        "[x](file:///etc/passwd)",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "[x](vbscript:x)",
        "[x](/relative)",
        "<file:///etc/passwd>",
        "[a]: https://example.org",
    ],
)
def test_what_is_no_web_address_stays_text(text):
    (block,) = read_markdown(text)
    addresses = {run.style.address for run in block.runs}
    assert texts([block]) == [text]
    assert addresses <= {"", "https://example.org"}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("[x](https://example.org/?a=1)", "https://example.org/?a=1"),
        ("<https://example.org>", "https://example.org"),
        ("[x](mailto:a@example.org)", "mailto:a@example.org"),
        ("(see https://example.org/a_(b)).", "https://example.org/a_(b)"),
        ("看 https://example.org/x。好", "https://example.org/x"),
        ("HTTPS://EXAMPLE.ORG!", "HTTPS://EXAMPLE.ORG"),
    ],
)
def test_links(text, address):
    (block,) = read_markdown(text)
    assert [run.style.address for run in block.runs if run.style.address] == [address]


def test_code_is_not_searched_for_addresses():
    (block,) = read_markdown("`https://example.org`")
    assert block.runs[0].style.address == ""


def test_a_table_has_rows_of_equal_length():
    (table,) = read_markdown("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |")
    assert [len(row) for row in table.rows] == [2, 2, 2]


BOMBS = {
    "quotes": "> " * 3000 + "end",
    "lists": "".join("  " * depth + "- a\n" for depth in range(150)) + "end",
    "brackets": "[" * 5000 + "end",
    "links": "[a](" * 2000 + "end",
    "stars": "*a **a " * 1500 + "end",
    "wide table": "|a" * 3000 + "\n" + "|-" * 3000 + "\n" + "|b" * 3000 + "\nend",
    "long table": "|a|b|\n|-|-|\n" + "|1|2|\n" * MAX_CELLS + "end",
    "much text": "a **b**\n\n" * (MAX_CHARACTERS // 9 + 1) + "end",
    "many items": "- a\n" * 14_000 + "end",
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_text_and_nothing_of_it_is_lost(text):
    blocks = read_markdown(text)
    assert texts(blocks)[-1].rstrip(" |").endswith("end")
    shown = "".join(texts(blocks))
    assert max((block.depth for block in blocks), default=0) < 20
    assert shown.count("a") == text.count("a")


def test_while_it_grows_only_the_last_block_is_another():
    blocks = read_markdown(EVERYTHING[:-1], growing=True)
    assert blocks[:-1] == read_markdown(EVERYTHING)[:-1]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a **bo", "a **bo**"),
        ("a **bold*", "a **bold**"),
        ("a `co", "a `co`"),
        ("a *it", "a *it*"),
        ("[text](https://exam", "text"),
        ("2 * 3", "2 * 3"),
        ("中文**粗", "中文**粗**"),
        ("done **b** and", "done **b** and"),
        ("\\*not", "\\*not"),
        ("`a*b` c", "`a*b` c"),
    ],
)
def test_half_marks_are_shown_as_if_closed(source, shown):
    assert without_half_marks(source) == shown


@pytest.mark.parametrize("tail", ["-", "1.", "##", ">", "**", "```", "`", "| a", "| a |\n|-"])
def test_half_of_a_mark_never_looks_like_something_else(tail):
    blocks = read_markdown(f"text\n\n{tail}", growing=True)
    assert blocks[0] == read_markdown("text")[0]
    assert all(block.kind in (Kind.PARAGRAPH, Kind.CODE) for block in blocks)


def test_a_half_fence_is_code_already():
    blocks = read_markdown("```python\nx = 1\ny = ", growing=True)
    assert [block.kind for block in blocks] == [Kind.CODE]
    assert texts(blocks) == [f"x = 1{LINE_BREAK}y = "]


def test_code_gets_colours_and_keeps_its_characters():
    code = 'def f(x):\n    return "a"  # why'
    runs = coloured(code, "python")
    assert "".join(run.text for run in runs).replace(LINE_BREAK, "\n") == code
    colours = {run.style.colour for run in runs}
    assert {"code_keyword", "code_name", "code_string", "code_comment"} <= colours


@pytest.mark.parametrize("language", ["", "no such language", "text"])
def test_code_of_no_known_language_has_one_colour(language):
    assert {run.style.colour for run in coloured("x = 1", language)} == {""}


def test_code_so_far_says_what_the_code_says():
    code = "\n".join(f"x{number} = '{number}'" for number in range(100)) + "\nhalf"
    so_far = "".join(run.text for run in coloured_so_far(code, "python"))
    assert so_far.replace(LINE_BREAK, "\n") == code


markdown_pieces = st.sampled_from(
    ["a", "word ", "中文", "*", "**", "`", "```", "\n", "\n\n", "- ", "1. ", "> ", "#", "# ", "| ",
     "|-|-|\n", "[", "](", "https://x.org", ")", "  ", "    ", "~~", "_", "<b>", "&amp;", "\\", "!"]
)  # fmt: skip
markdown_texts = st.lists(markdown_pieces, max_size=40).map("".join)


@given(markdown_texts)
@settings(max_examples=150)
def test_of_any_text_only_the_last_block_waits_for_more(text):
    text += "\n\nend"
    assert read_markdown(text, growing=True)[:-1] == read_markdown(text)[:-1]


@given(markdown_texts)
@settings(max_examples=100)
def test_pieces_of_a_paragraph_are_the_paragraph(text):
    assert "".join(settled_pieces(text * 5)) == text * 5


def test_runs_of_one_style_are_one():
    (block,) = read_markdown("a &amp; b \\* c")
    assert block.runs == (Run("a & b * c"),)
