"""What a message shows beyond its words, and what can be done with it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeySequence,
    QTextCursor,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget

from desktop_app.core.conversation import FinishReason, Message, ReplyStats, Role
from desktop_app.core.history_records import CLEARED, StoredMessage, Verdict
from desktop_app.core.mood import Influence, Mood
from desktop_app.core.scenes import Label
from desktop_app.shell.state import AppStatus, Phase
from desktop_app.ui.chat_model import ChatModel
from desktop_app.ui.chat_view import ChatView
from desktop_app.ui.message_actions import Action
from tests.fakes import NEGATIVE, POSITIVE, SCENE, UNSURE

CARE = dataclasses.replace(
    SCENE,
    id="care",
    labels=(
        Label("complaint", "😤", "negative", {"en": "complaint"}),
        Label("fine", "🙂", "positive", {"en": "fine"}),
    ),
)
COMPLAINT = Mood("complaint", 0.8, False, (0.8, 0.2))
STATS = ReplyStats(58, 240, 180.0, 41.2, 40)


@pytest.fixture
def model(qapp):
    model = ChatModel()
    model.set_status(AppStatus(Phase.READY))
    return model


@pytest.fixture
def opened():
    """The addresses that were handed to the system."""
    return []


@pytest.fixture
def view(qtbot, theme, icons, model, opened):
    """The chat between two fields, in a window."""
    window = QWidget()
    layout = QVBoxLayout(window)

    def opener(url):
        opened.append(url.toString())
        return "nobody" not in url.host()

    scenes = {SCENE.id: SCENE, CARE.id: CARE}
    view = ChatView(theme, icons, model, scenes, SCENE, "en", opener=opener)
    window.before, window.after = QLineEdit(), QLineEdit()
    for widget in (window.before, view, window.after):
        layout.addWidget(widget)
    window.resize(800, 700)
    window.show()
    qtbot.waitExposed(window)
    # the pointer of the last test may still be where a message is
    QTest.mouseMove(window.before)
    window.before.setFocus()
    yield view
    window.close()


def person(text="hi", **more):
    message = {key: more.pop(key) for key in ("mood", "created_at") if key in more}
    return StoredMessage(Message(Role.USER, text, **message), **more)


def reply(text="so", reason=FinishReason.STOP, stats=None, **more):
    return StoredMessage(Message(Role.ASSISTANT, text, finish_reason=reason, stats=stats), **more)


def judged(text, mood, correction=None, scene_id=SCENE.id):
    return person(text, mood=mood, verdict=Verdict(mood, scene_id, 0.5, 0.5, correction))


def shown(view, *entries):
    """The messages' widgets."""
    view._model.reset(entries)
    return [view.widget_of(row) for row in range(len(entries))]


def names(menu: QMenu):
    return [action.text() for action in menu.actions() if action.text()]


def trigger(menu: QMenu, name: str):
    next(action for action in menu.actions() if action.text() == name).trigger()
    menu.deleteLater()


def button(widget, name):
    return next(b for b in widget.footer.controls() if b.accessibleName() == name)


# --- actions


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
    with qtbot.waitSignal(view.continue_requested) as asked:
        qtbot.mouseClick(widget.way_on, Qt.MouseButton.LeftButton)
    assert asked.args == [widget.message_id]


def test_a_reply_that_broke_off_before_its_first_word_can_be_had_anew(view, qtbot):
    (widget,) = shown(view, reply("", FinishReason.INTERRUPTED))
    assert widget.note.text().startswith("Interrupted")
    with qtbot.waitSignal(view.regenerate_requested) as asked:
        qtbot.mouseClick(widget.way_on, Qt.MouseButton.LeftButton)
    assert asked.args == [widget.message_id]


def test_a_failed_reply_is_asked_for_again(view, qtbot):
    (widget,) = shown(view, reply("", FinishReason.FAILED))
    with qtbot.waitSignal(view.retry_requested) as asked:
        qtbot.mouseClick(widget.way_on, Qt.MouseButton.LeftButton)
    assert asked.args == [widget.message_id]


@pytest.mark.parametrize(
    ("name", "signal"),
    [("Answer anew", "regenerate_requested"), ("Delete", "delete_requested")],
)
def test_buttons_appear_under_the_pointer_and_ask(view, qtbot, name, signal):
    (widget,) = shown(view, reply())
    assert widget.footer.controls() == []
    QApplication.sendEvent(widget, _enter())
    with qtbot.waitSignal(getattr(view, signal)) as asked:
        qtbot.mouseClick(button(widget, name), Qt.MouseButton.LeftButton)
    assert asked.args == [widget.message_id]
    QApplication.sendEvent(widget, _leave())
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
    for name, step in (("Version before this one", -1), ("Version after this one", 1)):
        with qtbot.waitSignal(view.variant_requested) as asked:
            qtbot.mouseClick(button(second, name), Qt.MouseButton.LeftButton)
        assert asked.args == [second.message_id, step]
    assert [b.accessibleName() for b in first.footer.controls()] == ["Version after this one"]


def test_quoting_gives_the_selection_or_the_source(view, qtbot):
    (widget,) = shown(view, reply("**one** two"))
    with qtbot.waitSignal(view.quote_requested) as asked:
        trigger(widget.context_menu(), "Quote")
    assert asked.args == ["**one** two"]
    select(widget.body, 0, 3)
    with qtbot.waitSignal(view.quote_requested) as asked:
        trigger(widget.context_menu(), "Quote")
    assert asked.args == ["one"]


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


# --- editing


def test_editing_sends_the_new_text(view, qtbot):
    first, _ = shown(view, judged("hi", POSITIVE), reply())
    trigger(first.context_menu(), "Edit and send again")
    assert first.editor.edit.hasFocus()
    assert first.editor.edit.toPlainText() == "hi"
    assert not first.body.isVisible()
    qtbot.keyClicks(first.editor.edit, " there")
    with qtbot.waitSignal(view.edit_requested) as asked:
        qtbot.keyClick(first.editor.edit, Qt.Key.Key_Return)
    assert asked.args == [first.message_id, "hi there"]
    assert first.editor is None
    assert first.body.isVisible()


def test_editing_can_be_left(view, qtbot):
    (widget,) = shown(view, person())
    view._act(widget.message_id, Action.EDIT)
    qtbot.keyClicks(widget.editor.edit, "x")
    with qtbot.assertNotEmitted(view.edit_requested):
        qtbot.keyClick(widget.editor.edit, Qt.Key.Key_Escape)
    assert widget.editor is None
    assert widget.body.toPlainText() == "hi"
    assert widget.body.hasFocus()


def test_enter_belongs_to_the_input_method_while_it_composes(view, qtbot):
    (widget,) = shown(view, person())
    view._act(widget.message_id, Action.EDIT)
    QApplication.sendEvent(widget.editor.edit, QInputMethodEvent("ni", []))
    with qtbot.assertNotEmitted(view.edit_requested):
        qtbot.keyClick(widget.editor.edit, Qt.Key.Key_Return)
    assert widget.editor is not None


def test_nothing_cannot_be_sent(view, qtbot):
    (widget,) = shown(view, person())
    view._act(widget.message_id, Action.EDIT)
    widget.editor.edit.setPlainText("  ")
    assert not widget.editor.save.isEnabled()
    with qtbot.assertNotEmitted(view.edit_requested):
        qtbot.keyClick(widget.editor.edit, Qt.Key.Key_Return)


def test_ctrl_enter_sends_where_it_does_so_in_the_composer(view, qtbot):
    view.set_enter_sends(False)
    (widget,) = shown(view, person())
    view._act(widget.message_id, Action.EDIT)
    with qtbot.waitSignal(view.edit_requested):
        qtbot.keyClick(widget.editor.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_the_editor_grows_with_its_text(view):
    first, second = shown(view, person(), reply())
    view._act(first.message_id, Action.EDIT)
    before = second.geometry().top()
    first.editor.edit.setPlainText("one\ntwo\nthree\nfour")
    assert first.geometry().contains(first.geometry().topLeft() + first.editor.geometry().center())
    assert second.geometry().top() > before or view.is_at_end
    assert first.height() >= first.editor.height()


def test_an_editor_survives_being_scrolled_away(view):
    widgets = shown(view, *[person(f"{row} " + "words " * 60) for row in range(60)])
    last = widgets[-1]
    view._act(last.message_id, Action.EDIT)
    view.verticalScrollBar().setValue(0)
    view.scroll_to_end()
    assert view.widget_of(59).editor is last.editor is not None


# --- links


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
    view._ask_about_link(address)
    question = view.link_question
    assert question.isVisible()
    assert question.host.text() == host
    assert question.address.accessibleName() == full
    assert question.address.text().replace("\u200b", "") == full


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "ftp://x", "x"])
def test_other_addresses_are_never_asked_about(view, opened, address):
    assert not view.link_question.ask(address)
    assert not view.link_question.isVisible()
    assert opened == []


def test_a_click_on_a_link_asks_and_only_open_opens(view, qtbot, opened):
    (widget,) = shown(view, reply("see [this](https://example.org/x) here"))
    body = widget.body
    cursor = body.textCursor()
    cursor.setPosition(6)
    place = body.cursorRect(cursor).center()
    qtbot.mouseClick(body.viewport(), Qt.MouseButton.LeftButton, pos=place)
    question = view.link_question
    assert question.isVisible()
    assert question.cancel_button.hasFocus()
    assert opened == []
    qtbot.mouseClick(question.open_button, Qt.MouseButton.LeftButton)
    assert opened == ["https://example.org/x"]
    assert not question.isVisible()


def test_the_question_can_be_answered_with_the_keyboard(view, qtbot, opened):
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
    view._ask_about_link("https://example.org")
    qtbot.keyClick(question.cancel_button, Qt.Key.Key_Escape)
    assert not question.isVisible()
    assert opened == []


def test_an_address_that_nobody_opens_is_said(view, qtbot):
    view._ask_about_link("https://nobody.example.org")
    qtbot.mouseClick(view.link_question.open_button, Qt.MouseButton.LeftButton)
    assert view.link_question.isVisible()
    assert "No program" in view.link_question.title.text()


# --- mood


def test_the_persons_word_stands_before_the_judges(view):
    (widget,) = shown(view, judged("fine", NEGATIVE, "positive"))
    assert widget.chip.text() == "Positive · you said so"
    assert "you said so" in widget.chip.accessibleName()


def test_a_cleared_mood_says_so(view):
    (widget,) = shown(view, judged("fine", NEGATIVE, CLEARED))
    assert widget.chip.text() == "No mood · you said so"


def test_a_verdict_of_another_scene_has_its_own_words(view):
    first, second = shown(
        view, judged("a", COMPLAINT, None, CARE.id), judged("b", COMPLAINT, None, "gone")
    )
    assert first.chip.text() == "Complaint 80%"
    assert second.chip.text() == "complaint 80%"
    assert names(second.mood_menu()) == ["No mood", "Why?"]


def test_a_verdict_just_given_is_of_the_scene_that_is_played(view):
    (widget,) = shown(view, person(mood=POSITIVE))
    view.set_scene(CARE)
    assert widget.chip.text() == "Hard to say 93%"


def test_the_mood_can_be_corrected(view, qtbot):
    (widget,) = shown(view, judged("a", COMPLAINT, None, CARE.id))
    menu = widget.mood_menu()
    assert names(menu) == ["😤 Complaint", "🙂 Fine", "No mood", "Why?"]
    assert [a.isChecked() for a in menu.actions()[:3]] == [True, False, False]
    for name, label in (("🙂 Fine", "fine"), ("No mood", CLEARED)):
        with qtbot.waitSignal(view.correction_requested) as asked:
            trigger(widget.mood_menu(), name)
        assert asked.args == [widget.message_id, label]


def test_a_correction_can_be_taken_back(view, qtbot):
    (widget,) = shown(view, judged("a", NEGATIVE, "positive"))
    with qtbot.waitSignal(view.correction_requested) as asked:
        trigger(widget.mood_menu(), "Take my correction back")
    assert asked.args == [widget.message_id, None]


# the offscreen platform says so of every menu
@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_chip_opens_its_menu_by_mouse_and_keyboard(view, qtbot):
    (widget,) = shown(view, judged("a", NEGATIVE))
    qtbot.mouseClick(widget.chip, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert "Why?" in names(menu)
    menu.close()
    widget.chip.setFocus()
    qtbot.keyClick(widget.chip, Qt.Key.Key_Space)
    assert "Why?" in names(QApplication.activePopupWidget())
    QApplication.activePopupWidget().close()


def test_there_is_nothing_to_press_before_the_verdict(view, model, qtbot):
    model.insert(person(), 0)
    widget = view.widget_of(0)
    assert widget.chip.text() == "Waiting its turn"
    assert not widget.chip.isEnabled()


# --- explanation

SAD_BUT = "I am sad, but dinner was good."
WHY = (Influence(0, 9, 2.0), Influence(9, 30, -1.0))


def test_why_is_asked_and_shown_in_place(view, qtbot):
    (widget,) = shown(view, judged(SAD_BUT, NEGATIVE))
    with qtbot.waitSignal(view.explain_requested) as asked:
        trigger(widget.mood_menu(), "Why?")
    before = widget.grab().toImage()
    height = widget.height()
    view.show_explanation(asked.args[0], WHY)
    assert widget.note.text().startswith("Solid line: speaks for “negative”. Dashed line")
    spoken = widget.body.accessibleDescription()
    assert "For: I am sad,. Against: but dinner was good." in spoken
    assert widget.height() > height
    assert widget.grab().toImage() != before


def test_marks_differ_by_more_than_their_colour(view, theme):
    (widget,) = shown(view, judged(SAD_BUT, UNSURE))
    view.show_explanation(widget.message_id, WHY)
    for_it, against = widget.body._marks
    assert (for_it.speaks_for, against.speaks_for) == (True, False)
    assert for_it.strength > against.strength
    flipped = tuple(dataclasses.replace(mark, speaks_for=True) for mark in widget.body._marks)
    dashed = widget.body.grab().toImage()
    widget.body.set_marks(flipped)
    assert widget.body.grab().toImage() != dashed


@pytest.mark.parametrize("influences", [(), (Influence(0, 9, 0.001),)])
def test_nothing_to_point_at_is_said(view, influences):
    (widget,) = shown(view, judged(SAD_BUT, NEGATIVE))
    view.show_explanation(widget.message_id, influences)
    assert "nothing to mark" in widget.note.text()


def test_marks_after_an_emoji_are_at_their_words(view):
    text = "😀😀 good, bad"
    (widget,) = shown(view, judged(text, NEGATIVE))
    view.show_explanation(widget.message_id, (Influence(0, 8, -1.0), Influence(8, 12, 1.0)))
    assert [text[mark.start : mark.end] for mark in widget.body._marks] == ["😀😀 good,", "bad"]


@pytest.mark.parametrize("way", ["escape", "click"])
def test_an_explanation_ends(view, qtbot, way):
    (widget,) = shown(view, judged(SAD_BUT, NEGATIVE))
    view.show_explanation(widget.message_id, WHY)
    if way == "escape":
        qtbot.keyClick(view.window().before, Qt.Key.Key_Escape)
    else:
        qtbot.mouseClick(view.window().after, Qt.MouseButton.LeftButton)
        assert view.window().after.hasFocus()
    assert not widget.note.isVisible()
    assert widget.body._marks == ()
    assert widget.body.accessibleDescription() == ""


# --- notes, days, context


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


def test_days_are_told_apart(view, model):
    now = datetime.now(UTC)
    old = now - timedelta(days=400)
    shown(view, person("a", created_at=old), person("b", created_at=old), person("c"))
    words = [[d.text() for d in view.widget_of(row).dividers] for row in range(3)]
    assert str(old.astimezone().year) in words[0][0]
    assert words[1:] == [[], ["Today"]]
    model.remove(0)
    assert str(old.astimezone().year) in view.widget_of(0).dividers[0].text()


def test_a_conversation_of_today_needs_no_day(view):
    (widget,) = shown(view, person())
    assert widget.dividers == []


def test_what_a_reply_cost_is_on_its_facts(view):
    (widget,) = shown(view, reply(stats=STATS))
    tip = widget.time.toolTip()
    for part in ("58 tokens written", "41.2 a second", "40 steps", "180 ms", "240 tokens read"):
        assert part in tip
    assert str(datetime.now().year) in tip


# --- direction


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


# --- several messages


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


def test_a_reply_that_comes_meanwhile_leaves_the_selection(view, model, qtbot):
    first, _ = shown(view, person("one"), reply("two"))
    view.focus_row(0)
    qtbot.keyClick(first.body, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    model.insert(person("three"), 2)
    assert view.selected_text().endswith("two")
    model.remove(0)
    assert view.selected_text() == ""


def test_the_arrow_keys_alone_let_go_of_the_selection(view, qtbot):
    first, second = shown(view, person("one"), reply("two"))
    view.focus_row(0)
    qtbot.keyClick(first.body, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(second.body, Qt.Key.Key_Up)
    assert view.selected_text() == ""


# --- keyboard


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


# --- text


def test_html_in_a_message_is_text(view):
    text = "<b>bold</b> <img src=file:///etc/passwd> &lt;i&gt;"
    mine, answer = shown(view, person(text), reply("<b>bold</b> <img src=x>"))
    assert mine.body.toPlainText() == text
    assert answer.body.toPlainText() == "<b>bold</b> <img src=x>"


def test_the_persons_markdown_stays_as_it_was_written(view):
    (widget,) = shown(view, person("**not bold**\n> quoted"))
    assert widget.body.toPlainText() == "**not bold**\n> quoted"


def test_a_reply_grows_into_its_markdown(view, model, theme):
    entry = reply("", None)
    model.insert(entry, 0)
    for piece in ("# Ti", "tle\n\n", "a **bo", "ld** wo", "rd\n\n```py", "thon\nx = ", "1\n```"):
        model.append_text(entry.message.id, piece)
    body = view.widget_of(0).body
    assert body.toPlainText() == "Title\na bold word\nx = 1"
    assert len(body.code_buttons) == 1
    text = model.message(0).text
    done = Message(Role.ASSISTANT, text, id=entry.message.id, finish_reason=FinishReason.STOP)
    model.replace(StoredMessage(done))
    assert body.toPlainText() == "Title\na bold word\nx = 1"


def test_colours_follow_the_scheme(view, theme):
    (widget,) = shown(view, reply("```python\nreturn 1\n```"))
    for scheme in (Qt.ColorScheme.Light, Qt.ColorScheme.Dark):
        theme.set_scheme(scheme)
        cursor = QTextCursor(widget.body.document())
        cursor.setPosition(1)
        colour = cursor.charFormat().foreground().color()
        assert colour == theme.colour("code_keyword")


def select(body, start, end):
    cursor = body.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    body.setTextCursor(cursor)


def _enter():
    return QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5))


def _leave():
    return QEvent(QEvent.Type.Leave)
