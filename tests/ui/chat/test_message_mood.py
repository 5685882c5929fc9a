"""The mood of a message: shown, corrected, explained."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.core.history.records import CLEARED
from desktop_app.core.mood import Influence, Mood
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.ui.chat.message.intent import Action, MessageIntent
from tests.support.fakes import NEGATIVE, POSITIVE, UNSURE
from tests.ui.chat.chat_window import (
    CARE,
    judged,
    names,
    person,
    shown,
    trigger,
)

COMPLAINT = Mood("complaint", 0.8, False, (0.8, 0.2))


def test_the_persons_word_stands_before_the_judges(view):
    (widget,) = shown(view, judged("fine", NEGATIVE, "positive"))
    assert widget.chip.text() == "Positive · you said so"
    assert "you said so" in widget.chip.accessibleName()


def test_a_cleared_mood_is_calm_and_says_who_said_so(view):
    (widget,) = shown(view, judged("fine", NEGATIVE, CLEARED))
    assert widget.chip.text() == "Calm · you said so"


def test_a_verdict_of_another_scene_has_its_own_words(view):
    first, second = shown(
        view, judged("a", COMPLAINT, None, CARE.id), judged("b", COMPLAINT, None, "gone")
    )
    assert first.chip.text() == "Complaint 80%"
    assert second.chip.text() == "complaint 80%"
    assert names(second.mood_menu()) == ["😐 Calm", "Why?"]


def test_a_verdict_just_given_is_of_the_scene_that_is_played(view):
    (widget,) = shown(view, person(mood=POSITIVE))
    view.set_scene(CARE)
    assert widget.chip.text() == "Hard to tell"


def test_the_mood_can_be_corrected(view, qtbot):
    (widget,) = shown(view, judged("a", COMPLAINT, None, CARE.id))
    menu = widget.mood_menu()
    assert names(menu) == ["😤 Complaint", "🙂 Fine", "😐 Calm", "Why?"]
    assert [a.isChecked() for a in menu.actions()[:3]] == [True, False, False]
    for name, label in (("🙂 Fine", "fine"), ("😐 Calm", CLEARED)):
        with qtbot.waitSignal(view.intended) as asked:
            trigger(widget.mood_menu(), name)
        assert asked.args == [MessageIntent(widget.message_id, Action.CORRECT, label)]


def test_a_correction_can_be_taken_back(view, qtbot):
    (widget,) = shown(view, judged("a", NEGATIVE, "positive"))
    with qtbot.waitSignal(view.intended) as asked:
        trigger(widget.mood_menu(), "Take my correction back")
    assert asked.args == [MessageIntent(widget.message_id, Action.CORRECT, None)]


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


def test_there_is_nothing_to_press_before_the_verdict(view, window, qtbot):
    entry = person()
    window.model.insert(0, [entry])
    view.set_status(AppStatus(Phase.READY, waiting=(entry.message.id,)))
    widget = view.widget_of(0)
    assert widget.chip.text() == "Waiting its turn"
    assert not widget.chip.isEnabled()


SAD_BUT = "I am sad, but dinner was good."
WHY = (Influence(0, 9, 2.0), Influence(9, 30, -1.0))


def test_why_is_asked_and_shown_in_place(view, qtbot):
    (widget,) = shown(view, judged(SAD_BUT, NEGATIVE))
    with qtbot.waitSignal(view.intended) as asked:
        trigger(widget.mood_menu(), "Why?")
    assert asked.args == [MessageIntent(widget.message_id, Action.EXPLAIN)]
    before = widget.grab().toImage()
    height = widget.height()
    view.marks.show_explanation(widget.message_id, WHY)
    assert widget.note.text().startswith("Solid line: speaks for “negative”. Dashed line")
    spoken = widget.body.accessibleDescription()
    assert "For: I am sad,. Against: but dinner was good." in spoken
    assert widget.height() > height
    assert widget.grab().toImage() != before


def test_marks_differ_by_more_than_their_colour(view, theme):
    (widget,) = shown(view, judged(SAD_BUT, UNSURE))
    view.marks.show_explanation(widget.message_id, WHY)
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
    view.marks.show_explanation(widget.message_id, influences)
    assert "nothing to mark" in widget.note.text()


def test_marks_after_an_emoji_are_at_their_words(view):
    text = "😀😀 good, bad"
    (widget,) = shown(view, judged(text, NEGATIVE))
    view.marks.show_explanation(widget.message_id, (Influence(0, 8, -1.0), Influence(8, 12, 1.0)))
    assert [text[mark.start : mark.end] for mark in widget.body._marks] == ["😀😀 good,", "bad"]


@pytest.mark.parametrize("way", ["escape", "click"])
def test_an_explanation_ends(view, qtbot, way):
    (widget,) = shown(view, judged(SAD_BUT, NEGATIVE))
    view.marks.show_explanation(widget.message_id, WHY)
    if way == "escape":
        qtbot.keyClick(view.window().before, Qt.Key.Key_Escape)
    else:
        qtbot.mouseClick(view.window().after, Qt.MouseButton.LeftButton)
        assert view.window().after.hasFocus()
    assert not widget.note.isVisible()
    assert widget.body._marks == ()
    assert widget.body.accessibleDescription() == ""
