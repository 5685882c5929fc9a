"""Settings on disk, whole, damaged and out of reach."""

from __future__ import annotations

import pytest

from desktop_app.core.errors import KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from desktop_app.shell.settings.ini_file import FILE_NAME, read_settings, write_settings

CHANGED = Settings(
    model="D:\\模型, neu\\é",
    language="zh",
    context_tokens=4096,
    temperature=0.0,
    seed=7,
    threads=3,
    weights="float32",
    look_ahead=False,
    idle_unload_min=0,
    cue=False,
    theme="dark",
    text_size=150,
    enter_sends=False,
    tray=True,
    notify=False,
)


@pytest.fixture
def paths(tmp_path):
    return Paths(tmp_path / "données 数据")


def write(paths: Paths, data: bytes) -> None:
    paths.data.mkdir(parents=True, exist_ok=True)
    (paths.data / FILE_NAME).write_bytes(data)


def test_without_a_file_all_is_default_and_none_is_made(paths):
    assert read_settings(paths) == (Settings(), ())
    assert not paths.data.exists()


@pytest.mark.parametrize("settings", [Settings(), CHANGED])
def test_what_is_written_is_read(paths, settings):
    write_settings(paths, settings)
    assert read_settings(paths) == (settings, ())


def test_a_setting_goes_back_to_its_default(paths):
    write_settings(paths, CHANGED)
    write_settings(paths, Settings())
    assert read_settings(paths) == (Settings(), ())
    assert b"seed" not in (paths.data / FILE_NAME).read_bytes()


def test_an_edited_file_is_read_as_text(paths):
    write(paths, b"[General]\nthreads=2\ntemperature=0.5\nmodel=/a,b\nseed=7\nfuture=1\n")
    settings = Settings(threads=2, temperature=0.5, model="/a,b", seed=7)
    assert read_settings(paths) == (settings, ())


@pytest.mark.parametrize(
    ("written", "value"),
    [(b"false", False), (b"False", False), (b"0", False), (b"true", True), (b"1", True)],
)
def test_a_switch_is_read_as_people_write_it(paths, written, value):
    write(paths, b"[General]\nlook_ahead=" + written + b"\n")
    assert read_settings(paths) == (Settings(look_ahead=value), ())


@pytest.mark.parametrize("written", [b"", b"off?", b"2", b"true, false"])
def test_a_switch_that_is_neither_has_its_default_and_is_told(paths, written):
    write(paths, b"[General]\nlook_ahead=" + written + b"\n")
    settings, problems = read_settings(paths)
    assert settings == Settings()
    assert [problem.code for problem in problems] == ["setting_invalid"]


def test_keys_of_other_versions_stay(paths):
    write(paths, b"[General]\nfuture=1\n")
    write_settings(paths, CHANGED)
    assert b"future=1" in (paths.data / FILE_NAME).read_bytes()


def test_a_bad_value_costs_only_itself_and_is_told(paths):
    write(
        paths, b"[General]\nthreads=two\ntemperature=nan\nlanguage=fr\nseed=\nmax_new_tokens=64\n"
    )
    settings, problems = read_settings(paths)
    assert settings == Settings(max_new_tokens=64)
    assert {problem.values["name"] for problem in problems} == {
        "threads",
        "temperature",
        "language",
        "seed",
    }
    assert all(problem.code == "setting_invalid" for problem in problems)
    assert all(FILE_NAME in problem.sentences()[2] for problem in problems)


@pytest.mark.parametrize(
    "data", [b"\x00\x01no equals sign\n[General\n", bytes(range(256)) * 8, "模型\n".encode("gbk")]
)
def test_a_damaged_file_is_told_and_left_as_it_is(paths, data):
    write(paths, data)
    settings, problems = read_settings(paths)
    assert settings == Settings()
    assert [problem.code for problem in problems] == ["settings_damaged"]
    assert (paths.data / FILE_NAME).read_bytes() == data


def test_a_folder_in_the_files_place(paths):
    (paths.data / FILE_NAME).mkdir(parents=True)
    settings, problems = read_settings(paths)
    assert (settings, [problem.code for problem in problems]) == (Settings(), ["settings_damaged"])
    with pytest.raises(KnownError) as caught:
        write_settings(paths, CHANGED)
    assert caught.value.code == "settings_not_saved"


def test_a_data_folder_that_can_not_be_made(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KnownError) as caught:
        write_settings(Paths(tmp_path / "file" / "data"), CHANGED)
    assert caught.value.code == "settings_not_saved"
