"""What the indicator says in each state, in both languages."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.shell.chat.mood_state import Judgement, MoodState
from desktop_app.shell.platform.translation import install_translator
from desktop_app.ui.mood.indicator import MoodIndicator
from desktop_app.ui.wording.dates import time_ago
from desktop_app.ui.wording.moods import mood_lean
from tests.support.fakes import NEGATIVE, POSITIVE, SCENE, UNSURE


@pytest.fixture
def make(qtbot, qapp, theme, icons, paths):
    def make_indicator(language):
        install_translator(qapp, language, paths)
        indicator = MoodIndicator(theme, icons, SCENE, language)
        qtbot.addWidget(indicator)
        indicator.show()
        return indicator

    yield make_indicator
    install_translator(qapp, "en", paths)


def judged(mood, recent=()):
    return MoodState(Judgement.JUDGED, mood, datetime.now(UTC), "m", recent or (mood,))


@pytest.mark.parametrize(
    ("language", "mood", "line", "sure"),
    [
        ("zh", POSITIVE, "😄 LLM 情感判断: 正面", "93%"),
        ("zh", NEGATIVE, "😡 LLM 情感判断: 负面", "88%"),
        ("en", POSITIVE, "😄 LLM sentiment: positive", "93%"),
        ("en", NEGATIVE, "😡 LLM sentiment: negative", "88%"),
    ],
)
def test_the_whole_verdict_is_in_the_accessible_name_and_the_tooltip(
    make, language, mood, line, sure
):
    indicator = make(language)
    indicator.set_state(judged(mood))
    assert indicator.accessibleName().startswith(line)
    assert sure in indicator.accessibleName()
    assert indicator.toolTip() == indicator.accessibleName()
    assert indicator.headline() == line[2:]
    assert sure in indicator.detail()


def test_an_unsure_verdict_claims_nothing(make):
    indicator = make("en")
    indicator.set_state(judged(UNSURE))
    assert "positive" not in indicator.accessibleName()
    assert indicator.headline() == "LLM sentiment: hard to tell"


def test_while_judging_the_old_verdict_is_gone(make):
    indicator = make("en")
    indicator.set_state(judged(POSITIVE))
    judging = MoodState(Judgement.JUDGING, POSITIVE, datetime.now(UTC), "m", (POSITIVE,))
    indicator.set_state(judging)
    assert indicator.is_judging
    assert "positive" not in indicator.accessibleName()
    assert "judging" in indicator.headline()


def typed(mood, before=None):
    """The state while a message is typed, after a verdict on another or none."""
    state = MoodState() if before is None else judged(before)
    return dataclasses.replace(state, provisional=mood)


@pytest.mark.parametrize(
    ("language", "before", "line", "detail"),
    [
        ("en", None, "😡 LLM sentiment: negative, 88% sure, so far", "88% sure · so far"),
        ("en", POSITIVE, "😡 LLM sentiment: negative, 88% sure, so far", "88% sure · so far"),
        ("zh", POSITIVE, "😡 LLM 情感判断: 负面，把握 88%（暂时）", "把握 88% · 暂时"),
    ],
)
def test_a_provisional_verdict_says_so(make, language, before, line, detail):
    indicator = make(language)
    indicator.set_state(typed(NEGATIVE, before))
    assert indicator.is_provisional
    assert indicator.accessibleName() == indicator.toolTip() == line
    assert indicator.detail() == detail


def test_after_a_provisional_verdict_the_real_one_is_back(make):
    indicator = make("en")
    indicator.set_state(typed(NEGATIVE, POSITIVE))
    indicator.set_state(judged(POSITIVE))
    assert not indicator.is_provisional
    assert indicator.accessibleName() == "😄 LLM sentiment: positive, 93% sure"


def test_without_any_verdict_it_goes_back_to_none(make):
    indicator = make("en")
    nothing = indicator.accessibleName()
    indicator.set_state(typed(NEGATIVE))
    indicator.set_state(MoodState())
    assert indicator.accessibleName() == nothing


def test_every_state_is_drawn_and_differs(make, qtbot, theme, monkeypatch):
    monkeypatch.setattr(theme, "motion_ms", lambda: 0)
    indicator = make("en")
    pictures = []
    for state in (
        MoodState(),
        MoodState(Judgement.JUDGING),
        judged(POSITIVE),
        judged(NEGATIVE),
        judged(UNSURE),
        judged(POSITIVE, (NEGATIVE, UNSURE, POSITIVE)),
        typed(POSITIVE),
        typed(NEGATIVE),
        typed(UNSURE),
    ):
        indicator.set_state(state)
        indicator.adjustSize()
        pictures.append(indicator.grab().toImage())
    for i, picture in enumerate(pictures):
        assert all(picture != other for other in pictures[i + 1 :])


def test_without_motion_the_ring_is_there_at_once(make, theme, monkeypatch):
    monkeypatch.setattr(theme, "motion_ms", lambda: 0)
    indicator = make("en")
    indicator.set_state(judged(POSITIVE))
    still = indicator.grab().toImage()
    indicator.set_state(judged(POSITIVE))
    assert indicator.grab().toImage() == still


def test_strength_has_a_sign_and_nothing_where_unsure():
    assert mood_lean(SCENE, POSITIVE) == pytest.approx(0.86)
    assert mood_lean(SCENE, NEGATIVE) == pytest.approx(-0.76)
    assert mood_lean(SCENE, UNSURE) == 0


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "just now"), (60, "1 min ago"), (3599, "59 min ago")]
)
def test_time_ago(qapp, seconds, words):
    now = datetime.now(UTC)
    assert time_ago(now - timedelta(seconds=seconds), now) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 12, 13, 5), "13:05"),
        (datetime(2026, 3, 11, 21, 40), "Yesterday 21:40"),
        (datetime(2026, 3, 2, 21, 40), "2 Mar"),
        (datetime(2025, 3, 2, 21, 40), "2 Mar 2025"),
    ],
)
def test_once_an_hour_has_passed_it_is_said_when_it_was(make, moment, words):
    """The time alone would make a verdict of last week look like one of today."""
    make("en")
    now = datetime(2026, 3, 12, 15, 30).astimezone()
    assert time_ago(moment.astimezone(), now) == words
