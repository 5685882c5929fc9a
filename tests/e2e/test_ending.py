"""The real program is asked to end: nothing is left beside the chats, and nothing is asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads Linux' /proc")
PATIENCE_S = 60


def listens(child: subprocess.Popen) -> bool:
    """Whether it has said what SIGTERM is to do, just before its event loop."""
    assert child.poll() is None, f"it ended with {child.returncode}"
    for line in Path(f"/proc/{child.pid}/status").read_text().splitlines():
        if line.startswith("SigCgt:"):
            return bool(int(line.split()[1], 16) >> (signal.SIGTERM - 1) & 1)
    raise AssertionError("no SigCgt")


def test_the_window_ends_in_order(tmp_path, qtbot):
    """There is no model in the folder: the window offers some, and nothing waits for torch."""
    data, runtime = tmp_path / "data", tmp_path / "run"
    runtime.mkdir(mode=0o700)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(runtime)}
    command = [sys.executable, "-m", "desktop_app", "--data-dir", str(data), "--lang", "en"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL) as child:
        try:
            qtbot.waitUntil(lambda: listens(child), timeout=PATIENCE_S * 1000)
            child.send_signal(signal.SIGTERM)
            assert child.wait(PATIENCE_S) == 0
        finally:
            child.kill()
    assert sorted(path.name for path in data.iterdir()) == [
        "chats.sqlite3",
        "instance.lock",
        "logs",
        "window.ini",
    ]
    assert list(runtime.iterdir()) == []
