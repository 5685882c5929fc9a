"""The rule that tells whether a feeling is said, on points whose kind is known."""

from __future__ import annotations

import pytest
import torch

from desktop_app.engine.judging.feeling import fit


def points(count: int, gap: float) -> tuple[torch.Tensor, torch.Tensor, list[bool]]:
    generator = torch.Generator().manual_seed(1)
    states = torch.randn(count, 12, generator=generator, dtype=torch.float64)
    neutral = [index % 2 == 0 for index in range(count)]
    states[:, 0] += torch.tensor([gap if flag else -gap for flag in neutral])
    return states, torch.rand(count, generator=generator, dtype=torch.float64), neutral


def test_it_tells_new_points_of_the_two_kinds():
    states, leans, neutral = points(400, 3.0)
    rule = fit(states[:96], leans[:96], neutral[:96])
    assert rule.works
    weights = torch.tensor(rule.weights, dtype=torch.float64)
    odds = states[96:] @ weights + rule.lean_weight * leans[96:] + rule.intercept
    right = (odds > 0) == torch.tensor(neutral[96:])
    assert right.double().mean() > 0.97


def test_what_can_not_be_told_says_so():
    states, leans, neutral = points(96, 0.0)
    assert not fit(states, leans, neutral).works


def test_points_that_are_all_the_same_give_no_numbers_that_are_none():
    rule = fit(
        torch.ones(8, 4, dtype=torch.float64),
        torch.zeros(8, dtype=torch.float64),
        [True, False] * 4,
    )
    assert not rule.works
    assert rule.intercept == pytest.approx(0.0, abs=1e-6)
    assert all(weight == 0 for weight in rule.weights)
