"""Below a message's bubble: its time, mood or facts, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop_app.ui.chat.message.actions import SIDE_PX, ActionBar, actions_of
from desktop_app.ui.chat.message.intent import Action
from desktop_app.ui.chat.message.row import Progress, Row
from desktop_app.ui.mood.chip import MoodChip
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.wording.dates import clock_time
from desktop_app.ui.wording.messages import message_details, reply_facts


class MessageFooter(QWidget):
    """One line; the person's is at the right, the assistant's at the left."""

    action_chosen = Signal(object)
    """Action."""
    mood_pressed = Signal(QPoint)
    """The lower left corner of the mood, in global px."""

    def __init__(self, theme: Theme, icons: Icons, row: Row, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._row = row
        self._is_open = False
        self._bar_room = (0, 0)
        """Left and right end of the room for the actions, in px."""
        self.time = QLabel(self)
        self.time.setProperty("tone", "secondary")
        self.time.setTextFormat(Qt.TextFormat.PlainText)
        self.chip = MoodChip(theme, icons, self) if row.is_person else None
        self.bar: ActionBar | None = None
        if self.chip is not None:
            self.chip.clicked.connect(self._press_mood)

    def show_row(self, row: Row) -> None:
        self._row = row
        self.time.setText(self._facts())
        self.time.setToolTip(message_details(row.message))
        if self.chip is not None:
            self._show_chip(self.chip)
        self._show_bar()

    def set_open(self, is_open: bool) -> None:
        """Show what can be done, while the message is pointed at or has the keyboard."""
        if is_open != self._is_open:
            self._is_open = is_open
            self._show_bar()

    def controls(self) -> list[QWidget]:
        """What Tab walks through."""
        chip = [self.chip] if self.chip is not None and self.chip.isEnabled() else []
        found = [*chip, *(self.bar.controls() if self.bar is not None else [])]
        return [widget for widget in found if widget.isVisible()]

    def place(self, top: int, width: int, bubble_right: int) -> int:
        """Take a place at `top`; returns the lower end. All in px.

        bubble_right: where the bubble ends, under which the assistant's actions are.
        """
        height = self._theme.px(SIDE_PX)
        self.setGeometry(0, top, width, height)
        time_width = self.time.sizeHint().width()
        if self.chip is None:
            self.time.setGeometry(SPACE_XS, 0, time_width, height)
            self._place_bar(2 * SPACE_XS + time_width, bubble_right)
            return top + height
        right = width - SPACE_XS
        if not self.chip.isHidden():
            chip_width = self.chip.sizeHint().width()
            self.chip.setGeometry(width - chip_width, 0, chip_width, height)
            right = width - chip_width - SPACE_S
        self.time.setGeometry(right - time_width, 0, time_width, height)
        self._place_bar(0, right - time_width - SPACE_S)
        return top + height

    def refresh(self) -> None:
        """Follow the theme's colours and sizes."""
        if self.bar is not None:
            self.bar.refresh()

    def _facts(self) -> str:
        message = self._row.message
        if not self._row.is_person:
            return reply_facts(message, self._row.tokens_per_s)
        clock, note = clock_time(message.created_at), self.tr("Just for me")
        return f"{note} · {clock}" if self._row.entry.note else clock

    @Slot()
    def _press_mood(self) -> None:
        if self.chip is not None:
            self.mood_pressed.emit(self.chip.mapToGlobal(self.chip.rect().bottomLeft()))

    def _show_chip(self, chip: MoodChip) -> None:
        mood, progress = self._row.mood, self._row.progress
        if mood is not None:
            chip.show_mood(mood.text, mood.look, mood.line, mood.is_corrected)
        elif progress is Progress.LEARNING:
            chip.show_progress(self.tr("Getting to know this model…"))
        elif progress is Progress.JUDGING:
            chip.show_progress(self.tr("Judging…"))
        elif progress is Progress.WAITING:
            chip.show_progress(self.tr("Waiting its turn"))
        elif progress is Progress.LACKS_MODEL:
            chip.show_progress(self.tr("Waiting for a model"))
        chip.setVisible(mood is not None or progress is not Progress.DONE)

    def _show_bar(self) -> None:
        """The bar is made when it is first needed: most messages are only read."""
        entry = self._row.entry
        if self.bar is None:
            if not self._is_open and entry.variants == 1:
                return
            self.bar = ActionBar(self._theme, self._icons, self)
            self.bar.chosen.connect(self.action_chosen)
        actions = actions_of(entry, self._row.progress)
        # going on has a button of its own below the reply
        shown = tuple(action for action in actions if action is not Action.CONTINUE)
        self.bar.set_actions(shown, entry.variant, entry.variants)
        self.bar.set_open(self._is_open)
        if self.width() > 0:
            self._place_bar(*self._bar_room)

    def _place_bar(self, left: int, right: int) -> None:
        """At the right end of the room between `left` and `right`, or where it begins."""
        self._bar_room = (left, right)
        if self.bar is not None:
            hint = self.bar.sizeHint()
            self.bar.setGeometry(
                max(left, right - hint.width()), 0, hint.width(), self._theme.px(SIDE_PX)
            )


class MessageNote(QWidget):
    """Hidden while there is nothing to say."""

    way_chosen = Signal()
    """The button was pressed."""

    def __init__(self, at_right: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        if at_right:
            self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.way_on = QPushButton(self)
        self.way_on.setProperty("kind", "link")
        self.way_on.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.way_on.clicked.connect(self.way_chosen)
        self.hide()

    def say(self, words: str, tone: str, way_on: str = "") -> None:
        """words: "" for nothing. tone: of the style sheet. way_on: on the button, "" for none."""
        self.setVisible(bool(words))
        if words != self.words.text():
            self.words.setText(words)
        if self.words.property("tone") != tone:
            self.words.setProperty("tone", tone)
            self.words.style().unpolish(self.words)
            self.words.style().polish(self.words)
        self.way_on.setText(way_on)
        self.way_on.setVisible(bool(way_on))

    def place(self, left: int, top: int, width: int) -> int:
        """Take a place; returns the lower end. All in px."""
        if self.isHidden():
            return top
        height = self.words.heightForWidth(width - SPACE_XS)
        self.words.setGeometry(SPACE_XS, 0, width - SPACE_XS, height)
        if not self.way_on.isHidden():
            hint = self.way_on.sizeHint()
            # at the edge: its own padding puts its words below those above
            self.way_on.setGeometry(0, height + 2, hint.width(), hint.height())
            height += 2 + hint.height()
        gap = 2 if top else 0
        self.setGeometry(left, top + gap, width, height)
        return top + gap + height
