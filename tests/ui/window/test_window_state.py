"""What the window remembers, on the screens that there are at the next start."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop_app.core.paths import Paths
from desktop_app.ui.window.window_state import (
    FILE_NAME,
    WindowState,
    on_screen,
    place_of,
    read_window_state,
    restore_place,
    write_window_state,
)

FULL = WindowState(QRect(-1700, 40, 1000, 700), True, (256, 864), False, "a-conversation")
LEFT, MAIN = QRect(-1920, 0, 1920, 1080), QRect(0, 0, 1366, 728)
SMALLEST = QSize(720, 480)


@pytest.mark.parametrize("state", [WindowState(), FULL, WindowState(sidebar_hidden=True)])
def test_what_is_written_is_read(paths, state):
    write_window_state(paths, state)
    assert read_window_state(paths) == state


def test_the_first_start_remembers_nothing_and_writes_nothing(tmp_path):
    paths = Paths(tmp_path / "data")
    assert read_window_state(paths) == WindowState()
    assert not paths.data.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\xff\xfe[[[\n",
        bytes(range(256)) * 4,
        b"[General]\nplace=1 2 three 4\nsplitter=-1 7\nmaximised=perhaps\nsidebar_hidden=\n",
        b"[General]\nplace=1 2 3\nsplitter=1, 2\n",
        b"[General]\nplace=0 0 0 0\n",
        b"[General]\nplace=0 0 99999999 5\n",
    ],
)
def test_a_damaged_file_is_as_none(paths, data):
    (paths.data / FILE_NAME).write_bytes(data)
    assert read_window_state(paths) == WindowState()


def test_what_is_sound_in_a_damaged_file_is_kept(paths):
    (paths.data / FILE_NAME).write_bytes(b"[General]\nplace=x\nconversation=mine\n")
    assert read_window_state(paths) == WindowState(conversation_id="mine")


def test_a_disk_that_refuses_stops_nobody(tmp_path, caplog):
    (tmp_path / "file").write_bytes(b"")
    write_window_state(Paths(tmp_path / "file" / "data"), FULL)
    (tmp_path / FILE_NAME).mkdir()
    write_window_state(Paths(tmp_path), FULL)
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (QRect(100, 100, 1000, 600), QRect(100, 100, 1000, 600)),
        (QRect(-1700, 50, 1000, 700), QRect(-1700, 50, 1000, 700)),
        # partly out of sight, but a hand can get hold of it
        (QRect(1200, 600, 1000, 600), QRect(1200, 600, 1000, 600)),
        # on a screen that is gone
        (QRect(3000, 200, 1000, 600), QRect(366, 128, 1000, 600)),
        (QRect(100, -900, 1000, 600), QRect(100, 32, 1000, 600)),
        (QRect(1350, 700, 1000, 600), QRect(366, 128, 1000, 600)),
        # larger than the screen, or smaller than the window can be
        (QRect(0, 40, 4000, 3000), QRect(0, 40, 1366, 728)),
        (QRect(50, 50, 20, 20), QRect(50, 50, 720, 480)),
    ],
)
def test_a_window_comes_back_where_it_can_be_seen(place, expected):
    assert on_screen(place, [MAIN, LEFT], SMALLEST) == expected


def test_a_screen_smaller_than_the_window_shows_its_upper_left_corner():
    tiny = QRect(0, 0, 640, 400)
    assert on_screen(QRect(900, 900, 800, 600), [tiny], SMALLEST) == QRect(0, 32, 720, 480)


def test_without_any_screen_the_place_stays():
    assert on_screen(QRect(9000, 0, 1000, 600), [], SMALLEST) == QRect(9000, 0, 1000, 600)


def test_a_window_is_put_back_and_read_again(qtbot):
    screen = QGuiApplication.primaryScreen().availableGeometry()
    place = QRect(screen.left() + 40, screen.top() + 60, 400, 300)
    window = QWidget()
    qtbot.addWidget(window)
    restore_place(window, WindowState(place))
    window.show()
    qtbot.waitExposed(window)
    assert place_of(window) == (place, False)


def test_a_maximised_window_keeps_the_place_it_goes_back_to(qtbot):
    screen = QGuiApplication.primaryScreen().availableGeometry()
    place = QRect(screen.left() + 40, screen.top() + 60, 400, 300)
    window = QWidget()
    qtbot.addWidget(window)
    restore_place(window, WindowState(place, maximised=True))
    assert not window.isVisible()
    window.show()
    qtbot.waitExposed(window)
    assert window.isMaximized()
    assert place_of(window)[1] is True
