"""Conversations in the real window: kept, listed, found, moved between folders."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop_app.core.history.records import Folder
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.mood_state import Judgement
from tests.support.fakes import NEGATIVE, POSITIVE, SCENE, Gate, ScriptedBackend
from tests.ui.conftest import play
from tests.ui.window.steps import (
    CONTROL,
    LEFT,
    choose_row,
    exchange,
    listed,
    message,
    more_menu,
    new_chat,
    row_menu,
    say,
    search,
    settle,
    texts,
    titles,
    wait_idle,
)

opens_menus = pytest.mark.qt_log_ignore("This plugin does not support")
"""The offscreen platform can't raise menus, tooltips and dialogs, and says so."""


@pytest.fixture
def window(make_window, qtbot):
    """Two conversations, "tea" the older one; the second, "坐火车去海边", is open."""
    window = make_window(ScriptedBackend([(POSITIVE, "One."), (NEGATIVE, "Two.")]))
    exchange(qtbot, window, "tea")
    new_chat(qtbot, window)
    exchange(qtbot, window, "坐火车去海边")
    return window


def test_the_list_grows_with_the_first_message_and_not_before(make_window, qtbot):
    window = make_window()
    assert titles(window) == []
    new_chat(qtbot, window)
    assert titles(window) == []
    exchange(qtbot, window, "hello")
    assert titles(window) == ["hello"]
    new_chat(qtbot, window)
    assert titles(window) == ["hello"]
    assert texts(window) == []


def test_a_click_switches(window, qtbot):
    assert titles(window) == ["坐火车去海边", "tea"]
    assert texts(window) == ["坐火车去海边", "Two."]
    choose_row(qtbot, window, "tea")
    assert texts(window) == ["tea", "One."]
    assert window.header.title.text() == "tea"
    assert window.sidebar.panel.open_id == window.session.chat.id
    assert window.indicator.state.mood == POSITIVE
    assert window.area.composer.edit.hasFocus()


def test_keys_step_through_the_list(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_PageDown, CONTROL)
    assert texts(window)[0] == "tea"
    qtbot.keyClick(window, Qt.Key.Key_PageDown, CONTROL)
    assert texts(window)[0] == "tea"
    qtbot.keyClick(window, Qt.Key.Key_PageUp, CONTROL)
    assert texts(window)[0] == "坐火车去海边"
    new_chat(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_PageUp, CONTROL)
    assert texts(window)[0] == "坐火车去海边"


def test_rename_by_f2(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F2)
    editor = window.sidebar.panel.list.findChild(QLineEdit)
    editor.setText("海")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert titles(window) == ["海", "tea"]
    qtbot.waitUntil(lambda: window.header.title.text() == "海")


@opens_menus
def test_a_pinned_chat_is_the_first(window, qtbot):
    row_menu(qtbot, window, "tea", "Pin")
    qtbot.waitUntil(lambda: titles(window) == ["tea", "坐火车去海边"])
    row_menu(qtbot, window, "tea", "Unpin")
    qtbot.waitUntil(lambda: titles(window) == ["坐火车去海边", "tea"])


@opens_menus
def test_an_archived_chat_is_on_its_own_folder_and_goes_on(window, qtbot):
    row_menu(qtbot, window, "tea", "Archive")
    qtbot.waitUntil(lambda: titles(window) == ["坐火车去海边"])
    more_menu(window, "Archived chats")
    assert window.sidebar.panel.model.folder is Folder.ARCHIVED
    choose_row(qtbot, window, "tea")
    assert texts(window) == ["tea", "One."]
    exchange(qtbot, window, "more")
    assert texts(window) == ["tea", "One.", "more", "Two."]


def test_delete_leaves_an_empty_chat_and_undo_brings_it_back(window, qtbot):
    view = window.sidebar.panel.list
    view.setFocus()
    view.set_cursor(window.session.chat.id)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert titles(window) == ["tea"]
    assert window.area.is_empty
    settle(qtbot, window)
    qtbot.mouseClick(window.sidebar.panel.undo_bar.button, LEFT)
    settle(qtbot, window)
    qtbot.waitUntil(lambda: titles(window) == ["坐火车去海边", "tea"])
    assert texts(window) == ["坐火车去海边", "Two."]


def test_the_trash_gives_back_and_takes_for_good(window, qtbot):
    view = window.sidebar.panel.list
    for row in (0, 1):
        view.setFocus()
        view.set_cursor(listed(window)[0].id)
        qtbot.keyClick(view, Qt.Key.Key_Delete)
        settle(qtbot, window)
        assert len(titles(window)) == 1 - row
    more_menu(window, "Trash")
    panel = window.sidebar.panel
    assert set(titles(window)) == {"tea", "坐火车去海边"}
    view.set_cursor(next(c.id for c in listed(window) if c.title == "tea"))
    qtbot.mouseClick(panel.restore, LEFT)
    qtbot.waitUntil(lambda: titles(window) == ["坐火车去海边"])
    settle(qtbot, window)
    qtbot.mouseClick(panel.empty_trash, LEFT)
    qtbot.mouseClick(panel.question.buttons["empty"], LEFT)
    qtbot.waitUntil(lambda: titles(window) == [])
    qtbot.mouseClick(panel.back, LEFT)
    assert titles(window) == ["tea"]


@pytest.mark.parametrize("query", ["海", "火车"])
def test_one_or_two_chinese_characters_lead_to_the_message(window, qtbot, query):
    choose_row(qtbot, window, "tea")
    hits = search(qtbot, window, query)
    assert [hit.message_id is None for hit in hits] == [True, False]
    results = window.sidebar.results
    qtbot.keyClick(results, Qt.Key.Key_Down)
    qtbot.keyClick(results, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: texts(window) == ["坐火车去海边", "Two."])
    qtbot.waitUntil(lambda: window.area.chat.widget_of(0).row.is_marked)


def test_a_hit_on_another_branch_shows_that_branch(window, qtbot):
    first = window.session.chat.entries[0].message.id
    window.session.edit(first, "骑车去山里")
    settle(qtbot, window)
    assert texts(window) == ["骑车去山里", "Two."]
    hits = [hit for hit in search(qtbot, window, "海边") if hit.message_id == first]
    window.sidebar.results.chosen.emit(hits[0].conversation_id, hits[0].message_id)
    qtbot.waitUntil(lambda: texts(window) == ["坐火车去海边", "Two."])
    qtbot.waitUntil(lambda: window.area.chat.widget_of(0).row.is_marked)


def test_escape_ends_a_search_before_anything_else(make_window, qtbot):
    gate = Gate()
    window = make_window(ScriptedBackend([(POSITIVE, "So", gate, "…")]))
    say(qtbot, window, "hello")
    qtbot.waitUntil(gate.reached.is_set)
    search(qtbot, window, "hello")
    qtbot.keyClick(window.sidebar.results, Qt.Key.Key_Escape)
    assert window.sidebar.search.text() == ""
    assert window.sidebar.panel.isVisible()
    assert window.session.turns.busy
    qtbot.keyClick(window.sidebar.search, Qt.Key.Key_Escape)
    wait_idle(qtbot, window)
    assert texts(window) == ["hello", "So"]


def test_each_chat_keeps_what_is_not_sent(window, qtbot):
    edit = window.area.composer.edit
    qtbot.keyClicks(edit, "for the sea")
    choose_row(qtbot, window, "tea")
    assert edit.toPlainText() == ""
    qtbot.keyClicks(edit, "for the tea")
    choose_row(qtbot, window, "坐火车去海边")
    assert edit.toPlainText() == "for the sea"
    new_chat(qtbot, window)
    assert edit.toPlainText() == ""
    choose_row(qtbot, window, "tea")
    assert edit.toPlainText() == "for the tea"
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    settle(qtbot, window)
    choose_row(qtbot, window, "坐火车去海边")
    choose_row(qtbot, window, "tea")
    assert edit.toPlainText() == ""


def test_a_reply_goes_on_while_another_chat_is_read(make_window, qtbot):
    gate = Gate()
    window = make_window(ScriptedBackend([(POSITIVE, "One."), (NEGATIVE, "Tw", gate, "o.")]))
    exchange(qtbot, window, "tea")
    new_chat(qtbot, window)
    say(qtbot, window, "sea")
    qtbot.waitUntil(lambda: texts(window) == ["sea", "Tw"])
    choose_row(qtbot, window, "tea")
    assert texts(window) == ["tea", "One."]
    assert window.indicator.state.mood == POSITIVE
    gate.open()
    settle(qtbot, window)
    assert texts(window) == ["tea", "One."]
    assert window.indicator.state.state is Judgement.JUDGED
    choose_row(qtbot, window, "sea")
    assert texts(window) == ["sea", "Two."]
    assert window.indicator.state.mood == NEGATIVE


def test_coming_back_to_a_reply_that_is_being_written(make_window, qtbot):
    gate = Gate()
    window = make_window(ScriptedBackend([(POSITIVE, "One."), (NEGATIVE, "Tw", gate, "o.")]))
    exchange(qtbot, window, "tea")
    new_chat(qtbot, window)
    say(qtbot, window, "sea")
    qtbot.waitUntil(lambda: texts(window) == ["sea", "Tw"])
    choose_row(qtbot, window, "tea")
    choose_row(qtbot, window, "sea")
    assert texts(window) == ["sea", "Tw"]
    gate.open()
    settle(qtbot, window)
    assert texts(window) == ["sea", "Two."]


def test_stop_ends_the_reply_of_the_chat_on_the_screen_and_no_other(make_window, qtbot):
    gate = Gate()
    window = make_window(ScriptedBackend([(POSITIVE, "One."), (NEGATIVE, "Tw", gate, "o.")]))
    exchange(qtbot, window, "tea")
    new_chat(qtbot, window)
    say(qtbot, window, "sea")
    qtbot.waitUntil(lambda: texts(window) == ["sea", "Tw"])
    choose_row(qtbot, window, "tea")
    assert window.area.composer.button.accessibleName() == "Send"
    qtbot.keyClick(window.area.composer.edit, Qt.Key.Key_Escape)
    assert window.session.turns.busy
    choose_row(qtbot, window, "sea")
    assert window.area.composer.button.accessibleName() == "Stop"
    qtbot.keyClick(window.area.composer.edit, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert window.area.composer.button.accessibleName() == "Send"
    assert texts(window) == ["sea", "Tw"]
    assert "Stopped" in message(window, 1).note.text()


def test_each_chat_has_its_scene(make_window, qtbot, paths):
    coach = dataclasses.replace(SCENE, id="coach", name={"zh": "教练", "en": "Coach"})
    play(paths, coach)
    backend = ScriptedBackend()
    window = make_window(backend)
    exchange(qtbot, window, "tea")
    picker = window.header.scenes
    picker.actions_by_id["coach"].trigger()
    assert picker.text() == "Scene: Coach"
    assert window.indicator.state.mood is None
    exchange(qtbot, window, "run")
    assert backend.asked[-1].scene_id == "coach"
    new_chat(qtbot, window)
    picker.actions_by_id["companion"].trigger()
    exchange(qtbot, window, "sea")
    assert backend.asked[-1].scene_id == "companion"
    choose_row(qtbot, window, "tea")
    assert picker.text() == "Scene: Coach"


def test_what_is_closed_is_there_again(make_window, qtbot):
    first = make_window()
    exchange(qtbot, first, "tea")
    open_id = first.session.chat.id
    first.close()
    second = make_window(settings=Settings(text_size=110))
    assert titles(second) == ["tea"]
    assert second.area.is_empty
    choose_row(qtbot, second, "tea")
    assert second.session.chat.id == open_id
    assert texts(second) == ["tea", "I am glad."]
    assert second.area.chat.widget_of(0).chip.text() == "Positive 93%"


def test_a_scene_that_is_made_can_be_chosen_in_the_journal(window):
    choices = window.side_pages.journal.filters.scene
    before = choices.count()
    scenes = window._services.scenes
    scenes.duplicate(next(iter(scenes.scenes.values())), {"en": "Mine"})
    assert choices.count() == before + 1
    assert choices.findText("Mine") >= 0
