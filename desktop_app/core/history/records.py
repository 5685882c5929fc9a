"""What the chat history holds, as plain values."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop_app.core.conversation import Message, Role
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import Scene

CLEARED = ""
"""A correction that says: this message has no mood at all."""


class Folder(enum.Enum):
    """Where a conversation is listed."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    TRASH = "trash"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mood as it is kept: what the judge said, and what the person made of it.

    scene_id: the scene whose labels they are.
    judged_score: how positive the judge's word is, 0 to 1; see `positive_share`.
    score: how positive the message counts, correction heeded; None where it is cleared.
    correction: the label that the person chose instead, CLEARED, or None where they said nothing.
    """

    mood: Mood
    scene_id: str
    judged_score: float
    score: float | None
    correction: str | None = None

    @classmethod
    def judged(cls, mood: Mood, scene: Scene, before: Verdict | None = None) -> Verdict:
        """What the judge says of a message; a correction made before stays in force."""
        score = positive_share(mood, scene)
        if before is None or before.correction is None:
            return cls(mood, scene.id, score, score)
        return cls(mood, scene.id, score, before.score, before.correction)

    def corrected(self, correction: str | None, scene: Scene) -> Verdict:
        """The person's word: a label's id of this scene, CLEARED, or None to take it back."""
        if correction is None:
            return self.restored()
        score = None if correction == CLEARED else label_worth(correction, scene)
        return replace(self, correction=correction, score=score)

    def restored(self) -> Verdict:
        """The judge's word counts again."""
        return replace(self, correction=None, score=self.judged_score)

    @property
    def label(self) -> str | None:
        """The label to show: the person's word before the judge's; None where it is cleared."""
        return self.mood.label if self.correction is None else self.correction or None

    @property
    def unsure(self) -> bool:
        """Whether to show it as unsure: a person's correction never is."""
        return self.correction is None and self.mood.unsure

    @property
    def counted_mood(self) -> Mood:
        """The mood that replies follow; one that was cleared is unsure: no reply leans on it."""
        if self.correction is None:
            return self.mood
        if self.correction == CLEARED:
            return self.mood.cleared()
        return self.mood.corrected(self.correction)


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message in its place in the tree.

    message: its `mood` is the judge's, also where the person corrected it.
    parent_id: the message that it follows; None where it begins the conversation.
    note: written "just for me"; nobody answers it.
    variant, variants: which of its siblings it is, from 0, and how many there are.
    """

    message: Message
    parent_id: str | None = None
    note: bool = False
    verdict: Verdict | None = None
    variant: int = 0
    variants: int = 1

    @property
    def counted_mood(self) -> Mood | None:
        """The person's word before the judge's; None where nobody judged."""
        return self.message.mood if self.verdict is None else self.verdict.counted_mood

    def judged(self, mood: Mood, scene: Scene) -> StoredMessage:
        """The same message with what the judge says of it now."""
        message = replace(self.message, mood=mood)
        return replace(self, message=message, verdict=Verdict.judged(mood, scene, self.verdict))


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is known of a conversation without its messages.

    title: "" until there is a message.  title_is_own: the person chose it.
    deleted_at: when it went to the trash; None where it did not.
    All times are UTC.
    """

    id: str
    scene_id: str
    created_at: datetime
    updated_at: datetime
    title: str = ""
    title_is_own: bool = False
    pinned: bool = False
    archived: bool = False
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A title or a message that holds the words looked for.

    message_id, role: None where it is the title.
    snippet: part of the text, on one line.
    spans: (start, length) of what matched in `snippet`, in characters of a Python str: Qt counts
        UTF-16 units, which differ after an emoji.
    """

    conversation_id: str
    title: str
    created_at: datetime
    snippet: str
    spans: tuple[tuple[int, int], ...]
    message_id: str | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class DayMood:
    """A day of the journal, in local time.

    count: messages judged and not cleared, calm ones among them.
    score: mean of those that say a feeling, 0 to 1, the stronger ones weighing more; one half
        where none does.
    unsure: share of those that say none, or not which, 0 to 1.
    strength: mean strength of the feelings, 0 to 1; 0 where there is none.
    """

    day: date
    count: int
    score: float
    unsure: float
    strength: float

    @property
    def feelings(self) -> int:
        """How many of the messages say a feeling."""
        return round(self.count * (1 - self.unsure))


@dataclass(frozen=True, slots=True)
class JudgedMessage:
    """A message behind a day of the journal."""

    conversation_id: str
    message_id: str
    created_at: datetime
    text: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole conversation, with every branch.

    messages: parents before their children, siblings in their order.
    shown_root: id of the first message of the branch shown; None where there is no message.
    shown_child: for each message with children, the id of the one that is shown.
    """

    conversation: Conversation
    messages: tuple[StoredMessage, ...]
    shown_root: str | None
    shown_child: dict[str, str]


def positive_share(mood: Mood, scene: Scene) -> float:
    """How positive a verdict is, 0 to 1: each label's worth by its probability.

    A label of colour role "positive" is worth 1, "negative" 0, any other one half.
    """
    worth = [label_worth(label.id, scene) for label in scene.labels]
    if len(mood.probabilities) != len(worth):
        return label_worth(mood.label, scene)
    pairs = zip(mood.probabilities, worth, strict=True)
    return sum(probability * value for probability, value in pairs)


def label_worth(label_id: str, scene: Scene) -> float:
    """How positive a label is: 1, 0 or one half; one half too where the scene does not know it."""
    colours = {label.id: label.colour for label in scene.labels}
    return {"positive": 1.0, "negative": 0.0}.get(colours.get(label_id, ""), 0.5)
