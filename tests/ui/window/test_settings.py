"""Settings that hold at once, and what the window remembers."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from desktop_app import app
from desktop_app.composition import make_services
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.platform.single_instance import SingleInstance
from desktop_app.shell.platform.translation import install_translator
from desktop_app.shell.settings.ini_file import read_settings
from desktop_app.ui.window.window_state import FIRST_START, WindowState, read_window_state
from tests.support.fake_library import FakeLibrary
from tests.support.fakes import POSITIVE, SCENE, Gate, ScriptedBackend
from tests.support.thread_guard import no_thread_left_behind
from tests.ui.conftest import play
from tests.ui.window.steps import (
    CONTROL,
    LEFT,
    exchange,
    message,
    say,
    settle,
    texts,
    titles,
    wait_ready,
)

USUAL = Settings()


@pytest.fixture
def make_program(qtbot, qapp, paths):
    """Makes the program with its window shown, as the command does; closes what is open."""
    programs = []

    def make(backend=None, state=FIRST_START, settings=USUAL):
        play(paths, SCENE)
        install_translator(qapp, "en", paths)
        backend = backend or ScriptedBackend()
        services = make_services(
            paths, settings, backend.create, ChatStore(paths.data / FILE_NAME), FakeLibrary
        )
        program = app.Program(qapp, services, "en", state)
        programs.append(program)
        qtbot.waitExposed(program.window)
        program.start()
        return program

    with no_thread_left_behind():
        yield make
        for program in programs:
            program.window.tray.set_enabled(False)
            program.window.close()
            program.window.deleteLater()
        qapp.processEvents()
        install_translator(qapp, "en", paths)


def open_settings(qtbot, window):
    qtbot.waitUntil(window.isActiveWindow)
    page = window.side_pages.settings
    if not page.isVisible():
        qtbot.keyClick(window, Qt.Key.Key_Comma, CONTROL)
    assert page.isVisible()
    return page


def row_of(page, name):
    return next(section.rows[name] for section in page.sections if name in section.rows)


# settings


def test_the_text_grows_at_once(make_window, qtbot, paths):
    window = make_window()
    exchange(qtbot, window, "hello")
    body = message(window, 0).body
    before = body.height()
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_Plus, CONTROL)
    assert window.side_pages.settings.isHidden()
    qtbot.waitUntil(lambda: message(window, 0).body.height() > before)
    assert read_settings(paths)[0].text_size == 130
    qtbot.keyClick(window, Qt.Key.Key_0, CONTROL)
    qtbot.waitUntil(lambda: message(window, 0).body.height() == before)


def test_the_theme_changes_at_once(make_window, qtbot):
    window = make_window()
    page = open_settings(qtbot, window)
    for name, is_dark in (("dark", True), ("light", False)):
        button = row_of(page, "theme").buttons[name]
        page.ensureWidgetVisible(button)
        qtbot.mouseClick(button, LEFT)
        ground = window.theme.colour("surface")
        assert (ground.lightness() < 128) is is_dark
        shown = page.grab().toImage().pixelColor(3, 3)
        assert (shown.lightness() < 128) is is_dark


def test_which_key_sends_changes_at_once(make_window, qtbot):
    window = make_window()
    page = open_settings(qtbot, window)
    button = row_of(page, "enter_sends").buttons[False]
    page.ensureWidgetVisible(button)
    qtbot.mouseClick(button, LEFT)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    edit = window.area.composer.edit
    assert edit.hasFocus()
    say(qtbot, window, "one")
    assert texts(window) == []
    qtbot.keyClicks(edit, "two")
    qtbot.keyClick(edit, Qt.Key.Key_Return, CONTROL)
    settle(qtbot, window)
    assert texts(window)[0] == "one\ntwo"
    assert "Ctrl+Enter" in window.area.composer.hint.text()


def test_looking_ahead_can_be_switched_off(make_window, qtbot):
    backend = ScriptedBackend(looks=[(POSITIVE,)])
    window = make_window(backend)
    wait_ready(qtbot, window)
    qtbot.keyClicks(window.area.composer.edit, "lovely")
    qtbot.waitUntil(lambda: window.session.mood.value.provisional == POSITIVE)
    assert window.indicator.is_provisional
    page = open_settings(qtbot, window)
    box = row_of(page, "look_ahead").box
    page.ensureWidgetVisible(box)
    box.click()
    assert window.session.mood.value.provisional is None
    assert not window.area.composer.live_mood.isVisible()
    looked = len(backend.looked_at)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.keyClicks(window.area.composer.edit, " day")
    exchange(qtbot, window, "!")
    assert len(backend.looked_at) == looked
    assert backend.configured[-1].look_ahead is False


def test_escape_leaves_the_number_that_was_there_and_then_the_page(make_window, qtbot):
    window = make_window()
    page = open_settings(qtbot, window)
    field = row_of(page, "context_tokens").field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "4000")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "2048 tokens"
    assert page.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not page.isVisible()
    assert window._services.settings.value.context_tokens == 2048


def test_the_context_gauge_follows_its_setting(make_window, qtbot):
    window = make_window()
    exchange(qtbot, window, "hello")
    before = window.area.gauge.share
    page = open_settings(qtbot, window)
    row = row_of(page, "context_tokens")
    row.field.setFocus()
    row.field.selectAll()
    qtbot.keyClicks(row.field, "1024")
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    assert window.area.gauge.share == pytest.approx(2 * before)


@pytest.fixture
def has_tray(monkeypatch):
    """The offscreen platform has none, and no icon can be shown on it."""
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda *arguments: None)


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support raise")
def test_the_tray_keeps_the_program_and_lets_it_go(make_program, qtbot, has_tray):
    program = make_program()
    window = program.window
    page = open_settings(qtbot, window)
    box = row_of(page, "tray").box
    page.ensureWidgetVisible(box)
    box.click()
    assert window.tray.enabled
    window.close()
    assert window.isHidden()
    assert not window.session.chats.history.reader.saw_damage
    program.show_window()
    assert window.isVisible()
    box.click()
    assert not window.tray.enabled


# another language


def choose_language(qtbot, program, language):
    """Choose it in the settings; the window that is there then."""
    before = program.window
    page = open_settings(qtbot, before)
    button = row_of(page, "language").buttons[language]
    page.ensureWidgetVisible(button)
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: program.window is not before)
    qtbot.waitExposed(program.window)
    return program.window


def test_another_language_keeps_chat_reply_and_draft(make_program, qtbot):
    gate = Gate()
    program = make_program(ScriptedBackend([(POSITIVE, "Well ", gate, "done.")]))
    before = program.window
    say(qtbot, before, "hello")
    qtbot.waitUntil(lambda: texts(before) == ["hello", "Well "])
    before.area.composer.edit.insertPlainText("not sent yet")
    window = choose_language(qtbot, program, "zh")
    assert not before.isVisible()
    assert window.side_pages.settings.isVisible()
    assert window.header.title.text() == "设置"
    assert row_of(window.side_pages.settings, "language").buttons["zh"].isChecked()
    assert texts(window) == ["hello", "Well "]
    assert window.area.composer.button.accessibleName() == "停止"
    assert window.area.composer.edit.toPlainText() == "not sent yet"
    gate.open()
    settle(qtbot, window)
    assert texts(window) == ["hello", "Well done."]
    assert titles(window) == ["hello"]
    again = choose_language(qtbot, program, "en")
    assert again.header.title.text() == "Settings"
    assert texts(again) == ["hello", "Well done."]


def test_the_new_window_has_all_that_the_old_one_had(make_program, qtbot):
    program = make_program()
    before = program.window
    before.side_pages.show_diagnostics()
    window = choose_language(qtbot, program, "zh")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not shiboken6.isValid(before)
    window.side_pages.show_diagnostics()
    assert window.side_pages.diagnostics.isVisible()
    qtbot.waitUntil(lambda: not window._services.system_report.running)


def test_the_language_that_is_spoken_changes_nothing(make_program, qtbot):
    program = make_program(settings=Settings(language="zh"))
    # the command line said English
    window = program.window
    page = open_settings(qtbot, window)
    row_of(page, "language").buttons["en"].click()
    QApplication.processEvents()
    assert program.window is window


# what is remembered


def test_place_sidebar_and_chat_are_remembered(make_program, qtbot, paths):
    program = make_program()
    window = program.window
    exchange(qtbot, window, "hello")
    window.setGeometry(QRect(30, 40, 760, 500))
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    qtbot.keyClick(window, Qt.Key.Key_B, CONTROL)
    assert window.sidebar.isVisible()
    open_id = window.session.chat.id
    window.close()
    state = read_window_state(paths)
    assert state.conversation_id == open_id
    assert state.sidebar_hidden is False
    again = make_program(state=state).window
    assert again.geometry() == QRect(30, 40, 760, 500)
    assert again.sidebar.isVisible()
    assert texts(again) == ["hello", "I am glad."]
    assert again.header.title.text() == "hello"


def test_a_chat_that_is_gone_is_no_trouble(make_program):
    window = make_program(state=WindowState(conversation_id="gone")).window
    assert window.area.is_empty
    assert not window.notice.isVisible()


@pytest.mark.qt_log_ignore("does not support raise")
def test_a_second_start_raises_the_first(make_program, qtbot, paths):
    program = make_program()
    first, second = SingleInstance(paths), SingleInstance(paths)
    assert first.acquire()
    first.raise_requested.connect(program.show_window)
    program.window.hide()
    assert not second.acquire()
    qtbot.waitUntil(program.window.isVisible)
    first.release()
