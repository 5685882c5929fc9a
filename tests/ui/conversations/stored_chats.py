"""Chats on a disk, for the tests of the sidebar."""

from __future__ import annotations

from datetime import UTC, datetime

from desktop_app.core.conversation import FinishReason, Message, Role, new_id
from desktop_app.core.history.records import Conversation
from desktop_app.core.mood import Mood
from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import read_scene
from desktop_app.shell.chat.chat_store import ChatStore

SCENE = read_scene(RESOURCES / "scenes" / "companion.toml")
POSITIVE = Mood("positive", 0.9, False, (0.9, 0.1))
NEGATIVE = Mood("negative", 0.8, False, (0.2, 0.8))
UNSURE = Mood("positive", 0.55, True, (0.55, 0.45))


def start(chats: ChatStore, title: str, moment: datetime | None = None) -> str:
    """A conversation that is on the disk; its id. `changed` does not tell of it."""
    moment = moment or datetime.now(UTC)
    conversation = Conversation(new_id(), SCENE.id, moment, moment, title)
    chats.history.create_conversation(conversation).result(60)
    return conversation.id


def say(
    chats: ChatStore,
    conversation_id: str,
    text: str,
    mood: Mood | None = None,
    role: Role = Role.USER,
    moment: datetime | None = None,
) -> str:
    """A message that is on the disk; its id."""
    reason = FinishReason.STOP if role is Role.ASSISTANT else None
    moment = moment or datetime.now(UTC)
    message = Message(role, text, created_at=moment, finish_reason=reason)
    stored = chats.reader.messages(conversation_id)
    parent = stored[-1].message.id if stored else None
    chats.history.add_message(conversation_id, message, parent).result(60)
    if mood is not None:
        chats.history.set_mood(message.id, mood, SCENE).result(60)
    return message.id
