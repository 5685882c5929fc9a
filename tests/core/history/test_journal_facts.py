"""What days add up to, and that nothing is said of a few of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop_app.core.history.journal_facts import (
    Facts,
    Totals,
    by_week,
    day_colour,
    facts_of,
    is_strong,
    totals,
)
from desktop_app.core.history.records import DayMood

MONDAY = date(2026, 3, 2)


def days(*scores, first=MONDAY):
    """Days that follow each other; None for one without a word."""
    return [
        DayMood(first + timedelta(days=index), 1, score, 0.0, 1.0)
        for index, score in enumerate(scores)
        if score is not None
    ]


@pytest.mark.parametrize(
    ("score", "unsure", "strength", "colour", "strong"),
    [
        (0.95, 0.0, 0.9, "positive", True),
        (0.95, 0.0, 0.3, "positive", False),
        (0.6, 0.0, 0.9, "positive", False),
        (0.59, 0.0, 0.9, "unsure", False),
        (0.4, 0.5, 0.9, "negative", False),
        (0.1, 0.0, 0.9, "negative", True),
        # two of three messages were questions: the feeling of the third is the day's
        (0.95, 2 / 3, 0.9, "positive", True),
        (0.5, 1.0, 0.0, "unsure", False),
    ],
)
def test_the_colour_of_a_day(score, unsure, strength, colour, strong):
    day = DayMood(MONDAY, 3, score, unsure, strength)
    assert (day_colour(day), is_strong(day)) == (colour, strong)


def test_totals_and_the_longest_good_run():
    assert totals([]) == Totals(0, 0, 0, 0)
    found = totals(days(0.9, 0.9, 0.1, 0.9, 0.9, 0.9, None, 0.9, 0.5))
    assert found == Totals(good=6, hard=1, unclear=1, longest_good=3)


def test_a_week_is_the_mean_of_its_messages():
    found = by_week(
        [
            DayMood(MONDAY, 3, 1.0, 0.0, 1.0),
            DayMood(MONDAY + timedelta(days=6), 1, 0.0, 0.0, 1.0),
            DayMood(MONDAY + timedelta(days=14), 2, 0.25, 0.0, 1.0),
        ]
    )
    assert [(week.first, week.days, week.count, week.score) for week in found] == [
        (MONDAY, 2, 4, 0.75),
        (MONDAY + timedelta(days=14), 1, 2, 0.25),
    ]


def test_of_a_few_days_nothing_is_said():
    assert facts_of([]) == Facts()
    assert facts_of(days(0.1, 0.9)) == Facts(month_days=2)
    assert facts_of(days(0.1, 0.9, 0.5)) == Facts(month=3, month_days=3)


def test_a_weekday_that_stands_out_is_named():
    week = (0.5, 0.9, 0.48, 0.52, 0.5, 0.5, 0.1)
    found = facts_of(days(*week * 6))
    assert (found.brightest_weekday, found.hardest_weekday) == (1, 6)


def test_a_weekday_that_hardly_differs_is_not():
    scores = [0.5 + 0.3 * (-1) ** index for index in range(7 * 8)]
    found = facts_of(days(*scores))
    assert (found.brightest_weekday, found.hardest_weekday) == (None, None)
    week = (0.5, 0.54, 0.5, 0.5, 0.5, 0.5, 0.5)
    assert facts_of(days(*week * 8)).brightest_weekday is None


def test_two_months_are_compared_where_they_plainly_differ():
    march, april = [0.2, 0.3] * 15, [0.7, 0.8] * 5
    found = facts_of(days(*march, None, *april, first=date(2026, 3, 1)))
    assert (found.month, found.month_days) == (4, 10)
    assert (found.brighter_month, found.darker_month) == (4, 3)
    short = facts_of(days(*march, None, *april[:7], first=date(2026, 3, 1)))
    assert (short.brighter_month, short.darker_month) == (None, None)


def test_january_is_not_compared_with_december_of_the_same_year():
    found = facts_of(days(*[0.9] * 20, first=date(2026, 1, 1)))
    assert found.brighter_month is None


def test_calm_days_are_no_part_of_weeks_and_facts():
    calm = [DayMood(MONDAY + timedelta(days=n), 4, 0.5, 1.0, 0.0) for n in range(5)]
    assert by_week(calm) == []
    assert facts_of(calm) == Facts()
    assert totals(calm) == Totals(good=0, hard=0, unclear=0, longest_good=0)


@pytest.mark.parametrize(
    ("begins", "firsts"),
    [(0, [date(2026, 3, 2)]), (6, [date(2026, 3, 1), date(2026, 3, 8)]), (5, [date(2026, 3, 7)])],
)
def test_weeks_begin_as_they_are_told(begins, firsts):
    """Monday, Sunday and Saturday: 7 and 8 March 2026 are a Saturday and a Sunday."""
    found = by_week(
        [DayMood(date(2026, 3, 7), 1, 1, 0, 1.0), DayMood(date(2026, 3, 8), 1, 1, 0, 1.0)], begins
    )
    assert [week.first for week in found] == firsts
