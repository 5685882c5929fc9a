"""The conversations of a folder as a Qt model: headings, and one row a conversation."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Iterator
from datetime import datetime, time

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from desktop_app.core.history.records import Conversation, Folder, Verdict
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.platform.day_change import DayChangeNotifier
from desktop_app.ui.mood.strip import strip_words
from desktop_app.ui.wording import dates as days

AnyIndex = QModelIndex | QPersistentModelIndex
_MANY_MOVES = 50


class ListRole(enum.IntEnum):
    """Data roles of a row.

    CONVERSATION: Conversation, None for a heading.  MOODS: its last verdicts, oldest first.
    TIME: when, in words.
    """

    CONVERSATION = Qt.ItemDataRole.UserRole + 1
    MOODS = Qt.ItemDataRole.UserRole + 2
    TIME = Qt.ItemDataRole.UserRole + 3


_Row = Conversation | str
"""A conversation, or a heading."""


class ConversationModel(QAbstractListModel):
    """Follows `Chats.changed`. Moods are read for the rows that are asked about, and no others."""

    refreshed = Signal()
    """The rows are those of the disk now."""

    def __init__(
        self,
        chats: ChatStore,
        language: str,
        now: Callable[[], datetime] = days.local_now,
        parent: QObject | None = None,
    ) -> None:
        """language: "zh" or "en".  now: the local time."""
        super().__init__(parent)
        self._chats = chats
        self._locale = QLocale(language)
        self._now = now
        self._folder = Folder.ACTIVE
        self._read_at = now()
        self._rows: list[_Row] = []
        self._moods: dict[str, tuple[Verdict, ...]] = {}
        self._up_to_date: set[str] = set()
        self._wanted: set[str] = set()
        self._leaving: set[str] = set()
        self._busy_id = ""
        self._refreshing = self._timer(self.refresh)
        self._reading_moods = self._timer(self._read_moods)
        self._day = DayChangeNotifier(lambda: now().date(), self)
        self._day.changed.connect(self.refresh)
        self._following = chats.changed.connect(self._refreshing.start)
        self._failing = chats.failed.connect(self._show_all)
        self.refresh()

    @property
    def folder(self) -> Folder:
        return self._folder

    def show_folder(self, folder: Folder) -> None:
        """List this folder instead."""
        if folder is self._folder and not self._leaving:
            return
        self._folder = folder
        self._leaving.clear()
        self.refresh()

    def set_leaving(self, conversation_id: str, leaving: bool) -> None:
        """Whether a conversation is about to leave this folder: no need to wait for the disk.

        It is shown again where that fails.
        """
        (self._leaving.add if leaving else self._leaving.discard)(conversation_id)
        self.refresh()

    def set_busy(self, conversation_id: str) -> None:
        """The conversation that is being answered, "" for none: it says so in place of its time."""
        before, self._busy_id = self._busy_id, conversation_id
        for changed in {before, conversation_id}:
            row = self.row_of(changed)
            if changed and row >= 0:
                self.dataChanged.emit(self.index(row), self.index(row))

    def conversation(self, row: int) -> Conversation | None:
        """None for a heading, and past the end."""
        known = self._rows[row] if 0 <= row < len(self._rows) else ""
        return None if isinstance(known, str) else known

    def row_of(self, conversation_id: str) -> int:
        """-1 where it is not in this folder."""
        rows = enumerate(self._rows)
        return next((row for row, known in rows if _key(known) == conversation_id), -1)

    def title(self, conversation: Conversation) -> str:
        """The title to show, on one line."""
        return " ".join(conversation.title.split()) or self.tr("New chat")

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid() or self.conversation(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        flags |= Qt.ItemFlag.ItemNeverHasChildren
        return flags if self._folder is Folder.TRASH else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        return _heading_data(row, role) if isinstance(row, str) else self._row_data(row, role)

    def _row_data(self, conversation: Conversation, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self.title(conversation)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._in_words(conversation)
            case ListRole.CONVERSATION:
                return conversation
            case ListRole.TIME:
                return self._time(conversation)
            case ListRole.MOODS:
                return self._moods_of(conversation)
        return None

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Rename; an empty title means: the automatic one again."""
        conversation = self.conversation(index.row()) if index.isValid() else None
        if conversation is None or role != Qt.ItemDataRole.EditRole:
            return False
        title = " ".join(str(value).split())
        if title == self.title(conversation):
            return False
        self._chats.rename(conversation.id, title)
        if title:
            # the disk may take a moment
            self._rows[index.row()] = dataclasses.replace(conversation, title=title)
            self.dataChanged.emit(index, index)
        return True

    @Slot()
    def refresh(self) -> None:
        """Read the list again; what stays keeps its place, its editor and its focus."""
        self._refreshing.stop()
        self._read_at = self._now()
        self._up_to_date.clear()
        self._take(list(self._listed()))
        self.refreshed.emit()

    def stop(self) -> None:
        """Read the chats no more: they are about to be closed."""
        QObject.disconnect(self._following)
        QObject.disconnect(self._failing)
        for timer in (self._refreshing, self._reading_moods, self._day):
            timer.stop()
        self._up_to_date = {_key(row) for row in self._rows}

    def _timer(self, target: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(target)
        return timer

    @Slot()
    def _show_all(self) -> None:
        if self._leaving:
            self._leaving.clear()
            self._refreshing.start()

    def _read(self) -> list[Conversation]:
        """What is in the folder and stays there."""
        conversations = self._chats.conversations(self._folder)
        if self._leaving:
            self._leaving &= {conversation.id for conversation in conversations}
        return [one for one in conversations if one.id not in self._leaving]

    def _listed(self) -> Iterator[_Row]:
        conversations = self._read()
        if self._folder is Folder.TRASH:
            yield from sorted(conversations, key=_deleted_at, reverse=True)
            return
        pinned = [conversation for conversation in conversations if conversation.pinned]
        if pinned:
            yield self.tr("Pinned")
            yield from pinned
        now, section_starts = self._read_at, None
        for conversation in conversations:
            if conversation.pinned:
                continue
            # comparing is cheap, local time is not: once a section, not once a row
            if section_starts is None or conversation.updated_at < section_starts:
                day = conversation.updated_at.astimezone(now.tzinfo).date()
                heading, first = days.day_section(day, now.date(), self._locale)
                section_starts = datetime.combine(first, time.min, now.tzinfo)
                yield heading
            yield conversation

    def _time(self, conversation: Conversation) -> str:
        if conversation.id == self._busy_id and conversation.deleted_at is None:
            return self.tr("answering…")
        now = self._read_at
        if conversation.deleted_at is not None:
            return days.time_left(conversation.deleted_at, now)
        moment = conversation.updated_at.astimezone(now.tzinfo)
        if not conversation.pinned and (now.date() - moment.date()).days == 1:
            # its heading says which day it was
            return moment.strftime("%H:%M")
        return days.short_time(moment, now, self._locale)

    def _take(self, new: list[_Row]) -> None:
        places = {_key(row): place for place, row in enumerate(new)}
        stay = sum(_key(row) in places for row in self._rows)
        if len(self._rows) + len(new) - 2 * stay > _MANY_MOVES:
            self.beginResetModel()
            self._rows = new
            self.endResetModel()
            return
        for place in range(len(self._rows) - 1, -1, -1):
            if _key(self._rows[place]) not in places:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._rows[place]
                self.endRemoveRows()
        for place, row in enumerate(new):
            self._put(place, row, places)

    def _put(self, place: int, row: _Row, places: dict[str, int]) -> None:
        """Bring a row to its place; all before it are right already."""
        rows, key = self._rows, _key(row)
        if place + 1 < len(rows) and _key(rows[place]) != key == _key(rows[place + 1]):
            # the one that stands here went down, instead of all others up
            self._move(place, min(places[_key(rows[place])], len(rows) - 1))
        if place == len(rows) or _key(rows[place]) != key:
            found = next((i for i in range(place, len(rows)) if _key(rows[i]) == key), None)
            if found is None:
                self.beginInsertRows(QModelIndex(), place, place)
                rows.insert(place, row)
                self.endInsertRows()
                return
            self._move(found, place)
        if rows[place] != row:
            rows[place] = row
            self.dataChanged.emit(self.index(place), self.index(place))

    def _move(self, source: int, target: int) -> None:
        """target: where the row is afterwards."""
        before = target + 1 if target > source else target
        self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), before)
        self._rows.insert(target, self._rows.pop(source))
        self.endMoveRows()

    def _moods_of(self, conversation: Conversation) -> tuple[Verdict, ...]:
        """What is known; what is not, or not any more, is read once Qt has painted."""
        if conversation.id not in self._up_to_date:
            self._wanted.add(conversation.id)
            self._reading_moods.start(0)
        return self._moods.get(conversation.id, ())

    @Slot()
    def _read_moods(self) -> None:
        wanted, self._wanted = self._wanted, set()
        read = self._chats.recent_moods(list(wanted))
        self._up_to_date |= wanted
        differing = {id_ for id_, moods in read.items() if self._moods.get(id_, ()) != moods}
        self._moods |= read
        for place, row in enumerate(self._rows):
            if _key(row) in differing:
                index = self.index(place)
                self.dataChanged.emit(index, index, [ListRole.MOODS])

    def _in_words(self, conversation: Conversation) -> str:
        parts = [self.title(conversation), self._time(conversation)]
        if conversation.pinned:
            parts.append(self.tr("pinned"))
        moods = strip_words(self._moods_of(conversation))
        if moods:
            parts.append(self.tr("last moods: {moods}").format(moods=moods))
        return ", ".join(parts)


def _key(row: _Row) -> str:
    """Rows with the same key are the same row, maybe changed. No id is a heading's text."""
    return row if isinstance(row, str) else row.id


def _heading_data(text: str, role: int) -> object:
    match role:
        case (
            Qt.ItemDataRole.DisplayRole
            | Qt.ItemDataRole.EditRole
            | Qt.ItemDataRole.AccessibleTextRole
        ):
            return text
        case ListRole.TIME:
            return ""
        case ListRole.MOODS:
            return ()
    return None


def _deleted_at(conversation: Conversation) -> datetime:
    return conversation.deleted_at or conversation.updated_at
