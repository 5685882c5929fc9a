"""The notice is fixed words, in the way of nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop_app.core.care.help import read_help
from desktop_app.core.paths import RESOURCES
from desktop_app.ui.chat.care_notice import CareNotice

HELP = read_help(RESOURCES)


@pytest.fixture
def place(qtbot, theme, icons):
    """A window with a text field above the notice."""
    window = QWidget()
    window.edit = QLineEdit(window)
    window.notice = CareNotice(theme, icons, window)
    column = QVBoxLayout(window)
    column.addWidget(window.edit)
    column.addWidget(window.notice)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    window.edit.setFocus()
    return window


@pytest.mark.parametrize(
    ("language", "numbers"),
    [("zh", ("12356", "120", "110")), ("en", ("988", "116 123", "112", "findahelpline.com"))],
)
def test_it_says_where_to_find_help(place, language, numbers):
    assert place.notice.isHidden()
    place.notice.show_help(HELP[language])
    assert place.notice.isVisible()
    for number in numbers:
        assert number in place.notice.help.text()
    assert place.notice.accessibleDescription() == place.notice.help.text()


def test_it_stops_nobody_and_loads_nothing(qtbot, place):
    place.notice.show_help(HELP["en"])
    assert not place.notice.isWindow()
    assert place.focusWidget() is place.edit
    qtbot.keyClicks(place.edit, "still here")
    assert place.edit.text() == "still here"
    for label in (place.notice.heart, place.notice.help, place.notice.small):
        assert label.textFormat() == Qt.TextFormat.PlainText
        assert not label.openExternalLinks()


def test_it_can_be_put_away_by_keyboard_and_comes_back(qtbot, place):
    place.notice.show_help(HELP["en"])
    place.notice.close_button.setFocus()
    qtbot.keyClick(place.notice.close_button, Qt.Key.Key_Space)
    assert place.notice.isHidden()
    place.notice.show_help(HELP["zh"])
    assert place.notice.isVisible()
    assert place.notice.close_button.accessibleName() == "收起"
