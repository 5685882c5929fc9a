"""Whether a message says a feeling at all, from what the judge has computed anyway.

Most messages of a chat are questions and requests, and the log-odds of the label words lean to one
side for them too. The hidden states that those words are read from know better: a ridge logistic
regression on them and on how far the log-odds lean, fitted on the anchors of the labels and on
neutral ones, costs one product for a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

RIDGE = 0.03
"""Of the weights; the features have a mean square length of one."""
LEAN_SHARE = 0.3
"""How much the lean, standardised on the anchors, counts beside the state."""
FOLDS = 8
WORKING_AUC = 0.9
"""On anchors that the fit has not seen; below it the rule is not used."""
NEWTON_STEPS = 50
TOLERANCE = 1e-8
RANK = 1e-9
"""Of the largest singular value: directions with less than that are none."""


@dataclass(frozen=True, slots=True)
class FeelingRule:
    """p(no feeling) = sigmoid(state . weights + lean_weight * lean + intercept).

    weights: one for each number of a state, (answers * hidden,).
    auc: area under the ROC curve of anchors that were held back in turn.
    """

    weights: tuple[float, ...]
    lean_weight: float
    intercept: float
    auc: float

    @property
    def works(self) -> bool:
        """Whether the model can tell the neutral anchors from the others."""
        return self.auc >= WORKING_AUC


def fit(states: Tensor, leans: Tensor, neutral: Sequence[bool]) -> FeelingRule:
    """The rule for some labelled messages, of both kinds.

    states: (n, answers * hidden) float64, each answer's part of length one.
    leans: (n,) float64, how far the log-odds lean to the best label, not clamped.
    """
    truth = torch.tensor(neutral)
    middle = states.mean(dim=0)
    size = (states - middle).square().sum(dim=1).mean().sqrt().clamp_min(RANK)
    spread = leans.std(correction=0).clamp_min(RANK)
    lean = LEAN_SHARE * (leans - leans.mean()) / spread
    features = torch.cat([(states - middle) / size, lean[:, None]], dim=1)
    coefficients, constant = _logistic(features, truth)
    weights = coefficients[:-1] / size
    lean_weight = LEAN_SHARE * coefficients[-1] / spread
    intercept = constant - middle @ weights - lean_weight * leans.mean()
    return FeelingRule(
        tuple(round(value, 6) for value in weights.tolist()),
        lean_weight.item(),
        intercept.item(),
        _held_out_auc(features, truth),
    )


def _held_out_auc(features: Tensor, truth: Tensor) -> float:
    scores = torch.zeros(len(truth), dtype=torch.float64)
    fold = torch.arange(len(truth)) % FOLDS
    for number in range(FOLDS):
        seen = fold != number
        if truth[seen].all() or not truth[seen].any():
            continue
        coefficients, constant = _logistic(features[seen], truth[seen])
        scores[~seen] = features[~seen] @ coefficients + constant
    higher = scores[truth][:, None] - scores[~truth][None]
    return ((higher > 0).double() + 0.5 * (higher == 0).double()).mean().item()


def _logistic(features: Tensor, truth: Tensor) -> tuple[Tensor, Tensor]:
    """Coefficients and constant of a ridge logistic regression, both kinds weighing the same.

    By Newton's method in the span of the rows: there are far fewer of them than features.
    """
    middle = features.mean(dim=0)
    u, s, vh = torch.linalg.svd(features - middle, full_matrices=False)
    kept = s > RANK * s[0]
    ones = torch.ones(len(features), 1, dtype=features.dtype)
    rows = torch.cat([u[:, kept] * s[kept], ones], dim=1)
    ridge = torch.full((rows.shape[1],), RIDGE, dtype=features.dtype)
    ridge[-1] = 1e-6
    target = truth.to(features.dtype)
    share = target.mean()
    weight = torch.where(truth, 0.5 / share, 0.5 / (1 - share))
    found = torch.zeros(rows.shape[1], dtype=features.dtype)
    for _ in range(NEWTON_STEPS):
        p = torch.sigmoid(rows @ found)
        slope = rows.T @ (weight * (p - target)) + ridge * found
        curvature = (rows * (weight * p * (1 - p))[:, None]).T @ rows + torch.diag(ridge)
        step = torch.linalg.solve(curvature, slope)
        found = found - step
        if step.abs().max() < TOLERANCE:
            break
    coefficients = vh[kept].T @ found[:-1]
    return coefficients, found[-1] - middle @ coefficients
