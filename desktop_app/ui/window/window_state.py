"""What the window remembers from one start to the next, in a file of the data folder."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop_app.core.paths import Paths
from desktop_app.shell.settings.ini_file import changed_ini_file

log = logging.getLogger(__name__)

FILE_NAME = "window.ini"
_GRIP = QSize(120, 32)
"""So much of the title bar must be on a screen for a hand to get hold of it, in px."""


@dataclass(frozen=True, slots=True)
class WindowState:
    """place: of the window without its frame while it is not maximised; None: the usual one.

    splitter: sizes of the parts, in px; empty: the usual ones.
    sidebar_hidden: None while the person has not chosen.
    conversation_id: of the one that was open, "" for none.
    """

    place: QRect | None = None
    maximised: bool = False
    splitter: tuple[int, ...] = ()
    sidebar_hidden: bool | None = None
    conversation_id: str = ""


FIRST_START = WindowState()


def read_window_state(paths: Paths) -> WindowState:
    """What was remembered; each thing that is missing or damaged is as at the first start."""
    path = paths.data / FILE_NAME
    if not path.is_file():
        return WindowState()
    store = QSettings(str(path), QSettings.Format.IniFormat)
    numbers = _numbers(store, "place")
    place = QRect(*numbers) if len(numbers) == 4 and min(numbers[2:]) > 0 else None
    splitter = _numbers(store, "splitter")
    return WindowState(
        place,
        _switch(store, "maximised") is True,
        splitter if all(size >= 0 for size in splitter) else (),
        _switch(store, "sidebar_hidden"),
        _text(store, "conversation"),
    )


def write_window_state(paths: Paths, state: WindowState) -> None:
    """Remember this. A disk that refuses is logged: nothing is lost that anybody made."""
    hidden = "" if state.sidebar_hidden is None else str(state.sidebar_hidden).lower()
    values = {
        "place": "" if state.place is None else _joined(_numbers_of(state.place)),
        "maximised": str(state.maximised).lower(),
        "splitter": _joined(state.splitter),
        "sidebar_hidden": hidden,
        "conversation": state.conversation_id,
    }
    try:
        with changed_ini_file(paths.data / FILE_NAME) as store:
            for name, value in values.items():
                store.setValue(name, value)
    except OSError as error:
        log.warning("the window's place is not remembered: %s", error.strerror)


def on_screen(place: QRect, screens: Sequence[QRect], smallest: QSize) -> QRect:
    """The place, moved and shrunk so that it can be seen and moved.

    screens: what windows may cover of each, the first being the main one; place and screens in
    device-independent px. smallest: the window's minimum size.
    """
    if not screens:
        return place
    shared = [_area(place.intersected(screen)) for screen in screens]
    screen = screens[shared.index(max(shared))]
    size = place.size().boundedTo(screen.size()).expandedTo(smallest)
    fitted = QRect(place.topLeft(), size)
    bar = QRect(fitted.topLeft(), QSize(fitted.width(), _GRIP.height()))
    seen = bar.intersected(screen)
    if seen.width() >= min(_GRIP.width(), bar.width()) and seen.height() == bar.height():
        return fitted
    left = min(fitted.left(), screen.right() + 1 - fitted.width())
    top = min(fitted.top(), screen.bottom() + 1 - fitted.height())
    # the title bar stands above the place; of a window that is too large it is what must be seen
    fitted.moveTo(max(left, screen.left()), max(top, screen.top() + _GRIP.height()))
    return fitted


def restore_place(window: QWidget, state: WindowState) -> None:
    """Give a window that is not shown yet its place on the screens that there are now."""
    if state.place is not None:
        # the main screen comes first
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        window.setGeometry(on_screen(state.place, screens, window.minimumSize()))
    if state.maximised:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)


def place_of(window: QWidget) -> tuple[QRect, bool]:
    """Where a window is when it is not maximised, and whether it is."""
    special = window.isMaximized() or window.isFullScreen()
    return (window.normalGeometry() if special else window.geometry()), window.isMaximized()


def _area(rect: QRect) -> int:
    return rect.width() * rect.height() if rect.isValid() else 0


def _numbers_of(rect: QRect) -> tuple[int, int, int, int]:
    return rect.x(), rect.y(), rect.width(), rect.height()


def _joined(numbers: Sequence[int]) -> str:
    return " ".join(str(number) for number in numbers)


def _text(store: QSettings, name: str) -> str:
    value = store.value(name, "")
    return value if isinstance(value, str) else ""


def _numbers(store: QSettings, name: str) -> tuple[int, ...]:
    """Whole numbers between spaces; none where one of them is anything else."""
    try:
        numbers = tuple(int(part) for part in _text(store, name).split())
    except ValueError:
        return ()
    return numbers if all(abs(number) < 100_000 for number in numbers) else ()


def _switch(store: QSettings, name: str) -> bool | None:
    return {"true": True, "false": False}.get(_text(store, name))
