"""The state of the app on the GUI thread: the open conversation, the model, the mood.

The window renders from the signals and properties here and calls the methods; it never sees the
worker. Every method must be called in the GUI thread.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot

from desktop_app.core.api.events import (
    LoadEvent,
    ModelUnloaded,
    MoodWorkEvent,
    ProvisionalMood,
    TurnEnded,
    TurnEvent,
)
from desktop_app.core.api.ports import BackendFactory
from desktop_app.core.conversation import Message
from desktop_app.core.errors import KnownError
from desktop_app.core.history.records import StoredMessage
from desktop_app.core.history.titles import automatic_title
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import DEFAULT_SCENE, Scene
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.exchange import Exchange, exchanges
from desktop_app.shell.chat.judge_feedback import JudgeFeedback
from desktop_app.shell.chat.mood_state import MoodState
from desktop_app.shell.chat.mood_tracker import MoodTracker
from desktop_app.shell.chat.open_conversation import OpenConversation
from desktop_app.shell.chat.turn_queue import TurnQueue
from desktop_app.shell.chat.typing_pause import TypingDebouncer
from desktop_app.shell.inference.model_lifecycle import ModelLifecycle
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.shell.inference.worker import InferenceThread


class Session(QObject):
    """One open conversation with one model. Starts LOADING; nothing happens before `start()`."""

    status_changed = Signal(object)
    """AppStatus, each time it differs."""
    model_unloaded = Signal()
    """The model's memory was given back; what only Python's collector can free is still there."""
    message_added = Signal(object, int)
    """StoredMessage, and its index in `entries`. A reply stands right after the message it answers,
    so it is not always the last. It is added with its first piece of text, or empty when its turn
    ended before that; at its end message_changed brings finish_reason and stats."""
    message_changed = Signal(object)
    """StoredMessage that replaces the one with its id."""
    message_removed = Signal(int)
    """Index that it had."""
    message_text_appended = Signal(str, str)
    """Message id, and the text that its end grew by."""
    conversation_opened = Signal()
    """`entries` is another list now, perhaps an empty one."""
    message_shown = Signal(str)
    """A message that was asked for is among `entries` now."""
    scene_changed = Signal(object)
    """Scene that is played in the open conversation; there is no mood yet."""
    mood_changed = Signal(object)
    """MoodState."""
    forgotten_changed = Signal(object)
    """Id of the oldest message that the model still sees; None where it sees all."""
    notice = Signal(object)
    """ContextTrimmed, where more messages than before were dropped or a message was shortened:
    something to say in passing."""
    turn_started = Signal(str)
    """Turn id. Each one is followed by exactly one turn_ended, before the next one."""
    turn_ended = Signal(object)
    """TurnEnded. The reply's message is in its final state by then; errors of failed turns are
    also to be had from `error_of`."""

    def __init__(
        self,
        backend_factory: BackendFactory,
        chats: ChatStore,
        scenes: Mapping[str, Scene],
        settings: Settings,
        scene_id: str = DEFAULT_SCENE,
        parent: QObject | None = None,
        *,
        pause_timer: QTimer | None = None,
        idle_timer: QTimer | None = None,
    ) -> None:
        """backend_factory: called in the worker thread. scenes: by id, holding scene_id.

        chats: closed by this session's `close`.
        pause_timer, idle_timer: wait for a pause in typing and for the end of the idle time; by
            default QTimers of the session's own.
        """
        super().__init__(parent)
        self.chats = chats
        chats.setParent(self)
        self._scenes = scenes
        self._scene = scenes[scene_id]
        self._settings = settings
        self._mood = MoodTracker(self)
        self._watch = TypingDebouncer(self, pause_timer)
        self._watch.paused.connect(self._look_ahead)
        self._thread = InferenceThread(backend_factory, self)
        self._thread.worker.event.connect(self._on_event)
        self._chat = OpenConversation(chats, self)
        self._turns = TurnQueue(chats, self._chat, self._thread, self)
        self._model = ModelLifecycle(
            self._thread, self._is_busy, settings.idle_unload_min, idle_timer, self
        )
        self.moods = JudgeFeedback(chats, self._thread, self)
        self._connect()

    def _connect(self) -> None:
        chat, turns, model = self._chat, self._turns, self._model
        self._mood.changed.connect(self.mood_changed)
        model.changed.connect(self.status_changed)
        model.unloaded.connect(self.model_unloaded)
        model.ready.connect(self._teach_all)
        model.loaded_or_failed.connect(self._go_on)
        model.rests.connect(self._watch.cancel)
        chat.message_added.connect(self.message_added)
        chat.message_changed.connect(self.message_changed)
        chat.message_removed.connect(self.message_removed)
        chat.message_text_appended.connect(self.message_text_appended)
        chat.opened.connect(self.conversation_opened)
        chat.restructured.connect(self._count_moods)
        chat.shown.connect(self.message_shown)
        turns.queued.connect(self._on_queued)
        turns.saved.connect(self._go_on)
        turns.began.connect(self._on_turn_began)
        turns.judged.connect(self._on_judged)
        turns.spoke.connect(self._on_speed)
        turns.ended.connect(self._on_turn_ended)
        turns.trimmed.connect(self.notice)
        turns.forgotten_changed.connect(self.forgotten_changed)
        self.chats.problem.connect(self._on_saving_problem)

    @property
    def status(self) -> AppStatus:
        return self._model.status

    @property
    def mood(self) -> MoodState:
        return self._mood.state

    @property
    def conversation_id(self) -> str:
        return self._chat.id

    @property
    def entries(self) -> tuple[StoredMessage, ...]:
        """The open conversation in the order in which it is shown."""
        return self._chat.entries

    @property
    def title(self) -> str:
        """Of the open conversation: its own, else what its first message begins with."""
        try:
            return self.chats.reader.conversation(self._chat.id).title
        except (KeyError, KnownError):
            return automatic_title(self._chat.entries[0].message.text) if self.entries else ""

    @property
    def messages(self) -> tuple[Message, ...]:
        """The same without their places in the tree."""
        return tuple(entry.message for entry in self._chat.entries)

    @property
    def scene(self) -> Scene:
        """The roles being played."""
        return self._scene

    @property
    def scenes(self) -> Mapping[str, Scene]:
        return self._scenes

    @property
    def looks_ahead(self) -> bool:
        """Whether what is typed is judged before it is sent."""
        return self._settings.look_ahead

    @property
    def busy(self) -> bool:
        """Whether there is something to stop: a turn that runs or a message that waits."""
        return self._is_busy()

    def _is_busy(self) -> bool:
        return not self._turns.is_idle

    def error_of(self, message_id: str) -> KnownError | None:
        """Why the turn that this reply belongs to failed; None where it did not."""
        return self._turns.error_of(message_id)

    # the model

    def start(self) -> None:
        """Start the worker thread and load the model. Call once."""
        self._thread.start()
        self._model.start()

    def retry_load(self) -> None:
        """Load the model again after it failed."""
        self._model.retry()

    def apply(self, settings: Settings) -> None:
        """Follow changed settings at once; what a model is loaded by is for `reload`."""
        self._settings = settings
        self._model.set_idle_time(settings.idle_unload_min)
        if not settings.look_ahead:
            self._watch.forget()
            self._mood.set_provisional(None)
        self._thread.configure_requested.emit(settings, self._scenes)

    def reload(self, settings: Settings) -> None:
        """Load the model that these settings want; a turn that runs is ended first."""
        self._settings = settings
        self._watch.cancel()
        self._mood.set_provisional(None)
        self._turns.abandon_running()
        self._thread.configure_requested.emit(settings, self._scenes)
        self._model.reload()

    def close(self) -> KnownError | None:
        """Cancel what runs, keep what was said, and return once the threads are gone.

        The result is why something could not be saved, if so.
        """
        self._model.close()
        self._watch.forget()
        self.moods.close()
        self._turns.close()
        if self._thread.isRunning():
            self._thread.finish()
            # what the worker said last is still queued, and the event loop may never run again
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
        return self.chats.close()

    # the person's words

    def typing(self, text: str) -> None:
        """Take in what stands in the composer, at each change.

        After a pause the worker looks ahead and `mood` gets a provisional verdict; without text
        it has none again. A model that sleeps is woken.
        """
        self._model.note_use()
        if self.looks_ahead:
            self._watch.set_text(_whole_characters(text))
            if not self._watch.text:
                self._mood.set_provisional(None)

    def ask(self, text: str) -> None:
        """Add the person's message; it is answered as soon as those before it are.

        Text of white space alone is ignored; so it is by `note`, `note_apart` and `edit`.
        """
        if text.strip():
            self._note_sending()
            self._turns.ask(_whole_characters(text), self._scene)

    def note(self, text: str) -> None:
        """Add something "just for me", which is judged and not answered."""
        if text.strip():
            self._note_sending()
            self._turns.note(_whole_characters(text), self._scene)

    def note_apart(self, text: str) -> None:
        """The same in a conversation of its own, whichever is open. Raises KnownError."""
        if text.strip():
            self._model.note_use()
            self._turns.note_apart(_whole_characters(text), self._scene)

    def edit(self, message_id: str, text: str) -> None:
        """Say something else in the place of a message; the old branch stays reachable."""
        if text.strip():
            self._model.note_use()
            self._turns.edit(message_id, _whole_characters(text), self._scene)

    def regenerate(self, reply_id: str) -> None:
        """Answer the same message anew; the present reply stays reachable."""
        self._model.note_use()
        self._turns.regenerate(reply_id, self._scene)

    def continue_reply(self, reply_id: str) -> None:
        """Let a reply go on where it stopped."""
        self._model.note_use()
        self._turns.continue_reply(reply_id, self._scene)

    def stop(self) -> None:
        """End the running turn and keep what was said; where none runs, all that wait."""
        self._turns.stop()
        self._model.set(waiting=self._turns.waiting)

    # the open conversation

    def new_conversation(self) -> None:
        """Begin with no messages. A reply that runs goes on in its own conversation."""
        self._watch.cancel()
        self._chat.begin()
        self._show_chat()

    def open(self, conversation_id: str, message_id: str | None = None) -> None:
        """Show a conversation, and the branch with this message. Raises KeyError, KnownError."""
        scene_id = self.chats.reader.conversation(conversation_id).scene_id
        self._watch.cancel()
        self._chat.open(conversation_id)
        self._play(self._scenes.get(scene_id, self._scene))
        self._show_chat()
        if message_id is not None:
            self._chat.show(message_id)

    def delete_message(self, message_id: str) -> None:
        """Take one message out of the open conversation."""
        self._turns.give_up_open()
        self._chat.delete(message_id)

    def undo_delete(self) -> None:
        """Bring back the message that was deleted last in the open conversation."""
        self._chat.undo_delete()

    def show_variant(self, message_id: str, step: int) -> None:
        """Show the variant before (-1) or after (1) a message. Raises KeyError, KnownError."""
        self._turns.give_up_open()
        self._chat.show_variant(message_id, step)

    def set_scene(self, scene_id: str) -> None:
        """Play other roles in the open conversation. Raises KeyError."""
        scene = self._scenes[scene_id]
        self._chat.set_scene(scene_id)
        self._play(scene)

    def set_scenes(self, scenes: Mapping[str, Scene]) -> None:
        """Scenes were written, changed or removed."""
        self._scenes = scenes
        self._thread.configure_requested.emit(self._settings, scenes)
        self._play(scenes.get(self._scene.id, scenes[DEFAULT_SCENE]))

    def correct(self, message_id: str, correction: str | None) -> None:
        """The person's word on a mood: a label's id, CLEARED, or None to take it back."""
        entry = self._chat.entry(message_id)
        if entry is None or entry.verdict is None:
            return
        scene = self._scenes.get(entry.verdict.scene_id)
        if scene is not None:
            verdict = self.moods.correct(entry, correction, scene)
            self._chat.put(dataclasses.replace(entry, verdict=verdict))
            self._count_moods()

    def explain(self, message_id: str) -> None:
        """Ask what moved the verdict on a message; `moods.explained` follows."""
        entry = self._chat.entry(message_id)
        if entry is not None and entry.verdict is not None:
            self._model.note_use()
            self.moods.explain(entry)

    def forget_corrections(self) -> None:
        """The judge's word counts again, in every conversation."""
        self.moods.forget_corrections(self._scenes)
        for entry in self._chat.entries:
            if entry.verdict is not None and entry.verdict.correction is not None:
                self._chat.put(dataclasses.replace(entry, verdict=entry.verdict.restored()))
        self._count_moods()

    # what the worker says

    @Slot(object)
    def _on_event(
        self, event: LoadEvent | TurnEvent | ProvisionalMood | ModelUnloaded | MoodWorkEvent
    ) -> None:
        if isinstance(event, LoadEvent | ModelUnloaded):
            self._model.take(event)
        elif isinstance(event, ProvisionalMood):
            if self._watch.is_present(event.draft_id):
                self._mood.set_provisional(event.mood)
        elif isinstance(event, MoodWorkEvent):
            self.moods.take(event)
        else:
            self._turns.take(event)

    @Slot()
    def _teach_all(self) -> None:
        self.moods.begin(self._scenes)

    @Slot(object)
    def _on_turn_began(self, exchange: Exchange) -> None:
        self.turn_started.emit(exchange.turn.id)
        waiting = self._turns.waiting
        if self._model.phase is Phase.FAILED:
            self._model.set(waiting=waiting)
        elif exchange.mood is not None:
            self._model.set(phase=Phase.ANSWERING, waiting=waiting)
        else:
            if self._turns.is_open(exchange):
                self._mood.begin()
            self._model.set(phase=Phase.JUDGING, waiting=waiting)

    @Slot(object, object)
    def _on_judged(self, exchange: Exchange, mood: Mood) -> None:
        if self._turns.is_open(exchange):
            self._mood.judge(mood, exchange.message.id, self._chat.entries, self._scene)
        self._model.set(phase=Phase.ANSWERING)

    @Slot(float)
    def _on_speed(self, tokens_per_s: float) -> None:
        self._model.set(tokens_per_s=tokens_per_s or self._model.status.tokens_per_s)

    @Slot(object)
    def _on_turn_ended(self, ended: TurnEnded) -> None:
        self._mood.end()
        self._model.set(
            phase=Phase.FAILED if self._model.phase is Phase.FAILED else Phase.READY,
            tokens_per_s=ended.stats.tokens_per_s
            if ended.stats
            else self._model.status.tokens_per_s,
            rss_mib=ended.rss_mib or self._model.status.rss_mib,
        )
        self.turn_ended.emit(ended)
        self._go_on()

    @Slot(object)
    def _on_saving_problem(self, problem: KnownError | None) -> None:
        """What can't be saved is answered all the same; it is on the screen."""
        if problem is None:
            self._chat.forget_unsaved()
        self._go_on()

    @Slot()
    def _on_queued(self) -> None:
        self.moods.interrupt()
        self._go_on()

    @Slot()
    def _look_ahead(self) -> None:
        """Typing has paused. While the worker has better to do, `_go_on` begins a new pause."""
        if self._model.phase is Phase.READY and not self.busy:
            self.moods.interrupt()
            history = exchanges(self._chat.entries)
            draft, cancelled = self._watch.begin(self._chat.id, history, self._scene.id)
            self._thread.look_ahead_requested.emit(draft, cancelled)

    def _note_sending(self) -> None:
        self._model.note_use()
        self._watch.forget()
        self._mood.set_provisional(None)

    @Slot()
    def _go_on(self) -> None:
        """Give the worker its next message, or what can wait until there is none."""
        if self._model.phase is not Phase.LOADING and self._turns.go_on():
            return
        self._model.set(waiting=self._turns.waiting)
        if self._model.phase is Phase.READY and not self.busy:
            self._model.note_use()
            self._watch.wait()
            self.moods.go_on()

    def _play(self, scene: Scene) -> None:
        if scene != self._scene:
            self._scene = scene
            self._mood.wipe()
            self.scene_changed.emit(scene)
            self._mood.show(self._chat.entries, scene)

    def _show_chat(self) -> None:
        """Another conversation is on the screen."""
        self._turns.show_running()
        self._mood.show(self._chat.entries, self._scene)
        self._go_on()

    @Slot()
    def _count_moods(self) -> None:
        self._mood.recount(self._chat.entries, self._scene)


def _whole_characters(text: str) -> str:
    """`text` with lone surrogates, which no tokenizer and no file takes, replaced by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
