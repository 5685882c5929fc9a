"""The window's program: the only place that joins backend, shell and ui."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop_app import __version__
from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.ports import Backend, BackendFactory, Library, LibraryFactory
from desktop_app.core.scenes import DEFAULT_SCENE, Scene
from desktop_app.core.settings import Settings
from desktop_app.shell.current_settings import CurrentSettings
from desktop_app.shell.diagnostics import Diagnostics
from desktop_app.shell.downloads import Downloads
from desktop_app.shell.session import Session
from desktop_app.shell.shelf import Shelf
from desktop_app.shell.translation import install_translator
from desktop_app.startup import Startup, read_startup
from desktop_app.ui.icons import Icons
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.theme import Theme

APPLICATION_NAME = "Qwen All-in-One"


def run_window(arguments: argparse.Namespace) -> int:
    """Open the window and stay until it is closed. Returns the exit code.

    Without a screen it says so in one line on stderr and returns 1: Qt itself would abort.
    """
    startup = read_startup(arguments)
    if not has_display():
        sys.stderr.write(f"{_no_display()}\n")
        return 1
    application = make_application(startup.paths)
    diagnostics = Diagnostics(startup.paths)
    problems = startup.problems + diagnostics.start(getattr(arguments, "log_level", "warning"))
    try:
        return run(application, startup, backend_factory(startup), diagnostics, problems)
    finally:
        diagnostics.close()


def run(
    application: QApplication,
    startup: Startup,
    make_backend: BackendFactory,
    diagnostics: Diagnostics,
    problems: Sequence[KnownError] = (),
) -> int:
    """As run_window, with everything handed in. problems: said in the window, one at a time."""
    window = build(
        application,
        startup.paths,
        startup.settings,
        startup.scenes,
        make_backend,
        startup.language,
        make_library=library_factory(startup.paths, startup.offline),
    )
    diagnostics.unexpected.connect(window.show_problem)
    for problem in problems:
        window.show_problem(problem)
    window.show()
    # the first paint comes before the worker, whose imports hold the interpreter for a while
    QTimer.singleShot(0, window.session.start)
    QTimer.singleShot(0, window.model_pages.start)
    return application.exec()


def build(
    application: QApplication,
    paths: Paths,
    settings: Settings,
    scenes: Mapping[str, Scene],
    make_backend: BackendFactory,
    language: str,
    scene_id: str = DEFAULT_SCENE,
    make_library: LibraryFactory | None = None,
) -> MainWindow:
    """The window with its session, not shown and not started; closing it ends the worker thread.

    make_backend: called in the worker thread, so that what it imports loads there.
    language: "zh" or "en".
    make_library: called in threads of its own when models are looked at; None takes this disk's.
    """
    install_translator(application, language, paths)
    theme = Theme()
    theme.apply()
    session = Session(
        make_backend,
        scenes,
        scene_id,
        look_ahead=settings.look_ahead,
        idle_unload_min=settings.idle_unload_min,
    )
    current = CurrentSettings(paths, settings)
    factory = make_library or library_factory(paths)
    return MainWindow(
        session,
        theme,
        paths.resources / "icons",
        language,
        settings.context_tokens,
        Shelf(factory, current),
        Downloads(factory, current),
        current,
    )


def library_factory(paths: Paths, offline: bool = False) -> LibraryFactory:
    """Makes the library over this disk's models; imports what it needs only when called."""

    def make() -> Library:
        from desktop_app.model_library import LocalLibrary

        return LocalLibrary(paths, offline)

    return make


def backend_factory(startup: Startup) -> BackendFactory:
    """Makes the backend over this disk's models, and imports what it needs only when called."""

    def make() -> Backend:
        from desktop_app.backend import LocalBackend

        return LocalBackend(startup.paths, startup.settings, startup.scenes, startup.language)

    return make


def make_application(paths: Paths) -> QApplication:
    """The QApplication with name, version, style and icon."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = QApplication([APPLICATION_NAME])
    application.setApplicationName(APPLICATION_NAME)
    application.setApplicationDisplayName(APPLICATION_NAME)
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("qwen-all-in-one")
    application.setStyle("Fusion")
    application.setWindowIcon(Icons(paths.resources / "icons").application_icon())
    return application


def has_display() -> bool:
    """Whether Qt finds a screen, real or offscreen, to open a window on."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def _no_display() -> KnownError:
    return KnownError(
        "no_display",
        QT_TRANSLATE_NOOP("KnownError", "There is no screen to open the window on."),
        action=QT_TRANSLATE_NOOP("KnownError", 'Use "qwen-all-in-one chat" in a terminal instead.'),
    )
