"""The conversation with all that stands below it: failure, notices, composer, context."""

from __future__ import annotations

import itertools

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.core.api.events import ContextTrimmed, TurnEnded
from desktop_app.core.conversation import FinishReason, Role
from desktop_app.core.history.records import StoredMessage
from desktop_app.core.scenes.scene import message_language
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.mood_state import MoodState
from desktop_app.shell.chat.session import Session
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.ui.chat.care_notice import CareNotice
from desktop_app.ui.chat.chat_model import ChatModel
from desktop_app.ui.chat.chat_view import ChatView
from desktop_app.ui.chat.composer import Composer
from desktop_app.ui.chat.context_gauge import ContextGauge
from desktop_app.ui.chat.empty_chat import EmptyChat
from desktop_app.ui.chat.failure_card import FailureCard
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
        self._dropped_said = 0
        self._said: list[str] = []
        """Notices that are about the open conversation only."""
        self._drafts: dict[str, str] = {}
        self._shown_id = session.conversation_id
        self.model = ChatModel(session.error_of, self)
        self.chat = ChatView(theme, icons, self.model, session.scenes, session.scene, language)
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
        session.message_added.connect(self._add_message)
        session.message_changed.connect(self.model.replace)
        session.message_removed.connect(self._remove_message)
        session.message_text_appended.connect(self.model.append_text)
        session.conversation_opened.connect(self._open)
        session.message_shown.connect(chat.show_message)
        session.forgotten_changed.connect(chat.set_forgotten_before)
        session.scene_changed.connect(self._set_scene)
        session.status_changed.connect(self.show_status)
        session.mood_changed.connect(self._show_mood)
        session.notice.connect(self._show_trimmed)
        session.turn_started.connect(self._show_busy)
        session.turn_ended.connect(self._show_turn_ended)
        session.moods.explained.connect(chat.show_explanation)
        composer.typed.connect(session.typing)
        composer.submitted.connect(self._ask)
        composer.noted.connect(self._note)
        composer.stop_requested.connect(session.stop)
        self.empty.chosen.connect(self._ask)
        chat.retry_requested.connect(self._ask_again)
        chat.edit_requested.connect(self._edit)
        chat.regenerate_requested.connect(session.regenerate)
        chat.continue_requested.connect(session.continue_reply)
        chat.delete_requested.connect(self._delete)
        chat.variant_requested.connect(session.show_variant)
        chat.quote_requested.connect(self._quote)
        chat.correction_requested.connect(session.correct)
        chat.explain_requested.connect(session.explain)
        self._notice.undo_requested.connect(session.undo_delete)
        for card in (self.failure, self.failure_below_chat):
            card.retry_requested.connect(session.retry_load)
            card.repair_requested.connect(self.repair_requested)
            card.models_requested.connect(self.models_requested)

    def go_on_from(self, before: ChatPage) -> None:
        """Take over what was written but not sent, in each conversation."""
        self._drafts = dict(before._drafts)
        self.composer.set_draft(before.composer.take_draft())

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said yet in the open conversation."""
        return self.model.rowCount() == 0

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
        self.model.set_status(status)
        self._show_role()
        if status.error is not None:
            self.failure.show_error(status.error)
            self.failure_below_chat.show_error(status.error)
        self._show_page()
        self._show_busy()

    @Slot()
    def regenerate_last(self) -> None:
        """Another reply to the last message that has one."""
        for entry in reversed(self._session.entries):
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

    @Slot(str, str)
    def _edit(self, message_id: str, text: str) -> None:
        self._care_about(text)
        self._session.edit(message_id, text)
        self._after_sending()

    def _after_sending(self) -> None:
        self._drafts.pop(self._session.conversation_id, None)
        self.chat.scroll_to_end()
        self.composer.edit.setFocus()

    def _care_about(self, text: str) -> None:
        # its many patterns take a while to be read, and the window is to open soon
        from desktop_app.core.care.rule import speaks_of_self_harm

        if speaks_of_self_harm(text):
            self.care.show_for(message_language(text) or self._language)

    @Slot(str)
    def _ask_again(self, reply_id: str) -> None:
        for question, reply in itertools.pairwise(self._session.entries):
            if reply.message.id == reply_id and question.message.role is Role.USER:
                self._session.regenerate(reply_id)
                return

    @Slot(str)
    def _delete(self, message_id: str) -> None:
        self._session.delete_message(message_id)
        self._notice.offer_undo(self.tr("The message was deleted."))

    @Slot(str)
    def _quote(self, text: str) -> None:
        self.composer.insert_quote(text)
        self.composer.edit.setFocus()

    @Slot()
    def _open(self) -> None:
        """Another list of messages; where it is another conversation, its draft with it."""
        if self._shown_id != self._session.conversation_id:
            self._drafts[self._shown_id] = self.composer.take_draft()
            self._shown_id = self._session.conversation_id
            self.composer.set_draft(self._drafts.pop(self._shown_id, ""))
            self.care.hide()
            self._notice.take_undo_back()
            for said in self._said:
                self._notice.take_back(said)
            self._said.clear()
            self._dropped_said = 0
        self.model.reset(self._session.entries)
        stats = (entry.message.stats for entry in reversed(self._session.entries))
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
        status, scene = self._session.status, self._session.scene
        self.empty.show_role(spoken_role(scene, self._language, status.model))

    @Slot(object, int)
    def _add_message(self, entry: StoredMessage, index: int) -> None:
        self.model.insert(entry, index)
        self._show_page()
        self._show_busy()

    @Slot(int)
    def _remove_message(self, index: int) -> None:
        self.model.remove(index)
        self._show_page()

    @Slot(object)
    def _show_mood(self, mood: MoodState) -> None:
        self.composer.live_mood.set_mood(mood.provisional)

    @Slot(object)
    def _show_trimmed(self, event: ContextTrimmed) -> None:
        if event.shortened:
            self._say(
                self.tr("The message is very long: only its beginning and its end were read.")
            )
        # it comes with every turn; say it again only when more is lost
        if event.dropped <= self._dropped_said:
            return
        self._dropped_said = event.dropped
        self._say(
            self.tr(
                "The conversation is longer than the model can hold: it no longer sees the "
                "oldest %n message(s).",
                "",
                event.dropped,
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
        self.composer.set_busy(self._session.busy)

    def _show_page(self) -> None:
        """The conversation; else a greeting, or why nobody can answer."""
        has_failed = self._session.status.phase is Phase.FAILED
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
        messages = (entry.message for entry in reversed(self._session.entries))
        return next((m.text for m in messages if m.role is Role.ASSISTANT), "")
