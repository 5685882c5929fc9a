"""The turns of the worker: which message is next, what becomes of its verdict and its reply.

Messages of several conversations may wait; their replies are kept whether or not they are on the
screen. Every method must be called in the GUI thread.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.core.api.events import (
    ContextTrimmed,
    JudgeLearning,
    MoodJudged,
    ReplyChunk,
    ThoughtChunk,
    TurnEnded,
    TurnEvent,
)
from desktop_app.core.conversation import FinishReason, Message, Role, Turn
from desktop_app.core.errors import KnownError
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import Scene
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.exchange import Exchange, exchanges, finished
from desktop_app.shell.chat.notes import Notes
from desktop_app.shell.chat.open_conversation import OpenConversation
from desktop_app.shell.inference.worker import InferenceThread


@dataclass(frozen=True, slots=True)
class _Running:
    """turn: what the worker was given."""

    exchange: Exchange
    turn: Turn


class TurnQueue(QObject):
    """Queues exchanges and hands them to the worker one after another, by `go_on`."""

    queued = Signal()
    """Another message waits."""
    may_go_on = Signal()
    """Another message is on the disk, a turn has ended, or nothing waits any more."""
    began = Signal(object)
    """Exchange that the worker was given; exactly one `ended` follows before the next one."""
    judged = Signal(object, object)
    """Exchange, and the Mood of its message."""
    learning = Signal(float)
    """The running turn waits until the judge knows this model; share that is done, 0 to 1."""
    spoke = Signal(float)
    """A reply has grown; tokens a second, 0 where that is not known."""
    ended = Signal(object)
    """TurnEnded; the reply is in its final state, and why it failed is known to `error_of`."""
    shortened = Signal()
    """The model saw the beginning and the end of the message alone."""
    dropped = Signal(int)
    """So many of the oldest messages are seen by the model no longer: more than before."""
    forgotten_changed = Signal(object)
    """Id of the oldest message that the model still sees; None where it sees all."""

    def __init__(
        self,
        chats: ChatStore,
        chat: OpenConversation,
        thread: InferenceThread,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chats = chats
        self._chat = chat
        self._thread = thread
        self._notes = Notes(chats)
        self._waiting: deque[Exchange] = deque()
        self._running: _Running | None = None
        self._errors: dict[str, KnownError] = {}
        self._aside: tuple[str, list[Exchange]] = ("", [])
        """Conversation that was deleted last, and what of it was running and waiting."""
        self._dropped = 0
        """Most messages that the model lost sight of while this conversation is open."""
        self._dropped_from = chat.id

    @property
    def running(self) -> Exchange | None:
        return None if self._running is None else self._running.exchange

    @property
    def waiting(self) -> tuple[str, ...]:
        """Ids of the messages that wait for the worker or are on their way to the disk."""
        return tuple(exchange.message.id for exchange in self._waiting)

    @property
    def busy(self) -> bool:
        """Whether there is something to stop: a turn that runs or a message that waits."""
        return self._running is not None or bool(self._waiting)

    @property
    def is_open_busy(self) -> bool:
        """The same for the conversation on the screen alone."""
        return any(self.is_open(exchange) for exchange in self._unfinished)

    @property
    def busy_conversation(self) -> str:
        """Id of the conversation whose message the worker has; "" while it has none."""
        return "" if self._running is None else self._running.exchange.conversation_id

    @property
    def _unfinished(self) -> tuple[Exchange, ...]:
        running = () if self._running is None else (self._running.exchange,)
        return (*running, *self._waiting)

    def error_of(self, message_id: str) -> KnownError | None:
        """Why the turn that this reply belongs to failed; None where it did not."""
        return self._errors.get(message_id)

    def is_open(self, exchange: Exchange) -> bool:
        """Whether this exchange belongs to the conversation on the screen."""
        return exchange.conversation_id == self._chat.id

    # what is to be judged and answered

    def ask(self, text: str, scene: Scene) -> None:
        """Add a message at the end of the open conversation, to be judged and answered."""
        message, reply = Message(Role.USER, text), Message(Role.ASSISTANT, "")
        exchange = Exchange(self._chat.id, scene, message, reply)
        self._queue(exchange, self._chat.say(message, reply, scene.id))

    def note(self, text: str, scene: Scene) -> None:
        """Add a message at the end of the open conversation, to be judged only."""
        message = Message(Role.USER, text)
        exchange = Exchange(self._chat.id, scene, message, None)
        self._queue(exchange, self._chat.say(message, None, scene.id))

    def note_apart(self, text: str, scene: Scene) -> None:
        """The same in the conversation of notes, whichever is open."""
        if self._notes.id == self._chat.id:
            self.note(text, scene)
            return
        message = Message(Role.USER, text)
        saved = self._notes.add(message, scene.id)
        self._queue(Exchange(self._notes.id, scene, message, None), saved)

    def edit(self, message_id: str, text: str, scene: Scene) -> None:
        """Say something else in the place of a message; the old branch stays reachable."""
        self.give_up_open()
        if self._chat.entry(message_id) is None:
            return
        message, reply = Message(Role.USER, text), Message(Role.ASSISTANT, "")
        saved = self._chat.say_instead(message_id, message, reply)
        self._queue(Exchange(self._chat.id, scene, message, reply), saved)

    def regenerate(self, reply_id: str, scene: Scene) -> None:
        """Answer the same message anew; the present reply stays reachable."""
        self.give_up_open()
        row = self._chat.row_of(reply_id)
        if not row:
            return
        question, before = self._chat.at(row - 1), self._chat.at(row)
        reply = Message(Role.ASSISTANT, "")
        exchange = Exchange(self._chat.id, scene, question.message, reply)
        exchange.mood, exchange.variants = question.counted_mood, before.variants + 1
        self._queue(exchange, self._chat.answer_instead(reply_id, reply))

    def continue_reply(self, reply_id: str, scene: Scene) -> None:
        """Let a reply go on where it stopped."""
        self.give_up_open()
        row = self._chat.row_of(reply_id)
        if not row:
            return
        question, before = self._chat.at(row - 1), self._chat.at(row)
        reply = dataclasses.replace(before.message, finish_reason=None)
        exchange = Exchange(self._chat.id, scene, question.message, reply, is_shown=True)
        exchange.mood, exchange.continued = question.counted_mood, reply.text
        self._chat.set_message(reply)
        self._queue(exchange, self._chats.history.continue_reply(reply_id))

    # the worker's turns

    def go_on(self) -> bool:
        """Hand the next waiting message to the worker; whether there was one that could be.

        A message is durable before it is answered, unless the disk does not take it. The turn is
        made only now, so that its history holds the reply to the one before.
        """
        if self._running is not None or not self._waiting:
            return False
        if not self._waiting[0].is_saved and self._chats.history.problem is None:
            return False
        exchange = self._waiting.popleft()
        turn = exchange.begin(self._history_of(exchange))
        self._running = _Running(exchange, turn)
        self._thread.answer_requested.emit(turn, exchange.cancelled)
        self.began.emit(exchange)
        return True

    def take(self, event: TurnEvent) -> None:
        """An event of the worker; one of a turn that was given up is dropped."""
        running = self._running
        if running is None or event.turn_id != running.turn.id:
            return
        match event:
            case JudgeLearning():
                self.learning.emit(event.fraction)
            case MoodJudged():
                self._on_mood(event.mood, running.exchange)
            case ContextTrimmed():
                self._on_trimmed(event, running)
            case ThoughtChunk():
                self._on_thought(event, running.exchange)
            case ReplyChunk():
                self._on_chunk(event, running.exchange)
            case TurnEnded():
                self._end(event, running.exchange)

    def stop(self) -> None:
        """End the open conversation's turn and keep what was said; where none runs, all that wait.

        What other conversations wait for goes on.
        """
        running = self.running
        if running is not None and self.is_open(running):
            running.cancelled.set()
            return
        self._give_up_waiting(self._chat.id)
        self.may_go_on.emit()

    def set_aside(self, conversation_id: str) -> None:
        """A conversation is deleted: nothing of it runs or waits, until it is `taken_up` again."""
        stopped = [e for e in self._unfinished if e.conversation_id == conversation_id]
        self._aside = (conversation_id, stopped)
        self._end_all_of(conversation_id)

    def take_up(self, conversation_id: str) -> None:
        """The deletion was undone: what was set aside last goes on where it stopped."""
        aside, stopped = self._aside
        self._aside = ("", [])
        if aside != conversation_id:
            return
        for before in stopped:
            again = before.resumed()
            saved = self._chats.history.settled()
            if again.reply is not None:
                self._chat.set_message(again.reply)
                saved = self._chats.history.continue_reply(again.reply.id)
            self._queue(again, saved)

    def give_up_open(self) -> None:
        """Nothing of the open conversation runs or waits: its structure is about to change."""
        self._end_all_of(self._chat.id)

    def abandon_running(self) -> None:
        """Cancel the running turn without waiting for the worker; its events are stale now."""
        if self._running is not None:
            exchange, turn = self._running.exchange, self._running.turn
            exchange.cancelled.set()
            self._end(TurnEnded(turn.id, FinishReason.CANCELLED), exchange)

    def close(self) -> None:
        """Take no further turn; the running one ends as soon as the worker says so."""
        while self._waiting:
            self._give_up(self._waiting.popleft())
        if self._running is not None:
            self._running.exchange.cancelled.set()

    def show_running(self) -> None:
        """The open conversation was read from the disk, where a running reply may lag behind."""
        if self._dropped_from != self._chat.id:
            self._dropped, self._dropped_from = 0, self._chat.id
        self.forgotten_changed.emit(None)
        running = self.running
        if running is not None and running.is_shown and running.reply is not None:
            self._chat.set_message(running.reply)

    def _queue(self, exchange: Exchange, saved: Future) -> None:
        self._waiting.append(exchange)

        def note_saved(done: Future) -> None:
            # refused is as good as saved: the person was told, and the screen has it
            exchange.is_saved = True
            self.may_go_on.emit()

        self._chats.when_done(saved, note_saved)
        self.queued.emit()

    def _history_of(self, exchange: Exchange) -> tuple[Message, ...]:
        """What was said before the message; in a conversation that is not open, from the disk."""
        entries = self._chat.entries
        if not self.is_open(exchange):
            entries = self._chats.messages(exchange.conversation_id)
        ids = [entry.message.id for entry in entries]
        if exchange.message.id in ids:
            entries = entries[: ids.index(exchange.message.id)]
        return exchanges(entries)

    def _on_mood(self, mood: Mood, running: Exchange) -> None:
        message_id = running.message.id
        self._chats.keep(self._chats.history.set_mood(message_id, mood, running.scene))
        entry = self._chat.entry(message_id)
        if entry is not None:
            self._chat.put(entry.judged(mood, running.scene))
        self.judged.emit(running, mood)

    def _on_trimmed(self, event: ContextTrimmed, running: _Running) -> None:
        if not self.is_open(running.exchange):
            return
        seen = (*running.turn.history, running.exchange.message)[event.dropped :]
        self.forgotten_changed.emit(seen[0].id if event.dropped and seen else None)
        if event.shortened:
            self.shortened.emit()
        # it comes with every turn; it is news where more is lost
        if event.dropped > self._dropped:
            self._dropped = event.dropped
            self.dropped.emit(event.dropped)

    def _on_chunk(self, chunk: ReplyChunk, exchange: Exchange) -> None:
        # a note gets no reply
        if exchange.reply is not None:
            text = exchange.reply.text + chunk.text
            self._show_reply(exchange, dataclasses.replace(exchange.reply, text=text))
            self._chats.history.update_reply(exchange.reply.id, text)
            self.spoke.emit(chunk.tokens_per_s)

    def _on_thought(self, chunk: ThoughtChunk, exchange: Exchange) -> None:
        """Shown while it lasts and until the conversation is read from the disk, which has none."""
        if exchange.reply is not None:
            thought = exchange.reply.thought + chunk.text
            self._show_reply(exchange, dataclasses.replace(exchange.reply, thought=thought))
            self.spoke.emit(chunk.tokens_per_s)

    def _show_reply(self, exchange: Exchange, reply: Message) -> None:
        """What the reply is now, on the screen where its conversation is open."""
        exchange.reply = reply
        if exchange.is_shown:
            self._chat.set_message(reply)
        else:
            exchange.is_shown = True
            self._chat.add_reply(reply, exchange.message.id, exchange.variants)

    def _end(self, ended: TurnEnded, exchange: Exchange) -> None:
        self._running = None
        if exchange.reply is not None:
            if ended.error is not None:
                self._errors[exchange.reply.id] = ended.error
            self._finish_reply(exchange, exchange.reply, ended)
        self.ended.emit(ended)
        # after all have heard of the end, or the next turn would begin before it for some
        self.may_go_on.emit()

    def _finish_reply(self, exchange: Exchange, reply: Message, ended: TurnEnded) -> None:
        if not exchange.is_shown:
            self._show_reply(exchange, reply)
        reply = finished(reply, ended)
        self._show_reply(exchange, reply)
        saved = self._chats.history.finish_reply(
            reply.id, reply.text, ended.finish_reason, ended.stats
        )
        self._chats.keep(saved)

    def _end_all_of(self, conversation_id: str) -> None:
        self._give_up_waiting(conversation_id)
        if self.busy_conversation == conversation_id:
            self.abandon_running()
        else:
            self.may_go_on.emit()

    def _give_up_waiting(self, conversation_id: str) -> None:
        for exchange in [e for e in self._waiting if e.conversation_id == conversation_id]:
            self._waiting.remove(exchange)
            self._give_up(exchange)

    def _give_up(self, exchange: Exchange) -> None:
        """A message that waited gets no reply; where it was to have one, that says so."""
        if exchange.reply is not None:
            cancelled = TurnEnded("", FinishReason.CANCELLED)
            self._finish_reply(exchange, exchange.reply, cancelled)
