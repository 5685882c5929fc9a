"""One message on the screen: bubble, and below it the time with mood, facts or what went wrong."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.errors import KnownError
from desktop_app.core.scenes import Scene
from desktop_app.ui import theme as sizes
from desktop_app.ui import wording
from desktop_app.ui.chat_model import Progress
from desktop_app.ui.icons import Icons
from desktop_app.ui.message_text import MessageText
from desktop_app.ui.mood_chip import MoodChip
from desktop_app.ui.theme import Theme

_PAD_X, _PAD_Y = 16, 12
_FOOTER_GAP = 6
_NARROW_COLUMN = 520
_BUBBLE_SHARE, _NARROW_BUBBLE_SHARE = 0.83, 0.94


@dataclass(frozen=True, slots=True)
class Row:
    """What a message widget shows. language: of the window; tokens_per_s: while streaming."""

    message: Message
    progress: Progress
    error: KnownError | None
    tokens_per_s: float
    scene: Scene
    language: str


class MessageWidget(QWidget):
    """Lays itself out by hand, so that its height for a width is known before it is shown."""

    retry_requested = Signal(str)
    """Id of the failed reply."""
    move_requested = Signal(str, int)
    """Message id, and -1 or 1: the arrow keys ask for the message above or below."""

    def __init__(self, theme: Theme, icons: Icons, row: Row, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = row
        self._bubble = QRectF()
        self.is_person = row.message.role is Role.USER
        self.body = MessageText(self)
        self.body.set_line_height(theme.px(sizes.LINE_PX))
        self.time = QLabel(self)
        self.time.setProperty("tone", "secondary")
        self.time.setTextFormat(Qt.TextFormat.PlainText)
        self.chip = MoodChip(theme, icons, self) if self.is_person else None
        self.note = QLabel(self)
        self.note.setProperty("tone", "secondary")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.retry = QPushButton(self.tr("Send again"), self)
        self.retry.setProperty("kind", "link")
        self.retry.clicked.connect(self._retry)
        self.body.move_requested.connect(self._move)
        theme.changed.connect(self.update)
        self._show()

    @property
    def message_id(self) -> str:
        return self._row.message.id

    def holds_attention(self) -> bool:
        """Whether the person is using it, so that it must not go when scrolled away."""
        return self.body.hasFocus() or self.body.textCursor().hasSelection()

    def set_row(self, row: Row) -> None:
        if row != self._row:
            self._row = row
            self._show()

    def lay_out(self, width: int) -> int:
        """Place everything within `width` px; returns the height in px."""
        share = _NARROW_BUBBLE_SHARE if width < _NARROW_COLUMN else _BUBBLE_SHARE
        widest = int(width * share)
        top = 0
        if self._has_bubble():
            text_width, text_height = self.body.fit(widest - 2 * _PAD_X)
            bubble_width = text_width + 2 * _PAD_X
            left = width - bubble_width if self.is_person else 0
            self._bubble = QRectF(left, 0, bubble_width, text_height + 2 * _PAD_Y)
            text_top = _PAD_Y - self.body.rise()
            self.body.setGeometry(left + _PAD_X, text_top, text_width, text_height)
            top = round(self._bubble.height()) + _FOOTER_GAP
        else:
            self._bubble = QRectF()
        bottom = self._lay_out_footer(top, width)
        return self._lay_out_note(bottom, widest)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._bubble.isEmpty():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.body.hasFocus()
        if focused:
            pen = QPen(self._theme.colour("accent"), 1.6)
        elif self.is_person:
            pen = QPen(Qt.PenStyle.NoPen)
        else:
            pen = QPen(self._theme.colour("border"), 1)
        painter.setPen(pen)
        painter.setBrush(self._theme.colour("bubble" if self.is_person else "surface"))
        area = self._bubble.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, sizes.RADIUS_CARD, sizes.RADIUS_CARD)

    def _has_bubble(self) -> bool:
        # a reply that ended before its first word has nothing to put into a bubble
        return self.is_person or bool(self._row.message.text)

    def _lay_out_footer(self, top: int, width: int) -> int:
        """Time and chip at the right of the person's message, the facts below a reply."""
        height = self._theme.px(24) if self.chip is not None else self._theme.px(18)
        if self.chip is None and not self._has_bubble():
            return top
        time_width = self.time.sizeHint().width()
        if self.chip is None:
            self.time.setGeometry(sizes.SPACE_XS, top, width - sizes.SPACE_XS, height)
            return top + height
        right = width
        if not self.chip.isHidden():
            chip = self.chip.sizeHint()
            self.chip.setGeometry(right - chip.width(), top, chip.width(), height)
            right -= chip.width() + sizes.SPACE_S
        else:
            right -= sizes.SPACE_XS
        self.time.setGeometry(right - time_width, top, time_width, height)
        return top + height

    def _lay_out_note(self, top: int, width: int) -> int:
        if self.note.isHidden():
            return top
        left = sizes.SPACE_XS
        gap = 2 if top else 0
        height = self.note.heightForWidth(width - left)
        self.note.setGeometry(left, top + gap, width - left, height)
        bottom = top + gap + height
        if not self.retry.isHidden():
            hint = self.retry.sizeHint()
            self.retry.setGeometry(left - 6, bottom + 2, hint.width(), hint.height())
            bottom += 2 + hint.height()
        return bottom

    def _show(self) -> None:
        row, message = self._row, self._row.message
        streaming = row.progress is Progress.STREAMING
        self.body.setVisible(self._has_bubble())
        self.body.set_text(message.text)
        self.body.set_streaming(streaming)
        self.body.setAccessibleName(self._spoken_name())
        if self.chip is not None:
            self.time.setText(wording.clock_time(message.created_at))
            self._show_chip(self.chip)
        else:
            self.time.setVisible(self._has_bubble())
            self.time.setText(wording.reply_facts(message, row.tokens_per_s))
        note = wording.reply_note(message, row.error) if not self.is_person else ""
        failed = message.finish_reason is FinishReason.FAILED
        self._set_tone("failure" if failed else "secondary")
        self.note.setVisible(bool(note))
        if note != self.note.text():
            self.note.setText(note)
        self.retry.setVisible(failed)
        self.update()

    def _set_tone(self, tone: str) -> None:
        if self.note.property("tone") != tone:
            self.note.setProperty("tone", tone)
            self.note.style().unpolish(self.note)
            self.note.style().polish(self.note)

    def _show_chip(self, chip: MoodChip) -> None:
        row = self._row
        mood = row.message.mood
        if mood is not None:
            chip.show_mood(
                wording.mood_chip(row.scene, mood, row.language),
                wording.mood_colour(row.scene, mood),
                wording.mood_line(row.scene, mood, row.language),
            )
        elif row.progress is Progress.JUDGING:
            chip.show_progress(self.tr("Judging…"))
        elif row.progress is Progress.WAITING:
            chip.show_progress(self.tr("Waiting its turn"))
        chip.setVisible(mood is not None or row.progress is not Progress.DONE)

    def _spoken_name(self) -> str:
        who = self.tr("You") if self.is_person else self.tr("Assistant")
        return f"{who}, {wording.clock_time(self._row.message.created_at)}"

    def _retry(self) -> None:
        self.retry_requested.emit(self.message_id)

    def _move(self, step: int) -> None:
        self.move_requested.emit(self.message_id, step)
