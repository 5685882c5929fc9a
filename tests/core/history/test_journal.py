"""The mood of each day, in the local calendar."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.core.conversation import Message, Role, new_id
from desktop_app.core.history.journal import (
    JournalFilter,
    corrected_messages,
    days_as_csv,
    judged_messages,
    mood_by_day,
    recorded_span,
)
from desktop_app.core.history.journal_facts import facts_of
from desktop_app.core.history.records import (
    CLEARED,
    Conversation,
    StoredMessage,
    Tree,
    Verdict,
    positive_share,
)
from desktop_app.core.history.rows import to_us
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.store import open_history
from desktop_app.core.mood import Mood
from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import read_scene

BERLIN = ZoneInfo("Europe/Berlin")
CAIRO = ZoneInfo("Africa/Cairo")


@pytest.fixture
def history(tmp_path):
    opened = open_history(tmp_path / FILE_NAME)
    yield opened
    opened.close()


def add(history, moments_and_scores, scene_id="companion", unsure=False, feeling=None):
    """One conversation; each message is judged with this score."""
    messages = []
    for moment, score in moments_and_scores:
        mood = Mood("positive", 0.9, unsure, (score, 1 - score), feeling)
        message = Message(Role.USER, f"at {moment}", created_at=moment, mood=mood)
        messages.append(StoredMessage(message, verdict=Verdict(mood, scene_id, score, score)))
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    conversation = Conversation(new_id(), scene_id, moment, moment)
    history.add_trees([Tree(conversation, tuple(messages), None, {})]).result(60)
    return conversation.id


def test_days_have_count_mean_and_share_unsure(history):
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    add(history, [(noon, 0.2), (noon + timedelta(hours=1), 0.6), (noon + timedelta(days=2), 1.0)])
    add(history, [(noon, 0.4)], unsure=True)
    first, second = mood_by_day(history.reader, date(2026, 2, 1), date(2026, 4, 1), zone=UTC)
    assert (first.day, first.count) == (date(2026, 3, 1), 3)
    # what is unsure is talk, not mood
    assert first.score == pytest.approx(0.4)
    assert first.unsure == pytest.approx(1 / 3)
    assert first.feelings == 2
    assert first.strength == pytest.approx(0.8)
    assert (second.day, second.count, second.score, second.unsure) == (date(2026, 3, 3), 1, 1, 0)
    assert mood_by_day(history.reader, date(2026, 3, 4), date(2026, 3, 1), zone=UTC) == []


def test_a_day_of_calm_talk_has_no_mood(history):
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    add(history, [(noon, 0.2), (noon, 0.9)], unsure=True, feeling=0.05)
    (found,) = mood_by_day(history.reader, noon.date(), noon.date(), zone=UTC)
    assert (found.count, found.feelings, found.score, found.strength) == (2, 0, 0.5, 0)


def test_a_strong_feeling_weighs_more(history):
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    add(history, [(noon, 0.0)], feeling=1.0)
    add(history, [(noon, 1.0)], feeling=0.5)
    (found,) = mood_by_day(history.reader, noon.date(), noon.date(), zone=UTC)
    assert found.score == pytest.approx(1 / 3)
    assert found.strength == pytest.approx(0.6)


def test_filters_and_the_trash(history):
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    one = add(history, [(noon, 0.2)], "companion")
    two = add(history, [(noon, 0.8)], "coach")
    day = noon.date()

    def scores(**which):
        days = mood_by_day(history.reader, day, day, JournalFilter(**which), UTC)
        return [round(found.score, 9) for found in days]

    assert scores() == [0.5]
    assert scores(conversation_id=one) == [0.2]
    assert scores(scene_id="coach") == [0.8]
    assert scores(conversation_id=one, scene_id="coach") == []
    history.delete_conversation(two).result(60)
    assert scores() == [0.2]
    assert [found.conversation_id for found in judged_messages(history.reader, day, day)] == [one]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 30)), min_size=1, max_size=30),
    st.sampled_from([BERLIN, CAIRO, UTC, ZoneInfo("Australia/Lord_Howe")]),
)
def test_each_message_counts_on_the_day_its_clock_showed(history, moments, zone):
    """Also where a day has 23, 23.5 or 25 hours, and where midnight is left out."""
    chat = add(history, [(moment.replace(tzinfo=UTC), 0.5) for moment in moments])
    expected: dict[date, int] = {}
    for moment in moments:
        day = moment.replace(tzinfo=UTC).astimezone(zone).date()
        expected[day] = expected.get(day, 0) + 1
    days = mood_by_day(
        history.reader, date(2023, 12, 1), date(2027, 1, 31), JournalFilter(chat), zone
    )
    assert {found.day: found.count for found in days} == expected
    assert days == sorted(days, key=lambda found: found.day)
    history.erase_conversation(chat).result(60)


def test_corrections_count_and_can_be_listed(history):
    scene = read_scene(RESOURCES / "scenes" / "companion.toml")
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    add(history, [(noon, 0.2), (noon, 0.4), (noon, 0.6)], unsure=True)
    day = noon.date()
    first, second, third = judged_messages(history.reader, day, day, zone=UTC)
    history.correct_mood(first.message_id, "positive", scene)
    history.correct_mood(second.message_id, CLEARED, scene).result(60)
    (found,) = mood_by_day(history.reader, day, day, zone=UTC)
    assert (found.count, found.score, found.unsure) == (2, pytest.approx(1.0), 0.5)
    corrected = corrected_messages(history.reader, scene.id)
    assert [(one.message_id, one.verdict.correction) for one in corrected] == [
        (first.message_id, "positive"),
        (second.message_id, CLEARED),
    ]
    assert corrected[0].text == first.text
    assert corrected_messages(history.reader, "coach") == []
    assert third.verdict.correction is None


def test_positive_share_follows_the_colours():
    scene = read_scene(RESOURCES / "scenes" / "companion.toml")
    assert positive_share(Mood("positive", 0.7, False, (0.7, 0.3)), scene) == pytest.approx(0.7)
    assert positive_share(Mood("negative", 0.7, False, (0.3, 0.7)), scene) == pytest.approx(0.3)
    assert positive_share(Mood("unknown", 1.0, False, (1.0,)), scene) == 0.5


def test_csv(history):
    add(history, [(datetime(2026, 3, 1, 12, tzinfo=UTC), 0.25)])
    days = mood_by_day(history.reader, date(2026, 3, 1), date(2026, 3, 1), zone=UTC)
    assert days_as_csv(days) == (
        "day,messages,score,unsure,strength\n2026-03-01,1,0.250,0.000,0.800\n"
    )


def test_recorded_span_leaves_out_the_trash(history):
    assert recorded_span(history.reader, UTC) is None
    early = add(history, [(datetime(2024, 5, 1, 12, tzinfo=UTC), 0.2)])
    add(history, [(datetime(2025, 1, 1, 23, 30, tzinfo=UTC), 0.6)])
    assert recorded_span(history.reader, UTC) == (date(2024, 5, 1), date(2025, 1, 1))
    assert recorded_span(history.reader, BERLIN) == (date(2024, 5, 1), date(2025, 1, 2))
    history.delete_conversation(early).result(60)
    assert recorded_span(history.reader, UTC) == (date(2025, 1, 1), date(2025, 1, 1))


@pytest.mark.parametrize(
    "change",
    [
        "mood_score = 1e308",
        "mood_score = -3",
        "mood_score = 'x'",
        "mood_score = x'00'",
        "mood_unsure = NULL",
        "mood_unsure = 'x'",
        "mood_label = NULL",
        "mood_label = NULL, correction = ''",
        "created_us = 'x'",
        "created_us = x'00'",
        "created_us = 9223372036854775807",
    ],
)
def test_a_value_that_a_disk_has_changed_breaks_no_journal(history, change):
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    add(history, [(noon, 0.8), (noon + timedelta(days=1), 0.4)])
    with contextlib.closing(sqlite3.connect(history.path)) as connection, connection:
        connection.execute(f"UPDATE messages SET {change} WHERE created_us > {to_us(noon)}")
    span = recorded_span(history.reader, UTC)
    assert span[0] == noon.date() <= span[1]
    days = mood_by_day(history.reader, *span, zone=UTC)
    assert days[0].score == pytest.approx(0.8)
    assert all(0 <= day.score <= 1 and 0 <= day.unsure <= 1 for day in days)
    facts_of(days)
    shown = judged_messages(history.reader, *span, zone=UTC)
    assert shown[0].verdict.score == pytest.approx(0.8)
    assert corrected_messages(history.reader) == []
