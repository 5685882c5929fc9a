"""Blocks in a QTextDocument: rewriting the end gives what writing everything would give."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QTextDocument, QTextTable

from desktop_app.ui.markdown.blocks import read_markdown
from desktop_app.ui.markdown.document import MarkdownDocument
from desktop_app.ui.style.theme import Theme
from tests.ui.markdown.test_blocks import EVERYTHING, markdown_texts


@pytest.fixture(scope="module")
def theme_of_module(qapp):
    return Theme()


def written(theme, blocks):
    document = QTextDocument()
    writer = MarkdownDocument(document, theme)
    writer.show(blocks)
    return document, writer


def laid_out(document):
    """400 px wide; the height."""
    document.setTextWidth(400)
    # Qt lays a document out when it is asked for its size
    return document.size().height()


def inside(document):
    """All that can be seen of a document: text and formats, block by block."""
    found = []
    block = document.begin()
    while block.isValid():
        fragments = []
        place = block.begin()
        while not place.atEnd():
            fragment = place.fragment()
            form = fragment.charFormat()
            look = (form.font().toString(), form.foreground().color().name(), form.anchorHref())
            fragments.append((fragment.text(), look))
            place += 1
        shape = block.blockFormat()
        margins = (shape.topMargin(), shape.bottomMargin(), shape.indent(), shape.lineHeight())
        found.append((block.text(), fragments, margins if block.text() else None))
        block = block.next()
    frames = document.rootFrame().childFrames()
    return found, [(f.rows(), f.columns()) for f in frames if isinstance(f, QTextTable)]


def test_growing_writes_what_writing_at_once_does(theme):
    document, writer = written(theme, ())
    for end in range(len(EVERYTHING)):
        writer.show(read_markdown(EVERYTHING[:end], growing=True))
    writer.show(read_markdown(EVERYTHING))
    assert inside(document) == inside(written(theme, read_markdown(EVERYTHING))[0])


@given(markdown_texts, markdown_texts)
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_change_writes_what_writing_at_once_does(theme_of_module, before, after):
    document, writer = written(theme_of_module, read_markdown(before))
    writer.show(read_markdown(after))
    assert inside(document) == inside(written(theme_of_module, read_markdown(after))[0])


def test_an_emoji_before_the_place_of_growth(theme):
    document, writer = written(theme, read_markdown("😀😀 **b** one"))
    writer.show(read_markdown("😀😀 **b** one two"))
    assert document.toPlainText() == "😀😀 b one two"


def test_it_says_where_code_is_and_what_stands_there(theme):
    document, writer = written(theme, read_markdown("a\n\n```\none\ntwo\n```\n\nb"))
    laid_out(document)
    ((area, code),) = writer.code_areas()
    assert code == "one\u2028two"
    assert area.width() == 400
    below = document.lastBlock().layout().position().y()
    assert 0 < area.top() < area.bottom() < below


def test_what_is_last_has_room_below(theme):
    document, writer = written(theme, read_markdown("```\none\n```"))
    laid_out(document)
    ((area, _),) = writer.code_areas()
    assert area.top() >= 0
    assert area.bottom() <= document.size().height()


def test_both_schemes_are_written(theme):
    blocks = read_markdown("```python\nreturn 1\n```")
    theme.set_scheme(Qt.ColorScheme.Light)
    document, writer = written(theme, blocks)
    light = inside(document)
    theme.set_scheme(Qt.ColorScheme.Dark)
    writer.refresh()
    assert inside(document) != light
    assert document.toPlainText() == "return 1"


def test_everything_is_painted_behind_its_text(theme):
    document, writer = written(theme, read_markdown(EVERYTHING))
    height = laid_out(document)
    image = QImage(400, round(height), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    writer.paint(painter)
    painter.end()
    ((area, _),) = writer.code_areas()
    assert image.pixelColor(area.center().toPoint()) == theme.colour("code_ground")
    heading = document.begin().layout().boundingRect().center().toPoint()
    assert image.pixelColor(heading).alpha() == 0
