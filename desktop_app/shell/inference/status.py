"""What the program does, and what is known of the model that is loaded."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from desktop_app.core.api.events import LoadStage, ModelInfo
from desktop_app.core.errors import KnownError

NO_MODEL = "model_not_found"
"""Code of the error of a load that found no model at all."""


class Phase(enum.Enum):
    """What the app is doing. ASLEEP: the model was let go of and comes back when it is needed."""

    LOADING = "loading"
    READY = "ready"
    JUDGING = "judging"
    ANSWERING = "answering"
    FAILED = "failed"
    ASLEEP = "asleep"


@dataclass(frozen=True, slots=True)
class AppStatus:
    """All that a status line shows.

    stage, fraction: while LOADING, where known, and while JUDGING waits for a judge that is new to
        the model; fraction is 0 to 1.
    model: the model that speaks, or did before it was let go of; None until one is in memory.
    tokens_per_s: decode speed of the present or last reply, 0 before the first.
    rss_mib: resident memory of the process in MiB, 0 until known.
    error: set exactly while FAILED.
    running: id of the message that is being judged or answered; "" while none is.
    waiting: ids of messages that are written but whose turn has not begun.
    """

    phase: Phase = Phase.LOADING
    stage: LoadStage | None = None
    fraction: float | None = None
    model: ModelInfo | None = None
    tokens_per_s: float = 0.0
    rss_mib: float = 0.0
    error: KnownError | None = None
    running: str = ""
    waiting: tuple[str, ...] = ()

    @property
    def lacks_model(self) -> bool:
        """Whether there is none on this computer: what is said waits until there is."""
        return self.error is not None and self.error.code == NO_MODEL
