"""The header of a safetensors file, held against the file's length.

Format: an unsigned 64-bit little-endian length, that many bytes of JSON, then the tensors' bytes.
"""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path
from typing import Any

from desktop_app.core.errors import QT_TRANSLATE_NOOP, SENSELESS, KnownError

MAX_HEADER_BYTES = 16 << 20
"""Ten times what a model of a thousand layers needs. Parsed, it takes some twenty times as much."""
MAX_DIMENSIONS = 8
MAX_SIZE = 1 << 62
"""Of a tensor, in values: beyond every disk, and small enough to multiply quickly."""
BITS_PER_VALUE = {
    **dict.fromkeys(("BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2", "F8_E8M0"), 8),
    **dict.fromkeys(("F8_E4M3FNUZ", "F8_E5M2FNUZ"), 8),
    **dict.fromkeys(("U16", "I16", "F16", "BF16"), 16),
    **dict.fromkeys(("U32", "I32", "F32"), 32),
    **dict.fromkeys(("U64", "I64", "F64", "C64"), 64),
    **dict.fromkeys(("F6_E2M3", "F6_E3M2"), 6),
    "F4": 4,
}
"""Every type of the format: a sound file of one that is not computed here is no damaged one."""
LFS_POINTER = b"version https://git-lfs"


def read_safetensors_header(path: Path) -> dict[str, dict[str, Any]]:
    """The tensors that a safetensors file describes, by name: dtype, shape, data_offsets.

    Checks that they fill the file to its last byte, without hole or overlap.
    Raises KnownError("model_file_missing"), ("model_truncated") or ("safetensors_damaged").
    """
    if not path.is_file():
        raise file_missing(path)
    try:
        size = path.stat().st_size
        header_bytes, raw = _raw_header(path, size)
    except OSError as error:
        raise safetensors_damaged(path, error.strerror or str(error)) from error
    try:
        header = json.loads(raw)
        tensors = {name: row for name, row in header.items() if name != "__metadata__"}
        end = _end_of_data(tensors)
    except SENSELESS as error:
        raise safetensors_damaged(path, f"header, {type(error).__name__}") from error
    expected = 8 + header_bytes + end
    if size < expected:
        raise _truncated(path, size, expected)
    if size > expected:
        raise safetensors_damaged(path, f"{size - expected} bytes too long")
    return tensors


def _raw_header(path: Path, size: int) -> tuple[int, bytes]:
    with path.open("rb") as stream:
        if stream.read(len(LFS_POINTER)) == LFS_POINTER:
            raise _pointer(path)
        stream.seek(0)
        start = stream.read(8)
        if len(start) < 8:
            raise _truncated(path, size, 8)
        (header_bytes,) = struct.unpack("<Q", start)
        if not 2 <= header_bytes <= MAX_HEADER_BYTES:
            raise safetensors_damaged(path, "header length")
        if size < 8 + header_bytes:
            raise _truncated(path, size, 8 + header_bytes)
        return header_bytes, stream.read(header_bytes)


def _end_of_data(tensors: dict[str, dict[str, Any]]) -> int:
    """Where the last tensor ends, bytes after the header. Raises ValueError for a hole."""
    end = 0
    for row in sorted(tensors.values(), key=lambda row: row["data_offsets"]):
        first, last = row["data_offsets"]
        shape = row["shape"]
        if len(shape) > MAX_DIMENSIONS:
            raise ValueError("dimensions")
        if not all(type(n) is int and 0 <= n <= MAX_SIZE for n in (first, last, *shape)):
            raise ValueError("not a number")
        if first != end or 8 * (last - first) != math.prod(shape) * BITS_PER_VALUE[row["dtype"]]:
            raise ValueError("offsets")
        end = last
    if not tensors:
        raise ValueError("no tensors")
    return end


def file_missing(path: Path) -> KnownError:
    return KnownError(
        "model_file_missing",
        QT_TRANSLATE_NOOP("KnownError", "The file {file} is missing in {folder}."),
        QT_TRANSLATE_NOOP("KnownError", "The model is not complete."),
        QT_TRANSLATE_NOOP("KnownError", "Download the model again or choose another folder."),
        file=path.name,
        folder=path.parent,
    )


def safetensors_damaged(path: Path, reason: str) -> KnownError:
    return KnownError(
        "safetensors_damaged",
        QT_TRANSLATE_NOOP("KnownError", "The file {file} is damaged ({reason})."),
        QT_TRANSLATE_NOOP("KnownError", "The model can't be loaded."),
        QT_TRANSLATE_NOOP("KnownError", "Repair the model or import it again."),
        file=path,
        reason=reason,
    )


def _pointer(path: Path) -> KnownError:
    return KnownError(
        "model_file_missing",
        QT_TRANSLATE_NOOP("KnownError", "The file {file} only says where the weights are."),
        QT_TRANSLATE_NOOP("KnownError", "It is a pointer of Git LFS; the model was not fetched."),
        QT_TRANSLATE_NOOP(
            "KnownError", "Fetch it with `git lfs pull`, or download the model here."
        ),
        file=path,
    )


def _truncated(path: Path, size: int, expected: int) -> KnownError:
    return KnownError(
        "model_truncated",
        QT_TRANSLATE_NOOP(
            "KnownError", "The file {file} is cut off: {size} bytes of at least {expected}."
        ),
        QT_TRANSLATE_NOOP("KnownError", "The model can't be loaded."),
        QT_TRANSLATE_NOOP("KnownError", "Repair the model or import it again."),
        file=path,
        size=size,
        expected=expected,
    )
