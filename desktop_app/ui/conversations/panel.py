"""The conversations of one folder with all that can be done to them, the undo and the questions."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop_app.core.history.records import Folder
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.ui.conversations.list_model import ConversationModel
from desktop_app.ui.conversations.list_view import ConversationList
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.confirm_bar import ConfirmBar
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.widgets.row_list import GUTTER
from desktop_app.ui.widgets.text_safety import bidi_isolate
from desktop_app.ui.widgets.undo_bar import UndoBar

_LONGEST_NAME = 40


def shortened(title: str) -> str:
    """A title as it is named in a sentence."""
    is_short = len(title) <= _LONGEST_NAME
    return bidi_isolate(title if is_short else title[: _LONGEST_NAME - 1].rstrip() + "…")


class ConversationPanel(QWidget):
    """Deleting asks nothing and can be undone; what can't be undone is asked in place."""

    chosen = Signal(str)
    """Id of the conversation to show."""
    deleted = Signal(str)
    """Id of a conversation that is in the trash from now on, or gone."""
    deletion_undone = Signal(str)
    """Id of a conversation that is back; after `chosen` where it was open before."""
    export_wanted = Signal(str, str)
    """Id and title of a conversation."""

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        chats: ChatStore,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._chats = chats
        self._open_id = ""
        self._asked_id = ""
        self.model = ConversationModel(chats, language, parent=self)
        self.list = ConversationList(theme, icons, self.model, self)
        self.undo_bar = UndoBar(self)
        self.question = ConfirmBar(self)
        self.question.answered.connect(self._take_answer)
        self._make_head()
        self._make_trash_buttons()
        above, below = QVBoxLayout(), QVBoxLayout()
        for widget in (self._head, self._trash_note):
            above.addWidget(widget)
        for widget in (self._trash_row, self.question, self.undo_bar):
            below.addWidget(widget)
        for part in (above, below):
            part.setContentsMargins(0, 0, GUTTER, 0)
            part.setSpacing(SPACE_S)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addLayout(above)
        column.addWidget(self.list, 1)
        column.addLayout(below)
        self._connect_list()
        self.model.refreshed.connect(self._show_trash_buttons)
        theme.changed.connect(self._refresh)
        self._refresh()
        self.show_folder(Folder.ACTIVE)

    @property
    def open_id(self) -> str:
        return self._open_id

    def set_open(self, conversation_id: str) -> None:
        """Mark the conversation that the window shows; "" for none."""
        self._open_id = conversation_id
        self.list.set_open(conversation_id)

    def show_folder(self, folder: Folder) -> None:
        """List the active conversations, the archived ones, or the trash."""
        self.undo_bar.hide()
        self.question.hide()
        names = {Folder.ARCHIVED: self.tr("Archived chats"), Folder.TRASH: self.tr("Trash")}
        empty = {
            Folder.ACTIVE: self.tr("No chats yet. What you write is kept here, on this computer."),
            Folder.ARCHIVED: self.tr("No archived chats."),
            Folder.TRASH: self.tr("The trash is empty."),
        }
        self._heading.setText(names.get(folder, ""))
        self.list.setAccessibleName(names.get(folder, self.tr("Chats")))
        self.model.show_folder(folder)
        self._show_parts()
        self.list.set_empty_text(empty[folder])
        self.list.scrollToTop()

    def rename(self, conversation_id: str) -> None:
        """Edit the title of an active or an archived conversation, in its folder."""
        for folder in (self.model.folder, Folder.ACTIVE, Folder.ARCHIVED):
            if self.model.folder is not folder:
                self.show_folder(folder)
            if self.model.row_of(conversation_id) >= 0:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
                self.list.set_cursor(conversation_id)
                self.list.rename()
                return
        self.show_folder(Folder.ACTIVE)

    @Slot()
    def show_active(self) -> None:
        """Back to the conversations."""
        self.show_folder(Folder.ACTIVE)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_head(self) -> None:
        self._head = QWidget(self)
        self.back = QToolButton(self._head)
        self.back.setAccessibleName(self.tr("Back to the chats"))
        self.back.setToolTip(self.tr("Back to the chats"))
        self.back.clicked.connect(self.show_active)
        self._heading = plain_label(self._head, "strong")
        self.empty_trash = QPushButton(self.tr("Empty…"), self._head)
        self.empty_trash.setProperty("kind", "link")
        self.empty_trash.setAccessibleName(self.tr("Empty the trash"))
        self.empty_trash.setToolTip(self.tr("Empty the trash"))
        self.empty_trash.clicked.connect(self._ask_empty_trash)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_XS)
        row.addWidget(self.back)
        row.addWidget(self._heading, 1)
        row.addWidget(self.empty_trash)
        self._trash_note = plain_label(self, "secondary")
        self._trash_note.setText(self.tr("After 30 days in the trash a chat is deleted for good."))

    def _make_trash_buttons(self) -> None:
        self._trash_row = QWidget(self)
        self.restore = QPushButton(self.tr("Restore"), self._trash_row)
        self.restore.clicked.connect(self.list.restore_current)
        self.erase = QPushButton(self.tr("Delete…"), self._trash_row)
        self.erase.setToolTip(self.tr("Delete for good"))
        self.erase.clicked.connect(self.list.delete_current)
        row = QHBoxLayout(self._trash_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self.restore, 1)
        row.addWidget(self.erase, 1)

    def _connect_list(self) -> None:
        self.list.opened.connect(self._choose)
        self.list.pin_wanted.connect(self._set_pinned)
        self.list.archive_wanted.connect(self._set_archived)
        self.list.delete_wanted.connect(self._delete)
        self.list.restore_wanted.connect(self._restore)
        self.list.export_wanted.connect(self._export)

    def _title(self, conversation_id: str) -> str:
        conversation = self.model.conversation(self.model.row_of(conversation_id))
        return self.tr("New chat") if conversation is None else self.model.title(conversation)

    @Slot(str)
    def _choose(self, conversation_id: str) -> None:
        self.undo_bar.hide()
        self.chosen.emit(conversation_id)

    @Slot(str, bool)
    def _set_pinned(self, conversation_id: str, pinned: bool) -> None:
        self.undo_bar.hide()
        self._chats.set_pinned(conversation_id, pinned)

    @Slot(str, bool)
    def _set_archived(self, conversation_id: str, archived: bool) -> None:
        title = shortened(self._title(conversation_id))
        said = self.tr("Archived “{title}”.") if archived else self.tr("“{title}” is back.")
        self._chats.set_archived(conversation_id, archived)
        self.model.set_leaving(conversation_id, True)
        self.undo_bar.offer(
            said.format(title=title),
            lambda: self._undo_archive(conversation_id, not archived),
        )

    @Slot(str)
    def _delete(self, conversation_id: str) -> None:
        title = shortened(self._title(conversation_id))
        if self.model.folder is Folder.TRASH:
            self._ask_erase(conversation_id, title)
            return
        was_open = conversation_id == self._open_id
        self._chats.delete(conversation_id)
        self.model.set_leaving(conversation_id, True)
        self.undo_bar.offer(
            self.tr("Deleted “{title}”.").format(title=title),
            lambda: self._undo_delete(conversation_id, was_open),
        )
        self.deleted.emit(conversation_id)

    def _undo_archive(self, conversation_id: str, archived: bool) -> None:
        self._chats.set_archived(conversation_id, archived)
        self.model.set_leaving(conversation_id, False)

    def _undo_delete(self, conversation_id: str, was_open: bool) -> None:
        self._chats.restore(conversation_id)
        self.model.set_leaving(conversation_id, False)
        if was_open:
            self.chosen.emit(conversation_id)
        self.deletion_undone.emit(conversation_id)

    @Slot(str)
    def _restore(self, conversation_id: str) -> None:
        title = shortened(self._title(conversation_id))
        self._chats.restore(conversation_id)
        self.model.set_leaving(conversation_id, True)
        self.undo_bar.offer(
            self.tr("“{title}” is back.").format(title=title),
            lambda: self._undo_restore(conversation_id),
        )

    def _undo_restore(self, conversation_id: str) -> None:
        self._chats.delete(conversation_id)
        self.model.set_leaving(conversation_id, False)

    @Slot(str)
    def _export(self, conversation_id: str) -> None:
        self.undo_bar.hide()
        self.export_wanted.emit(conversation_id, self._title(conversation_id))

    def _ask_erase(self, conversation_id: str, title: str) -> None:
        self.undo_bar.hide()
        self._asked_id = conversation_id
        question = self.tr("Delete “{title}” for good?")
        answers = {"erase": self.tr("Delete"), "keep": self.tr("Keep")}
        self._ask(question.format(title=title), answers)

    @Slot()
    def _ask_empty_trash(self) -> None:
        self.undo_bar.hide()
        rows = range(self.model.rowCount())
        count = sum(self.model.conversation(row) is not None for row in rows)
        question = self.tr("Delete %n chat(s) for good?", "", count)
        answers = {"empty": self.tr("Delete"), "keep": self.tr("Keep")}
        self._ask(question, answers)

    def _ask(self, question: str, answers: dict[str, str]) -> None:
        self.question.ask(question, answers, "keep")
        self._show_parts()

    @Slot(str)
    def _take_answer(self, answer: str) -> None:
        self._show_parts()
        if answer == "erase":
            self._chats.erase(self._asked_id)
        elif answer == "empty":
            self._chats.empty_trash()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_parts(self) -> None:
        """What belongs to the folder; a question takes the place of what it is about."""
        asks, folder = not self.question.isHidden(), self.model.folder
        self._head.setVisible(folder is not Folder.ACTIVE and not asks)
        for part in (self._trash_note, self._trash_row):
            part.setVisible(folder is Folder.TRASH and not asks)

    @Slot()
    def _show_trash_buttons(self) -> None:
        if self.model.folder is Folder.TRASH and self.list.conversation() is None:
            # the buttons speak of the row that has the keyboard
            self.list.place_cursor()
        has_rows = self.model.rowCount() > 0
        for button in (self.restore, self.erase):
            button.setEnabled(has_rows)
        self.empty_trash.setVisible(self.model.folder is Folder.TRASH and has_rows)

    @Slot()
    def _refresh(self) -> None:
        size = self._theme.px(18)
        self.back.setIconSize(QSize(size, size))
        self.back.setIcon(self._icons.icon("back", size, self._theme.colour("text")))
