"""Days and times in the list of chats."""

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from desktop_app.ui.wording.dates import day_section, short_time, time_left

ENGLISH = QLocale("en")
TODAY = date(2026, 3, 12)
NOW = datetime(2026, 3, 12, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "heading", "first"),
    [
        (date(2026, 3, 13), "Today", TODAY),
        (TODAY, "Today", TODAY),
        (date(2026, 3, 11), "Yesterday", date(2026, 3, 11)),
        (date(2026, 3, 10), "Last 7 days", date(2026, 3, 6)),
        (date(2026, 3, 6), "Last 7 days", date(2026, 3, 6)),
        (date(2026, 3, 5), "March", date(2026, 3, 1)),
        (date(2026, 1, 31), "January", date(2026, 1, 1)),
        (date(2025, 3, 12), "March 2025", date(2025, 3, 1)),
    ],
)
def test_a_day_has_its_heading(day, heading, first):
    assert day_section(day, TODAY, ENGLISH) == (heading, first)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "15:30"),
        (NOW - timedelta(hours=15), "00:30"),
        (NOW - timedelta(hours=16), "Yesterday 23:30"),
        (NOW - timedelta(days=6), "Fri 15:30"),
        (NOW - timedelta(days=7), "5 Mar"),
        (NOW - timedelta(days=365), "12 Mar 2025"),
        (NOW + timedelta(days=1), "15:30"),
    ],
)
def test_a_moment_is_said_shortly(moment, words):
    assert short_time(moment, NOW, ENGLISH) == words


@pytest.mark.parametrize(
    ("age", "days"),
    [(timedelta(0), "30"), (timedelta(days=29, hours=1), "1"), (timedelta(days=31), "0")],
)
def test_the_trash_says_how_long(age, days):
    assert time_left(NOW - age, NOW).startswith(f"{days} ")
