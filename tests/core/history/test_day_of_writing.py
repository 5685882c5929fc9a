"""A message counts on the day on which it was written, wherever the computer is later."""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from desktop_app.core.conversation import Message, Role
from desktop_app.core.history.export import export_json
from desktop_app.core.history.import_ import read_export
from desktop_app.core.history.journal import judged_messages, mood_by_day, recorded_span
from desktop_app.core.history.migrations import m001_conversations_and_messages, migrate
from desktop_app.core.history.records import Conversation, StoredMessage, Tree, Verdict
from desktop_app.core.history.rows import conversation_values, to_us
from desktop_app.core.history.store import FILE_NAME, open_history
from desktop_app.core.mood import Mood

SHANGHAI = timezone(timedelta(hours=8), "CST")
NEW_YORK = timezone(timedelta(hours=-5), "EST")
YEAR = (date(2025, 1, 1), date(2027, 1, 1))
LATE = datetime(2026, 3, 1, 23, 30, tzinfo=SHANGHAI)


@pytest.fixture
def history(tmp_path):
    opened = open_history(tmp_path / FILE_NAME)
    yield opened
    opened.close()


@pytest.fixture
def travel(monkeypatch):
    """travel("America/New_York"): the system's zone."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system's zone can't be changed by a program")

    def go(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield go
    monkeypatch.undo()
    time.tzset()


def add(history, *moments: datetime, score: float = 0.5) -> str:
    mood = Mood("positive", 0.9, False, (score, 1 - score))
    stored = [
        StoredMessage(
            Message(Role.USER, "hm", created_at=moment, mood=mood),
            verdict=Verdict(mood, "companion", score, score),
        )
        for moment in moments
    ]
    conversation = Conversation(f"c{moments[0].timestamp()}", "companion", LATE, LATE)
    (id_,) = history.add_trees([Tree(conversation, tuple(stored), None, {})]).result(10)
    return id_


def days(history, zone=None) -> list[date]:
    return [found.day for found in mood_by_day(history.reader, *YEAR, zone=zone)]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"])
def test_the_day_does_not_move_with_the_computer(history, travel, zone):
    travel("Asia/Shanghai")
    message = Message(Role.USER, "now")
    add(history, LATE, message.created_at)
    before = days(history)
    travel(zone)
    assert days(history) == before == [date(2026, 3, 1), message.created_at.date()]
    assert recorded_span(history.reader) == (before[0], before[1])
    (found,) = judged_messages(history.reader, LATE.date(), LATE.date())
    assert (found.created_at, found.created_at.utcoffset()) == (LATE, timedelta(hours=8))
    assert judged_messages(history.reader, date(2026, 3, 2), date(2026, 3, 2)) == []


def test_a_message_of_now_knows_its_zone(travel):
    travel("Asia/Shanghai")
    assert Message(Role.USER, "x").created_at.utcoffset() == timedelta(hours=8)
    travel("UTC")
    assert Message(Role.USER, "x").created_at.tzinfo is not UTC


def test_one_moment_on_two_days(history):
    """Written in Shanghai after midnight, and in New York on the day before."""
    moment = datetime(2026, 3, 2, 0, 30, tzinfo=SHANGHAI)
    add(history, moment, moment.astimezone(NEW_YORK), score=1.0)
    add(history, datetime(2026, 3, 1, 12, tzinfo=UTC), score=0.0)
    first, second = mood_by_day(history.reader, *YEAR, zone=UTC)
    assert (first.day, first.count, first.score) == (date(2026, 3, 1), 2, pytest.approx(0.5))
    assert (second.day, second.count, second.score) == (date(2026, 3, 2), 1, 1.0)
    found = judged_messages(history.reader, date(2026, 3, 1), date(2026, 3, 1), zone=UTC)
    assert len(found) == 2


def test_one_from_elsewhere_keeps_its_day(history, tmp_path):
    id_ = add(history, LATE)
    target = tmp_path / "chats.json"
    export_json(history.reader, [id_], target)
    other = open_history(tmp_path / "other" / FILE_NAME)
    other.add_trees(read_export(target)).result(10)
    assert days(other, NEW_YORK) == [date(2026, 3, 1)]
    other.close()


def test_an_unknown_zone_is_the_readers(history):
    add(history, LATE.astimezone(UTC))
    assert days(history, SHANGHAI) == [date(2026, 3, 1)]
    assert days(history, timezone(timedelta(hours=9))) == [date(2026, 3, 2)]


@pytest.mark.parametrize("offset", ["'nonsense'", "1e99", "99999999", "x'00'"])
def test_an_offset_that_a_disk_has_changed(tmp_path, offset):
    history = open_history(tmp_path / FILE_NAME)
    add(history, LATE)
    history.close()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute(f"UPDATE messages SET utc_offset_s = {offset}")
    connection.close()
    again = open_history(tmp_path / FILE_NAME)
    assert days(again) == [date(2026, 3, 1)]
    assert len(judged_messages(again.reader, *YEAR)) == 1
    again.close()


def test_chats_of_the_first_version_keep_the_zone_they_have(tmp_path):
    path = tmp_path / FILE_NAME
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path, (m001_conversations_and_messages,))
    chat = Conversation("c", "companion", LATE, LATE)
    marks = ", ".join("?" * 9)
    connection.execute(
        "INSERT INTO conversations (id, title, title_is_own, scene_id, created_us, updated_us,"
        f" pinned, archived, deleted_us) VALUES ({marks})",
        conversation_values(chat),
    )
    connection.execute(
        "INSERT INTO messages (id, conversation, role, note, created_us, indexed, mood_label,"
        " mood_confidence, mood_unsure, mood_probabilities, mood_scene, mood_judged_score,"
        " mood_score, text) VALUES ('m', 1, 'user', 0, ?, 0, 'positive', 1, 0, '', 'companion', 1,"
        " 1, 'hm')",
        (to_us(LATE),),
    )
    connection.execute("UPDATE conversations SET shown_root = 1")
    connection.close()
    history = open_history(path)
    assert days(history, SHANGHAI) == [date(2026, 3, 1)]
    assert days(history, timezone(timedelta(hours=9))) == [date(2026, 3, 2)]
    add(history, LATE)
    assert days(history, NEW_YORK) == [date(2026, 3, 1)]
    history.close()
    assert list(tmp_path.glob("*before-m002_strength*"))
