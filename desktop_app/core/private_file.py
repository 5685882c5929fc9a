"""Writing a file that the person asked for, whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from desktop_app.core.disk import disk_errors


def write_private(target: Path, content: bytes) -> None:
    """Put `content` there in one step, readable by this person alone.

    What was there before stays until the new file is complete. Raises KnownError as
    disk.disk_errors says.
    """
    part = target.with_name(f".{target.name}.part")
    with disk_errors(target.parent):
        try:
            descriptor = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
