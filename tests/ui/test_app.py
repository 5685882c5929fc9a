"""The program around the window."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop_app import app
from desktop_app.core.settings import Settings
from desktop_app.shell.diagnostics import Diagnostics
from desktop_app.shell.single_instance import SingleInstance
from desktop_app.startup import Startup
from desktop_app.ui.main_window import MainWindow
from tests.fakes import SCENE, ScriptedBackend, known_error
from tests.thread_guard import no_thread_left_behind


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


def test_importing_the_window_imports_nothing_heavy():
    code = (
        "import sys, desktop_app.app\n"
        "print([n for n in ('torch', 'transformers', 'huggingface_hub') if n in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have a screen")
def test_without_a_screen_it_says_so(monkeypatch, tmp_path, capsys):
    from desktop_app.arguments import build_parser

    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    arguments = build_parser().parse_args(["--data-dir", str(tmp_path)])
    assert app.run_window(arguments) == 1
    said = capsys.readouterr().err
    assert said.startswith("There is no screen")
    assert "qwen-all-in-one chat" in said
