"""What the person does about verdicts: correct them, ask why, try a scene that is being edited.

Work for the worker that can wait: a message that is sent goes first.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.core.api.events import Explained, MoodWorkEvent, SceneTried, Taught, TrialEnded
from desktop_app.core.conversation import new_id
from desktop_app.core.errors import KnownError
from desktop_app.core.history.journal import corrected_messages
from desktop_app.core.history.records import StoredMessage, Verdict
from desktop_app.core.mood import Lesson
from desktop_app.core.scenes.scene import Scene
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.open_conversation import OpenConversation
from desktop_app.shell.inference.worker import InferenceThread


class JudgeFeedback(QObject):
    """Belongs to the session, which tells it when a message is to go first and when none waits.

    What a correction teaches is asked for at once: the worker takes it up after what it does now.
    """

    lesson_changed = Signal(str, object)
    """Scene id, and the Lesson that its judge has learnt."""
    explained = Signal(str, object)
    """Message id, and tuple[Influence, ...]."""
    tried = Signal(int, object)
    """Index of the trial's message, and its Mood."""
    verdicts_changed = Signal()
    """Of the messages on the screen."""
    model_needed = Signal()
    """One that rests is to be woken."""
    trial_ended = Signal(object)
    """KnownError, or None where all was judged."""

    def __init__(
        self,
        chats: ChatStore,
        chat: OpenConversation,
        thread: InferenceThread,
        scenes: Mapping[str, Scene],
        parent: QObject | None = None,
    ) -> None:
        """scenes: by id."""
        super().__init__(parent)
        self._chats = chats
        self._chat = chat
        self._scenes = scenes
        self._thread = thread
        self._lessons: dict[str, Lesson] = {}
        self._untaught: list[str] = []
        self._teaching: tuple[str, threading.Event] | None = None
        self._explaining = threading.Event()
        self._trial = ("", threading.Event())

    def lesson(self, scene_id: str) -> Lesson:
        """What this scene's judge has learnt so far."""
        return self._lessons.get(scene_id, Lesson(0, None, None))

    def set_scenes(self, scenes: Mapping[str, Scene]) -> None:
        """Scenes were written, changed or removed."""
        self._scenes = scenes

    @Slot()
    def begin(self) -> None:
        """A model was loaded: all that the person corrected is yet to be taught."""
        self._teaching = None
        self._untaught = [id_ for id_ in self._scenes if self._corrections(id_)]

    def go_on(self) -> None:
        """The worker is free: teach what waits."""
        if self._teaching is None and self._untaught:
            scene_id = self._untaught.pop(0)
            cancelled = threading.Event()
            self._teaching = (scene_id, cancelled)
            self._thread.teach_requested.emit(scene_id, self._corrections(scene_id), cancelled)

    def interrupt(self) -> None:
        """The worker is needed for something else. Teaching is taken up again by `go_on`."""
        self._explaining.set()
        if self._teaching is not None:
            scene_id, cancelled = self._teaching
            cancelled.set()
            self._teaching = None
            if scene_id not in self._untaught:
                self._untaught.append(scene_id)

    def correct(self, message_id: str, correction: str | None) -> None:
        """The person's word on a mood: a label's id, CLEARED, or None to take it back."""
        entry = self._chat.entry(message_id)
        if entry is None or entry.verdict is None:
            return
        scene = self._scenes.get(entry.verdict.scene_id)
        if scene is None:
            return
        saved = self._chats.history.correct_mood(message_id, correction, scene)
        self._chats.follow(saved)
        self._chats.when_done(saved, lambda done: self._teach(scene.id))
        self._show(entry, entry.verdict.corrected(correction, scene))
        self.verdicts_changed.emit()

    @Slot()
    def forget_corrections(self) -> None:
        """The judge's word counts again, in every conversation."""
        taught = [id_ for id_ in self._scenes if self._corrections(id_)]
        saved = self._chats.history.forget_corrections()
        self._chats.follow(saved)

        def unlearn(done: object) -> None:
            for scene_id in taught:
                self._teach(scene_id)

        self._chats.when_done(saved, unlearn)
        for entry in self._chat.entries:
            if entry.verdict is not None and entry.verdict.correction is not None:
                self._show(entry, entry.verdict.restored())
        self.verdicts_changed.emit()

    def explain(self, message_id: str) -> None:
        """Ask what moved the verdict on a message; `explained` follows unless it is interrupted."""
        entry = self._chat.entry(message_id)
        if entry is None or entry.verdict is None:
            return
        self.model_needed.emit()
        self._explaining.set()
        self._explaining = threading.Event()
        self._thread.explain_requested.emit(
            message_id, entry.verdict.scene_id, entry.message.text, self._explaining
        )

    def try_scene(self, scene: Scene, texts: Sequence[str]) -> None:
        """Judge with a scene that is being edited; `tried` for each text, then `trial_ended`."""
        self.cancel_trial()
        self._trial = (new_id(), threading.Event())
        self._thread.trial_requested.emit(self._trial[0], scene, tuple(texts), self._trial[1])

    def cancel_trial(self) -> None:
        self._trial[1].set()
        self._trial = ("", self._trial[1])

    def close(self) -> None:
        """End what the worker does for this."""
        self.interrupt()
        self.cancel_trial()

    def take(self, event: MoodWorkEvent) -> None:
        """An event of the worker."""
        match event:
            case Taught():
                self._on_taught(event)
            case Explained():
                self.explained.emit(event.message_id, event.influences)
            case SceneTried() if event.trial_id == self._trial[0]:
                self.tried.emit(event.index, event.mood)
            case TrialEnded() if event.trial_id == self._trial[0]:
                self.trial_ended.emit(event.error)

    def _show(self, entry: StoredMessage, verdict: Verdict) -> None:
        self._chat.put(dataclasses.replace(entry, verdict=verdict))

    def _teach(self, scene_id: str) -> None:
        if self._teaching is not None and self._teaching[0] == scene_id:
            self.interrupt()
        if scene_id not in self._untaught:
            self._untaught.append(scene_id)
        self.go_on()

    def _on_taught(self, event: Taught) -> None:
        if self._teaching is not None and self._teaching[0] == event.scene_id:
            self._teaching = None
        self._lessons[event.scene_id] = event.lesson
        self.lesson_changed.emit(event.scene_id, event.lesson)
        self.go_on()

    def _corrections(self, scene_id: str) -> tuple[tuple[str, str], ...]:
        """(text, label id or CLEARED) of all that the person corrected."""
        try:
            corrected = corrected_messages(self._chats.reader, scene_id)
        except KnownError:
            return ()
        return tuple(
            (m.text, m.verdict.correction) for m in corrected if m.verdict.correction is not None
        )
