"""What the session tells the window: plain values, one for the status and one for the mood."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from desktop_app.core.history.records import StoredMessage
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import Scene

RECENT_MOODS = 12
"""How many verdicts MoodState remembers."""


class Judgement(enum.Enum):
    """How far the judge is."""

    NONE = "none"
    JUDGING = "judging"
    JUDGED = "judged"


@dataclass(frozen=True, slots=True)
class MoodState:
    """All that a mood indicator shows.

    state: NONE before the first verdict; JUDGING keeps the verdict before it in `mood`.
    mood, judged_at, message_id: the last verdict, when (UTC) and on which message; None before it.
    recent: verdicts on the last RECENT_MOODS judged messages, oldest first.
    provisional: verdict on the message that is being typed; None while none is. Never set while
        JUDGING.
    """

    state: Judgement = Judgement.NONE
    mood: Mood | None = None
    judged_at: datetime | None = None
    message_id: str | None = None
    recent: tuple[Mood, ...] = ()
    provisional: Mood | None = None

    @classmethod
    def of(cls, entries: Sequence[StoredMessage], scene: Scene) -> MoodState:
        """What a conversation shows that nobody has judged anything in since it was opened.

        Only verdicts by this scene's labels count; of a corrected one, what the person said.
        """
        newest_first = (
            entry
            for entry in reversed(entries)
            if entry.verdict is not None and entry.verdict.scene_id == scene.id
        )
        counted = list(islice(newest_first, RECENT_MOODS))[::-1]
        if not counted:
            return cls()
        moods = tuple(entry.verdict.counted_mood for entry in counted if entry.verdict is not None)
        last = counted[-1].message
        return cls(Judgement.JUDGED, moods[-1], last.created_at, last.id, moods)
