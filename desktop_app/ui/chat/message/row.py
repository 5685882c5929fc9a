"""What is shown of one message, as one plain value."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from desktop_app.core.conversation import Message, Role
from desktop_app.core.errors import KnownError
from desktop_app.core.history.records import StoredMessage
from desktop_app.core.mood import Influence
from desktop_app.ui.chat.message.verdict import ShownMood


@dataclass(frozen=True, slots=True)
class Row:
    """A message and all that changes its looks.

    tokens_per_s: while streaming.  mood: of the person's messages, None while there is none.
    day: the words of the line above, "" where the day is that of the message above.
    awaits_reply: of the person's messages: the first word of the reply is about to come.
    is_first_seen: what is above is no longer in the model's context.
    influences: what moved the verdict; None while nobody asks.
    is_outdated: a reply whose message has another mood now, by the person's word.
    is_marked: looked for and found.  is_selected: together with other messages.
    """

    entry: StoredMessage
    progress: Progress
    error: KnownError | None
    tokens_per_s: float
    mood: ShownMood | None
    day: str = ""
    awaits_reply: bool = False
    is_first_seen: bool = False
    influences: tuple[Influence, ...] | None = None
    is_outdated: bool = False
    is_marked: bool = False
    is_selected: bool = False

    @property
    def message(self) -> Message:
        return self.entry.message

    @property
    def is_person(self) -> bool:
        return self.message.role is Role.USER


class Progress(enum.Enum):
    """How far a message is, beyond what the message itself says."""

    DONE = "done"
    WAITING = "waiting"
    LACKS_MODEL = "lacks model"
    LEARNING = "learning"  # the judge gets to know the model first
    JUDGING = "judging"
    STREAMING = "streaming"
