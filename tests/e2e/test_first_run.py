"""From an empty disk to a chat: real window, real threads, real downloads, a hub on loopback."""

from __future__ import annotations

import shutil
import socket
from threading import Event

import pytest
from PySide6.QtCore import Qt

from desktop_app.backend.inference import LocalBackend
from desktop_app.backend.model_library import LocalLibrary
from desktop_app.composition import backend_factory, build
from desktop_app.core.api.download_events import DownloadFinished
from desktop_app.core.api.events import ModelReady
from desktop_app.core.conversation import FinishReason, Role
from desktop_app.core.paths import RESOURCES, Paths
from desktop_app.core.scenes.scene import read_scenes
from desktop_app.core.settings import Settings
from desktop_app.shell.inference.status import Phase
from desktop_app.shell.models.downloads import DownloadPhase
from desktop_app.shell.settings.ini_file import read_settings, write_settings
from desktop_app.startup import Startup
from tests.engine.toy_chat import write_toy_chat
from tests.models.hub_server import Drip, HubServer
from tests.support.thread_guard import no_thread_left_behind

WEIGHTS = "model.safetensors"
CATALOGUE = """
default = "toy"
starter = "toy"
[[models]]
name = "toy"
title = "Toy"
repo = "test/toy"
revision = "main"
languages = ["zh", "en"]
context_tokens = 4096
[models.licence]
name = "Toy Licence"
file = "apache-2.0.txt"
must_accept = true
[[models.files]]
name = "config.json"
[[models.files]]
name = "model.safetensors"
"""
LOAD_MS = 60_000


@pytest.fixture(scope="module")
def toy_files(tmp_path_factory):
    """Loaded once in this thread: threads that numeric libraries start and keep are then there
    before, and do not bear the name of a worker that started them."""
    folder = write_toy_chat(tmp_path_factory.mktemp("toy"))
    paths = Paths(tmp_path_factory.mktemp("data"))
    scenes, _ = read_scenes(paths.built_in_scenes)
    backend = LocalBackend(paths, Settings(model=str(folder), threads=1), scenes, "en")
    *_, last = backend.prepare(Event())
    assert isinstance(last, ModelReady), last
    backend.close()
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def hub(toy_files, monkeypatch):
    for name in ("HF_HUB_OFFLINE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with HubServer(dict(toy_files)) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


@pytest.fixture
def paths(tmp_path):
    """A data folder with a name that is no ASCII, and resources that offer the toy."""
    resources = tmp_path / "resources"
    shutil.copytree(RESOURCES, resources)
    (resources / "models.toml").write_text(CATALOGUE, encoding="utf-8")
    paths = Paths(tmp_path / "数据 😀 data", resources)
    write_settings(paths, Settings(threads=1, max_new_tokens=16, seed=5))
    return paths


@pytest.fixture
def open_window(qtbot, qapp, paths):
    """Opens the real window as the program does; all are closed in the end."""
    windows = []

    def open_one():
        settings, _ = read_settings(paths)
        scenes, _ = read_scenes(paths.built_in_scenes)
        startup = Startup(paths, settings, scenes, "en", ())
        window = build(qapp, paths, settings, backend_factory(startup), "en")
        windows.append(window)
        window.show()
        qtbot.waitExposed(window)
        window.session.start()
        window.model_pages.model_library.refresh()
        return window

    with no_thread_left_behind():
        yield open_one
        for window in windows:
            window.model_pages.downloads.pause()
            qtbot.waitUntil(lambda w=window: not w.model_pages.downloads.state.active)
            window.close()
            window.deleteLater()
        qapp.processEvents()


def wait_for_offer(qtbot, window):
    panel = window.model_pages.welcome
    qtbot.waitUntil(lambda: panel.isVisible() and panel.download.isVisible(), timeout=LOAD_MS)
    return panel


def wait_until_ready(qtbot, window):
    qtbot.waitUntil(lambda: window.session.model.status.phase is Phase.READY, timeout=LOAD_MS)


def chat(qtbot, window, text="hello"):
    with qtbot.waitSignal(window.session.turns.ended, timeout=LOAD_MS) as ended:
        window.area.composer.submitted.emit(text)
    assert ended.args[0].finish_reason in (FinishReason.STOP, FinishReason.LENGTH)
    assert window.session.chat.messages[-1].role is Role.ASSISTANT


def press(qtbot, widget):
    """With the keyboard, as everybody can."""
    widget.setFocus()
    qtbot.keyClick(widget, Qt.Key.Key_Space)


def test_from_an_empty_disk_to_a_chat(qtbot, hub, open_window):
    window = open_window()
    panel = wait_for_offer(qtbot, window)
    host = hub.endpoint.removeprefix("http://")
    qtbot.waitUntil(lambda: host in panel.facts.values["source"].text(), timeout=LOAD_MS)
    assert not panel.download.isEnabled()
    press(qtbot, panel.licence.accept)
    press(qtbot, panel.download)
    wait_until_ready(qtbot, window)
    assert window.model_pages.page is None
    assert window.area.composer.isVisible()
    assert window.session.model.status.model.name == "toy"
    chat(qtbot, window)


def test_closing_in_mid_download_asks_and_the_next_start_goes_on(qtbot, hub, open_window):
    size = len(hub.files[WEIGHTS])
    hub.script(WEIGHTS, Drip(256, 0.01))
    window = open_window()
    panel = wait_for_offer(qtbot, window)
    press(qtbot, panel.licence.accept)
    press(qtbot, panel.download)
    qtbot.waitUntil(lambda: hub.sent[WEIGHTS] > size // 8, timeout=LOAD_MS)
    window.close()
    question = window.downloading.question
    assert window.isVisible()
    assert question.isVisible()
    press(qtbot, question.buttons["keep"])
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LOAD_MS)
    part = hub.sent[WEIGHTS]
    assert part < size

    window = open_window()
    panel = window.model_pages.welcome
    qtbot.waitUntil(lambda: panel.progress.main.isVisible(), timeout=LOAD_MS)
    assert window.model_pages.downloads.state.phase is DownloadPhase.PAUSED
    assert window.model_pages.downloads.state.done_bytes > 0
    press(qtbot, panel.progress.main)
    wait_until_ready(qtbot, window)
    # what was on its way when the connection was closed may have been sent twice
    assert hub.sent[WEIGHTS] <= size + 65536
    chat(qtbot, window)


@pytest.fixture
def present(paths, toy_files):
    """The toy as a finished download."""

    def put(hub):
        *_, last = LocalLibrary(paths).download("toy", Settings(), Event(), repair=False)
        assert isinstance(last, DownloadFinished)
        hub.sent.clear()
        hub.requests.clear()
        return last.folder

    return put


def test_a_damaged_model_is_repaired_by_fetching_the_bad_file_only(
    qtbot, hub, open_window, present
):
    weights = present(hub) / WEIGHTS
    weights.write_bytes(weights.read_bytes()[:-7])
    window = open_window()
    repair = window.area.failure.repair
    qtbot.waitUntil(repair.isVisible, timeout=LOAD_MS)
    press(qtbot, repair)
    wait_until_ready(qtbot, window)
    assert set(hub.sent) == {WEIGHTS}
    chat(qtbot, window)


def test_with_a_model_no_socket_is_opened_by_anything(
    qtbot, hub, open_window, present, monkeypatch
):
    present(hub)
    opened = []
    real = socket.socket.connect

    def connect(sock, address):
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            opened.append(address)
        return real(sock, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    window = open_window()
    wait_until_ready(qtbot, window)
    chat(qtbot, window)
    window.model_pages.show_models()
    qtbot.waitUntil(lambda: bool(window.model_pages.models.rows), timeout=LOAD_MS)
    (row,) = window.model_pages.models.rows.values()
    row.verify.click()
    qtbot.waitUntil(lambda: row.state.text() == "Every file is what it should be.")
    window.model_pages.show_welcome()
    window.close()
    assert opened == []
    assert hub.requests == []
