"""Reads a GGUF file without trusting it.

Format: "GGUF", version, counts, key-value pairs, tensor descriptions, then tensors aligned to
`general.alignment`. See ggml/docs/gguf.md in the ggml project. Every length is held against the
file's own before it is used. Knows nothing of models.
"""

from __future__ import annotations

import math
import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError

VERSIONS = (2, 3)
BIG_ENDIAN = tuple(version << 24 for version in (1, 2, 3))
"""How the version of such a file reads here."""
MAX_ENTRIES = 1 << 20
MAX_ARRAY = 1 << 22
"""Values in a list; the longest, of the vocabulary's merges, have some hundred thousand."""
DEFAULT_ALIGNMENT = 32

_SCALARS = {
    0: struct.Struct("<B"),
    1: struct.Struct("<b"),
    2: struct.Struct("<H"),
    3: struct.Struct("<h"),
    4: struct.Struct("<I"),
    5: struct.Struct("<i"),
    6: struct.Struct("<f"),
    7: struct.Struct("<?"),
    10: struct.Struct("<Q"),
    11: struct.Struct("<q"),
    12: struct.Struct("<d"),
}
_STRING, _ARRAY = 8, 9
_U64 = _SCALARS[10]


@dataclass(frozen=True, slots=True)
class GgufTensor:
    """shape: rows first, as in torch.  kind: number of its storage type.  offset: in the data."""

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int


class GgufFile:
    """An open GGUF file. metadata: its key-value pairs.  tensors: by name."""

    def __init__(self, path: Path, data: mmap.mmap) -> None:
        self.path = path
        self._data = data
        self._at = 0
        if data[:4] != b"GGUF":
            raise damaged(path, "not a GGUF file")
        self._at = 4
        version = self._scalar(4)
        if version in BIG_ENDIAN:
            raise unsupported(path, "big-endian, for processors of another kind")
        if version not in VERSIONS:
            raise unsupported(path, f"version {version}")
        tensor_count, pair_count = self._count(), self._count()
        self.metadata: dict[str, Any] = {}
        for _ in range(pair_count):
            key = self._string()
            self.metadata[key] = self._value(self._scalar(4))
        self.tensors = {tensor.name: tensor for tensor in map(self._tensor, range(tensor_count))}
        alignment = self.metadata.get("general.alignment", DEFAULT_ALIGNMENT)
        if not isinstance(alignment, int) or not 1 <= alignment <= 1 << 20:
            raise damaged(path, "alignment")
        self._data_start = -(-self._at // alignment) * alignment

    def raw(self, tensor: GgufTensor, bytes_per_row: int) -> np.ndarray:
        """The stored bytes of a tensor, (*shape[:-1], bytes_per_row) uint8, mapped.

        Raises KnownError("gguf_damaged") where the file ends before it does.
        """
        rows = math.prod(tensor.shape[:-1])
        start = self._data_start + tensor.offset
        if start + rows * bytes_per_row > len(self._data):
            raise damaged(self.path, f"ends within {tensor.name}")
        flat = np.frombuffer(self._data, np.uint8, rows * bytes_per_row, start)
        return flat.reshape(*tensor.shape[:-1], bytes_per_row)

    def _tensor(self, _number: int) -> GgufTensor:
        name = self._string()
        dimensions = self._scalar(4)
        if not 1 <= dimensions <= 4:
            raise damaged(self.path, "tensor shape")
        shape = tuple(reversed([self._scalar(10) for _ in range(dimensions)]))
        kind, offset = self._scalar(4), self._scalar(10)
        # four storage types of less than a byte per value exist, none of less than a bit
        if not all(shape) or math.prod(shape) > 8 * len(self._data):
            raise damaged(self.path, "tensor shape")
        return GgufTensor(name, shape, kind, offset)

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._string()
        if kind != _ARRAY:
            return self._scalar(kind)
        item_kind, count = self._scalar(4), self._count(limit=MAX_ARRAY)
        if item_kind == _STRING:
            return [self._string() for _ in range(count)]
        if item_kind not in _SCALARS:
            raise damaged(self.path, "array type")
        layout = struct.Struct(f"<{count}{_SCALARS[item_kind].format[1:]}")
        return list(self._unpack(layout))

    def _count(self, limit: int = MAX_ENTRIES) -> int:
        count = self._scalar(10)
        if count > limit:
            raise damaged(self.path, "count")
        return count

    def _scalar(self, kind: int) -> Any:
        layout = _SCALARS.get(kind)
        if layout is None:
            raise damaged(self.path, "value type")
        return self._unpack(layout)[0]

    def _unpack(self, layout: struct.Struct) -> tuple[Any, ...]:
        if self._at + layout.size > len(self._data):
            raise damaged(self.path, "ends too early")
        values = layout.unpack_from(self._data, self._at)
        self._at += layout.size
        return values

    def _string(self) -> str:
        size = self._unpack(_U64)[0]
        if self._at + size > len(self._data):
            raise damaged(self.path, "ends too early")
        raw = self._data[self._at : self._at + size]
        self._at += size
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise damaged(self.path, "text") from error


@contextmanager
def open_gguf(path: Path) -> Iterator[GgufFile]:
    """Map the file and read what it says of itself.

    Raises KnownError("gguf_damaged") or ("gguf_unsupported").
    """
    try:
        with path.open("rb") as stream:
            data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # an empty file can't be mapped
        raise damaged(path, "it can't be read or is empty") from error
    # the map goes when the last array that looks into it does
    yield GgufFile(path, data)


def damaged(path: Path, reason: str) -> KnownError:
    return KnownError(
        "gguf_damaged",
        QT_TRANSLATE_NOOP("KnownError", "The file {file} is damaged: {reason}."),
        QT_TRANSLATE_NOOP("KnownError", "It can't be converted."),
        QT_TRANSLATE_NOOP("KnownError", "Get the file again and compare its size."),
        file=path.name,
        reason=reason,
    )


def unsupported(path: Path, reason: str) -> KnownError:
    return KnownError(
        "gguf_unsupported",
        QT_TRANSLATE_NOOP("KnownError", "The file {file} is of a kind not supported: {reason}."),
        QT_TRANSLATE_NOOP("KnownError", "It can't be converted."),
        QT_TRANSLATE_NOOP("KnownError", "Use the same model as a folder with safetensors."),
        file=path.name,
        reason=reason,
    )
