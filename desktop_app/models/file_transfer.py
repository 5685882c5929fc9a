"""Fetches the files of one plan into their folder: resuming, hashing, retrying."""

from __future__ import annotations

import hashlib
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from desktop_app.core.api.download_events import (
    DownloadChecking,
    DownloadEvent,
    DownloadProgress,
    DownloadRetrying,
    Trouble,
)
from desktop_app.core.system import held_files
from desktop_app.models import download_errors as errors
from desktop_app.models.hub import HubConnection, StreamStart
from desktop_app.models.manifest import BLOCK_BYTES, FileRecord
from desktop_app.models.partial import PART, Plan, PlannedFile
from desktop_app.models.stream import ByteStream
from desktop_app.models.transfer_errors import RangeError, TransferError

EVENT_INTERVAL_S = 0.1
SPEED_WINDOW_S = 5.0
SYNC_BYTES = 32 << 20
"""Written to the platter at least so often: what a power cut can cost."""
LONGEST_RETRY_AFTER_S = 3600.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what.

    stall_s: without a byte, until the connection is made again.  answer_s: for an answer.
    attempts: failures in a row without a byte until it is given up, once something has come: a
        laptop sleeps, a network changes.  first_attempts: the same before anything has.
    first_wait_s: between two attempts; doubled each time up to longest_wait_s.
    """

    stall_s: float = 15.0
    answer_s: float = 15.0
    attempts: int = 30
    first_attempts: int = 4
    first_wait_s: float = 1.0
    longest_wait_s: float = 30.0

    def wait_s(self, failures: int) -> float:
        return min(self.first_wait_s * 2 ** (failures - 1), self.longest_wait_s)


class Transfer:
    """One run over a plan's files; `file` is called for each of them in turn.

    Its generators yield about ten times a second, and end soon after `cancelled` is set.
    """

    def __init__(
        self,
        hub: HubConnection,
        plan: Plan,
        folder: Path,
        cancelled: threading.Event,
        patience: Patience,
    ) -> None:
        self._hub = hub
        self._plan = plan
        self._folder = folder
        self._cancelled = cancelled
        self._patience = patience
        self._host = hub.source.host
        self._received = False
        self._before = 0  # bytes of the files before the present one
        self._have = 0  # bytes of the present file
        self._window: deque[tuple[float, int]] = deque()
        self._last_event = 0.0

    def file(self, file: PlannedFile) -> Generator[DownloadEvent, None, FileRecord | None]:
        """One file, whole and verified. Returns its FileRecord, None when cancelled."""
        whole = self._folder / file.name
        part = self._folder / (file.name + PART)
        self._have = 0
        if whole.is_file():
            # verified once, but a disk can lie: it costs a second to look again
            held_files.replace(whole, part)
        if part.is_file() and part.stat().st_size > file.bytes:
            held_files.unlink(part)
        digest = yield from self._hash_part(part, file)
        if digest is None:
            return None
        if self._have == file.bytes > 0 and not _matches(part, file, digest.hexdigest()):
            # what was here is bad, so nothing is lost by beginning anew
            held_files.unlink(part)
            digest, self._have = hashlib.sha256(), 0
        with part.open("ab", buffering=0) as stream:
            digest = yield from self._fetch_rest(file, stream, digest)
            os.fsync(stream.fileno())
        if self._have < file.bytes:
            return None
        sha256 = digest.hexdigest()
        if not _matches(part, file, sha256):
            held_files.unlink(part)
            raise errors.mismatch(file.name, self._host)
        held_files.replace(part, whole)
        self._before += file.bytes
        self._have = 0
        return FileRecord(file.name, file.bytes, sha256)

    def _hash_part(self, part: Path, file: PlannedFile) -> Generator[DownloadEvent, None, Any]:
        """Digest of what is here already; None when cancelled."""
        digest = hashlib.sha256()
        if not part.is_file():
            return digest
        size = part.stat().st_size
        with part.open("rb") as stream:
            while block := stream.read(BLOCK_BYTES):
                if self._cancelled.is_set():
                    return None
                digest.update(block)
                self._have += len(block)
                if self._is_due():
                    yield DownloadChecking(file.name, self._have / size)
        return digest

    def _fetch_rest(
        self, file: PlannedFile, stream: IO[bytes], digest: Any
    ) -> Generator[DownloadEvent, None, Any]:
        """Take bytes until the file is whole or it is cancelled; returns their digest."""
        failures = 0
        begun_anew = False
        while self._have < file.bytes and not self._cancelled.is_set():
            before = self._have
            fetch = ByteStream(self._hub, self._plan.repo, self._plan.commit, file.name, self._have)
            try:
                yield from self._read(fetch, file, stream, digest)
            except TransferError as error:
                if isinstance(error, RangeError) and self._have and not begun_anew:
                    begun_anew = True
                    stream.truncate(0)
                    digest, self._have = hashlib.sha256(), 0
                    continue
                failures = 1 if self._have > before else failures + 1
                yield from pause_before_retry(
                    error, failures, self._patience, self._cancelled, self._host, self._received
                )
            finally:
                fetch.close()
        yield self._progress(file.name)
        return digest

    def _read(
        self, fetch: ByteStream, file: PlannedFile, stream: IO[bytes], digest: Any
    ) -> Iterator[DownloadEvent]:
        """Take one connection's bytes until the file is whole, or raise TransferError."""
        last_byte = time.monotonic()
        skip = 0
        unsynced = 0
        while self._have < file.bytes and not self._cancelled.is_set():
            if self._is_due():
                yield self._progress(file.name)
            try:
                item = fetch.poll(EVENT_INTERVAL_S / 2)
            except queue.Empty:
                if time.monotonic() - last_byte > self._patience.stall_s:
                    raise TransferError(Trouble.STALLED) from None
                continue
            except EOFError:
                raise TransferError(Trouble.CUT) from None
            last_byte = time.monotonic()
            if isinstance(item, StreamStart):
                if item.total_bytes not in (None, file.bytes):
                    raise errors.mismatch(file.name, self._host)
                # a server that ignores Range begins at 0: let go by what is here already
                skip = self._have - item.offset
                continue
            chunk = memoryview(item)[skip:]
            skip -= len(item) - len(chunk)
            chunk = chunk[: file.bytes - self._have]
            _write_all(stream, chunk)
            digest.update(chunk)
            self._have += len(chunk)
            self._received = True
            self._window.append((last_byte, len(chunk)))
            unsynced += len(chunk)
            if unsynced >= SYNC_BYTES:
                os.fsync(stream.fileno())
                unsynced = 0

    def _is_due(self) -> bool:
        now = time.monotonic()
        if now - self._last_event < EVENT_INTERVAL_S:
            return False
        self._last_event = now
        return True

    def _progress(self, name: str) -> DownloadProgress:
        now = time.monotonic()
        while self._window and now - self._window[0][0] > SPEED_WINDOW_S:
            self._window.popleft()
        speed = 0.0
        if self._window:
            span = max(now - self._window[0][0], EVENT_INTERVAL_S)
            speed = sum(size for _, size in self._window) / span
        done = self._before + self._have
        eta = (self._plan.total_bytes - done) / speed if speed else None
        return DownloadProgress(name, done, self._plan.total_bytes, speed, eta, self._host)


def pause_before_retry(
    error: TransferError,
    failures: int,
    patience: Patience,
    cancelled: threading.Event,
    host: str,
    received: bool,
) -> Iterator[DownloadEvent]:
    """Say what went wrong and wait, or give up: KnownError("hub_unreachable")."""
    if failures >= (patience.attempts if received else patience.first_attempts):
        raise errors.unreachable(host, error.trouble) from error
    wait_s = patience.wait_s(failures)
    if error.wait_s is not None:
        wait_s = min(error.wait_s, LONGEST_RETRY_AFTER_S)
    yield DownloadRetrying(error.trouble, wait_s, failures, host)
    cancelled.wait(wait_s)


def _matches(path: Path, file: PlannedFile, sha256: str) -> bool:
    """Whether the file is what was planned, by whichever hash is known."""
    if file.sha256 is not None:
        return sha256 == file.sha256
    if file.git_sha1 is not None:
        # git's name for the content: SHA-1 over "blob <length>\0" and the bytes
        blob = b"blob %d\0" % file.bytes + path.read_bytes()
        return hashlib.sha1(blob, usedforsecurity=False).hexdigest() == file.git_sha1
    return True


def _write_all(stream: IO[bytes], chunk: memoryview) -> None:
    while chunk:
        chunk = chunk[stream.write(chunk) :]
