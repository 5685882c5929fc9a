"""What the rows of a conversation show: messages with their moods, days and marks."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QModelIndex, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.core.history.records import StoredMessage
from desktop_app.core.mood import Influence
from desktop_app.core.scenes.scene import Scene
from desktop_app.shell.platform.day_change import DayChangeNotifier
from desktop_app.ui.chat.chat_model import ChatModel, ChatRole
from desktop_app.ui.chat.message.paging import PART_CHARACTERS
from desktop_app.ui.chat.message.row import Row
from desktop_app.ui.chat.message.verdict import shown_mood
from desktop_app.ui.chat.message.widget import MessageWidget
from desktop_app.ui.style.metrics import BODY_PX
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.dismiss_filter import DismissFilter
from desktop_app.ui.widgets.widget_list import WidgetList
from desktop_app.ui.wording.dates import day_name

_MARK_MS = 2500


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the person was before the messages were replaced.

    anchor: id of the message that kept its place, "" at the end.  top: of it, in px.
    focused: row with the keyboard and the id of the message above it; None where none had it.
    """

    anchor: str
    top: int
    focused: tuple[int, str | None] | None


class MessageList(WidgetList):
    """Knows what a row needs beyond its message, and which rows to show anew when that changes."""

    def __init__(
        self,
        theme: Theme,
        model: ChatModel,
        scenes: Mapping[str, Scene],
        scene: Scene,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        """scenes: by id, those of older verdicts too. scene: the one that is played now."""
        super().__init__(model, parent)
        self._theme = theme
        self._model = model
        self._scenes = scenes
        self._scene = scene
        self._language = language
        self._forgotten_before: str | None = None
        self._explained: tuple[str, tuple[Influence, ...]] | None = None
        self._marked: str | None = None
        self._before_reset: _Place | None = None
        self._dismissal = DismissFilter(self)
        self._dismissal.happened.connect(self.hide_explanation)
        self._mark_timer = QTimer(self)
        self._mark_timer.setSingleShot(True)
        self._mark_timer.setInterval(_MARK_MS)
        self._mark_timer.timeout.connect(self._end_mark)
        self._day_watch = DayChangeNotifier(parent=self)
        self._day_watch.changed.connect(self._refresh_all)
        model.modelAboutToBeReset.connect(self._remember_place)
        model.rowsInserted.connect(self._refresh_below)
        model.rowsRemoved.connect(self._refresh_below)

    @abstractmethod
    def is_selected(self, row: int) -> bool:
        """Whether the message is selected as a whole."""

    @abstractmethod
    def focus_row(self, row: int) -> None:
        """Give the keyboard to a message."""

    @Slot(object)
    def set_scene(self, scene: Scene) -> None:
        """Another scene is played: verdicts from now on are its own."""
        self._scene = scene
        self._refresh_all()

    def set_scenes(self, scenes: Mapping[str, Scene]) -> None:
        """The scenes have changed, by id."""
        self._scenes = scenes
        self._scene = scenes.get(self._scene.id, self._scene)
        self._refresh_all()

    @Slot(object)
    def set_forgotten_before(self, message_id: str | None) -> None:
        """The first message that the model still sees; None where it sees them all."""
        changed = {message_id, self._forgotten_before} - {None}
        self._forgotten_before = message_id
        self._refresh(changed)

    @Slot(str, object)
    def show_explanation(self, message_id: str, influences: tuple[Influence, ...]) -> None:
        """Mark what moved the verdict on a message, until Escape or the next click."""
        self.hide_explanation()
        self._explained = (message_id, tuple(influences))
        self._dismissal.watch()
        self._refresh({message_id})

    @Slot()
    def hide_explanation(self) -> None:
        """Take the marks of show_explanation away."""
        if self._explained is None:
            return
        message_id, _ = self._explained
        self._explained = None
        self._dismissal.stop()
        self._refresh({message_id})

    @Slot(str)
    def show_message(self, message_id: str) -> None:
        """Scroll to a message and mark it for a moment. Raises KeyError."""
        row = self._model.row_of(message_id)
        self._end_mark()
        self._marked = message_id
        self.scroll_to_row(row)
        self.update_rows(row, row)
        self._mark_timer.start()

    def update_widget(self, row: int, widget: MessageWidget) -> None:
        widget.set_row(self._row(row))

    def estimates(self, rows: range, column: int) -> list[int]:
        """From the lengths of the texts alone: there may be ten thousand."""
        line = self._theme.px(BODY_PX) * 1.45
        letter = 0.52 * self._theme.px(BODY_PX) / max(1, 0.78 * max(column, 200))
        found = []
        for row in rows:
            text = self._model.message(row).text[:PART_CHARACTERS]
            letters = len(text) if text.isascii() else 2 * len(text)
            found.append(round((text.count("\n") + 1 + int(letters * letter)) * line) + 54)
        return found

    @Slot()
    def reset(self) -> None:
        before, self._before_reset = self._before_reset, None
        row = self._same_row(before.anchor) if before is not None else None
        if row is None:
            super().reset()
        else:
            self.reset_at(row, before.top)
        if before is not None and before.focused is not None:
            row, parent_id = before.focused
            is_same_place = row < self._model.rowCount() and parent_id is not None
            if is_same_place and self._model.entry(row).parent_id == parent_id:
                self.focus_row(row)
            else:
                self.setFocus()

    def _same_row(self, message_id: str) -> int | None:
        try:
            return self._model.row_of(message_id)
        except KeyError:
            return None

    @Slot()
    def _remember_place(self) -> None:
        """Another branch of the same conversation keeps its place on the screen."""
        # now, as afterwards its row may be another message's or nobody's
        self.hide_explanation()
        row, top = self.anchor()
        is_elsewhere = not self.is_at_end and row < self._model.rowCount()
        message_id = self._model.message(row).id if is_elsewhere else ""
        focused = self._focused_row()
        parent_id = self._model.entry(focused).parent_id if focused is not None else None
        place = None if focused is None else (focused, parent_id)
        self._before_reset = _Place(message_id, top, place)

    def _focused_row(self) -> int | None:
        focus = QApplication.focusWidget()
        rows = (row for row, w in self.widgets() if focus is not None and w.isAncestorOf(focus))
        return next(rows, None)

    @Slot(QModelIndex, int, int)
    def _refresh_below(self, parent: QModelIndex, first: int, last: int) -> None:
        # whether a day begins with a message depends on the one above it
        row = min(first, self._model.rowCount() - 1)
        self.update_rows(row, last + 1)

    def _row(self, row: int) -> Row:
        index = self._model.index(row)
        entry: StoredMessage = index.data(ChatRole.ENTRY)
        message_id = entry.message.id
        explained = self._explained
        is_explained = explained is not None and explained[0] == message_id
        return Row(
            entry=entry,
            progress=index.data(ChatRole.PROGRESS),
            error=index.data(ChatRole.ERROR),
            tokens_per_s=index.data(ChatRole.SPEED),
            mood=shown_mood(entry, self._scenes, self._scene, self._language),
            day=self._new_day(row),
            is_first_seen=row > 0 and message_id == self._forgotten_before,
            influences=explained[1] if is_explained else None,
            is_marked=message_id == self._marked,
            is_selected=self.is_selected(row),
        )

    def _new_day(self, row: int) -> str:
        """The words for a message's day where it is another one than that of the message above."""
        day = self._model.message(row).created_at.astimezone().date()
        today = date.today()
        if row == 0:
            return "" if day == today else day_name(day, today)
        above = self._model.message(row - 1).created_at.astimezone().date()
        return "" if day == above else day_name(day, today)

    def _refresh(self, message_ids: set[str]) -> None:
        for row, widget in list(self.widgets()):
            if widget.message_id in message_ids:
                self.update_rows(row, row)

    @Slot()
    def _refresh_all(self) -> None:
        for row, _ in list(self.widgets()):
            self.update_rows(row, row)

    @Slot()
    def _end_mark(self) -> None:
        marked, self._marked = self._marked, None
        if marked is not None:
            self._refresh({marked})
