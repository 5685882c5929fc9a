"""The window's program: the only place that joins backend, shell and ui."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop_app import __version__
from desktop_app.core.api.ports import Backend, BackendFactory, Library, LibraryFactory
from desktop_app.core.errors import KnownError
from desktop_app.core.history.store import FILE_NAME
from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from desktop_app.shell.chat.chat_store import Chats
from desktop_app.shell.chat.session import Session
from desktop_app.shell.models.downloads import Downloads
from desktop_app.shell.models.library import Shelf
from desktop_app.shell.platform.dbus import use_running_bus_only
from desktop_app.shell.platform.diagnostics import Diagnostics
from desktop_app.shell.platform.display import display_problem
from desktop_app.shell.platform.exit_signals import EndRequests
from desktop_app.shell.platform.single_instance import SingleInstance
from desktop_app.shell.platform.system_report import Examination, Report
from desktop_app.shell.platform.translation import (
    install_translator,
    resolve_language,
    translate_error,
)
from desktop_app.shell.scenes import SceneShelf
from desktop_app.shell.settings.store import CurrentSettings
from desktop_app.shell.threads.gc_timer import RubbishCollector
from desktop_app.startup import Startup, read_startup
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.window.main_window import MainWindow
from desktop_app.ui.window.services import Parts
from desktop_app.ui.window.window_state import WindowState, read_window_state

APPLICATION_NAME = "Qwen All-in-One"


def run_window(arguments: argparse.Namespace) -> int:
    """Open the window and stay until it is closed. Returns the exit code.

    Without a screen it says so in one line on stderr and returns 1: Qt itself would abort. Where
    the window is open already over the same data folder, that one is shown, and this returns 0.
    So it does when the system asked the program to end, which is then closed without a question.
    """
    startup = read_startup(arguments)
    problem = display_problem()
    if problem is not None:
        application = QCoreApplication.instance() or QCoreApplication([APPLICATION_NAME])
        install_translator(application, startup.language, startup.paths)
        sys.stderr.write(f"{translate_error(problem)}\n")
        return 1
    application = make_application(startup.paths)
    install_translator(application, startup.language, startup.paths)
    instance = SingleInstance(startup.paths)
    if not instance.acquire():
        return 0 if instance.problem is None else _refuse(instance.problem)
    diagnostics = Diagnostics(startup.paths)
    problems = startup.problems + diagnostics.start(getattr(arguments, "log_level", "warning"))
    try:
        return run(application, startup, backend_factory(startup), diagnostics, instance, problems)
    except KnownError as error:
        return _refuse(error)
    finally:
        diagnostics.close()
        instance.release()


def run(
    application: QApplication,
    startup: Startup,
    make_backend: BackendFactory,
    diagnostics: Diagnostics,
    instance: SingleInstance,
    problems: Sequence[KnownError] = (),
) -> int:
    """As run_window, with everything handed in. problems: said in the window, one at a time.

    Raises KnownError where there is room for the chats nowhere, not even for those of this start.
    """
    parts = make_parts(
        startup.paths,
        startup.settings,
        make_backend,
        Chats(startup.paths.data / FILE_NAME),
        make_library=library_factory(startup.paths, startup.offline),
        gather=lambda: _examine(startup, parts.settings.value),
    )
    program = Program(application, parts, startup.language)
    program.open(read_window_state(startup.paths))
    window = program.window
    diagnostics.unexpected.connect(program.show_problem)
    instance.raise_requested.connect(program.show_window)
    for problem in (*problems, *parts.session.chats.notices):
        window.show_problem(problem)
    trace = diagnostics.previous_crash()
    if trace is not None:
        window.crash.offer(trace)
        window.crash.dismissed.connect(diagnostics.forget_crash)
    # the first paint comes before the worker, whose imports hold the interpreter for a while
    QTimer.singleShot(0, program.start)
    requests = EndRequests()
    requests.asked.connect(program.leave)
    requests.listen()
    # Windows ends the process right after this signal at a log-out; elsewhere all is closed by then
    application.aboutToQuit.connect(program.end)
    collector = RubbishCollector()
    parts.session.model_unloaded.connect(collector.collect)
    collector.start()
    try:
        return application.exec()
    finally:
        collector.stop()
        requests.close()


class Program(QObject):
    """The window, and the next one when the person chooses another language."""

    def __init__(self, application: QApplication, parts: Parts, language: str) -> None:
        super().__init__()
        self._application = application
        self._parts = parts
        self._language = language
        self.window: MainWindow | None = None

    def open(self, state: WindowState) -> None:
        """Show the window with the conversation that was open last."""
        if state.conversation_id:
            # it may be gone; then an empty one is as good
            with contextlib.suppress(KeyError, KnownError):
                self._parts.session.open(state.conversation_id)
        self._show(state)

    @Slot()
    def start(self) -> None:
        """Load the model, and look what models are here."""
        self._parts.session.start()
        self._parts.shelf.refresh()

    @Slot(object)
    def show_problem(self, error: KnownError) -> None:
        self.window.show_problem(error)

    @Slot()
    def show_window(self) -> None:
        self.window.tray.show_window()

    @Slot()
    def leave(self) -> None:
        """End the program without a question: nobody may be there to answer one."""
        self.end()
        # quit() would ask the window whether it may
        self._application.exit(0)

    @Slot()
    def end(self) -> None:
        self.window.end()

    @Slot()
    def _change_language(self) -> None:
        """Make the window anew: what Qt has drawn once keeps its words."""
        language = resolve_language(self._parts.settings.value.language)
        if language == self._language:
            return
        self._language = language
        install_translator(self._application, language, self._parts.paths)
        before = self.window
        self._show(before.remembered())
        self.window.area.go_on_from(before.area)
        self.window.side_pages.show_settings()
        before.hide()
        before.deleteLater()

    def _show(self, state: WindowState) -> None:
        self.window = MainWindow(self._parts, self._language, state)
        # the window that asks is gone soon after: it must be done with its own event first
        self.window.side_pages.language_changed.connect(
            self._change_language, Qt.ConnectionType.QueuedConnection
        )
        self.window.show()


def build(
    application: QApplication,
    paths: Paths,
    settings: Settings,
    make_backend: BackendFactory,
    language: str,
    make_library: LibraryFactory | None = None,
    chats: Chats | None = None,
) -> MainWindow:
    """The window over all its parts, not shown and not started; closing it ends every thread.

    make_backend: called in the worker thread, so that what it imports loads there.
    language: "zh" or "en".
    make_library: called in threads of its own when models are looked at; None takes this disk's.
    chats: closed with the window; None takes those of the data folder.
    """
    install_translator(application, language, paths)
    chats = chats or Chats(paths.data / FILE_NAME)
    return MainWindow(make_parts(paths, settings, make_backend, chats, make_library), language)


def make_parts(
    paths: Paths,
    settings: Settings,
    make_backend: BackendFactory,
    chats: Chats,
    make_library: LibraryFactory | None = None,
    gather: Callable[[], Report] = dict,
) -> Parts:
    """What the window is made over. gather: the facts that Diagnostics shows, in its own thread."""
    theme = Theme()
    theme.set_choice(settings.theme, settings.text_size)
    scenes = SceneShelf(paths)
    current = CurrentSettings(paths, settings)
    factory = make_library or library_factory(paths)
    return Parts(
        paths,
        current,
        Session(make_backend, chats, scenes.scenes, settings),
        scenes,
        Shelf(factory, current),
        Downloads(factory, current),
        Examination(gather),
        theme,
        Icons(paths.resources / "icons"),
    )


def _examine(startup: Startup, settings: Settings) -> Report:
    from desktop_app.cli.doctor import examine

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


def make_application(paths: Paths) -> QApplication:
    """The QApplication with name, version, style and icon."""
    use_running_bus_only()
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


def _refuse(error: KnownError) -> int:
    """Say why there is no window, at the terminal and in a box of its own. The exit code."""
    text = translate_error(error)
    sys.stderr.write(f"{text}\n")
    box = QMessageBox(QMessageBox.Icon.Warning, APPLICATION_NAME, "")
    # a folder's name is a person's text
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.exec()
    return 1
