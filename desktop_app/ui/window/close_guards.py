"""Says when the chats can't be saved, and asks before that would cost anything."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.core.errors import KnownError
from desktop_app.shell.chat.chat_store import Chats
from desktop_app.shell.platform.translation import translate_error
from desktop_app.ui.widgets.confirm_bar import AskBar
from desktop_app.ui.widgets.labels import Notice


class SavingGuard(QObject):
    """What is not on the disk is on the screen: nothing is lost before the window is closed."""

    close_allowed = Signal()
    """The person has answered: the window may be closed now."""
    stay_chosen = Signal()

    def __init__(self, chats: Chats, notice: Notice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chats = chats
        self._notice = notice
        self._said = ""
        self._may_lose = False
        self.question = AskBar()
        self.question.answered.connect(self._take_answer)
        chats.problem.connect(self._show_problem)
        chats.recovered.connect(self._show_recovered)

    def may_close(self) -> bool:
        """Whether all is on the disk, or the person lets it go; else they are being asked."""
        history = self._chats.history
        if self._may_lose or history.problem is None or not history.pending:
            return True
        history.retry()
        self.question.ask(
            self.tr(
                "What was said last could not be saved. It is lost when the window is closed now."
            ),
            {"close": self.tr("Close all the same"), "stay": self.tr("Stay")},
            proposed="stay",
        )
        return False

    @Slot(str)
    def _take_answer(self, answer: str) -> None:
        if answer == "close":
            self._may_lose = True
            self.close_allowed.emit()
        else:
            self.stay_chosen.emit()

    @Slot(object)
    def _show_problem(self, problem: KnownError | None) -> None:
        before, self._said = self._said, "" if problem is None else translate_error(problem)
        self._notice.take_back(before)
        if problem is not None:
            self._notice.add_text(self._said)
            return
        self.question.hide()
        if before:
            self._notice.add_text(self.tr("The chats are saved again."))

    @Slot(object)
    def _show_recovered(self, notice: KnownError) -> None:
        self._notice.add_text(translate_error(notice))
