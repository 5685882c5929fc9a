"""A model on this disk, and the three ways in which one is met: stored, in the cache, named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_app.core.errors import SENSELESS
from desktop_app.core.system.model_files import weight_files
from desktop_app.models.catalogue import CatalogueModel
from desktop_app.models.manifest import Manifest, read_manifest


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model on this disk.

    folder: its files.  revision: commit, or a name made from its hash.
    origin: "download", "import", "gguf", "hub-cache" or "folder".
    entry: folder with its manifest, which is what `remove` deletes; None where it isn't ours.
    bytes: size of its weights.
    """

    name: str
    title: str
    revision: str
    folder: Path
    languages: tuple[str, ...]
    origin: str
    bytes: int
    entry: Path | None = None
    repo: str = ""

    @property
    def in_place(self) -> bool:
        """Its files lie outside the models folder and are never deleted by this program."""
        return self.entry is None or self.entry != self.folder


def from_manifest(entry: Path, manifest: Manifest) -> StoredModel:
    """One that a store holds, or uses where it lies. entry: the manifest's folder."""
    folder = Path(manifest.folder) if manifest.folder else entry
    return StoredModel(
        name=manifest.name,
        title=manifest.title,
        revision=manifest.revision,
        folder=folder,
        languages=manifest.languages,
        origin=manifest.origin,
        bytes=sum(r.bytes for r in manifest.files if r.name.endswith(".safetensors")),
        entry=entry,
        repo=manifest.repo,
    )


def from_snapshot(model: CatalogueModel, folder: Path) -> StoredModel:
    """One that the hub's own tools have fetched."""
    return StoredModel(
        name=model.name,
        title=model.title,
        revision=folder.name,
        folder=folder,
        languages=model.languages,
        origin="hub-cache",
        bytes=_weight_bytes(folder),
        repo=model.repo,
    )


def from_folder(folder: Path) -> StoredModel:
    """A folder that someone named: with a manifest it is known, else it is what it is."""
    manifest = read_manifest(folder)
    if manifest is not None:
        return from_manifest(folder, manifest)
    return StoredModel(
        name=folder.name,
        title=folder.name,
        revision="",
        folder=folder,
        languages=(),
        origin="folder",
        bytes=_weight_bytes(folder),
    )


def looks_complete(folder: Path) -> bool:
    """Whether a snapshot has what a model needs most, so that it is worth offering."""
    # the cache holds links, and what they lead to may have been thrown away
    names = _weight_names(folder)
    has_weights = bool(names) and all((folder / name).is_file() for name in names)
    return has_weights and all(
        (folder / name).is_file() for name in ("config.json", "tokenizer.json")
    )


def _weight_bytes(folder: Path) -> int:
    weights = (folder / name for name in _weight_names(folder))
    return sum(path.stat().st_size for path in weights if path.is_file())


def _weight_names(folder: Path) -> tuple[str, ...]:
    try:
        return weight_files(folder)
    except SENSELESS:
        return ()
