"""Every folder lies below one data folder, and where that is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop_app.core.paths import Paths
from desktop_app.startup import PORTABLE_FLAG, find_paths


def test_everything_that_is_written_lies_in_the_data_folder(tmp_path):
    paths = Paths(tmp_path)
    for folder in (paths.models, paths.cache, paths.logs, paths.own_scenes):
        assert folder.is_relative_to(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_resources_are_there():
    paths = Paths(Path("anywhere"))
    assert paths.built_in_scenes.is_dir()
    assert (paths.resources / "models.toml").is_file()


def test_the_argument_comes_before_the_environment(tmp_path):
    environment = {"QWEN_AIO_DATA_DIR": str(tmp_path / "b")}
    assert find_paths(tmp_path / "a", environment).data == tmp_path / "a"
    assert find_paths(None, environment).data == tmp_path / "b"


def test_an_empty_variable_is_none(monkeypatch):
    data = find_paths(None, {"QWEN_AIO_DATA_DIR": ""}).data
    assert data.is_absolute()
    assert data.name == "qwen-all-in-one"
    assert data == find_paths(None, {}).data


@pytest.mark.parametrize("name", ["relative/数据", "~/数据 😀"])
def test_folders_become_absolute(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    wanted = tmp_path / name.removeprefix("~/")
    assert find_paths(Path(name), {}).data == wanted
    assert find_paths(None, {"QWEN_AIO_DATA_DIR": name}).data == wanted


def test_the_home_of_nobody_is_a_plain_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert (
        find_paths(Path("~nobody-of-this-name/x"), {}).data == tmp_path / "~nobody-of-this-name/x"
    )


def test_a_flag_beside_the_frozen_program_keeps_the_data_there(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "program"))
    assert find_paths(None, {}).data != tmp_path / "data"
    (tmp_path / PORTABLE_FLAG).touch()
    assert find_paths(None, {}).data == tmp_path / "data"
    assert find_paths(tmp_path / "own", {}).data == tmp_path / "own"


def test_beside_a_bundle_of_macos_never_inside(tmp_path, monkeypatch):
    bundle = tmp_path / "Qwen All-in-One.app" / "Contents" / "MacOS"
    bundle.mkdir(parents=True)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(bundle / "program"))
    (bundle / PORTABLE_FLAG).touch()
    assert not find_paths(None, {}).data.is_relative_to(tmp_path)
    (tmp_path / PORTABLE_FLAG).touch()
    assert find_paths(None, {}).data == tmp_path / "data"
