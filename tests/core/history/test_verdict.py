"""What becomes of a verdict: judged, corrected by the person, judged again, and given back."""

from __future__ import annotations

import pytest

from desktop_app.core.conversation import Message, Role
from desktop_app.core.history.records import CLEARED, StoredMessage, Verdict
from desktop_app.core.mood import Face
from tests.support.fakes import NEGATIVE, POSITIVE, SCENE


def test_the_judges_word_counts_while_the_person_says_nothing():
    verdict = Verdict.judged(POSITIVE, SCENE)
    assert (verdict.label, verdict.counted_mood) == ("positive", POSITIVE)
    assert (verdict.judged_score, verdict.score) == (0.93, 0.93)


def test_the_persons_word_counts_instead():
    verdict = Verdict.judged(POSITIVE, SCENE).corrected("negative", SCENE)
    assert (verdict.label, verdict.score, verdict.judged_score) == ("negative", 0.0, 0.93)
    assert verdict.mood == POSITIVE
    counted = verdict.counted_mood
    assert (counted.label, counted.face, counted.told) == ("negative", Face.FEELING, True)


def test_a_mood_that_was_cleared_counts_nowhere_and_no_reply_leans_on_it():
    verdict = Verdict.judged(POSITIVE, SCENE).corrected(CLEARED, SCENE)
    assert (verdict.label, verdict.score) == (None, None)
    assert verdict.counted_mood.face is Face.CALM


@pytest.mark.parametrize("correction", ["negative", CLEARED])
def test_a_correction_outlives_another_judgement_and_can_be_taken_back(correction):
    corrected = Verdict.judged(POSITIVE, SCENE).corrected(correction, SCENE)
    again = Verdict.judged(NEGATIVE, SCENE, corrected)
    assert (again.correction, again.score) == (correction, corrected.score)
    assert again.mood == NEGATIVE
    assert again.restored() == Verdict.judged(NEGATIVE, SCENE)


def test_a_message_takes_its_verdict_and_keeps_its_place():
    entry = StoredMessage(Message(Role.USER, "hi"), "parent", variant=1, variants=2)
    judged = entry.judged(POSITIVE, SCENE)
    assert (judged.message.mood, judged.counted_mood) == (POSITIVE, POSITIVE)
    assert (judged.parent_id, judged.variant, judged.message.text) == ("parent", 1, "hi")
    assert entry.counted_mood is None
