"""Free space, and what the operating system says when a disk or folder refuses."""

from __future__ import annotations

import contextlib
import errno
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError

SPARE_BYTES = 64 << 20
"""Left free on a disk: a full disk breaks more than this program."""


def exists(path: Path) -> bool:
    """Whether something is there; False too where the system won't look: the name is too long, or
    the folder is somebody else's."""
    try:
        return path.exists()
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """Whether this is a folder; False too where the system won't look."""
    return exists(path) and path.is_dir()


def nearest_existing(path: Path) -> Path:
    """The path itself or its nearest parent that is there."""
    for candidate in (path, *path.parents):
        if exists(candidate):
            return candidate
    return Path.cwd()


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for this person only.

    Path.mkdir gives its mode to the last one alone. Folders that are there stay as they are.
    """
    for missing in reversed([p for p in (folder, *folder.parents) if not exists(p)]):
        missing.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(exist_ok=True)


def free_bytes(folder: Path) -> int:
    """Free space where this folder is or will be, in bytes."""
    return shutil.disk_usage(nearest_existing(folder)).free


def can_lock(folder: Path) -> bool:
    """Whether files in this folder can be locked; True where that can't be tried.

    Folders on a network can be without locks. Windows always has them.
    """
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS)
    return True


def ensure_space(folder: Path, needed_bytes: int) -> None:
    """Raise KnownError("disk_full") unless `needed_bytes` fit and a little stays free."""
    free = free_bytes(folder)
    if free < needed_bytes + SPARE_BYTES:
        raise disk_full(folder, needed_bytes + SPARE_BYTES, free)


def disk_full(folder: Path, needed_bytes: int | None = None, free: int | None = None) -> KnownError:
    """The error for a disk that has run out, or will."""
    available = free_bytes(folder) if free is None else free
    if needed_bytes is None:
        return KnownError(
            "disk_full",
            QT_TRANSLATE_NOOP("KnownError", "The disk with {folder} is full."),
            QT_TRANSLATE_NOOP("KnownError", "The work could not be finished."),
            QT_TRANSLATE_NOOP("KnownError", "Free some space or choose another folder."),
            folder=folder,
            free_mb=available // 1_000_000,
        )
    return KnownError(
        "disk_full",
        QT_TRANSLATE_NOOP(
            "KnownError",
            "There is not enough space in {folder}: {needed_mb} MB are needed, {free_mb} MB free.",
        ),
        QT_TRANSLATE_NOOP("KnownError", "The work could not be finished."),
        QT_TRANSLATE_NOOP("KnownError", "Free some space or choose another folder."),
        folder=folder,
        needed_mb=-(-needed_bytes // 1_000_000),
        free_mb=available // 1_000_000,
    )


@contextlib.contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses while writing below `folder` into KnownErrors.

    Raises KnownError("disk_full"), ("folder_not_writable") or ("disk_error").
    """
    try:
        yield
    except OSError as error:
        raise known_disk_error(error, folder) from error


_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST)


def _is_below_a_file(folder: Path) -> bool:
    """Windows says of a folder in a file that the path was not found."""
    return not nearest_existing(folder).is_dir()


def known_disk_error(error: OSError, folder: Path) -> KnownError:
    """The KnownError for an OSError met while writing below `folder`."""
    # Windows says ERROR_DISK_FULL (112) or ERROR_HANDLE_DISK_FULL (39)
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if full or getattr(error, "winerror", None) in (39, 112):
        return disk_full(folder)
    if error.errno in _REFUSED or _is_below_a_file(folder):
        return KnownError(
            "folder_not_writable",
            QT_TRANSLATE_NOOP("KnownError", "The folder {folder} can't be written to."),
            QT_TRANSLATE_NOOP("KnownError", "The work could not be finished."),
            QT_TRANSLATE_NOOP(
                "KnownError", "Choose another folder or change the permissions of this one."
            ),
            folder=folder,
        )
    return KnownError(
        "disk_error",
        QT_TRANSLATE_NOOP("KnownError", "Reading or writing in {folder} failed: {reason}."),
        QT_TRANSLATE_NOOP("KnownError", "The work could not be finished."),
        QT_TRANSLATE_NOOP("KnownError", "Check the disk, then try again."),
        folder=folder,
        reason=error.strerror or error,
    )
