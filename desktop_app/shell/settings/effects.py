"""What follows from a change of a setting: said in one table, for whoever changes it."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.shell.settings.store import SettingsStore

_RELOAD_AFTER_MS = 800
"""Stepping from one number to another loads the model once, at the end."""


class Effect(enum.Enum):
    """In the order in which they happen."""

    WINDOW = "window"
    LOOK = "look"
    SESSION = "session"
    NETWORK = "network"
    MODELS = "models"
    RELOAD = "reload"
    LANGUAGE = "language"


EFFECTS: Mapping[str, tuple[Effect, ...]] = {
    "model": (Effect.SESSION, Effect.RELOAD),
    "language": (Effect.LANGUAGE,),
    "context_tokens": (Effect.WINDOW, Effect.SESSION),
    "max_new_tokens": (Effect.SESSION,),
    "temperature": (Effect.SESSION,),
    "top_p": (Effect.SESSION,),
    "repetition_penalty": (Effect.SESSION,),
    "seed": (Effect.SESSION,),
    "threads": (Effect.SESSION, Effect.RELOAD),
    "weights": (Effect.SESSION, Effect.RELOAD),
    "source": (Effect.NETWORK,),
    "proxy": (Effect.NETWORK,),
    "models_folder": (Effect.SESSION, Effect.MODELS, Effect.RELOAD),
    "look_ahead": (Effect.WINDOW, Effect.SESSION),
    "idle_unload_min": (Effect.SESSION,),
    "cue": (Effect.SESSION,),
    "theme": (Effect.LOOK,),
    "text_size": (Effect.LOOK,),
    "enter_sends": (Effect.WINDOW,),
    "tray": (Effect.WINDOW,),
    "notify": (Effect.WINDOW,),
}
"""For every field of Settings."""


class SettingsEffects(QObject):
    """Follows the settings; outlives any window."""

    window_changed = Signal(object)
    """Settings: how the window is written in, what it shows beside the chat, where it hides."""
    look_changed = Signal(object)
    """Settings: colours or text size."""
    session_changed = Signal(object)
    """Settings: how replies are made, whether typing is judged, when the model rests."""
    network_changed = Signal()
    """Another source of models, or another proxy to it."""
    models_changed = Signal()
    """Models lie in another folder."""
    reload_due = Signal(object)
    """Settings: the model is to be loaded again; a moment after the last change that needs it."""
    language_changed = Signal()

    def __init__(self, settings: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._reload_timer = QTimer(self)
        self._reload_timer.setObjectName("reload")
        self._reload_timer.setSingleShot(True)
        self._reload_timer.setInterval(_RELOAD_AFTER_MS)
        self._reload_timer.timeout.connect(self.reload)
        settings.fields_changed.connect(self._follow)

    @Slot()
    def reload(self) -> None:
        """Load the model that the settings want, now: it may be another one without a change."""
        self._reload_timer.stop()
        self.reload_due.emit(self._settings.value)

    def close(self) -> None:
        """What waits does not happen any more."""
        self._reload_timer.stop()

    @Slot(object)
    def _follow(self, names: frozenset[str]) -> None:
        wanted = {effect for name in names for effect in EFFECTS[name]}
        for effect in Effect:
            if effect in wanted:
                self._begin(effect)

    def _begin(self, effect: Effect) -> None:
        settings = self._settings.value
        match effect:
            case Effect.WINDOW:
                self.window_changed.emit(settings)
            case Effect.LOOK:
                self.look_changed.emit(settings)
            case Effect.SESSION:
                self.session_changed.emit(settings)
            case Effect.NETWORK:
                self.network_changed.emit()
            case Effect.MODELS:
                self.models_changed.emit()
            case Effect.RELOAD:
                self._reload_timer.start()
            case Effect.LANGUAGE:
                self.language_changed.emit()
