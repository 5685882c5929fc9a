"""What text does to a window that takes it for more than text: found by tests/soak."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QTextDocument, QTextDocumentFragment
from PySide6.QtGui import Qt as GuiQt

from desktop_app.core.mood import Influence
from desktop_app.ui.chat.attachments import MAX_FILES, MAX_PASTED, PastedText
from desktop_app.ui.chat.composer import Composer
from desktop_app.ui.chat.message.actions import actions_of
from desktop_app.ui.chat.message.intent import Action, MessageIntent
from desktop_app.ui.chat.message.paging import PART_CHARACTERS, PART_LINES, part_ends
from desktop_app.ui.chat.message.text import MessageText
from desktop_app.ui.markdown.blocks import read_markdown
from desktop_app.ui.markdown.document import MarkdownDocument
from desktop_app.ui.style.metrics import COLUMN_WIDTH
from desktop_app.ui.widgets.growing_text_edit import LONGEST_LINE, MOST_LINES, is_heavy
from desktop_app.ui.widgets.labels import ElidedLabel
from desktop_app.ui.widgets.text_safety import bidi_isolate, escape_tooltip
from tests.support.fakes import SCENE
from tests.ui.chat.chat_window import grow, person, reply, select, shown

LONG_WORD = "a" * (LONGEST_LINE + 1)
TAG = "<img src='file:///canary.png'>"


@pytest.fixture
def composer(qtbot, theme, icons):
    composer = Composer(theme, icons, SCENE, "en")
    qtbot.addWidget(composer)
    composer.resize(600, 120)
    composer.show()
    return composer


@pytest.fixture
def sent(composer):
    texts = []
    composer.submitted.connect(texts.append)
    return texts


def paste(edit, text):
    data = QMimeData()
    data.setText(text)
    edit.insertFromMimeData(data)


# -- kept as it is -----------------------------------------------------------------------------


def test_a_no_break_space_is_sent_as_one(composer, sent):
    paste(composer.edit, "10\u00a0000\u202f€")
    composer.button.click()
    assert sent == ["10\u00a0000\u202f€"]


def test_each_kind_of_line_break_becomes_one(composer, sent):
    paste(composer.edit, "a\r\nb\rc\u2028d\u2029e\nf")
    composer.button.click()
    assert sent == ["a\nb\nc\nd\ne\nf"]


def test_nul_and_other_controls_are_sent(composer, sent):
    paste(composer.edit, "a\x00b\x1b[31m\x0c\x85\ufffe\uffff\ufffcz")
    composer.button.click()
    assert sent == ["a\x00b\x1b[31m\x0c\x85\ufffe\uffff\ufffcz"]


def test_editing_without_a_change_changes_nothing(view, qtbot):
    (widget,) = shown(view, person("10\u00a0000"))
    widget.start_editing(enter_sends=True)
    with qtbot.waitSignal(view.intended) as edited:
        widget.editor.save.click()
    assert edited.args == [MessageIntent(widget.message_id, Action.SEND, "10\u00a0000")]


def test_a_part_is_copied_with_its_no_break_spaces(view):
    mine, answer = shown(view, person("10\u00a0000 euro"), reply("10\u00a0000 **euro**"))
    for body in (mine.body, answer.body):
        select(body, 0, 6)
        body.copy()
        assert QGuiApplication.clipboard().text() == "10\u00a0000"


# -- too much for one layout -------------------------------------------------------------------


@pytest.mark.parametrize("text", [LONG_WORD, "a\n" * MOST_LINES + "b\nb"], ids=["word", "lines"])
def test_what_is_too_much_for_the_editor_goes_into_the_message_as_it_is(composer, sent, text):
    paste(composer.edit, text)
    assert composer.edit.text() == ""
    assert composer.attachments.isVisible()
    assert composer.attachments.cards[0].name.text() == "Pasted text"
    composer.button.click()
    assert sent == [text]
    assert composer.attachments.cards == []


def test_line_breaks_are_the_same_in_short_and_in_long_texts(composer, sent):
    for word in ("b", LONG_WORD):
        paste(composer.edit, f"a\r\n{word}\rc\u2028d\u2029e\ufdd0f")
        composer.button.click()
        assert sent.pop() == f"a\n{word}\nc\nd\ne\nf"


def test_what_is_typed_follows_the_long_text(composer, sent):
    paste(composer.edit, LONG_WORD)
    paste(composer.edit, "and?")
    composer.button.click()
    assert sent == [f"{LONG_WORD}\n\nand?"]


def test_a_line_does_not_grow_too_long_in_pieces(composer, sent):
    half = "b" * (LONGEST_LINE // 2)
    for _ in range(3):
        paste(composer.edit, half)
    assert not is_heavy(composer.edit.text())
    composer.button.click()
    assert sent[0].count("b") == 3 * len(half)


def test_a_text_of_many_usual_lines_stays_in_the_editor(composer):
    text = "a line of usual length, as in files\n" * 10_000
    paste(composer.edit, text)
    assert composer.edit.text() == text


def test_a_draft_and_a_quote_may_be_too_long_too(composer, sent):
    composer.set_draft(LONG_WORD)
    assert composer.take_draft() == LONG_WORD
    composer.insert_quote(LONG_WORD)
    assert composer.message() == f"> {LONG_WORD}"


def test_what_is_too_long_for_a_message_is_refused_in_words(composer):
    paste(composer.edit, "c" * (MAX_PASTED + 1))
    assert composer.message() == ""
    assert "2000000" in composer.attachments.problem.text()
    for _ in range(MAX_FILES + 1):
        paste(composer.edit, LONG_WORD)
    assert len(composer.attachments.cards) == MAX_FILES
    assert composer.attachments.problem.text()
    assert all(isinstance(file, PastedText) for file in composer.attachments.files)


def test_a_message_too_long_for_an_editor_offers_no_editing(view):
    for text, can_be_edited in (("hi", True), (LONG_WORD, False)):
        (widget,) = shown(view, person(text))
        actions = actions_of(widget.row.entry, widget.row.progress)
        assert (Action.EDIT in actions) is can_be_edited


def test_too_much_is_refused_in_words_where_a_message_is_edited(view):
    (widget,) = shown(view, person("hi"))
    widget.start_editing(enter_sends=True)
    paste(widget.editor.edit, LONG_WORD)
    assert widget.editor.edit.text() == "hi"
    assert widget.editor.problem.isVisible()
    assert widget.editor.height() >= widget.editor.layout().totalMinimumSize().height()


def test_the_text_has_a_width_before_it_is_written(theme, icons, qtbot):
    """In none, a line holds one character; a long word then takes minutes."""
    body = MessageText(theme, icons)
    qtbot.addWidget(body)
    assert body.lineWrapColumnOrWidth() == COLUMN_WIDTH


@given(st.text(alphabet="ab \n", max_size=50), st.integers(1, 2000))
def test_the_parts_are_the_text(piece, times):
    text = piece * times
    starts = [0, *part_ends(text)]
    parts = [text[a:b] for a, b in pairwise(starts)]
    assert "".join(parts) == text
    assert all(len(part) <= PART_CHARACTERS for part in parts)
    assert all(part.count("\n") <= PART_LINES for part in parts)


def test_a_part_ends_with_a_line_or_a_word():
    assert part_ends("word " * 5_000)[0] % 5 == 0
    assert part_ends("a line of words\n" * 2_000)[0] % 16 == 0
    assert part_ends("a" * 50_000) == [20_000, 40_000, 50_000]


@pytest.mark.parametrize("make", [person, reply])
def test_a_very_long_message_is_shown_in_parts(view, make):
    text = "word " * 9_000 + "end"
    (widget,) = shown(view, make(text))
    body, button = widget.body, widget.next_part
    assert len(body.toPlainText()) <= PART_CHARACTERS
    assert (body.text(), body.parts) == (text, 3)
    assert button.text() == "Part 1 of 3 · Show the next"
    assert button in widget.controls()
    seen = body.toPlainText()
    for _ in range(2):
        button.click()
        assert 0 <= widget.y() < 40
        seen += body.toPlainText()
    assert seen.replace(" ", "") == text.replace(" ", "")
    assert button.text() == "Part 3 of 3 · Back to the first"
    assert widget.height() >= button.geometry().bottom()
    button.click()
    assert body.toPlainText().startswith("word word")
    body.copy_or_all()
    assert QGuiApplication.clipboard().text() == text


def test_a_message_of_usual_length_has_no_parts(view):
    (widget,) = shown(view, person("hi " * 1000))
    assert not widget.next_part.isVisible()


def test_a_reply_that_grows_long_shows_its_end(view, window):
    entry = reply("", None)
    window.model.insert(0, [entry])
    for _ in range(5):
        grow(window.model, entry.message.id, "word " * 2_000)
    grow(window.model, entry.message.id, "the end")
    assert view.widget_of(0).body.toPlainText().endswith("the end")


def test_marks_are_counted_in_the_whole_message(view, monkeypatch):
    text = "word " * 4_500 + "good"
    mine, _ = shown(view, person(text), reply())
    painted = []
    monkeypatch.setattr(
        "desktop_app.ui.chat.message.text.paint_marks", lambda *rest: painted.append(rest[-1])
    )
    view.marks.show_explanation(mine.message_id, (Influence(len(text) - 4, len(text), 1.0),))
    mine.next_part.click()
    mine.body.grab()
    assert painted[-1] == mine.body.text().index(mine.body.shown_part(), 10)


# -- never anything but text -------------------------------------------------------------------


def growing(theme, text):
    document = QTextDocument()
    writer = MarkdownDocument(document, theme)
    for end in range(len(text) + 1):
        writer.show(read_markdown(text[:end], growing=True))
    writer.show(read_markdown(text))
    return document


@pytest.mark.parametrize(
    "text",
    ["\ufeffa **b** c\n\nd", "a **\ufeffb** c", "a\ufdd0b **c** d\n\ne", "a\u2029b `c` d\n\ne"],
)
def test_a_reply_grows_around_what_qt_takes_for_its_own(theme, text):
    document = growing(theme, text)
    whole = QTextDocument()
    MarkdownDocument(whole, theme).show(read_markdown(text))
    assert document.toRawText() == whole.toRawText()
    assert document.blockCount() == len(read_markdown(text))


def test_an_explanation_goes_with_its_conversation(view, window):
    first, _, last = shown(view, person("one"), reply(), person("two words"))
    view.marks.show_explanation(last.message_id, (Influence(0, 3, 1.0),))
    window.model.reset((first.row.entry,))
    assert view.widget_of(0).body.text() == "one"
    assert view.widget_of(0).note.text() == ""


@pytest.mark.parametrize("text", ["Tom & Jerry", "a < b", TAG, "<b>x</b>", "&lt;b&gt;", "&amp;"])
def test_a_tooltip_shows_the_text_itself(qtbot, text):
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.setText(text)
    assert as_shown(label.toolTip()) == text


def test_a_files_name_is_text_in_its_tooltip(composer, tmp_path):
    path = tmp_path / "<b>a<b> &lt;.txt"
    path.write_text("x")
    composer.attach([path])
    assert as_shown(composer.attachments.cards[0].remove.toolTip()) == f"Remove {path.name}"


def as_shown(text: str) -> str:
    """What a tooltip with this text says."""
    rich = GuiQt.mightBeRichText(text)
    return QTextDocumentFragment.fromHtml(text).toPlainText() if rich else text


def test_a_usual_text_is_not_changed():
    assert escape_tooltip("Tom & Jerry") == "Tom & Jerry"
    assert bidi_isolate("Tom & 杰瑞") == "Tom & 杰瑞"


def test_the_direction_of_a_title_ends_with_it():
    assert bidi_isolate("\u202eabc\u2069") == "\u2068abc\u2069"
    assert bidi_isolate("שלום") == "\u2068שלום\u2069"


def test_nothing_is_loaded_for_a_message(view, monkeypatch):
    asked = []
    monkeypatch.setattr(
        MessageText, "loadResource", lambda self, kind, url: asked.append(url.toString())
    )
    texts = (TAG, f"![x](file:///canary.png) {TAG}", "![x](http://127.0.0.1:9/a.png)")
    shown(view, *(make(text) for text in texts for make in (person, reply)))
    view.grab()
    assert asked == []
