"""What a person's corrections add to a judge.

Two small terms in log-odds, one label against the others. A shift, by logistic regression of the
corrections on one number: shrunk towards zero, and zero until they disagree with the judge by more
than two whole messages, because one in ten labels that people give is doubtful. And a
near-neighbour term on the last hidden state (a Gaussian process with a narrow kernel), which makes
a corrected message and its close variants come out as the person said and leaves all others alone.
Whether a feeling is said at all is taught in the same way, by "no feeling" and by every label.
Only corrections teach; messages that nobody labelled never do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

MAX_CORRECTIONS = 64
"""The latest are used; each costs a judgement when the program starts."""

SHRINKAGE = 2.0
"""Precision of the shift's normal prior: ten corrections of one kind move a verdict by less than 4
in log-odds; a typical anchor lies 6 from the border."""
DOUBT = 2.0
"""Disagreement that is put down to doubtful labels, in messages: the weight of a Laplace prior."""
WIDTH = 0.05
"""Of the kernel, in cosine: half of all messages have none nearer than .7, a variant has .9."""
AMPLITUDE = 36.0
"""Prior variance of the near-neighbour term in squared log-odds: enough to turn a sure verdict."""
FOLDS = 10
NEWTON_STEPS = 30
TOLERANCE = 1e-6


TWIN = 0.9
"""Cosine from which a message is a corrected one in other words: the person's word stands."""
WORD = 4.0
"""Least log-odds of what a person said, on that message and its variants."""


@dataclass(frozen=True, slots=True)
class Place:
    """A message as the judge sees it.

    log_odds: of each label against the others, (labels,) float64.
    state: where it lies among messages, (n,) float64 of length one.
    feeling: log-odds that it says a feeling; None where that is not measured.
    """

    log_odds: Tensor
    state: Tensor
    feeling: float | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A corrected message. place: without corrections.  label: None for "no feeling"."""

    place: Place
    label: int | None

    def agrees(self, place: Place) -> bool:
        """Whether a verdict of this place says what the person says."""
        calm = place.feeling is not None and place.feeling < 0
        return calm if self.label is None else int(place.log_odds.argmax()) == self.label


class Taught:
    """The terms that some examples have taught."""

    def __init__(self, examples: Sequence[Example]) -> None:
        """Fit; at least one example."""
        self._examples = examples
        self._states = torch.stack([example.place.state for example in examples])
        self._labelled = torch.tensor([example.label is not None for example in examples])
        self.shift = torch.zeros(len(examples[0].place.log_odds), dtype=torch.float64)
        self._weights = torch.zeros(0, len(self.shift), dtype=torch.float64)
        kernel = _kernel(self._states, self._states)
        labelled = [example for example in examples if example.label is not None]
        if labelled:
            odds = torch.stack([example.place.log_odds for example in labelled])
            truth = torch.tensor([example.label for example in labelled])
            targets = torch.nn.functional.one_hot(truth, odds.shape[1]).double()
            near = kernel[self._labelled][:, self._labelled]
            self.shift, self._weights = _terms(near, odds, targets)
        self.feeling_shift, self._feeling_weights = 0.0, torch.zeros(0, dtype=torch.float64)
        measured = [e.place.feeling for e in examples if e.place.feeling is not None]
        if len(measured) == len(examples):
            odds = torch.tensor(measured, dtype=torch.float64)[:, None]
            shift, weights = _terms(kernel, odds, self._labelled.double()[:, None])
            self.feeling_shift, self._feeling_weights = shift.item(), weights[:, 0]

    def applied(self, place: Place) -> tuple[Place, Example | None]:
        """The place with what was taught added, and the example whose word decides, if one does."""
        near = _kernel(place.state[None], self._states)[0]
        odds = place.log_odds + self.shift + near[self._labelled] @ self._weights
        feeling = place.feeling
        if feeling is not None and len(self._feeling_weights):
            feeling += self.feeling_shift + (near @ self._feeling_weights).item()
        told = self._twin(place.state)
        if told is not None:
            if feeling is not None:
                feeling = min(feeling, -WORD) if told.label is None else max(feeling, WORD)
            if told.label is not None:
                own = torch.nn.functional.one_hot(torch.tensor(told.label), len(odds)).bool()
                odds = torch.where(own, odds.clamp_min(WORD), odds.clamp_max(-WORD))
        return Place(odds, place.state, feeling), told

    def _twin(self, state: Tensor) -> Example | None:
        """The nearest example, the latest of equally near ones, where it is near enough."""
        cosines = (self._states @ state).tolist()
        best = max(range(len(cosines)), key=lambda index: (round(cosines[index], 6), index))
        return self._examples[best] if cosines[best] >= TWIN else None


def held_out_accuracy(examples: Sequence[Example]) -> float:
    """Share judged as the person said by what the other examples teach, in FOLDS parts."""
    right = 0
    for fold in range(FOLDS):
        tested = examples[fold::FOLDS]
        others = [e for index, e in enumerate(examples) if index % FOLDS != fold]
        taught = Taught(others) if others else None
        for example in tested:
            place = example.place if taught is None else taught.applied(example.place)[0]
            right += example.agrees(place)
    return right / len(examples)


def accuracy(examples: Sequence[Example]) -> float:
    """Share judged as the person said without any teaching."""
    return sum(example.agrees(example.place) for example in examples) / len(examples)


def _terms(kernel: Tensor, log_odds: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """The shift (outputs,) and the near-neighbour weights (examples, outputs)."""
    pairs = list(zip(log_odds.T, targets.T, strict=True))
    shift = torch.stack([_shift(f, y) for f, y in pairs])
    weights = [_near(kernel, f + u, y) for (f, y), u in zip(pairs, shift, strict=True)]
    return shift, torch.stack(weights, dim=1)


def _kernel(a: Tensor, b: Tensor) -> Tensor:
    return torch.exp((a @ b.T - 1) / WIDTH)


def _shift(log_odds: Tensor, target: Tensor) -> Tensor:
    """The u that maximises sum log p(target | log_odds + u) - SHRINKAGE u²/2 - DOUBT |u|."""
    surplus = (target - torch.sigmoid(log_odds)).sum()
    if surplus.abs() <= DOUBT:
        return torch.zeros((), dtype=torch.float64)
    sign = surplus.sign()
    low, high = torch.zeros((), dtype=torch.float64), surplus.abs() / SHRINKAGE
    for _ in range(50):
        middle = (low + high) / 2
        slope = sign * (target - torch.sigmoid(log_odds + sign * middle)).sum()
        rising = slope - SHRINKAGE * middle - DOUBT > 0
        low, high = (middle, high) if rising else (low, middle)
    return sign * (low + high) / 2


def _near(kernel: Tensor, log_odds: Tensor, target: Tensor) -> Tensor:
    """Weights of the examples: the mode of a Gaussian process classifier.

    Rasmussen & Williams, Gaussian Processes for Machine Learning, algorithm 3.1, with `log_odds`
    as its mean function.
    """
    covariance = AMPLITUDE * kernel
    eye = torch.eye(len(target), dtype=torch.float64)
    signs = 2 * target - 1

    def objective(weights: Tensor) -> Tensor:
        latent = covariance @ weights
        fit = torch.nn.functional.logsigmoid(signs * (log_odds + latent)).sum()
        return fit - weights @ latent / 2

    weights = torch.zeros_like(target)
    for _ in range(NEWTON_STEPS):
        latent = covariance @ weights
        p = torch.sigmoid(log_odds + latent)
        root = (p * (1 - p)).sqrt()
        b = root**2 * latent + (target - p)
        inner = eye + root[:, None] * covariance * root[None]
        step = b - root * torch.linalg.solve(inner, root * (covariance @ b)) - weights
        # where the judge is sure and wrong the curvature is next to nothing, and a whole step
        # lands far beyond the mode
        while objective(weights + step) < objective(weights) and step.abs().max() > TOLERANCE:
            step = step / 2
        weights = weights + step
        if step.abs().max() <= TOLERANCE:
            break
    return AMPLITUDE * weights
