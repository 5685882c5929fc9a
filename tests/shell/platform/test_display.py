"""Which displays answer, asked in the way of Qt. Nothing here needs a screen."""

from __future__ import annotations

import socket
import sys

import pytest

from desktop_app.shell.platform.display import display_problem

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems have a screen"
)


@pytest.fixture(autouse=True)
def no_display(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def compositor(tmp_path):
    """A socket that takes connections, named by its absolute path."""
    path = tmp_path / "w"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        yield str(path)


def test_none_is_named():
    assert display_problem().code == "no_display"


@pytest.mark.parametrize("name", [":987", "localhost:987.0", "unix:987"])
def test_nobody_answers_there(monkeypatch, name):
    monkeypatch.setenv("DISPLAY", name)
    problem = display_problem()
    assert problem.code == "display_silent"
    assert name in str(problem)


def test_a_compositor_answers(monkeypatch, compositor):
    monkeypatch.setenv("WAYLAND_DISPLAY", compositor)
    assert display_problem() is None


def test_one_that_answers_is_enough(monkeypatch, compositor):
    monkeypatch.setenv("WAYLAND_DISPLAY", compositor)
    monkeypatch.setenv("DISPLAY", ":987")
    assert display_problem() is None


@pytest.mark.parametrize("name", ["QT_QPA_PLATFORM", "WAYLAND_SOCKET"])
def test_who_chose_knows_better(monkeypatch, name):
    monkeypatch.setenv("DISPLAY", ":987")
    monkeypatch.setenv(name, "7")
    assert display_problem() is None


def test_a_library_that_is_not_there_is_left_to_qt(monkeypatch):
    def missing(name):
        raise OSError(name)

    monkeypatch.setattr("ctypes.CDLL", missing)
    monkeypatch.setenv("DISPLAY", ":987")
    assert display_problem() is None
