"""What counts as out of memory, in the words in which it was met."""

from __future__ import annotations

import errno

import pytest

from desktop_app.core.errors import KnownError
from desktop_app.core.system.memory import ensure_memory, is_out_of_memory, known_cause

SEGMENT = "libtorch_cpu.so: failed to map segment from shared object"


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: 12 bytes"),
        RuntimeError("std::bad_alloc"),
        RuntimeError("can't start new thread"),
        ImportError(SEGMENT),
        ImportError("libx.so: cannot map zero-fill pages: Cannot allocate memory"),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
    ],
    ids=str,
)
def test_no_memory_was_left(error):
    assert is_out_of_memory(error)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("shapes do not match"),
        ImportError("No module named 'torch'"),
        ImportError(f"{SEGMENT}: Operation not permitted"),
        ImportError("libx.so: cannot allocate memory in static TLS block"),
        OSError(errno.ENOSPC, "No space left on device"),
        ValueError("DefaultCPUAllocator"),
    ],
    ids=str,
)
def test_it_was_something_else(error):
    assert not is_out_of_memory(error)


def test_what_can_be_said_of_an_error():
    known = KnownError("no_source", "No source.")
    assert known_cause(known) is known
    assert known_cause(MemoryError()).code == "out_of_memory"
    assert known_cause(ValueError()) is None


def test_what_nobody_has_is_refused_before_anything_is_read():
    ensure_memory(1 << 20)
    ensure_memory(0)
    for more_than_there_is in (1 << 62, 1 << 70):
        with pytest.raises(MemoryError):
            ensure_memory(more_than_there_is)
