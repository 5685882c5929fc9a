"""What fails on the way to a server and may pass."""

from __future__ import annotations

from desktop_app.core.api.download_events import Trouble


class TransferError(Exception):
    """The connection failed in a way that may pass. wait_s: what the server asked for."""

    def __init__(self, trouble: Trouble, wait_s: float | None = None, status: int = 0) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.wait_s = wait_s
        self.status = status


class RangeError(TransferError):
    """The server can't go on in the middle of this file; it could from byte 0."""
