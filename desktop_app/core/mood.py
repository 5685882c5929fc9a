"""What the judge says of one message."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mood:
    """A verdict: always one of the scene's labels, with how sure the judge is.

    label: id of the most probable label.
    confidence: probability of that label, 1/n to 1.
    unsure: the judge could not tell, or there was nothing to judge; show no colour as certain.
    probabilities: one number for each label of the scene, in the scene's order; they sum to 1.
    """

    label: str
    confidence: float
    unsure: bool
    probabilities: tuple[float, ...]


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

    corrections: how many are in use.
    before, after: share of them that is judged as the person said, without the corrections and
        with them; `after` is measured on corrections that were held back in turn. None without
        corrections.
    """

    corrections: int
    before: float | None
    after: float | None


def percent(share: float) -> str:
    """A probability as a whole percentage; never 100 %, which no judge may claim."""
    return f"{min(99, round(share * 100))}%"
