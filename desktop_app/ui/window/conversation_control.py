"""What the person does with whole conversations, wherever in the window it is asked for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.core.errors import KnownError
from desktop_app.shell.chat.session import Session
from desktop_app.ui.chat.chat_page import ChatPage
from desktop_app.ui.window.navigation import Navigation


class ConversationControl(QObject):
    """Opens conversations, and brings the one that is open back into sight."""

    missing = Signal()
    """The conversation is not there any more."""
    problem = Signal(object)
    """KnownError: it can't be read."""

    def __init__(
        self, session: Session, page: ChatPage, pages: Navigation, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._page = page
        self._pages = pages

    @Slot()
    def start_new(self) -> None:
        """Leave whatever is shown for an empty conversation."""
        self._pages.leave()
        self._session.new_conversation()
        self.write()

    @Slot(str)
    def open(self, conversation_id: str) -> None:
        """Show a conversation, with the keyboard where one writes."""
        self.open_message(conversation_id, None)
        self.write()

    @Slot(str, object)
    def open_message(self, conversation_id: str, message_id: str | None) -> None:
        """Show a conversation, and a message of it."""
        try:
            self._session.open(conversation_id, message_id)
        except KeyError:
            self.missing.emit()
        except KnownError as error:
            self.problem.emit(error)
        else:
            self._pages.leave()

    @Slot(str)
    def leave_deleted(self, conversation_id: str) -> None:
        """A conversation was deleted: nothing of it runs on, and an empty one takes its place."""
        self._session.turns.set_aside(conversation_id)
        if conversation_id == self._session.chat.id:
            self._session.new_conversation()

    @Slot()
    def open_previous(self) -> None:
        """Open the conversation above the present one in the list."""
        self._step(-1)

    @Slot()
    def open_next(self) -> None:
        """Open the conversation below the present one in the list."""
        self._step(1)

    @Slot()
    def write(self) -> None:
        """Back to the conversation, with the keyboard where one writes."""
        if self._pages.current is not None:
            self._pages.leave()
        self._page.composer.edit.setFocus()

    @Slot()
    def stop(self) -> None:
        """Leave a page; where none is shown, end what is being answered in the conversation."""
        if self._pages.current is not None:
            self._pages.leave()
        else:
            self._session.turns.stop()

    def _step(self, step: int) -> None:
        ids = [conversation.id for conversation in self._session.chats.conversations()]
        if not ids:
            return
        present = self._session.chat.id
        row = ids.index(present) + step if present in ids else 0
        if 0 <= row < len(ids):
            self.open(ids[row])
