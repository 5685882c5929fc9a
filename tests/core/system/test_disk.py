"""Folders that hold private things."""

from __future__ import annotations

import errno

import pytest

from desktop_app.core.errors import KnownError
from desktop_app.core.history.sqlite import create_private
from desktop_app.core.system.disk import (
    disk_errors,
    free_bytes,
    known_disk_error,
    make_private,
    nearest_existing,
)


@pytest.mark.posix
def test_every_folder_that_is_made_is_for_this_person_only(tmp_path):
    tmp_path.chmod(0o755)
    make_private(tmp_path / "数据" / "models" / "a b")
    made = [tmp_path / "数据", tmp_path / "数据" / "models", tmp_path / "数据" / "models" / "a b"]
    assert [folder.stat().st_mode & 0o777 for folder in made] == [0o700] * 3
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    make_private(made[-1])


def test_a_file_in_the_way_is_the_systems_own_error(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match="file"):
        make_private(tmp_path / "file" / "folder")


def test_a_name_that_is_too_long_is_said(tmp_path):
    folder = tmp_path / ("x" * 300)
    assert nearest_existing(folder) == tmp_path
    assert free_bytes(folder) > 0
    with pytest.raises(KnownError) as caught:
        create_private(folder / "chats.sqlite3")
    assert caught.value.code == "disk_error"


@pytest.mark.parametrize(
    ("number", "winerror"),
    [(errno.EEXIST, 183), (errno.ENOTDIR, 267), (errno.ENOENT, 3)],
    ids=["a folder to be made", "a file in it", "a folder in it"],
)
def test_a_file_where_a_folder_should_be_is_said_as_such_on_every_system(
    tmp_path, number, winerror
):
    """Each system has another error for it; winerror: what Windows says."""
    (tmp_path / "file").write_bytes(b"")
    error = OSError(number, "the system's words")
    error.winerror = winerror
    assert known_disk_error(error, tmp_path / "file" / "sub").code == "folder_not_writable"


def test_a_file_in_the_way_is_a_folder_that_can_not_be_written(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file", tmp_path / "file" / "sub"):
        with pytest.raises(KnownError) as caught, disk_errors(folder):
            make_private(folder)
        assert caught.value.code == "folder_not_writable"
