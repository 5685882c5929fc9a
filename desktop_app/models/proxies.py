"""Which proxy leads to a server: what was typed, else the environment, else the system's settings.

As curl, urllib and browsers read them: http_proxy, https_proxy and all_proxy, small letters first,
and no_proxy for the hosts that are asked directly. An address is judged only when it would be
used: a broken ALL_PROXY beside a good https_proxy troubles nobody. What it holds may be a
password, so an error names where the address stands and never what it is.
"""

from __future__ import annotations

import ipaddress
import os
import re
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urlsplit

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError

SCHEMES = {
    "http": "http",
    "https": "https",
    "socks5": "socks5h",
    "socks5h": "socks5h",
    # what GNOME, KDE and Clash write for a SOCKS proxy; every one of these speaks version 5
    "socks": "socks5h",
}
"""What an address may begin with, and what it is then. Names are looked up by the SOCKS server."""
KINDS = ("http", "https", "all")
MAX_LOGIN_BYTES = 255
"""Of a user's name or a password: SOCKS counts them in one byte (RFC 1929)."""
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Proxy:
    """address: scheme, login and host as an HTTP library takes them; secret. place: where it stood.

    place: name of a variable, "" for the setting of this program or of the system.
    """

    address: str
    place: str

    @property
    def is_socks(self) -> bool:
        return self.address.startswith("socks")

    @property
    def is_tls(self) -> bool:
        """Whether the way to the proxy itself is encrypted."""
        return self.address.startswith("https:")


class ProxyRules:
    """setting: the address that was typed; it wins over everything, for every host.

    environment: None means this process's, and then the system's settings where it names no proxy.
    """

    def __init__(self, setting: str = "", environment: Mapping[str, str] | None = None) -> None:
        self._setting = setting
        self._named = _named(os.environ if environment is None else environment)
        self._is_system = environment is None and not any(kind in self._named for kind in KINDS)
        if self._is_system:
            self._named = _of_system()

    def proxy_for(self, url: str) -> Proxy | None:
        """The proxy on the way to this address, None where there is none.

        Raises KnownError("proxy_invalid") where it would be needed and is no address.
        """
        if self._setting:
            return Proxy(_address(self._setting, ""), "")
        parts = urlsplit(url)
        host = parts.hostname or ""
        found = self._named.get(parts.scheme) or self._named.get("all")
        if found is None or self._is_direct(host, parts.port or _DEFAULT_PORTS.get(parts.scheme)):
            return None
        value, place = found
        return Proxy(_address(value, place), place)

    def _is_direct(self, host: str, port: int | None) -> bool:
        if self._is_system and urllib.request.proxy_bypass(host):
            return True
        entries, _ = self._named.get("no", ("", ""))
        return any(_is_meant(entry, host, port) for entry in re.split(r"[\s,;]+", entries))


def _named(environment: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """kind -> (value, name of the variable); small letters win, and empty ones take away."""
    found: dict[str, tuple[str, str]] = {}
    for name, value in sorted(environment.items(), key=lambda item: item[0].islower()):
        kind, is_proxy, rest = name.lower().partition("_proxy")
        if not is_proxy or rest or kind not in (*KINDS, "no"):
            continue
        if value.strip():
            found[kind] = (value.strip(), name)
        elif name.islower():
            found.pop(kind, None)
    return found


def _of_system() -> dict[str, tuple[str, str]]:
    system = urllib.request.getproxies()
    # Windows and macOS name a SOCKS server without its version, urllib takes the older one
    socks = re.sub(r"^\w+://", "", system.get("socks", ""))
    named = {}
    for kind in KINDS:
        value = system.get(kind, "")
        if socks and (value.startswith("socks") or (kind == "all" and not value)):
            value = f"socks5://{socks}"
        if value:
            named[kind] = (value, "")
    return named


def _is_meant(entry: str, host: str, port: int | None) -> bool:
    """Whether an entry of no_proxy means this host: a name, its end, an address or a network."""
    entry = re.sub(r"^\w+://", "", entry.lower()).rstrip("/")
    if not entry:
        return False
    if entry == "*":
        return True
    if entry == "<local>":
        return "." not in host and ":" not in host
    address = _ip(host)
    network = _network(entry.strip("[]"))
    if network is not None:
        return address is not None and address in network
    match = re.fullmatch(r"(\[[^\]]+\]|[^:]+):([0-9]{1,5})", entry)
    if match:
        if int(match[2]) != port:
            return False
        return _is_meant(match[1], host, port)
    name = entry.removeprefix("*").removeprefix(".").rstrip(".")
    host = host.lower().rstrip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _address(value: str, place: str) -> str:
    """The address in one spelling. Raises KnownError("proxy_invalid")."""
    text = value.strip()
    text = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _invalid(place) from None
    if parts.scheme not in SCHEMES:
        raise _unknown_kind(place, parts.scheme)
    if not _is_server(parts, port):
        raise _invalid(place)
    try:
        login = _login(parts)
    except ValueError:
        raise _invalid(place) from None
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return f"{SCHEMES[parts.scheme]}://{login}{host}{'' if port is None else f':{port}'}"


def _is_server(parts: SplitResult, port: int | None) -> bool:
    """Nothing but a host, perhaps with login and port: what follows them is half a password."""
    host = parts.hostname or ""
    if port == 0 or parts.path.strip("/") or parts.query or parts.fragment:
        return False
    if ":" in host:
        return _ip(host.partition("%")[0]) is not None
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return bool(re.fullmatch(r"[\w.-]+", host))


def _login(parts: SplitResult) -> str:
    """ "user:password@", percent-encoded, or "". ValueError: no proxy takes more than 255 bytes."""
    words = [unquote(word or "") for word in (parts.username, parts.password)]
    if any(len(word.encode()) > MAX_LOGIN_BYTES for word in words):
        raise ValueError("login")
    return "{}:{}@".format(*(quote(word, safe="") for word in words)) if any(words) else ""


def _invalid(place: str) -> KnownError:
    if not place:
        return KnownError(
            "proxy_invalid",
            QT_TRANSLATE_NOOP("KnownError", "What is set as the proxy is not an address."),
            action=QT_TRANSLATE_NOOP(
                "KnownError", "Type an address such as http://127.0.0.1:7890, or leave it empty."
            ),
        )
    return KnownError(
        "proxy_invalid",
        QT_TRANSLATE_NOOP(
            "KnownError", "The environment variable {variable} is not the address of a proxy."
        ),
        QT_TRANSLATE_NOOP(
            "KnownError",
            "It should look like http://127.0.0.1:7890; in a password, # is written %23, / %2F.",
        ),
        _CORRECT,
        variable=place,
    )


def _unknown_kind(place: str, scheme: str) -> KnownError:
    return KnownError(
        "proxy_invalid",
        QT_TRANSLATE_NOOP(
            "KnownError",
            "The proxy in the environment variable {variable} is of a kind not known: {scheme}.",
        )
        if place
        else QT_TRANSLATE_NOOP("KnownError", "A proxy of this kind is not known: {scheme}."),
        QT_TRANSLATE_NOOP("KnownError", "HTTP, HTTPS and SOCKS5 can be used."),
        _CORRECT if place else "",
        variable=place,
        scheme=scheme[:40],
    )


_CORRECT = QT_TRANSLATE_NOOP(
    "KnownError", "Correct it, or type a proxy in Settings: that one wins over the environment."
)
