"""Export and import with their dialogs, none of which holds up the window."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.core.errors import KnownError
from desktop_app.shell.chat.chat_store import JSON, MARKDOWN, TEXT, ChatStore
from desktop_app.shell.platform.translation import translate_error
from desktop_app.ui.conversations.export_dialog import SUFFIXES, ExportDialog, ExportWish
from desktop_app.ui.widgets.file_dialogs import open_dialog, save_dialog
from desktop_app.ui.widgets.file_names import file_name


class ChatTransfer(QObject):
    """Says how it went, and what else of the chats failed."""

    notice = Signal(str)
    """A sentence to show: it went well."""
    failed = Signal(str)
    """A sentence to show: what did not."""

    def __init__(self, chats: ChatStore, owner: QWidget) -> None:
        """owner: a widget of the window above which the dialogs stand."""
        super().__init__(owner)
        self._chats = chats
        self._owner = owner
        self._wish: ExportWish | None = None
        self.dialog: ExportDialog | None = None
        self.files: QFileDialog | None = None
        chats.export_finished.connect(self._tell_exported)
        chats.import_finished.connect(self._tell_imported)
        chats.failed.connect(self._tell_failed)

    @Slot(str, str)
    def export_one(self, conversation_id: str, title: str) -> None:
        """Ask what to export, this conversation proposed."""
        self._ask(conversation_id, title)

    @Slot()
    def export_all(self) -> None:
        """Ask as what to export all conversations."""
        self._ask(None, "")

    @Slot()
    def import_chats(self) -> None:
        """Ask for an export of ours, and add what it holds."""
        kinds = self.tr("Exported chats (*.json *.jsonl *.zip *.bak)")
        self.files = open_dialog(self._owner, self.tr("Import chats"), kinds)
        self.files.fileSelected.connect(self._import)
        self.files.open()

    def _ask(self, conversation_id: str | None, title: str) -> None:
        self.dialog = ExportDialog(conversation_id, title, self._owner.window())
        self.dialog.wanted.connect(self._ask_where)
        self.dialog.show()

    @Slot(object)
    def _ask_where(self, wish: ExportWish) -> None:
        self._wish = wish
        suffix = SUFFIXES[wish.kind]
        names = {
            MARKDOWN: self.tr("Markdown (*.md)"),
            TEXT: self.tr("Plain text (*.txt)"),
            JSON: self.tr("JSON (*.json)"),
        }
        title = wish.title
        if wish.conversation_id is None:
            title = f"{self.tr('Chats')} {date.today().isoformat()}"
        name = file_name(title, self.tr("Chat"), suffix)
        self.files = save_dialog(self._owner, self.tr("Export chats"), names[wish.kind], name)
        self.files.fileSelected.connect(self._export)
        self.files.open()

    @Slot(str)
    def _export(self, path: str) -> None:
        wish = self._wish
        if wish is not None and path:
            ids = None if wish.conversation_id is None else [wish.conversation_id]
            self._chats.export(ids, Path(path), wish.kind)

    @Slot(str)
    def _import(self, path: str) -> None:
        if path:
            self._chats.import_file(Path(path))

    @Slot(object)
    def _tell_exported(self, path: Path) -> None:
        self.notice.emit(self.tr("Exported to {path}").format(path=path))

    @Slot(list, int)
    def _tell_imported(self, ids: list[str], in_file: int) -> None:
        if ids:
            self.notice.emit(self.tr("%n chat(s) added.", "", len(ids)))
        elif in_file:
            self.notice.emit(self.tr("All chats of this file are here already."))
        else:
            self.failed.emit(self.tr("There are no chats in this file."))

    @Slot(object)
    def _tell_failed(self, error: KnownError) -> None:
        self.failed.emit(translate_error(error))
