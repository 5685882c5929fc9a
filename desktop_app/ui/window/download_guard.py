"""Asks, before the window is closed, what becomes of a download that still runs."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.shell.models.downloads import Downloads
from desktop_app.ui.widgets.confirm_bar import AskBar


class DownloadGuard(QObject):
    """What was fetched is kept, unless the person wants it deleted."""

    close_allowed = Signal()
    """The person has answered: the window may be closed now."""

    def __init__(self, downloads: Downloads, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._downloads = downloads
        self._closing = False
        self.question = AskBar()
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
