"""What corrections teach, on made-up messages: log-odds and directions."""

from __future__ import annotations

import pytest
import torch

from desktop_app.engine.judging.corrections import (
    Example,
    Place,
    Taught,
    accuracy,
    held_out_accuracy,
)


def example(odds: float, label: int, direction: int) -> Example:
    state = torch.zeros(64, dtype=torch.float64)
    state[direction] = 1
    return Example(Place(torch.tensor([odds, -odds], dtype=torch.float64), state), label)


def test_a_corrected_message_comes_out_as_corrected_and_others_are_left_alone():
    wrong = example(6.0, 1, 0)
    taught = Taught([wrong])
    assert taught.applied(wrong.place)[0].log_odds.argmax() == 1
    other = example(0.1, 0, 1)
    torch.testing.assert_close(
        taught.applied(other.place)[0].log_odds, other.place.log_odds, atol=0.01, rtol=0
    )


def test_one_disagreement_is_a_doubtful_label_and_shifts_nothing():
    assert Taught([example(8.0, 1, 0)]).shift.tolist() == [0, 0]


def test_disagreements_in_both_directions_cancel():
    examples = [example(3.0, 1, n) for n in range(4)] + [example(-3.0, 0, n + 4) for n in range(4)]
    assert Taught(examples).shift.abs().max() < 1e-9


def test_ten_disagreements_shift_but_never_overturn_what_is_sure():
    taught = Taught([example(1.0, 1, n) for n in range(10)])
    borderline, sure = example(0.5, 1, 20), example(6.0, 0, 21)
    assert taught.applied(borderline.place)[0].log_odds.argmax() == 1
    assert taught.applied(sure.place)[0].log_odds.argmax() == 0
    assert taught.shift[0] == pytest.approx(-taught.shift[1].item())


def test_agreement_changes_nothing():
    taught = Taught([example(5.0, 0, n) for n in range(5)] + [example(-5.0, 1, 9)])
    assert taught.shift.tolist() == [0, 0]


def test_the_same_correction_many_times_is_stable():
    taught = Taught([example(9.0, 1, 0)] * 64)
    odds = taught.applied(example(9.0, 1, 0).place)[0].log_odds
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
    taught = Taught([Example(Place(odds, state), 2)])
    assert taught.applied(Place(odds, state))[0].log_odds.argmax() == 2


def test_no_feeling_is_taught_to_the_message_and_its_variants_alone():
    near = torch.nn.functional.normalize(torch.tensor([1.0, 0.3, 0.0], dtype=torch.float64), dim=0)
    state, far = (torch.eye(3, dtype=torch.float64)[row] for row in (0, 2))
    odds = torch.tensor([5.0, -5.0], dtype=torch.float64)
    taught = Taught([Example(Place(odds, state, 3.0), None)])
    for place in (Place(odds, state, 3.0), Place(odds, near, 3.0)):
        found, told = taught.applied(place)
        assert found.feeling < 0
        assert told is not None
    found, told = taught.applied(Place(odds, far, 3.0))
    assert found.feeling == pytest.approx(3.0, abs=0.1)
    assert told is None
    # labels are not taught by it
    assert torch.equal(found.log_odds, odds)


def test_a_label_says_that_there_is_a_feeling():
    state = torch.eye(3, dtype=torch.float64)[0]
    odds = torch.tensor([5.0, -5.0], dtype=torch.float64)
    found, told = Taught([Example(Place(odds, state, -6.0), 1)]).applied(Place(odds, state, -6.0))
    assert found.feeling > 0
    assert found.log_odds.argmax() == 1
    assert told is not None


def test_what_is_right_is_counted_for_no_feeling_too():
    state = torch.eye(3, dtype=torch.float64)[0]
    odds = torch.tensor([5.0, -5.0], dtype=torch.float64)
    calm, felt = Place(odds, state, -2.0), Place(odds, state, 2.0)
    assert Example(calm, None).agrees(calm)
    assert not Example(calm, None).agrees(felt)
    assert Example(calm, 0).agrees(felt)
