"""The window: joins the parts, renders the session's state and passes on what the person wants."""

from __future__ import annotations

import itertools
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.errors import KnownError
from desktop_app.core.events import ContextTrimmed, TurnEnded
from desktop_app.shell.current_settings import CurrentSettings
from desktop_app.shell.downloads import Downloads, DownloadState
from desktop_app.shell.session import Session
from desktop_app.shell.shelf import Shelf
from desktop_app.shell.state import AppStatus, Judgement, MoodState, Phase
from desktop_app.shell.translation import translate_error
from desktop_app.ui import theme as sizes
from desktop_app.ui import wording
from desktop_app.ui.chat_model import ChatModel
from desktop_app.ui.chat_view import ChatView
from desktop_app.ui.column import Column
from desktop_app.ui.composer import Composer
from desktop_app.ui.context_gauge import ContextGauge
from desktop_app.ui.header import Header
from desktop_app.ui.icons import Icons
from desktop_app.ui.model_pages import ModelPages
from desktop_app.ui.panels import EmptyChat, FailureCard, Notice
from desktop_app.ui.sidebar import Sidebar
from desktop_app.ui.theme import Theme

_MINIMUM = QSize(720, 480)
_USUAL = QSize(1120, 760)
_NARROW = 880
_FAILURE_WIDTH = 560


class MainWindow(QMainWindow):
    """Owns the session: closing the window closes it, in mid-reply too."""

    def __init__(
        self,
        session: Session,
        theme: Theme,
        icons_folder: Path,
        language: str,
        context_tokens: int,
        shelf: Shelf,
        downloads: Downloads,
        settings: CurrentSettings,
    ) -> None:
        """language: "zh" or "en", already installed. context_tokens: all that the model holds."""
        super().__init__()
        self._session = session
        self._theme = theme
        self._language = language
        self._person_chose_sidebar = False
        self._dropped_said = 0
        icons = Icons(icons_folder)
        session.setParent(self)
        theme.setParent(self)
        self.setWindowTitle("Qwen All-in-One")
        self.setMinimumSize(_MINIMUM)
        self.resize(_USUAL)

        self.model = ChatModel(session.error_of, self)
        self.sidebar = Sidebar(theme, icons)
        self.header = Header(theme, icons, session.scene, language)
        self.chat = ChatView(theme, icons, self.model, session.scene, language)
        self.empty = EmptyChat(theme, icons)
        self.failure = FailureCard(theme, icons)
        self.failure_below_chat = FailureCard(theme, icons)
        self.notice = Notice(theme, icons)
        self.composer = Composer(theme, icons, session.scene, language)
        self.composer.live_mood.setVisible(session.looks_ahead)
        self.gauge = ContextGauge(theme, context_tokens)
        self.model_pages = ModelPages(session, shelf, downloads, settings, theme, icons, self)
        self.sidebar.add_card(self.model_pages.card)
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        self._show_status(session.status)
        self.header.indicator.set_state(session.mood)
        self._show_conversation()

    @property
    def session(self) -> Session:
        return self._session

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def indicator(self) -> QWidget:
        """The mood indicator in the header."""
        return self.header.indicator

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._person_chose_sidebar:
            self.sidebar.setVisible(self.width() >= _NARROW)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.composer.edit.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.model_pages.may_close():
            event.ignore()
            return
        self.model_pages.close()
        self._session.close()
        super().closeEvent(event)

    @Slot(object)
    def show_problem(self, error: KnownError) -> None:
        """Say something that went wrong but stops nobody."""
        self.notice.add_text(translate_error(error))

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.chat)
        self._failure_page = Column(_FAILURE_WIDTH, sizes.SPACE_XL)
        self._failure_page.add_stretch()
        self._failure_page.add(self.failure)
        self._failure_page.add_stretch()
        self._pages.addWidget(self._failure_page)
        self._pages.addWidget(self.model_pages.welcome)
        self._pages.addWidget(self.model_pages.models)
        foot = Column(sizes.COLUMN_WIDTH, sizes.SPACE_XL)
        foot.add(self.model_pages.close_question)
        for widget in (self.failure_below_chat, self.notice, self.composer, self.gauge):
            foot.add(widget)
        main = QWidget()
        main.setObjectName("mainArea")
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, sizes.SPACE_L)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._pages, 1)
        column.addWidget(foot)
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(main, 1)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        session = self._session
        session.message_added.connect(self._add_message)
        session.message_changed.connect(self.model.replace)
        session.message_text_appended.connect(self.model.append_text)
        session.conversation_cleared.connect(self._clear)
        session.status_changed.connect(self._show_status)
        session.mood_changed.connect(self._show_mood)
        session.notice.connect(self._show_trimmed)
        session.turn_started.connect(self._show_busy)
        session.turn_ended.connect(self._show_turn_ended)
        self.composer.typed.connect(session.typing)
        self.composer.submitted.connect(self._ask)
        self.composer.stop_requested.connect(session.stop)
        self.empty.chosen.connect(self._ask)
        self.chat.retry_requested.connect(self._ask_again)
        for card in (self.failure, self.failure_below_chat):
            card.retry_requested.connect(session.retry_load)
            card.repair_requested.connect(self.model_pages.repair_wanted)
            card.models_requested.connect(self.model_pages.show_welcome)
        self.model_pages.page_changed.connect(self._show_conversation)
        self.model_pages.downloads.state_changed.connect(self._show_online)
        self.model_pages.shelf.overview_changed.connect(self._show_repair)
        self.model_pages.close_allowed.connect(self.close)
        self.model_pages.problem.connect(self.show_problem)
        self.sidebar.status.models_requested.connect(self.model_pages.show_models)
        self.sidebar.status.retry_requested.connect(session.retry_load)
        self.sidebar.new_chat_requested.connect(self._start_new_chat)
        self.header.sidebar_toggled.connect(self._toggle_sidebar)

    def _add_shortcuts(self) -> None:
        for keys, action in (
            (QKeySequence(QKeySequence.StandardKey.New), self._start_new_chat),
            (QKeySequence(Qt.Key.Key_Escape), self._stop),
            (QKeySequence("Ctrl+B"), self._toggle_sidebar),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.activated.connect(action)

    @Slot(str)
    def _ask(self, text: str) -> None:
        self._session.ask(text)
        self.chat.scroll_to_end()
        self.composer.edit.setFocus()

    @Slot(str)
    def _ask_again(self, reply_id: str) -> None:
        messages = self._session.messages
        for message, reply in itertools.pairwise(messages):
            if reply.id == reply_id and message.role is Role.USER:
                self._ask(message.text)
                return

    @Slot()
    def _stop(self) -> None:
        if self._session.busy:
            self._session.stop()
        elif self.model_pages.page is not None:
            self.model_pages.leave()

    @Slot()
    def _start_new_chat(self) -> None:
        self.model_pages.leave()
        self._session.new_conversation()
        self.composer.edit.setFocus()

    @Slot()
    def _toggle_sidebar(self) -> None:
        self._person_chose_sidebar = True
        self.sidebar.setVisible(self.sidebar.isHidden())

    @Slot(object, int)
    def _add_message(self, message: Message, index: int) -> None:
        self.model.insert(message, index)
        self._show_conversation()
        self._show_busy()

    @Slot()
    def _clear(self) -> None:
        self.model.clear()
        self.notice.hide()
        self._dropped_said = 0
        self.gauge.set_used(0)
        self._show_conversation()
        self._show_busy()

    @Slot(object)
    def _show_status(self, status: AppStatus) -> None:
        self.model.set_status(status)
        self.sidebar.status.set_status(status)
        self.empty.show_role(wording.spoken_role(self._session.scene, self._language, status.model))
        if status.error is not None:
            self.failure.show_error(status.error)
            self.failure_below_chat.show_error(status.error)
            self._show_repair()
        self._show_conversation()
        self._show_busy()

    @Slot(object)
    def _show_mood(self, mood: MoodState) -> None:
        before = self.header.indicator.state
        self.header.indicator.set_state(mood)
        self.composer.live_mood.set_mood(mood.provisional)
        is_new = mood.message_id != before.message_id
        if mood.state is Judgement.JUDGED and mood.mood is not None and is_new:
            line = wording.mood_line(self._session.scene, mood.mood, self._language)
            self._announce(line)

    @Slot(object)
    def _show_trimmed(self, event: ContextTrimmed) -> None:
        if event.shortened:
            self.notice.show_text(
                self.tr("The message is very long: only its beginning and its end were read.")
            )
        # it comes with every turn; say it again only when more is lost
        if event.dropped <= self._dropped_said:
            return
        self._dropped_said = event.dropped
        self.notice.show_text(
            self.tr(
                "The conversation is longer than the model can hold: it no longer sees the "
                "oldest %n message(s).",
                "",
                event.dropped,
            )
        )

    @Slot(object)
    def _show_turn_ended(self, ended: TurnEnded) -> None:
        self._show_busy()
        if ended.stats is not None:
            self.gauge.set_used(ended.stats.prompt_tokens + ended.stats.new_tokens)
        if ended.finish_reason is FinishReason.FAILED:
            self._announce(self.tr("The reply failed."))
        elif ended.finish_reason is not FinishReason.CANCELLED:
            self._announce(self._last_reply())

    @Slot()
    def _show_busy(self) -> None:
        self.composer.set_busy(self._session.busy)

    @Slot(object)
    def _show_online(self, state: DownloadState) -> None:
        self.sidebar.status.set_online(state.active)

    @Slot()
    def _show_repair(self) -> None:
        for card in (self.failure, self.failure_below_chat):
            card.repair.setVisible(self.model_pages.can_repair)

    @Slot()
    def _show_conversation(self) -> None:
        self._show_page()
        self._show_title()

    def _show_page(self) -> None:
        """A model page; else the conversation; else a greeting, or why nobody can answer."""
        has_failed = self._session.status.phase is Phase.FAILED
        page = self.model_pages.page
        for widget in (self.composer, self.gauge):
            widget.setVisible(page is None)
        self.header.set_chat(page is None)
        if page is not None:
            self._show_model_page(page)
        elif self._session.messages:
            self._pages.setCurrentWidget(self.chat)
        else:
            self._pages.setCurrentWidget(self._failure_page if has_failed else self.empty)
        has_messages = page is None and bool(self._session.messages)
        self.failure_below_chat.setVisible(has_failed and has_messages)

    def _show_model_page(self, page: QWidget) -> None:
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
            self.model_pages.focus_first()

    def _show_title(self) -> None:
        if self.model_pages.page is not None:
            self.header.title.setText(self.model_pages.title)
            return
        messages = self._session.messages
        self.header.title.setText(messages[0].text[:120] if messages else self.tr("New chat"))
        self.composer.set_placeholder(
            self.tr("Say something more…") if messages else self.tr("Say something…")
        )

    def _last_reply(self) -> str:
        """The newest reply, for a screen reader."""
        replies = (m.text for m in reversed(self._session.messages) if m.role is Role.ASSISTANT)
        return next(replies, "")

    def _announce(self, text: str) -> None:
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
