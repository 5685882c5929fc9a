"""The real window over a scripted backend."""

from __future__ import annotations

import gc
import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTranslator
from PySide6.QtGui import QImage

from desktop_app.composition import build
from desktop_app.core.paths import Paths
from desktop_app.core.scenes.scene import Scene
from desktop_app.core.scenes.writer import write_scene
from desktop_app.core.settings import Settings
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.theme import Theme
from tests.support.fakes import SCENE, ScriptedBackend
from tests.support.thread_guard import no_thread_left_behind
from tests.ui.chat.chat_window import ChatWindow

USUAL = Settings()


def play(paths: Paths, scene: Scene) -> None:
    """Let this scene be the one of its id."""
    paths.own_scenes.mkdir(parents=True, exist_ok=True)
    write_scene(scene, paths.own_scenes / f"{scene.id}.toml")


def _wake_painting_threads():
    """Qt paints large areas with pooled threads of its own, which live on for half a minute."""
    image = QImage(1000, 1000, QImage.Format.Format_ARGB32)
    image.fill(0)
    image.convertToFormat(QImage.Format.Format_RGB888)


def pytest_collection_modifyitems(items):
    # the offscreen platform says so of every window with a minimum size
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


@pytest.fixture(scope="session", autouse=True)
def collects_in_this_thread():
    """A widget that Python's collector ends in a worker's thread takes the program with it."""
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def leaves_no_rubbish(collects_in_this_thread):
    """Collect what a test left, in the GUI thread."""
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def leaves_no_translator(qapp):
    """The next test speaks English again, whatever this one did."""
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.setParent(None)


@pytest.fixture(autouse=True)
def leaves_no_widget(qapp):
    """What was told to go goes now: each restyling would visit the widgets of tests before."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def paths(tmp_path):
    return Paths(tmp_path)


@pytest.fixture
def icons(paths):
    return Icons(paths.resources / "icons")


@pytest.fixture
def theme(qapp):
    theme = Theme()
    theme.apply()
    return theme


@pytest.fixture
def window(qtbot, theme, icons):
    """A window with nothing in it but a chat; files with the whole one have their own."""
    window = ChatWindow(qtbot, theme, icons)
    yield window
    window.close()


@pytest.fixture
def view(window):
    """The chat in it."""
    return window.view


@pytest.fixture
def make_window(qtbot, qapp, paths):
    """Makes a shown window whose session has started; closes it and finds leftover threads."""
    windows = []

    def make(
        backend: ScriptedBackend | None = None,
        language: str = "en",
        scene: Scene = SCENE,
        settings: Settings = USUAL,
    ):
        backend = backend or ScriptedBackend()
        # in the place of the built-in companion
        play(paths, scene)
        window = build(qapp, paths, settings, backend.create, language)
        windows.append(window)
        window.resize(1000, 700)
        window.show()
        qtbot.waitExposed(window)
        window.area.composer.edit.setFocus()
        window.session.start()
        return window

    _wake_painting_threads()
    with no_thread_left_behind():
        yield make
        for window in windows:
            window.close()
            window.deleteLater()
        qapp.processEvents()
