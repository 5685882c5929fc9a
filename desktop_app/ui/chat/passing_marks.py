"""What is marked in a conversation for a while: what was looked for, and what moved a verdict."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.core.mood import Influence
from desktop_app.ui.widgets.dismiss_filter import DismissFilter

_FOUND_MS = 2500


class PassingMarks(QObject):
    """One of each at most.

    explained: id of a message, and what moved its verdict; None while nobody asks.
    found: id of the message that was looked for; "" while none is.
    outdated: id of a reply whose message has another mood now, by the person's word; "" for none.
    """

    changed = Signal(str)
    """Id of a message whose mark has come or gone."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.explained: tuple[str, tuple[Influence, ...]] | None = None
        self.found = ""
        self.outdated = ""
        self._dismissal = DismissFilter(self)
        self._dismissal.happened.connect(self.hide_explanation)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_FOUND_MS)
        self._timer.timeout.connect(self._end_found)

    @Slot(str, object)
    def show_explanation(self, message_id: str, influences: tuple[Influence, ...]) -> None:
        """Mark what moved the verdict on a message, until Escape or the next click."""
        self.hide_explanation()
        self.explained = (message_id, tuple(influences))
        self._dismissal.watch()
        self.changed.emit(message_id)

    @Slot()
    def hide_explanation(self) -> None:
        if self.explained is not None:
            (message_id, _), self.explained = self.explained, None
            self._dismissal.stop()
            self.changed.emit(message_id)

    def show_found(self, message_id: str) -> None:
        """Mark a message for a moment."""
        self._end_found()
        self.found = message_id
        self.changed.emit(message_id)
        self._timer.start()

    def show_outdated(self, reply_id: str) -> None:
        """Offer a new answer below this reply, and below no other."""
        before, self.outdated = self.outdated, reply_id
        for message_id in {before, reply_id} - {""}:
            self.changed.emit(message_id)

    @Slot()
    def _end_found(self) -> None:
        if self.found:
            message_id, self.found = self.found, ""
            self.changed.emit(message_id)
