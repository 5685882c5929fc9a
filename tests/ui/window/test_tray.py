"""The icon in the tray, and word of a reply, over a window that does as the real one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QMainWindow, QSystemTrayIcon

from desktop_app.core.api.events import TurnEnded
from desktop_app.core.conversation import FinishReason
from desktop_app.ui.window import tray
from desktop_app.ui.window.tray import TrayPresence

ROOT = Path(__file__).resolve().parents[3]


class Window(QMainWindow):
    """Asks its tray before it closes, and may have something to ask first."""

    may_close = True

    def closeEvent(self, event):
        if self.tray.hides_instead() or not self.may_close:
            event.ignore()
        else:
            super().closeEvent(event)


@pytest.fixture(autouse=True)
def platform_limits_are_no_failure():
    """The offscreen platform complains of every icon and every window that is raised."""

    def pass_on(kind, context, text):
        if "systemTrayWindowChanged" not in text and "does not support raise" not in text:
            before(kind, context, text)

    before = qInstallMessageHandler(None)
    qInstallMessageHandler(pass_on)
    yield
    qInstallMessageHandler(before)


@pytest.fixture
def has_tray(monkeypatch):
    """The offscreen platform has none."""
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))


@pytest.fixture
def said(monkeypatch):
    """What went into notifications, of the icon's and of the desktop's own."""
    texts = []
    monkeypatch.setattr(
        QSystemTrayIcon, "showMessage", lambda icon, title, text, *more: texts.append(text)
    )
    monkeypatch.setattr(tray, "_notify_by_portal", lambda title, text: texts.append(text))
    return texts


@pytest.fixture
def window(qtbot, icons, theme):
    window = Window()
    window.tray = TrayPresence(icons, window)
    qtbot.addWidget(window, before_close_func=lambda window: window.tray.set_enabled(False))
    window.show()
    qtbot.waitExposed(window)
    return window


def choose(window, text):
    next(action for action in window.tray.menu.actions() if action.text() == text).trigger()


def end_long_turn(window, monkeypatch, reason=FinishReason.STOP, limit_ms=0):
    monkeypatch.setattr(tray, "LONG_REPLY_MS", limit_ms)
    window.tray.begin_turn()
    window.tray.end_turn(TurnEnded("1", reason))


def test_it_is_off_until_it_is_wanted(window, has_tray, said):
    assert not window.tray.enabled
    assert window.close()
    assert window.isHidden()
    assert said == []


def test_closing_hides_and_says_so_once(window, has_tray, said):
    window.tray.set_enabled(True)
    assert not window.close()
    assert window.isHidden()
    assert len(said) == 1
    window.tray.show_window()
    assert window.isVisible()
    assert not window.close()
    assert len(said) == 1


def test_without_a_tray_closing_closes(window, said):
    window.tray.set_enabled(True)
    assert not window.tray.enabled
    assert window.close()


def test_a_tray_that_went_away_hides_nothing(window, has_tray, said, monkeypatch):
    window.tray.set_enabled(True)
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: False))
    assert window.close()


def test_the_menu(window, has_tray, said, qtbot):
    window.tray.set_enabled(True)
    window.close()
    choose(window, "Show")
    assert window.isVisible()
    window.close()
    with qtbot.waitSignal(window.tray.new_chat_requested):
        choose(window, "New chat")
    assert window.isVisible()


def test_a_minimised_window_comes_back(window, has_tray, qtbot):
    window.showMinimized()
    window.tray.show_window()
    assert not window.isMinimized()
    assert window.isVisible()


def test_quit_ends_the_program(window, has_tray, said, qapp):
    window.tray.set_enabled(True)
    window.close()
    QTimer.singleShot(0, window, lambda: choose(window, "Quit"))
    QTimer.singleShot(20_000, window, lambda: qapp.exit(9))
    assert qapp.exec() == 0
    assert not window.tray.enabled


def test_quit_shows_what_the_window_asks_first(window, has_tray, said):
    window.tray.set_enabled(True)
    window.close()
    window.may_close = False
    choose(window, "Quit")
    assert window.isVisible()
    assert window.tray.enabled
    window.may_close = True
    assert window.close()


def test_turning_it_off_brings_the_window_back(window, has_tray, said):
    window.tray.set_enabled(True)
    window.close()
    window.tray.set_enabled(False)
    assert window.isVisible()
    assert window.close()


def test_a_long_reply_is_told_of_when_nobody_looks(window, has_tray, said, monkeypatch):
    window.tray.set_enabled(True)
    window.close()
    said.clear()
    end_long_turn(window, monkeypatch)
    assert said == ["The reply is ready."]


def test_without_an_icon_the_desktop_says_it(window, said, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    window.hide()
    end_long_turn(window, monkeypatch)
    assert said == ["The reply is ready."]


@pytest.mark.parametrize(
    ("reason", "limit_ms"),
    [(FinishReason.CANCELLED, 0), (FinishReason.FAILED, 0), (FinishReason.STOP, 1_000_000)],
)
def test_what_is_no_news(window, has_tray, said, monkeypatch, reason, limit_ms):
    window.tray.set_enabled(True)
    window.close()
    said.clear()
    end_long_turn(window, monkeypatch, reason, limit_ms)
    assert said == []


def test_who_looks_needs_no_word(window, has_tray, said, monkeypatch):
    window.tray.set_enabled(True)
    monkeypatch.setattr(window, "isActiveWindow", lambda: True)
    end_long_turn(window, monkeypatch)
    assert said == []


def test_who_wants_no_word_gets_none(window, has_tray, said, monkeypatch):
    window.tray.set_enabled(True)
    window.tray.set_notifying(False)
    window.close()
    said.clear()
    end_long_turn(window, monkeypatch)
    assert said == []


def test_without_a_bus_none_is_started(monkeypatch, tmp_path):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert not tray._has_session_bus()
    (tmp_path / "bus").write_bytes(b"")
    assert tray._has_session_bus()


PORTAL = textwrap.dedent(
    """
    # plays the desktop's notification portal on a bus of its own, and runs a program beside it
    import subprocess, sys
    from gi.repository import Gio, GLib
    XML = '''<node><interface name="org.freedesktop.portal.Notification">
      <method name="AddNotification"><arg type="s" direction="in"/>
      <arg type="a{sv}" direction="in"/></method></interface></node>'''
    loop = GLib.MainLoop()
    def call(bus, sender, path, interface, method, arguments, invocation):
        print(arguments.unpack(), flush=True)
        invocation.return_value(None)
        loop.quit()
    def acquired(bus, name):
        info = Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0]
        bus.register_object("/org/freedesktop/portal/desktop", info, call)
    def named(bus, name):
        global child
        child = subprocess.Popen(sys.argv[1:])
    Gio.bus_own_name(Gio.BusType.SESSION, "org.freedesktop.portal.Desktop", 0, acquired, named)
    GLib.timeout_add_seconds(60, loop.quit)
    loop.run()
    child.wait()
    """
)
TELLER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from PySide6.QtCore import QEvent, QTimer, qInstallMessageHandler
    from PySide6.QtWidgets import QApplication, QMainWindow
    from desktop_app.ui.style.icons import Icons
    from desktop_app.ui.window.tray import TrayPresence
    app = QApplication([])
    app.setApplicationName("Qwen All-in-One")
    window = QMainWindow()
    presence = TrayPresence(Icons(Path(sys.argv[1])), window)
    QTimer.singleShot(0, presence.notify_reply)
    QTimer.singleShot(1000, app.quit)
    app.exec()
    """
)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="D-Bus of Linux")
def test_the_desktops_portal_is_told_over_a_real_bus(tmp_path, paths):
    python = "/usr/bin/python3"
    if shutil.which("dbus-run-session") is None:
        pytest.skip("dbus-run-session (package dbus) is not installed")
    if subprocess.run([python, "-c", "import gi"], capture_output=True).returncode:
        pytest.skip("python3-gi is not installed")
    command = ["dbus-run-session", "--", python, "-c", PORTAL]
    command += [sys.executable, "-P", "-c", TELLER, str(paths.resources / "icons")]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    result = subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=120, env=environment
    )
    told = "('reply', {'body': 'The reply is ready.', 'title': 'Qwen All-in-One'})"
    assert result.stdout.strip() == told, result.stderr


def test_a_log_out_closes_the_window_and_one_that_was_cancelled_is_forgotten(
    qtbot, icons, theme, has_tray, said
):
    window = Window()
    window.tray = TrayPresence(icons, window, log_out_ms=1)
    qtbot.addWidget(window, before_close_func=lambda window: window.tray.set_enabled(False))
    window.show()
    window.tray.set_enabled(True)
    window.tray._end_with_the_session(None)
    assert not window.tray.hides_instead()
    qtbot.waitUntil(window.tray.hides_instead)
    assert window.isHidden()


def test_the_systems_own_quit_ends_the_program_though_closing_would_hide(
    window, has_tray, said, qapp
):
    """macOS: Cmd+Q, Quit in the Dock, a log-out."""
    window.tray.set_enabled(True)
    qapp.quit_requested.connect(window.tray.quit)
    QTimer.singleShot(0, qapp.quit)
    QTimer.singleShot(20_000, window, lambda: qapp.exit(9))
    assert qapp.exec() == 0
    qapp.quit_requested.disconnect(window.tray.quit)
    # the last window's end asks again, of a loop that is over
    qapp.removePostedEvents(qapp, QEvent.Type.Quit.value)
    assert window.isHidden()
    assert not window.tray.enabled
