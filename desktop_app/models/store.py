"""The models on this disk: list, find, check, verify, import, remove.

Layout: <models>/<name>/<revision>/ holds one model and its manifest.json. Names that begin with a
dot are work in progress and never count: a model appears in one rename, whole or not at all.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from filelock import FileLock

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.system import held_files
from desktop_app.core.system.disk import disk_errors, ensure_space, exists, is_folder, make_private
from desktop_app.core.system.model_files import gguf_parts
from desktop_app.core.system.plain_names import safe_name
from desktop_app.models.catalogue import UNPINNED, Catalogue
from desktop_app.models.check import ModelFacts, check_folder
from desktop_app.models.hub_cache import find_snapshot, hub_cache_folder
from desktop_app.models.manifest import (
    INCOMING,
    FileRecord,
    Manifest,
    Progress,
    copy_hashing,
    no_progress,
    publish,
    read_manifest,
    sha256_of,
    weighted,
    write_manifest,
)
from desktop_app.models.safetensors_header import file_missing
from desktop_app.models.stored import (
    StoredModel,
    from_folder,
    from_manifest,
    from_snapshot,
    looks_complete,
)

ConvertGguf = Callable[[Path, Path, Progress], None]
"""convert(source, folder, progress): writes a model folder from a GGUF file into `folder`, which
exists and is empty. The engine has one; this layer does not know torch."""

TryChat = Callable[[Path], None]
"""try_chat(folder): KnownError where the chat template in this folder can't be used. The engine has
one; it needs no weights."""


def no_trial(folder: Path) -> None:
    """For callers who only move files."""


class ModelStore:
    """Models below one folder, and those that the hub's own tools have fetched already.

    folder: need not exist yet.  hub_cache: where to look for the latter; None means where the
    environment says.
    """

    def __init__(self, folder: Path, catalogue: Catalogue, hub_cache: Path | None = None) -> None:
        self.folder = folder
        self.catalogue = catalogue
        self._hub_cache = hub_cache_folder() if hub_cache is None else hub_cache

    # -- finding ---------------------------------------------------------------------------

    def list(self) -> tuple[StoredModel, ...]:
        """Every model that seems usable, the catalogue's in its order first. Damaged ones too:
        they are listed so that they can be repaired or removed; `check` tells."""
        found = [*self._own(), *self._cached()]
        rank = {model.name: place for place, model in enumerate(self.catalogue.models)}
        return tuple(sorted(found, key=lambda m: (rank.get(m.name, len(rank)), m.name, m.in_place)))

    def find(self, name: str = "") -> StoredModel:
        """The model meant by a catalogue name, a folder, "owner/name[@revision]" or, where the
        name is empty, the best one here.

        Does not check its files. Raises KnownError("model_not_found") or
        ("model_folder_missing").
        """
        if not name:
            models = self.list()
            if not models:
                raise _none_here()
            return models[0]
        path = at_home(Path(name))
        if is_folder(path):
            return from_folder(path.resolve())
        for model in self.list():
            if name.casefold() in (model.name.casefold(), model.repo.casefold()):
                return model
        # "/x" is not absolute on Windows, and yet no model's name
        if path.anchor or name.startswith((".", "~")):
            check_folder(path)  # says that it isn't there
        wanted = self.catalogue.resolve(name)
        for model in self.list():
            same_revision = wanted.revision in (UNPINNED, model.revision)
            if model.name == wanted.name or (model.repo == wanted.repo and same_revision):
                return model
        snapshot = find_snapshot(self._hub_cache, wanted.repo, wanted.revision)
        if snapshot is not None:
            return from_snapshot(wanted, snapshot)
        raise KnownError(
            "model_not_found",
            QT_TRANSLATE_NOOP("KnownError", "The model {name} is not on this computer."),
            action=QT_TRANSLATE_NOOP("KnownError", "Download it first or choose another one."),
            name=wanted.name,
        )

    def _own(self) -> Iterator[StoredModel]:
        """Those stored here, then those that came with the program and are not stored here."""
        seen = set()
        for folder in filter(None, (self.folder, self.catalogue.shipped)):
            try:
                entries = sorted(folder.glob("[!.]*/[!.]*"))
            except OSError:
                continue
            for entry in entries:
                manifest = read_manifest(entry)
                if manifest is not None and (manifest.name, manifest.revision) not in seen:
                    seen.add((manifest.name, manifest.revision))
                    yield from_manifest(entry, manifest)

    def _cached(self) -> Iterator[StoredModel]:
        own = {(model.repo, model.revision) for model in self._own()}
        for model in self.catalogue.models:
            snapshot = find_snapshot(self._hub_cache, model.repo, model.revision)
            if snapshot is None or (model.repo, snapshot.name) in own:
                continue
            if looks_complete(snapshot):
                yield from_snapshot(model, snapshot)

    # -- checking --------------------------------------------------------------------------

    def check(self, model: StoredModel) -> ModelFacts:
        """Fast check at every load: all files there, sizes as recorded, headers sound.

        Raises the KnownErrors of check_folder, and model_file_changed.
        """
        facts = check_folder(model.folder)
        for record in self._records(model):
            path = model.folder / record.name
            if not path.is_file():
                raise file_missing(path)
            if path.stat().st_size != record.bytes:
                raise _changed(path)
        return facts

    def verify(self, model: StoredModel, progress: Progress = no_progress) -> tuple[str, ...]:
        """Hash every file again; returns the names of those that are missing or have changed.

        Where no hash was recorded (a folder used by name) the files are only checked.
        Raises the KnownErrors of `check` in that case.
        """
        records = self._records(model)
        if not records:
            check_folder(model.folder)
            progress(1.0)
            return ()
        bad = []
        parts = weighted(progress, (record.bytes for record in records))
        for record, part in zip(records, parts, strict=True):
            path = model.folder / record.name
            sound = path.is_file() and path.stat().st_size == record.bytes
            with disk_errors(model.folder):
                if not sound or sha256_of(path, part) != record.sha256:
                    bad.append(record.name)
        progress(1.0)
        return tuple(bad)

    def _records(self, model: StoredModel) -> tuple[FileRecord, ...]:
        """What the files should be: the manifest's word, else the catalogue's."""
        manifest = read_manifest(model.entry) if model.entry else None
        if manifest is not None:
            return manifest.files
        known = self.catalogue.get(model.repo) if model.repo else None
        if known is None or known.revision != model.revision:
            return ()
        return tuple(
            FileRecord(file.name, file.bytes, file.sha256)
            for file in known.files
            if file.bytes is not None and file.sha256 is not None
        )

    # -- importing and removing ------------------------------------------------------------

    def import_path(
        self,
        path: Path,
        convert: ConvertGguf,
        in_place: bool = False,
        progress: Progress = no_progress,
        try_chat: TryChat = no_trial,
    ) -> StoredModel:
        """Take in a model folder or a .gguf file, checked before it counts.

        Raises the KnownErrors of check_folder, `try_chat` and `convert`; disk_full,
        folder_not_writable; import_unknown for a file of another kind.
        """
        path = at_home(path)
        if not exists(path):
            check_folder(path)  # says that it isn't there
        path = path.resolve()
        if path.is_dir():
            return self.import_folder(path, in_place, progress, try_chat)
        if path.suffix.lower() != ".gguf":
            raise KnownError(
                "import_unknown",
                QT_TRANSLATE_NOOP("KnownError", "{path} is not a model."),
                action=QT_TRANSLATE_NOOP(
                    "KnownError", "Choose a folder with safetensors or a .gguf file."
                ),
                path=path,
            )
        return self.import_gguf(path, convert, progress, try_chat)

    def import_folder(
        self,
        source: Path,
        in_place: bool = False,
        progress: Progress = no_progress,
        try_chat: TryChat = no_trial,
    ) -> StoredModel:
        """Copy a model folder in, or record it where it is. Hashes every file."""
        facts = check_folder(source)
        try_chat(source)
        sizes = [(source / name).stat().st_size for name in facts.files]
        if not in_place:
            ensure_space(self.folder, sum(sizes))
        parts = weighted(progress, sizes)
        with self._incoming() as incoming:
            records = []
            for name, part in zip(facts.files, parts, strict=True):
                if in_place:
                    path = source / name
                    records.append(FileRecord(name, path.stat().st_size, sha256_of(path, part)))
                else:
                    records.append(copy_hashing(source / name, incoming / name, part))
            if not in_place:
                check_folder(incoming)
            manifest = self._manifest(source, tuple(records))
            return self._publish(
                incoming, replace(manifest, folder=str(source) if in_place else "")
            )

    def import_gguf(
        self,
        source: Path,
        convert: ConvertGguf,
        progress: Progress = no_progress,
        try_chat: TryChat = no_trial,
    ) -> StoredModel:
        """Convert a GGUF file, or one in parts of which `source` is any, into a model folder."""
        source, *others = gguf_parts(source)
        title = source.stem.removesuffix(f"-00001-of-{len(others) + 1:05}")
        hashing, converting, rehashing = weighted(progress, (1, 8, 1))
        with disk_errors(source):
            sha256 = sha256_of(source, hashing)
        known = self.catalogue.by_gguf(sha256)
        with self._incoming() as incoming:
            convert(source, incoming, converting)
            facts = check_folder(incoming)
            try_chat(incoming)
            records = []
            for name in facts.files:
                path = incoming / name
                records.append(FileRecord(name, path.stat().st_size, sha256_of(path)))
            rehashing(1.0)
            manifest = Manifest(
                name=known.name if known else safe_name(title),
                title=known.title if known else title,
                revision=f"gguf-{sha256[:12]}",
                origin="gguf",
                repo=known.repo if known else "",
                languages=known.languages if known else (),
                files=tuple(records),
            )
            return self._publish(incoming, manifest)

    def remove(self, model: StoredModel) -> None:
        """Delete a model. One used in place is only forgotten: its files stay where they are.

        Raises KnownError("model_not_ours") for a model that this store does not own.
        """
        entry = model.entry
        if entry is None or not self.owns(model):
            raise KnownError(
                "model_not_ours",
                QT_TRANSLATE_NOOP("KnownError", "{folder} was not stored by this program."),
                QT_TRANSLATE_NOOP("KnownError", "It is only used, and was left as it is."),
                QT_TRANSLATE_NOOP("KnownError", "Delete the folder yourself if you want to."),
                folder=model.folder,
            )
        with disk_errors(self.folder):
            # renamed first: a removal that is cut short leaves no half model behind
            doomed = self.folder / f"{INCOMING}{uuid.uuid4().hex}"
            held_files.rename(entry, doomed)
            held_files.remove_tree(doomed)
            if not any(entry.parent.iterdir()):
                entry.parent.rmdir()

    def owns(self, model: StoredModel) -> bool:
        """Whether `remove` may take it away: not what came with the program, or lies elsewhere."""
        entry = model.entry
        return entry is not None and entry.parent.parent.resolve() == self.folder.resolve()

    def _manifest(self, source: Path, records: tuple[FileRecord, ...]) -> Manifest:
        """Whose files these are: what their own manifest says, the catalogue, or the folder."""
        hashes = {record.name: record.sha256 for record in records}
        for model in self.catalogue.models:
            if model.pinned and all(hashes.get(f.name) == f.sha256 for f in model.files):
                return Manifest(
                    model.name,
                    model.title,
                    model.revision,
                    "import",
                    model.repo,
                    model.languages,
                    files=records,
                )
        weights = next(h for name, h in sorted(hashes.items()) if name.endswith(".safetensors"))
        revision = f"import-{weights[:12]}"
        old = read_manifest(source)
        if old is not None and {record.name: record.sha256 for record in old.files} == hashes:
            return replace(old, files=records)
        title = source.name.encode("utf-8", "replace").decode()
        return Manifest(safe_name(source.name), title, revision, "import", files=records)

    @contextmanager
    def _incoming(self) -> Iterator[Path]:
        """A folder that nobody sees, deleted in the end unless it was renamed; one at a time."""
        with disk_errors(self.folder):
            make_private(self.folder)
            with FileLock(self.folder / ".lock"):
                # whoever left these is gone: the lock would be theirs
                for stale in self.folder.glob(f"{INCOMING}*"):
                    shutil.rmtree(stale, ignore_errors=True)
                incoming = self.folder / f"{INCOMING}{uuid.uuid4().hex}"
                incoming.mkdir()
                try:
                    yield incoming
                finally:
                    shutil.rmtree(incoming, ignore_errors=True)

    def _publish(self, incoming: Path, manifest: Manifest) -> StoredModel:
        write_manifest(incoming, manifest)
        entry = self.folder / safe_name(manifest.name) / safe_name(manifest.revision)
        publish(incoming, entry)
        return from_manifest(entry, manifest)


def at_home(path: Path) -> Path:
    """The path with a leading ~ resolved; as it is where there is no such person."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def _none_here() -> KnownError:
    return KnownError(
        "model_not_found",
        QT_TRANSLATE_NOOP("KnownError", "There is no model on this computer yet."),
        action=QT_TRANSLATE_NOOP("KnownError", "Download one or import one that you have."),
    )


def _changed(path: Path) -> KnownError:
    return KnownError(
        "model_file_changed",
        QT_TRANSLATE_NOOP("KnownError", "The file {file} is not what it was when it was stored."),
        QT_TRANSLATE_NOOP("KnownError", "The model can't be trusted."),
        QT_TRANSLATE_NOOP("KnownError", "Repair the model or import it again."),
        file=path,
    )
