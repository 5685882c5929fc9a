"""Whether there is a screen, and what Qt lacks."""

from __future__ import annotations

import socket
import sys

import pytest

from launcher.screen import connects, missing_libraries, package_command, reachable_screens

pytestmark = pytest.mark.posix


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ({"ID": "debian"}, "sudo apt install"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "sudo apt install"),
        ({"ID": "fedora"}, "sudo dnf install"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "sudo dnf install"),
        ({"ID": "manjaro", "ID_LIKE": "arch"}, "sudo pacman -S"),
        ({"ID": "opensuse-tumbleweed", "ID_LIKE": "opensuse suse"}, "sudo zypper install"),
    ],
)
def test_the_package_command_is_the_systems_own(release, command):
    found = package_command(release)
    assert command in found
    assert "xcb-cursor" in found or "xcb-util-cursor" in found


def test_an_unknown_system_gets_no_wrong_command():
    assert "sudo" not in package_command({"ID": "guix"})
    assert "sudo" not in package_command({})


X11 = (socket.AF_UNIX, "/tmp/.X11-unix/X3")
WAYLAND = (socket.AF_UNIX, "/run/user/7/wayland-0")
WAYLAND_SETTINGS = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/run/user/7"}


@pytest.mark.parametrize(
    ("settings", "answering", "screens"),
    [
        ({}, [X11, WAYLAND], []),
        ({"DISPLAY": ""}, [X11], []),
        ({"DISPLAY": ":3"}, [], []),
        ({"DISPLAY": ":3"}, [X11], ["xcb"]),
        ({"DISPLAY": ":3.0"}, [(socket.AF_UNIX, "\0/tmp/.X11-unix/X3")], ["xcb"]),
        ({"DISPLAY": "localhost:10.0"}, [(socket.AF_INET, ("localhost", 6010))], ["xcb"]),
        ({"DISPLAY": "nonsense"}, [X11], []),
        (WAYLAND_SETTINGS, [WAYLAND], ["wayland"]),
        (WAYLAND_SETTINGS, [X11], []),
        ({**WAYLAND_SETTINGS, "DISPLAY": ":3"}, [X11, WAYLAND], ["wayland", "xcb"]),
        ({**WAYLAND_SETTINGS, "QT_QPA_PLATFORM": "xcb"}, [WAYLAND], []),
        ({"QT_QPA_PLATFORM": "offscreen"}, [], ["offscreen"]),
        ({"QT_QPA_PLATFORM": "vnc:port=5900"}, [], ["vnc"]),
    ],
)
def test_a_screen_counts_when_it_answers(settings, answering, screens):
    def connects(family, address):
        return (family, address) in answering

    assert reachable_screens(settings, connects) == screens


def test_a_socket_connects_while_somebody_listens(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a socket's path has a limit of some 100 bytes
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("screen")
        server.listen()
        assert connects(socket.AF_UNIX, "screen")
    assert not connects(socket.AF_UNIX, "screen")
    assert not connects(socket.AF_UNIX, "none")


@pytest.mark.skipif(sys.platform != "linux", reason="Qt's Linux plugins")
def test_a_plugin_that_does_not_load_is_named_with_the_command(environment):
    assert missing_libraries(environment) == ""
    assert missing_libraries(environment, "offscreen") == ""
    problem = missing_libraries(environment, "nosuch")
    assert "libqnosuch.so" in problem
    assert problem.count("\n") == 1
