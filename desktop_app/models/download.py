"""Fetches a model: resumable, verified, cancellable.

A generator of events is the core; whoever drives it looks at the last one. At most the bytes that
are missing are fetched. Nothing counts as a model before every file's size and hash were right;
then it appears in one rename.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path

from filelock import FileLock, Timeout

from desktop_app.core.api.download_events import (
    DownloadEvent,
    DownloadFailed,
    DownloadFinished,
    DownloadPaused,
    DownloadStarted,
    DownloadWaiting,
)
from desktop_app.core.errors import KnownError
from desktop_app.core.system import held_files
from desktop_app.core.system.disk import disk_errors, ensure_space, make_private
from desktop_app.core.system.model_files import SHARD, WEIGHTS, WEIGHTS_INDEX
from desktop_app.core.system.plain_names import safe_name
from desktop_app.models import download_errors as errors
from desktop_app.models.ask import Answer, ask_in_thread
from desktop_app.models.catalogue import UNPINNED, CatalogueModel
from desktop_app.models.check import (
    SMALL_FILES,
    check_config,
    check_folder,
    read_config,
)
from desktop_app.models.file_transfer import (
    EVENT_INTERVAL_S,
    Patience,
    Transfer,
    pause_before_retry,
)
from desktop_app.models.hub import HubConnection, RemoteFile
from desktop_app.models.manifest import (
    FileRecord,
    Manifest,
    publish,
    read_manifest,
    write_manifest,
)
from desktop_app.models.partial import (
    PLAN,
    Plan,
    PlannedFile,
    done_bytes,
    find_unfinished,
    name_folder,
    partial_folder,
    write_plan,
)
from desktop_app.models.sources import Source
from desktop_app.models.store import ModelStore, TryChat, no_trial
from desktop_app.models.transfer_errors import TransferError


def is_offline(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the ecosystem's own variable forbids the network."""
    return environment.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE")


def download(
    model: CatalogueModel,
    store: ModelStore,
    source: Source,
    cancelled: threading.Event,
    *,
    proxy: str = "",
    repair: bool = False,
    patience: Patience | None = None,
    try_chat: TryChat = no_trial,
) -> Iterator[DownloadEvent]:
    """Fetch what is missing of a model and put it into the store.

    try_chat: looks at the small files before the large one is fetched.

    A model that is here is left alone if it seems sound; with `repair` its files are hashed, and
    those that are bad are fetched again.

    The last event is DownloadFinished, DownloadPaused (cancelled; everything is kept) or
    DownloadFailed. To change the source: cancel, and begin again with the other one.
    """
    work = _Download(
        model, store, source, cancelled, proxy, repair, patience or Patience(), try_chat
    )
    try:
        if is_offline():
            raise errors.offline()
        yield from work.run()
    except KnownError as error:
        yield DownloadFailed(error)


def fold(
    events: Iterator[DownloadEvent], tell: Callable[[DownloadEvent], None]
) -> DownloadFinished | DownloadPaused:
    """Run to the end, telling every event. Raises the KnownError of a failed download."""
    last: DownloadEvent | None = None
    for last in events:
        tell(last)
    if isinstance(last, DownloadFailed):
        raise last.error
    assert isinstance(last, DownloadFinished | DownloadPaused)
    return last


class _Download:
    """One run. Every method that yields does so at least ten times a second, or is quick."""

    def __init__(
        self,
        model: CatalogueModel,
        store: ModelStore,
        source: Source,
        cancelled: threading.Event,
        proxy: str,
        repair: bool,
        patience: Patience,
        try_chat: TryChat,
    ) -> None:
        self._try_chat = try_chat
        self._model = model
        self._store = store
        self._source = source
        self._cancelled = cancelled
        self._proxy = proxy
        self._repair = repair
        self._patience = patience

    def run(self) -> Iterator[DownloadEvent]:
        home = name_folder(self._store.folder, self._model.name)
        with disk_errors(home):
            make_private(home)
            lock = FileLock(self._store.folder / f".download-{home.name}.lock", thread_local=False)
            yield from self._acquire(lock)
            if not lock.is_locked:
                yield DownloadPaused(0, 0)
                return
            try:
                yield from self._run_locked()
            finally:
                lock.release()

    def _acquire(self, lock: FileLock) -> Iterator[DownloadEvent]:
        """Hold the lock, or return without it when cancelled."""
        waiting = False
        while not self._cancelled.is_set():
            try:
                lock.acquire(timeout=0)
            except Timeout:
                if not waiting:
                    waiting = True
                    yield DownloadWaiting(self._model.title)
                self._cancelled.wait(EVENT_INTERVAL_S)
            else:
                return

    def _run_locked(self) -> Iterator[DownloadEvent]:
        entry = self._present()
        if entry is not None:
            if not self._repair and self._is_sound(entry):
                yield DownloadFinished(self._model.name, entry)
                return
            reopen(self._store, entry)
        begun = find_unfinished(self._store.folder, self._model.name, self._model.revision)
        with HubConnection(
            self._source, proxy=self._proxy, timeout_s=self._patience.answer_s
        ) as hub:
            plan = begun.plan if begun else None
            if plan is None:
                plan = yield from self._plan(hub)
            if plan is None:
                yield DownloadPaused(0, 0)
                return
            yield from self._fetch_all(hub, plan)

    def _present(self) -> Path | None:
        """Folder of this model in the store if it was downloaded before."""
        for entry in sorted(name_folder(self._store.folder, self._model.name).glob("[!.]*")):
            manifest = read_manifest(entry)
            if manifest is None or manifest.origin != "download":
                continue
            same = self._model.revision in (manifest.revision, UNPINNED)
            if manifest.repo == self._model.repo and same:
                return entry
        return None

    def _is_sound(self, entry: Path) -> bool:
        try:
            self._store.check(self._store.find(str(entry)))
        except KnownError:
            return False
        return True

    # -- planning --------------------------------------------------------------------------

    def _plan(self, hub: HubConnection) -> Generator[DownloadEvent, None, Plan | None]:
        """What to fetch: the catalogue's word, else the hub's. Returns None when cancelled."""
        model = self._model
        if model.pinned:
            commit = model.revision
            files = tuple(
                PlannedFile(file.name, file.bytes or 0, file.sha256) for file in model.files
            )
        else:
            answer = yield from self._ask(lambda: hub.list_files(model.repo, model.revision))
            if answer is None:
                return None
            commit, listed = answer
            files = choose_files(listed, model)
        return Plan(
            model.name, model.title, model.repo, model.revision, commit, model.languages, files
        )

    def _ask(self, question: Callable[[], Answer]) -> Generator[DownloadEvent, None, Answer | None]:
        """Ask in a thread, so that it can be cancelled; again if it fails. None: cancelled."""
        failures = 0
        while True:
            try:
                return ask_in_thread(question, self._cancelled)
            except TransferError as error:
                failures += 1
                yield from pause_before_retry(
                    error, failures, self._patience, self._cancelled, self._source.host, False
                )
            if self._cancelled.is_set():
                return None

    # -- fetching --------------------------------------------------------------------------

    def _fetch_all(self, hub: HubConnection, plan: Plan) -> Iterator[DownloadEvent]:
        folder = partial_folder(self._store.folder, plan.name, plan.commit)
        folder.mkdir(exist_ok=True)
        write_plan(folder, plan)
        here = done_bytes(folder, plan)
        ensure_space(folder, plan.total_bytes - here)
        yield DownloadStarted(plan.title, self._source.host, folder.parent, here, plan.total_bytes)
        transfer = Transfer(hub, plan, folder, self._cancelled, self._patience)
        records: list[FileRecord] = []
        for file in sorted(plan.files, key=_turn):
            if _is_weights(file) and not any(map(_is_weights, records)):
                self._refuse_unusable(folder, lambda: self._try_chat(folder))
            record = yield from transfer.file(file)
            if record is None:
                yield DownloadPaused(done_bytes(folder, plan), plan.total_bytes)
                return
            records.append(record)
            if file.name == "config.json":
                self._refuse_unusable(folder, lambda: self._check_config(folder))
        yield from self._finish(plan, folder, tuple(records))

    def _refuse_unusable(self, folder: Path, look: Callable[[], object]) -> None:
        """Stop before the large file if the model could not be used anyway."""
        try:
            look()
        except KnownError:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _check_config(self, folder: Path) -> None:
        check_config(read_config(folder / "config.json"), self._model.title)

    def _finish(
        self, plan: Plan, folder: Path, records: tuple[FileRecord, ...]
    ) -> Iterator[DownloadEvent]:
        check_folder(folder)
        manifest = Manifest(
            plan.name,
            plan.title,
            plan.commit,
            "download",
            plan.repo,
            plan.languages,
            files=records,
        )
        write_manifest(folder, manifest)
        held_files.unlink(folder / PLAN)
        entry = folder.parent / safe_name(plan.commit)
        publish(folder, entry)
        yield DownloadFinished(plan.name, entry)


def reopen(store: ModelStore, entry: Path) -> None:
    """Turn a damaged model back into an unfinished download: what is sound is kept.

    The files are verified again when the download goes on. Raises OSError.
    """
    manifest = read_manifest(entry)
    if manifest is None:
        return
    plan = Plan(
        manifest.name,
        manifest.title,
        manifest.repo,
        manifest.revision,
        manifest.revision,
        manifest.languages,
        tuple(PlannedFile(record.name, record.bytes, record.sha256) for record in manifest.files),
    )
    folder = partial_folder(store.folder, manifest.name, manifest.revision)
    if folder.exists():
        held_files.remove_tree(folder)
    held_files.rename(entry, folder)
    write_plan(folder, plan)


def _is_weights(file: PlannedFile | FileRecord) -> bool:
    return file.name.endswith(".safetensors")


def _turn(file: PlannedFile) -> tuple[bool, bool, int]:
    """The settings first, the weights last: what tells of a useless model comes before them."""
    return _is_weights(file), file.name != "config.json", file.bytes


def choose_files(listed: tuple[RemoteFile, ...], model: CatalogueModel) -> tuple[PlannedFile, ...]:
    """The files of a repository that make up the model. Raises KnownError."""
    by_name = {file.name: file for file in listed}
    if WEIGHTS in by_name:
        weights = [WEIGHTS]
    else:
        weights = [WEIGHTS_INDEX, *filter(SHARD.fullmatch, sorted(by_name))]
    if not set(weights) <= set(by_name) or (len(weights) == 1 and WEIGHTS not in by_name):
        raise errors.no_safetensors(model.repo)
    for needed in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        if needed not in by_name:
            raise errors.file_not_listed(model.repo, needed)
    known = {file.name: file.sha256 for file in model.files}
    chosen = [name for name in SMALL_FILES if name in by_name] + weights
    return tuple(
        PlannedFile(
            name,
            by_name[name].bytes,
            known.get(name) or by_name[name].sha256,
            by_name[name].git_sha1,
        )
        for name in chosen
    )
