"""A hub on loopback that fails as it is told to: real sockets, real threads, scripted faults.

Speaks /api/models/<repo>/revision/<rev>, /<repo>/resolve/<rev>/<file> with ETag, X-Linked-Size and
X-Linked-Etag, Range, and redirects large files to a second address, as the hub does.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import ssl
import threading
import time
import zlib
from collections import Counter, defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE = ("model.safetensors", "tokenizer.json")


@dataclass(frozen=True)
class Cut:
    """Close the connection after so many bytes of the body."""

    after: int


@dataclass(frozen=True)
class Stall:
    """Send so many bytes, then nothing, with the connection open."""

    after: int


@dataclass(frozen=True)
class Drip:
    """Send pieces of `piece` bytes with a pause between them, all of the file or up to `limit`."""

    piece: int
    pause_s: float
    limit: int | None = None


@dataclass(frozen=True)
class Status:
    """Answer with an error. at: "hub" or "cdn"."""

    code: int
    headers: tuple[tuple[str, str], ...] = ()
    at: str = "cdn"


@dataclass(frozen=True)
class Flip:
    """Send a wrong byte at this place of the file."""

    place: int


@dataclass(frozen=True)
class NoRange:
    """Ignore Range: 200 and the whole file; cut after so many bytes, if not None."""

    cut: int | None = None


@dataclass(frozen=True)
class Chunked:
    """No Content-Length: chunked transfer of the file with `extra` bytes after it."""

    extra: int = 0


@dataclass(frozen=True)
class Length:
    """Serve a file that is longer by so many bytes, and say so."""

    extra: int


@dataclass(frozen=True)
class Expire:
    """Hand out an address that the second server refuses."""


@dataclass(frozen=True)
class WrongStart:
    """Answer a Range request with 206 from another place. said: in the place of a number."""

    said: str = ""


@dataclass(frozen=True)
class Packed:
    """Compress although nobody asked for it. ranged: Range counts in the compressed bytes.

    cut: close the connection after so many bytes of them.  broken: it only says so.
    """

    encoding: str = "gzip"
    ranged: bool = False
    cut: int | None = None
    broken: bool = False

    def pack(self, content: bytes) -> bytes:
        if self.broken:
            return b"?" + content
        return zlib.compress(content) if self.encoding == "deflate" else gzip.compress(content)


@dataclass
class Request:
    method: str
    path: str
    at: str
    headers: dict[str, str]


@dataclass
class HubServer:
    """files: of the one repository that it has. A context manager."""

    files: dict[str, bytes]
    repo: str = "test/toy"
    commit: str = COMMIT
    tls: Path | None = None
    token_status: int = 0
    """With which every token is refused at the hub; 0 takes them all."""
    requests: list[Request] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._scripts: dict[str, deque] = defaultdict(deque)
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        self._hub = self._server("hub")
        self._cdn = self._server("cdn")
        if self.tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.tls)
            self._hub.socket = context.wrap_socket(self._hub.socket, server_side=True)
        self._threads = [
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            for server in (self._hub, self._cdn)
        ]

    def __enter__(self) -> HubServer:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for server in (self._hub, self._cdn):
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()

    @property
    def endpoint(self) -> str:
        scheme = "https" if self.tls else "http"
        return f"{scheme}://127.0.0.1:{self._hub.server_port}"

    @property
    def cdn_endpoint(self) -> str:
        return f"http://127.0.0.1:{self._cdn.server_port}"

    def script(self, name: str, *faults: object) -> None:
        """The next GETs of this file (or of "api") meet these, one each; then all is well."""
        self._scripts[name].extend(faults)

    def left(self, name: str) -> int:
        """How many scripted faults have not been met yet."""
        return len(self._scripts[name])

    def fault(self, name: str, take: bool = True) -> object | None:
        with self._lock:
            script = self._scripts[name]
            if not script:
                return None
            return script.popleft() if take else script[0]

    def _server(self, at: str) -> ThreadingHTTPServer:
        hub = self

        class Handler(_Handler):
            pass

        Handler.hub, Handler.at = hub, at
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = False
        server.handle_error = lambda request, address: None  # clients hang up; that is the point
        return server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: HubServer
    at: str

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._handle()

    def do_GET(self) -> None:
        self._handle()

    def _handle(self) -> None:
        self.close_connection = True
        path = unquote(urlsplit(self.path).path)
        headers = {key.lower(): value for key, value in self.headers.items()}
        self.hub.requests.append(Request(self.command, self.path, self.at, headers))
        if self.at == "cdn" or path.startswith(("/files/", "/expired/")):  # the latter as a proxy
            name = path.rpartition("/")[2]
            if path.startswith("/expired/"):
                self._status(Status(403))
            else:
                self._serve(name, self.hub.fault(name))
            return
        if self.hub.token_status and "authorization" in headers:
            self._status(Status(self.hub.token_status))
            return
        if path.startswith("/api/models/"):
            self._api(path)
            return
        prefix, _, rest = path.partition("/resolve/")
        revision, _, name = rest.partition("/")
        if prefix != f"/{self.hub.repo}":
            self._status(Status(404, (("X-Error-Code", "RepoNotFound"),)))
        elif revision not in ("main", self.hub.commit):
            self._status(Status(404, (("X-Error-Code", "RevisionNotFound"),)))
        elif name not in self.hub.files:
            self._status(Status(404, (("X-Error-Code", "EntryNotFound"),)))
        else:
            self._resolve(name)

    def _api(self, path: str) -> None:
        fault = self.hub.fault("api")
        if isinstance(fault, Status):
            self._status(fault)
            return
        if not path.startswith(f"/api/models/{self.hub.repo}/revision/"):
            self._status(Status(404, (("X-Error-Code", "RepoNotFound"),)))
            return
        if path.rpartition("/")[2] not in ("main", self.hub.commit):
            self._status(Status(404, (("X-Error-Code", "RevisionNotFound"),)))
            return
        body = json.dumps(
            {"id": self.hub.repo, "sha": self.hub.commit, "siblings": self._siblings()}
        ).encode()
        self.send_response(200)
        if isinstance(fault, Packed):
            body = fault.pack(body)
            self.send_header("Content-Encoding", fault.encoding)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _siblings(self) -> list[dict[str, object]]:
        rows = []
        for name, content in self.hub.files.items():
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            row: dict[str, object] = {"rfilename": name, "size": len(content), "blobId": blob}
            if name in LARGE:
                sha256 = hashlib.sha256(content).hexdigest()
                row["lfs"] = {"sha256": sha256, "size": len(content), "pointerSize": 134}
            rows.append(row)
        return rows

    def _resolve(self, name: str) -> None:
        if name not in LARGE:
            self._serve(name, self.hub.fault(name) if self.command == "GET" else None)
            return
        fault = self.hub.fault(name, take=False)
        if isinstance(fault, Status) and fault.at == "hub":
            self.hub.fault(name)
            self._status(fault)
            return
        kind = "files"
        if isinstance(fault, Expire):
            self.hub.fault(name)
            kind = "expired"
        content = self.hub.files[name]
        self.send_response(302)
        self.send_header("Location", f"{self.hub.cdn_endpoint}/{kind}/{name}?signature=x")
        self.send_header("X-Repo-Commit", self.hub.commit)
        self.send_header("X-Linked-Size", str(len(content)))
        self.send_header("X-Linked-Etag", f'"{hashlib.sha256(content).hexdigest()}"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _status(self, fault: Status) -> None:
        body = b"<html>no</html>"
        self.send_response(fault.code)
        for key, value in fault.headers:
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def _serve(self, name: str, fault: object) -> None:
        if isinstance(fault, Status):
            self._status(fault)
            return
        content = self.hub.files[name]
        if isinstance(fault, Flip):
            wrong = bytes([content[fault.place] ^ 1])
            content = content[: fault.place] + wrong + content[fault.place + 1 :]
        if isinstance(fault, Length):
            content += b"x" * fault.extra
        start = 0
        wanted = self.headers.get("Range")
        if isinstance(fault, Packed):
            content = fault.pack(content)
        if (
            wanted
            and not isinstance(fault, NoRange)
            and not (isinstance(fault, Packed) and not fault.ranged)
        ):
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                self._status(Status(416))
                return
            told = (fault.said or start + 1) if isinstance(fault, WrongStart) else start
            self.send_response(206)
            last = len(content) - 1
            self.send_header("Content-Range", f"bytes {told}-{last}/{len(content)}")
        else:
            self.send_response(200)
        body = content[start:]
        if isinstance(fault, Packed):
            self.send_header("Content-Encoding", fault.encoding)
        chunked = isinstance(fault, Chunked)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
            body += b"x" * fault.extra
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        else:
            self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
        self.end_headers()
        if self.command == "GET":
            self._send(name, body, fault)

    def _send(self, name: str, body: bytes, fault: object) -> None:
        piece, pause_s, limit = 1 << 16, 0.0, len(body)
        match fault:
            case Cut(after) | Stall(after):
                limit = after
            case Drip(piece, pause_s, some):
                limit = len(body) if some is None else some
            case NoRange(int() as cut) | Packed(cut=int() as cut):
                limit = cut
        with suppress(OSError):
            for start in range(0, min(limit, len(body)), piece):
                data = body[start : min(start + piece, limit)]
                self.wfile.write(data)
                self.hub.sent[name] += len(data)
                if pause_s and self.hub.stopping.wait(pause_s):
                    return
        if isinstance(fault, Stall):
            self.hub.stopping.wait(30)


def wait_until(condition, timeout_s: float = 60.0) -> None:
    """Wait for a condition, not for a time."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("the condition did not come true")
        time.sleep(0.005)
