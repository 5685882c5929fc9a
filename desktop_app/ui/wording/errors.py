"""An error's sentences in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_app.core.errors import KnownError


def error_sentences(error: KnownError) -> tuple[str, ...]:
    """What happened, what it means and what to do, in the window's language."""
    return error.sentences(lambda text: QCoreApplication.translate("KnownError", text))
