"""Writing and sending, with the keyboard and with an input method."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from desktop_app.ui.composer import MAX_LINES, Composer
from tests.fakes import NEGATIVE, SCENE


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


def test_it_grows_to_eight_lines_and_then_scrolls(composer, qtbot):
    heights = []
    for lines in (1, 4, MAX_LINES, MAX_LINES + 5):
        composer.edit.setPlainText("\n".join("x" * lines))
        heights.append(composer.edit.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]
    composer.edit.clear()
    assert composer.edit.height() == heights[0]


def test_tab_leaves_the_editor(composer, qtbot):
    qtbot.keyClicks(composer.edit, "hi")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Tab)
    assert composer.button.hasFocus()


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
