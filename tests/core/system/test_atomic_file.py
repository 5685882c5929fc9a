"""A file is there whole, for its owner alone, or not at all."""

from __future__ import annotations

import os
import stat

import pytest

from desktop_app.core.errors import KnownError
from desktop_app.core.system.atomic_file import new_private_file, write_private


@pytest.mark.posix
def test_it_replaces_what_was_there(tmp_path):
    target = tmp_path / "mood.csv"
    target.write_bytes(b"old")
    write_private(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_where_it_can_not_be_written_nothing_is_left(tmp_path):
    target = tmp_path / "taken"
    target.mkdir()
    with pytest.raises(KnownError):
        write_private(target, b"new")
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(KnownError):
        write_private(tmp_path / "missing" / "mood.csv", b"new")


def test_two_that_write_at_once_do_not_mix(tmp_path):
    target = tmp_path / "mood.csv"
    with new_private_file(target) as first:
        first.write(b"first, and long")
        write_private(target, b"second")
        assert target.read_bytes() == b"second"
    assert target.read_bytes() == b"first, and long"
    assert list(tmp_path.iterdir()) == [target]


def test_the_longest_name_that_a_disk_takes(tmp_path):
    target = tmp_path / ("x" * 251 + ".csv")
    write_private(target, b"new")
    assert target.read_bytes() == b"new"
