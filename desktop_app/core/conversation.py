"""Messages, and the turn that is handed to the worker."""

from __future__ import annotations

import enum
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from desktop_app.core.mood import Mood


class Role(enum.StrEnum):
    """Who speaks, by the names that chat templates use."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class FinishReason(enum.StrEnum):
    """Why a turn ended. `interrupted` is only ever read from disk: the program died meanwhile."""

    STOP = "stop"
    LENGTH = "length"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class ReplyStats:
    """What a reply cost.

    new_tokens: tokens generated, the end token not counted.
    prompt_tokens: length of the whole prompt, reused or not.
    first_token_ms: from the start of the reply's prefill to its first token.
    tokens_per_s: decode speed after the first token; 0 where there was none.
    steps: forward passes after the prompt's; fewer than new_tokens where drafts were right.
    """

    new_tokens: int
    prompt_tokens: int
    first_token_ms: float
    tokens_per_s: float
    steps: int = 0


def new_id() -> str:
    """A random identifier, unique on every machine."""
    return uuid.uuid4().hex


def _now_here() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Message:
    """One message, as stored and shown. Replaced, never changed.

    created_at: in the zone in which it was written, as a fixed offset; in UTC itself where nobody
        knows which one that was.
    thought: what the model thought before a reply. Shown, not stored.
    """

    role: Role
    text: str
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=_now_here)
    mood: Mood | None = None
    finish_reason: FinishReason | None = None
    stats: ReplyStats | None = None
    thought: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """All that the worker needs to judge and answer one message.

    id: names the turn in every event that comes of it.
    conversation_id: keys and values are kept for one conversation at a time under this name.
    history: the messages before this one, oldest first, without system messages.
    text: what the person wrote.
    scene_id: the roles to play.
    mood: the verdict, where it is known already; then it is not judged again.
    reply_so_far: the beginning of the reply, which goes on behind it.
    wants_reply: False for a note that is only judged.
    attempt: how many replies to this message there were before.
    """

    conversation_id: str
    history: tuple[Message, ...]
    text: str
    scene_id: str
    id: str = field(default_factory=new_id)
    mood: Mood | None = None
    reply_so_far: str = ""
    wants_reply: bool = True
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is still being typed, with all that the worker needs to look ahead.

    id: names the draft in every event that comes of it.  The rest is as in Turn: what the turn
    would be if the message were sent as it is.
    """

    conversation_id: str
    history: tuple[Message, ...]
    text: str
    scene_id: str
    id: str = field(default_factory=new_id)
