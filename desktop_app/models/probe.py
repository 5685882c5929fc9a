"""Which sources answer, and how fast."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from desktop_app.core.api.download_events import Trouble
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
    are in the order of `sources`.
    """
    from desktop_app.models.hub import HubConnection

    wanted = tuple(sources)
    answers: SimpleQueue[Probe] = SimpleQueue()

    def ask(source: Source) -> None:
        start = time.monotonic()
        with HubConnection(source, proxy=proxy, timeout_s=timeout_s) as hub:
            trouble, status = hub.head(repo, revision, "config.json")
        answers.put(Probe(source, trouble, 1000 * (time.monotonic() - start), status))

    for source in wanted:
        threading.Thread(target=ask, args=(source,), name="probe", daemon=True).start()
    found: dict[Source, Probe] = {}
    # a name server that says nothing can hold a thread longer than any timeout of ours
    deadline = time.monotonic() + timeout_s + 0.5
    while len(found) < len(wanted):
        try:
            answer = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            break
        found[answer.source] = answer
    late = 1000 * (timeout_s + 0.5)
    return tuple(found.get(s, Probe(s, Trouble.TIMEOUT, late)) for s in wanted)


def best(probes: Iterable[Probe], preferred: Source | None = None) -> Source | None:
    """The preferred source if it answered, else the quickest that did, else None."""
    answered = [answer for answer in probes if answer.trouble is None]
    if any(answer.source == preferred for answer in answered):
        return preferred
    quickest = min(answered, key=lambda answer: answer.elapsed_ms, default=None)
    return quickest.source if quickest else None
