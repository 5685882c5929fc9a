"""Writing and sending, with the keyboard and with an input method."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop_app.core.system.text_files import MAX_BYTES
from desktop_app.ui.chat.attachments import MAX_FILES
from desktop_app.ui.chat.composer import Composer
from desktop_app.ui.widgets.growing_text_edit import MAX_LINES
from tests.support.fakes import NEGATIVE, SCENE


@pytest.fixture
def composer(qtbot, theme, icons):
    composer = Composer(theme, icons, SCENE, "en")
    qtbot.addWidget(composer)
    composer.resize(600, 120)
    composer.show()
    qtbot.waitExposed(composer)
    composer.edit.setFocus()
    return composer


@pytest.fixture
def sent(composer):
    texts = []
    composer.submitted.connect(texts.append)
    return texts


def preedit(composer, text):
    QApplication.sendEvent(composer.edit, QInputMethodEvent(text, []))


def commit(composer, text):
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(composer.edit, event)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_sends_and_clears(composer, sent, qtbot, key):
    qtbot.keyClicks(composer.edit, "hello there")
    qtbot.keyClick(composer.edit, key)
    assert sent == ["hello there"]
    assert composer.edit.toPlainText() == ""


def test_shift_enter_breaks_the_line(composer, sent, qtbot):
    qtbot.keyClicks(composer.edit, "one")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(composer.edit, "two")
    assert sent == []
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["one\ntwo"]


def test_enter_while_an_input_method_composes_does_not_send(composer, sent, qtbot):
    commit(composer, "今天")
    preedit(composer, "hen kai xin")
    assert composer.edit.is_composing()
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == []
    commit(composer, "很开心")
    assert not composer.edit.is_composing()
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["今天很开心"]


def test_the_button_sends_no_half_composed_text(composer, sent, qtbot):
    preedit(composer, "ni hao")
    assert not composer.button.isEnabled()
    assert sent == []


def test_a_cancelled_composition_lets_enter_send_again(composer, sent, qtbot):
    commit(composer, "好")
    preedit(composer, "de")
    preedit(composer, "")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["好"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u3000"])
def test_empty_text_does_nothing(composer, sent, qtbot, text):
    composer.edit.setPlainText(text)
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == []
    assert not composer.button.isEnabled()


def test_the_button_sends_and_the_editor_keeps_the_keyboard(composer, sent, qtbot):
    qtbot.keyClicks(composer.edit, "hi")
    qtbot.mouseClick(composer.button, Qt.MouseButton.LeftButton)
    assert sent == ["hi"]
    assert composer.edit.hasFocus()


def test_while_busy_the_button_stops_and_enter_still_sends(composer, sent, qtbot):
    composer.set_busy(True)
    assert composer.button.accessibleName() == "Stop"
    with qtbot.waitSignal(composer.stop_requested):
        qtbot.mouseClick(composer.button, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(composer.edit, "next")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["next"]


def test_paste_takes_plain_text_only(composer):
    data = QMimeData()
    data.setHtml("<b>bold</b><img src='file:///etc/passwd'>")
    data.setText("plain")
    composer.edit.insertFromMimeData(data)
    assert composer.edit.toPlainText() == "plain"


@pytest.mark.parametrize("kind", ["picture", "html", "picture and html"])
def test_what_holds_no_text_is_said(composer, kind):
    data = QMimeData()
    if "picture" in kind:
        data.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    if "html" in kind:
        data.setHtml("<img src='file:///etc/passwd'>")
    composer.edit.insertFromMimeData(data)
    assert composer.edit.toPlainText() == ""
    assert "Only text" in composer.attachments.problem.text()
    assert composer.attachments.isVisibleTo(composer)
    composer.edit.insertPlainText("x")
    assert composer.attachments.problem.text() == ""


def test_it_grows_to_eight_lines_and_then_scrolls(composer, qtbot):
    heights = []
    for lines in (1, 4, MAX_LINES, MAX_LINES + 5):
        composer.edit.setPlainText("\n".join("x" * lines))
        heights.append(composer.edit.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]
    composer.edit.clear()
    assert composer.edit.height() == heights[0]


def test_tab_leaves_the_editor_for_the_buttons(composer, qtbot):
    qtbot.keyClicks(composer.edit, "hi")
    for button in (composer.attach_button, composer.note_button, composer.button):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert button.hasFocus()


def test_each_change_is_told_whole_and_the_clearing_before_the_sending(composer, qtbot):
    heard = []
    composer.typed.connect(heard.append)
    composer.submitted.connect(lambda text: heard.append(("sent", text)))
    qtbot.keyClicks(composer.edit, "hi ")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert heard == ["h", "hi", "hi ", "", ("sent", "hi")]


def test_half_composed_text_is_not_told(composer):
    heard = set()
    composer.typed.connect(heard.add)
    commit(composer, "今天")
    preedit(composer, "hen kai xin")
    assert heard == {"今天"}


def test_the_live_mood_says_what_it_is_for_and_that_its_verdict_is_provisional(composer):
    live = composer.live_mood
    assert live.text() == live.accessibleName() == "mood appears as you type"
    before = live.grab().toImage()
    live.set_mood(NEGATIVE)
    assert live.text() == "Negative 88% so far"
    assert live.accessibleName() == "😡 LLM sentiment: negative, 88% sure, so far"
    assert live.toolTip() == live.accessibleName()
    assert live.grab().toImage() != before
    live.set_mood(None)
    assert live.text() == "mood appears as you type"


# -- which key sends ---------------------------------------------------------------------------

PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize(
    ("enter_sends", "sends", "breaks"), [(True, PLAIN, CTRL), (False, CTRL, PLAIN)]
)
def test_enter_or_control_enter_sends_and_the_other_breaks_the_line(
    composer, sent, qtbot, enter_sends, sends, breaks
):
    composer.set_enter_sends(enter_sends)
    qtbot.keyClicks(composer.edit, "one")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return, breaks)
    qtbot.keyClicks(composer.edit, "two")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return, SHIFT)
    qtbot.keyClicks(composer.edit, "three")
    assert sent == []
    qtbot.keyClick(composer.edit, Qt.Key.Key_Enter, sends)
    assert sent == ["one\ntwo\nthree"]


def test_what_sends_is_said(composer):
    assert "Enter sends" in composer.hint.text()
    assert composer.button.toolTip() == "Send (Enter)"
    composer.set_enter_sends(False)
    assert composer.hint.text() == "Ctrl+Enter sends · Enter new line"
    assert composer.button.toolTip() == "Send (Ctrl+Enter)"


def test_control_enter_belongs_to_the_input_method_too(composer, sent, qtbot):
    composer.set_enter_sends(False)
    commit(composer, "今天")
    preedit(composer, "hen kai xin")
    notes = []
    composer.noted.connect(notes.append)
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return, CTRL)
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return, CTRL | SHIFT)
    assert (sent, notes) == ([], [])
    commit(composer, "很开心")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return, CTRL)
    assert sent == ["今天很开心"]


# -- just for me -------------------------------------------------------------------------------


@pytest.mark.parametrize("with_keys", [True, False])
def test_a_note_is_told_apart_from_a_message(composer, sent, qtbot, with_keys):
    notes = []
    composer.noted.connect(notes.append)
    assert not composer.note_button.isEnabled()
    qtbot.keyClicks(composer.edit, " remember this ")
    if with_keys:
        qtbot.keyClick(composer.edit, Qt.Key.Key_Return, CTRL | SHIFT)
    else:
        qtbot.mouseClick(composer.note_button, Qt.MouseButton.LeftButton)
    assert (notes, sent) == (["remember this"], [])
    assert composer.message() == ""
    assert composer.edit.hasFocus()


# -- quotes and drafts -------------------------------------------------------------------------


def test_a_quote_is_a_bar_above_what_is_typed_and_goes_with_the_message(composer, sent, qtbot):
    qtbot.keyClicks(composer.edit, "why?")
    composer.insert_quote("one\n\ntwo\n")
    composer.insert_quote("three")
    assert composer.edit.toPlainText() == "why?"
    first, second = composer.attachments.cards
    assert [card.name.text() for card in (first, second)] == ["one", "three"]
    assert first.accessibleName() == "Quote: one"
    assert not first.size_label.isVisible()
    assert composer.edit.hasFocus()
    qtbot.mouseClick(second.remove, Qt.MouseButton.LeftButton)
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["> one\n>\n> two\n\nwhy?"]
    assert composer.attachments.cards == []


def test_a_draft_is_taken_out_and_put_back(composer, qtbot):
    heard = []
    qtbot.keyClicks(composer.edit, " half a thou")
    composer.typed.connect(heard.append)
    draft = composer.take_draft()
    assert (draft, composer.message(), heard) == (" half a thou", "", [""])
    assert composer.take_draft() == ""
    composer.set_draft(draft)
    qtbot.keyClicks(composer.edit, "ght")
    assert composer.message() == " half a thought"


def test_the_draft_of_another_conversation_takes_no_files_along(composer, tmp_path):
    (tmp_path / "notes.txt").write_text("one\ntwo", encoding="utf-8")
    composer.attach([tmp_path / "notes.txt"])
    composer.edit.insertPlainText("look")
    draft = composer.take_draft()
    assert draft == "notes.txt · 1 kB\n> one\n> two\n\nlook"
    assert not composer.attachments.cards
    composer.attach([tmp_path / "notes.txt"])
    composer.set_draft("other")
    assert composer.message() == "other"


# -- files -------------------------------------------------------------------------------------


@pytest.fixture
def notes(tmp_path):
    path = tmp_path / "笔记 notes.txt"
    path.write_text("第一行\n\n<b>two</b>\n", encoding="utf-8")
    return path


def file_data(*paths: Path, text: str = "") -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    if text:
        data.setText(text)
    return data


QUOTE = "笔记 notes.txt · 1 kB\n> 第一行\n>\n> <b>two</b>"


def test_a_pasted_file_becomes_a_card_and_is_quoted_in_the_message(composer, sent, qtbot, notes):
    composer.edit.insertFromMimeData(file_data(notes, text=str(notes)))
    [card] = composer.attachments.cards
    assert card.accessibleName() == "笔记 notes.txt · 1 kB"
    assert (card.name.text(), card.size_label.text()) == ("笔记 notes.txt", "· 1 kB")
    assert composer.attachments.isVisible()
    assert composer.edit.toPlainText() == ""
    qtbot.keyClicks(composer.edit, "what is this?")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == [f"{QUOTE}\n\nwhat is this?"]
    assert not composer.attachments.isVisible()
    assert composer.message() == ""


def test_a_file_alone_can_be_sent_and_what_would_be_sent_is_told(composer, sent, qtbot, notes):
    heard = []
    composer.typed.connect(heard.append)
    composer.attach([notes])
    assert composer.button.isEnabled()
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == [QUOTE]
    assert heard == [QUOTE, ""]


def test_a_file_that_is_dropped_anywhere_on_the_card(composer, notes):
    data, place = file_data(notes), QPoint(3, 3)
    buttons = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, *buttons)
    QApplication.sendEvent(composer, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(composer, QDropEvent(place, Qt.DropAction.CopyAction, data, *buttons))
    assert composer.message() == QUOTE


def test_a_card_can_be_removed_with_the_keyboard(composer, qtbot, notes):
    composer.attach([notes])
    [card] = composer.attachments.cards
    assert card.remove.accessibleName() == "Remove 笔记 notes.txt"
    card.remove.setFocus()
    with qtbot.waitSignal(composer.typed) as signal:
        qtbot.keyClick(card.remove, Qt.Key.Key_Space)
    assert signal.args == [""]
    assert not composer.button.isEnabled()
    assert not composer.attachments.isVisible()


def test_the_button_asks_for_files(composer, qtbot, notes, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(notes)], ""))
    qtbot.mouseClick(composer.attach_button, Qt.MouseButton.LeftButton)
    assert composer.message() == QUOTE


def test_how_much_of_a_long_file_is_taken_is_said(composer, tmp_path):
    (tmp_path / "long.log").write_bytes(b"x" * (2 * MAX_BYTES))
    composer.attach([tmp_path / "long.log"])
    [card] = composer.attachments.cards
    assert card.accessibleName() == "long.log · 512 kB, the first 256 kB of it"
    assert len(composer.message()) < MAX_BYTES + 100


def test_what_can_not_be_quoted_is_said_and_the_rest_is_taken(composer, qtbot, notes, tmp_path):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\x00")
    qtbot.keyClicks(composer.edit, "mine")
    composer.attach([tmp_path / "picture.png", notes, tmp_path / "gone.txt"])
    said = composer.attachments.problem.text().splitlines()
    assert said[0].startswith("picture.png holds no plain text.")
    assert said[1].startswith("gone.txt can't be read:")
    assert composer.message() == f"{QUOTE}\n\nmine"
    qtbot.keyClicks(composer.edit, "!")
    assert not composer.attachments.problem.isVisible()
    assert len(composer.attachments.cards) == 1


def test_a_heap_of_files_is_not_taken_whole(composer, notes):
    composer.attach([notes] * (MAX_FILES + 3))
    assert len(composer.attachments.cards) == MAX_FILES
    assert str(MAX_FILES) in composer.attachments.problem.text()


@pytest.mark.parametrize("address", ["https://example.org/a.txt", "file://server/share/a.txt"])
def test_an_address_is_text_and_nobody_asks_for_what_is_there(composer, address):
    data = QMimeData()
    data.setUrls([QUrl(address)])
    data.setText(address)
    composer.edit.insertFromMimeData(data)
    assert composer.message() == address
    assert not composer.attachments.cards
