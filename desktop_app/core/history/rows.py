"""Rows of the chat database to plain values, and back.

SQLite keeps any kind of value in any column, and a disk can change one without breaking the file.
So what makes no sense is read as something near that does: a conversation that can't be read for
one number would be lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from desktop_app.core.conversation import FinishReason, Message, ReplyStats, Role
from desktop_app.core.history.records import Conversation, StoredMessage, Verdict
from desktop_app.core.history.sqlite import from_column, to_column
from desktop_app.core.mood import Mood

CONVERSATION_COLUMNS = (
    "id, title, title_is_own, scene_id, created_us, updated_us, pinned, archived, deleted_us"
)
VERDICT_COLUMNS = (
    "mood_label, mood_confidence, mood_unsure, mood_probabilities, mood_scene, "
    "mood_judged_score, mood_score, correction, mood_feeling, mood_strength, mood_told"
)
MESSAGE_COLUMNS = (
    "id, role, note, created_us, finish_reason, "
    "new_tokens, prompt_tokens, first_token_ms, tokens_per_s, steps, "
    f"text, {VERDICT_COLUMNS}, utc_offset_s"
)

EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(2999, 12, 31, tzinfo=UTC)
"""Between these a time is one in every zone, also where the system counts from 1970 to 3000."""

MAX_OFFSET_S = 24 * 3600 - 1

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ROLES = {str(role): role for role in Role}
_FINISH_REASONS: dict[Any, FinishReason | None] = {
    None: None,
    **{str(reason): reason for reason in FinishReason},
}


def to_us(moment: datetime) -> int:
    """Microseconds since 1970, exactly. Raises TypeError for a time without a zone."""
    return (moment - _EPOCH) // _MICROSECOND


def from_us(microseconds: Any) -> datetime:
    """The moment, in UTC; EARLIEST or LATEST where it lies beyond, EARLIEST where it is none."""
    if type(microseconds) is not int or microseconds < to_us(EARLIEST):
        return EARLIEST
    if microseconds > to_us(LATEST):
        return LATEST
    return _EPOCH + timedelta(microseconds=microseconds)


def offset_of(moment: datetime) -> int | None:
    """Seconds east of UTC where a message was written; None where nobody knows."""
    offset = moment.utcoffset()
    return None if moment.tzinfo is UTC or offset is None else round(offset.total_seconds())


def written_at(microseconds: Any, offset_s: Any) -> datetime:
    """The moment, in the zone in which it was written; in UTC where nobody knows."""
    moment = from_us(microseconds)
    return moment if (zone := zone_of(offset_s)) is None else moment.astimezone(zone)


def zone_of(offset_s: Any) -> timezone | None:
    """The zone of an offset in seconds; None for none, and for what is no offset."""
    if type(offset_s) is not int or not -MAX_OFFSET_S <= offset_s <= MAX_OFFSET_S:
        return None
    # with a name, or that of no offset would be UTC itself, which says that nobody knows
    return timezone(timedelta(seconds=offset_s), f"{offset_s:+} s")


def conversation_of(row: tuple) -> Conversation:
    """From a row of CONVERSATION_COLUMNS."""
    id_, title, is_own, scene_id, created, updated, pinned, archived, deleted = row
    return Conversation(
        id=id_of(id_),
        scene_id=from_column(scene_id),
        created_at=from_us(created),
        updated_at=from_us(updated),
        title=from_column(title),
        title_is_own=bool(is_own),
        pinned=bool(pinned),
        archived=bool(archived),
        deleted_at=None if deleted is None else from_us(deleted),
    )


def conversation_values(conversation: Conversation) -> tuple:
    """For CONVERSATION_COLUMNS."""
    deleted = conversation.deleted_at
    return (
        conversation.id,
        to_column(conversation.title),
        conversation.title_is_own,
        to_column(conversation.scene_id),
        to_us(conversation.created_at),
        to_us(conversation.updated_at),
        conversation.pinned,
        conversation.archived,
        None if deleted is None else to_us(deleted),
    )


def verdict_of(row: tuple) -> Verdict | None:
    """From a row of VERDICT_COLUMNS."""
    label, confidence, unsure, probabilities, scene_id, judged_score, score, correction = row[:8]
    feeling, _, told = row[8:]
    if label is None:
        return None
    mood = Mood(
        from_column(label),
        _share(confidence),
        bool(unsure),
        _probabilities(probabilities),
        None if feeling is None else _share(feeling),
        bool(told),
    )
    corrected = None if correction is None else from_column(correction)
    counted = None if score is None else _share(score)
    return Verdict(mood, from_column(scene_id), _share(judged_score), counted, corrected)


def _share(value: Any) -> float:
    # added up in 32 bits, shares can pass 1 a little
    return value if type(value) in (int, float) and 0 <= value <= 1 + 1e-6 else 0.5


def _probabilities(value: Any) -> tuple[float, ...]:
    try:
        numbers = tuple(map(float, from_column(value).split()))
    except ValueError:
        return ()
    return numbers if all(number == _share(number) for number in numbers) else ()


def _stats(row: tuple) -> ReplyStats | None:
    usable = all(type(n) in (int, float) and 0 <= n < 1 << 63 for n in row)
    return ReplyStats(*row) if usable else None


def id_of(value: Any) -> str:
    """An id; of what is none, a text that can be written to every file and finds nothing."""
    return value if isinstance(value, str) else from_column(value).encode(errors="replace").decode()


def role_of(value: Any) -> Role:
    """The role of this name; what is no name of one counts as the person's."""
    return _ROLES.get(value, Role.USER)


def verdict_values(verdict: Verdict | None) -> tuple:
    """For VERDICT_COLUMNS."""
    if verdict is None:
        return (None,) * 11
    mood = verdict.mood
    return (
        to_column(mood.label),
        mood.confidence,
        mood.unsure,
        " ".join(map(repr, mood.probabilities)),
        to_column(verdict.scene_id),
        verdict.judged_score,
        verdict.score,
        None if verdict.correction is None else to_column(verdict.correction),
        mood.feeling,
        mood.strength,
        mood.told,
    )


def stats_values(stats: ReplyStats | None) -> tuple:
    """For new_tokens, prompt_tokens, first_token_ms, tokens_per_s, steps."""
    if stats is None:
        return (None,) * 5
    return (
        stats.new_tokens,
        stats.prompt_tokens,
        stats.first_token_ms,
        stats.tokens_per_s,
        stats.steps,
    )


def message_of(
    row: tuple, parent_id: str | None = None, variant: int = 0, variants: int = 1
) -> StoredMessage:
    """From a row of MESSAGE_COLUMNS."""
    verdict = verdict_of(row[11:22]) if row[11] is not None else None
    message = Message(
        role_of(row[1]),
        from_column(row[10]),
        id_of(row[0]),
        written_at(row[3], row[-1]),
        None if verdict is None else verdict.mood,
        _FINISH_REASONS.get(row[4], FinishReason.INTERRUPTED),
        _stats(row[5:10]),
    )
    return StoredMessage(message, parent_id, bool(row[2]), verdict, variant, variants)


def message_values(stored: StoredMessage) -> dict[str, Any]:
    """Column names and values of a message, its place in the tree apart."""
    message = stored.message
    names = [name.strip() for name in MESSAGE_COLUMNS.split(",")]
    values = (
        message.id,
        str(message.role),
        stored.note,
        to_us(message.created_at),
        None if message.finish_reason is None else str(message.finish_reason),
        *stats_values(message.stats),
        to_column(message.text),
        *verdict_values(stored.verdict),
        offset_of(message.created_at),
    )
    return dict(zip(names, values, strict=True))


def insert_row(table: str, values: Mapping[str, Any]) -> tuple[str, tuple]:
    """The INSERT statement for these columns, and its parameters. Names come from this program."""
    marks = ", ".join("?" * len(values))
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
