"""What the whole window says while something runs, and that it says no more afterwards."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.core.api.events import ModelFailed
from desktop_app.shell.inference.status import Phase
from desktop_app.ui.conversations.list_model import ListRole
from tests.support.fakes import LOADS, POSITIVE, Gate, ScriptedBackend, known_error
from tests.ui.window.steps import choose_row, exchange, new_chat, row_menu, say, settle, texts

NO_MODEL = (ModelFailed(known_error("model_not_found")),)
ANSWER = (POSITIVE, "I ", "am ", "glad.")


def busy_rows(window):
    """Titles of the conversations that the sidebar says are being answered."""
    model = window.sidebar.panel.model
    rows = [model.index(row) for row in range(model.rowCount())]
    return [index.data() for index in rows if index.data(ListRole.TIME) == "answering…"]


def test_without_a_model_a_message_says_what_it_waits_for_and_then_answers_itself(
    make_window, qtbot
):
    window = make_window(ScriptedBackend(loads=[NO_MODEL, LOADS]))
    qtbot.waitUntil(lambda: window.session.model.status.phase is Phase.FAILED)
    window.model_pages.leave()
    say(qtbot, window, "hello")
    qtbot.waitUntil(lambda: window.area.chat.widget_of(0) is not None)
    chip = window.area.chat.widget_of(0).chip
    assert chip.text() == "Waiting for a model"
    # there is nothing that runs, and so nothing to stop
    assert window.area.composer.button.text() == "Send"
    window.session.model.retry()
    settle(qtbot, window)
    assert texts(window) == ["hello", "I am glad."]


def test_the_sidebar_says_which_chat_is_answered_and_escape_leaves_it_alone(make_window, qtbot):
    gate = Gate()
    window = make_window(ScriptedBackend([(*ANSWER[:2], gate, *ANSWER[2:]), ANSWER]))
    say(qtbot, window, "first")
    qtbot.waitUntil(lambda: busy_rows(window) == ["first"])
    new_chat(qtbot, window)
    assert window.area.composer.button.text() == "Send"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert busy_rows(window) == ["first"]
    gate.open()
    settle(qtbot, window)
    assert busy_rows(window) == []
    choose_row(qtbot, window, "first")
    assert texts(window) == ["first", "I am glad."]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_deleted_chat_is_answered_no_more_and_undo_brings_both_back(make_window, qtbot):
    gate = Gate()
    window = make_window(ScriptedBackend([(*ANSWER[:2], gate), ("am back.",)]))
    say(qtbot, window, "first")
    qtbot.waitUntil(lambda: texts(window) == ["first", "I "])
    qtbot.waitUntil(lambda: busy_rows(window) == ["first"])
    row_menu(qtbot, window, "first", "Delete")
    assert not window.session.turns.busy
    assert window.sidebar.status.state.text() == "Ready · fully offline"
    assert window.area.composer.button.text() == "Send"
    window.sidebar.panel.undo_bar.undo()
    settle(qtbot, window)
    assert texts(window) == ["first", "I am back."]
    assert not window.area.chat.widget_of(1).note.isVisible()


def test_dots_stand_where_the_reply_will_begin(make_window, qtbot):
    before_mood, before_words = Gate(), Gate()
    window = make_window(ScriptedBackend([(before_mood, POSITIVE, before_words, "So.")]))
    say(qtbot, window, "hello")
    qtbot.waitUntil(before_mood.reached.is_set)
    widget = window.area.chat.widget_of(0)
    qtbot.waitUntil(lambda: widget.dots is not None and widget.dots.isVisible())
    assert widget.height() >= widget.dots.geometry().bottom()
    before_mood.open()
    qtbot.waitUntil(before_words.reached.is_set)
    assert widget.dots.isVisible()
    before_words.open()
    settle(qtbot, window)
    assert widget.dots is None


def test_no_dots_where_the_system_asks_for_less_motion(make_window, qtbot, monkeypatch):
    gate = Gate()
    window = make_window(ScriptedBackend([(POSITIVE, gate, "So.")]))
    monkeypatch.setattr(window.theme, "motion_ms", lambda: 0)
    say(qtbot, window, "hello")
    qtbot.waitUntil(gate.reached.is_set)
    QApplication.processEvents()
    assert window.area.chat.widget_of(0).dots is None
    gate.open()
    settle(qtbot, window)


@pytest.mark.parametrize("words", [("So", " it", " is."), ("好", "的", "。")])
def test_a_bubble_keeps_its_width_while_it_grows(make_window, qtbot, words):
    gates = [Gate(), Gate()]
    script = [words[0], gates[0], words[1], gates[1], words[2]]
    window = make_window(ScriptedBackend([(POSITIVE, *script)]))
    say(qtbot, window, "hello")
    widths = []
    for gate in gates:
        qtbot.waitUntil(gate.reached.is_set)
        qtbot.waitUntil(lambda: len(texts(window)) == 2)
        QApplication.processEvents()
        widths.append(window.area.chat.widget_of(1).body.width())
        gate.open()
    settle(qtbot, window)
    widths.append(window.area.chat.widget_of(1).body.width())
    assert len(set(widths)) == 1


def test_the_header_does_not_say_that_nothing_was_judged_where_something_was(make_window, qtbot):
    window = make_window()
    exchange(qtbot, window, "hello")
    window.session.set_scene(next(id_ for id_ in window.session.scenes if id_ != "companion"))
    assert window.header.indicator.detail() == "judges your next message"
