"""A program that holds a file for a moment, as an antivirus does on Windows."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from desktop_app.core.system import held_files
from desktop_app.core.system.atomic_file import write_private

SHARING_VIOLATION, NOT_FOUND = 32, 2


class Holder:
    """Refuses the first `times` calls of a Path method as Windows does, then lets them through."""

    def __init__(self, monkeypatch, method: str, times: int, code: int = SHARING_VIOLATION) -> None:
        self.calls = 0
        self.pauses: list[float] = []
        real = getattr(Path, method)

        def refusing(path, *args, **kwargs):
            self.calls += 1
            if self.calls <= times:
                error = PermissionError(errno.EACCES, "used by another process", str(path))
                error.winerror = code
                raise error
            return real(path, *args, **kwargs)

        monkeypatch.setattr(Path, method, refusing)
        monkeypatch.setattr(held_files.time, "sleep", self.pauses.append)


def test_a_file_that_is_held_for_a_while_gets_its_name(tmp_path, monkeypatch):
    holder = Holder(monkeypatch, "replace", 5)
    write_private(tmp_path / "章.txt", b"new")
    assert (tmp_path / "章.txt").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["章.txt"]
    assert len(holder.pauses) == 5


def test_patience_ends_after_about_five_seconds_and_says_why(tmp_path, monkeypatch):
    holder = Holder(monkeypatch, "unlink", 1000)
    (tmp_path / "held").write_bytes(b"")
    with pytest.raises(PermissionError):
        held_files.unlink(tmp_path / "held")
    assert 4 <= sum(holder.pauses) <= 6


def test_what_waiting_does_not_mend_is_said_at_once(tmp_path, monkeypatch):
    holder = Holder(monkeypatch, "rename", 1, NOT_FOUND)
    with pytest.raises(PermissionError):
        held_files.rename(tmp_path / "a", tmp_path / "b")
    assert holder.pauses == []


def test_a_refusal_of_this_system_is_no_sharing_violation(tmp_path, monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr(held_files.time, "sleep", pauses.append)
    with pytest.raises(FileNotFoundError):
        held_files.replace(tmp_path / "none", tmp_path / "b")
    assert pauses == []


def test_a_folder_of_which_a_file_is_held_goes_in_the_end(tmp_path, monkeypatch):
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "weights").write_bytes(b"x")
    real, calls = held_files.shutil.rmtree, []

    def refusing(path):
        calls.append(path)
        if len(calls) < 3:
            error = PermissionError(errno.EACCES, "used by another process", str(path))
            error.winerror = SHARING_VIOLATION
            raise error
        real(path)

    monkeypatch.setattr(held_files.shutil, "rmtree", refusing)
    monkeypatch.setattr(held_files.time, "sleep", lambda seconds: None)
    held_files.remove_tree(folder)
    assert not folder.exists()
    assert len(calls) == 3
