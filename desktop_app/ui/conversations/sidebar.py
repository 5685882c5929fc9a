"""The column at the left: brand, new chat, search, the conversations, and the status card."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.history.records import Folder
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.ui.conversations.export_import import ChatTransfer
from desktop_app.ui.conversations.panel import ConversationPanel
from desktop_app.ui.conversations.search_field import SearchField
from desktop_app.ui.conversations.search_model import SearchModel
from desktop_app.ui.conversations.search_results import SearchResults
from desktop_app.ui.conversations.status_card import StatusCard
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SIDEBAR_WIDTH, SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.row_list import GUTTER

_NARROWEST, _WIDEST = 220, 420


class Sidebar(QFrame):
    """Changes the list of conversations itself; of all else it emits intent."""

    new_chat_requested = Signal()
    conversation_chosen = Signal(str)
    """Id of the conversation to show."""
    hit_chosen = Signal(str, object)
    """Conversation id, and the id of the message to show in it, or None."""
    conversation_deleted = Signal(str)
    """Id of a conversation that went to the trash; it may be the one that is open."""
    deletion_undone = Signal(str)
    """Id of a conversation that is back; where it was open before, it is so again."""
    journal_requested = Signal()
    settings_requested = Signal()
    diagnostics_requested = Signal()
    shortcuts_requested = Signal()
    about_requested = Signal()
    notice = Signal(str)
    """A sentence to show: an export or import went well."""
    failed = Signal(str)
    """A sentence to show: what of the chats failed."""

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        chats: ChatStore,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        """language: "zh" or "en", already installed."""
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._chats = chats
        self.setObjectName("sidebar")
        self._logo = QLabel(self)
        self.new_chat = QPushButton(self.tr("New chat"), self)
        self.new_chat.setToolTip(self.tr("New chat (Ctrl+N)"))
        self.new_chat.setCursor(Qt.CursorShape.PointingHandCursor)
        self.new_chat.clicked.connect(self.new_chat_requested)
        self.search = SearchField(theme, icons, self)
        self.panel = ConversationPanel(theme, icons, chats, language, self)
        self.results = SearchResults(theme, SearchModel(language, parent=self), self)
        self.journal = self._entry(self.tr("Mood journal"), self.journal_requested)
        self.settings = self._entry(self.tr("Settings"), self.settings_requested)
        self.status = StatusCard(theme, self)
        self.transfer = ChatTransfer(chats, self)
        self.more = self._make_more()
        self._lay_out()
        self._connect()
        theme.changed.connect(self._refresh)
        self._refresh()

    def add_card(self, card: QWidget) -> None:
        """Put something above the status card."""
        self._cards.addWidget(card)

    @Slot(str)
    def set_open(self, conversation_id: str) -> None:
        """Mark the conversation that the window shows; "" for none."""
        self.panel.set_open(conversation_id)

    @Slot(str)
    def set_busy(self, conversation_id: str) -> None:
        """Say which conversation is being answered; "" for none."""
        self.panel.model.set_busy(conversation_id)

    def rename(self, conversation_id: str) -> None:
        """Edit its title in the list; nothing where it is not on the disk yet, or in the trash."""
        self.show()
        self.search.clear()
        self.panel.rename(conversation_id)

    def stop(self) -> None:
        """Read the chats no more: they are about to be closed."""
        self.search.clear()
        self.panel.model.stop()

    @Slot()
    def focus_search(self) -> None:
        """Give the search the keyboard; the sidebar shows itself where it is hidden."""
        self.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(SIDEBAR_WIDTH), super().sizeHint().height())

    def _entry(self, text: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton(self)
        # room between the icon and the words
        button.setText(f"\N{EN SPACE}{text}")
        button.setAccessibleName(text)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(signal)
        return button

    def _make_more(self) -> QToolButton:
        button = QToolButton(self)
        button.setAccessibleName(self.tr("More"))
        button.setToolTip(self.tr("More"))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # a menu that Qt itself opens from a button waits in a loop of its own: a screen reader
        # that presses the button would wait with it
        button.clicked.connect(self._open_more)
        menu = self.more_menu = QMenu(button)
        groups = (
            (
                (self.tr("Archived chats"), self._show_archived),
                (self.tr("Trash"), self._show_trash),
            ),
            (
                (self.tr("Import chats…"), self.transfer.import_chats),
                (self.tr("Export all chats…"), self.transfer.export_all),
            ),
            (
                (self.tr("Shortcuts") + "\tF1", self.shortcuts_requested),
                (self.tr("Diagnostics"), self.diagnostics_requested),
                (self.tr("About"), self.about_requested),
            ),
        )
        for place, group in enumerate(groups):
            if place:
                menu.addSeparator()
            for text, target in group:
                menu.addAction(text).triggered.connect(target)
        return button

    def _lay_out(self) -> None:
        name = QLabel("Qwen All-in-One", self)
        name.setProperty("tone", "brand")
        brand = QHBoxLayout()
        brand.setContentsMargins(2, 0, 0, 0)
        brand.setSpacing(10)
        brand.addWidget(self._logo)
        brand.addWidget(name, 1)
        brand.addWidget(self.more)
        self._lists = QStackedWidget(self)
        self._lists.addWidget(self.panel)
        self._lists.addWidget(self.results)
        entries = QVBoxLayout()
        entries.setSpacing(2)
        entries.addWidget(self.journal)
        entries.addWidget(self.settings)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(SPACE_S)
        above = self._inset_column()
        above.addLayout(brand)
        above.addSpacing(SPACE_XS)
        above.addWidget(self.new_chat)
        above.addWidget(self.search)
        below = self._inset_column()
        below.addSpacing(SPACE_XS)
        below.addLayout(entries)
        below.addLayout(self._cards)
        below.addWidget(self.status)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 16, 14 - GUTTER, 14)
        column.setSpacing(SPACE_S)
        column.addLayout(above)
        column.addWidget(self._lists, 1)
        column.addLayout(below)

    def _inset_column(self) -> QVBoxLayout:
        """Ends where the lists' rows do."""
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, GUTTER, 0)
        column.setSpacing(SPACE_S)
        return column

    def _connect(self) -> None:
        self.search.queried.connect(self._search)
        self.search.entered.connect(self.results.choose_first)
        self.search.down_pressed.connect(self._enter_list)
        self.results.left.connect(self.focus_search)
        self.results.cancelled.connect(self._end_search)
        self.results.chosen.connect(self.hit_chosen)
        self.panel.chosen.connect(self.conversation_chosen)
        self.panel.deleted.connect(self.conversation_deleted)
        self.panel.deletion_undone.connect(self.deletion_undone)
        self.panel.export_wanted.connect(self.transfer.export_one)
        self.transfer.notice.connect(self.notice)
        self.transfer.failed.connect(self.failed)

    @Slot(str)
    def _search(self, query: str) -> None:
        if query:
            self.results.show_hits(query, self._chats.search(query))
        self._lists.setCurrentWidget(self.results if query else self.panel)

    @Slot()
    def _enter_list(self) -> None:
        if self._lists.currentWidget() is self.results:
            self.results.take_keyboard()
        else:
            self.panel.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _end_search(self) -> None:
        self.search.clear()
        self.focus_search()

    @Slot()
    def _open_more(self) -> None:
        self.more_menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    @Slot()
    def _show_archived(self) -> None:
        self._show_folder(Folder.ARCHIVED)

    @Slot()
    def _show_trash(self) -> None:
        self._show_folder(Folder.TRASH)

    def _show_folder(self, folder: Folder) -> None:
        self.search.clear()
        self.panel.show_folder(folder)
        self.panel.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _refresh(self) -> None:
        theme = self._theme
        self.setMinimumWidth(theme.px(_NARROWEST))
        self.setMaximumWidth(theme.px(_WIDEST))
        self.updateGeometry()
        self._logo.setPixmap(self._icons.pixmap("app", theme.px(28), QColor(Qt.GlobalColor.black)))
        size = theme.px(17)
        self.new_chat.setIconSize(QSize(size, size))
        self.new_chat.setIcon(self._icons.icon("plus", size, theme.colour("text")))
        for button, icon in (
            (self.journal, "journal"),
            (self.settings, "settings"),
            (self.more, "more"),
        ):
            button.setIconSize(QSize(size, size))
            button.setIcon(self._icons.icon(icon, size, theme.colour("secondary")))
