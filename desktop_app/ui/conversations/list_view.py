"""The list of conversations: opens, renames, and says what is wanted of the others."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from desktop_app.core.history.records import Conversation, Folder
from desktop_app.ui.conversations.delegate import ConversationDelegate
from desktop_app.ui.conversations.list_model import AnyIndex, ConversationModel
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.focus import ENTER_KEYS
from desktop_app.ui.widgets.row_list import RowList

_ROW_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Delete)


class ConversationList(RowList):
    """Emits intent; renaming alone goes to the model. One row has the keyboard, one is open."""

    opened = Signal(str)
    """Id of the conversation to show. Not from the trash."""
    pin_wanted = Signal(str, bool)
    archive_wanted = Signal(str, bool)
    delete_wanted = Signal(str)
    """To the trash; for good where it is there already."""
    restore_wanted = Signal(str)
    export_wanted = Signal(str)

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        model: ConversationModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversations = model
        self._delegate = ConversationDelegate(theme, icons, model, self)
        self._cursor_id = ""
        self.menu: QMenu | None = None
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.clicked.connect(self._open_index)
        model.modelReset.connect(self._restore_cursor)
        model.refreshed.connect(self._show_refreshed)
        theme.changed.connect(self.scheduleDelayedItemsLayout)
        self._show_refreshed()

    def set_open(self, conversation_id: str) -> None:
        """Mark the conversation that the window shows; "" for none."""
        self._delegate.open_id = conversation_id
        self.viewport().update()

    def conversation(self) -> Conversation | None:
        """The one that has the keyboard."""
        index = self.currentIndex()
        return self._conversations.conversation(index.row()) if index.isValid() else None

    def set_cursor(self, conversation_id: str) -> None:
        """Give a row the keyboard, and bring it into sight."""
        row = self._conversations.row_of(conversation_id)
        if row >= 0:
            self.setCurrentIndex(self._conversations.index(row))

    @Slot()
    def rename(self) -> None:
        """Edit the title of the row that has the keyboard, in its place."""
        index = self.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.scrollTo(index)
            self.edit(index)

    def show_menu(self, index: QModelIndex, place: QPoint) -> None:
        """What can be done with a row. place: in global px."""
        conversation = self._conversations.conversation(index.row())
        if conversation is None:
            return
        self.setCurrentIndex(index)
        self.menu = menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._conversations.folder is Folder.TRASH:
            _add(menu, self.tr("Restore"), self.restore_current)
            menu.addSeparator()
            _add(menu, self.tr("Delete for good…") + "\tDel", self.delete_current)
        else:
            self._fill_menu(menu, conversation)
        menu.popup(place)

    def event(self, event: QEvent) -> bool:
        # keys that mean the row here and the open conversation elsewhere in the window
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and event.key() in _ROW_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, conversation = event.key(), self.conversation()
        is_menu = key == Qt.Key.Key_Menu or (
            key == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        )
        if conversation is None or self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif key in ENTER_KEYS:
            self._open_or_ask(self.currentIndex())
        elif key == Qt.Key.Key_F2:
            self.rename()
        elif key == Qt.Key.Key_Delete:
            self.delete_current()
        elif is_menu:
            self._show_menu_at_row(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and index.isValid() and self._dots(index).contains(event.position()):
            self._show_menu_at_row(index)
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._show_menu_at_row(self.currentIndex())
            return
        index = self.indexAt(event.pos())
        if index.isValid():
            self.show_menu(index, event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.conversation() is None or not self.selectionModel().hasSelection():
            self.place_cursor()

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        conversation = self._conversations.conversation(current.row())
        if conversation is not None:
            self._cursor_id = conversation.id

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.viewport().update()
        return super().viewportEvent(event)

    def _fill_menu(self, menu: QMenu, conversation: Conversation) -> None:
        _add(menu, self.tr("Rename") + "\tF2", self.rename)
        _add(menu, self.tr("Unpin") if conversation.pinned else self.tr("Pin"), self._pin)
        archive = self.tr("Take out of the archive")
        _add(menu, archive if conversation.archived else self.tr("Archive"), self._archive)
        _add(menu, self.tr("Export…"), self._export)
        menu.addSeparator()
        _add(menu, self.tr("Delete") + "\tDel", self.delete_current)

    def _dots(self, index: QModelIndex) -> QRectF:
        if self._conversations.conversation(index.row()) is None:
            return QRectF()
        return self._delegate.dots_area(QRectF(self.visualRect(index)))

    def _show_menu_at_row(self, index: QModelIndex) -> None:
        if index.isValid():
            self.scrollTo(index)
            place = self._dots(index).bottomLeft().toPoint()
            self.show_menu(index, self.viewport().mapToGlobal(place))

    def place_cursor(self) -> None:
        """Let the keyboard come in at the open conversation, else at the first row."""
        row = self._conversations.row_of(self._delegate.open_id)
        self.setCurrentIndex(self._conversations.index(row) if row >= 0 else self.first_row())

    @Slot(QModelIndex)
    def _open_index(self, index: QModelIndex) -> None:
        conversation = self._conversations.conversation(index.row())
        if conversation is not None and self._conversations.folder is not Folder.TRASH:
            self.opened.emit(conversation.id)

    def _open_or_ask(self, index: QModelIndex) -> None:
        if self._conversations.folder is Folder.TRASH:
            self._show_menu_at_row(index)
        else:
            self._open_index(index)

    @Slot()
    def _restore_cursor(self) -> None:
        row = self._conversations.row_of(self._cursor_id)
        if row >= 0:
            self.setCurrentIndex(self._conversations.index(row))

    @Slot()
    def _show_refreshed(self) -> None:
        self.show_whether_empty()
        # rows whose moods may differ ask for them as they are painted
        self.viewport().update()

    @Slot()
    def _pin(self) -> None:
        conversation = self.conversation()
        if conversation is not None:
            self.pin_wanted.emit(conversation.id, not conversation.pinned)

    @Slot()
    def _archive(self) -> None:
        conversation = self.conversation()
        if conversation is not None:
            self.archive_wanted.emit(conversation.id, not conversation.archived)

    @Slot()
    def delete_current(self) -> None:
        """Ask for the deletion of the row that has the keyboard."""
        conversation = self.conversation()
        if conversation is not None:
            self.delete_wanted.emit(conversation.id)

    @Slot()
    def restore_current(self) -> None:
        """Ask for it to be taken out of the trash."""
        conversation = self.conversation()
        if conversation is not None:
            self.restore_wanted.emit(conversation.id)

    @Slot()
    def _export(self) -> None:
        conversation = self.conversation()
        if conversation is not None:
            self.export_wanted.emit(conversation.id)


def _add(menu: QMenu, text: str, slot: Callable[[], object]) -> None:
    menu.addAction(text).triggered.connect(slot)
