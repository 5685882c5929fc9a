"""What a person's corrections add to a judge.

Two small terms in log-odds, one label against the others. A shift, by logistic regression of the
corrections on one number: shrunk towards zero, and zero until they disagree with the judge by more
than two whole messages, because one in ten labels that people give is doubtful. And a
near-neighbour term on the last hidden state (a Gaussian process with a narrow kernel), which makes
a corrected message and its close variants come out as the person said and leaves all others alone.
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


@dataclass(frozen=True, slots=True)
class Example:
    """A corrected message as the judge sees it.

    log_odds: of each label against the others, without corrections, (labels,) float64.
    state: where it lies among messages, (n,) float64 of length one.
    """

    log_odds: Tensor
    state: Tensor
    label: int


class Taught:
    """The terms that some examples have taught."""

    def __init__(self, examples: Sequence[Example]) -> None:
        """Fit; at least one example."""
        self._states = torch.stack([example.state for example in examples])
        odds = torch.stack([example.log_odds for example in examples])
        truth = torch.tensor([example.label for example in examples])
        targets = torch.nn.functional.one_hot(truth, odds.shape[1]).double()
        kernel = _kernel(self._states, self._states)
        self.shift = torch.stack([_shift(f, y) for f, y in zip(odds.T, targets.T, strict=True)])
        shifted = odds + self.shift
        self._weights = torch.stack(
            [_near(kernel, f, y) for f, y in zip(shifted.T, targets.T, strict=True)], dim=1
        )

    def log_odds(self, log_odds: Tensor, state: Tensor) -> Tensor:
        """The log-odds of a message, (labels,), with what was taught added."""
        return log_odds + self.shift + (_kernel(state[None], self._states) @ self._weights)[0]


def held_out_accuracy(examples: Sequence[Example]) -> float:
    """Share judged as labelled by what the other examples teach, in FOLDS parts."""
    right = 0
    for fold in range(FOLDS):
        tested = examples[fold::FOLDS]
        others = [e for index, e in enumerate(examples) if index % FOLDS != fold]
        taught = Taught(others) if others else None
        for example in tested:
            odds = example.log_odds
            if taught is not None:
                odds = taught.log_odds(odds, example.state)
            right += int(odds.argmax()) == example.label
    return right / len(examples)


def accuracy(examples: Sequence[Example]) -> float:
    """Share judged as labelled without any teaching."""
    return sum(int(e.log_odds.argmax()) == e.label for e in examples) / len(examples)


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
