"""Messages judged before anybody measured whether they say a feeling at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from desktop_app.core.history.reader import HistoryReader
from desktop_app.core.history.sqlite import from_column, to_column

_WHERE = (
    "role = 'user' AND mood_label IS NOT NULL AND mood_feeling IS NULL AND conversation NOT IN"
    " (SELECT key FROM conversations WHERE deleted_us IS NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class UnmeasuredMessage:
    """key: its place in the order of all messages.  scene_id: whose labels its verdict has."""

    key: int
    message_id: str
    scene_id: str
    text: str


def count_unmeasured(reader: HistoryReader, scenes: Collection[str], after: int = 0) -> int:
    """How many there are, by these scenes, behind this key. The trash is left out."""
    where, values = _condition(scenes, after)
    with reader.snapshot() as connection:
        (count,) = connection.execute(
            f"SELECT count(*) FROM messages WHERE {where}", values
        ).fetchone()
    return count


def next_unmeasured(
    reader: HistoryReader, scenes: Collection[str], after: int = 0
) -> UnmeasuredMessage | None:
    """The first of them behind this key; None where there is none."""
    where, values = _condition(scenes, after)
    with reader.snapshot() as connection:
        row = connection.execute(
            f"SELECT key, id, mood_scene, text FROM messages WHERE {where} ORDER BY key LIMIT 1",
            values,
        ).fetchone()
    if row is None:
        return None
    key, id_, scene_id, text = row
    return UnmeasuredMessage(key, id_, from_column(scene_id), from_column(text))


def _condition(scenes: Collection[str], after: int) -> tuple[str, list[int | str | bytes]]:
    places = ", ".join("?" * len(scenes))
    values = [after, *(to_column(scene) for scene in scenes)]
    return f"key > ? AND mood_scene IN ({places}) AND {_WHERE}", values
