"""The mood of each day, computed from the chat history.

The day of a message is the day on which it was written, in the zone in which it was: a journey
changes no day. Where the zone is not known, it is a day of the local calendar, 23 or 25 hours long
where the clocks change; between two such days all days are equally long, so SQLite can count them
by division.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from desktop_app.core.history.reader import HistoryReader
from desktop_app.core.history.records import DayMood, JudgedMessage
from desktop_app.core.history.rows import (
    EARLIEST,
    LATEST,
    VERDICT_COLUMNS,
    to_us,
    verdict_of,
    written_at,
)
from desktop_app.core.history.sqlite import from_column, to_column
from desktop_app.core.mood import TOLD_STRENGTH

DAY_LIMIT = 1000
_ONE_DAY = timedelta(days=1)
_SCORE = "CASE WHEN mood_score BETWEEN 0 AND 1 + 1e-6 THEN mood_score ELSE 0.5 END"
"""What rows.py makes of a score that a disk has changed."""
_STRENGTH = "CASE WHEN mood_strength BETWEEN 0 AND 1 + 1e-6 THEN mood_strength ELSE 0.5 END"
_WEIGHT = (
    f"CASE WHEN correction IS NOT NULL THEN {TOLD_STRENGTH}"
    f" WHEN mood_unsure THEN 0.0 ELSE max({_STRENGTH}, 0.01) END"
)
"""How much a message weighs in its day: nothing where it says no feeling."""
_SUMS = (
    f"count(*), coalesce(sum(({_WEIGHT}) * ({_SCORE})), 0.0), coalesce(sum({_WEIGHT}), 0.0),"
    f" coalesce(sum(({_WEIGHT}) = 0), 0)"
    " FROM messages AS m INDEXED BY messages_journal WHERE mood_score IS NOT NULL"
)
"""Messages, their weighed scores, their weights, and how many say no feeling."""
_DAY_US = 24 * 3600 * 1_000_000
_OFFSET = "CASE WHEN utc_offset_s BETWEEN -86399 AND 86399 THEN utc_offset_s ELSE 0 END"
_OWN_DAY = f"((m.created_us + ({_OFFSET}) * 1000000) / {_DAY_US})"
"""Days since 1970 in the zone of the message."""
_FIRST_DAY = date(1970, 1, 1)
_SPAN_ROWS = 100
_JUDGED_COLUMNS = f"c.id, m.id, m.created_us, m.utc_offset_s, m.text, {VERDICT_COLUMNS}"


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

    zone: of messages of which nobody knows where they were written; None means the system's.
    """
    condition, values = _condition(which)
    found: dict[date, list[tuple[int, float, float, int]]] = {}
    with reader.snapshot() as connection:
        for day, start_us, length_us, count in _runs(first, last, zone):
            rows = connection.execute(
                f"SELECT (created_us - ?) / ? AS day, {_SUMS} AND utc_offset_s IS NULL"
                f" AND created_us >= ? AND created_us < ?{condition} GROUP BY day",
                (start_us, length_us, start_us, start_us + count * length_us, *values),
            )
            for index, *sums in rows:
                found.setdefault(day + index * _ONE_DAY, []).append(tuple(sums))
        start, end = _day_number(first), _day_number(last) + 1
        rows = connection.execute(
            f"SELECT {_OWN_DAY} AS day, {_SUMS} AND utc_offset_s IS NOT NULL"
            f" AND created_us >= ? AND created_us < ? AND day >= ? AND day < ?{condition}"
            " GROUP BY day",
            ((start - 1) * _DAY_US, (end + 1) * _DAY_US, start, end, *values),
        )
        for number, *sums in rows:
            found.setdefault(_FIRST_DAY + number * _ONE_DAY, []).append(tuple(sums))
    return [_day_mood(day, parts) for day, parts in sorted(found.items())]


def _day_mood(day: date, parts: list[tuple[int, float, float, int]]) -> DayMood:
    """What several zones' messages of one day come to; see _SUMS."""
    count, scores, weights, calm = (sum(column) for column in zip(*parts, strict=True))
    feelings = count - calm
    score = scores / weights if weights else 0.5
    return DayMood(day, count, score, calm / count, weights / feelings if feelings else 0.0)


def recorded_span(reader: HistoryReader, zone: tzinfo | None = None) -> tuple[date, date] | None:
    """The first and the last day on which something was judged; None where nothing ever was."""
    condition, values = _condition(EVERYTHING)
    days: list[date] = []
    with reader.snapshot() as connection:
        for order in ("ASC", "DESC"):
            # of another zone, the next one may be a day earlier: some are looked at
            rows = connection.execute(
                "SELECT created_us, utc_offset_s FROM messages INDEXED BY messages_journal"
                " WHERE mood_score IS NOT NULL AND created_us BETWEEN ? AND ?"
                f"{condition} ORDER BY created_us {order} LIMIT {_SPAN_ROWS}",
                (to_us(EARLIEST), to_us(LATEST), *values),
            )
            days += [_day_of(written_at(*row), zone) for row in rows]
    return (min(days), max(days)) if days else None


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
    begin, end = _midnight_us(first, zone), _midnight_us(last + _ONE_DAY, zone)
    own_first, own_end = _day_number(first), _day_number(last) + 1
    with reader.snapshot() as connection:
        rows = connection.execute(
            f"SELECT {_JUDGED_COLUMNS} FROM messages AS m"
            " JOIN conversations AS c ON c.key = m.conversation WHERE mood_score IS NOT NULL"
            " AND m.created_us >= ? AND m.created_us < ? AND CASE WHEN utc_offset_s IS NULL"
            " THEN m.created_us >= ? AND m.created_us < ?"
            f" ELSE {_OWN_DAY} >= ? AND {_OWN_DAY} < ? END{condition}"
            " ORDER BY m.created_us, m.key LIMIT ?",
            (
                min(begin, (own_first - 1) * _DAY_US),
                max(end, (own_end + 1) * _DAY_US),
                *(begin, end, own_first, own_end),
                *values,
                limit,
            ),
        ).fetchall()
    return list(_judged(rows))


def corrected_messages(reader: HistoryReader, scene_id: str | None = None) -> list[JudgedMessage]:
    """What the person corrected, cleared ones too, in the order of the messages."""
    where = "" if scene_id is None else " AND m.mood_scene = ?"
    values = () if scene_id is None else (to_column(scene_id),)
    with reader.snapshot() as connection:
        rows = connection.execute(
            f"SELECT {_JUDGED_COLUMNS} FROM messages AS m"
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
    for conversation_id, message_id, created, offset, text, *columns in rows:
        verdict = verdict_of(tuple(columns))
        # a score without a label is what a damaged disk leaves
        if verdict is not None:
            moment = written_at(created, offset)
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


def _day_number(day: date) -> int:
    return (day - _FIRST_DAY).days


def _day_of(moment: datetime, zone: tzinfo | None) -> date:
    return (moment.astimezone(zone) if moment.tzinfo is UTC else moment).date()


def _midnight_us(day: date, zone: tzinfo | None) -> int:
    """When the day begins; where midnight is left out, the first moment after it."""
    midnight = datetime.combine(day, time(), zone)
    return to_us(midnight.astimezone() if zone is None else midnight)
