"""Which part of the window does what another part asks for."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.shell.chat.session import Session
from desktop_app.ui.chat.chat_page import ChatPage
from desktop_app.ui.conversations.sidebar import Sidebar
from desktop_app.ui.models.controller import ModelsController
from desktop_app.ui.widgets.notice_bar import Notice
from desktop_app.ui.window.conversation_control import ConversationControl
from desktop_app.ui.window.header import Header
from desktop_app.ui.window.page_factory import PageFactory
from desktop_app.ui.window.tray import TrayPresence


def connect_sidebar(
    sidebar: Sidebar,
    session: Session,
    conversations: ConversationControl,
    models: ModelsController,
    pages: PageFactory,
    notice: Notice,
) -> None:
    """The list of conversations, and the ways to all pages."""
    sidebar.status.models_requested.connect(models.show_models)
    sidebar.status.retry_requested.connect(session.model.retry)
    sidebar.new_chat_requested.connect(conversations.start_new)
    sidebar.conversation_chosen.connect(conversations.open)
    sidebar.hit_chosen.connect(conversations.open_message)
    sidebar.conversation_deleted.connect(conversations.leave_deleted)
    sidebar.deletion_undone.connect(session.turns.take_up)
    sidebar.notice.connect(notice.add_success)
    sidebar.failed.connect(notice.add_error)
    sidebar.journal_requested.connect(pages.show_journal)
    sidebar.settings_requested.connect(pages.show_settings)
    sidebar.diagnostics_requested.connect(pages.show_diagnostics)
    sidebar.shortcuts_requested.connect(pages.show_shortcuts)
    sidebar.about_requested.connect(pages.show_diagnostics)


def connect_tray(tray: TrayPresence, session: Session, conversations: ConversationControl) -> None:
    """Word of a reply that took long."""
    session.turns.began.connect(tray.begin_turn)
    session.turns.ended.connect(tray.end_turn)
    tray.new_chat_requested.connect(conversations.start_new)


def connect_header(
    header: Header, session: Session, conversations: ConversationControl, pages: PageFactory
) -> None:
    """The way back, and the scenes."""
    header.back_requested.connect(conversations.write)
    header.scenes.scene_chosen.connect(session.set_scene)
    header.scenes.edit_requested.connect(pages.show_scenes)


def shortcut_actions(
    session: Session,
    area: ChatPage,
    sidebar: Sidebar,
    conversations: ConversationControl,
    pages: PageFactory,
    tray: TrayPresence,
) -> dict[str, Callable[[], object]]:
    """By the names of ui/help/shortcuts.py, all that needs nothing of the window itself."""
    return {
        "new_chat": conversations.start_new,
        "previous_chat": conversations.open_previous,
        "next_chat": conversations.open_next,
        "rename": lambda: sidebar.rename(session.chat.id),
        "write": conversations.write,
        "attach": area.composer.attach_button.click,
        "stop": conversations.stop,
        "regenerate": area.regenerate_last,
        "journal": pages.show_journal,
        "settings": pages.show_settings,
        "larger": lambda: pages.settings.larger_text(),
        "smaller": lambda: pages.settings.smaller_text(),
        "usual_size": lambda: pages.settings.usual_text(),
        "shortcuts": pages.show_shortcuts,
        "quit": tray.quit,
    }
