"""What a search found, as a Qt model: titles, then messages, each under a heading."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from desktop_app.core.history.reader import SEARCH_LIMIT
from desktop_app.core.history.records import SearchHit
from desktop_app.ui.wording import dates as days

_AnyIndex = QModelIndex | QPersistentModelIndex


class HitRole(enum.IntEnum):
    """Data roles of a row. HIT: SearchHit, None for a heading.  TIME: when, in words."""

    HIT = Qt.ItemDataRole.UserRole + 1
    TIME = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    hit: SearchHit | None = None
    time: str = ""


class SearchModel(QAbstractListModel):
    """Rows in the order in which they were found."""

    def __init__(
        self,
        language: str,
        now: Callable[[], datetime] = days.local_now,
        parent: QObject | None = None,
    ) -> None:
        """language: "zh" or "en".  now: the local time."""
        super().__init__(parent)
        self._locale = QLocale(language)
        self._now = now
        self._rows: list[_Row] = []

    def show_hits(self, hits: Sequence[SearchHit]) -> None:
        """List these instead of what was found before."""
        titles = [hit for hit in hits if hit.message_id is None]
        messages = [hit for hit in hits if hit.message_id is not None]
        self.beginResetModel()
        self._rows = self._section(self.tr("Chats"), titles)
        self._rows += self._section(self.tr("Messages"), messages)
        self.endResetModel()

    def hit(self, row: int) -> SearchHit | None:
        """None for a heading, and past the end."""
        return self._rows[row].hit if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _AnyIndex) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].hit is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return _in_words(row)
            case HitRole.HIT:
                return row.hit
            case HitRole.TIME:
                return row.time
        return None

    def _section(self, heading: str, hits: Sequence[SearchHit]) -> list[_Row]:
        if not hits:
            return []
        if len(hits) >= SEARCH_LIMIT:
            template = self.tr("{heading} · the newest {count}")
            heading = template.format(heading=heading, count=len(hits))
        now = self._now()
        rows = [_Row(heading)]
        for hit in hits:
            moment = hit.created_at.astimezone(now.tzinfo)
            title = " ".join(hit.title.split()) or self.tr("New chat")
            rows.append(_Row(title, hit, days.short_time(moment, now, self._locale)))
        return rows


def _in_words(row: _Row) -> str:
    if row.hit is None:
        return row.text
    if row.hit.message_id is None:
        return f"{row.text}, {row.time}"
    return f"{row.hit.snippet}, {row.text}, {row.time}"
