"""The real window and the real program over the starter's weights."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QObject, Qt, Slot

from desktop_app.backend.inference import LocalBackend
from desktop_app.composition import build
from desktop_app.core.api.events import ModelReady
from desktop_app.core.conversation import Role
from desktop_app.core.history.records import StoredMessage
from desktop_app.core.paths import Paths
from desktop_app.core.scenes.scene import Scene, read_scenes
from desktop_app.core.settings import Settings
from desktop_app.models.manifest import FileRecord, Manifest, write_manifest
from desktop_app.shell.chat.exchange import Exchange
from desktop_app.shell.chat.mood_state import Judgement
from desktop_app.shell.inference.status import Phase
from desktop_app.ui.window.main_window import MainWindow
from tests.support.message_watch import MessageWatch

STARTER = "smollm2-135m-instruct"
TURN_TIMEOUT_MS = 120_000
STORED = """[General]
threads=1
max_new_tokens=24
seed=5
language=en
"""


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            # the offscreen platform says so of every window with a minimum size
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


@pytest.fixture(autouse=True)
def collects_in_this_thread():
    """A widget that Python's collector ends in a worker's thread takes the program with it."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(scope="session")
def starter_data(starter_folder, tmp_path_factory) -> Path:
    """A data folder with the starter in place; calibrations stay in it from test to test.

    One thread: two that wait for each other on a busy machine are many times slower than one.
    """
    data = tmp_path_factory.mktemp("数据 data")
    (data / "settings.ini").write_text(STORED, encoding="utf-8")
    entry = data / "models" / STARTER / "test"
    entry.mkdir(parents=True)
    files = tuple(
        FileRecord(path.name, path.stat().st_size, "0" * 64)
        for path in sorted(starter_folder.iterdir())
        if path.suffix in (".json", ".safetensors")
    )
    title = "SmolLM2-135M-Instruct"
    write_manifest(
        entry,
        Manifest(STARTER, title, "test", "gguf", "", ("en",), str(starter_folder), files),
    )
    return data


@pytest.fixture(scope="session")
def backend(starter_data) -> LocalBackend:
    """The starter loaded in this thread.

    The windows' tests need it too: threads that numeric libraries start for themselves and keep
    are then there before, and do not bear the name of a worker that started them.
    """
    paths, settings, scenes = _inputs(starter_data)
    backend = LocalBackend(paths, settings, scenes, "en")
    *_, last = backend.prepare(threading.Event())
    assert isinstance(last, ModelReady), last
    return backend


@dataclass(frozen=True)
class Heard:
    """One signal of the session."""

    name: str
    text: str = ""
    value: object = None


class Listener(QObject):
    """Writes down in the GUI thread what the session says, in order."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.heard: list[Heard] = []
        session = window.session
        session.turns.began.connect(self._started)
        session.mood.changed.connect(self._mood)
        watch = MessageWatch(session.chat, self)
        watch.added.connect(self._added)
        watch.grew.connect(self._appended)
        session.turns.ended.connect(self._ended)

    @property
    def names(self) -> list[str]:
        return [item.name for item in self.heard]

    @property
    def reply(self) -> str:
        """All pieces, joined in the order in which they came."""
        return "".join(item.text for item in self.heard if item.name == "piece")

    def count(self, name: str) -> int:
        return self.names.count(name)

    @Slot(object)
    def _started(self, exchange: Exchange) -> None:
        self.heard.append(Heard("started", exchange.message.id))

    @Slot(object)
    def _mood(self, state) -> None:
        if state.state is Judgement.JUDGED:
            self.heard.append(Heard("verdict", state.message_id, state.mood))

    @Slot(object, int)
    def _added(self, entry: StoredMessage, index: int) -> None:
        message = entry.message
        if message.role is Role.USER:
            self.heard.append(Heard("message", message.text))
        elif message.text:
            self.heard.append(Heard("piece", message.text, message.id))

    @Slot(str, str)
    def _appended(self, message_id: str, text: str) -> None:
        self.heard.append(Heard("piece", text, message_id))

    @Slot(object)
    def _ended(self, ended) -> None:
        self.heard.append(Heard("ended", ended.turn_id, ended))


class Desk:
    """A window and somebody who types, clicks and watches."""

    def __init__(self, qtbot, window: MainWindow) -> None:
        self._qtbot = qtbot
        self.window = window
        self.session = window.session
        self.listener = Listener(window)

    def say(self, text: str) -> None:
        self._qtbot.keyClicks(self.window.area.composer.edit, text)
        self._qtbot.keyClick(self.window.area.composer.edit, Qt.Key.Key_Return)

    def click(self, button) -> None:
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def wait(self, condition) -> None:
        self._qtbot.waitUntil(condition, timeout=TURN_TIMEOUT_MS)


@pytest.fixture
def make_window(qapp, backend) -> Iterator:
    """Makes a shown window whose session has started; closes it afterwards."""
    windows: list[MainWindow] = []

    def make(data: Path, **settings: object) -> MainWindow:
        window = _open(qapp, data, **settings)
        windows.append(window)
        return window

    yield make
    for window in windows:
        _close(qapp, window)


@pytest.fixture(scope="module")
def shared_window(qapp, starter_data, backend) -> Iterator[MainWindow]:
    """One window with the starter loaded, for all tests of a module."""
    window = _open(qapp, starter_data)
    # its worker is there, under its name, before the first test looks at the threads
    loop = QEventLoop()
    window.session.model.changed.connect(loop.quit)
    while window.session.model.status.phase is Phase.LOADING:
        loop.exec()
    yield window
    _close(qapp, window)


@pytest.fixture
def desk(qtbot, shared_window) -> Iterator[Desk]:
    """The shared window with an empty conversation."""
    desk = Desk(qtbot, shared_window)
    yield desk
    shared_window.session.new_conversation()
    desk.listener.setParent(None)
    desk.listener.deleteLater()


def _open(qapp, data: Path, **settings: object) -> MainWindow:
    paths, chosen, scenes = _inputs(data, **settings)

    def make_backend() -> LocalBackend:
        return LocalBackend(paths, chosen, scenes, "en")

    window = build(qapp, paths, chosen, make_backend, "en")
    window.show()
    window.session.start()
    return window


def _inputs(data: Path, **changes: object) -> tuple[Paths, Settings, dict[str, Scene]]:
    paths = Paths(data)
    scenes, errors = read_scenes(paths.built_in_scenes)
    assert errors == []
    return paths, Settings(**{"threads": 1, "max_new_tokens": 24, "seed": 5, **changes}), scenes


def _close(qapp, window: MainWindow) -> None:
    window.close()
    window.deleteLater()
    qapp.processEvents()
