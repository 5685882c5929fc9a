"""What corrections teach, on made-up messages: log-odds and directions."""

from __future__ import annotations

import pytest
import torch

from desktop_app.engine.corrections import (
    Example,
    Taught,
    accuracy,
    held_out_accuracy,
)


def example(odds: float, label: int, direction: int) -> Example:
    state = torch.zeros(64, dtype=torch.float64)
    state[direction] = 1
    return Example(torch.tensor([odds, -odds], dtype=torch.float64), state, label)


def test_a_corrected_message_comes_out_as_corrected_and_others_are_left_alone():
    wrong = example(6.0, 1, 0)
    taught = Taught([wrong])
    assert taught.log_odds(wrong.log_odds, wrong.state).argmax() == 1
    other = example(0.1, 0, 1)
    torch.testing.assert_close(
        taught.log_odds(other.log_odds, other.state), other.log_odds, atol=0.01, rtol=0
    )


def test_one_disagreement_is_a_doubtful_label_and_shifts_nothing():
    assert Taught([example(8.0, 1, 0)]).shift.tolist() == [0, 0]


def test_disagreements_in_both_directions_cancel():
    examples = [example(3.0, 1, n) for n in range(4)] + [example(-3.0, 0, n + 4) for n in range(4)]
    assert Taught(examples).shift.abs().max() < 1e-9


def test_ten_disagreements_shift_but_never_overturn_what_is_sure():
    taught = Taught([example(1.0, 1, n) for n in range(10)])
    borderline, sure = example(0.5, 1, 20), example(6.0, 0, 21)
    assert taught.log_odds(borderline.log_odds, borderline.state).argmax() == 1
    assert taught.log_odds(sure.log_odds, sure.state).argmax() == 0
    assert taught.shift[0] == pytest.approx(-taught.shift[1].item())


def test_agreement_changes_nothing():
    taught = Taught([example(5.0, 0, n) for n in range(5)] + [example(-5.0, 1, 9)])
    assert taught.shift.tolist() == [0, 0]


def test_the_same_correction_many_times_is_stable():
    taught = Taught([example(9.0, 1, 0)] * 64)
    odds = taught.log_odds(example(9.0, 1, 0).log_odds, example(9.0, 1, 0).state)
    assert torch.isfinite(odds).all()
    assert odds.argmax() == 1


def test_accuracy_is_measured_on_what_was_held_back():
    examples = [example(0.5, 1, n) for n in range(20)]
    assert accuracy(examples) == 0
    assert held_out_accuracy(examples) == 1
    # one of its kind: what it teaches says nothing of itself
    assert held_out_accuracy([example(0.5, 1, 0)]) == 0


def test_more_labels_than_two():
    odds = torch.tensor([2.0, -1.0, -3.0], dtype=torch.float64)
    state = torch.zeros(8, dtype=torch.float64)
    state[0] = 1
    taught = Taught([Example(odds, state, 2)])
    assert taught.log_odds(odds, state).argmax() == 2
