"""How far each message on the screen is: waits, is being judged, is being written, or done."""

from __future__ import annotations

from desktop_app.core.conversation import Role
from desktop_app.shell.chat.message_model import MessageModel
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.ui.chat.message.row import Progress


class TurnProgress:
    """Reads it off the messages and the program's status.

    status: to be set at each change.
    """

    def __init__(self, model: MessageModel) -> None:
        self._model = model
        self.status = AppStatus()
        self._old: frozenset[str] = frozenset()
        """Ids of unanswered messages that came with a whole conversation: nobody may be at them."""
        self.note_reset()

    def note_reset(self) -> None:
        """The messages came as a whole."""
        tail = range(self._first_unanswered(), self._model.rowCount())
        self._old = frozenset(self._model.at(row).message.id for row in tail)

    def of(self, row: int) -> Progress:
        """Raises IndexError."""
        entry = self._model.at(row)
        message = entry.message
        if message.role is Role.ASSISTANT:
            return Progress.STREAMING if message.finish_reason is None else Progress.DONE
        # what stands above a reply was answered, or never will be
        if message.mood is not None or entry.note or row < self._first_unanswered():
            return Progress.DONE
        if self.status.phase is Phase.JUDGING and self._is_next(row):
            return Progress.JUDGING
        is_forgotten = message.id in self._old and not self.status.waiting
        return Progress.DONE if is_forgotten else Progress.WAITING

    def speed(self, row: int) -> float:
        """Tokens a second so far of the reply that is being written; 0 at any other message."""
        return self.status.tokens_per_s if self.of(row) is Progress.STREAMING else 0.0

    def _is_next(self, row: int) -> bool:
        """Whether nothing before this row waits for an answer; notes never do."""
        above = row - 1
        while above >= 0 and self._model.at(above).note:
            above -= 1
        return above < 0 or self._is_reply(above)

    def _first_unanswered(self) -> int:
        """The first of the rows that no reply follows; the number of rows where there is none."""
        row = self._model.rowCount()
        while row > 0 and not self._is_reply(row - 1):
            row -= 1
        return row

    def _is_reply(self, row: int) -> bool:
        return self._model.at(row).message.role is Role.ASSISTANT
