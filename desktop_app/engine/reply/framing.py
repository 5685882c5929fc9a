"""How a reply is framed: the first words that the mood gives it, its last ones, and its length.

A small model finds the right tone where its first words are given, and goes wrong from the second
sentence on. So where a feeling is strong and nothing is asked for, the scene's opener begins the
reply, the model says one sentence, and where that asks nothing the scene's closing ends it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.core.conversation import Message, Role
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import AssistantRole
from desktop_app.core.text.requests import asks

LEAST_STRENGTH = 0.55
"""Below it the feeling is not plain enough to be answered by words that were written before."""
LEAST_CHARACTERS = 7
LEAST_WORDS = 5
"""Shorter messages ("唉", "Great, thanks") leave too much open."""

RECENT = 3
"""Replies whose openers and closings are not used again."""

TALK_TOKENS = 128
"""The longest answer to a message that asks for nothing, in tokens."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[\w'’]+")


@dataclass(frozen=True, slots=True)
class Frame:
    """What is decided about a reply before the model speaks.

    opener, closing: "" where there is none; a closing only behind an opener.
    is_long: something was asked for, so the whole of the length that is set may be used.
    """

    opener: str = ""
    closing: str = ""
    is_long: bool = False


UNFRAMED = Frame(is_long=True)
"""Of a reply that goes on: what it is like was decided when it began."""


def strength(mood: Mood) -> float:
    """How strong the feeling is, 0 to 1; 0 where none is shown."""
    return 0.0 if mood.unsure else mood.strength


def frame_reply(
    role: AssistantRole,
    history: Sequence[Message],
    text: str,
    mood: Mood | None,
    *,
    attempt: int = 0,
    avoided: str = "",
) -> Frame:
    """The frame of the reply to `text`, the same one whenever it is asked for.

    attempt: how many replies to this message there were before; each has another opener.
    avoided: a reply whose opener and closing are not to be used again now, beside those of the
        last replies in the history.
    """
    if asks(text):
        return Frame(is_long=True)
    if mood is None or strength(mood) < LEAST_STRENGTH or not _says_enough(text):
        return Frame()
    openers = role.openers.get(mood.label, ())
    recent = [m.text for m in history if m.role is Role.ASSISTANT][-RECENT:]
    if recent and recent[-1].startswith(openers):
        # the same matter goes on: twice in a row the words would sound like a form
        return Frame()
    recent.append(avoided)
    draw = zlib.crc32(text.encode("utf-8", "replace")) + attempt
    fresh = [o for o in openers if not any(said.startswith(o) for said in recent)]
    opener = _drawn(fresh or openers, draw)
    if not opener:
        return Frame()
    closings = role.closings.get(mood.label, ())
    fresh = [c for c in closings if not any(said.endswith(c) for said in recent)]
    return Frame(opener, _drawn(fresh or closings, draw))


def _drawn(texts: Sequence[str], draw: int) -> str:
    return texts[draw % len(texts)].strip() if texts else ""


def _says_enough(text: str) -> bool:
    return len(_HAN.findall(text)) >= LEAST_CHARACTERS or len(_WORD.findall(text)) >= LEAST_WORDS
