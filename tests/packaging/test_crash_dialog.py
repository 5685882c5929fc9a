"""A start that fails: in words, in the log, and in a dialog where a window was expected."""

import sys

import crash_dialog
import entry
import pytest

from desktop_app.core.errors import KnownError


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["--model", "judge"], True),
        (["--data-dir", "x", "--offline"], True),
        (["judge", "text"], False),
        (["--lang", "zh", "chat"], False),
        (["--self-test", "--json"], False),
        (["--version"], False),
    ],
)
def test_which_arguments_open_a_window(arguments, window):
    assert crash_dialog.opens_window(arguments) is window


@pytest.fixture
def shown(tmp_path, monkeypatch):
    monkeypatch.setenv("QWEN_AIO_DATA_DIR", str(tmp_path / "数据"))
    texts = []
    monkeypatch.setattr(crash_dialog, "_show", texts.append)
    return texts


def fail(words="no such thing"):
    try:
        raise RuntimeError(words)
    except RuntimeError as error:
        return error


def test_the_person_is_told_and_the_stack_is_logged(shown, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(crash_dialog, "_system_language", lambda: "en_GB.UTF-8")
    crash_dialog.tell(fail(), [])
    log = tmp_path / "数据" / "logs" / crash_dialog.LOG_NAME
    assert "test_crash_dialog.py" in log.read_text(encoding="utf-8")
    assert log.read_text(encoding="utf-8").endswith("\nRuntimeError\n")
    assert shown == [capsys.readouterr().err.rstrip("\n")]
    assert "RuntimeError: no such thing" in shown[0]
    assert str(log) in shown[0]
    assert "Traceback" not in shown[0]


def test_a_known_error_is_its_sentences_alone(shown, tmp_path, monkeypatch):
    monkeypatch.setattr(crash_dialog, "_system_language", lambda: "en_GB.UTF-8")
    error = KnownError("full", "The disk {disk} is full.", action="Make room.", disk="D {x}")
    crash_dialog.tell(error, [])
    log = tmp_path / "数据" / "logs" / crash_dialog.LOG_NAME
    said = "The disk D {x} is full.\nMake room."
    assert shown == [f"The program could not start.\n\n{said}\n\nDetails: {log}"]
    assert f"KnownError: {said}" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ValueError("what I wrote"), "ValueError"),
        (OSError(28, "what I wrote", "what I wrote"), "OSError (ENOSPC)"),
        (ImportError("what I wrote", name="torch._C"), "ImportError (torch._C)"),
        (crash_dialog.MissingLibraryError("libEGL.so.1"), "MissingLibraryError: libEGL.so.1"),
    ],
)
def test_the_log_never_quotes_what_a_person_may_have_written(shown, tmp_path, error, line):
    crash_dialog.tell(error, [])
    log = (tmp_path / "数据" / "logs" / crash_dialog.LOG_NAME).read_text(encoding="utf-8")
    assert log.splitlines()[-1] == line
    assert "what I wrote" not in log


def test_the_log_goes_where_the_data_is(shown, tmp_path):
    crash_dialog.tell(fail(), ["--data-dir", str(tmp_path / "elsewhere")])
    assert (tmp_path / "elsewhere" / "logs" / crash_dialog.LOG_NAME).is_file()


def test_it_speaks_chinese(shown, monkeypatch):
    monkeypatch.setattr(crash_dialog, "_system_language", lambda: "zh_CN.UTF-8")
    crash_dialog.tell(fail(), [])
    assert shown[0].startswith("程序没能启动")


def test_a_command_gets_no_dialog(shown, capsys):
    crash_dialog.tell(fail(), ["judge", "text"])
    assert shown == []
    assert "no such thing" in capsys.readouterr().err


def test_it_works_without_stderr(shown, monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    crash_dialog.tell(fail(), [])
    assert len(shown) == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="for Linux")
def test_a_missing_library_is_found_before_qt_aborts(tmp_path, monkeypatch):
    folder = tmp_path / "PySide6" / "Qt" / "plugins" / "platforms"
    folder.mkdir(parents=True)
    (folder / "libqxcb.so").write_bytes(b"not a library")
    monkeypatch.setattr(crash_dialog, "__file__", str(tmp_path / "crash_dialog.pyc"))
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":9")
    with pytest.raises(crash_dialog.MissingLibraryError, match=r"libqxcb\.so"):
        crash_dialog.check_screen([])
    crash_dialog.check_screen(["judge", "text"])
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    crash_dialog.check_screen([])


def test_an_argument_that_does_not_exist_is_said_in_a_box_where_there_is_no_terminal(
    shown, monkeypatch
):
    monkeypatch.setattr(sys, "argv", ["qwen-all-in-one", "--windw"])
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    with pytest.raises(SystemExit) as end:
        entry.main()
    sys.stdin.close()
    sys.stdout.close()
    assert end.value.code == entry.WRONG_USAGE
    assert len(shown) == 1
    assert "--windw" in shown[0]


def test_at_a_terminal_no_box_repeats_it(shown, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["qwen-all-in-one", "--windw"])
    with pytest.raises(SystemExit):
        entry.main()
    assert shown == []
    assert "--windw" in capsys.readouterr().err
