"""Where models come from: the hub, its usual mirror, or a server of one's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError


@dataclass(frozen=True, slots=True)
class Source:
    """A server that speaks the hub's protocol. endpoint: its address, without a slash at its end.

    official: the hub itself, the only one to which an access token is ever sent.
    """

    endpoint: str
    official: bool = False

    @property
    def host(self) -> str:
        """Host, and port where it is not the usual one."""
        return urlsplit(self.endpoint).netloc


HUB = Source("https://huggingface.co", official=True)
MIRROR = Source("https://hf-mirror.com")


def custom_source(endpoint: str) -> Source:
    """The source at an address that someone typed. Raises KnownError("source_invalid")."""
    text = endpoint.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment or parts.username or len(text.split()) > 1:
        raise KnownError(
            "source_invalid",
            QT_TRANSLATE_NOOP("KnownError", "{endpoint} is not the address of a server."),
            action=QT_TRANSLATE_NOOP("KnownError", "Type an address such as https://example.org."),
            endpoint=endpoint,
        )
    address = parts.geturl().rstrip("/")
    return HUB if address == HUB.endpoint else Source(address)


def known_sources(environment: Mapping[str, str] = os.environ) -> tuple[Source, ...]:
    """The sources to offer; one named by HF_ENDPOINT comes first."""
    named = environment.get("HF_ENDPOINT", "").strip()
    first = (custom_source(named),) if named else ()
    return (*first, *(source for source in (HUB, MIRROR) if source not in first))
