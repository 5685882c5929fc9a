"""What can be done with messages and their moods, in the real window."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from desktop_app.core.api.events import ContextTrimmed, TurnEnded
from desktop_app.core.conversation import FinishReason
from desktop_app.core.history.records import CLEARED
from desktop_app.shell.chat.notes import NOTES_ID
from desktop_app.ui.chat.message.intent import Action, MessageIntent
from tests.support.fakes import NEGATIVE, POSITIVE, STATS, Gate, ScriptedBackend
from tests.ui.chat.chat_window import button, names, trigger
from tests.ui.window.steps import (
    CONTROL,
    LEFT,
    choose_row,
    exchange,
    message,
    new_chat,
    press,
    say,
    search,
    settle,
    texts,
    titles,
    wait_idle,
)

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(make_window, qtbot):
    """One exchange; further replies are "Two." and "Three."."""
    turns = [(POSITIVE, "One."), (NEGATIVE, "Two."), (POSITIVE, "Three.")]
    window = make_window(ScriptedBackend(turns))
    exchange(qtbot, window, "hello there")
    return window


def chip(window, row):
    return window.area.chat.widget_of(row).chip.text()


def test_edit_and_resend_keeps_the_old_branch_in_reach(window, qtbot):
    press(qtbot, window, 0, "Edit and send again")
    editor = window.area.chat.widget_of(0).editor
    assert editor.edit.toPlainText() == "hello there"
    editor.edit.setPlainText("good night")
    qtbot.mouseClick(editor.save, LEFT)
    settle(qtbot, window)
    assert texts(window) == ["good night", "Two."]
    assert message(window, 0).footer.bar.place.text() == "2/2"
    press(qtbot, window, 0, "Version before this one")
    qtbot.waitUntil(lambda: texts(window) == ["hello there", "One."])
    assert window.indicator.state.mood == POSITIVE
    press(qtbot, window, 0, "Version after this one")
    qtbot.waitUntil(lambda: texts(window) == ["good night", "Two."])


def test_editing_one_of_many_leaves_what_followed_on_its_branch(window, qtbot):
    exchange(qtbot, window, "second")
    window.session.edit(window.session.chat.entries[0].message.id, "first again")
    settle(qtbot, window)
    assert texts(window) == ["first again", "Three."]
    press(qtbot, window, 0, "Version before this one")
    qtbot.waitUntil(lambda: texts(window) == ["hello there", "One.", "second", "Two."])


def test_regenerate_keeps_the_variants(window, qtbot):
    press(qtbot, window, 1, "Answer anew")
    settle(qtbot, window)
    assert texts(window) == ["hello there", "Two."]
    qtbot.keyClick(window, Qt.Key.Key_R, CONTROL)
    settle(qtbot, window)
    assert texts(window) == ["hello there", "Three."]
    assert message(window, 1).footer.bar.place.text() == "3/3"
    press(qtbot, window, 1, "Version before this one")
    qtbot.waitUntil(lambda: texts(window) == ["hello there", "Two."])
    press(qtbot, window, 1, "Version before this one")
    qtbot.waitUntil(lambda: texts(window) == ["hello there", "One."])


def test_a_reply_at_its_limit_goes_on(make_window, qtbot):
    def end(turn):
        return TurnEnded(turn.id, FinishReason.LENGTH, STATS)

    backend = ScriptedBackend([(POSITIVE, "And so", end), (" it was.",)])
    window = make_window(backend)
    exchange(qtbot, window, "tell me")
    qtbot.mouseClick(message(window, 1).way_on, LEFT)
    settle(qtbot, window)
    assert texts(window) == ["tell me", "And so it was."]
    assert backend.asked[-1].reply_so_far == "And so"
    assert not message(window, 1).note.isVisible()


def test_a_deleted_message_comes_back(window, qtbot):
    press(qtbot, window, 1, "Delete")
    qtbot.waitUntil(lambda: texts(window) == ["hello there"])
    assert window.notice.undo.isVisible()
    qtbot.mouseClick(window.notice.undo, LEFT)
    qtbot.waitUntil(lambda: texts(window) == ["hello there", "One."])
    assert not window.notice.isVisible()


def test_the_way_back_goes_with_the_conversation(window, qtbot):
    press(qtbot, window, 1, "Delete")
    settle(qtbot, window)
    new_chat(qtbot, window)
    assert not window.notice.isVisible()


def test_quote(window, qtbot):
    edit = window.area.composer.edit
    qtbot.keyClicks(edit, "About this:")
    press(qtbot, window, 1, "Quote")
    assert edit.toPlainText() == "About this:"
    (bar,) = window.area.composer.attachments.cards
    assert bar.name.text() == "One."
    assert window.area.composer.message() == "> One.\n\nAbout this:"
    assert edit.hasFocus()


def test_a_correction_moves_indicator_chip_and_journal(window, qtbot):
    trigger(message(window, 0).mood_menu(), "😡 Negative")
    settle(qtbot, window)
    assert chip(window, 0) == "Negative · you said so"
    assert window.indicator.state.mood.label == "negative"
    qtbot.keyClick(window, Qt.Key.Key_J, CONTROL)
    journal = window.side_pages.journal
    assert journal.isVisible()
    assert journal.numbers.hard.accessibleName() == "were hard: 1 day"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    trigger(message(window, 0).mood_menu(), "Take my correction back")
    settle(qtbot, window)
    assert chip(window, 0) == "Positive 93%"
    assert window.indicator.state.mood == POSITIVE


def test_a_cleared_mood_is_calm_in_the_indicator_too(window, qtbot):
    trigger(message(window, 0).mood_menu(), "😐 Calm")
    settle(qtbot, window)
    assert window.session.chat.entries[0].verdict.correction == CLEARED
    assert chip(window, 0) == "Calm · you said so"
    assert window.indicator.accessibleName() == "😐 LLM sentiment: calm, you said so"


def test_corrections_are_taught_and_kept(make_window, qtbot):
    backend = ScriptedBackend()
    window = make_window(backend)
    exchange(qtbot, window, "so so")
    trigger(message(window, 0).mood_menu(), "😡 Negative")
    qtbot.waitUntil(lambda: ("companion", (("so so", "negative"),)) in backend.taught)
    window.close()
    again = make_window()
    choose_row(qtbot, again, "so so")
    assert chip(again, 0) == "Negative · you said so"


def test_why_marks_the_words_until_the_next_touch(window, qtbot):
    trigger(message(window, 0).mood_menu(), "Why?")
    qtbot.waitUntil(lambda: bool(window.area.chat.widget_of(0).row.influences))
    assert window.area.chat.widget_of(0).note.isVisible()
    qtbot.keyClick(window.area.composer.edit, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.area.chat.widget_of(0).row.influences is None)


@pytest.fixture
def noted(make_window, qtbot):
    """One exchange; what comes then is judged only, as a note is."""
    window = make_window(ScriptedBackend([(POSITIVE, "One."), (NEGATIVE,)]))
    exchange(qtbot, window, "hello there")
    return window


def test_just_for_me_is_judged_and_not_answered(noted, qtbot):
    window = noted
    edit = window.area.composer.edit
    qtbot.keyClicks(edit, "dear diary")
    qtbot.keyClick(edit, Qt.Key.Key_Return, CONTROL | SHIFT)
    settle(qtbot, window)
    assert texts(window) == ["hello there", "One.", "dear diary"]
    assert "Just for me" in message(window, 2).time.text()
    assert chip(window, 2) == "Negative 88%"
    assert window.indicator.state.mood == NEGATIVE


def test_a_note_of_the_journal_has_a_chat_of_its_own(noted, qtbot):
    window = noted
    qtbot.keyClick(window, Qt.Key.Key_J, CONTROL)
    journal = window.side_pages.journal
    journal.note.edit.setText("slept well")
    qtbot.keyClick(journal.note.edit, Qt.Key.Key_Return)
    settle(qtbot, window)
    qtbot.waitUntil(lambda: "Just for me" in titles(window))
    assert texts(window) == ["hello there", "One."]
    qtbot.waitUntil(lambda: len(window.session.chats.messages(NOTES_ID)) == 1)
    journal.open_day(date.today())
    lines = [journal.day.list.item(row).text() for row in range(journal.day.list.count())]
    assert any("slept well" in line for line in lines)
    row = next(i for i, line in enumerate(lines) if "slept well" in line)
    journal.day.list.setCurrentRow(row)
    qtbot.keyClick(journal.day.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: texts(window) == ["slept well"])
    assert not journal.isVisible()


def test_a_mark_shows_where_older_turns_fell_out(make_window, qtbot):
    def trimmed(turn):
        return ContextTrimmed(turn.id, 2)

    window = make_window(ScriptedBackend([(POSITIVE, "One."), (POSITIVE, trimmed, "Two.")]))
    exchange(qtbot, window, "first")
    exchange(qtbot, window, "second")
    divider = "The model no longer sees what is above"
    assert divider in [d.text() for d in window.area.chat.widget_of(2).dividers]
    assert window.area.gauge.share > 0
    new_chat(qtbot, window)
    choose_row(qtbot, window, "first")
    assert window.area.chat.widget_of(2).dividers == []


def test_enter_belongs_to_the_input_method_while_it_composes(window, qtbot):
    edit = window.area.composer.edit
    QApplication.sendEvent(edit, QInputMethodEvent("ni hao", []))
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert len(texts(window)) == 2
    done = QInputMethodEvent("", [])
    done.setCommitString("你好")
    QApplication.sendEvent(edit, done)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert texts(window)[2:] == ["你好", "Two."]


def test_composing_goes_to_the_draft_of_its_own_chat(window, qtbot):
    edit = window.area.composer.edit
    new_chat(qtbot, window)
    QApplication.sendEvent(edit, QInputMethodEvent("ni", []))
    search(qtbot, window, "hello")
    window.sidebar.results.choose_first()
    assert texts(window) == ["hello there", "One."]
    assert edit.toPlainText() == ""


def test_a_word_for_help_stands_beside_a_chat_that_goes_on(window, qtbot):
    exchange(qtbot, window, "我不想活了")
    assert window.area.care.isVisible()
    assert texts(window)[2:] == ["我不想活了", "Two."]
    exchange(qtbot, window, "thank you")
    assert texts(window)[4:] == ["thank you", "Three."]
    assert window.area.care.isVisible()
    new_chat(qtbot, window)
    assert not window.area.care.isVisible()


def test_a_note_and_an_edited_message_get_the_word_for_help_too(noted, qtbot):
    window = noted
    window.area.composer.noted.emit("I want to kill myself")
    assert window.area.care.isVisible()
    settle(qtbot, window)
    new_chat(qtbot, window)
    choose_row(qtbot, window, "hello there")
    assert not window.area.care.isVisible()
    first = window.session.chat.messages[0].id
    window.area.chat.intended.emit(MessageIntent(first, Action.SEND, "I want to kill myself"))
    assert window.area.care.isVisible()
    settle(qtbot, window)


def test_what_waits_is_not_lost_when_the_first_is_stopped(make_window, qtbot):
    gate = Gate()
    window = make_window(ScriptedBackend([(POSITIVE, "One", gate, "."), (NEGATIVE, "Two.")]))
    say(qtbot, window, "first")
    say(qtbot, window, "second")
    qtbot.waitUntil(lambda: texts(window) == ["first", "One", "second"])
    qtbot.keyClick(window.area.composer.edit, Qt.Key.Key_Escape)
    wait_idle(qtbot, window)
    assert texts(window) == ["first", "One", "second", "Two."]


def test_a_message_has_the_actions_of_its_state(window, qtbot):
    mine, reply = (names(message(window, row).context_menu()) for row in (0, 1))
    assert {"Edit and send again", "Delete", "Quote", "Mood"} <= set(mine)
    assert {"Answer anew", "Delete", "Quote"} <= set(reply)
    assert button(message(window, 1), "Copy").isVisible()
