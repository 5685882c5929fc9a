"""One message on the screen: bubble, and below it the time with mood, facts or what went wrong."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QWidget

from desktop_app.core.conversation import FinishReason
from desktop_app.ui.chat.message import verdict as verdict_wording
from desktop_app.ui.chat.message.actions import can_continue
from desktop_app.ui.chat.message.bubble import paint_bubble
from desktop_app.ui.chat.message.editor import MessageEditor
from desktop_app.ui.chat.message.footer import MessageFooter, MessageNote
from desktop_app.ui.chat.message.influence_marks import marks_of
from desktop_app.ui.chat.message.intent import Action, MessageIntent
from desktop_app.ui.chat.message.menu import add_links, add_mood, message_menu, mood_menu
from desktop_app.ui.chat.message.row import Progress, Row
from desktop_app.ui.chat.message.text import MessageText
from desktop_app.ui.chat.message.thought import ThoughtFold
from desktop_app.ui.chat.message.waiting_dots import WaitingDots
from desktop_app.ui.mood.chip import MoodChip
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_S
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.divider import Divider
from desktop_app.ui.widgets.widget_list import RowWidget
from desktop_app.ui.wording.dates import clock_time
from desktop_app.ui.wording.messages import reply_note, speaker

_PAD_X, _PAD_Y = 16, 12
_FOOTER_GAP = 6
_DIVIDER_GAP = 14
_NARROW_COLUMN = 520
_BUBBLE_SHARE, _NARROW_BUBBLE_SHARE = 0.83, 0.94


class MessageWidget(RowWidget):
    """Lays itself out by hand, so that its height for a width is known before it is shown."""

    intended = Signal(object)
    """MessageIntent."""

    def __init__(self, theme: Theme, icons: Icons, row: Row, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = row
        self._bubble = QRectF()
        self._is_hovered = False
        self._has_focus = False
        self.is_person = row.is_person
        self.body = MessageText(theme, icons, self)
        self.footer = MessageFooter(theme, icons, row, self)
        self.next_part = QPushButton(self)
        self.next_part.setProperty("kind", "link")
        self.next_part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._note = MessageNote(self.is_person, self)
        self.thought = ThoughtFold(self)
        self.dots: WaitingDots | None = None
        self.editor: MessageEditor | None = None
        self.dividers: list[Divider] = []
        self.body.move_requested.connect(self._move)
        self.body.extend_requested.connect(self._extend)
        self.body.copy_requested.connect(self._copy)
        self.body.link_requested.connect(self._open_link)
        self.body.menu_requested.connect(self._open_menu)
        self.footer.action_chosen.connect(self._choose)
        self.footer.mood_pressed.connect(self._open_mood_menu)
        self.next_part.clicked.connect(self._show_next_part)
        self._note.way_chosen.connect(self._go_on)
        self.thought.toggled.connect(self.resized)
        theme.changed.connect(self._refresh)
        self._show()

    @property
    def message_id(self) -> str:
        return self._row.message.id

    @property
    def row(self) -> Row:
        return self._row

    @property
    def chip(self) -> MoodChip | None:
        """The mood of the person's message; None at a reply."""
        return self.footer.chip

    @property
    def time(self) -> QLabel:
        """Time of the message, and the facts of a reply."""
        return self.footer.time

    @property
    def note(self) -> QLabel:
        """What went wrong, or what the marks in the text mean."""
        return self._note.words

    @property
    def way_on(self) -> QPushButton:
        """The button of a reply that did not end by itself."""
        return self._note.way_on

    def holds_attention(self) -> bool:
        if self.editor is not None or self.body.textCursor().hasSelection():
            return True
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def set_row(self, row: Row) -> None:
        if row != self._row:
            self._row = row
            self._show()

    def set_has_focus(self, has_focus: bool) -> None:
        """Whether the keyboard is at this message; its actions are in sight then."""
        if has_focus != self._has_focus:
            self._has_focus = has_focus
            self._show_actions()
            # elsewhere Tab would come to them in the order in which they were made
            policy = Qt.FocusPolicy.TabFocus if has_focus else Qt.FocusPolicy.NoFocus
            if self.editor is None:
                for control in self.controls()[1:]:
                    control.setFocusPolicy(policy)

    def controls(self) -> list[QWidget]:
        """What Tab walks through, in order."""
        if self.editor is not None:
            return self.editor.controls()
        found = [self.body, *self.body.code_buttons, self.next_part]
        found += [*self.footer.controls(), self.thought.way_on, self.way_on]
        return [widget for widget in found if widget.isVisible()]

    def start_editing(self, enter_sends: bool) -> None:
        """Put an editor in the place of the bubble. enter_sends: as in the composer."""
        if self.editor is not None:
            return
        self.editor = MessageEditor(self._row.message.text, self)
        self.editor.edit.set_enter_sends(enter_sends)
        self.editor.saved.connect(self._save)
        self.editor.cancelled.connect(self.stop_editing)
        self.editor.grown.connect(self.resized)
        self.editor.show()
        self._show()
        self.resized.emit()
        self.editor.edit.moveCursor(QTextCursor.MoveOperation.End)
        self.editor.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def stop_editing(self) -> None:
        """Back to the message as it was."""
        if self.editor is None:
            return
        editor, self.editor = self.editor, None
        self._show()
        self.resized.emit()
        self.body.setFocus(Qt.FocusReason.OtherFocusReason)
        editor.hide()
        editor.deleteLater()

    def lay_out(self, width: int) -> int:
        share = _NARROW_BUBBLE_SHARE if width < _NARROW_COLUMN else _BUBBLE_SHARE
        widest = int(width * share)
        top = self._lay_out_dividers(width)
        self._bubble = QRectF()
        if self.editor is not None:
            height = self.editor.height_for(widest)
            self.editor.setGeometry(width - widest, top, widest, height)
            return top + height
        top = self.thought.place(0, top, widest)
        if self._has_bubble():
            top = self._lay_out_bubble(top, width, widest)
        left = width - widest if self.is_person else 0
        top = self._note.place(left, top, widest)
        return top if self.dots is None else self.dots.place(top)

    def context_menu(self) -> QMenu:
        """All that can be done with the message; it deletes itself when closed."""
        menu = message_menu(self.body, self._row, self._choose)
        select = menu.addAction(self.tr("Select all"), self.body.selectAll)
        menu.insertAction(menu.actions()[1], select)
        add_links(menu, self.body.links(), self._open_link)
        if self._row.mood is not None:
            add_mood(menu.addMenu(self.tr("Mood")), self._row.mood, self._correct, self._explain)
        return menu

    def mood_menu(self) -> QMenu | None:
        """How the mood can be corrected, None without one; it deletes itself when closed."""
        if self._row.mood is None:
            return None
        return mood_menu(self, self._row.mood, self._correct, self._explain)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._bubble.isEmpty():
            return
        paint_bubble(self, self._bubble, self._row, self._theme, self.body.hasFocus())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._is_hovered = True
        self._show_actions()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._is_hovered = False
        self._show_actions()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._want(Action.EXTEND, 0)
        else:
            super().mousePressEvent(event)

    def _has_bubble(self) -> bool:
        # a reply that ended before its first word has nothing to put into a bubble
        return self.editor is None and (self.is_person or bool(self._row.message.text))

    def _lay_out_dividers(self, width: int) -> int:
        top = 0
        for divider in self.dividers:
            height = divider.heightForWidth(width)
            divider.setGeometry(0, top, width, height)
            top += height + _DIVIDER_GAP
        return top

    def _lay_out_bubble(self, top: int, width: int, widest: int) -> int:
        text_width, text_height = self.body.fit(widest - 2 * _PAD_X)
        bubble_width = text_width + 2 * _PAD_X
        left = width - bubble_width if self.is_person else 0
        parts_height = self._place_next_part(left, top + _PAD_Y + text_height)
        height = text_height + parts_height + 2 * _PAD_Y
        self._bubble = QRectF(left, top, bubble_width, height)
        text_top = top + _PAD_Y - self.body.rise()
        self.body.setGeometry(left + _PAD_X, text_top, text_width, text_height)
        bottom = round(self._bubble.bottom()) + _FOOTER_GAP
        return self.footer.place(bottom, width, left + bubble_width)

    def _place_next_part(self, left: int, top: int) -> int:
        """Below the text; the height that it takes, in px."""
        if self.next_part.isHidden():
            return 0
        hint = self.next_part.sizeHint()
        self.next_part.setGeometry(left + SPACE_S, top, hint.width(), hint.height())
        return hint.height()

    def _show(self) -> None:
        row, message = self._row, self._row.message
        for widget in (self.body, self.footer):
            widget.setVisible(self._has_bubble())
        if self.is_person:
            self.body.set_text(message.text)
            colour = row.mood.judged_colour if row.mood is not None else "unsure"
            self.body.set_marks(marks_of(message.text, row.influences or (), colour))
        else:
            streaming = row.progress is Progress.STREAMING
            self.body.set_markdown(message.text, streaming)
            self.body.set_streaming(streaming)
        self.thought.show_text(message.thought)
        self._name_next_part()
        self.body.setAccessibleName(self._spoken_name())
        self.footer.show_row(row)
        self._show_dividers()
        self._show_note()
        self._show_dots()
        self.update()

    def _show_dots(self) -> None:
        """Not where the system asks for less motion."""
        wanted = self._row.awaits_reply and self._theme.motion_ms() > 0 and self.editor is None
        if wanted and self.dots is None:
            self.dots = WaitingDots(self._theme, self)
            self.dots.show()
        elif not wanted and self.dots is not None:
            self.dots.hide()
            self.dots.deleteLater()
            self.dots = None

    def _name_next_part(self) -> None:
        """Which part of a very long message is in sight, and that there is another."""
        part, parts = self.body.part + 1, self.body.parts
        words = self.tr("Part {number} of {count}").format(number=part, count=parts)
        way = self.tr("Show the next") if part < parts else self.tr("Back to the first")
        self.next_part.setText(f"{words} · {way}")
        self.next_part.setVisible(self._has_bubble() and parts > 1)

    def _show_dividers(self) -> None:
        forgotten = self.tr("The model no longer sees what is above")
        wanted = [(self._row.day, False)] if self._row.day else []
        wanted += [(forgotten, True)] if self._row.is_first_seen else []
        if [words for words, _ in wanted] == [divider.text() for divider in self.dividers]:
            return
        for divider in self.dividers:
            divider.hide()
            divider.deleteLater()
        self.dividers = [Divider(self._theme, has_lines, self) for _, has_lines in wanted]
        for divider, (words, _) in zip(self.dividers, wanted, strict=True):
            divider.setText(words)
            divider.show()

    def _show_note(self) -> None:
        row, message = self._row, self._row.message
        if self.editor is not None:
            self._note.say("", "secondary")
        elif self.is_person:
            legend = verdict_wording.explanation_legend(row.mood, row.influences, message.text)
            self._note.say(legend, "secondary")
            spoken = verdict_wording.spoken_explanation(row.mood, row.influences, message.text)
            self.body.setAccessibleDescription(spoken)
        else:
            failed = message.finish_reason is FinishReason.FAILED
            words = reply_note(message, row.error)
            if row.is_outdated and not words:
                words = self.tr("This answers the mood before your correction.")
            self._note.say(words, "failure" if failed else "secondary", self._way_on(words))

    def _way_on(self, note: str) -> str:
        if not note:
            return ""
        if self._row.message.finish_reason is FinishReason.FAILED:
            return self.tr("Send again")
        return self.tr("Continue") if can_continue(self._row.entry) else self.tr("Answer anew")

    @Slot()
    def _go_on(self) -> None:
        if self._row.message.finish_reason is FinishReason.FAILED:
            self._want(Action.RETRY)
        elif can_continue(self._row.entry):
            self._want(Action.CONTINUE)
        else:
            self._want(Action.REGENERATE)

    def _show_actions(self) -> None:
        self.footer.set_open(self._is_hovered or self._has_focus)
        self.update()

    def _spoken_name(self) -> str:
        row = self._row
        parts = [speaker(row.message.role), clock_time(row.message.created_at)]
        parts += [self.tr("just for me")] if row.entry.note else []
        parts += [self.tr("selected")] if row.is_selected else []
        return ", ".join(parts)

    @Slot()
    def _refresh(self) -> None:
        self.body.refresh()
        self.footer.refresh()
        self.update()

    @Slot(object)
    def _choose(self, action: Action) -> None:
        self._want(action)

    def _want(self, action: Action, value: str | int | None = None) -> None:
        self.intended.emit(MessageIntent(self.message_id, action, value))

    def _correct(self, label: str | None) -> None:
        self._want(Action.CORRECT, label)

    def _explain(self) -> None:
        self._want(Action.EXPLAIN)

    @Slot(str)
    def _open_link(self, address: str) -> None:
        self._want(Action.OPEN_LINK, address)

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        self.context_menu().popup(place)

    @Slot(QPoint)
    def _open_mood_menu(self, place: QPoint) -> None:
        menu = self.mood_menu()
        if menu is not None:
            menu.popup(place)

    @Slot(str)
    def _save(self, text: str) -> None:
        self.stop_editing()
        self._want(Action.SEND, text)

    @Slot()
    def _show_next_part(self) -> None:
        self.body.show_next_part()
        self._name_next_part()
        self.resized.emit()
        self._want(Action.READ_ON)

    @Slot(int)
    def _move(self, step: int) -> None:
        self._want(Action.MOVE, step)

    @Slot(int)
    def _extend(self, step: int) -> None:
        self._want(Action.EXTEND, step)

    @Slot()
    def _copy(self) -> None:
        self._want(Action.COPY)
