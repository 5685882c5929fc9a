"""Files of a model on this disk: hashes, copies, manifests."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop_app.core.errors import SENSELESS
from desktop_app.core.system import held_files
from desktop_app.core.system.plain_names import is_plain_name

MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 4 << 20
"""Of a manifest or a plan; they have some kilobytes."""
MAX_FILE_BYTES = 1 << 62
"""Beyond every disk; what says more is damaged."""
INCOMING = ".incoming-"
"""Folders whose names begin so are on their way in or out; they belong to the store's lock."""
BLOCK_BYTES = 1 << 20

Progress = Callable[[float], None]
"""Told the fraction done, 0 to 1. May raise to stop the work, which then leaves nothing behind."""


def no_progress(fraction: float) -> None:
    """For callers who do not want to know."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What one file of a model was when it was checked. sha256: lower-case hex."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Lies beside the files of a model that counts.

    origin: "download", "import" or "gguf".  repo: "" where it did not come from a hub.
    folder: where the files are if they are used in place, otherwise "".
    """

    name: str
    title: str
    revision: str
    origin: str
    repo: str = ""
    languages: tuple[str, ...] = ()
    folder: str = ""
    files: tuple[FileRecord, ...] = ()

    def file(self, name: str) -> FileRecord | None:
        return next((record for record in self.files if record.name == name), None)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in this folder; None where there is none or it makes no sense."""
    try:
        data = json.loads(read_bounded(folder / MANIFEST, MAX_MANIFEST_BYTES))
        records = tuple(
            FileRecord(str(row["name"]), int(row["bytes"]), str(row["sha256"]))
            for row in data["files"]
        )
        if not all(map(is_possible, records)):
            return None
        return Manifest(
            name=str(data["name"]),
            title=str(data["title"]),
            revision=str(data["revision"]),
            origin=str(data["origin"]),
            repo=str(data.get("repo", "")),
            languages=tuple(map(str, data.get("languages", ()))),
            folder=str(data.get("folder", "")),
            files=records,
        )
    except SENSELESS:
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it whole or not at all."""
    replace_text(folder / MANIFEST, to_json(asdict(manifest)))


def to_json(value: object) -> str:
    """Readable JSON, in ASCII where it names files in no UTF-8: those names hold surrogates."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, indent=2) + "\n"
    return text


def read_bounded(path: Path, limit: int) -> str:
    """A small UTF-8 file. Raises OSError, and ValueError for one of more than `limit` bytes."""
    with path.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"more than {limit} bytes")
    return data.decode("utf-8")


def is_possible(file: FileRecord) -> bool:
    """Whether a file of this name and size could lie in a model's folder."""
    return is_plain_name(file.name) and 0 <= file.bytes <= MAX_FILE_BYTES


def replace_text(path: Path, text: str) -> None:
    """Write a small UTF-8 file atomically, and see it safe on the disk."""
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    held_files.replace(temporary, path)


def sha256_of(path: Path, progress: Progress = no_progress) -> str:
    """SHA-256 of a file, lower-case hex, read in blocks of 1 MiB. Raises OSError."""
    digest = hashlib.sha256()
    total = max(path.stat().st_size, 1)
    done = 0
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
            done += len(block)
            progress(min(done / total, 1.0))
    return digest.hexdigest()


def copy_hashing(source: Path, target: Path, progress: Progress = no_progress) -> FileRecord:
    """Copy a file and hash what was read on the way; the copy is safe on the disk on return."""
    digest = hashlib.sha256()
    total = max(source.stat().st_size, 1)
    done = 0
    with source.open("rb") as reader, target.open("wb") as writer:
        while block := reader.read(BLOCK_BYTES):
            digest.update(block)
            writer.write(block)
            done += len(block)
            progress(min(done / total, 1.0))
        writer.flush()
        os.fsync(writer.fileno())
    return FileRecord(target.name, done, digest.hexdigest())


def weighted(progress: Progress, sizes: Iterable[int]) -> Iterator[Progress]:
    """One Progress for each of several pieces of work, in order, as parts of the whole."""
    weights = list(sizes)
    total = max(sum(weights), 1)
    before = 0
    for weight in weights:
        yield _part(progress, before, weight, total)
        before += weight


def _part(progress: Progress, before: int, weight: int, total: int) -> Progress:
    return lambda fraction: progress((before + weight * fraction) / total)


def publish(incoming: Path, entry: Path) -> None:
    """Make a finished folder visible under its name, in the place of an older one. OSError."""
    entry.parent.mkdir(parents=True, exist_ok=True)
    if entry.exists():
        old = incoming.with_name(f"{INCOMING}{uuid.uuid4().hex}")
        held_files.rename(entry, old)
        try:
            held_files.rename(incoming, entry)
        except OSError:
            # the older one is sound: a person must not be left with neither
            held_files.rename(old, entry)
            raise
        shutil.rmtree(old, ignore_errors=True)
    else:
        held_files.rename(incoming, entry)
    sync_folder(entry.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut, where the system can say so of a folder."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
