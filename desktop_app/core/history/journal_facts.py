"""What the days of a journal add up to: counts, weeks, and what is plain enough to be said.

Nothing is said of a few days, and a difference counts once it is three times its standard error:
the best of seven weekdays is twice its own by chance alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop_app.core.history.records import DayMood

GOOD, HARD = 0.6, 0.4
"""Scores from which a day is good, and down to which it is hard."""
STRONG = 0.3
"""Depth from which a day is clearly good or hard: the distance of its score from the middle, as a
share of the way to the end, times how strong its feelings are."""

_ENOUGH_IN_MONTH = 3
_ENOUGH_OF_WEEKDAY = 5
_ENOUGH_WEEKDAYS = 5
_ENOUGH_TO_COMPARE = 8
_CLEAR = 0.06
_ERRORS = 3.0


@dataclass(frozen=True, slots=True)
class Totals:
    """Days of each colour, and the longest run of good days without a gap."""

    good: int
    hard: int
    unclear: int
    longest_good: int


MONDAY = 0


@dataclass(frozen=True, slots=True)
class WeekMood:
    """first: its first day.  days: on which a feeling was said.  count: messages that say one.

    score: their mean, 0 to 1.
    """

    first: date
    days: int
    count: int
    score: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be said; None where there is not enough to say it.

    month, month_days: the latest month, 1 to 12, and on how many of its days there is a mood.
    brightest_weekday, hardest_weekday: 0 is Monday.
    brighter_month, darker_month: the last two months, where one was plainly brighter.
    """

    month: int | None = None
    month_days: int = 0
    brightest_weekday: int | None = None
    hardest_weekday: int | None = None
    brighter_month: int | None = None
    darker_month: int | None = None


def day_colour(day: DayMood) -> str:
    """The colour role of a day: "positive", "negative", or "unsure" where it is in between.

    Its feelings alone colour it: what was calm talk takes nothing away from them.
    """
    if not day.feelings or HARD < day.score < GOOD:
        return "unsure"
    return "positive" if day.score >= GOOD else "negative"


def day_depth(day: DayMood) -> float:
    """How deep the day's colour is, 0 to 1: deeper with the strength of what was felt."""
    return 0.0 if day_colour(day) == "unsure" else 2 * abs(day.score - 0.5) * day.strength


def is_strong(day: DayMood) -> bool:
    """Whether the day is clearly what its colour says."""
    return day_depth(day) >= STRONG


def totals(days: Iterable[DayMood]) -> Totals:
    """Count the days; they are in order. One without a feeling was only talk: it counts nowhere."""
    counts = {"positive": 0, "negative": 0, "unsure": 0}
    longest = run = 0
    before: date | None = None
    for day in days:
        if not day.feelings:
            continue
        colour = day_colour(day)
        counts[colour] += 1
        follows = before is not None and day.day - before == timedelta(days=1)
        run = 0 if colour != "positive" else run + 1 if follows else 1
        longest = max(longest, run)
        before = day.day
    return Totals(counts["positive"], counts["negative"], counts["unsure"], longest)


def by_week(days: Iterable[DayMood], begins: int = MONDAY) -> list[WeekMood]:
    """The weeks with a feeling, in order. Each feeling weighs the same.

    begins: the weekday with which a week begins, 0 is Monday.
    """
    weeks: dict[date, list[DayMood]] = {}
    for day in days:
        if day.feelings:
            weeks.setdefault(week_of(day.day, begins), []).append(day)
    moods = []
    for first, found in sorted(weeks.items()):
        count = sum(day.feelings for day in found)
        score = sum(day.score * day.feelings for day in found) / count
        moods.append(WeekMood(first, len(found), count, score))
    return moods


def week_of(day: date, begins: int = MONDAY) -> date:
    """The first day of the day's week. begins: its weekday, 0 is Monday."""
    return day - timedelta(days=(day.weekday() - begins) % 7)


def facts_of(days: Sequence[DayMood]) -> Facts:
    """What can be said of the days of one year, which are in order. Calm days say nothing."""
    days = [day for day in days if day.feelings]
    if not days:
        return Facts()
    months: dict[int, list[float]] = {}
    weekdays: dict[int, list[float]] = {}
    for day in days:
        months.setdefault(day.day.month, []).append(day.score)
        weekdays.setdefault(day.day.weekday(), []).append(day.score)
    month = days[-1].day.month
    written = len(months[month])
    brighter, darker = _compared(months, month)
    return Facts(
        month if written >= _ENOUGH_IN_MONTH else None,
        written,
        _standing_out(weekdays, 1),
        _standing_out(weekdays, -1),
        brighter,
        darker,
    )


def _compared(months: dict[int, list[float]], month: int) -> tuple[int | None, int | None]:
    """This month and the one before it, the brighter first; None where they hardly differ."""
    now, before = months[month], months.get(month - 1, [])
    if min(len(now), len(before)) < _ENOUGH_TO_COMPARE or not _differ(now, before):
        return None, None
    return (month, month - 1) if _mean(now) > _mean(before) else (month - 1, month)


def _standing_out(weekdays: dict[int, list[float]], sign: int) -> int | None:
    """The weekday with the highest (sign 1) or lowest (-1) mean, if it differs from the others."""
    known = {key: scores for key, scores in weekdays.items() if len(scores) >= _ENOUGH_OF_WEEKDAY}
    if len(known) < _ENOUGH_WEEKDAYS:
        return None
    best = max(known, key=lambda key: sign * _mean(known[key]))
    others = [score for key, scores in weekdays.items() if key != best for score in scores]
    return best if _differ(known[best], others) else None


def _differ(some: Sequence[float], others: Sequence[float]) -> bool:
    error = math.hypot(_standard_error(some), _standard_error(others))
    gap = abs(_mean(some) - _mean(others))
    return gap >= max(_CLEAR, _ERRORS * error)


def _standard_error(scores: Sequence[float]) -> float:
    mean = _mean(scores)
    variance = sum((score - mean) ** 2 for score in scores) / (len(scores) - 1)
    return math.sqrt(variance / len(scores))


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores)
