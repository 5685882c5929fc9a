"""The settings in force, and the one way to change them while the program runs."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.core.errors import KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings, differing
from desktop_app.shell.settings.ini_file import read_settings, write_settings


class SettingsStore(QObject):
    """Lives in the GUI thread; workers are given the frozen value."""

    changed = Signal(object)
    """Settings, each time they differ."""
    fields_changed = Signal(object)
    """frozenset of the names of the fields that differ, right after `changed`."""
    not_saved = Signal(object)
    """KnownError: the change holds until the program ends."""

    def __init__(self, paths: Paths, settings: Settings, parent: QObject | None = None) -> None:
        """settings: those of this start, which may differ from what is stored."""
        super().__init__(parent)
        self._paths = paths
        self._value = settings

    @property
    def value(self) -> Settings:
        return self._value

    def change(self, **changes: Any) -> None:
        """Change and store these fields only: what the command line said is not stored.

        Raises KnownError("setting_invalid"); then nothing is changed.
        """
        value = dataclasses.replace(self._value, **changes)
        names = differing(self._value, value)
        if not names:
            return
        self._value = value
        stored, _ = read_settings(self._paths)
        try:
            write_settings(self._paths, dataclasses.replace(stored, **changes))
        except KnownError as error:
            self.not_saved.emit(error)
        self.changed.emit(value)
        self.fields_changed.emit(names)
