"""Every folder that the program reads or writes, in one injectable value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_app.core.settings import Settings

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
"""Read-only files that ship with the program; the frozen tree keeps the same shape."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Folders below one data folder. Nothing is written anywhere else.

    data: the data folder.  resources: read-only, shipped.
    """

    data: Path
    resources: Path = RESOURCES

    @property
    def models(self) -> Path:
        """models/<name>/<revision>/ holds one model each."""
        return self.data / "models"

    def models_of(self, settings: Settings) -> Path:
        """Where models lie: the folder that the person chose, else the data folder's."""
        return Path(settings.models_folder) if settings.models_folder else self.models

    @property
    def cache(self) -> Path:
        """What can be computed again: judge calibrations, kernel choices."""
        return self.data / "cache"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def own_scenes(self) -> Path:
        """Scene files that people add themselves."""
        return self.data / "scenes"

    @property
    def built_in_scenes(self) -> Path:
        return self.resources / "scenes"
