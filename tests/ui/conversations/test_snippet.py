"""Text with marked places."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from desktop_app.core.history.search_tokens import parse_query, snippet
from desktop_app.ui.conversations.search_results import line_pitch, paint_snippet
from desktop_app.ui.widgets.utf16 import utf16_spans


@pytest.mark.parametrize(
    ("text", "spans", "units"),
    [
        ("hello", [(1, 2)], [(1, 2)]),
        ("😀 hello", [(2, 5)], [(3, 5)]),
        ("实验😀😀实验", [(0, 2), (2, 2), (4, 2)], [(0, 2), (2, 4), (6, 2)]),
        ("\ud800x", [(1, 1)], [(1, 1)]),
    ],
)
def test_spans_are_counted_as_qt_does(text, spans, units):
    assert utf16_spans(text, spans) == units


def marked_columns(theme, text, spans, lines, width=300):
    """(left, right) of what is marked, in px, and the lowest marked row; None where nothing is."""
    font, marked = theme.font(14), theme.colour("accent")
    height = line_pitch(font) * (lines + 2)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(theme.colour("surface"))
    painter = QPainter(image)
    painter.setPen(theme.colour("text"))
    paint_snippet(painter, QRectF(0, 0, width, height), text, spans, font, marked, lines)
    painter.end()
    found = [
        (x, y) for x in range(width) for y in range(height) if image.pixelColor(x, y) == marked
    ]
    if not found:
        return None
    return found[0][0], found[-1][0], max(y for _, y in found)


def test_what_was_looked_for_is_marked_behind_an_emoji_too(theme):
    plain = marked_columns(theme, "ab 实验", [(3, 2)], 1)
    behind = marked_columns(theme, "😀😀😀 ab 实验", [(7, 2)], 1)
    assert behind[0] > plain[0]
    assert behind[1] - behind[0] == pytest.approx(plain[1] - plain[0], abs=2)


def test_no_more_lines_than_there_is_room_for(theme):
    text = "word " * 60 + "end"
    assert marked_columns(theme, text, [(0, 4)], 2) is not None
    assert marked_columns(theme, text, [(len(text) - 3, 3)], 2) is None
    _, _, lowest = marked_columns(theme, text, [(0, len(text))], 2)
    assert lowest <= 2 * line_pitch(theme.font(14)) + 2


def test_a_found_chinese_word_is_marked(theme):
    for word in ("实", "实验"):
        line, spans = snippet("今天的实验终于成功了", parse_query(word))
        assert [line[start : start + length] for start, length in spans] == [word]
        assert marked_columns(theme, line, spans, 2) is not None
