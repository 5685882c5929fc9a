"""The HTTP client of the downloads: the hub library's own, with our choice of proxy and address.

Both of that library's clients, httpx and its successor httpx2, have what is used here.
"""

from __future__ import annotations

import importlib
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from itertools import chain, zip_longest
from types import ModuleType
from typing import Any

from desktop_app.models.proxies import Proxy, ProxyRules

ATTEMPT_DELAY_S = 0.25
"""Before the next address is tried beside the one that has not answered: RFC 8305, section 5."""

_Address = tuple[int, Any]
"""Family and socket address, as getaddrinfo gives them."""


def http_library() -> ModuleType:
    """The HTTP library that huggingface_hub uses: httpx2, or httpx in its earlier versions.

    Asking for one of its sessions would read the proxies of the environment, and fail with them.
    """
    from huggingface_hub.errors import HfHubHTTPError

    base = next(base for base in HfHubHTTPError.__mro__ if base.__name__ == "HTTPError")
    return importlib.import_module(base.__module__.partition(".")[0])


class RoutingTransport:
    """Sends each request through the proxy that its address asks for; speaks no protocol itself.

    Requests may come from several threads.
    """

    def __init__(self, http: ModuleType, rules: ProxyRules) -> None:
        self._http = http
        self._rules = rules
        # the environment's certificates (SSL_CERT_FILE) count, its proxies were read already
        self._tls: ssl.SSLContext = http.create_ssl_context()
        core = importlib.import_module(http.__name__.replace("httpx", "httpcore"))
        self._backend = EagerBackend(core)
        self._transports: dict[Proxy | None, Any] = {}
        self._lock = threading.Lock()

    def handle_request(self, request: Any) -> Any:
        """The answer to a request of the library. Raises its errors and KnownError."""
        proxy = self._rules.proxy_for(str(request.url))
        transport = self._transport(proxy)
        if proxy is None or not proxy.is_socks:
            return transport.handle_request(request)
        from socksio import SOCKSError

        try:
            return transport.handle_request(request)
        except Exception as error:
            # the library leaves the connection open on which it was refused
            self._backend.close_last()
            if isinstance(error, (SOCKSError, AssertionError, ValueError)):
                # what listens there speaks no SOCKS5, and the library takes that for a defect
                raise self._http.ProxyError("no SOCKS5 server", request=request) from error
            raise

    def close(self) -> None:
        """End all connections."""
        with self._lock:
            for transport in self._transports.values():
                transport.close()
            self._transports.clear()

    def _transport(self, proxy: Proxy | None) -> Any:
        with self._lock:
            found = self._transports.get(proxy)
            if found is None:
                found = self._transports[proxy] = self._made(proxy)
            return found

    def _made(self, proxy: Proxy | None) -> Any:
        transport = self._http.HTTPTransport(
            verify=self._tls, trust_env=False, proxy=None if proxy is None else proxy.address
        )
        # the only way in: HTTPTransport does not hand its pool a backend
        transport._pool._network_backend = self._backend
        return transport


class EagerBackend:
    """Connects to the first address of a host that answers, as RFC 8305 says.

    The system's own order begins with IPv6, and where that leads nowhere each connection would
    wait for its time limit. core: httpcore or httpcore2, whose NetworkBackend this is.
    """

    def __init__(self, core: ModuleType) -> None:
        self._core = core
        self._stream = importlib.import_module(f"{core.__name__}._backends.sync").SyncStream
        self._answered: dict[tuple[str, int], _Address] = {}
        self._of_thread = threading.local()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[tuple] | None = None,
    ) -> Any:
        """A stream to the host. Raises core.ConnectTimeout, core.ConnectError."""
        known = self._answered.get((host, port))
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            addresses = _in_turn([(family, address) for family, _, _, _, address in found])
            if known in addresses:
                addresses.remove(known)
                addresses.insert(0, known)
            connected, address = connect_first(addresses, timeout)
        except TimeoutError as error:
            raise self._core.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise self._core.ConnectError(str(error)) from error
        self._answered[host, port] = address
        for option in socket_options or ():
            connected.setsockopt(*option)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream = self._of_thread.last = self._stream(connected)
        return stream

    def close_last(self) -> None:
        """Close what this thread has connected to last."""
        stream = getattr(self._of_thread, "last", None)
        if stream is not None:
            stream.close()

    def sleep(self, seconds: float) -> None:
        """Between the attempts of a pool that retries; ours do not."""
        time.sleep(seconds)


def connect_first(
    addresses: list[_Address], timeout_s: float | None
) -> tuple[socket.socket, _Address]:
    """A connected socket to the first address that answers, and that address.

    The next one is tried when one fails or ATTEMPT_DELAY_S have passed, beside those still trying.
    Raises TimeoutError, or the OSError of the last that failed.
    """
    end = None if timeout_s is None else time.monotonic() + timeout_s
    left = list(addresses)
    error: OSError = OSError("no address")
    with selectors.DefaultSelector() as trying:
        try:
            while left or trying.get_map():
                if left:
                    address = left.pop(0)
                    try:
                        trying.register(_started(address), selectors.EVENT_WRITE, address)
                    except OSError as failure:
                        error = failure
                        continue
                wait_s = None if end is None else max(0.0, end - time.monotonic())
                if left:
                    wait_s = ATTEMPT_DELAY_S if wait_s is None else min(wait_s, ATTEMPT_DELAY_S)
                for key, _ in trying.select(wait_s):
                    one: Any = key.fileobj
                    trying.unregister(one)
                    code = one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    if code == 0:
                        one.setblocking(True)
                        return one, key.data
                    one.close()
                    error = OSError(code, "connection failed")
                if end is not None and time.monotonic() >= end:
                    raise TimeoutError("no address answered in time")
            raise error
        finally:
            for key in list((trying.get_map() or {}).values()):
                late: Any = key.fileobj
                trying.unregister(late)
                late.close()


def _started(address: _Address) -> socket.socket:
    """A socket that is connecting."""
    family, place = address
    one = socket.socket(family, socket.SOCK_STREAM)
    try:
        one.setblocking(False)
        one.connect(place)
    except BlockingIOError:
        pass
    except BaseException:
        one.close()
        raise
    return one


def _in_turn(addresses: list[_Address]) -> list[_Address]:
    """One of each family after the other, the system's first choice first, none twice."""
    families: dict[int, list[_Address]] = {}
    for address in dict.fromkeys(addresses):
        families.setdefault(address[0], []).append(address)
    mixed = chain.from_iterable(zip_longest(*families.values()))
    return [address for address in mixed if address is not None]
