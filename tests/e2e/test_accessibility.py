"""The program as a screen reader meets it: the real window, on a screen and a bus of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.starter,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="AT-SPI is Linux's"),
]

WALKER = Path(__file__).with_name("atspi_walk.py")
SYSTEM_PYTHON = "/usr/bin/python3"
HAS_ATSPI = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
LIMIT_S = 120
ACTIVE_ROLES = {
    *("push button", "toggle button", "check box", "radio button", "text", "entry"),
    *("combo box", "spin button", "slider", "list", "list item", "menu item", "page tab", "link"),
}


@dataclass(frozen=True)
class Seen:
    """What the walker wrote down."""

    controls: list[dict]
    announcements: list[str]
    names: list[str]
    visits: dict[str, list[dict]]

    def nameless(self, way: str = "") -> list[str]:
        """Paths of what a keyboard can reach or a person can act on, without a name to speak.

        way: of a visit; "" for the chat.
        """
        return [
            control["path"]
            for control in (self.visits[way] if way else self.controls)
            if ("FOCUSABLE" in control["states"] or control["role"] in ACTIVE_ROLES)
            and "VISIBLE" in control["states"]
            and not any(char.isalnum() for char in control["name"])
        ]

    def showing(self, role: str) -> list[str]:
        """Names of what is on the screen, of one role."""
        shown = (c for c in self.controls if "SHOWING" in c["states"] and c["role"] == role)
        return [control["name"] for control in shown]


@pytest.fixture(scope="module", autouse=True)
def _tools():
    for tool, package in (
        ("Xvfb", "xvfb"),
        ("xvfb-run", "xvfb"),
        ("dbus-run-session", "dbus"),
        ("xdotool", "xdotool"),
        (SYSTEM_PYTHON, "python3"),
    ):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is missing: install {package}")
    if subprocess.run([SYSTEM_PYTHON, "-c", HAS_ATSPI], capture_output=True).returncode:
        pytest.skip("no AT-SPI for the system's Python: install at-spi2-core and python3-pyatspi")


@pytest.fixture
def walk(tmp_path):
    """walk(data, "--say", ...) runs the program, acts in it and gives what was Seen."""
    # paths of sockets have a limit
    runtime = Path(tempfile.mkdtemp(prefix="run-"))

    def run(data: Path, *options: str, program: tuple[str, ...] = ()) -> Seen:
        report = tmp_path / "report.json"
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "QWEN_AIO_DATA_DIR": str(data),
            "XDG_RUNTIME_DIR": str(runtime),
        }
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        environment.pop("AT_SPI_BUS_ADDRESS", None)
        command = ["dbus-run-session", "--", "xvfb-run", "-a", SYSTEM_PYTHON, str(WALKER)]
        command += [*options, "--limit", str(LIMIT_S), str(report)]
        command += [sys.executable, "-P", "-m", "desktop_app", "--lang", "en", *program]
        result = subprocess.run(
            command,
            env=environment,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=2 * LIMIT_S,
        )
        assert result.returncode == 0, result.stderr[-3000:]
        return Seen(**json.loads(report.read_text(encoding="utf-8")))

    yield run
    shutil.rmtree(runtime, ignore_errors=True)


def test_every_control_of_the_first_start_has_a_name(walk, tmp_path):
    seen = walk(tmp_path / "data", program=("--offline",))
    assert seen.nameless() == []
    assert len(seen.showing("push button")) >= 3


def test_every_page_names_its_controls(walk, starter_data):
    # each visit begins where the last one ended
    pages = (
        *("Mood journal", "Settings", "The scene being played: Edit scenes…"),
        *("key F1", "More > key Up > key Up > key Return", "Models"),
    )
    options = [word for way in pages for word in ("--visit", way)]
    seen = walk(starter_data, "--say", "so so", "--announcements", "2", *options)
    before = seen.controls
    for way in pages:
        assert seen.nameless(way) == [], way
        shown = {c["path"] for c in seen.visits[way] if "SHOWING" in c["states"]}
        assert shown != {c["path"] for c in before if "SHOWING" in c["states"]}, way
        before = seen.visits[way]


def test_a_conversation_is_spoken_and_every_control_has_a_name(walk, starter_data):
    said = "I finally got the job, I am so happy!"
    seen = walk(starter_data, "--say", said, "--announcements", "2")
    verdict, reply = seen.announcements[0], seen.announcements[-1]
    assert "LLM sentiment: positive" in verdict
    texts = [" ".join(control["text"].split()) for control in seen.controls]
    assert said in texts
    assert any(" ".join(reply.split()) in text for text in texts if text)
    assert reply.strip()
    assert seen.nameless() == []
    assert "Send" in seen.showing("push button")
