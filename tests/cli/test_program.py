"""The program as a process: exit codes, what goes to which stream, broken pipes."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys

import pytest

from desktop_app.cli.main import is_closed_pipe
from tests.models.toy import write_model


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("judge", "--lang", "fr", "x"),
        ("model",),
        ("model", "nonsense"),
        ("model", "import"),
        ("chat", "--no-such-option"),
        ("--log-level", "loud"),
    ],
)
def test_wrong_usage(cli, arguments):
    outcome = cli(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("usage: qwen-all-in-one")


def test_options_stand_before_or_after_the_command(cli, tmp_path):
    model = write_model(tmp_path / "model")
    before = cli("--model", model, "doctor", "--json")
    after = cli("doctor", "--json", "--model", model)
    assert before.rows[0]["model"] == after.rows[0]["model"]
    assert before.rows[0]["model"]["folder"] == str(model)


def test_one_line_on_stderr_and_exit_code_1(program):
    result = program("judge", "--lang", "en", "hello")
    assert (result.returncode, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("There is no model on this computer yet. ")


def test_the_same_in_chinese(program):
    result = program("judge", "--lang", "zh", "hello")
    assert (result.returncode, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert has_chinese(line)


def test_a_bad_scene_and_a_bad_setting_are_said_and_stop_nothing(program, tmp_path):
    data = tmp_path / "数据"
    (data / "scenes").mkdir(parents=True)
    (data / "scenes" / "bad.toml").write_text("id = ", encoding="utf-8")
    (data / "settings.ini").write_text("[General]\ntop_p=7\n", encoding="utf-8")
    result = program("model", "list", "--lang", "en", data=data)
    assert result.returncode == 0
    assert all(json.loads(line) for line in result.stdout.splitlines())
    assert len(result.stderr.splitlines()) == 2
    assert "bad.toml" in result.stderr
    assert "top_p" in result.stderr


def test_a_narrow_terminal_encoding_breaks_nothing(program, tmp_path):
    model = write_model(tmp_path / "模型 😀")
    result = program(
        "doctor", "--json", "--model", model, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    )
    assert result.returncode == 0
    assert json.loads(result.stdout)["model"]["folder"] == str(model)


def test_a_reader_that_has_seen_enough(tmp_path):
    """As in `qwen-all-in-one model list | head -0`."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        result = subprocess.run(
            [sys.executable, "-P", "-m", "desktop_app", "model", "list", "--data-dir", tmp_path],
            stdout=writing,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
    finally:
        os.close(writing)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_data_folder_that_is_a_file(program, tmp_path):
    data = tmp_path / "file"
    data.touch()
    result = program("model", "import", write_model(tmp_path / "model"), "--lang", "en", data=data)
    assert result.returncode == 1
    assert "can't be written to" in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_no_screen(program):
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux runs without a screen")
    nowhere = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    result = program("--lang", "en", env=nowhere)
    assert (result.returncode, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert "no screen" in line


@pytest.mark.parametrize(
    ("system", "error", "closed"),
    [
        ("linux", BrokenPipeError(errno.EPIPE, "Broken pipe"), True),
        ("win32", OSError(errno.EINVAL, "Invalid argument"), True),
        ("win32", OSError(errno.EINVAL, "Invalid argument", "verdicts.jsonl"), False),
        ("linux", OSError(errno.EINVAL, "Invalid argument"), False),
        ("win32", OSError(errno.ENOSPC, "No space left"), False),
    ],
)
def test_a_pipe_that_nobody_reads_any_more(monkeypatch, system, error, closed):
    monkeypatch.setattr(sys, "platform", system)
    assert is_closed_pipe(error) is closed
