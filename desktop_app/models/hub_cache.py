"""Snapshots in the ordinary cache of the hub's own tools, used where they are.

Layout: <cache>/models--owner--name/refs/<branch> holds a commit, snapshots/<commit>/ its files.
Reads only; does not import the hub's library, which is slow to start.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def hub_cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the hub's tools keep their files, by the same variables that they read."""
    for key in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if environment.get(key):
            return Path(os.path.expandvars(environment[key])).expanduser()
    if environment.get("HF_HOME"):
        return Path(os.path.expandvars(environment["HF_HOME"])).expanduser() / "hub"
    cache = environment.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "huggingface" / "hub"


def find_snapshot(cache: Path, repo: str, revision: str) -> Path | None:
    """The snapshot of `repo` at a commit, or at the one that a branch meant when it was fetched."""
    folder = cache / f"models--{repo.replace('/', '--')}"
    exact = folder / "snapshots" / revision
    if exact.is_dir():
        return exact
    try:
        commit = (folder / "refs" / revision).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    named = folder / "snapshots" / commit
    return named if commit and named.is_dir() else None
