"""Which sources answer, and how fast."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import wait
from dataclasses import dataclass
from functools import partial

from desktop_app.core.api.download_events import Trouble
from desktop_app.models.ask import begin_to_ask
from desktop_app.models.sources import Source

PROBE_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of asking a source. trouble: None where it answered. status: HTTP, 0 without.

    elapsed_ms: until the answer or the failure.
    """

    source: Source
    trouble: Trouble | None
    elapsed_ms: float
    status: int = 0


def probe(
    sources: Iterable[Source],
    repo: str,
    revision: str,
    *,
    proxy: str = "",
    timeout_s: float = PROBE_TIMEOUT_S,
) -> tuple[Probe, ...]:
    """Ask each source, all at once, for the head of one small file of the model.

    proxy: address, or empty for what the system says. Takes about timeout_s at most; the answers
    are in the order of `sources`. Raises KnownError where the proxy's address makes no sense.
    """
    from desktop_app.models.hub import HubConnection

    def ask(hub: HubConnection) -> Probe:
        start = time.monotonic()
        with hub:
            trouble, status = hub.head(repo, revision, "config.json")
        return Probe(hub.source, trouble, 1000 * (time.monotonic() - start), status)

    # made here: what the first one imports takes a while, and their threads' time is measured
    hubs = [HubConnection(source, proxy=proxy, timeout_s=timeout_s) for source in sources]
    asked = {hub.source: begin_to_ask(partial(ask, hub)) for hub in hubs}
    # a name server that says nothing can hold a thread longer than any timeout of ours
    patience_s = timeout_s + 0.5
    answered = wait(asked.values(), timeout=patience_s).done
    return tuple(
        future.result() if future in answered else Probe(source, Trouble.TIMEOUT, 1000 * patience_s)
        for source, future in asked.items()
    )


def best(probes: Iterable[Probe]) -> Source | None:
    """The quickest source that answered, if any did."""
    answered = [answer for answer in probes if answer.trouble is None]
    quickest = min(answered, key=lambda answer: answer.elapsed_ms, default=None)
    return quickest.source if quickest else None
