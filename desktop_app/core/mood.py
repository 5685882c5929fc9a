"""What the judge says of one message."""

from __future__ import annotations

import dataclasses
import enum
from dataclasses import dataclass

LEAST_STRENGTH = 0.3
"""Under it a feeling is too faint to be shown as one."""
TOLD_STRENGTH = 0.6
"""How strong a feeling counts that the person named."""


class Face(enum.Enum):
    """What a verdict is shown as."""

    FEELING = "feeling"  # the label, in its colour, as deep as it is strong
    CALM = "calm"  # no feeling is said
    UNCLEAR = "unclear"  # a feeling perhaps, but not which one


@dataclass(frozen=True, slots=True)
class Mood:
    """A verdict: always one of the scene's labels, with how sure the judge is.

    label: id of the most probable label, also where no feeling is said.
    confidence: probability of that label, 1/n to 1.
    unsure: show no colour: no feeling is said, or the judge can't tell which.
    probabilities: one number for each label of the scene, in the scene's order; they sum to 1.
    feeling: probability that a feeling is said at all, 0 to 1; None where nobody measured it.
    told: the person's own word on this message, or on one much like it, decided.
    """

    label: str
    confidence: float
    unsure: bool
    probabilities: tuple[float, ...]
    feeling: float | None = None
    told: bool = False

    @property
    def strength(self) -> float:
        """How much of the label's feeling is said, 0 to 1.

        The probability of a feeling, times how far the label is above chance; of a feeling that
        the person named nobody knows, and it counts as TOLD_STRENGTH.
        """
        if self.told and not self.unsure:
            return TOLD_STRENGTH
        chance = 1 / max(len(self.probabilities), 2)
        above = min(max((self.confidence - chance) / (1 - chance), 0.0), 1.0)
        return above if self.feeling is None else above * self.feeling

    @property
    def face(self) -> Face:
        """What to show. Where nobody measured the feeling, what is unsure may be either."""
        if not self.unsure:
            return Face.FEELING
        says_none = self.feeling is not None and self.feeling < 0.5
        return Face.CALM if says_none else Face.UNCLEAR

    def corrected(self, label: str) -> Mood:
        """The mood after the person said that it is this one."""
        # nobody is surer than the person
        return dataclasses.replace(
            self, label=label, confidence=1.0, unsure=False, feeling=1.0, told=True
        )

    def cleared(self) -> Mood:
        """The mood after the person said that there is none."""
        return dataclasses.replace(self, unsure=True, feeling=0.0, told=True)


@dataclass(frozen=True, slots=True)
class Influence:
    """How much a stretch of a message moved its verdict.

    start, end: of the stretch, in characters of the message; `end` is past the last one.
    weight: change of the verdict's log-odds when the stretch is left out, the other way round:
        above zero it spoke for the verdict, below zero against it.
    """

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a person's corrections have taught a judge.

    corrections: how many are in use, those that say "no feeling" among them.
    before, after: share of them that is judged as the person said, without the corrections and
        with them; `after` is measured on corrections that were held back in turn. None without
        corrections.
    calm: how many of them say that there is no feeling.
    """

    corrections: int
    before: float | None
    after: float | None
    calm: int = 0


def percent(share: float) -> str:
    """A probability as a whole percentage; never 100 %, which no judge may claim."""
    return f"{min(99, round(share * 100))}%"
