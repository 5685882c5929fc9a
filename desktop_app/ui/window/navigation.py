"""Which page takes the place of the conversation, if any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop_app.ui.models.controller import ModelsController


@dataclass(frozen=True, slots=True)
class _Entry:
    title: Callable[[], str]
    opened: Callable[[], object]


class Navigation(QObject):
    """One page at a time: one of those added here, else what the models have to say."""

    changed = Signal()
    """`current` may be another one."""

    def __init__(self, models: ModelsController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._entries: dict[QWidget, _Entry] = {}
        self._current: QWidget | None = None
        models.page_changed.connect(self._follow_models)

    def add(
        self, page: QWidget, title: Callable[[], str], opened: Callable[[], object] = lambda: None
    ) -> None:
        """title: what the header says above it. opened: called each time before it is shown."""
        self._entries[page] = _Entry(title, opened)

    @property
    def current(self) -> QWidget | None:
        """None where the conversation has its place."""
        return self._current or self._models.page

    @property
    def title(self) -> str:
        """What the header says above `current`."""
        return self._entries[self._current].title() if self._current else self._models.title

    def show(self, page: QWidget) -> None:
        """Show a page that was added; shown already, it makes way for the conversation."""
        if self._current is page:
            self.leave()
            return
        self._entries[page].opened()
        self._current = page
        self.changed.emit()

    @Slot()
    def leave(self) -> None:
        """Back to the conversation."""
        if self._current is not None:
            self._current = None
            self.changed.emit()
        else:
            self._models.leave()

    def focus_first(self) -> None:
        """Put the keyboard on the page that is shown."""
        if self._current is not None:
            self._current.setFocus()
            self._current.focusNextChild()
            if isinstance(self._current, QScrollArea):
                # its first control may stand at its end
                self._current.verticalScrollBar().setValue(0)
        elif self._models.page is not None:
            self._models.focus_first()

    @Slot()
    def _follow_models(self) -> None:
        # a model page that was asked for goes over the one that is there
        if self._models.is_asked_for:
            self._current = None
        self.changed.emit()
