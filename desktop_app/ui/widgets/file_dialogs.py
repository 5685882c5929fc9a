"""Dialogs that ask for a file and hold up nothing: `fileSelected` says which, if any."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def save_dialog(owner: QWidget, title: str, kinds: str, name: str) -> QFileDialog:
    """Where to save; to be opened. It deletes itself when closed.

    owner: in the window that it belongs to.  kinds: as QFileDialog's filters, "" for all files.
    name: proposed, in the documents' folder; its suffix is added where none is typed, before the
    dialog asks whether a file that is there is to be replaced.
    """
    dialog = _dialog(owner, title, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix[1:])
    dialog.selectFile(name)
    return dialog


def open_dialog(owner: QWidget, title: str, kinds: str) -> QFileDialog:
    """Which file to read, otherwise as save_dialog."""
    dialog = _dialog(owner, title, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return dialog


def _dialog(owner: QWidget, title: str, kinds: str) -> QFileDialog:
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    folder = QStandardPaths.writableLocation(documents)
    dialog = QFileDialog(owner.window(), title, folder, kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog
