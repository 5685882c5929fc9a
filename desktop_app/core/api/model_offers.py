"""The models of this disk and those that can be had, as the window sees them: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_app.core.api.download_events import Trouble
from desktop_app.core.errors import KnownError


@dataclass(frozen=True, slots=True)
class ModelOnDisk:
    """A model that is here, sound or not.

    key: tells it from all others on this disk.  bytes: of its weights.
    removable: this program may delete it; one used in place is then only forgotten.
    repo: "owner/name" on the hub; "" where it did not come from there, and can't be repaired.
    error: why it can't be loaded, None where it seems sound.
    """

    key: str
    name: str
    title: str
    revision: str
    folder: Path
    bytes: int
    languages: tuple[str, ...] = ()
    in_place: bool = False
    removable: bool = True
    repo: str = ""
    error: KnownError | None = None

    @property
    def repairable(self) -> bool:
        """Whether a source may have what it lacks."""
        return bool(self.repo)


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that can be downloaded.

    name: as `Library.offer` understands it.  bytes: of all files, None until a source was asked.
    done_bytes: what an unfinished download has brought already.
    licence_text: to be read in the window; empty where none is shipped.
    must_accept: the licence limits what people may do with the model.
    """

    name: str
    title: str
    repo: str
    languages: tuple[str, ...]
    bytes: int | None
    done_bytes: int
    licence: str
    licence_text: str
    must_accept: bool


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What came of asking a server. trouble: None where it answered. status: HTTP, 0 without."""

    endpoint: str
    host: str
    trouble: Trouble | None
    elapsed_ms: float
    status: int = 0


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """The answers of all sources that were asked.

    best: endpoint of the one to take, "" where none answered.
    total_bytes: size of the model asked for, None where it is not known.
    """

    reports: tuple[SourceReport, ...]
    best: str
    total_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """What is here and what can be had.

    wanted: key of the model that a load would take now, "" where there is none.
    default, starter: names of offers.  sources: (endpoint, host) of the servers known.
    folder: where models go.  offline: the network is switched off for this program.
    """

    models: tuple[ModelOnDisk, ...]
    wanted: str
    offers: tuple[Offer, ...]
    default: str
    starter: str
    sources: tuple[tuple[str, str], ...]
    folder: Path
    free_bytes: int
    offline: bool

    def offer(self, name: str) -> Offer | None:
        return next((offer for offer in self.offers if offer.name == name), None)

    def model(self, key: str) -> ModelOnDisk | None:
        return next((model for model in self.models if model.key == key), None)

    @property
    def unfinished(self) -> Offer | None:
        """The download to go on with; the one that has come furthest."""
        begun = [offer for offer in self.offers if offer.done_bytes]
        return max(begun, key=lambda offer: offer.done_bytes, default=None)
