"""The conversation with all that stands below it: failure, notices, composer, context."""

from __future__ import annotations

import itertools

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.core.api.events import TurnEnded
from desktop_app.core.conversation import FinishReason, Role
from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import by_language, message_language
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.mood_state import MoodState
from desktop_app.shell.chat.session import Session
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.ui.chat.care_notice import CareNotice
from desktop_app.ui.chat.chat_view import ChatView
from desktop_app.ui.chat.composer import Composer
from desktop_app.ui.chat.context_gauge import ContextGauge
from desktop_app.ui.chat.empty_chat import EmptyChat
from desktop_app.ui.chat.failure_card import FailureCard
from desktop_app.ui.chat.message.intent import Action, MessageIntent
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import COLUMN_WIDTH, SPACE_L, SPACE_XL
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.centered_column import CenteredColumn
from desktop_app.ui.widgets.notice_bar import Notice
from desktop_app.ui.widgets.shrinking import ShrinkingScrollArea, ShrinkingStack
from desktop_app.ui.wording.status import spoken_role

_FAILURE_WIDTH = 560


class ChatPage(QWidget):
    """Renders the session's conversation and passes on what the person wants of it."""

    announced = Signal(str)
    """Something to say to a screen reader."""
    models_requested = Signal()
    repair_requested = Signal()

    def __init__(
        self,
        session: Session,
        theme: Theme,
        icons: Icons,
        language: str,
        notice: Notice,
        parent: QWidget | None = None,
    ) -> None:
        """language: "zh" or "en". notice: where things are said in passing."""
        super().__init__(parent)
        self._session = session
        self._language = language
        self._said: list[str] = []
        """Notices that are about the open conversation only."""
        self._drafts: dict[str, str] = {}
        self._shown_id = session.chat.id
        self.chat = ChatView(
            theme,
            icons,
            session.chat,
            session.scenes,
            session.scene,
            language,
            error_of=session.turns.error_of,
        )
        self.empty = EmptyChat(theme, icons)
        self.failure = FailureCard(theme, icons)
        self.failure_below_chat = FailureCard(theme, icons)
        self._notice = notice
        self.care = CareNotice(theme, icons)
        self.composer = Composer(theme, icons, session.scene, language)
        self.gauge = ContextGauge(theme, Settings().context_tokens)
        self._lay_out()
        self._connect()
        self._open()
        self.show_status(session.model.status)

    def _lay_out(self) -> None:
        # help that stands below must not be cut for a greeting
        self._stack = ShrinkingStack()
        self._greeting = ShrinkingScrollArea(self.empty)
        failure = CenteredColumn(_FAILURE_WIDTH, SPACE_XL)
        failure.add_stretch()
        failure.add(self.failure)
        failure.add_stretch()
        self._failure_page = ShrinkingScrollArea(failure)
        for page in (self._greeting, self.chat, self._failure_page):
            self._stack.addWidget(page)
        foot = CenteredColumn(COLUMN_WIDTH, SPACE_XL)
        foot.setContentsMargins(0, 0, 0, SPACE_L)
        for widget in (self.failure_below_chat, self.care, self.composer, self.gauge):
            foot.add(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(foot)

    def _connect(self) -> None:
        session, chat, composer = self._session, self.chat, self.composer
        messages, turns = session.chat, session.turns
        messages.modelReset.connect(self._open)
        messages.rowsInserted.connect(self._show_page)
        messages.rowsRemoved.connect(self._show_page)
        messages.shown.connect(chat.show_message)
        turns.queued.connect(self._show_busy)
        turns.began.connect(self._show_busy)
        turns.ended.connect(self._show_turn_ended)
        turns.shortened.connect(self._say_shortened)
        turns.dropped.connect(self._say_dropped)
        turns.forgotten_changed.connect(chat.set_forgotten_before)
        session.scene_changed.connect(self._set_scene)
        session.model.changed.connect(self.show_status)
        session.mood.changed.connect(self._show_mood)
        session.moods.explained.connect(chat.marks.show_explanation)
        chat.intended.connect(self._act)
        composer.typed.connect(session.typing)
        composer.submitted.connect(self._ask)
        composer.noted.connect(self._note)
        composer.stop_requested.connect(session.turns.stop)
        self.empty.chosen.connect(self._ask)
        self._notice.undo_requested.connect(session.chat.undo_delete)
        for card in (self.failure, self.failure_below_chat):
            card.retry_requested.connect(session.model.retry)
            card.repair_requested.connect(self.repair_requested)
            card.models_requested.connect(self.models_requested)

    def go_on_from(self, before: ChatPage) -> None:
        """Take over what was written but not sent, in each conversation."""
        self._drafts = dict(before._drafts)
        self.composer.set_draft(before.composer.take_draft())

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said yet in the open conversation."""
        return self._session.chat.is_empty

    @Slot(object)
    def set_settings(self, settings: Settings) -> None:
        """Follow what the person set."""
        self.composer.set_enter_sends(settings.enter_sends)
        self.chat.set_enter_sends(settings.enter_sends)
        self.composer.live_mood.setVisible(settings.look_ahead)
        self.gauge.set_total(settings.context_tokens)

    def follow_scenes(self) -> None:
        """Scenes were written, changed or removed."""
        self.chat.set_scenes(self._session.scenes)
        self._set_scene()

    def set_repair(self, possible: bool) -> None:
        """Whether the failed model's files can be fetched again."""
        for card in (self.failure, self.failure_below_chat):
            card.repair.setVisible(possible)

    @Slot(object)
    def show_status(self, status: AppStatus) -> None:
        self.chat.set_status(status)
        self._show_role()
        if status.error is not None:
            self.failure.show_error(status.error)
            self.failure_below_chat.show_error(status.error)
        self._show_page()
        self._show_busy()

    @Slot()
    def regenerate_last(self) -> None:
        """Another reply to the last message that has one."""
        for entry in reversed(self._session.chat.entries):
            if entry.message.role is Role.ASSISTANT:
                self._session.regenerate(entry.message.id)
                return

    @Slot(str)
    def _ask(self, text: str) -> None:
        self._care_about(text)
        self._session.ask(text)
        self._after_sending()

    @Slot(str)
    def _note(self, text: str) -> None:
        self._care_about(text)
        self._session.note(text)
        self._after_sending()

    @Slot(object)
    def _act(self, intent: MessageIntent) -> None:
        """Do what the person wants of a message."""
        session, message_id = self._session, intent.message_id
        match intent:
            case MessageIntent(action=Action.SEND, value=str(text)):
                self._edit(message_id, text)
            case MessageIntent(action=Action.RETRY):
                self._ask_again(message_id)
            case MessageIntent(action=Action.REGENERATE):
                session.regenerate(message_id)
            case MessageIntent(action=Action.CONTINUE):
                session.continue_reply(message_id)
            case MessageIntent(action=Action.DELETE):
                session.delete_message(message_id)
                self._notice.offer_undo(self.tr("The message was deleted."))
            case MessageIntent(action=Action.BACK):
                session.show_variant(message_id, -1)
            case MessageIntent(action=Action.FORWARD):
                session.show_variant(message_id, 1)
            case MessageIntent(action=Action.QUOTE, value=str(text)):
                self.composer.insert_quote(text)
                self.composer.edit.setFocus()
            case MessageIntent(action=Action.CORRECT, value=str() | None as correction):
                self._correct(message_id, correction)
            case MessageIntent(action=Action.EXPLAIN):
                session.moods.explain(message_id)

    def _edit(self, message_id: str, text: str) -> None:
        self._care_about(text)
        self._session.edit(message_id, text)
        self._after_sending()

    def _after_sending(self) -> None:
        self._drafts.pop(self._session.chat.id, None)
        self.chat.list.scroll_to_end()
        self.composer.edit.setFocus()

    def _care_about(self, text: str) -> None:
        # its many patterns take a while to be read, and the window is to open soon
        from desktop_app.core.care.help import read_help
        from desktop_app.core.care.rule import speaks_of_self_harm

        if speaks_of_self_harm(text):
            help_ = read_help(RESOURCES)
            self.care.show_help(by_language(help_, message_language(text) or self._language))

    def _ask_again(self, reply_id: str) -> None:
        for question, reply in itertools.pairwise(self._session.chat.entries):
            if reply.message.id == reply_id and question.message.role is Role.USER:
                self._session.regenerate(reply_id)
                return

    def _correct(self, message_id: str, correction: str | None) -> None:
        self._session.moods.correct(message_id, correction)
        for question, reply in itertools.pairwise(self._session.chat.entries):
            if question.message.id == message_id and reply.message.role is Role.ASSISTANT:
                self.chat.marks.show_outdated(reply.message.id)

    @Slot()
    def _open(self) -> None:
        """Another list of messages; where it is another conversation, its draft with it."""
        if self._shown_id != self._session.chat.id:
            self._drafts[self._shown_id] = self.composer.take_draft()
            self._shown_id = self._session.chat.id
            self.composer.set_draft(self._drafts.pop(self._shown_id, ""))
            self.care.hide()
            self._notice.take_undo_back()
            for said in self._said:
                self._notice.take_back(said)
            self._said.clear()
        stats = (entry.message.stats for entry in reversed(self._session.chat.entries))
        last = next((s for s in stats if s is not None), None)
        self.gauge.set_used(last.prompt_tokens + last.new_tokens if last else 0)
        self._show_page()
        self._show_busy()

    @Slot(object)
    def _set_scene(self) -> None:
        scene = self._session.scene
        self.chat.set_scene(scene)
        self.composer.live_mood.set_scene(scene)
        self._show_role()

    def _show_role(self) -> None:
        status, scene = self._session.model.status, self._session.scene
        self.empty.show_role(spoken_role(scene, self._language, status.model))

    @Slot(object)
    def _show_mood(self, mood: MoodState) -> None:
        self.composer.live_mood.set_mood(mood.provisional)

    @Slot()
    def _say_shortened(self) -> None:
        self._say(self.tr("The message is very long: only its beginning and its end were read."))

    @Slot(int)
    def _say_dropped(self, messages: int) -> None:
        self._say(
            self.tr(
                "The conversation is longer than the model can hold: it no longer sees the "
                "oldest %n message(s).",
                "",
                messages,
            )
        )

    def _say(self, text: str) -> None:
        self._said.append(text)
        self._notice.add_text(text)

    @Slot(object)
    def _show_turn_ended(self, ended: TurnEnded) -> None:
        self._show_busy()
        if ended.stats is not None:
            self.gauge.set_used(ended.stats.prompt_tokens + ended.stats.new_tokens)
        if ended.finish_reason is FinishReason.FAILED:
            self.announced.emit(self.tr("The reply failed."))
        elif ended.finish_reason is not FinishReason.CANCELLED:
            self.announced.emit(self._last_reply())

    @Slot()
    def _show_busy(self) -> None:
        waits_for_model = self._session.model.status.lacks_model
        self.composer.set_busy(self._session.turns.is_open_busy and not waits_for_model)

    @Slot()
    def _show_page(self) -> None:
        """The conversation; else a greeting, or why nobody can answer."""
        has_failed = self._session.model.status.phase is Phase.FAILED
        if not self.is_empty:
            self._stack.setCurrentWidget(self.chat)
        else:
            self._stack.setCurrentWidget(self._failure_page if has_failed else self._greeting)
        self.failure_below_chat.setVisible(has_failed and not self.is_empty)
        self.composer.set_placeholder(
            self.tr("Say something…") if self.is_empty else self.tr("Say something more…")
        )

    def _last_reply(self) -> str:
        """The newest reply, for a screen reader."""
        messages = (entry.message for entry in reversed(self._session.chat.entries))
        return next((m.text for m in messages if m.role is Role.ASSISTANT), "")
