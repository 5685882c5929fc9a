"""A GGUF model in one file or in several, as llama.cpp's gguf-split writes them.

The first part has the settings and the tokenizer; every part has its own tensors.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.system.model_files import gguf_parts
from desktop_app.engine.gguf.file import GgufFile, GgufTensor, damaged, open_gguf


class GgufModel:
    """path, metadata: of the first part.  tensors: of all of them, by name."""

    def __init__(self, parts: tuple[GgufFile, ...]) -> None:
        """Raises KnownError("gguf_damaged") or ("gguf_parts_missing")."""
        first = parts[0]
        self.path = first.path
        self.metadata: dict[str, Any] = first.metadata
        count = first.metadata.get("split.count", 1)
        if type(count) is int and count > len(parts):
            raise _renamed(first.path, first.metadata.get("split.no"), count)
        self.tensors: dict[str, GgufTensor] = {}
        self._owners: dict[str, GgufFile] = {}
        for part in parts:
            for name, tensor in part.tensors.items():
                if name in self.tensors:
                    raise damaged(part.path, f"{name} is in two parts")
                self.tensors[name] = tensor
                self._owners[name] = part

    def raw(self, tensor: GgufTensor, bytes_per_row: int) -> np.ndarray:
        """See GgufFile.raw."""
        return self._owners[tensor.name].raw(tensor, bytes_per_row)


@contextmanager
def open_model(source: Path) -> Iterator[GgufModel]:
    """The model that a file is, or is a part of.

    Raises KnownError("gguf_parts_missing") and what open_gguf does.
    """
    paths = gguf_parts(source)
    missing = [path.name for path in paths if not path.is_file()]
    if missing and len(paths) > 1:
        raise _missing(source, missing, len(paths))
    with ExitStack() as stack:
        yield GgufModel(tuple(stack.enter_context(open_gguf(path)) for path in paths))


def _missing(source: Path, missing: list[str], count: int) -> KnownError:
    return KnownError(
        "gguf_parts_missing",
        QT_TRANSLATE_NOOP("KnownError", "The file {file} is one of {count} parts of a model."),
        QT_TRANSLATE_NOOP("KnownError", "Parts are missing beside it: {missing}."),
        QT_TRANSLATE_NOOP("KnownError", "Put all parts into one folder, then import any of them."),
        file=source.name,
        count=count,
        missing=", ".join(missing[:3]) + (", …" if len(missing) > 3 else ""),
    )


def _renamed(path: Path, number: object, count: int) -> KnownError:
    first = number + 1 if type(number) is int else "?"
    return KnownError(
        "gguf_parts_missing",
        QT_TRANSLATE_NOOP("KnownError", "The file {file} is part {number} of {count} of a model."),
        QT_TRANSLATE_NOOP("KnownError", "The others are found by their names, and it has another."),
        QT_TRANSLATE_NOOP(
            "KnownError", "Give the parts names such as model-00001-of-{total}.gguf in one folder."
        ),
        file=path.name,
        number=first,
        count=count,
        total=f"{count:05}",
    )
