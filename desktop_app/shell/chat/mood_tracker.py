"""The mood that stands above the open conversation, from its last verdict to the next.

Every method must be called in the GUI thread.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from desktop_app.core.history.records import StoredMessage
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import Scene
from desktop_app.shell.chat.mood_state import Judgement, MoodState


class MoodTracker(QObject):
    """Without a mood until it is told of one."""

    changed = Signal(object)
    """MoodState, each time it differs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = MoodState()

    @property
    def value(self) -> MoodState:
        return self._state

    def wipe(self) -> None:
        """Be without a mood, untold: whoever shows one learns first that its labels are others."""
        self._state = MoodState()

    def show(self, entries: Sequence[StoredMessage], scene: Scene) -> None:
        """Another conversation is on the screen, or another scene is played in it."""
        self._set(MoodState.of(entries, scene))

    def recount(self, entries: Sequence[StoredMessage], scene: Scene) -> None:
        """Other messages are on the screen, or other verdicts on them."""
        mood, before = MoodState.of(entries, scene), self._state
        state = before.state if before.state is Judgement.JUDGING else mood.state
        self._set(dataclasses.replace(mood, state=state, provisional=before.provisional))

    def begin(self) -> None:
        """A message of the open conversation is being judged."""
        self._set(dataclasses.replace(self._state, state=Judgement.JUDGING))

    def judge(
        self, mood: Mood, message_id: str, entries: Sequence[StoredMessage], scene: Scene
    ) -> None:
        """A message of the open conversation has its verdict, which `entries` hold too."""
        recent = MoodState.of(entries, scene).recent
        self._set(MoodState(Judgement.JUDGED, mood, datetime.now(UTC), message_id, recent))

    def end(self) -> None:
        """The turn is over; where it brought no verdict, the one before it stands again."""
        if self._state.state is Judgement.JUDGING:
            before = Judgement.NONE if self._state.mood is None else Judgement.JUDGED
            self._set(dataclasses.replace(self._state, state=before))

    def set_provisional(self, mood: Mood | None) -> None:
        """What is being typed looks like this; None where nothing is typed or known."""
        self._set(dataclasses.replace(self._state, provisional=mood))

    def _set(self, state: MoodState) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)
