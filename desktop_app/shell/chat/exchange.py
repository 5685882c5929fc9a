"""One message on its way through the worker, and the reply to it as far as it is written."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from desktop_app.core.api.events import TurnEnded
from desktop_app.core.conversation import Message, Role, Turn
from desktop_app.core.history.records import StoredMessage
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import Scene


@dataclass(slots=True)
class Exchange:
    """Waits until its message is on the disk and the worker is free; then it is a turn.

    reply: None for a note "just for me".
    mood: the verdict where it is known before.
    variants: how many replies to the message there are, this one among them.
    continued: the reply's text before it goes on.
    is_saved: whether the message is on the disk.
    is_shown: whether the reply has words, and so is on the screen.
    """

    conversation_id: str
    scene: Scene
    message: Message
    reply: Message | None
    mood: Mood | None = None
    variants: int = 1
    continued: str = ""
    is_saved: bool = False
    is_shown: bool = False
    cancelled: threading.Event = field(default_factory=threading.Event)

    def begin(self, history: tuple[Message, ...]) -> Turn:
        """The turn that the worker is given, with the messages before this one."""
        return Turn(
            self.conversation_id,
            history,
            self.message.text,
            self.scene.id,
            mood=self.mood,
            reply_so_far=self.continued,
            wants_reply=self.reply is not None,
            attempt=self.variants - 1,
        )

    def resumed(self) -> Exchange:
        """The same once more, going on behind what was said so far. The message is on the disk."""
        reply = self.reply and dataclasses.replace(self.reply, finish_reason=None, stats=None)
        return Exchange(
            self.conversation_id,
            self.scene,
            self.message,
            reply,
            mood=self.mood,
            variants=self.variants,
            continued=reply.text if reply else "",
            is_shown=True,
        )


def finished(reply: Message, ended: TurnEnded) -> Message:
    """The reply in its final state, without what the end took back."""
    text = reply.text[: len(reply.text) - ended.taken_back]
    return dataclasses.replace(
        reply, text=text, finish_reason=ended.finish_reason, stats=ended.stats
    )


def exchanges(entries: Sequence[StoredMessage]) -> tuple[Message, ...]:
    """Every exchange that has words on both sides, in order, with the mood that counts.

    A message that got no reply is left out: roles must alternate in most chat templates, and a
    message that cannot be answered must not make the next ones fail with it.
    """
    messages: list[Message] = []
    for entry, following in pairwise(entries):
        message, reply = entry.message, following.message
        if message.role is Role.USER and reply.role is Role.ASSISTANT and reply.text:
            mood = entry.counted_mood
            # a copy of each costs more than all else where there are thousands
            if mood is not message.mood:
                message = dataclasses.replace(message, mood=mood)
            messages += (message, reply)
    return tuple(messages)
