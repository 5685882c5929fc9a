"""The lock files: complete, one wheel with its hash for each system."""

import dataclasses

import locks
import pytest


def test_every_lock_answers_its_requirements_with_wheels_for_its_system():
    assert list(locks.problems()) == []


@pytest.mark.parametrize("system", locks.SYSTEMS)
def test_cuda_is_in_no_lock(system):
    names = [entry.name for entry in locks.read(locks.lock_file("app", system))]
    assert not [name for name in names if name.startswith(("nvidia", "cuda", "triton"))]


def test_locks_name_no_address():
    for path in locks.FOLDER.glob("*.lock"):
        assert "://" not in path.read_text(encoding="utf-8"), path.name


def copied(tmp_path, monkeypatch):
    for path in locks.FOLDER.glob("*.lock"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(locks, "FOLDER", tmp_path)
    return tmp_path


def test_a_wheel_for_another_system_is_found_out(tmp_path, monkeypatch):
    folder = copied(tmp_path, monkeypatch)
    lock = folder / "app-windows-amd64.lock"
    lock.write_text(lock.read_text().replace("win_amd64", "win_arm64", 1))
    assert len(list(locks.problems())) == 1
    assert "not for windows-amd64" in next(locks.problems())


def test_a_missing_lock_and_a_missing_package_are_found_out(tmp_path, monkeypatch):
    folder = copied(tmp_path, monkeypatch)
    (folder / "test-macos-arm64.lock").unlink()
    lock = folder / "app-linux-x86_64.lock"
    lines = lock.read_text().splitlines(keepends=True)
    lock.write_text("".join(line for line in lines if "psutil" not in line))
    assert sorted(locks.problems()) == [
        "app-linux-x86_64.lock: psutil is not in it",
        "test-macos-arm64.lock is missing",
    ]


def test_an_entry_without_its_hash_is_refused(tmp_path):
    lock = tmp_path / "x.lock"
    lock.write_text("# tqdm-1-py3-none-any.whl\ntqdm==1\n")
    with pytest.raises(ValueError, match=r"x\.lock:2"):
        locks.read(lock)


@pytest.mark.parametrize(
    ("file", "system", "fits"),
    [
        ("a-1-py3-none-any.whl", "linux-x86_64", True),
        ("a-1-cp311-cp311-manylinux_2_28_x86_64.whl", "linux-x86_64", True),
        ("a-1-cp38-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64.whl", "linux-x86_64", True),
        ("a-1-cp311-cp311-manylinux_2_39_x86_64.whl", "linux-x86_64", False),  # Ubuntu 22.04
        ("a-1-cp312-cp312-manylinux_2_28_x86_64.whl", "linux-x86_64", False),
        ("a-1-cp311-cp311-musllinux_1_2_x86_64.whl", "linux-x86_64", False),
        ("a-1-cp310-abi3-macosx_13_0_universal2.whl", "macos-arm64", True),
        ("a-1-cp311-none-macosx_11_0_arm64.whl", "macos-arm64", True),
        ("a-1-cp311-cp311-macosx_15_0_arm64.whl", "macos-arm64", False),
        ("a-1-cp311-cp311-macosx_11_0_x86_64.whl", "macos-arm64", False),
    ],
)
def test_which_wheels_fit(file, system, fits):
    entry = locks.Entry("a", "1", file, "0" * 64)
    assert (locks.tag_problem(entry, locks.SYSTEMS[system]) == "") is fits
    other = dataclasses.replace(entry, version="2")
    assert locks.tag_problem(other, locks.SYSTEMS[system]) != ""
