"""Proxies on loopback: SOCKS5 (RFC 1928, 1929) and HTTP, with a login where they want one.

Every name leads to this computer, so that a name that no name server knows shows who looked it up.
"""

from __future__ import annotations

import base64
import contextlib
import selectors
import socket
import socketserver
import struct
import threading
from dataclasses import dataclass, field
from types import TracebackType


@dataclass
class ProxyServer:
    """kind: "socks5" or "http".  login: "user:password" that it wants, "" for nobody's.

    asked: the hosts that it was asked for.  logins: what was said, right or wrong.
    """

    kind: str
    login: str = ""
    asked: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        proxy = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError, EOFError):
                    (proxy._socks if proxy.kind == "socks5" else proxy._http)(self.request)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )

    def __enter__(self) -> ProxyServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def place(self) -> str:
        """host:port"""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def _socks(self, client: socket.socket) -> None:
        version, count = _exactly(client, 2)
        methods = _exactly(client, count)
        wanted = 2 if self.login else 0
        if version != 5 or wanted not in methods:
            client.sendall(b"\5\xff")
            return
        client.sendall(bytes((5, wanted)))
        if self.login:
            _exactly(client, 1)
            user = _exactly(client, _exactly(client, 1)[0]).decode()
            password = _exactly(client, _exactly(client, 1)[0]).decode()
            self.logins.append(f"{user}:{password}")
            right = self.logins[-1] == self.login
            client.sendall(b"\1\0" if right else b"\1\1")
            if not right:
                return
        kind = _exactly(client, 4)[3]
        if kind == 1:
            host = socket.inet_ntoa(_exactly(client, 4))
        else:
            host = _exactly(client, _exactly(client, 1)[0]).decode()
        (port,) = struct.unpack(">H", _exactly(client, 2))
        self.asked.append(host)
        with socket.create_connection(("127.0.0.1", port)) as server:
            client.sendall(b"\5\0\0\1\0\0\0\0\0\0")
            _relay(client, server)

    def _http(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            data = client.recv(1 << 16)
            if not data:
                return
            head += data
        line, *fields = head.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (f.partition(":") for f in fields)
        }
        said = headers.pop("proxy-authorization", "").removeprefix("Basic ")
        if said:
            self.logins.append(base64.b64decode(said).decode())
        if self.login and self.login not in self.logins[-1:]:
            client.sendall(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        method, target, _ = line.split(" ")
        place, _, path = target.removeprefix("http://").partition("/")
        host, _, port = place.partition(":")
        self.asked.append(host)
        with socket.create_connection(("127.0.0.1", int(port or 80))) as server:
            if method == "CONNECT":
                client.sendall(b"HTTP/1.1 200 Yes\r\n\r\n")
            else:
                headers["connection"] = "close"
                rows = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
                server.sendall(f"{method} /{path} HTTP/1.1\r\n{rows}\r\n".encode("latin-1"))
            _relay(client, server)


def _exactly(stream: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = stream.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Bytes both ways until one side ends."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(one, selectors.EVENT_READ, other)
        waiting.register(other, selectors.EVENT_READ, one)
        while True:
            for key, _ in waiting.select():
                data = key.fileobj.recv(1 << 16)
                if not data:
                    return
                key.data.sendall(data)
