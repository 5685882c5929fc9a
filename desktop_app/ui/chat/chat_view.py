"""The conversation as a scrolling column of bubbles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QToolButton, QVBoxLayout, QWidget

from desktop_app.core.errors import KnownError
from desktop_app.core.scenes.scene import Scene
from desktop_app.shell.chat.message_model import MessageModel
from desktop_app.shell.inference.status import AppStatus
from desktop_app.shell.platform.day_change import DayChangeNotifier
from desktop_app.ui.chat.link_confirmation import LinkQuestion
from desktop_app.ui.chat.message.intent import Action, MessageIntent
from desktop_app.ui.chat.message.text import plain_selection
from desktop_app.ui.chat.message.widget import MessageWidget
from desktop_app.ui.chat.message_rows import MessageRows
from desktop_app.ui.chat.passing_marks import PassingMarks
from desktop_app.ui.chat.selection import MessageSelection, as_text
from desktop_app.ui.style.application import application
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_M
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.dismiss_filter import DismissFilter
from desktop_app.ui.widgets.focus import focus_outside
from desktop_app.ui.widgets.widget_list import WidgetList

_JUMP_PX = 36


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the person was before the messages were replaced.

    anchor: id of the message that kept its place, "" at the end.  top: of it, in px.
    focused: row with the keyboard and the id of the message above it; None where none had it.
    """

    anchor: str
    top: int
    focused: tuple[int, str | None] | None


def _no_error(message_id: str) -> KnownError | None:
    return None


class ChatView(QWidget):
    """Shows a conversation, and tells what the person wants to be done with its messages.

    The view itself does what needs nobody else: copying, editing in place, selecting messages and
    asking before a link is opened.
    """

    intended = Signal(object)
    """MessageIntent that somebody else is to do; of a quote, with the text as its value."""

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        model: MessageModel,
        scenes: Mapping[str, Scene],
        scene: Scene,
        language: str,
        parent: QWidget | None = None,
        *,
        error_of: Callable[[str], KnownError | None] = _no_error,
        opener: Callable[[QUrl], bool] | None = None,
    ) -> None:
        """scenes: by id, those of older verdicts too. scene: the one that is played now.

        error_of: why the reply with this id failed, None where it did not.
        opener: hands an address to the system, False where nobody takes it; by default Qt's.
        """
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._model = model
        self.marks = PassingMarks(self)
        self.rows = MessageRows(
            theme, icons, model, scenes, scene, language, self.marks, error_of, self._take_intent
        )
        self.list = WidgetList(model, self.rows)
        self.list.setAccessibleName(self.tr("Conversation"))
        self.setFocusProxy(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self._enter_sends = True
        self._before_reset = _Place("", 0, None)
        self._loses_focus = False
        self._left = ""
        """Id of the message that the keyboard was at before."""
        self._selection_end = DismissFilter(self)
        self._day_change = DayChangeNotifier(parent=self)
        self.to_end = QToolButton(self)
        self.to_end.setProperty("kind", "floating")
        self.to_end.setAccessibleName(self.tr("Go to the newest message"))
        self.to_end.setToolTip(self.tr("Go to the newest message"))
        self.to_end.setFixedSize(_JUMP_PX, _JUMP_PX)
        self.to_end.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.to_end.hide()
        self.link_question = LinkQuestion(self, opener)
        self._focused_before_question: QWidget | None = None
        self._connect()
        self._draw_icon()
        self.list.reset()

    def _connect(self) -> None:
        model = self._model
        model.modelAboutToBeReset.connect(self._remember_place)
        model.modelReset.connect(self._reset)
        model.rowsInserted.connect(self._follow_rows)
        model.rowsAboutToBeRemoved.connect(self._note_lost_focus)
        model.rowsRemoved.connect(self._follow_rows)
        model.rowsRemoved.connect(self._focus_instead)
        model.dataChanged.connect(self._refresh_progress)
        self.list.end_changed.connect(self._show_way_to_end)
        self.list.entered.connect(self._focus_in_sight)
        self.to_end.clicked.connect(self.list.scroll_to_end)
        self.link_question.closed.connect(self._focus_again)
        self._selection_end.happened.connect(self._drop_selection)
        self.marks.changed.connect(self._refresh)
        self._day_change.changed.connect(self.list.update_all)
        self._theme.changed.connect(self._follow_theme)
        application().focusChanged.connect(self._follow_focus)

    # what is shown

    @Slot(object)
    def set_status(self, status: AppStatus) -> None:
        """Follow the program's phase: it says which message waits and which is being judged."""
        self.rows.progress.status = status
        self._refresh_progress()

    def set_scene(self, scene: Scene) -> None:
        """Another scene is played: verdicts from now on are its own."""
        self.rows.scene = scene
        self.list.update_all()

    def set_scenes(self, scenes: Mapping[str, Scene]) -> None:
        """The scenes have changed, by id."""
        self.rows.scenes = scenes
        self.set_scene(scenes.get(self.rows.scene.id, self.rows.scene))

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Whether Enter sends an edited message, as in the composer."""
        self._enter_sends = enter_sends

    @Slot(object)
    def set_forgotten_before(self, message_id: str | None) -> None:
        """The first message that the model still sees; None where it sees them all."""
        before, self.rows.forgotten_before = self.rows.forgotten_before, message_id
        for changed in (before, message_id):
            self._refresh(changed or "")

    @Slot(str)
    def show_message(self, message_id: str) -> None:
        """Scroll to a message and mark it for a moment. Raises KeyError where it is not shown."""
        row = self._model.row_of(message_id)
        if row is None:
            raise KeyError(message_id)
        self.list.scroll_to_row(row)
        self.marks.show_found(message_id)

    @Slot(str)
    def _refresh(self, message_id: str) -> None:
        for row, widget in list(self.widgets()):
            if widget.message_id == message_id:
                self.list.update_rows(row, row)

    @Slot()
    def _refresh_progress(self) -> None:
        for row, widget in list(self.widgets()):
            progress = self.rows.progress
            shown = (widget.row.progress, widget.row.awaits_reply)
            if shown != (progress.of(row), progress.awaits_reply(row)):
                self.list.update_rows(row, row)

    @Slot(QModelIndex, int, int)
    def _follow_rows(self, parent: QModelIndex, first: int, last: int) -> None:
        # whether a day begins with a message depends on the one above it
        self.list.update_rows(min(first, self._model.rowCount() - 1), last + 1)
        # what is added below the selection, as a reply that comes meanwhile, leaves it as it is
        if self.rows.selection.rows and first <= self.rows.selection.rows[-1]:
            self._drop_selection()
            self.list.update_all()
        self._refresh_progress()

    @Slot()
    def _follow_theme(self) -> None:
        self._draw_icon()
        self.list.measure_all()

    def _draw_icon(self) -> None:
        self.to_end.setIcon(self._icons.icon("down", 16, self._theme.colour("text")))

    # places

    def widgets(self) -> Iterator[tuple[int, MessageWidget]]:
        """Rows that have a widget, and the widgets, from the top."""
        for row, widget in self.list.widgets():
            assert isinstance(widget, MessageWidget)
            yield row, widget

    def widget_of(self, row: int) -> MessageWidget | None:
        """The widget of a row; None while it is out of sight."""
        return next((widget for other, widget in self.widgets() if other == row), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left = (self.width() - _JUMP_PX) // 2
        self.to_end.move(left, self.height() - _JUMP_PX - SPACE_M)
        if not self.link_question.isHidden():
            self.link_question.fit()

    @Slot()
    def _show_way_to_end(self) -> None:
        self.to_end.setVisible(not self.list.is_at_end)
        self.to_end.raise_()

    @Slot()
    def _remember_place(self) -> None:
        """Another branch of the same conversation keeps its place on the screen."""
        # now, as afterwards its row may be another message's or nobody's
        self.marks.hide_explanation()
        self._drop_selection()
        row, top = self.list.anchor()
        is_elsewhere = not self.list.is_at_end and row < self._model.rowCount()
        anchor = self._model.at(row).message.id if is_elsewhere else ""
        focused = self._focused_row()
        place = None if focused is None else (focused, self._model.at(focused).parent_id)
        self._before_reset = _Place(anchor, top, place)

    @Slot()
    def _reset(self) -> None:
        before = self._before_reset
        row = self._model.row_of(before.anchor)
        if row is None:
            self.list.reset()
        else:
            self.list.reset_at(row, before.top)
        if before.focused is not None:
            row, parent_id = before.focused
            is_same_place = row < self._model.rowCount() and parent_id is not None
            if is_same_place and self._model.at(row).parent_id == parent_id:
                self.focus_row(row)
            else:
                self.setFocus()

    # the keyboard

    def focus_row(self, row: int) -> None:
        """Give the keyboard to a message's text."""
        row = min(max(row, 0), self._model.rowCount() - 1)
        if row < 0:
            return
        self.list.scroll_to_row(row)
        widget = self.widget_of(row)
        for control in widget.controls()[:1] if widget is not None else []:
            control.setFocus(Qt.FocusReason.OtherFocusReason)

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.rows.selection.rows:
            QGuiApplication.clipboard().setText(self.selected_text())
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _focus_in_sight(self, reason: Qt.FocusReason) -> bool:
        """Focus the lowest message in sight; False where there is none."""
        area = self.list.viewport().rect()
        found = [w for _, w in self.widgets() if w.controls() and area.intersects(w.geometry())]
        for widget in found[-1:]:
            widget.controls()[0].setFocus(reason)
        return bool(found)

    def _focused_row(self) -> int | None:
        focus = QApplication.focusWidget()
        rows = (row for row, w in self.widgets() if focus is not None and w.isAncestorOf(focus))
        return next(rows, None)

    @Slot(QModelIndex, int, int)
    def _note_lost_focus(self, parent: QModelIndex, first: int, last: int) -> None:
        focused = self._focused_row()
        self._loses_focus = focused is not None and first <= focused <= last

    @Slot(QModelIndex, int, int)
    def _focus_instead(self, parent: QModelIndex, first: int, last: int) -> None:
        """The keyboard goes on at the message that took the place of the one that is gone."""
        if self._loses_focus:
            self.focus_row(first)

    @Slot()
    def _focus_again(self) -> None:
        before, self._focused_before_question = self._focused_before_question, None
        # the message may have been scrolled away or deleted meanwhile
        rows = [row for row, w in self.widgets() if before is not None and w.isAncestorOf(before)]
        if rows:
            self.focus_row(rows[0])
        else:
            self.setFocus()

    @Slot("QWidget*", "QWidget*")
    def _follow_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        for _, widget in self.widgets():
            widget.set_has_focus(new is not None and widget.isAncestorOf(new))
            if old is not None and widget.isAncestorOf(old):
                self._left = widget.message_id

    # what the person wants

    @Slot(object)
    def _take_intent(self, intent: MessageIntent) -> None:
        """Do what the view can do; the rest is passed on."""
        row, widget = next((r, w) for r, w in self.widgets() if w.message_id == intent.message_id)
        match intent:
            case MessageIntent(action=Action.COPY):
                self._copy(widget)
            case MessageIntent(action=Action.EDIT):
                widget.start_editing(self._enter_sends)
            case MessageIntent(action=Action.QUOTE):
                text = plain_selection(widget.body.textCursor()) or widget.body.text()
                self.intended.emit(MessageIntent(intent.message_id, Action.QUOTE, text))
            case MessageIntent(action=Action.OPEN_LINK, value=str(address)):
                self._focused_before_question = QApplication.focusWidget()
                self.link_question.ask(address)
            case MessageIntent(action=Action.READ_ON):
                self.list.scroll_to_top_of(row)
            case MessageIntent(action=Action.MOVE, value=int(step)):
                self._select(MessageSelection())
                self.focus_row(row + step)
            case MessageIntent(action=Action.EXTEND, value=int(step)):
                self._extend(row, step)
            case _:
                self.intended.emit(intent)

    def _copy(self, widget: MessageWidget) -> None:
        if self.rows.selection.rows:
            QGuiApplication.clipboard().setText(self.selected_text())
        else:
            widget.body.copy_or_all()

    def selected_text(self) -> str:
        """The messages that are selected as a whole, with who said them and when; "" for none."""
        rows = self.rows.selection.rows
        return as_text([self._model.at(row).message for row in rows]) if rows else ""

    def _extend(self, row: int, step: int) -> None:
        """Select from this message on by `step`; 0 where it was clicked with Shift."""
        if step:
            target = min(max(row + step, 0), self._model.rowCount() - 1)
            self._select(self.rows.selection.extended(row, target))
            self.focus_row(target)
            return
        # the click has brought the keyboard here already
        left = next((r for r, widget in self.widgets() if widget.message_id == self._left), row)
        self._select(self.rows.selection.extended(left, row))

    @Slot()
    def _drop_selection(self) -> None:
        self._select(MessageSelection())

    def _select(self, selection: MessageSelection) -> None:
        changed = set(self.rows.selection.rows) ^ set(selection.rows)
        (self._selection_end.watch if selection.rows else self._selection_end.stop)()
        self.rows.selection = selection
        for row, _ in list(self.widgets()):
            if row in changed:
                self.list.update_rows(row, row)
