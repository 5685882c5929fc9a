"""Judges again what was judged before a feeling's strength was measured, between the turns.

One message at a time: whatever the person wants of the worker waits for one judgement at most.
What is done is kept, so that stopping, or the end of the program, costs nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.core.api.events import JudgedAgain
from desktop_app.core.errors import KnownError
from desktop_app.core.history.unmeasured import (
    UnmeasuredMessage,
    count_unmeasured,
    next_unmeasured,
)
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import Scene
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.open_conversation import OpenConversation
from desktop_app.shell.inference.worker import InferenceThread

_TOLD_EACH = 25
"""Messages after which the lists are told that moods have changed."""


@dataclass(frozen=True, slots=True)
class HistoryProgress:
    """done: messages judged since it was begun.  left: that are still to be judged."""

    done: int = 0
    left: int = 0
    running: bool = False


class HistoryJudge(QObject):
    """Belongs to the session, which calls `go_on` when the worker may be free."""

    changed = Signal(object)
    """HistoryProgress."""
    verdicts_changed = Signal()
    """Of the messages on the screen."""
    model_needed = Signal()
    """Also: it is in use."""

    def __init__(
        self,
        chats: ChatStore,
        chat: OpenConversation,
        thread: InferenceThread,
        scenes: Mapping[str, Scene],
        is_free: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        """scenes: by id. is_free: whether a model is loaded and no turn runs or waits."""
        super().__init__(parent)
        self._chats = chats
        self._chat = chat
        self._thread = thread
        self._scenes = scenes
        self._is_free = is_free
        self._progress = HistoryProgress()
        self._last_key = 0
        self._asked: UnmeasuredMessage | None = None
        self._cancelled = threading.Event()

    @property
    def progress(self) -> HistoryProgress:
        return self._progress

    def set_scenes(self, scenes: Mapping[str, Scene]) -> None:
        """Scenes were written, changed or removed."""
        self._scenes = scenes

    @Slot()
    def count(self) -> None:
        """Look how much there is to do; `changed` follows."""
        if not self._progress.running:
            self._set(HistoryProgress(left=self._count(0)))

    @Slot()
    def begin(self) -> None:
        """Judge all that is left; after a stop it goes on where it was."""
        self._cancelled = threading.Event()
        self._set(HistoryProgress(self._progress.done, self._count(self._last_key), True))
        self.model_needed.emit()
        self.go_on()

    @Slot()
    def stop(self) -> None:
        """What is judged stays."""
        self._cancelled.set()
        self._asked = None
        self._halt(self._count(self._last_key))

    def close(self) -> None:
        self._cancelled.set()

    def go_on(self) -> None:
        """Hand the worker the next message, if it is free."""
        if not self._progress.running or self._asked is not None or not self._is_free():
            return
        try:
            found = next_unmeasured(self._chats.reader, tuple(self._scenes), self._last_key)
        except KnownError:
            found = None
        if found is None:
            # what no judge here can measure is looked at again when the person asks again
            self._last_key = 0
            self._halt(left=0)
            return
        self._asked = found
        self._thread.judge_again_requested.emit(
            found.message_id, found.scene_id, found.text, self._cancelled
        )

    def take(self, event: JudgedAgain) -> None:
        """An event of the worker; one of a message that was given up is dropped."""
        asked, self._asked = self._asked, None
        if asked is None or asked.message_id != event.message_id:
            self._asked = asked
            return
        self._last_key = asked.key
        if event.mood is not None:
            self._keep(asked, event.mood)
        done, left = self._progress.done + 1, max(0, self._progress.left - 1)
        self._set(HistoryProgress(done, left, True))
        self.model_needed.emit()
        self.go_on()

    def _keep(self, asked: UnmeasuredMessage, mood: Mood) -> None:
        scene = self._scenes.get(asked.scene_id)
        if scene is None:
            return
        saved = self._chats.history.set_mood(asked.message_id, mood, scene)
        if self._progress.done % _TOLD_EACH == 0 or self._progress.left <= 1:
            self._chats.keep(saved)
        entry = self._chat.entry(asked.message_id)
        if entry is not None:
            self._chat.put(entry.judged(mood, scene))
            self.verdicts_changed.emit()

    def _halt(self, left: int) -> None:
        self._set(HistoryProgress(self._progress.done, left, False))
        self._chats.changed.emit()

    def _count(self, after: int) -> int:
        try:
            return count_unmeasured(self._chats.reader, tuple(self._scenes), after)
        except KnownError:
            return 0

    def _set(self, progress: HistoryProgress) -> None:
        if progress != self._progress:
            self._progress = progress
            self.changed.emit(progress)
