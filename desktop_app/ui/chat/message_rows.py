"""What the rows of a conversation show: messages with their moods, days and marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from desktop_app.core.errors import KnownError
from desktop_app.core.scenes.scene import Scene
from desktop_app.shell.chat.message_model import MessageModel
from desktop_app.ui.chat.message.intent import MessageIntent
from desktop_app.ui.chat.message.paging import PART_CHARACTERS
from desktop_app.ui.chat.message.row import Row
from desktop_app.ui.chat.message.verdict import shown_mood
from desktop_app.ui.chat.message.widget import MessageWidget
from desktop_app.ui.chat.passing_marks import PassingMarks
from desktop_app.ui.chat.progress import TurnProgress
from desktop_app.ui.chat.selection import MessageSelection
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import BODY_PX
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.widget_list import RowWidget
from desktop_app.ui.wording.dates import day_name


class MessageRows:
    """Knows what a row needs beyond its message; whoever changes it shows the rows anew.

    scenes: by id, those of older verdicts too.  scene: the one that is played now.
    progress: how far each message is.
    forgotten_before: id of the first message that the model still sees; None where it sees all.
    selection: messages that are selected as a whole.
    """

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        model: MessageModel,
        scenes: Mapping[str, Scene],
        scene: Scene,
        language: str,
        marks: PassingMarks,
        error_of: Callable[[str], KnownError | None],
        intended: Callable[[MessageIntent], None],
    ) -> None:
        """error_of: why the reply with this id failed. intended: told what the person wants."""
        self._theme = theme
        self._icons = icons
        self._model = model
        self._language = language
        self._marks = marks
        self._error_of = error_of
        self._intended = intended
        self.scenes = scenes
        self.scene = scene
        self.progress = TurnProgress(model)
        self.forgotten_before: str | None = None
        self.selection = MessageSelection()

    def make(self, row: int, parent: QWidget) -> MessageWidget:
        widget = MessageWidget(self._theme, self._icons, self.row(row), parent)
        widget.intended.connect(self._intended)
        return widget

    def update(self, row: int, widget: RowWidget) -> None:
        assert isinstance(widget, MessageWidget)
        widget.set_row(self.row(row))

    def estimates(self, rows: range, column: int) -> list[int]:
        """From the lengths of the texts alone: there may be ten thousand."""
        line = self._theme.px(BODY_PX) * 1.45
        letter = 0.52 * self._theme.px(BODY_PX) / max(1, 0.78 * max(column, 200))
        found = []
        for row in rows:
            text = self._model.at(row).message.text[:PART_CHARACTERS]
            letters = len(text) if text.isascii() else 2 * len(text)
            found.append(round((text.count("\n") + 1 + int(letters * letter)) * line) + 54)
        return found

    def row(self, row: int) -> Row:
        """All that is shown of a message. Raises IndexError."""
        entry = self._model.at(row)
        message_id = entry.message.id
        explained, influences = self._marks.explained or ("", None)
        return Row(
            entry=entry,
            progress=self.progress.of(row),
            awaits_reply=self.progress.awaits_reply(row),
            error=self._error_of(message_id),
            tokens_per_s=self.progress.speed(row),
            mood=shown_mood(entry, self.scenes, self.scene, self._language),
            day=self.new_day(row),
            is_first_seen=row > 0 and message_id == self.forgotten_before,
            influences=influences if explained == message_id else None,
            is_outdated=message_id == self._marks.outdated,
            is_marked=message_id == self._marks.found,
            is_selected=row in self.selection.rows,
        )

    def new_day(self, row: int) -> str:
        """The words for a message's day where it is another one than that of the message above."""
        day = self._model.at(row).message.created_at.astimezone().date()
        today = date.today()
        if row == 0:
            return "" if day == today else day_name(day, today)
        above = self._model.at(row - 1).message.created_at.astimezone().date()
        return "" if day == above else day_name(day, today)
