"""What the person does with a conversation, and how its parts and the worker work together.

The window renders from the parts and calls the methods here; it never sees the worker. Every
method must be called in the GUI thread.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot

from desktop_app.core.api.events import (
    JudgedAgain,
    LoadEvent,
    LoadStage,
    ModelUnloaded,
    MoodWorkEvent,
    ProvisionalMood,
    TurnEnded,
    TurnEvent,
)
from desktop_app.core.api.ports import BackendFactory
from desktop_app.core.errors import KnownError
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import DEFAULT_SCENE, Scene
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.exchange import Exchange, exchanges
from desktop_app.shell.chat.history_judge import HistoryJudge
from desktop_app.shell.chat.judge_feedback import JudgeFeedback
from desktop_app.shell.chat.mood_tracker import MoodTracker
from desktop_app.shell.chat.open_conversation import OpenConversation
from desktop_app.shell.chat.turn_queue import TurnQueue
from desktop_app.shell.chat.typing_pause import TypingDebouncer
from desktop_app.shell.inference.model_lifecycle import ModelLifecycle
from desktop_app.shell.inference.status import Phase
from desktop_app.shell.inference.worker import InferenceThread


class Session(QObject):
    """One open conversation with one model. Starts LOADING; nothing happens before `start()`.

    chats: all conversations on the disk.  chat: the one on the screen, as a list model.
    turns: what is judged and answered.  model: its life.  mood: what stands above the conversation.
    moods: what the person does about verdicts.  past: judges the history again.
    Each part has heard of a change, and the session has done its share, before the window is told.
    """

    scene_changed = Signal(object)
    """Scene that is played in the open conversation; there is no mood yet."""

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
        self.mood = MoodTracker(self)
        self._watch = TypingDebouncer(self, pause_timer)
        self._watch.paused.connect(self._look_ahead)
        self._thread = InferenceThread(backend_factory, self)
        self._thread.worker.event_came.connect(self._on_event)
        self.chat = OpenConversation(chats, self)
        self.turns = TurnQueue(chats, self.chat, self._thread, self)
        self.model = ModelLifecycle(
            self._thread, lambda: self.turns.busy, settings.idle_unload_min, idle_timer, self
        )
        self.moods = JudgeFeedback(chats, self.chat, self._thread, scenes, self)
        self.past = HistoryJudge(chats, self.chat, self._thread, scenes, self._is_free, self)
        self._connect()

    def _connect(self) -> None:
        turns, model = self.turns, self.model
        model.ready.connect(self.moods.begin)
        model.loaded_or_failed.connect(self._go_on)
        model.rests.connect(self._watch.cancel)
        self.chat.restructured.connect(self._count_moods)
        self.moods.verdicts_changed.connect(self._count_moods)
        self.moods.model_needed.connect(model.note_use)
        self.past.verdicts_changed.connect(self._count_moods)
        self.past.model_needed.connect(model.note_use)
        turns.queued.connect(self._on_queued)
        turns.may_go_on.connect(self._go_on)
        turns.began.connect(self._on_turn_began)
        turns.learning.connect(self._on_learning)
        turns.judged.connect(self._on_judged)
        turns.spoke.connect(self._on_speed)
        turns.ended.connect(self._on_turn_ended)
        self.chats.problem.connect(self._on_saving_problem)

    @property
    def scene(self) -> Scene:
        """The roles being played."""
        return self._scene

    @property
    def scenes(self) -> Mapping[str, Scene]:
        return self._scenes

    # the model

    def start(self) -> None:
        """Start the worker thread and load the model. Call once."""
        self._thread.start()
        self.model.start()

    def apply(self, settings: Settings) -> None:
        """Follow changed settings at once; what a model is loaded by is for `reload`."""
        self._settings = settings
        self.model.set_idle_time(settings.idle_unload_min)
        if not settings.look_ahead:
            self._forget_draft()
        self._thread.configure_requested.emit(settings, self._scenes)

    def reload(self, settings: Settings) -> None:
        """Load the model that these settings want; a turn that runs is ended first."""
        self._settings = settings
        self._watch.cancel()
        self.mood.set_provisional(None)
        self._thread.configure_requested.emit(settings, self._scenes)
        self.mood.end()
        # first, so that what waits goes to the model that comes
        self.model.reload()
        self.turns.abandon_running()

    def close(self) -> KnownError | None:
        """Cancel what runs, keep what was said, and return once the threads are gone.

        The result is why something could not be saved, if so.
        """
        self.model.close()
        self._watch.forget()
        self.moods.close()
        self.past.close()
        self.turns.close()
        if self._thread.isRunning():
            self._thread.finish()
            # what the worker said last is still queued, and the event loop may never run again
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
        return self.chats.close()

    # the person's words

    def typing(self, text: str) -> None:
        """Take in what stands in the composer, at each change.

        After a pause the worker looks ahead and the mood gets a provisional verdict; without text
        it has none again. A model that sleeps is woken.
        """
        self.model.note_use()
        if self._settings.look_ahead:
            self._watch.set_text(_whole_characters(text))
            if not self._watch.text:
                self.mood.set_provisional(None)

    def ask(self, text: str) -> None:
        """Add the person's message; it is answered as soon as those before it are.

        Text of white space alone is ignored; so it is by `note`, `note_apart` and `edit`.
        """
        if text.strip():
            self._forget_draft()
            self.turns.ask(_whole_characters(text), self._scene)
            self._expect_verdict()

    def note(self, text: str) -> None:
        """Add something "just for me", which is judged and not answered."""
        if text.strip():
            self._forget_draft()
            self.turns.note(_whole_characters(text), self._scene)
            self._expect_verdict()

    def note_apart(self, text: str) -> None:
        """The same in a conversation of its own, whichever is open. Raises KnownError."""
        if text.strip():
            self.turns.note_apart(_whole_characters(text), self._scene)

    def edit(self, message_id: str, text: str) -> None:
        """Say something else in the place of a message; the old branch stays reachable."""
        if text.strip():
            self.turns.edit(message_id, _whole_characters(text), self._scene)

    def regenerate(self, reply_id: str) -> None:
        """Answer the same message anew; the present reply stays reachable."""
        self.turns.regenerate(reply_id, self._scene)

    def continue_reply(self, reply_id: str) -> None:
        """Let a reply go on where it stopped."""
        self.turns.continue_reply(reply_id, self._scene)

    # the open conversation

    def new_conversation(self) -> None:
        """Begin with no messages. A reply that runs goes on in its own conversation."""
        self._watch.cancel()
        self.chat.begin()
        self._show_chat()

    def open(self, conversation_id: str, message_id: str | None = None) -> None:
        """Show a conversation, and the branch with this message. Raises KeyError, KnownError."""
        scene_id = self.chats.reader.conversation(conversation_id).scene_id
        self._watch.cancel()
        self.chat.open(conversation_id)
        self._play(self._scenes.get(scene_id, self._scene))
        self._show_chat()
        if message_id is not None:
            self.chat.show(message_id)

    def delete_message(self, message_id: str) -> None:
        """Take one message out of the open conversation."""
        self.turns.give_up_open()
        self.chat.delete(message_id)

    def show_variant(self, message_id: str, step: int) -> None:
        """Show the variant before (-1) or after (1) a message. Raises KeyError, KnownError."""
        self.turns.give_up_open()
        self.chat.show_variant(message_id, step)

    def set_scene(self, scene_id: str) -> None:
        """Play other roles in the open conversation. Raises KeyError."""
        scene = self._scenes[scene_id]
        self.chat.set_scene(scene_id)
        self._play(scene)

    def set_scenes(self, scenes: Mapping[str, Scene]) -> None:
        """Scenes were written, changed or removed."""
        self._scenes = scenes
        self.moods.set_scenes(scenes)
        self.past.set_scenes(scenes)
        self._thread.configure_requested.emit(self._settings, scenes)
        self._play(scenes.get(self._scene.id, scenes[DEFAULT_SCENE]))

    # what the worker says

    @Slot(object)
    def _on_event(
        self, event: LoadEvent | TurnEvent | ProvisionalMood | ModelUnloaded | MoodWorkEvent
    ) -> None:
        if isinstance(event, LoadEvent | ModelUnloaded):
            self.model.take(event)
        elif isinstance(event, ProvisionalMood):
            if self._watch.is_present(event.draft_id):
                self.mood.set_provisional(event.mood)
        elif isinstance(event, JudgedAgain):
            self.past.take(event)
        elif isinstance(event, MoodWorkEvent):
            self.moods.take(event)
        else:
            self.turns.take(event)

    @Slot(object)
    def _on_turn_began(self, exchange: Exchange) -> None:
        waiting, running = self.turns.waiting, exchange.message.id
        if self.model.phase is Phase.FAILED:
            self.model.set(waiting=waiting)
        elif exchange.mood is not None:
            self.model.set(phase=Phase.ANSWERING, running=running, waiting=waiting)
        else:
            self._show_judging(exchange)
            self.model.set(phase=Phase.JUDGING, running=running, waiting=waiting)

    @Slot(float)
    def _on_learning(self, fraction: float) -> None:
        self.model.set(stage=LoadStage.CALIBRATING, fraction=fraction)

    @Slot(object, object)
    def _on_judged(self, exchange: Exchange, mood: Mood) -> None:
        exchange.mood = mood
        # by the labels of the scene that was played when it was said
        if self.turns.is_open(exchange) and exchange.scene.id == self._scene.id:
            self.mood.judge(mood, exchange.message.id, self.chat.entries, self._scene)
        self.model.set(phase=Phase.ANSWERING, stage=None, fraction=None)

    @Slot(float)
    def _on_speed(self, tokens_per_s: float) -> None:
        self.model.set(tokens_per_s=tokens_per_s or self.model.status.tokens_per_s)

    @Slot(object)
    def _on_turn_ended(self, ended: TurnEnded) -> None:
        self.mood.end()
        worked = self.model.phase in (Phase.JUDGING, Phase.ANSWERING)
        self.model.set(
            phase=Phase.READY if worked else self.model.phase,
            stage=None if worked else self.model.status.stage,
            fraction=None if worked else self.model.status.fraction,
            running="",
            tokens_per_s=ended.stats.tokens_per_s
            if ended.stats
            else self.model.status.tokens_per_s,
            rss_mib=ended.rss_mib or self.model.status.rss_mib,
        )

    @Slot(object)
    def _on_saving_problem(self, problem: KnownError | None) -> None:
        """What can't be saved is answered all the same; it is on the screen."""
        if problem is None:
            self.chat.forget_unsaved()
        self._go_on()

    @Slot()
    def _on_queued(self) -> None:
        self.model.note_use()
        self.moods.interrupt()
        self.model.set(waiting=self.turns.waiting)
        self._go_on()

    @Slot()
    def _look_ahead(self) -> None:
        """Typing has paused. While the worker has better to do, `_go_on` begins a new pause."""
        if self._is_free():
            self.moods.interrupt()
            history = exchanges(self.chat.entries)
            draft, cancelled = self._watch.begin(self.chat.id, history, self._scene.id)
            self._thread.look_ahead_requested.emit(draft, cancelled)

    def _forget_draft(self) -> None:
        self._watch.forget()
        self.mood.set_provisional(None)

    @Slot()
    def _go_on(self) -> None:
        """Give the worker its next message, or what can wait until there is none."""
        can_answer = self.model.phase is not Phase.LOADING and not self.model.status.lacks_model
        if can_answer and self.turns.go_on():
            return
        self.model.set(waiting=self.turns.waiting)
        if not self.turns.busy:
            self.mood.end()
        if self._is_free():
            self.model.note_use()
            self._watch.wait()
            self.moods.go_on()
            self.past.go_on()

    def _is_free(self) -> bool:
        return self.model.phase is Phase.READY and not self.turns.busy

    def _play(self, scene: Scene) -> None:
        if scene != self._scene:
            self._scene = scene
            self.mood.wipe()
            self.scene_changed.emit(scene)
            self._show_mood()

    def _show_chat(self) -> None:
        """Another conversation is on the screen."""
        self.turns.show_running()
        self._show_mood()
        self._go_on()

    def _show_mood(self) -> None:
        """Of the last message on the screen, or that it is being judged."""
        self.mood.show(self.chat.entries, self._scene)
        running = self.turns.running
        if running is not None and self.model.phase is Phase.JUDGING:
            self._show_judging(running)

    def _show_judging(self, exchange: Exchange) -> None:
        if self.turns.is_open(exchange) and exchange.scene.id == self._scene.id:
            self.mood.begin()

    def _expect_verdict(self) -> None:
        """The message that was just sent is the worker's next: between the words and the verdict
        nothing else is said of the mood.
        """
        if self.model.phase is Phase.READY and self.turns.running is None:
            self.mood.begin()

    @Slot()
    def _count_moods(self) -> None:
        self.mood.recount(self.chat.entries, self._scene)


def _whole_characters(text: str) -> str:
    """`text` with lone surrogates, which no tokenizer and no file takes, replaced by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
