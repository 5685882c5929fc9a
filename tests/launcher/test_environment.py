"""What an environment remembers, and that one start at a time changes it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from launcher.environment import Environment, locked, take_lock
from tests.launcher.conftest import mark_installed

pytestmark = pytest.mark.posix  # the stand-ins are scripts


def test_an_environment_is_ready_until_what_it_depends_on_changes(environment, answer):
    answer("")
    assert not environment.is_ready("")
    mark_installed(environment)
    assert environment.is_ready("")
    assert not environment.is_ready("test")
    (environment.root / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert not environment.is_ready("")


@pytest.mark.parametrize(
    ("group", "app", "test"),
    [("app", False, False), ("setup", False, False), ("test", True, False)],
)
def test_a_changed_lock_file_has_to_be_installed(environment, answer, group, app, test):
    if not environment.locks("").files:
        pytest.skip("no lock file is for this machine")
    answer("")
    mark_installed(environment)
    mark_installed(environment, "test")
    assert environment.is_ready("")
    assert environment.is_ready("test")
    (lock,) = (path for path in environment.locks("test").files if path.name.startswith(group))
    lock.write_text(lock.read_text().replace("sha256:", "sha256:0", 1))
    assert environment.is_ready("") is app
    assert environment.is_ready("test") is test


def test_the_newest_releases_have_a_folder_of_their_own(environment):
    newest = Environment(environment.root, newest=True)
    assert newest.folder != environment.folder
    assert newest.locks("test").files == ()


def test_a_moved_environment_is_not_ready(environment, answer, tmp_path):
    answer("")
    mark_installed(environment)
    moved = environment.root.rename(tmp_path / "moved")
    assert not Environment(moved).is_ready("")


def test_an_environment_without_its_python_is_not_ready(environment):
    environment.python.symlink_to("gone")
    mark_installed(environment)
    assert not environment.is_ready("")


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00"])
def test_a_damaged_stamp_counts_as_none(environment, answer, content):
    answer("")
    environment.stamp_file("").write_text(content)
    assert not environment.is_ready("")


def test_only_one_start_holds_the_lock(environment):
    with environment.lock.open("a") as second:
        with locked(environment):
            assert not take_lock(second, wait=False)
        assert take_lock(second, wait=False)


def test_a_step_that_outlives_a_killed_start_keeps_the_lock(environment, tmp_path):
    begun, end = tmp_path / "begun", tmp_path / "end"
    os.mkfifo(begun)
    os.mkfifo(end)
    step = f"open({str(begun)!r}, 'w').close(); open({str(end)!r}).read()"
    code = f"""
import pathlib, sys
sys.path.insert(0, {str(environment.root)!r})
from launcher.environment import Environment, locked
from launcher.steps import Steps
environment = Environment(pathlib.Path({str(environment.root)!r}))
with locked(environment) as lock:
    Steps(environment.log, lock).run("Waiting", [sys.executable, "-c", {step!r}])
"""
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    begun.read_text()
    process.kill()
    process.wait()
    with environment.lock.open("a") as handle:
        assert not take_lock(handle, wait=False)
        end.write_text("")
        assert take_lock(handle, wait=True)
