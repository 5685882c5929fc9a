"""What a message shows beyond its words, and how the keyboard walks through messages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeySequence,
    QTextCursor,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.core.conversation import FinishReason, Message, ReplyStats, Role
from desktop_app.core.history.records import StoredMessage
from desktop_app.shell.platform.day_change import DayChangeNotifier
from desktop_app.ui.chat import message_rows
from tests.support.fakes import POSITIVE
from tests.ui.chat.chat_window import (
    grow,
    judged,
    names,
    person,
    reply,
    shown,
)

STATS = ReplyStats(58, 240, 180.0, 41.2, 40)


def test_a_note_to_oneself_says_so_and_waits_for_nobody(view):
    (widget,) = shown(view, person("dear diary", note=True))
    assert widget.time.text().startswith("Just for me · ")
    assert not widget.chip.isVisible()
    assert "just for me" in widget.body.accessibleName()
    assert "Edit and send again" not in names(widget.context_menu())


def test_where_the_model_stops_seeing_is_marked(view):
    widgets = shown(view, person(), reply(), person("later"))
    view.set_forgotten_before(widgets[2].message_id)
    assert [d.text() for d in widgets[2].dividers] == ["The model no longer sees what is above"]
    assert widgets[2].dividers[0].geometry().bottom() < widgets[2].body.geometry().top()
    view.set_forgotten_before(widgets[1].message_id)
    assert [len(widget.dividers) for widget in widgets] == [0, 1, 0]
    view.set_forgotten_before(None)
    assert [len(widget.dividers) for widget in widgets] == [0, 0, 0]


def test_days_are_told_apart(view, window):
    now = datetime.now(UTC)
    old = now - timedelta(days=400)
    shown(view, person("a", created_at=old), person("b", created_at=old), person("c"))
    words = [[d.text() for d in view.widget_of(row).dividers] for row in range(3)]
    assert str(old.astimezone().year) in words[0][0]
    assert words[1:] == [[], ["Today"]]
    window.model.remove(range(0, 1))
    assert str(old.astimezone().year) in view.widget_of(0).dividers[0].text()


def test_a_conversation_of_today_needs_no_day(view):
    (widget,) = shown(view, person())
    assert widget.dividers == []


def test_after_midnight_today_was_yesterday(view, monkeypatch):
    class Tomorrow(date):
        @classmethod
        def today(cls):
            return date.today() + timedelta(days=1)

    (widget,) = shown(view, person())
    monkeypatch.setattr(message_rows, "date", Tomorrow)
    view.findChild(DayChangeNotifier).changed.emit()
    assert [d.text() for d in widget.dividers] == ["Yesterday"]


def test_what_a_reply_cost_is_on_its_facts(view):
    (widget,) = shown(view, reply(stats=STATS))
    tip = widget.time.toolTip()
    for part in ("58 tokens written", "41.2 a second", "40 steps", "180 ms", "240 tokens read"):
        assert part in tip
    assert str(datetime.now().year) in tip


@pytest.mark.parametrize("text", ["مرحبا بالعالم", "שלום עולם"], ids=["arabic", "hebrew"])
@pytest.mark.parametrize("make", [person, reply], ids=["person", "reply"])
def test_what_is_written_from_the_right_stands_at_the_right(view, text, make):
    (widget,) = shown(view, make(f"{text}\n\nA much longer line in Latin letters."))
    block = widget.body.document().begin()
    line = block.layout().lineAt(0)
    assert block.textDirection() == Qt.LayoutDirection.RightToLeft
    assert line.naturalTextRect().right() == pytest.approx(widget.body.width(), abs=3)


def test_code_is_written_from_the_left(view):
    (widget,) = shown(view, reply("```\nمرحبا = 1\n```"))
    block = widget.body.document().begin()
    assert block.textDirection() == Qt.LayoutDirection.LeftToRight


def test_whole_messages_are_selected_and_copied_with_their_speakers(view, qtbot):
    first, second, third = shown(view, person("one"), reply("**two**"), person("three"))
    view.focus_row(0)
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(first.body, Qt.Key.Key_Down, shift)
    assert [w.row.is_selected for w in (first, second, third)] == [True, True, False]
    assert second.body.hasFocus()
    assert "selected" in second.body.accessibleName()
    QTest.keySequence(second.body, QKeySequence(QKeySequence.StandardKey.Copy))
    copied = QGuiApplication.clipboard().text().split("\n")
    assert copied[0].startswith("You, 20")
    assert copied[1:3] == ["one", ""]
    assert copied[3].startswith("Assistant, 20")
    assert copied[4:] == ["**two**"]


def test_shift_and_a_click_select_up_to_there(view, qtbot):
    first, second, third = shown(view, person("one"), reply("two"), person("three"))
    view.focus_row(0)
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.mouseClick(third.body.viewport(), Qt.MouseButton.LeftButton, shift)
    assert all(widget.row.is_selected for widget in (first, second, third))
    qtbot.keyClick(first.body, Qt.Key.Key_Escape)
    assert not any(widget.row.is_selected for widget in (first, second, third))
    qtbot.mouseClick(second.body.viewport(), Qt.MouseButton.LeftButton, shift)
    assert [w.row.is_selected for w in (first, second, third)] == [False, True, True]
    qtbot.mouseClick(first.body.viewport(), Qt.MouseButton.LeftButton)
    assert not any(widget.row.is_selected for widget in (first, second, third))


def test_a_reply_that_comes_meanwhile_leaves_the_selection(view, window, qtbot):
    first, _ = shown(view, person("one"), reply("two"))
    view.focus_row(0)
    qtbot.keyClick(first.body, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    window.model.insert(2, [person("three")])
    assert view.selected_text().endswith("two")
    window.model.remove(range(0, 1))
    assert view.selected_text() == ""


def test_the_arrow_keys_alone_let_go_of_the_selection(view, qtbot):
    first, second = shown(view, person("one"), reply("two"))
    view.focus_row(0)
    qtbot.keyClick(first.body, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(second.body, Qt.Key.Key_Up)
    assert view.selected_text() == ""


def test_tab_walks_through_one_message_and_leaves(view, qtbot):
    window = view.window()
    shown(view, judged("hi", POSITIVE), reply("```\nx\n```", FinishReason.LENGTH))
    window.before.setFocus()
    reached = []
    for _ in range(9):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
        if reached[-1] is window.after:
            break
    assert [widget.accessibleName().split(",")[0] for widget in reached[:-1]] == [
        "Assistant",
        "Copy code",
        "Copy",
        "Answer anew",
        "Quote",
        "Delete",
        "",
    ]
    assert reached[-2].text() == "Continue"
    qtbot.keyClick(window.after, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is reached[0]
    qtbot.keyClick(reached[0], Qt.Key.Key_Backtab)
    assert window.before.hasFocus()


def test_a_message_above_is_reached_by_the_arrow_keys_and_tab(view, window, qtbot):
    first, second = shown(view, judged("hi", POSITIVE), reply())
    view.focus_row(1)
    qtbot.keyClick(second.body, Qt.Key.Key_Up)
    qtbot.keyClick(first.body, Qt.Key.Key_Tab)
    assert first.chip.hasFocus()


def test_the_way_back_to_the_end_is_reached_by_tab(view, window, qtbot):
    view.window().model.reset([reply(f"{row} " + "words " * 80) for row in range(20)])
    view.list.verticalScrollBar().setValue(0)
    window.before.setFocus()
    for _ in range(12):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if view.to_end.hasFocus():
            break
    assert view.to_end.hasFocus()
    qtbot.keyClick(view.to_end, Qt.Key.Key_Tab)
    assert window.after.hasFocus()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_key_opens_the_menu(view, qtbot):
    (widget,) = shown(view, reply())
    widget.body.setFocus()
    place = widget.body.mapToGlobal(QPoint(5, 5))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), place)
    QApplication.sendEvent(widget.body, event)
    menu = QApplication.activePopupWidget()
    assert "Answer anew" in names(menu)
    menu.close()


def test_html_in_a_message_is_text(view):
    text = "<b>bold</b> <img src=file:///etc/passwd> &lt;i&gt;"
    mine, answer = shown(view, person(text), reply("<b>bold</b> <img src=x>"))
    assert mine.body.toPlainText() == text
    assert answer.body.toPlainText() == "<b>bold</b> <img src=x>"


def test_the_persons_markdown_stays_as_it_was_written(view):
    (widget,) = shown(view, person("**not bold**\n> quoted"))
    assert widget.body.toPlainText() == "**not bold**\n> quoted"


def test_a_reply_grows_into_its_markdown(view, window, theme):
    entry = reply("", None)
    window.model.insert(0, [entry])
    for piece in ("# Ti", "tle\n\n", "a **bo", "ld** wo", "rd\n\n```py", "thon\nx = ", "1\n```"):
        grow(window.model, entry.message.id, piece)
    body = view.widget_of(0).body
    assert body.toPlainText() == "Title\na bold word\nx = 1"
    assert len(body.code_buttons) == 1
    text = window.model.at(0).message.text
    done = Message(Role.ASSISTANT, text, id=entry.message.id, finish_reason=FinishReason.STOP)
    window.model.put(StoredMessage(done))
    assert body.toPlainText() == "Title\na bold word\nx = 1"


def test_colours_follow_the_scheme(view, theme):
    (widget,) = shown(view, reply("```python\nreturn 1\n```"))
    for scheme in (Qt.ColorScheme.Light, Qt.ColorScheme.Dark):
        theme.set_scheme(scheme)
        cursor = QTextCursor(widget.body.document())
        cursor.setPosition(1)
        colour = cursor.charFormat().foreground().color()
        assert colour == theme.colour("code_keyword")


def test_the_keyboard_stays_where_a_message_was_taken_away(view, window):
    shown(view, person("one"), reply("two"), person("three"))
    view.focus_row(1)
    window.model.remove(range(1, 2))
    assert view.widget_of(1).body.hasFocus()
    window.model.remove(range(1, 2))
    assert view.widget_of(0).body.hasFocus()
    view.focus_row(0)
    window.before.setFocus()
    window.model.remove(range(0, 1))
    assert window.before.hasFocus()
