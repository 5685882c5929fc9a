"""A hash by which what was computed for a model is found again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from desktop_app.core.system.model_files import weight_files


def fingerprint(folder: Path) -> str:
    """A hash that changes with the model: its configuration, tokenizer and weights' header.

    The weights themselves are not read again for it; their sizes and names stand for them.
    """
    digest = hashlib.sha256()
    for name in ("config.json", "tokenizer.json", "chat_template.jinja", "tokenizer_config.json"):
        path = folder / name
        digest.update(path.read_bytes() if path.is_file() else b"-")
    for path in (folder / name for name in weight_files(folder)):
        digest.update(f"{path.name}:{path.stat().st_size}".encode())
        with path.open("rb") as file:
            digest.update(file.read(1 << 20))
    return digest.hexdigest()
