"""What a person wants to be done with a message."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Action(enum.Enum):
    """The value of those that have a button is its icon."""

    BACK = "back"
    """The variant before this one."""
    FORWARD = "forward"
    COPY = "copy"
    EDIT = "edit"
    """Write it anew in its place."""
    REGENERATE = "again"
    CONTINUE = "continue"
    QUOTE = "quote"
    """Its value, where it comes from the view: the text to quote."""
    DELETE = "bin"
    SEND = "send"
    """What was written in its place: a str."""
    RETRY = "retry"
    """Answer anew, as the reply failed."""
    CORRECT = "correct"
    """The mood, to a label's id, CLEARED, or None to take a correction back."""
    EXPLAIN = "explain"
    """What moved the verdict."""
    OPEN_LINK = "link"
    """The address: a str."""
    MOVE = "move"
    """The keyboard to the message above (-1) or below (1)."""
    EXTEND = "extend"
    """The same with Shift, to select whole messages; 0 where this one was clicked."""
    READ_ON = "read on"
    """Another part of a very long message is shown, from its beginning."""


@dataclass(frozen=True, slots=True)
class MessageIntent:
    """value: what the action says of it; None where it needs none."""

    message_id: str
    action: Action
    value: str | int | None = None
