"""What a verdict is shown as, and how strongly."""

from __future__ import annotations

import pytest

from desktop_app.core.mood import TOLD_STRENGTH, Face, Mood


@pytest.mark.parametrize(
    ("unsure", "feeling", "face"),
    [
        (False, 0.9, Face.FEELING),
        (True, 0.1, Face.CALM),
        (True, 0.8, Face.UNCLEAR),
        # nobody measured it: an older verdict, a scene without neutral sentences
        (False, None, Face.FEELING),
        (True, None, Face.UNCLEAR),
    ],
)
def test_faces(unsure, feeling, face):
    assert Mood("positive", 0.9, unsure, (0.9, 0.1), feeling).face is face


def test_strength_is_the_feeling_times_how_far_the_label_is_above_chance():
    assert Mood("a", 0.9, False, (0.9, 0.1), 0.5).strength == pytest.approx(0.4)
    assert Mood("a", 0.9, False, (0.9, 0.1)).strength == pytest.approx(0.8)
    assert Mood("a", 0.5, True, (0.5, 0.5), 1.0).strength == 0
    assert Mood("a", 0.6, False, (0.6, 0.2, 0.2), 1.0).strength == pytest.approx(0.4)
    # what a damaged file says
    assert Mood("a", 0.2, False, (), 1.0).strength == 0
    assert Mood("a", 1.0, False, (1.0,)).strength == 1


def test_the_persons_word():
    judged = Mood("positive", 0.55, True, (0.55, 0.45), 0.2)
    said = judged.corrected("negative")
    assert (said.label, said.face, said.told) == ("negative", Face.FEELING, True)
    assert said.strength == TOLD_STRENGTH
    calm = Mood("positive", 0.99, False, (0.99, 0.01), 0.99).cleared()
    assert (calm.face, calm.told, calm.strength) == (Face.CALM, True, 0)
