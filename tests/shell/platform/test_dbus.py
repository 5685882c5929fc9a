from __future__ import annotations

import sys

import pytest

from desktop_app.shell.platform.dbus import ADDRESS, NOWHERE, use_running_bus_only

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="D-Bus is of Linux")


def test_a_bus_that_is_named_stays():
    environment = {ADDRESS: "unix:path=/run/user/5/bus", "XDG_RUNTIME_DIR": "/nowhere"}
    use_running_bus_only(environment)
    assert environment[ADDRESS] == "unix:path=/run/user/5/bus"


def test_a_bus_in_its_usual_place_is_found(tmp_path):
    (tmp_path / "bus").touch()
    environment = {"XDG_RUNTIME_DIR": str(tmp_path)}
    use_running_bus_only(environment)
    assert ADDRESS not in environment


@pytest.mark.parametrize("more", [{}, {ADDRESS: ""}, {"XDG_RUNTIME_DIR": "/nowhere"}])
def test_without_a_bus_none_is_looked_for(more):
    environment = dict(more)
    use_running_bus_only(environment)
    assert environment[ADDRESS] == NOWHERE
