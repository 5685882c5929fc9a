"""The window: joins the parts, renders the session's state and passes on what the person wants."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.core.errors import KnownError
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.mood_state import Judgement, MoodState
from desktop_app.shell.chat.session import Session
from desktop_app.shell.inference.status import AppStatus
from desktop_app.shell.models.downloads import DownloadState
from desktop_app.shell.platform.translation import translate_error
from desktop_app.ui.chat.chat_page import ChatPage
from desktop_app.ui.conversations.sidebar import Sidebar
from desktop_app.ui.help.crash_offer import CrashOffer
from desktop_app.ui.help.shortcuts import make_shortcuts
from desktop_app.ui.models.controller import ModelsController
from desktop_app.ui.style.metrics import COLUMN_WIDTH, SIDEBAR_WIDTH, SPACE_XL
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.centered_column import CenteredColumn
from desktop_app.ui.widgets.notice_bar import Notice
from desktop_app.ui.window.close_guards import DownloadGuard, SavingGuard
from desktop_app.ui.window.conversation_control import ConversationControl
from desktop_app.ui.window.header import Header
from desktop_app.ui.window.navigation import Navigation
from desktop_app.ui.window.page_factory import PageFactory
from desktop_app.ui.window.services import Services
from desktop_app.ui.window.stray_keys import press_button, type_into
from desktop_app.ui.window.tray import TrayPresence
from desktop_app.ui.window.window_state import (
    FIRST_START,
    WindowState,
    place_of,
    restore_place,
    write_window_state,
)
from desktop_app.ui.window.wiring import (
    connect_header,
    connect_sidebar,
    connect_tray,
    shortcut_actions,
)
from desktop_app.ui.wording import moods as wording

_MINIMUM = QSize(720, 480)
_USUAL = QSize(1120, 760)
_LEAST_ROOM = 624
"""Beside the sidebar, px; with less, it hides."""


class MainWindow(QMainWindow):
    """Closing it closes all its parts, in mid-reply too."""

    def __init__(self, services: Services, language: str, state: WindowState = FIRST_START) -> None:
        """language: "zh" or "en", already installed. state: what the last window remembered."""
        super().__init__()
        self._services = services
        self._session = services.session
        self._language = language
        self._sidebar_hidden = state.sidebar_hidden
        self._has_ended = False
        theme, icons, session = services.theme, services.icons, services.session
        self.setWindowTitle("Qwen All-in-One")
        self.setMinimumSize(_MINIMUM)
        self.resize(_USUAL)

        self.sidebar = Sidebar(theme, icons, session.chats, language)
        self.header = Header(theme, icons, session.scenes, session.scene, language)
        self.notice = Notice(theme, icons)
        self.saving = SavingGuard(session.chats, self.notice, self)
        self.crash = CrashOffer(theme)
        self.area = ChatPage(session, theme, icons, language, self.notice)
        self.model_pages = ModelsController(
            session,
            services.model_library,
            services.downloads,
            services.settings,
            services.effects,
            theme,
            icons,
            self,
        )
        # after the pages, which look at the disk when a download rests, before all is closed
        self.downloading = DownloadGuard(services.downloads, self)
        self.pages = Navigation(self.model_pages, self)
        self._stack = QStackedWidget()
        self.side_pages = PageFactory(
            services, self.pages, self.model_pages, self._stack, language, self
        )
        self.conversations = ConversationControl(session, self.area, self.pages, self)
        self.tray = TrayPresence(icons, self)
        self.sidebar.add_card(self.model_pages.card)
        self._lay_out(state)
        self._connect()
        self._wire()
        self._follow_settings(services.settings.value)
        self._show_status(session.model.status)
        self.header.indicator.set_state(session.mood.value)
        self.sidebar.set_open(session.chat.id)
        self._show_page()
        self._show_title()
        restore_place(self, state)

    @property
    def session(self) -> Session:
        return self._session

    @property
    def theme(self) -> Theme:
        return self._services.theme

    @property
    def indicator(self) -> QWidget:
        """The mood indicator in the header."""
        return self.header.indicator

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_sidebar()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.area.composer.edit.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus, edit = self.focusWidget(), self.area.composer.edit
        if press_button(focus, event):
            return
        in_chat = self.pages.current is None and focus is not None and focus is not edit
        if not (in_chat and self.area.isAncestorOf(focus) and type_into(edit, event)):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._has_ended and not self._may_close():
            event.ignore()
            return
        self.end()
        super().closeEvent(event)

    def _may_close(self) -> bool:
        if self.tray.hides_instead() or self.side_pages.ask_about_drafts():
            return False
        return self.downloading.may_close() and self.saving.may_close()

    def end(self) -> None:
        """Keep what is to be kept and end all parts, without a question; once is enough."""
        if not self._has_ended:
            self._has_ended = True
            write_window_state(self._services.paths, self.remembered())
            self.sidebar.stop()
            self._services.close()

    def remembered(self) -> WindowState:
        """What the next window is to be like."""
        place, maximised = place_of(self)
        return WindowState(
            place,
            maximised,
            tuple(self._splitter.sizes()) if self.sidebar.isVisible() else (),
            self._sidebar_hidden,
            "" if self.area.is_empty else self._session.chat.id,
        )

    @Slot(object)
    def show_problem(self, error: KnownError) -> None:
        """Say something that went wrong but stops nobody."""
        self.notice.add_error(translate_error(error))

    def _lay_out(self, state: WindowState) -> None:
        for page in (self.area, self.model_pages.welcome, self.model_pages.models):
            self._stack.addWidget(page)
        passing = CenteredColumn(COLUMN_WIDTH, SPACE_XL, top=0)
        passing.setObjectName("passing")
        questions = (self.downloading.question, self.saving.question)
        for widget in (*questions, self.crash, self.notice):
            passing.add(widget)
        main = QWidget()
        main.setObjectName("mainArea")
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(passing)
        column.addWidget(self._stack, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        self._splitter.addWidget(self.sidebar)
        self._splitter.addWidget(main)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes(list(state.splitter) or [SIDEBAR_WIDTH, _USUAL.width()])
        if state.sidebar_hidden is not None:
            self.sidebar.setVisible(not state.sidebar_hidden)
        self.setCentralWidget(self._splitter)

    def _connect(self) -> None:
        services, session, models = self._services, self._session, self.model_pages
        session.model.changed.connect(self._show_status)
        session.mood.changed.connect(self._show_mood)
        session.chat.modelReset.connect(self._show_conversation)
        session.chat.rowsInserted.connect(self._show_title)
        session.scene_changed.connect(self._show_scene)
        session.chats.changed.connect(self._show_title)
        services.scenes.changed.connect(self._use_scenes)
        services.theme.changed.connect(self._fit_sidebar)
        services.effects.window_changed.connect(self._follow_settings)
        self.area.announced.connect(self._announce)
        self.pages.changed.connect(self._show_page)
        models.downloads.state_changed.connect(self._show_online)
        models.model_library.overview_changed.connect(self._show_repair)
        self.downloading.close_allowed.connect(self.close)
        self.saving.close_allowed.connect(self.close)
        self.saving.stay_chosen.connect(self.conversations.write)
        self.side_pages.message_chosen.connect(self.conversations.open_message)
        self.conversations.missing.connect(self._say_missing)
        for part in (services.scenes, models, self.side_pages, self.conversations):
            part.problem.connect(self.show_problem)
        self.header.sidebar_toggled.connect(self._toggle_sidebar)

    def _wire(self) -> None:
        session, pages, conversations = self._session, self.side_pages, self.conversations
        connect_sidebar(self.sidebar, session, conversations, self.model_pages, pages, self.notice)
        connect_header(self.header, session, conversations, pages)
        connect_tray(self.tray, session, conversations)
        self.area.models_requested.connect(self.model_pages.show_welcome)
        self.area.repair_requested.connect(self.model_pages.repair_wanted)
        actions = shortcut_actions(
            session, self.area, self.sidebar, conversations, pages, self.tray
        )
        of_window = {
            "search": self._search,
            "export": self._export,
            "sidebar": self._toggle_sidebar,
        }
        self._shortcuts = make_shortcuts(self, actions | of_window)

    # what needs the window itself

    @Slot()
    def _export(self) -> None:
        if self.area.is_empty:
            self.sidebar.transfer.export_all()
        else:
            title = self._session.chat.title or self.tr("New chat")
            self.sidebar.transfer.export_one(self._session.chat.id, title)

    @Slot()
    def _search(self) -> None:
        self._set_sidebar(hidden=False)
        self.sidebar.focus_search()

    @Slot()
    def _say_missing(self) -> None:
        self.notice.add_error(self.tr("This conversation is not there any more."))

    # what is shown

    @Slot()
    def _show_conversation(self) -> None:
        self.sidebar.set_open(self._session.chat.id)
        self._show_title()

    @Slot(object)
    def _show_status(self, status: AppStatus) -> None:
        self.sidebar.status.set_status(status)
        self.sidebar.set_busy(self._session.turns.busy_conversation)
        if status.error is not None:
            self._show_repair()
        self._show_page()

    @Slot(object)
    def _show_mood(self, mood: MoodState) -> None:
        before = self.header.indicator.state
        self.header.indicator.set_state(mood)
        is_new = mood.message_id != before.message_id and before.state is Judgement.JUDGING
        if mood.state is Judgement.JUDGED and mood.mood is not None and is_new:
            self._announce(wording.mood_line(self._session.scene, mood.mood, self._language))

    @Slot()
    def _show_scene(self) -> None:
        self.header.set_scene(self._session.scenes, self._session.scene)

    @Slot()
    def _use_scenes(self) -> None:
        self._session.set_scenes(self._services.scenes.scenes)
        self.area.follow_scenes()
        self._show_scene()

    @Slot(object)
    def _show_online(self, state: DownloadState) -> None:
        self.sidebar.status.set_online(state.active)

    @Slot()
    def _show_repair(self) -> None:
        self.area.set_repair(self.model_pages.can_repair)

    @Slot()
    def _show_page(self) -> None:
        page = self.pages.current
        self.notice.show_page(page)
        self.header.set_chat(page is None)
        shown = self.area if page is None else page
        if self._stack.currentWidget() is not shown:
            self._stack.setCurrentWidget(shown)
            self.pages.focus_first()
            self._show_title()

    @Slot()
    def _show_title(self) -> None:
        if self.pages.current is not None:
            self.header.title.setText(self.pages.title)
        elif self.area.is_empty:
            self.header.title.setText(self.tr("New chat"))
        else:
            self.header.title.setText(self._session.chat.title or self.tr("New chat"))

    @Slot(object)
    def _follow_settings(self, settings: Settings) -> None:
        self.area.set_settings(settings)
        self.tray.set_enabled(settings.tray)
        self.tray.set_notifying(settings.notify)

    @Slot()
    def _toggle_sidebar(self) -> None:
        self._set_sidebar(hidden=not self.sidebar.isHidden())

    @Slot()
    def _fit_sidebar(self) -> None:
        """Where the person said nothing, it shows itself while it leaves the rest enough room."""
        if self._sidebar_hidden is None:
            room = self.width() - self.sidebar.sizeHint().width()
            self.sidebar.setVisible(room >= _LEAST_ROOM)

    def _set_sidebar(self, hidden: bool) -> None:
        self._sidebar_hidden = hidden
        self.sidebar.setVisible(not hidden)

    @Slot(str)
    def _announce(self, text: str) -> None:
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
