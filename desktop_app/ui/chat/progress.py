"""How far each message on the screen is: waits, is being judged, is being written, or done."""

from __future__ import annotations

from desktop_app.core.conversation import Role
from desktop_app.shell.chat.message_model import MessageModel
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.ui.chat.message.row import Progress


class TurnProgress:
    """Reads it off the messages and the program's status, which names what runs and what waits.

    status: to be set at each change.
    """

    def __init__(self, model: MessageModel) -> None:
        self._model = model
        self.status = AppStatus()

    def of(self, row: int) -> Progress:
        """Raises IndexError."""
        entry, status = self._model.at(row), self.status
        message = entry.message
        if message.role is Role.ASSISTANT:
            return Progress.STREAMING if message.finish_reason is None else Progress.DONE
        if message.mood is not None or entry.note:
            return Progress.DONE
        if message.id == status.running and status.phase is Phase.JUDGING:
            return Progress.JUDGING if status.stage is None else Progress.LEARNING
        if message.id in status.waiting:
            return Progress.LACKS_MODEL if status.lacks_model else Progress.WAITING
        return Progress.DONE

    def awaits_reply(self, row: int) -> bool:
        """Whether this message is being answered and no word of that is there yet."""
        entry = self._model.at(row)
        if entry.message.id != self.status.running or entry.note:
            return False
        if row + 1 == self._model.rowCount():
            return True
        below = self._model.at(row + 1).message
        return below.role is Role.USER

    def speed(self, row: int) -> float:
        """Tokens a second so far of the reply that is being written; 0 at any other message."""
        return self.status.tokens_per_s if self.of(row) is Progress.STREAMING else 0.0
