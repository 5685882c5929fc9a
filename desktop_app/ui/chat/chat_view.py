"""The conversation as a scrolling column of bubbles."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QModelIndex, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from desktop_app.core.scenes.scene import Scene
from desktop_app.ui.chat.chat_model import ChatModel
from desktop_app.ui.chat.link_confirmation import LinkQuestion
from desktop_app.ui.chat.message.actions import Action
from desktop_app.ui.chat.message.text import plain_selection
from desktop_app.ui.chat.message.widget import MessageWidget
from desktop_app.ui.chat.message_rows import MessageList
from desktop_app.ui.chat.selection import MessageSelection, as_text
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_M
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.dismiss_filter import DismissFilter
from desktop_app.ui.widgets.focus import focus_outside

_JUMP_PX = 36


class ChatView(MessageList):
    """Shows a ChatModel, and tells what the person wants to be done with its messages.

    The view itself does what needs nobody else: copying, editing in place, selecting messages and
    asking before a link is opened.
    """

    retry_requested = Signal(str)
    """Id of the failed reply."""
    edit_requested = Signal(str, str)
    """Id of the person's message, and the text that it is to be sent again with."""
    regenerate_requested = Signal(str)
    continue_requested = Signal(str)
    delete_requested = Signal(str)
    variant_requested = Signal(str, int)
    """Message id, and -1 or 1."""
    quote_requested = Signal(str)
    """Text for the composer to quote."""
    correction_requested = Signal(str, object)
    """Message id, and a label's id, CLEARED, or None to take a correction back."""
    explain_requested = Signal(str)

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        model: ChatModel,
        scenes: Mapping[str, Scene],
        scene: Scene,
        language: str,
        parent: QWidget | None = None,
        *,
        opener: Callable[[QUrl], bool] | None = None,
    ) -> None:
        """scenes: by id, those of older verdicts too. scene: the one that is played now.

        opener: hands an address to the system, False where nobody takes it; by default Qt's.
        """
        super().__init__(theme, model, scenes, scene, language, parent)
        self._icons = icons
        self._enter_sends = True
        self._range = MessageSelection()
        self._range_end = DismissFilter(self)
        self._range_end.happened.connect(self._drop_range)
        self._loses_focus = False
        self._left = ""
        """Id of the message that the keyboard was at before."""
        self.setAccessibleName(self.tr("Conversation"))
        self.to_end = QToolButton(self)
        self.to_end.setProperty("kind", "floating")
        self.to_end.setAccessibleName(self.tr("Go to the newest message"))
        self.to_end.setToolTip(self.tr("Go to the newest message"))
        self.to_end.setFixedSize(_JUMP_PX, _JUMP_PX)
        self.to_end.clicked.connect(self.scroll_to_end)
        self.to_end.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.to_end.hide()
        self.link_question = LinkQuestion(self, opener)
        self.link_question.closed.connect(self._focus_again)
        self._focused_before_question: QWidget | None = None
        model.modelAboutToBeReset.connect(self._drop_range)
        model.rowsInserted.connect(self._drop_range_after)
        model.rowsRemoved.connect(self._drop_range_after)
        model.rowsAboutToBeRemoved.connect(self._note_lost_focus)
        model.rowsRemoved.connect(self._focus_instead)
        theme.changed.connect(self._follow_theme)
        QApplication.instance().focusChanged.connect(self._follow_focus)
        self._draw_icon()
        self.reset()

    def widget_of(self, row: int) -> MessageWidget | None:
        """The widget of a row; None while it is out of sight."""
        return self._widgets.get(row)

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Whether Enter sends an edited message, as in the composer."""
        self._enter_sends = enter_sends

    def focus_row(self, row: int) -> None:
        """Give the keyboard to a message's text."""
        row = min(max(row, 0), self._model.rowCount() - 1)
        if row < 0:
            return
        self.scroll_to_row(row)
        for widget in self.widget_of(row).controls()[:1]:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def selected_text(self) -> str:
        """The messages that are selected as a whole, with who said them and when; "" for none."""
        rows = self._range.rows
        return as_text([self._model.message(row) for row in rows]) if rows else ""

    def make_widget(self, row: int) -> MessageWidget:
        widget = MessageWidget(self._theme, self._icons, self._row(row), self.viewport())
        widget.action_chosen.connect(self._act)
        widget.edited.connect(self.edit_requested)
        widget.retry_requested.connect(self.retry_requested)
        widget.correction_requested.connect(self.correction_requested)
        widget.explain_requested.connect(self.explain_requested)
        widget.link_requested.connect(self._ask_about_link)
        widget.move_requested.connect(self._move_focus)
        widget.extend_requested.connect(self._extend_range)
        widget.resized.connect(self._resize_row)
        widget.turned.connect(self._show_turned)
        return widget

    def is_selected(self, row: int) -> bool:
        return row in self._range.rows

    def end_left_or_reached(self) -> None:
        self.to_end.setVisible(not self.is_at_end)
        self.to_end.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left = (self.width() - _JUMP_PX) // 2
        self.to_end.move(left, self.height() - _JUMP_PX - SPACE_M)
        if not self.link_question.isHidden():
            self.link_question.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_tab = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if event.reason() in by_tab:
            self._focus_in_sight(event.reason())

    def focusNextPrevChild(self, step: bool) -> bool:
        """Tab walks through one message and then leaves; arrow keys go to the other messages.

        What stands in a message takes no part in Qt's own order, which is that of its creation.
        """
        focus = self.focusWidget()
        reason = Qt.FocusReason.TabFocusReason if step else Qt.FocusReason.BacktabFocusReason
        if focus is self.to_end:
            return focus_outside(self, True) if step else self._focus_in_sight(reason)
        widget = next((w for _, w in self.widgets() if focus and w.isAncestorOf(focus)), None)
        controls = widget.controls() if widget is not None else []
        controls += [self.to_end] if self.to_end.isVisible() else []
        place = (controls.index(focus) if focus in controls else -1) + (1 if step else -1)
        if 0 <= place < len(controls):
            controls[place].setFocus(reason)
            return True
        return focus_outside(self, step)

    def _focus_in_sight(self, reason: Qt.FocusReason) -> bool:
        """Focus the lowest message in sight; False where there is none."""
        area = self.viewport().rect()
        found = [w for _, w in self.widgets() if w.controls() and area.intersects(w.geometry())]
        for widget in found[-1:]:
            widget.controls()[0].setFocus(reason)
        return bool(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self._range.rows:
            QGuiApplication.clipboard().setText(self.selected_text())
        else:
            super().keyPressEvent(event)

    @Slot(str, object)
    def _act(self, message_id: str, action: Action) -> None:
        match action:
            case Action.COPY:
                self._copy(message_id)
            case Action.EDIT:
                self._edit(message_id)
            case Action.REGENERATE:
                self.regenerate_requested.emit(message_id)
            case Action.CONTINUE:
                self.continue_requested.emit(message_id)
            case Action.QUOTE:
                self._quote(message_id)
            case Action.DELETE:
                self.delete_requested.emit(message_id)
            case Action.BACK:
                self.variant_requested.emit(message_id, -1)
            case Action.FORWARD:
                self.variant_requested.emit(message_id, 1)

    def _copy(self, message_id: str) -> None:
        if self._range.rows:
            QGuiApplication.clipboard().setText(self.selected_text())
        else:
            self._widget(message_id).body.copy_or_all()

    def _edit(self, message_id: str) -> None:
        widget = self._widget(message_id)
        widget.start_editing()
        widget.editor.edit.set_enter_sends(self._enter_sends)

    def _quote(self, message_id: str) -> None:
        body = self._widget(message_id).body
        cursor = body.textCursor()
        self.quote_requested.emit(plain_selection(cursor) or body.text())

    def _widget(self, message_id: str) -> MessageWidget:
        return next(w for _, w in self.widgets() if w.message_id == message_id)

    def _row_shown(self, message_id: str) -> int:
        return next(row for row, w in self.widgets() if w.message_id == message_id)

    @Slot(str)
    def _ask_about_link(self, address: str) -> None:
        self._focused_before_question = QApplication.focusWidget()
        self.link_question.ask(address)

    @Slot()
    def _focus_again(self) -> None:
        before, self._focused_before_question = self._focused_before_question, None
        # the message may have been scrolled away or deleted meanwhile
        rows = [row for row, w in self.widgets() if before is not None and w.isAncestorOf(before)]
        if rows:
            self.focus_row(rows[0])
        else:
            self.setFocus()

    @Slot(str, int)
    def _move_focus(self, message_id: str, step: int) -> None:
        self._set_range(MessageSelection())
        self.focus_row(self._row_shown(message_id) + step)

    @Slot(str, int)
    def _extend_range(self, message_id: str, step: int) -> None:
        row = self._row_shown(message_id)
        if step:
            target = min(max(row + step, 0), self._model.rowCount() - 1)
            self._set_range(self._range.extended(row, target))
            self.focus_row(target)
            return
        # the click has brought the keyboard here already
        left = next((r for r, widget in self.widgets() if widget.message_id == self._left), row)
        self._set_range(self._range.extended(left, row))

    def _set_range(self, selection: MessageSelection) -> None:
        changed = set(self._range.rows) ^ set(selection.rows)
        (self._range_end.watch if selection.rows else self._range_end.stop)()
        self._range = selection
        for row, _ in list(self.widgets()):
            if row in changed:
                self.update_rows(row, row)

    @Slot()
    def _drop_range(self) -> None:
        self._set_range(MessageSelection())

    @Slot(QModelIndex, int, int)
    def _drop_range_after(self, parent: QModelIndex, first: int, last: int) -> None:
        # what is added below the selection, as a reply that comes meanwhile, leaves it as it is
        if self._range.rows and first <= self._range.rows[-1]:
            self._drop_range()
            self._refresh_all()

    @Slot(QModelIndex, int, int)
    def _note_lost_focus(self, parent: QModelIndex, first: int, last: int) -> None:
        focused = self._focused_row()
        self._loses_focus = focused is not None and first <= focused <= last

    @Slot(QModelIndex, int, int)
    def _focus_instead(self, parent: QModelIndex, first: int, last: int) -> None:
        """The keyboard goes on at the message that took the place of the one that is gone."""
        if self._loses_focus:
            self.focus_row(first)

    @Slot(str)
    def _resize_row(self, message_id: str) -> None:
        self.row_resized(self._row_shown(message_id))

    @Slot(str)
    def _show_turned(self, message_id: str) -> None:
        """Another part of a message is read from its beginning."""
        row = self._row_shown(message_id)
        self.row_resized(row)
        self.scroll_to_top_of(row)

    @Slot()
    def _follow_theme(self) -> None:
        self._draw_icon()
        self.measure_all()

    @Slot("QWidget*", "QWidget*")
    def _follow_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        for _, widget in self.widgets():
            widget.set_has_focus(new is not None and widget.isAncestorOf(new))
            if old is not None and widget.isAncestorOf(old):
                self._left = widget.message_id

    def _draw_icon(self) -> None:
        self.to_end.setIcon(self._icons.icon("down", 16, self._theme.colour("text")))
