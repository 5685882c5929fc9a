"""The program around the window."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop_app import app
from desktop_app.core.settings import Settings
from desktop_app.shell.platform.diagnostics import Diagnostics
from desktop_app.shell.platform.single_instance import SingleInstance
from desktop_app.startup import Startup
from desktop_app.ui.window.main_window import MainWindow
from tests.support.fakes import SCENE, ScriptedBackend, known_error
from tests.support.thread_guard import no_thread_left_behind


def open_windows():
    return [
        w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()
    ]


def test_the_window_opens_says_what_was_wrong_and_closes(qapp, paths, qtbot, monkeypatch):
    seen = []

    def look_and_close():
        (window,) = open_windows()
        seen.append(window.notice.text.text())
        window.close()

    # the test's own event loop goes on, so exec may not end it
    def run_loop():
        QTimer.singleShot(0, look_and_close)
        qtbot.waitUntil(lambda: bool(seen))
        return 0

    monkeypatch.setattr(qapp, "exec", run_loop, raising=False)
    startup = Startup(paths, Settings(), {SCENE.id: SCENE}, "en", ())
    backend = ScriptedBackend()
    with no_thread_left_behind():
        instance = SingleInstance(paths)
        problems = [known_error()]
        code = app.run(qapp, startup, backend.create, Diagnostics(paths), instance, problems)
    assert code == 0
    assert seen == ["There is no model in /m. Choose one."]


WITHOUT_ROOM = """
import sys, tempfile
from PySide6.QtCore import QTimer
from desktop_app import app
from desktop_app.cli.arguments import build_parser

def make_application(paths, make=app.make_application):
    application = make(paths)
    timer = QTimer(application, interval=10)
    timer.timeout.connect(look)
    timer.start()
    return application

def look():
    box = app.QApplication.activeModalWidget()
    if box is not None:
        print(box.text())
        box.accept()

app.make_application = make_application
tempfile.tempdir = sys.argv[2]
sys.exit(app.run_window(build_parser().parse_args(["--lang", "en", "--data-dir", sys.argv[1]])))
"""


def test_where_chats_can_be_kept_nowhere_the_window_says_why_there_is_none(tmp_path):
    data = tmp_path / "<b>data</b>"
    (data / "chats.sqlite3").mkdir(parents=True)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("XDG_RUNTIME_DIR", None)
    command = [sys.executable, "-c", WITHOUT_ROOM, str(data), str(tmp_path / "missing")]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment)
    assert run.returncode == 1
    assert run.stdout == run.stderr
    assert str(data / "chats.sqlite3") in run.stdout
    assert len(run.stdout.splitlines()) == 1


def test_importing_the_window_imports_nothing_heavy():
    code = (
        "import sys, desktop_app.app\n"
        "print([n for n in ('torch', 'transformers', 'huggingface_hub') if n in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.posix
def test_asked_to_end_it_asks_nothing_in_return(qapp, paths, qtbot, monkeypatch):
    """With the icon in the tray and chats that can't be saved, closing would hide or ask."""
    seen = []

    def ask_to_end():
        (window,) = open_windows()
        monkeypatch.setattr(window.tray, "hides_instead", lambda: True)
        monkeypatch.setattr(window.saving, "may_close", lambda: False)
        monkeypatch.setattr(qapp, "exit", seen.append, raising=False)
        os.kill(os.getpid(), signal.SIGTERM)

    def run_loop():
        QTimer.singleShot(0, ask_to_end)
        qtbot.waitUntil(lambda: bool(seen))
        return seen[0]

    monkeypatch.setattr(qapp, "exec", run_loop, raising=False)
    startup = Startup(paths, Settings(), {SCENE.id: SCENE}, "en", ())
    with no_thread_left_behind():
        backend, instance = ScriptedBackend(), SingleInstance(paths)
        code = app.run(qapp, startup, backend.create, Diagnostics(paths), instance)
    assert code == 0
    assert (paths.data / "window.ini").exists()
    assert not list(paths.data.glob("*-wal"))
    for window in open_windows():
        window.close()


on_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems have a screen"
)


def start_without(monkeypatch, tmp_path, **environment) -> int:
    from desktop_app.cli.arguments import build_parser

    names = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM")
    for name in names:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    arguments = build_parser().parse_args(["--lang", "en", "--data-dir", str(tmp_path)])
    return app.run_window(arguments)


@on_linux
def test_without_a_screen_it_says_so(monkeypatch, tmp_path, capsys):
    assert start_without(monkeypatch, tmp_path) == 1
    said = capsys.readouterr().err
    assert said.startswith("There is no screen")
    assert "qwen-all-in-one chat" in said


@on_linux
def test_a_screen_that_does_not_answer_is_named(monkeypatch, tmp_path, capsys):
    screen = str(tmp_path / "compositor")
    assert start_without(monkeypatch, tmp_path, WAYLAND_DISPLAY=screen) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"The screen {screen} does not answer.")
    assert "qwen-all-in-one chat" in said
