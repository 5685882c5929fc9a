"""What a window is made over: everything that outlives it when the language is changed."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.core.paths import Paths
from desktop_app.shell.chat.session import Session
from desktop_app.shell.models.downloads import Downloads
from desktop_app.shell.models.library import ModelLibrary
from desktop_app.shell.platform.system_report import SystemReport
from desktop_app.shell.scenes import SceneLibrary
from desktop_app.shell.settings.effects import SettingsEffects
from desktop_app.shell.settings.store import SettingsStore
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.theme import Theme


@dataclass(frozen=True, slots=True)
class Services:
    """Objects of the GUI thread; whoever made them closes them, after the window."""

    paths: Paths
    settings: SettingsStore
    effects: SettingsEffects
    session: Session
    scenes: SceneLibrary
    model_library: ModelLibrary
    downloads: Downloads
    system_report: SystemReport
    theme: Theme
    icons: Icons

    def close(self) -> None:
        """End every thread; keeps what was said."""
        self.effects.close()
        self.downloads.close()
        self.model_library.close()
        self.system_report.close()
        self.session.close()
