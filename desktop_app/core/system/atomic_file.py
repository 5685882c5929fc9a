"""Writing a file that the person asked for, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from desktop_app.core.system import held_files
from desktop_app.core.system.disk import disk_errors


def write_private(target: Path, content: bytes) -> None:
    """Put `content` there in one step; as `new_private_file`."""
    with new_private_file(target) as file:
        file.write(content)


@contextlib.contextmanager
def new_private_file(target: Path) -> Iterator[BinaryIO]:
    """A file readable by this person alone, which takes its name once it is on the disk.

    What was there before stays until the new file is complete. Raises KnownError as
    disk.disk_errors says.
    """
    # a name of its own: two programs may write at once, and what lies in a shared folder is no
    # place to write through
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    with disk_errors(target.parent):
        try:
            descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            held_files.replace(part, target)
        except BaseException:
            with contextlib.suppress(OSError):
                held_files.unlink(part)
            raise
