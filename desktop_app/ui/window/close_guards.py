"""Guards before closing: chats that are not saved yet, a download that is running."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.core.errors import KnownError
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.models.downloads import Downloads
from desktop_app.shell.platform.translation import translate_error
from desktop_app.ui.widgets.confirm_bar import ConfirmBar
from desktop_app.ui.widgets.notice_bar import Notice


class SavingGuard(QObject):
    """What is not on the disk is on the screen: nothing is lost before the window is closed."""

    close_allowed = Signal()
    """The person has answered: the window may be closed now."""
    stay_chosen = Signal()

    def __init__(self, chats: ChatStore, notice: Notice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chats = chats
        self._notice = notice
        self._said = ""
        self._may_lose = False
        self.question = ConfirmBar()
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
            self._notice.add_error(self._said)
            return
        self.question.hide()
        if before:
            self._notice.add_success(self.tr("The chats are saved again."))

    @Slot(object)
    def _show_recovered(self, notice: KnownError) -> None:
        self._notice.add_error(translate_error(notice))


class DownloadGuard(QObject):
    """What was fetched is kept, unless the person wants it deleted."""

    close_allowed = Signal()
    """The person has answered: the window may be closed now."""

    def __init__(self, downloads: Downloads, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._downloads = downloads
        self._closing = False
        self.question = ConfirmBar()
        self.question.answered.connect(self._take_answer)
        downloads.rested.connect(self._close_once_at_rest)

    def may_close(self) -> bool:
        """Whether the window may close now; else the person is being asked, in place."""
        state = self._downloads.state
        if self._closing or not state.active:
            return True
        self.question.ask(
            self.tr("{title} is still being downloaded.").format(title=state.title),
            {
                "keep": self.tr("Close, and go on next time"),
                "discard": self.tr("Close and delete the part"),
                "stay": self.tr("Stay"),
            },
            proposed="keep",
        )
        return False

    @Slot(str)
    def _take_answer(self, answer: str) -> None:
        if answer == "stay":
            return
        self._closing = True
        if answer == "discard":
            self._downloads.cancel(keep=False)
        if answer == "keep" or not self._downloads.state.active:
            self.close_allowed.emit()

    @Slot()
    def _close_once_at_rest(self) -> None:
        if self._closing:
            self.close_allowed.emit()
