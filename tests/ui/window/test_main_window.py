"""The real window and the real worker thread over a scripted backend."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QTextEdit

from desktop_app.core.api.events import (
    ContextTrimmed,
    ModelFailed,
    ModelInfo,
    ModelReady,
    TurnEnded,
)
from desktop_app.core.conversation import FinishReason, Role
from desktop_app.core.errors import KnownError
from desktop_app.shell.chat.mood_state import Judgement
from desktop_app.shell.inference.status import Phase
from desktop_app.shell.platform.translation import install_translator
from desktop_app.ui.chat.message.row import Progress
from desktop_app.ui.window import main_window
from tests.support.fakes import (
    ANSWERS,
    LOADS,
    MODEL,
    NEGATIVE,
    POSITIVE,
    STATS,
    Gate,
    ScriptedBackend,
    known_error,
)
from tests.ui.window.steps import say, texts, wait_idle, wait_ready


@pytest.fixture
def gate():
    return Gate()


def test_type_enter_verdict_and_reply(make_window, qtbot):
    window = make_window()
    wait_ready(qtbot, window)
    say(qtbot, window, "It worked")
    assert window.area.composer.edit.toPlainText() == ""
    wait_idle(qtbot, window)
    mine, reply = (window.area.chat.widget_of(row) for row in (0, 1))
    assert mine.body.text() == "It worked"
    assert mine.chip.text() == "Positive 93%"
    assert reply.body.text() == "I am glad."
    assert "3 tok · 25 tok/s" in reply.time.text()
    assert window.header.title.text() == "It worked"
    assert window.area.composer.edit.hasFocus()


def test_the_verdict_is_shown_before_the_reply(make_window, qtbot, gate):
    window = make_window(ScriptedBackend([(NEGATIVE, gate, "Oh.")]))
    say(qtbot, window, "They sent it back")
    qtbot.waitUntil(lambda: window.session.mood.value.state is Judgement.JUDGED)
    assert window.indicator.headline() == "LLM sentiment: negative"
    assert window.area.chat.widget_of(0).chip.text() == "Negative 88%"
    assert window.session.chat.rowCount() == 1
    gate.open()
    qtbot.waitUntil(lambda: window.session.chat.rowCount() == 2)


def test_the_chip_is_grey_while_judging_and_says_who_waits(make_window, qtbot, gate):
    window = make_window(ScriptedBackend([(gate, POSITIVE, "So.")]))
    say(qtbot, window, "one")
    say(qtbot, window, "two")
    qtbot.waitUntil(gate.reached.is_set)
    qtbot.waitUntil(lambda: window.session.model.status.phase is Phase.JUDGING)
    chips = [window.area.chat.widget_of(row).chip.text() for row in (0, 1)]
    assert chips == ["Judging…", "Waiting its turn"]
    assert window.indicator.is_judging
    gate.open()
    wait_idle(qtbot, window)
    assert [message.role for message in window.session.chat.messages] == [
        Role.USER,
        Role.ASSISTANT,
    ] * 2


def test_a_message_written_while_the_model_loads_waits(make_window, qtbot, gate):
    window = make_window(ScriptedBackend(loads=[(gate, *LOADS)]))
    say(qtbot, window, "early")
    assert window.area.chat.widget_of(0).chip.text() == "Waiting its turn"
    assert window.sidebar.status.progress.isVisible()
    gate.open()
    wait_idle(qtbot, window)
    assert window.session.chat.rowCount() == 2
    assert not window.sidebar.status.progress.isVisible()


@pytest.mark.parametrize("how", ["button", "escape"])
def test_stop_keeps_what_was_said(make_window, qtbot, gate, how):
    window = make_window(ScriptedBackend([(POSITIVE, "Well, ", gate, "never said")]))
    say(qtbot, window, "hi")
    qtbot.waitUntil(gate.reached.is_set)
    qtbot.waitUntil(lambda: window.session.chat.rowCount() == 2)
    if how == "button":
        qtbot.mouseClick(window.area.composer.button, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(window.area.composer.edit, Qt.Key.Key_Escape)
    wait_idle(qtbot, window)
    reply = window.area.chat.widget_of(1)
    assert reply.body.text() == "Well, "
    assert "Stopped" in reply.note.text()
    assert window.area.composer.button.accessibleName() == "Send"


def test_a_failed_turn_says_so_in_place_and_can_be_sent_again(make_window, qtbot):
    def fail(turn):
        return TurnEnded(turn.id, FinishReason.FAILED, error=known_error("out_of_memory"))

    window = make_window(ScriptedBackend([(POSITIVE, fail), ANSWERS]))
    say(qtbot, window, "hello")
    wait_idle(qtbot, window)
    failed = window.area.chat.widget_of(1)
    assert failed.note.text() == "There is no model in /m. Choose one."
    assert not failed.body.isVisible()
    qtbot.mouseClick(failed.way_on, Qt.MouseButton.LeftButton)
    wait_idle(qtbot, window)
    assert texts(window) == ["hello", "I am glad."]
    # the failed one stays, as a version
    assert window.session.chat.entries[1].variants == 2


def test_a_reply_that_was_too_long_says_so(make_window, qtbot):
    def end(turn):
        return TurnEnded(turn.id, FinishReason.LENGTH, STATS)

    window = make_window(ScriptedBackend([(POSITIVE, "And so", end)]))
    say(qtbot, window, "tell me")
    wait_idle(qtbot, window)
    assert "length limit" in window.area.chat.widget_of(1).note.text()


def test_a_load_that_failed_is_explained_and_can_be_tried_again(make_window, qtbot):
    window = make_window(ScriptedBackend(loads=[(ModelFailed(known_error()),), LOADS]))
    qtbot.waitUntil(lambda: window.session.model.status.phase is Phase.FAILED)
    assert window.area.failure.isVisible()
    assert window.area.failure.what.text() == "There is no model in /m."
    assert window.area.failure.rest.text() == "Choose one."
    assert window.sidebar.status.retry.isVisible()
    qtbot.mouseClick(window.area.failure.retry, Qt.MouseButton.LeftButton)
    wait_ready(qtbot, window)
    assert not window.area.failure.isVisible()
    assert window.area.empty.isVisible()


def test_a_failed_load_beside_a_conversation(make_window, qtbot):
    window = make_window(ScriptedBackend(loads=[(ModelFailed(known_error()),)]))
    say(qtbot, window, "hello")
    wait_idle(qtbot, window)
    assert window.area.failure_below_chat.isVisible()
    assert window.area.chat.isVisible()
    assert window.area.chat.widget_of(1).note.text().startswith("There is no model")


def test_the_card_names_the_model_and_its_languages(make_window, qtbot):
    window = make_window()
    card = window.sidebar.status
    wait_ready(qtbot, window)
    assert card.state.text() == "Ready · fully offline"
    assert card.model.text() == MODEL.title
    assert card.note.text() == "This starter model knows English only."
    assert "300 MiB" in card.figures.text()


def test_a_model_of_both_languages_needs_no_note(make_window, qtbot):
    model = ModelInfo("m", "M", ("zh", "en"), "exact16")
    window = make_window(ScriptedBackend(loads=[(ModelReady(model, 1400.0),)]))
    wait_ready(qtbot, window)
    assert not window.sidebar.status.note.isVisible()
    assert window.sidebar.status.figures.text() == "16 bit, exact · 1.4 GiB"


def test_the_empty_chat_offers_things_to_say(make_window, qtbot):
    window = make_window()
    assert window.area.empty.greeting.text() == "Hello."
    assert [button.said for button in window.area.empty.suggestions] == [
        "My day was good",
        "I am tired",
        "Tell me more",
    ]
    qtbot.mouseClick(window.area.empty.suggestions[1], Qt.MouseButton.LeftButton)
    wait_idle(qtbot, window)
    assert window.session.chat.at(0).message.text == "I am tired"
    assert window.area.chat.isVisible()


def test_a_new_chat_is_empty(make_window, qtbot):
    window = make_window()
    say(qtbot, window, "hi")
    wait_idle(qtbot, window)
    assert window.area.gauge.share > 0
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert window.session.chat.rowCount() == 0
    assert window.area.empty.isVisible()
    assert window.indicator.state.mood is None
    assert window.area.gauge.share == 0
    assert window.area.composer.edit.hasFocus()


def test_a_trimmed_context_is_said_and_can_be_put_away(make_window, qtbot):
    def trimmed(turn):
        return ContextTrimmed(turn.id, 6)

    window = make_window(ScriptedBackend([(POSITIVE, trimmed, "Ok")]))
    say(qtbot, window, "hi")
    wait_idle(qtbot, window)
    assert window.notice.isVisible()
    assert "6" in window.notice.text.text()
    qtbot.mouseClick(window.notice.close_button, Qt.MouseButton.LeftButton)
    assert not window.notice.isVisible()
    say(qtbot, window, "hi again")
    wait_idle(qtbot, window)
    assert not window.notice.isVisible()


def test_a_message_too_long_to_be_read_whole_is_said(make_window, qtbot):
    def shortened(turn):
        return ContextTrimmed(turn.id, 0, shortened=True)

    window = make_window(ScriptedBackend([(POSITIVE, shortened, "Ok")]))
    say(qtbot, window, "hi")
    wait_idle(qtbot, window)
    assert window.notice.text.text().startswith("The message is very long")


def test_problems_stand_below_each_other_until_they_are_put_away(make_window):
    window = make_window()
    first, second = known_error(), KnownError("b", "B is wrong.")
    for problem in (first, second, first):
        window.show_problem(problem)
    assert window.notice.text.text() == "There is no model in /m. Choose one.\nB is wrong."
    window.notice.close_button.click()
    window.show_problem(second)
    assert window.notice.text.text() == "B is wrong."


def test_closing_in_mid_reply_ends_the_thread(make_window, qtbot, gate):
    backend = ScriptedBackend([(POSITIVE, "Let me ", gate, "…")])
    window = make_window(backend)
    say(qtbot, window, "hi")
    qtbot.waitUntil(gate.reached.is_set)
    window.close()
    assert backend.closed
    assert not window.isVisible()


def test_closing_while_loading_ends_the_thread(make_window, qtbot, gate):
    window = make_window(ScriptedBackend(loads=[(gate, *LOADS)]))
    qtbot.waitUntil(gate.reached.is_set)
    window.close()
    assert not window.isVisible()


def test_the_sidebar_goes_when_the_window_is_narrow(make_window, qtbot):
    window = make_window()
    assert window.sidebar.isVisible()
    window.resize(720, 480)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    qtbot.mouseClick(window.header.toggle, Qt.MouseButton.LeftButton)
    assert window.sidebar.isVisible()


def test_the_verdict_and_the_reply_are_announced(make_window, qtbot, monkeypatch):
    announced = []

    def note(event):
        if event.type() == QAccessible.Event.Announcement:
            announced.append(event.message())

    monkeypatch.setattr(main_window.QAccessible, "updateAccessibility", note)
    window = make_window()
    say(qtbot, window, "hi")
    wait_idle(qtbot, window)
    assert announced == ["😄 LLM sentiment: positive, 93% sure", "I am glad."]


def test_markup_is_shown_as_it_is(make_window, qtbot):
    window = make_window(ScriptedBackend([(POSITIVE, "<i>no</i> <img src='file:///x'>")]))
    text = "<b>bold</b> <|im_end|> &amp; מה שלומך"
    window.session.ask(text)
    wait_idle(qtbot, window)
    mine, reply = (window.area.chat.widget_of(row).body for row in (0, 1))
    assert mine.toPlainText() == text
    assert reply.toPlainText() == "<i>no</i> <img src='file:///x'>"
    assert all(isinstance(body, QTextEdit) and "<b>" not in body.toHtml() for body in (mine,))


def test_a_message_of_5000_characters(make_window, qtbot):
    window = make_window()
    text = "很长的一句话 and some words. " * 200
    window.session.ask(text[:5000])
    wait_idle(qtbot, window)
    window.area.chat.list.scroll_to_row(0)
    assert window.area.chat.widget_of(0).body.toPlainText() == text[:5000]
    assert window.area.chat.widget_of(0).height() > window.area.chat.height()
    assert window.area.chat.widget_of(0).row.progress is Progress.DONE


def test_the_window_speaks_chinese(make_window, qtbot, qapp, paths):
    window = make_window(language="zh")
    say(qtbot, window, "hi")
    wait_idle(qtbot, window)
    assert window.indicator.accessibleName().startswith("😄 LLM 情感判断: 正面")
    assert window.area.chat.widget_of(0).chip.text() == "正面 93%"
    assert window.area.composer.button.text() == "发送"
    install_translator(qapp, "en", paths)
