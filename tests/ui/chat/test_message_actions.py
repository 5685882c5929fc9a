"""What can be done with a message, editing it, and following its links."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QGuiApplication,
    QInputMethodEvent,
    QKeySequence,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.core.conversation import FinishReason
from desktop_app.ui.chat.message.intent import Action, MessageIntent
from tests.support.fakes import POSITIVE
from tests.ui.chat.chat_window import (
    button,
    judged,
    names,
    person,
    point_at,
    point_elsewhere,
    reply,
    select,
    shown,
    trigger,
)


def test_what_a_message_of_the_person_offers(view):
    (widget,) = shown(view, judged("hi", POSITIVE))
    assert names(widget.context_menu()) == [
        "Copy",
        "Select all",
        "Edit and send again",
        "Quote",
        "Delete",
        "Mood",
    ]


def test_what_a_reply_offers(view):
    (widget,) = shown(view, reply())
    assert names(widget.context_menu()) == ["Copy", "Select all", "Answer anew", "Quote", "Delete"]


def test_what_a_reply_offers_while_it_is_written(view):
    (widget,) = shown(view, reply(reason=None))
    assert names(widget.context_menu()) == ["Copy", "Select all"]


@pytest.mark.parametrize(
    "reason", [FinishReason.LENGTH, FinishReason.CANCELLED, FinishReason.INTERRUPTED]
)
def test_a_reply_that_broke_off_can_go_on(view, qtbot, reason):
    (widget,) = shown(view, reply("half", reason))
    assert "Continue this reply" in names(widget.context_menu())
    assert widget.way_on.text() == "Continue"
    with qtbot.waitSignal(view.intended) as asked:
        qtbot.mouseClick(widget.way_on, Qt.MouseButton.LeftButton)
    assert asked.args == [MessageIntent(widget.message_id, Action.CONTINUE)]


def test_a_reply_that_broke_off_before_its_first_word_can_be_had_anew(view, qtbot):
    (widget,) = shown(view, reply("", FinishReason.INTERRUPTED))
    assert widget.note.text().startswith("Interrupted")
    with qtbot.waitSignal(view.intended) as asked:
        qtbot.mouseClick(widget.way_on, Qt.MouseButton.LeftButton)
    assert asked.args == [MessageIntent(widget.message_id, Action.REGENERATE)]


def test_a_failed_reply_is_asked_for_again(view, qtbot):
    (widget,) = shown(view, reply("", FinishReason.FAILED))
    with qtbot.waitSignal(view.intended) as asked:
        qtbot.mouseClick(widget.way_on, Qt.MouseButton.LeftButton)
    assert asked.args == [MessageIntent(widget.message_id, Action.RETRY)]


@pytest.mark.parametrize(
    ("name", "action"), [("Answer anew", Action.REGENERATE), ("Delete", Action.DELETE)]
)
def test_buttons_appear_under_the_pointer_and_ask(view, qtbot, name, action):
    (widget,) = shown(view, reply())
    assert widget.footer.controls() == []
    point_at(widget)
    with qtbot.waitSignal(view.intended) as asked:
        qtbot.mouseClick(button(widget, name), Qt.MouseButton.LeftButton)
    assert asked.args == [MessageIntent(widget.message_id, action)]
    point_elsewhere(widget)
    assert widget.footer.controls() == []


def test_buttons_appear_with_the_keyboard(view):
    first, second = shown(view, person(), reply())
    view.focus_row(1)
    assert button(second, "Copy").isVisible()
    assert first.footer.controls() == []
    view.focus_row(0)
    assert second.footer.controls() == []


def test_versions_can_be_stepped_through(view, qtbot):
    first, second = shown(
        view, person(variant=0, variants=2), reply(variant=1, variants=3, parent_id="x")
    )
    assert second.footer.bar.place.text() == "2/3"
    for name, action in (
        ("Version before this one", Action.BACK),
        ("Version after this one", Action.FORWARD),
    ):
        with qtbot.waitSignal(view.intended) as asked:
            qtbot.mouseClick(button(second, name), Qt.MouseButton.LeftButton)
        assert asked.args == [MessageIntent(second.message_id, action)]
    assert [b.accessibleName() for b in first.footer.controls()] == ["Version after this one"]


def test_quoting_gives_the_selection_or_the_source(view, qtbot):
    (widget,) = shown(view, reply("**one** two"))
    with qtbot.waitSignal(view.intended) as asked:
        trigger(widget.context_menu(), "Quote")
    assert asked.args == [MessageIntent(widget.message_id, Action.QUOTE, "**one** two")]
    select(widget.body, 0, 3)
    with qtbot.waitSignal(view.intended) as asked:
        trigger(widget.context_menu(), "Quote")
    assert asked.args == [MessageIntent(widget.message_id, Action.QUOTE, "one")]


def test_copying_a_reply_gives_its_source(view):
    text = "**one**\n\n- a\n- b"
    (widget,) = shown(view, reply(text))
    trigger(widget.context_menu(), "Copy")
    assert QGuiApplication.clipboard().text() == text
    widget.body.selectAll()
    QTest.keySequence(widget.body, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QGuiApplication.clipboard().text() == text


def test_copying_a_part_keeps_the_list_marker_and_has_no_markup(view):
    (widget,) = shown(view, reply("1. first **one**\n2. second"))
    select(widget.body, 0, len("first one"))
    QTest.keySequence(widget.body, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QGuiApplication.clipboard().text() == "1. first one"
    assert not QGuiApplication.clipboard().mimeData().hasHtml()


def test_code_is_copied_by_its_button(view, qtbot):
    (widget,) = shown(view, reply("a\n\n```python\nx = 1\n\ny = 2\n```\n\n```\nz\n```"))
    first, second = widget.body.code_buttons
    assert first.accessibleName() == "Copy code"
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "x = 1\n\ny = 2"
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "z"
    assert widget.body.rect().contains(first.geometry())


def test_editing_sends_the_new_text(view, qtbot):
    first, _ = shown(view, judged("hi", POSITIVE), reply())
    trigger(first.context_menu(), "Edit and send again")
    assert first.editor.edit.hasFocus()
    assert first.editor.edit.toPlainText() == "hi"
    assert not first.body.isVisible()
    qtbot.keyClicks(first.editor.edit, " there")
    with qtbot.waitSignal(view.intended) as asked:
        qtbot.keyClick(first.editor.edit, Qt.Key.Key_Return)
    assert asked.args == [MessageIntent(first.message_id, Action.SEND, "hi there")]
    assert first.editor is None
    assert first.body.isVisible()


def test_editing_can_be_left(view, qtbot):
    (widget,) = shown(view, person())
    trigger(widget.context_menu(), "Edit and send again")
    qtbot.keyClicks(widget.editor.edit, "x")
    with qtbot.assertNotEmitted(view.intended):
        qtbot.keyClick(widget.editor.edit, Qt.Key.Key_Escape)
    assert widget.editor is None
    assert widget.body.toPlainText() == "hi"
    assert widget.body.hasFocus()


def test_enter_belongs_to_the_input_method_while_it_composes(view, qtbot):
    (widget,) = shown(view, person())
    trigger(widget.context_menu(), "Edit and send again")
    QApplication.sendEvent(widget.editor.edit, QInputMethodEvent("ni", []))
    with qtbot.assertNotEmitted(view.intended):
        qtbot.keyClick(widget.editor.edit, Qt.Key.Key_Return)
    assert widget.editor is not None


def test_nothing_cannot_be_sent(view, qtbot):
    (widget,) = shown(view, person())
    trigger(widget.context_menu(), "Edit and send again")
    widget.editor.edit.setPlainText("  ")
    assert not widget.editor.save.isEnabled()
    with qtbot.assertNotEmitted(view.intended):
        qtbot.keyClick(widget.editor.edit, Qt.Key.Key_Return)


def test_ctrl_enter_sends_where_it_does_so_in_the_composer(view, qtbot):
    view.set_enter_sends(False)
    (widget,) = shown(view, person())
    trigger(widget.context_menu(), "Edit and send again")
    with qtbot.waitSignal(view.intended):
        qtbot.keyClick(widget.editor.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_the_editor_grows_with_its_text(view):
    first, second = shown(view, person(), reply())
    trigger(first.context_menu(), "Edit and send again")
    before = second.geometry().top()
    first.editor.edit.setPlainText("one\ntwo\nthree\nfour")
    assert first.geometry().contains(first.geometry().topLeft() + first.editor.geometry().center())
    assert second.geometry().top() > before or view.list.is_at_end
    assert first.height() >= first.editor.height()


def test_an_editor_survives_being_scrolled_away(view):
    widgets = shown(view, *[person(f"{row} " + "words " * 60) for row in range(60)])
    last = widgets[-1]
    trigger(last.context_menu(), "Edit and send again")
    view.list.verticalScrollBar().setValue(0)
    view.list.scroll_to_end()
    assert view.widget_of(59).editor is last.editor is not None


@pytest.mark.parametrize(
    ("address", "host", "full"),
    [
        ("https://example.org/a?b=1", "example.org", "https://example.org/a?b=1"),
        ("http://аррle.com/x", "xn--le-6kc8da.com", "http://xn--le-6kc8da.com/x"),
        ("https://good.org@bad.org/", "bad.org", "https://good.org@bad.org/"),
        ("mailto:a@example.org", "a@example.org", "mailto:a@example.org"),
    ],
)
def test_a_link_is_asked_about_with_where_it_leads(view, address, host, full):
    view.link_question.ask(address)
    question = view.link_question
    assert question.isVisible()
    assert question.host.text() == host
    assert question.address.accessibleName() == full
    assert question.address.text().replace("\u200b", "") == full


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "ftp://x", "x"])
def test_other_addresses_are_never_asked_about(view, window, address):
    assert not view.link_question.ask(address)
    assert not view.link_question.isVisible()
    assert window.opened == []


def test_a_click_on_a_link_asks_and_only_open_opens(view, qtbot, window):
    (widget,) = shown(view, reply("see [this](https://example.org/x) here"))
    body = widget.body
    cursor = body.textCursor()
    cursor.setPosition(6)
    place = body.cursorRect(cursor).center()
    qtbot.mouseClick(body.viewport(), Qt.MouseButton.LeftButton, pos=place)
    question = view.link_question
    assert question.isVisible()
    assert question.cancel_button.hasFocus()
    assert window.opened == []
    qtbot.mouseClick(question.open_button, Qt.MouseButton.LeftButton)
    assert window.opened == ["https://example.org/x"]
    assert not question.isVisible()


def test_the_question_can_be_answered_with_the_keyboard(view, qtbot, window):
    (widget,) = shown(view, reply("https://example.org"))
    widget.body.setFocus()
    links = next(a for a in widget.context_menu().actions() if a.text() == "Links").menu()
    links.actions()[0].trigger()
    question = view.link_question
    assert question.cancel_button.hasFocus()
    qtbot.keyClick(question.cancel_button, Qt.Key.Key_Tab)
    assert question.copy_button.hasFocus()
    qtbot.keyClick(question.copy_button, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == "https://example.org"
    assert not question.isVisible()
    assert widget.body.hasFocus()
    view.link_question.ask("https://example.org")
    qtbot.keyClick(question.cancel_button, Qt.Key.Key_Escape)
    assert not question.isVisible()
    assert window.opened == []


def test_an_address_that_nobody_opens_is_said(view, qtbot):
    view.link_question.ask("https://nobody.example.org")
    qtbot.mouseClick(view.link_question.open_button, Qt.MouseButton.LeftButton)
    assert view.link_question.isVisible()
    assert "No program" in view.link_question.title.text()


def test_after_a_correction_a_new_answer_is_one_click(view, qtbot):
    question, answer = shown(view, judged("fine", POSITIVE, "negative"), reply("lovely"))
    assert answer.note.text() == ""
    view.marks.show_outdated(answer.message_id)
    assert "before your correction" in answer.note.text()
    with qtbot.waitSignal(view.intended) as asked:
        qtbot.mouseClick(answer.way_on, Qt.MouseButton.LeftButton)
    assert asked.args == [MessageIntent(answer.message_id, Action.REGENERATE)]
    view.marks.show_outdated(question.message_id)
    assert answer.note.text() == ""


def test_a_thought_is_folded_and_shown_as_it_is(view, qtbot):
    entry = reply("Hello.")
    thinking = dataclasses.replace(entry.message, thought="hm, <b>a</b> **b**")
    (widget,) = shown(view, dataclasses.replace(entry, message=thinking))
    fold = widget.thought
    assert fold.isVisible()
    assert "hm" not in fold.words.text()
    assert "hm" not in widget.body.toPlainText()
    qtbot.mouseClick(fold.way_on, Qt.MouseButton.LeftButton)
    assert fold.words.text() == "hm, <b>a</b> **b**"
    assert fold.words.textFormat() == Qt.TextFormat.PlainText
    qtbot.mouseClick(fold.way_on, Qt.MouseButton.LeftButton)
    assert "hm" not in fold.words.text()


def test_a_reply_without_a_thought_has_no_fold(view):
    (widget,) = shown(view, reply())
    assert widget.thought.isHidden()
