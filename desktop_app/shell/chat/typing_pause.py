"""What is being typed: when it is worth a look, and which look still counts."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.core.conversation import Draft, Message

PAUSE_MS = 300


class TypingDebouncer(QObject):
    """Waits for a pause in typing. Knows nothing of the worker; lives in the GUI thread."""

    paused = Signal()
    """There is text that nobody has looked at, and it has rested for PAUSE_MS."""

    def __init__(self, parent: QObject | None = None, timer: QTimer | None = None) -> None:
        """timer: waits for the pause; by default a QTimer of its own."""
        super().__init__(parent)
        self._text = ""
        self._draft: Draft | None = None
        self._cancelled = threading.Event()
        self._timer = timer or QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.paused)

    @property
    def text(self) -> str:
        """What is typed so far, without white space at its ends."""
        return self._text

    def set_text(self, text: str) -> None:
        """Take in what is typed; a look at something else is cancelled at once."""
        text = text.strip()
        if text != self._text:
            self.cancel()
            self._text = text
            self.wait()

    def wait(self) -> None:
        """Begin the pause anew, if there is something that has not been looked at."""
        if self._text and self._draft is None:
            self._timer.start()

    def cancel(self) -> None:
        """End the look that runs or waits, without waiting for it; its events are stale now."""
        self._timer.stop()
        self._cancelled.set()
        self._draft = None

    def forget(self) -> None:
        """The text was sent or is gone."""
        self.cancel()
        self._text = ""

    def begin(
        self, conversation_id: str, history: Sequence[Message], scene_id: str
    ) -> tuple[Draft, threading.Event]:
        """A draft of what is typed, and the flag that will cancel the look at it."""
        self._cancelled = threading.Event()
        self._draft = Draft(conversation_id, tuple(history), self._text, scene_id)
        return self._draft, self._cancelled

    def is_present(self, draft_id: str) -> bool:
        """Whether an event about this draft still counts."""
        return self._draft is not None and self._draft.id == draft_id
