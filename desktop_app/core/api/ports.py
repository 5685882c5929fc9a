"""What the worker drives, said as a type, so that shell/ need not know who stands behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from desktop_app.core.api.download_events import DownloadEvent
from desktop_app.core.api.events import LoadEvent, ModelUnloaded, ProvisionalMood, TurnEvent
from desktop_app.core.api.model_offers import Offer, Overview, SourcesFound
from desktop_app.core.conversation import Draft, Turn
from desktop_app.core.mood import Influence, Lesson, Mood
from desktop_app.core.scenes.scene import Scene
from desktop_app.core.settings import Settings


class Backend(Protocol):
    """Runs in one thread; what takes long is a blocking generator, driven event by event."""

    def prepare(self, cancelled: threading.Event) -> Generator[LoadEvent, None, None]:
        """Load the model. The last event is ModelReady, unless cancelled.

        Raises KnownError, and anything else where memory runs out or for a defect; so does
        `respond`. core.system.memory.known_cause tells them apart.
        """
        ...

    def respond(self, turn: Turn, cancelled: threading.Event) -> Generator[TurnEvent, None, None]:
        """Judge and answer. Looks at `cancelled` between tokens; ends with one TurnEnded."""
        ...

    def look_ahead(
        self, draft: Draft, cancelled: threading.Event
    ) -> Generator[ProvisionalMood, None, None]:
        """Judge what is typed so far and compute what its reply would need.

        Looks at `cancelled` between passes of a few tokens. May raise anything; the next turn is
        as good as without.
        """
        ...

    def teach(
        self,
        scene_id: str,
        corrections: Sequence[tuple[str, str]],
        cancelled: threading.Event,
    ) -> Lesson | None:
        """Judge with a person's corrections, (text, label id), from now on; with none as before.

        What they have changed; None when cancelled, which leaves the judge as it was.
        """
        ...

    def explain(
        self, scene_id: str, text: str, cancelled: threading.Event
    ) -> tuple[Influence, ...]:
        """What moved the verdict on a message; empty where nothing stands out or cancelled."""
        ...

    def judge_again(self, scene_id: str, text: str, cancelled: threading.Event) -> Mood | None:
        """The verdict on a message of the history; None when cancelled."""
        ...

    def try_scene(
        self, scene: Scene, texts: Sequence[str], cancelled: threading.Event
    ) -> Generator[Mood, None, None]:
        """Judge with a scene that is being edited; one verdict for each text, in order."""
        ...

    def unload(self) -> ModelUnloaded:
        """Give the model's memory back; prepare() loads it again."""
        ...

    def configure(self, settings: Settings, scenes: Mapping[str, Scene]) -> None:
        """Use these settings and scenes from now on.

        What a model is loaded by (which one, where it lies, threads, weights) counts from the next
        `prepare` on.
        """
        ...

    def close(self) -> None:
        """Let go of the model."""
        ...


BackendFactory = Callable[[], Backend]


class Library(Protocol):
    """The models: of this disk and of the sources. Every method blocks; several threads may call.

    settings: which model is wanted, where models lie, from whom and through which proxy they come.
    progress: told the fraction done, 0 to 1; may raise to stop the work.
    Every method raises KnownError.
    """

    def overview(self, settings: Settings) -> Overview:
        """What is here and what can be had. Opens no socket."""
        ...

    def offer(self, text: str, settings: Settings) -> Offer:
        """The offer of this name, or of "owner/name[@revision]". Opens no socket."""
        ...

    def probe(
        self, name: str, settings: Settings, cancelled: threading.Event
    ) -> SourcesFound | None:
        """Ask the sources at once for this model; a few seconds at most. None when cancelled."""
        ...

    def download(
        self, name: str, settings: Settings, cancelled: threading.Event, *, repair: bool
    ) -> Iterator[DownloadEvent]:
        """Fetch what is missing. settings.source "" takes the quickest source.

        The last event is DownloadFinished, DownloadPaused or DownloadFailed.
        """
        ...

    def discard(self, name: str, settings: Settings) -> None:
        """Throw away what an unfinished download has brought."""
        ...

    def import_path(
        self, path: Path, in_place: bool, settings: Settings, progress: Callable[[float], None]
    ) -> str:
        """Take in a model folder or a .gguf file. Returns the model's key."""
        ...

    def verify(
        self, key: str, settings: Settings, progress: Callable[[float], None]
    ) -> tuple[str, ...]:
        """Hash every file of a model again. Returns the names of the bad ones."""
        ...

    def remove(self, key: str, settings: Settings) -> None:
        """Delete a model from this disk."""
        ...


LibraryFactory = Callable[[], Library]
