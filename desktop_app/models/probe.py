"""Which sources answer, and how fast."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import partial

from desktop_app.core.api.download_events import Trouble
from desktop_app.core.errors import KnownError
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
    are in the order of `sources`. Raises KnownError("proxy_invalid") where none of them could be
    asked for that.
    """
    from desktop_app.models.hub import HubConnection

    def ask(hub: HubConnection) -> Probe:
        start = time.monotonic()
        with hub:
            trouble, status = hub.head(repo, revision, "config.json")
        return Probe(hub.source, trouble, 1000 * (time.monotonic() - start), status)

    # made here: what the first one imports takes a while, and their threads' time is measured
    asked: dict[Source, Future[Probe]] = {}
    refused: list[KnownError] = []
    for source in sources:
        try:
            hub = HubConnection(source, proxy=proxy, timeout_s=timeout_s)
        except KnownError as error:
            # its proxy is none; another source may need no proxy
            refused.append(error)
            asked[source] = Future()
            asked[source].set_result(Probe(source, Trouble.PROXY, 0.0))
        else:
            asked[source] = begin_to_ask(partial(ask, hub))
    if refused and len(refused) == len(asked):
        raise refused[0]
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
