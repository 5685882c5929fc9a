"""Several whole messages, selected together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.core.conversation import Message
from desktop_app.ui.wording.messages import speaker


@dataclass(frozen=True, slots=True)
class MessageSelection:
    """Rows from where the selection began to where it was led; none where `start` is None."""

    start: int | None = None
    end: int = 0

    @property
    def rows(self) -> range:
        if self.start is None:
            return range(0)
        return range(min(self.start, self.end), max(self.start, self.end) + 1)

    def extended(self, focused: int, target: int) -> MessageSelection:
        """The same selection led to `target`; one that begins at `focused` where there is none."""
        return MessageSelection(focused if self.start is None else self.start, target)


def as_text(messages: Sequence[Message]) -> str:
    """The messages as they are pasted elsewhere: who, when, and what was written."""
    return "\n\n".join(
        f"{speaker(message.role)}, {message.created_at.astimezone():%Y-%m-%d %H:%M}\n{message.text}"
        for message in messages
    )
