"""One frozen dataclass for each fact that crosses from the worker to the window."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from desktop_app.core.conversation import FinishReason, ReplyStats
from desktop_app.core.errors import KnownError
from desktop_app.core.mood import Influence, Lesson, Mood


class LoadStage(enum.Enum):
    """Steps on the way to a ready model, in order."""

    IMPORTING = "importing"
    READING = "reading"
    CALIBRATING = "calibrating"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """The model that speaks.

    name: catalogue name or folder name.  title: how people know it.
    languages: codes of the languages that it knows ("zh", "en"); empty where nobody said.
    weights: how its weights are held, "float32" or "exact16".
    """

    name: str
    title: str
    languages: tuple[str, ...]
    weights: str = "float32"


@dataclass(frozen=True, slots=True)
class StageChanged:
    """Loading has reached a stage; `fraction` (0 to 1) where it can be known."""

    stage: LoadStage
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class ModelReady:
    """The model is in memory. rss_mib: resident memory of the process, in MiB."""

    model: ModelInfo
    rss_mib: float


@dataclass(frozen=True, slots=True)
class ModelFailed:
    """The model could not be loaded; asking again may work once the cause is gone."""

    error: KnownError


@dataclass(frozen=True, slots=True)
class ModelUnloaded:
    """The model was let go of after a while without use; prepare() brings it back.

    rss_mib: resident memory of the process afterwards, in MiB; 0 where it is not known.
    """

    rss_mib: float = 0.0


@dataclass(frozen=True, slots=True)
class ProvisionalMood:
    """The verdict on a message as far as it is typed; the message that is sent is judged anew."""

    draft_id: str
    mood: Mood


@dataclass(frozen=True, slots=True)
class Taught:
    """A scene's judge uses the person's corrections now; `lesson` says what they changed."""

    scene_id: str
    lesson: Lesson


@dataclass(frozen=True, slots=True)
class Explained:
    """What moved the verdict on a message; no influences where nothing stands out."""

    message_id: str
    influences: tuple[Influence, ...]


@dataclass(frozen=True, slots=True)
class JudgedAgain:
    """The verdict of today on a message of the history; None where it could not be judged."""

    message_id: str
    mood: Mood | None


@dataclass(frozen=True, slots=True)
class SceneTried:
    """A scene that is being edited has judged the trial's message with this index."""

    trial_id: str
    index: int
    mood: Mood


@dataclass(frozen=True, slots=True)
class TrialEnded:
    """The last event of a trial. error: why it ended early, None where it did not."""

    trial_id: str
    error: KnownError | None = None


@dataclass(frozen=True, slots=True)
class JudgeLearning:
    """A turn waits: this language or scene is new to the model, which reads its examples first.

    fraction: how much of that is done, 0 to 1.
    """

    turn_id: str
    fraction: float


@dataclass(frozen=True, slots=True)
class MoodJudged:
    """The verdict on a turn's message, unless the turn knew it; before its first ReplyChunk."""

    turn_id: str
    mood: Mood
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class ContextTrimmed:
    """The context is full. Comes at every such turn, before what the model says.

    dropped: how many of the oldest messages of the history were left out.
    shortened: the message was so long that only its beginning and its end were read.
    """

    turn_id: str
    dropped: int
    shortened: bool = False


@dataclass(frozen=True, slots=True)
class ReplyChunk:
    """The next piece of the reply: whole characters only, never empty.

    tokens_per_s: decode speed of this reply so far; 0 for its first piece.
    """

    turn_id: str
    text: str
    tokens_per_s: float


@dataclass(frozen=True, slots=True)
class ThoughtChunk:
    """The next piece of what the model thinks before its reply; no part of the reply."""

    turn_id: str
    text: str
    tokens_per_s: float


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The last event of a turn; each turn has exactly one.

    stats: None where the turn ended before its reply began.
    error: set exactly when finish_reason is FAILED.
    rss_mib: resident memory of the process, in MiB.
    taken_back: characters at the end of the reply that are not part of it after all: of a sentence
        that the longest reply did not leave room for.
    """

    turn_id: str
    finish_reason: FinishReason
    stats: ReplyStats | None = None
    error: KnownError | None = None
    rss_mib: float = 0.0
    taken_back: int = 0


LoadEvent = StageChanged | ModelReady | ModelFailed
TurnEvent = JudgeLearning | MoodJudged | ContextTrimmed | ThoughtChunk | ReplyChunk | TurnEnded
MoodWorkEvent = Taught | Explained | JudgedAgain | SceneTried | TrialEnded
