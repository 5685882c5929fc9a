"""What the window is made of, joined in one place."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import QEvent, QMetaMethod, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop_app import __version__
from desktop_app.core.api.ports import Backend, BackendFactory, Library, LibraryFactory
from desktop_app.core.history.store import FILE_NAME
from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.session import Session
from desktop_app.shell.models.downloads import Downloads
from desktop_app.shell.models.library import ModelLibrary
from desktop_app.shell.platform.dbus import use_running_bus_only
from desktop_app.shell.platform.system_report import Report, SystemReport
from desktop_app.shell.platform.translation import (
    install_translator,
)
from desktop_app.shell.scenes import SceneLibrary
from desktop_app.shell.settings.effects import SettingsEffects
from desktop_app.shell.settings.store import SettingsStore
from desktop_app.startup import Startup
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.window.main_window import MainWindow
from desktop_app.ui.window.services import Services

APPLICATION_NAME = "Qwen All-in-One"


def build(
    application: QApplication,
    paths: Paths,
    settings: Settings,
    make_backend: BackendFactory,
    language: str,
    make_library: LibraryFactory | None = None,
    chats: ChatStore | None = None,
) -> MainWindow:
    """The window over all its parts, not shown and not started; closing it ends every thread.

    make_backend: called in the worker thread, so that what it imports loads there.
    language: "zh" or "en".
    make_library: called in threads of its own when models are looked at; None takes this disk's.
    chats: closed with the window; None takes those of the data folder.
    """
    install_translator(application, language, paths)
    chats = chats or ChatStore(paths.data / FILE_NAME)
    return MainWindow(make_services(paths, settings, make_backend, chats, make_library), language)


def make_services(
    paths: Paths,
    settings: Settings,
    make_backend: BackendFactory,
    chats: ChatStore,
    make_library: LibraryFactory | None = None,
    gather: Callable[[], Report] = dict,
) -> Services:
    """What the window is made over. gather: the facts that Diagnostics shows, in its own thread."""
    theme = Theme()
    theme.set_choice(settings.theme, settings.text_size)
    scenes = SceneLibrary(paths)
    current = SettingsStore(paths, settings)
    effects = SettingsEffects(current)
    session = Session(make_backend, chats, scenes.scenes, settings)
    factory = make_library or library_factory(paths)
    model_library, downloads = ModelLibrary(factory, current), Downloads(factory, current)
    effects.look_changed.connect(lambda changed: theme.set_choice(changed.theme, changed.text_size))
    effects.session_changed.connect(session.apply)
    effects.network_changed.connect(downloads.change_source)
    effects.models_changed.connect(model_library.refresh)
    effects.reload_due.connect(session.reload)
    return Services(
        paths,
        current,
        effects,
        session,
        scenes,
        model_library,
        downloads,
        SystemReport(gather),
        theme,
        Icons(paths.resources / "icons"),
    )


def gather_report(startup: Startup, settings: Settings) -> Report:
    from desktop_app.system_facts import examine

    return examine(dataclasses.replace(startup, settings=settings))


def library_factory(paths: Paths, offline: bool = False) -> LibraryFactory:
    """Makes the library over this disk's models; imports what it needs only when called."""

    def make() -> Library:
        from desktop_app.backend.model_library import LocalLibrary

        return LocalLibrary(paths, offline)

    return make


def backend_factory(startup: Startup) -> BackendFactory:
    """Makes the backend over this disk's models, and imports what it needs only when called."""

    def make() -> Backend:
        from desktop_app.backend.inference import LocalBackend

        return LocalBackend(startup.paths, startup.settings, startup.scenes, startup.language)

    return make


class Application(QApplication):
    """Tells of the system's wish to end it instead of closing the windows one by one: a window
    with an icon in the tray would only hide."""

    quit_requested = Signal()
    """macOS: Cmd+Q, Quit in the Dock, a log-out."""

    def event(self, event: QEvent) -> bool:
        is_asked = event.type() == QEvent.Type.Quit
        if is_asked and self.isSignalConnected(QMetaMethod.fromSignal(self.quit_requested)):
            event.ignore()
            self.quit_requested.emit()
            return True
        return super().event(event)


def make_application(paths: Paths) -> Application:
    """The QApplication with name, version, style and icon."""
    use_running_bus_only()
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = Application([APPLICATION_NAME])
    application.setApplicationName(APPLICATION_NAME)
    application.setApplicationDisplayName(APPLICATION_NAME)
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("qwen-all-in-one")
    application.setStyle("Fusion")
    application.setWindowIcon(Icons(paths.resources / "icons").application_icon())
    return application
