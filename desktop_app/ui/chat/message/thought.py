"""What a model thought before its reply: folded away until somebody wants to see it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.ui.chat.message.footer import MessageNote


class ThoughtFold(MessageNote):
    """Hidden where there was no thought. The thought is plain text, never Markdown."""

    toggled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(False, parent)
        self._thought = ""
        self._is_open = False
        self.way_chosen.connect(self._toggle)

    def show_text(self, thought: str) -> None:
        self._thought = thought.strip()
        head = self.tr("The model thought before it answered.") if self._thought else ""
        way = self.tr("Hide the thought") if self._is_open else self.tr("Show the thought")
        self.say(self._thought if self._is_open else head, "secondary", way)

    @Slot()
    def _toggle(self) -> None:
        self._is_open = not self._is_open
        self.show_text(self._thought)
        self.toggled.emit()
