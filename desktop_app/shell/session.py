"""The state of the app on the GUI thread: the conversation, the turns, the worker's thread.

The window renders from the signals and properties here and calls the methods; it never sees the
worker. Every method must be called in the GUI thread.
"""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot

from desktop_app.core.conversation import FinishReason, Message, Role, Turn, new_id
from desktop_app.core.errors import KnownError
from desktop_app.core.events import (
    ContextTrimmed,
    LoadEvent,
    ModelFailed,
    ModelReady,
    ModelUnloaded,
    MoodJudged,
    ProvisionalMood,
    ReplyChunk,
    StageChanged,
    TurnEnded,
    TurnEvent,
)
from desktop_app.core.mood import Mood
from desktop_app.core.ports import BackendFactory
from desktop_app.core.scenes import Scene
from desktop_app.core.settings import Settings
from desktop_app.shell.state import RECENT_MOODS, AppStatus, Judgement, MoodState, Phase
from desktop_app.shell.typing_watch import TypingWatch
from desktop_app.shell.worker import InferenceThread

log = logging.getLogger(__name__)

_MINUTE_MS = 60_000


@dataclass(slots=True)
class _RunningTurn:
    """The turn that the worker has, and the ids of the message and of the reply to it."""

    turn: Turn
    message_id: str
    reply_id: str = field(default_factory=new_id)
    reply_began: bool = False
    cancelled: threading.Event = field(default_factory=threading.Event)


class Session(QObject):
    """One conversation with one model. Starts LOADING; nothing happens before `start()`."""

    status_changed = Signal(object)
    """AppStatus, each time it differs."""
    message_added = Signal(object, int)
    """Message, and its index in `messages`. A reply stands right after the message it answers,
    so it is not always the last. It is added with its first piece of text, or empty when its turn
    ended before that; at its end message_changed brings finish_reason and stats."""
    message_changed = Signal(object)
    """Message that replaces the one with its id: the mood is known, or the reply is finished."""
    message_text_appended = Signal(str, str)
    """Message id, and the text that its end grew by."""
    mood_changed = Signal(object)
    """MoodState."""
    conversation_cleared = Signal()
    """`messages` is empty again."""
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
        scenes: Mapping[str, Scene],
        scene_id: str,
        parent: QObject | None = None,
        *,
        look_ahead: bool = True,
        idle_unload_min: float = 0,
        pause_timer: QTimer | None = None,
        idle_timer: QTimer | None = None,
    ) -> None:
        """backend_factory: called in the worker thread. scenes: by id, holding scene_id.

        look_ahead: judge what is typed before it is sent.
        idle_unload_min: minutes without use after which the model's memory is given back; 0 never.
        pause_timer, idle_timer: wait for a pause in typing and for the end of the idle time; by
            default QTimers of the session's own.
        """
        super().__init__(parent)
        self._scene = scenes[scene_id]
        self._status = AppStatus()
        self._mood = MoodState()
        self._conversation_id = new_id()
        self._messages: list[Message] = []
        self._errors: dict[str, KnownError] = {}
        self._dropped = 0
        self._waiting: deque[str] = deque()
        self._running: _RunningTurn | None = None
        self._loading_cancelled = threading.Event()
        self._looks_ahead = look_ahead
        self._watch = TypingWatch(self, pause_timer)
        self._watch.paused.connect(self._look_ahead)
        self._idle_timer = idle_timer or QTimer(self)
        self._idle_timer.setSingleShot(True)
        self._idle_timer.setInterval(round(idle_unload_min * _MINUTE_MS))
        self._idle_timer.timeout.connect(self._fall_asleep)

        self._thread = InferenceThread(backend_factory, self)
        self._thread.worker.event.connect(self._on_event)

    @property
    def status(self) -> AppStatus:
        return self._status

    @property
    def mood(self) -> MoodState:
        return self._mood

    @property
    def messages(self) -> tuple[Message, ...]:
        """The conversation in the order in which it is shown."""
        return tuple(self._messages)

    @property
    def scene(self) -> Scene:
        """The roles being played."""
        return self._scene

    @property
    def looks_ahead(self) -> bool:
        """Whether what is typed is judged before it is sent."""
        return self._looks_ahead

    @property
    def busy(self) -> bool:
        """Whether there is something to stop: a turn that runs or a message that waits."""
        return self._running is not None or bool(self._waiting)

    def error_of(self, message_id: str) -> KnownError | None:
        """Why the turn that this reply belongs to failed; None where it did not."""
        return self._errors.get(message_id)

    def start(self) -> None:
        """Start the worker thread and load the model. Call once."""
        self._thread.start()
        self._thread.prepare_requested.emit(self._loading_cancelled)

    def retry_load(self) -> None:
        """Load the model again after it failed."""
        if self._status.phase is Phase.FAILED:
            self._load_again()

    def typing(self, text: str) -> None:
        """Take in what stands in the composer, at each change.

        After a pause the worker looks ahead and `mood` gets a provisional verdict; without text
        it has none again. A model that sleeps is woken.
        """
        self._note_use()
        if self._looks_ahead:
            self._watch.set_text(_whole_characters(text))
            if not self._watch.text:
                self._set_provisional(None)

    def reload(self, settings: Settings) -> None:
        """Load the model that these settings want; a turn that runs is ended first."""
        self._watch.cancel()
        self._set_provisional(None)
        self._abandon_running()
        self._loading_cancelled.set()
        self._loading_cancelled = threading.Event()
        self._set_status(
            phase=Phase.LOADING, stage=None, fraction=None, model=None, error=None, tokens_per_s=0.0
        )
        self._thread.reload_requested.emit(settings, self._loading_cancelled)

    def ask(self, text: str) -> None:
        """Add the person's message; it is answered as soon as those before it are.

        Text of white space alone is ignored.
        """
        if not text.strip():
            return
        self._note_use()
        self._watch.forget()
        self._set_provisional(None)
        message = Message(Role.USER, _whole_characters(text))
        self._add(message, len(self._messages))
        self._waiting.append(message.id)
        self._go_on()

    def stop(self) -> None:
        """End the running turn and keep what was said; where none runs, all that wait."""
        if self._running is not None:
            self._running.cancelled.set()
            return
        while self._waiting:
            reply = Message(Role.ASSISTANT, "", finish_reason=FinishReason.CANCELLED)
            self._add_reply(self._waiting.popleft(), reply)
        self._set_status(waiting=0)

    def new_conversation(self) -> None:
        """Begin with no messages; what runs or waits is given up."""
        self._waiting.clear()
        self._watch.cancel()
        self._abandon_running()
        self._messages.clear()
        self._errors.clear()
        self._dropped = 0
        self._conversation_id = new_id()
        self._set_mood(MoodState())
        self.conversation_cleared.emit()
        self._go_on()

    def close(self) -> None:
        """Cancel what runs, keep what was said, and return once the thread is gone."""
        self._loading_cancelled.set()
        self._idle_timer.stop()
        self._watch.forget()
        self._waiting.clear()
        if self._running is not None:
            self._running.cancelled.set()
        if self._thread.isRunning():
            self._thread.finish()
            # what the worker said last is still queued, and the event loop may never run again
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)

    @Slot(object)
    def _on_event(self, event: LoadEvent | TurnEvent | ProvisionalMood | ModelUnloaded) -> None:
        if isinstance(event, LoadEvent):
            self._on_load_event(event)
        elif isinstance(event, ModelUnloaded):
            self._set_status(rss_mib=event.rss_mib)
        elif isinstance(event, ProvisionalMood):
            if self._watch.is_present(event.draft_id):
                self._set_provisional(event.mood)
        elif self._running is not None and event.turn_id == self._running.turn.id:
            self._on_turn_event(event, self._running)

    @Slot()
    def _look_ahead(self) -> None:
        """Typing has paused. While the worker has better to do, `_go_on` begins a new pause."""
        if self._status.phase is Phase.READY and not self.busy:
            draft, cancelled = self._watch.begin(
                self._conversation_id, self._history(), self._scene.id
            )
            self._thread.look_ahead_requested.emit(draft, cancelled)

    @Slot()
    def _fall_asleep(self) -> None:
        """Nothing was done for a while. What is typed is looked at again after waking."""
        if self._status.phase is Phase.READY and not self.busy:
            self._watch.cancel()
            self._set_status(phase=Phase.ASLEEP)
            self._thread.unload_requested.emit()

    def _note_use(self) -> None:
        """The idle time begins anew, and a model that sleeps is woken."""
        if self._idle_timer.interval() > 0:
            self._idle_timer.start()
        if self._status.phase is Phase.ASLEEP:
            self._load_again()

    def _load_again(self) -> None:
        self._set_status(phase=Phase.LOADING, stage=None, fraction=None, error=None)
        self._thread.prepare_requested.emit(self._loading_cancelled)

    def _on_load_event(self, event: LoadEvent) -> None:
        match event:
            case StageChanged():
                self._set_status(stage=event.stage, fraction=event.fraction)
                return
            case ModelReady():
                self._set_status(
                    phase=Phase.READY,
                    stage=None,
                    fraction=None,
                    model=event.model,
                    rss_mib=event.rss_mib,
                )
            case ModelFailed():
                log.warning("the model could not be loaded: %s", event.error.code)
                self._set_status(
                    phase=Phase.FAILED, stage=None, fraction=None, model=None, error=event.error
                )
        self._go_on()

    def _on_turn_event(self, event: TurnEvent, running: _RunningTurn) -> None:
        match event:
            case MoodJudged():
                self._on_mood(event.mood, running.message_id)
                self._set_status(phase=Phase.ANSWERING)
            case ContextTrimmed():
                is_news = event.shortened or event.dropped > self._dropped
                self._dropped = event.dropped
                if is_news:
                    self.notice.emit(event)
            case ReplyChunk():
                self._on_chunk(event, running)
            case TurnEnded():
                self._end_turn(event, running)
                self._go_on()

    def _on_mood(self, mood: Mood, message_id: str) -> None:
        self._replace(message_id, mood=mood)
        recent = (*self._mood.recent, mood)[-RECENT_MOODS:]
        now = datetime.now(UTC)
        self._set_mood(MoodState(Judgement.JUDGED, mood, now, message_id, recent))

    def _on_chunk(self, chunk: ReplyChunk, running: _RunningTurn) -> None:
        if not running.reply_began:
            running.reply_began = True
            reply = Message(Role.ASSISTANT, chunk.text, running.reply_id)
            self._add_reply(running.message_id, reply)
        else:
            index = self._index(running.reply_id)
            reply = self._messages[index]
            self._messages[index] = dataclasses.replace(reply, text=reply.text + chunk.text)
            self.message_text_appended.emit(reply.id, chunk.text)
        self._set_status(tokens_per_s=chunk.tokens_per_s or self._status.tokens_per_s)

    def _go_on(self) -> None:
        """Hand the next waiting message to the worker, if it can take one.

        The turn is made only now, so that its history holds the reply to the one before.
        """
        can_take = self._running is None and self._status.phase is not Phase.LOADING
        if not self._waiting or not can_take:
            self._set_status(waiting=len(self._waiting))
            if self._status.phase is Phase.READY and not self.busy:
                self._note_use()
                self._watch.wait()
            return
        message_id = self._waiting.popleft()
        text = self._messages[self._index(message_id)].text
        turn = Turn(self._conversation_id, self._history(), text, self._scene.id)
        running = self._running = _RunningTurn(turn, message_id)
        self._thread.answer_requested.emit(turn, running.cancelled)
        self.turn_started.emit(turn.id)
        if self._status.phase is Phase.FAILED:
            self._set_status(waiting=len(self._waiting))
        else:
            self._set_mood(dataclasses.replace(self._mood, state=Judgement.JUDGING))
            self._set_status(phase=Phase.JUDGING, waiting=len(self._waiting))

    def _history(self) -> tuple[Message, ...]:
        """Every exchange that has words on both sides, in order.

        A message that got no reply is left out: roles must alternate in most chat templates, and
        a message that cannot be answered must not make the next ones fail with it.
        """
        exchanges: list[Message] = []
        for message, reply in zip(self._messages, self._messages[1:], strict=False):
            if message.role is Role.USER and reply.role is Role.ASSISTANT and reply.text:
                exchanges += (message, reply)
        return tuple(exchanges)

    def _end_turn(self, ended: TurnEnded, running: _RunningTurn) -> None:
        self._running = None
        if ended.error is not None:
            self._errors[running.reply_id] = ended.error
        if not running.reply_began:
            self._add_reply(running.message_id, Message(Role.ASSISTANT, "", running.reply_id))
        self._replace(running.reply_id, finish_reason=ended.finish_reason, stats=ended.stats)
        if self._mood.state is Judgement.JUDGING:
            before = Judgement.NONE if self._mood.mood is None else Judgement.JUDGED
            self._set_mood(dataclasses.replace(self._mood, state=before))
        self._set_status(
            phase=Phase.FAILED if self._status.phase is Phase.FAILED else Phase.READY,
            tokens_per_s=ended.stats.tokens_per_s if ended.stats else self._status.tokens_per_s,
            rss_mib=ended.rss_mib or self._status.rss_mib,
        )
        self.turn_ended.emit(ended)

    def _abandon_running(self) -> None:
        """Cancel the running turn without waiting for the worker; its events are stale now."""
        if self._running is not None:
            self._running.cancelled.set()
            ended = TurnEnded(self._running.turn.id, FinishReason.CANCELLED)
            self._end_turn(ended, self._running)

    def _index(self, message_id: str) -> int:
        """Raises StopIteration for an unknown id. Recent messages are found first."""
        last = len(self._messages) - 1
        return next(i for i in range(last, -1, -1) if self._messages[i].id == message_id)

    def _add(self, message: Message, index: int) -> None:
        self._messages.insert(index, message)
        self.message_added.emit(message, index)

    def _add_reply(self, message_id: str, reply: Message) -> None:
        """Put `reply` right after the message that it answers."""
        self._add(reply, self._index(message_id) + 1)

    def _replace(self, message_id: str, **changes: object) -> None:
        index = self._index(message_id)
        self._messages[index] = dataclasses.replace(self._messages[index], **changes)
        self.message_changed.emit(self._messages[index])

    def _set_status(self, **changes: object) -> None:
        status = dataclasses.replace(self._status, **changes)
        if status != self._status:
            self._status = status
            self.status_changed.emit(status)

    def _set_provisional(self, mood: Mood | None) -> None:
        self._set_mood(dataclasses.replace(self._mood, provisional=mood))

    def _set_mood(self, mood: MoodState) -> None:
        if mood != self._mood:
            self._mood = mood
            self.mood_changed.emit(mood)


def _whole_characters(text: str) -> str:
    """`text` with lone surrogates, which no tokenizer and no file takes, replaced by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
