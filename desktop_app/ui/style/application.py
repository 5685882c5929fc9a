"""The running application, as what it is."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication


def application() -> QApplication:
    """The program's QApplication. Raises RuntimeError where none was made, or one without widgets.

    QApplication.instance() is QCoreApplication's, which may be of another kind, or none.
    """
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    raise RuntimeError("widgets need a QApplication")
