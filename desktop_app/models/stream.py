"""A byte stream of the hub, read in a thread of its own so that its reader can be cancelled."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from typing import Any

from desktop_app.models.hub import HubConnection, StreamStart

QUEUED_CHUNKS = 64
POLL_S = 0.05


class ByteStream:
    """One stream. A blocked name look-up can't be interrupted, but it can be left behind."""

    def __init__(self, hub: HubConnection, repo: str, revision: str, name: str, start: int) -> None:
        self._aborted = threading.Event()
        self._response: Any = None
        self._queue: queue.Queue[StreamStart | bytes | Exception | None] = queue.Queue(
            QUEUED_CHUNKS
        )
        self._thread = threading.Thread(
            target=self._run, args=(hub, repo, revision, name, start), name="fetch", daemon=True
        )
        self._thread.start()

    def poll(self, timeout_s: float) -> StreamStart | bytes:
        """What came next. Raises queue.Empty after timeout_s, EOFError at the stream's end,
        and what the stream raised."""
        item = self._queue.get(timeout=timeout_s)
        if item is None:
            raise EOFError
        if isinstance(item, Exception):
            raise item
        return item

    def close(self) -> None:
        """End the connection, also one that is blocked in a read."""
        self._aborted.set()
        response = self._response
        if response is not None:
            # closing a socket does not wake its reader, shutting it down does
            with contextlib.suppress(OSError, AttributeError, KeyError):
                stream = response.extensions["network_stream"]
                stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=1.0)

    def _run(self, hub: HubConnection, repo: str, revision: str, name: str, start: int) -> None:
        last: Exception | None = None
        try:
            for item in hub.stream(repo, revision, name, start, self._aborted, self._opened):
                if not self._put(item):
                    return
        except Exception as error:  # whatever it is, the reader must hear of it
            last = error
        self._put(last)

    def _opened(self, response: Any) -> None:
        self._response = response

    def _put(self, item: StreamStart | bytes | Exception | None) -> bool:
        while not self._aborted.is_set():
            with contextlib.suppress(queue.Full):
                self._queue.put(item, timeout=POLL_S)
                return True
        return False
