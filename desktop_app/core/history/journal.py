"""The mood of each day, computed from the chat history.

A day is a day of the local calendar, 23 or 25 hours long where the clocks change. Between two
such days all days are equally long, so SQLite can count them by division.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from desktop_app.core.history.reader import HistoryReader
from desktop_app.core.history.records import DayMood, JudgedMessage
from desktop_app.core.history.rows import (
    EARLIEST,
    LATEST,
    VERDICT_COLUMNS,
    from_us,
    to_us,
    verdict_of,
)
from desktop_app.core.history.sqlite import from_column, to_column
from desktop_app.core.mood import TOLD_STRENGTH

DAY_LIMIT = 1000
_ONE_DAY = timedelta(days=1)
_SCORE = "CASE WHEN mood_score BETWEEN 0 AND 1 + 1e-6 THEN mood_score ELSE 0.5 END"
"""What history_rows makes of a score that a disk has changed."""
_STRENGTH = "CASE WHEN mood_strength BETWEEN 0 AND 1 + 1e-6 THEN mood_strength ELSE 0.5 END"
_WEIGHT = (
    f"CASE WHEN correction IS NOT NULL THEN {TOLD_STRENGTH}"
    f" WHEN mood_unsure THEN 0.0 ELSE max({_STRENGTH}, 0.01) END"
)
"""How much a message weighs in its day: nothing where it says no feeling."""


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Which messages count: of one conversation, of one scene; None means of any.

    The trash is left out. Messages that were edited or are on a branch not shown count as well:
    they were said.
    """

    conversation_id: str | None = None
    scene_id: str | None = None


EVERYTHING = JournalFilter()


def mood_by_day(
    reader: HistoryReader,
    first: date,
    last: date,
    which: JournalFilter = EVERYTHING,
    zone: tzinfo | None = None,
) -> list[DayMood]:
    """The days from `first` to `last` on which something was judged, in order.

    zone: of the calendar; None means the system's.
    """
    condition, values = _condition(which)
    days: list[DayMood] = []
    with reader.snapshot() as connection:
        for day, start_us, length_us, count in _runs(first, last, zone):
            rows = connection.execute(
                f"SELECT (created_us - ?) / ? AS day, count(*),"
                f" coalesce(sum(({_WEIGHT}) * ({_SCORE})) / nullif(sum({_WEIGHT}), 0), 0.5),"
                f" avg(({_WEIGHT}) = 0), coalesce(avg(nullif({_WEIGHT}, 0)), 0.0)"
                " FROM messages INDEXED BY messages_journal"
                " WHERE mood_score IS NOT NULL AND created_us >= ? AND created_us < ?"
                f"{condition} GROUP BY day ORDER BY day",
                (start_us, length_us, start_us, start_us + count * length_us, *values),
            )
            days += [DayMood(day + index * _ONE_DAY, *found) for index, *found in rows]
    return days


def recorded_span(reader: HistoryReader, zone: tzinfo | None = None) -> tuple[date, date] | None:
    """The first and the last day on which something was judged; None where nothing ever was."""
    condition, values = _condition(EVERYTHING)
    with reader.snapshot() as connection:
        found = [
            connection.execute(
                "SELECT created_us FROM messages INDEXED BY messages_journal"
                " WHERE mood_score IS NOT NULL AND created_us BETWEEN ? AND ?"
                f"{condition} ORDER BY created_us {order} LIMIT 1",
                (to_us(EARLIEST), to_us(LATEST), *values),
            ).fetchone()
            for order in ("ASC", "DESC")
        ]
    if None in found:
        return None
    first, last = (from_us(row[0]).astimezone(zone).date() for row in found)
    return first, last


def judged_messages(
    reader: HistoryReader,
    first: date,
    last: date,
    which: JournalFilter = EVERYTHING,
    zone: tzinfo | None = None,
    limit: int = DAY_LIMIT,
) -> list[JudgedMessage]:
    """The messages behind the days from `first` to `last`, in the order of time."""
    condition, values = _condition(which)
    start, end = _midnight_us(first, zone), _midnight_us(last + _ONE_DAY, zone)
    with reader.snapshot() as connection:
        rows = connection.execute(
            f"SELECT c.id, m.id, m.created_us, m.text, {VERDICT_COLUMNS} FROM messages AS m"
            " JOIN conversations AS c ON c.key = m.conversation WHERE mood_score IS NOT NULL"
            f" AND m.created_us >= ? AND m.created_us < ?{condition}"
            " ORDER BY m.created_us, m.key LIMIT ?",
            (start, end, *values, limit),
        ).fetchall()
    return list(_judged(rows))


def corrected_messages(reader: HistoryReader, scene_id: str | None = None) -> list[JudgedMessage]:
    """What the person corrected, cleared ones too, in the order of the messages."""
    where = "" if scene_id is None else " AND m.mood_scene = ?"
    values = () if scene_id is None else (to_column(scene_id),)
    with reader.snapshot() as connection:
        rows = connection.execute(
            f"SELECT c.id, m.id, m.created_us, m.text, {VERDICT_COLUMNS} FROM messages AS m"
            " JOIN conversations AS c ON c.key = m.conversation"
            f" WHERE correction IS NOT NULL{where} ORDER BY m.key",
            values,
        ).fetchall()
    return list(_judged(rows))


def days_as_csv(days: Iterable[DayMood]) -> str:
    """Columns day (ISO), messages, score, unsure and strength (0 to 1, three decimals)."""
    lines = [
        f"{day.day},{day.count},{day.score:.3f},{day.unsure:.3f},{day.strength:.3f}" for day in days
    ]
    return "\n".join(["day,messages,score,unsure,strength", *lines]) + "\n"


def _judged(rows: Iterable[tuple]) -> Iterator[JudgedMessage]:
    for conversation_id, message_id, created, text, *columns in rows:
        verdict = verdict_of(tuple(columns))
        # a score without a label is what a damaged disk leaves
        if verdict is not None:
            moment = from_us(created)
            yield JudgedMessage(conversation_id, message_id, moment, from_column(text), verdict)


def _condition(which: JournalFilter) -> tuple[str, list[str | bytes]]:
    parts: list[str] = []
    values: list[str | bytes] = []
    if which.conversation_id is not None:
        parts.append(" AND conversation = (SELECT key FROM conversations WHERE id = ?)")
        values.append(which.conversation_id)
    if which.scene_id is not None:
        parts.append(" AND mood_scene = ?")
        values.append(to_column(which.scene_id))
    parts.append(
        " AND conversation NOT IN (SELECT key FROM conversations WHERE deleted_us IS NOT NULL)"
    )
    return "".join(parts), values


def _runs(first: date, last: date, zone: tzinfo | None) -> Iterator[tuple[date, int, int, int]]:
    """(first day, its start in µs, length of a day in µs, days) for days of equal length."""
    if last < first:
        return
    count = (last - first).days + 1
    starts = [_midnight_us(first + index * _ONE_DAY, zone) for index in range(count + 1)]
    begin = 0
    for index in range(1, count + 1):
        length = starts[begin + 1] - starts[begin]
        if index == count or starts[index + 1] - starts[index] != length:
            yield first + begin * _ONE_DAY, starts[begin], length, index - begin
            begin = index


def _midnight_us(day: date, zone: tzinfo | None) -> int:
    """When the day begins; where midnight is left out, the first moment after it."""
    midnight = datetime.combine(day, time(), zone)
    return to_us(midnight.astimezone() if zone is None else midnight)
