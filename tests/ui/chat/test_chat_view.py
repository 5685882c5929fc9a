"""Scrolling, wrapping, selecting and copying; long conversations."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QTextCursor
from PySide6.QtTest import QTest

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.history.records import StoredMessage
from desktop_app.shell.chat.message_model import MessageModel
from desktop_app.ui.chat.chat_view import ChatView
from tests.support.fakes import POSITIVE, SCENE, known_error
from tests.ui.chat.chat_window import grow


@pytest.fixture
def model(qapp):
    return MessageModel()


@pytest.fixture
def view(qtbot, theme, icons, model):
    view = ChatView(theme, icons, model, {SCENE.id: SCENE}, SCENE, "en")
    view.resize(800, 500)
    view.show()
    qtbot.waitExposed(view)
    yield view
    view.close()


def person(text, **more):
    mood = more.pop("mood", None)
    return StoredMessage(Message(Role.USER, text, mood=mood), **more)


def reply(text, reason=FinishReason.STOP):
    return StoredMessage(Message(Role.ASSISTANT, text, finish_reason=reason))


def talk(count, text="Some words that are said. "):
    entries = []
    for row in range(count):
        is_person = row % 2 == 0
        of_person = person(f"{row} {text}", mood=POSITIVE)
        entries.append(of_person if is_person else reply(f"{row} {text * 6}"))
    return entries


def fill(model, count):
    for entry in talk(count):
        model.insert(model.rowCount(), [entry])


def is_whole_in_sight(view, row):
    widget = view.widget_of(row)
    return widget is not None and view.list.viewport().rect().contains(widget.geometry())


def test_it_stays_at_the_end_while_it_grows(view, model):
    fill(model, 30)
    assert is_whole_in_sight(view, 29)
    growing = reply("", None)
    model.insert(30, [growing])
    for _ in range(40):
        grow(model, growing.message.id, "more words ")
    assert is_whole_in_sight(view, 30)
    assert view.list.is_at_end


def test_it_does_not_move_when_the_person_has_scrolled_up(view, model):
    fill(model, 30)
    view.list.verticalScrollBar().setValue(view.list.verticalScrollBar().maximum() // 2)
    assert not view.list.is_at_end
    row = next(row for row in range(30) if is_whole_in_sight(view, row))
    place = view.widget_of(row).geometry()
    growing = reply("", None)
    model.insert(30, [growing])
    for _ in range(40):
        grow(model, growing.message.id, "more words ")
    assert view.widget_of(row).geometry() == place
    view.list.scroll_to_end()
    assert is_whole_in_sight(view, 30)


def test_a_button_leads_back_to_the_end(view, model, qtbot):
    fill(model, 30)
    assert not view.to_end.isVisible()
    view.list.verticalScrollBar().setValue(0)
    assert view.to_end.isVisible()
    qtbot.mouseClick(view.to_end, Qt.MouseButton.LeftButton)
    assert is_whole_in_sight(view, 29)
    assert not view.to_end.isVisible()


def test_scrolling_up_shows_every_message_without_gaps(view, model):
    fill(model, 60)
    bar = view.list.verticalScrollBar()
    seen = set()
    for _ in range(2000):
        rows = sorted(row for row in range(60) if view.widget_of(row))
        seen.update(rows)
        tops = [view.widget_of(row).geometry() for row in rows]
        for above, below in itertools.pairwise(tops):
            assert below.top() - above.bottom() - 1 == 18
        if bar.value() == 0:
            break
        bar.setValue(bar.value() - 90)
    assert seen == set(range(60))
    assert view.widget_of(0).geometry().top() == 20


def test_ten_thousand_messages_need_few_widgets(qtbot, theme, icons):
    model = MessageModel()
    model.reset(talk(10_000))
    view = ChatView(theme, icons, model, {SCENE.id: SCENE}, SCENE, "en")
    view.resize(800, 500)
    view.show()
    assert 0 < len(list(view.widgets())) < 20
    view.list.scroll_to_row(5000)
    assert is_whole_in_sight(view, 5000)
    assert 0 < len(list(view.widgets())) < 20
    view.list.verticalScrollBar().setValue(0)
    assert is_whole_in_sight(view, 0)
    view.close()


@pytest.mark.parametrize(
    "text",
    ["x" * 600, "汉" * 600, "😀" * 300, "https://example.org/" + "a/" * 200, "مرحبا " * 100],
    ids=["word", "chinese", "emoji", "address", "arabic"],
)
def test_everything_wraps_within_the_column(view, model, text):
    model.insert(0, [person(text)])
    body = view.widget_of(0).body
    assert body.document().idealWidth() <= body.width() + 1
    assert body.horizontalScrollBar().maximum() == 0
    assert body.height() >= body.document().size().height() - 1


def test_the_column_is_centred_and_limited(view, model):
    fill(model, 2)
    view.resize(1600, 500)
    geometry = view.widget_of(0).geometry()
    assert geometry.width() == 760
    assert abs(geometry.center().x() - view.width() // 2) <= 1
    view.resize(460, 500)
    assert view.widget_of(0).width() == 460 - 48


def test_the_person_is_at_the_right_and_the_assistant_at_the_left(view, model):
    fill(model, 2)
    mine, answer = view.widget_of(0), view.widget_of(1)
    assert mine.body.geometry().left() > mine.width() // 3
    assert answer.body.geometry().left() < 30


def test_ctrl_c_copies_the_selection_or_everything(view, model, qtbot):
    model.insert(0, [person("one two")])
    body = view.widget_of(0).body
    body.setFocus()
    QTest.keySequence(body, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QGuiApplication.clipboard().text() == "one two"
    cursor = body.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(3, QTextCursor.MoveMode.KeepAnchor)
    body.setTextCursor(cursor)
    QTest.keySequence(body, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QGuiApplication.clipboard().text() == "one"
    assert not QGuiApplication.clipboard().mimeData().hasHtml()


def test_the_context_menu_copies(view, model):
    model.insert(0, [person("one two")])
    menu = view.widget_of(0).context_menu()
    QGuiApplication.clipboard().clear()
    next(action for action in menu.actions() if action.text() == "Copy").trigger()
    assert QGuiApplication.clipboard().text() == "one two"


def test_a_growing_text_keeps_the_selection(view, model):
    growing = reply("one two", None)
    model.insert(0, [growing])
    body = view.widget_of(0).body
    cursor = body.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(3, QTextCursor.MoveMode.KeepAnchor)
    body.setTextCursor(cursor)
    grow(model, growing.message.id, " three\nfour")
    assert body.textCursor().selectedText() == "one"
    assert body.toPlainText() == "one two three\nfour"


def test_a_selected_message_survives_being_scrolled_away(view, model):
    fill(model, 60)
    body = view.widget_of(59).body
    body.selectAll()
    view.list.verticalScrollBar().setValue(0)
    view.list.scroll_to_end()
    assert view.widget_of(59).body is body
    assert body.textCursor().hasSelection()


def test_arrow_keys_walk_through_the_messages(view, model, qtbot):
    fill(model, 40)
    view.focus_row(39)
    for row in range(38, 20, -1):
        qtbot.keyClick(view.widget_of(row + 1).body, Qt.Key.Key_Up)
        assert view.widget_of(row).body.hasFocus()


def test_a_verdict_arrives_in_place(view, model):
    question = person("hi")
    model.insert(0, [question])
    widget = view.widget_of(0)
    judged = dataclasses.replace(question.message, mood=POSITIVE)
    model.put(dataclasses.replace(question, message=judged))
    assert view.widget_of(0) is widget
    assert widget.chip.text() == "Positive 93%"
    assert "LLM sentiment: positive" in widget.chip.accessibleName()


def test_both_schemes_are_drawn(view, model, theme):
    fill(model, 4)
    theme.set_scheme(Qt.ColorScheme.Light)
    light = view.grab().toImage()
    theme.set_scheme(Qt.ColorScheme.Dark)
    assert view.grab().toImage() != light


def test_another_conversation_opens_at_its_end(view, model):
    model.reset(talk(40))
    view.list.verticalScrollBar().setValue(0)
    model.reset(talk(30))
    assert is_whole_in_sight(view, 29)
    assert view.list.is_at_end


def test_another_branch_of_the_conversation_keeps_its_place(view, model):
    entries = talk(40)
    model.reset(entries)
    view.list.verticalScrollBar().setValue(view.list.verticalScrollBar().maximum() // 3)
    row = next(row for row in range(40) if is_whole_in_sight(view, row))
    place = view.widget_of(row).geometry()
    model.reset([*entries[:30], reply("another end")])
    assert view.widget_of(row).geometry() == place


def test_the_keyboard_stays_at_a_message_whose_version_is_changed(view, model):
    entries = talk(3)
    answer = dataclasses.replace(entries[1], parent_id=entries[0].message.id, variants=2)
    model.reset([entries[0], answer])
    view.focus_row(1)
    other = dataclasses.replace(reply("the other one"), parent_id=answer.parent_id, variants=2)
    model.reset([entries[0], other])
    assert view.widget_of(1).body.hasFocus()


def test_a_message_taken_away_leaves_no_gap(view, model):
    entries = [person(str(row)) for row in range(5)]
    model.reset(entries)
    model.remove(range(2, 3))
    widgets = [view.widget_of(row) for row in range(4)]
    assert [widget.body.text() for widget in widgets] == ["0", "1", "3", "4"]
    for above, below in itertools.pairwise(widget.geometry() for widget in widgets):
        assert below.top() - above.bottom() - 1 == 18


def test_the_last_message_taken_away_leaves_an_empty_view(view, model):
    model.reset(talk(1))
    model.remove(range(0, 1))
    assert len(list(view.widgets())) == 0
    assert view.list.verticalScrollBar().maximum() == 0


def test_messages_above_taken_away_do_not_move_what_is_read(view, model):
    model.reset(talk(60))
    view.list.verticalScrollBar().setValue(view.list.verticalScrollBar().maximum() // 2)
    row = next(row for row in range(60) if is_whole_in_sight(view, row))
    place = view.widget_of(row).geometry()
    model.remove(range(1, 2))
    assert view.widget_of(row - 1).geometry() == place


def test_a_message_that_was_looked_for_is_marked_for_a_moment(view, model, qtbot):
    entries = talk(200)
    model.reset(entries)
    view.show_message(entries[50].message.id)
    widget = view.widget_of(50)
    assert is_whole_in_sight(view, 50)
    assert widget.row.is_marked
    marked = widget.grab().toImage()
    view.marks._timer.timeout.emit()
    assert not widget.row.is_marked
    assert widget.grab().toImage() != marked


def test_looking_for_a_message_of_another_conversation_is_a_defect(view):
    with pytest.raises(KeyError):
        view.show_message("nobody")


def test_errors_come_from_whoever_keeps_them(qtbot, theme, icons, model):
    failed = reply("", FinishReason.FAILED)
    error = known_error()
    errors = {failed.message.id: error}
    view = ChatView(theme, icons, model, {SCENE.id: SCENE}, SCENE, "en", error_of=errors.get)
    qtbot.addWidget(view)
    view.resize(800, 500)
    model.reset([failed])
    assert view.widget_of(0).row.error is error


def test_many_messages_come_and_go_at_once(view, model):
    model.reset(talk(10))
    model.insert(4, talk(2_000))
    assert model.rowCount() == 2_010
    assert len(list(view.widgets())) < 20
    model.remove(range(4, 2_004))
    view.list.scroll_to_end()
    assert is_whole_in_sight(view, 9)
