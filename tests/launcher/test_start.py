"""start.py as a whole, over a stand-in for the environment's Python."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import subprocess
import sys

import pytest

from launcher.environment import write_json
from launcher.screen import SAMPLE
from tests.launcher.conftest import ROOT, mark_installed

spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
start = importlib.util.module_from_spec(spec)
spec.loader.exec_module(start)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 4), (3, 13, 99)])
def test_these_pythons_will_do(version):
    assert start.python_problem(version, find=lambda name: None) == ""


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13), (3, 14, 0)])
def test_other_pythons_get_one_line_that_names_the_way_out(version):
    found = start.python_problem(version, find=lambda name: name == "python3.12")
    assert found.count("\n") == 0
    assert f"{version[0]}.{version[1]}" in found
    assert found.endswith("run: python3.12 start.py")
    assert "install one" in start.python_problem(version, find=lambda name: None)


def run(environment, *arguments, **settings):
    command = [sys.executable, str(environment.root / "start.py"), *arguments]
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QWEN_AIO_DATA_DIR")
    variables = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**variables, **settings},
        timeout=60,
    )


@pytest.fixture
def ready(environment, answer):
    """Everything installed; the application prints its arguments and exits with 7."""
    answer("import json, os; print(json.dumps(sys.argv[1:])); sys.exit(7)")
    mark_installed(environment)
    (environment.root / "config.json").write_text("{}")
    write_json(environment.models_found, {"|": str(environment.root)})
    return environment


@pytest.mark.posix
def test_a_later_start_passes_arguments_output_and_exit_code(ready):
    done = run(ready, "judge", "--file", "a b.txt", "你好 *")
    assert done.returncode == 7
    assert done.stderr == ""
    expected = ["-P", "-m", "desktop_app", "judge", "--file", "a b.txt", "你好 *"]
    assert json.loads(done.stdout) == expected


@pytest.mark.posix
@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_without_screen_and_terminal_a_sample_is_judged_and_answered(ready):
    done = run(ready, "--lang", "en")
    expected = ["-P", "-m", "desktop_app", "--lang", "en", "chat", "--once", SAMPLE]
    assert json.loads(done.stdout) == expected
    assert "There is no screen here." in done.stderr
    assert SAMPLE in done.stderr


@pytest.mark.posix
@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_a_chosen_platform_is_a_screen(ready):
    done = run(ready, QT_QPA_PLATFORM="offscreen")
    assert json.loads(done.stdout) == ["-P", "-m", "desktop_app"]
    assert done.stderr == ""


def test_help_needs_no_installation(environment):
    done = run(environment, "--help")
    assert done.returncode == 0
    assert "python3 start.py test" in done.stderr
    assert not environment.log.exists()


def test_the_file_holds_only_what_old_pythons_can_read():
    tree = ast.parse((ROOT / "start.py").read_text(encoding="utf-8"))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef)
    assert not [node for node in ast.walk(tree) if isinstance(node, newer)]
    assert not [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.returns or node.args.kwonlyargs)
    ]
