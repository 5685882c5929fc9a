"""Which files of a model folder are its weights: one answer for the check, the copy and the engine.

As transformers decides: a single file counts before an index, which may be left over from another
download of the same model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop_app.core.system.plain_names import is_plain_name

WEIGHTS = "model.safetensors"
WEIGHTS_INDEX = "model.safetensors.index.json"
SHARD = re.compile(r"model-\d{5}-of-\d{5}\.safetensors")
MAX_INDEX_BYTES = 16 << 20


def weight_files(folder: Path) -> tuple[str, ...]:
    """Names of the safetensors files in a folder that make up the model, () where there are none.

    Those that an index names need not be there. Raises OSError, ValueError, KeyError, TypeError or
    AttributeError for an index that makes no sense.
    """
    if (folder / WEIGHTS).is_file():
        return (WEIGHTS,)
    index = folder / WEIGHTS_INDEX
    if not index.is_file():
        return ()
    with index.open("rb") as stream:
        data = stream.read(MAX_INDEX_BYTES + 1)
    if len(data) > MAX_INDEX_BYTES:
        raise ValueError("too large")
    names = tuple(sorted(set(json.loads(data)["weight_map"].values())))
    for name in names:
        # a name with a folder in it could lead out of the model's own
        if not isinstance(name, str) or not is_plain_name(name):
            raise ValueError("weight_map")
    return names


def scaled_rope(config: Mapping[str, Any]) -> str | None:
    """The kind of scaling that a config.json asks of the rotary embedding, None for none.

    Older files say "none", or a factor of 1, where newer ones say nothing. Raises TypeError.
    """
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    if not isinstance(rope, dict):
        raise TypeError("rope_parameters")
    kind = rope.get("rope_type", rope.get("type", "default"))
    if kind in (None, "none", "default") or (kind == "linear" and rope.get("factor") == 1):
        return None
    return str(kind)


def gguf_parts(path: Path) -> tuple[Path, ...]:
    """All files of a GGUF model that was split, by the name of any of them; else the file alone.

    They need not be there.
    """
    match = _GGUF_PART.fullmatch(path.name)
    if match is None:
        return (path,)
    stem, count = match["stem"], int(match["count"])
    if not 1 <= count <= MAX_PARTS:
        return (path,)
    names = (f"{stem}-{number:05}-of-{count:05}{match['end']}" for number in range(1, count + 1))
    return tuple(path.with_name(name) for name in names)


MAX_PARTS = 1000
_GGUF_PART = re.compile(
    r"(?P<stem>.+)-[0-9]{5}-of-(?P<count>[0-9]{5})(?P<end>\.gguf)", re.IGNORECASE | re.DOTALL
)
