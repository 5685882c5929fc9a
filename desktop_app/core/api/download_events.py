"""One frozen dataclass for each fact of a download that crosses from the worker to the window."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

from desktop_app.core.errors import KnownError


class Trouble(enum.StrEnum):
    """What went wrong on the way to a server. The window has words for each."""

    STALLED = "stalled"  # connected, but nothing came for a while
    CUT = "cut"  # the connection ended in the middle of the file
    TIMEOUT = "timeout"  # no answer
    REFUSED = "refused"  # nobody listens, or no way there
    DNS = "dns"  # the name is not known
    TLS = "tls"  # no secure connection
    CERTIFICATE = "certificate"  # someone else answers, or the clock is wrong
    PROXY = "proxy"  # the proxy can't be reached or refuses
    TOKEN = "token"  # the person's access token; it is asked again without it
    BUSY = "busy"  # 429: too many requests
    SERVER = "server"  # 5xx
    FORBIDDEN = "forbidden"  # 401, 403, 451
    EXPIRED = "expired"  # the address that the hub gave no longer works
    ODD = "odd"  # an answer that makes no sense


@dataclass(frozen=True, slots=True)
class DownloadStarted:
    """What will be fetched. total_bytes: all files.  done_bytes: already here.

    title: of the model.  source: host of the server.  folder: where it will be.
    """

    title: str
    source: str
    folder: Path
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """At most ten a second, also while nothing arrives.

    done_bytes, total_bytes: of all files.  eta_s: None while the speed is not known.
    """

    file: str
    done_bytes: int
    total_bytes: int
    bytes_per_s: float
    eta_s: float | None
    source: str


@dataclass(frozen=True, slots=True)
class DownloadChecking:
    """Files or parts that are here already are being hashed; fraction 0 to 1."""

    file: str
    fraction: float


@dataclass(frozen=True, slots=True)
class DownloadRetrying:
    """The connection failed and will be made again by itself after wait_s seconds.

    attempt: how many in a row have failed without a byte, from 1.
    """

    reason: Trouble
    wait_s: float
    attempt: int
    source: str


@dataclass(frozen=True, slots=True)
class DownloadWaiting:
    """Another instance of this program is downloading the same model; this one waits for it."""

    title: str


@dataclass(frozen=True, slots=True)
class DownloadFinished:
    """The model is complete, verified and in its place. The last event."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class DownloadPaused:
    """Cancelled; what was fetched is kept and counts next time. The last event."""

    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class DownloadFailed:
    """Given up; what was fetched and is not known to be bad is kept. The last event."""

    error: KnownError


DownloadEvent = (
    DownloadStarted
    | DownloadProgress
    | DownloadChecking
    | DownloadRetrying
    | DownloadWaiting
    | DownloadFinished
    | DownloadPaused
    | DownloadFailed
)
