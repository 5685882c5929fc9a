"""Enter presses what has the keyboard, and words typed in the chat are never lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.window.steps import exchange, message, wait_ready


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_presses_the_button_that_has_the_keyboard(make_window, qtbot, key):
    window = make_window()
    exchange(qtbot, window, "hello")
    window.sidebar.settings.setFocus()
    qtbot.keyClick(window.sidebar.settings, key)
    assert window.side_pages.settings.isVisible()
    window.header.back.setFocus()
    qtbot.keyClick(window.header.back, key)
    assert window.area.isVisible()
    window.sidebar.new_chat.setFocus()
    qtbot.keyClick(window.sidebar.new_chat, key)
    assert window.session.chat.is_empty


def test_what_is_typed_at_a_message_or_a_button_of_the_chat_reaches_the_composer(
    make_window, qtbot
):
    window = make_window()
    exchange(qtbot, window, "hello")
    edit = window.area.composer.edit
    body = message(window, 1).body
    assert body.hasFocus()
    qtbot.keyClick(body, "y", Qt.KeyboardModifier.ShiftModifier)
    assert edit.hasFocus()
    window.area.composer.attach_button.setFocus()
    qtbot.keyClick(window.area.composer.attach_button, "e")
    assert edit.text().lower() == "ye"
    assert edit.hasFocus()


def test_on_another_page_it_does_not(make_window, qtbot):
    window = make_window()
    wait_ready(qtbot, window)
    window.side_pages.show_settings()
    qtbot.keyClick(window.focusWidget(), "y")
    assert window.area.composer.edit.text() == ""
