"""The window's program: the only place that joins backend, shell and ui."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop_app.composition import (
    APPLICATION_NAME,
    Application,
    backend_factory,
    gather_report,
    library_factory,
    make_application,
    make_services,
)
from desktop_app.core.api.ports import BackendFactory
from desktop_app.core.errors import KnownError
from desktop_app.core.history.store import FILE_NAME
from desktop_app.core.paths import Paths
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.platform.diagnostics import Diagnostics
from desktop_app.shell.platform.display import display_problem
from desktop_app.shell.platform.exit_signals import ExitSignals
from desktop_app.shell.platform.single_instance import SingleInstance
from desktop_app.shell.platform.translation import (
    install_translator,
    resolve_language,
    translate_error,
)
from desktop_app.shell.threads.gc_timer import GuiThreadGc
from desktop_app.startup import Startup, read_startup
from desktop_app.ui.window.main_window import MainWindow
from desktop_app.ui.window.services import Services
from desktop_app.ui.window.window_state import WindowState, read_window_state


def run_window(arguments: argparse.Namespace) -> int:
    """Open the window and stay until it is closed. Returns the exit code.

    Without a screen it says so in one line on stderr and returns 1: Qt itself would abort. Where
    the window is open already over the same data folder, that one is shown, and this returns 0.
    So it does when the system asked the program to end, which is then closed without a question.
    """
    startup = read_startup(arguments)
    if arguments.quit:
        return ask_to_quit(startup.paths)
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


def ask_to_quit(paths: Paths) -> int:
    """Ask the program that runs over this data folder to end. Exit code 1: nobody heard it."""
    application = QCoreApplication.instance() or QCoreApplication([APPLICATION_NAME])
    heard = SingleInstance(paths, application).ask_to_quit()
    return 0 if heard else 1


def run(
    application: Application,
    startup: Startup,
    make_backend: BackendFactory,
    diagnostics: Diagnostics,
    instance: SingleInstance,
    problems: Sequence[KnownError] = (),
) -> int:
    """As run_window, with everything handed in. problems: said in the window, one at a time.

    Raises KnownError where there is room for the chats nowhere, not even for those of this start.
    """
    services = make_services(
        startup.paths,
        startup.settings,
        make_backend,
        ChatStore(startup.paths.data / FILE_NAME),
        make_library=library_factory(startup.paths, startup.offline),
        gather=lambda: gather_report(startup, services.settings.value),
    )
    program = Program(application, services, startup.language, read_window_state(startup.paths))
    window = program.window
    diagnostics.unexpected.connect(program.show_problem)
    instance.raise_requested.connect(program.show_window)
    instance.quit_requested.connect(program.leave)
    for problem in (*problems, *services.session.chats.notices):
        window.show_problem(problem)
    trace = diagnostics.previous_crash()
    if trace is not None:
        window.crash.offer(trace)
        window.crash.dismissed.connect(diagnostics.forget_crash)
    # the first paint comes before the worker, whose imports hold the interpreter for a while
    QTimer.singleShot(0, program.start)
    requests = ExitSignals()
    requests.asked.connect(program.leave)
    requests.listen()
    application.quit_requested.connect(program.quit)
    application.applicationStateChanged.connect(program.come_back)
    # Windows ends the process right after this signal at a log-out; elsewhere all is closed by then
    application.aboutToQuit.connect(program.end)
    collector = GuiThreadGc()
    services.session.model.unloaded.connect(collector.collect)
    collector.start()
    try:
        return application.exec()
    finally:
        collector.stop()
        requests.close()


class Program(QObject):
    """The window, and the next one when the person chooses another language."""

    def __init__(
        self, application: QApplication, services: Services, language: str, state: WindowState
    ) -> None:
        """Shows the window, as `state` says and with the conversation that was open last."""
        super().__init__()
        self._application = application
        self._services = services
        self._language = language
        # the window that asks is gone soon after: it must be done with its own event first
        services.effects.language_changed.connect(
            self._change_language, Qt.ConnectionType.QueuedConnection
        )
        if state.conversation_id:
            # it may be gone; then an empty one is as good
            with contextlib.suppress(KeyError, KnownError):
                services.session.open(state.conversation_id)
        self.window = MainWindow(services, language, state)
        self.window.show()

    @Slot()
    def start(self) -> None:
        """Load the model, and look what models are here."""
        self._services.session.start()
        self._services.model_library.refresh()

    @Slot(object)
    def show_problem(self, error: KnownError) -> None:
        self.window.show_problem(error)

    @Slot()
    def show_window(self) -> None:
        self.window.tray.show_window()

    @Slot(Qt.ApplicationState)
    def come_back(self, state: Qt.ApplicationState) -> None:
        """A click in macOS's Dock wakes the program, whose window may be hidden."""
        woken = sys.platform == "darwin" and state is Qt.ApplicationState.ApplicationActive
        if woken and self.window.isHidden():
            self.show_window()

    @Slot()
    def quit(self) -> None:
        """The person ends the program; where something is to be asked first, it is."""
        self.window.tray.quit()

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
        language = resolve_language(self._services.settings.value.language)
        if language == self._language:
            return
        self._language = language
        install_translator(self._application, language, self._services.paths)
        before = self.window
        self.window = MainWindow(self._services, language, before.remembered())
        self.window.show()
        self.window.area.go_on_from(before.area)
        self.window.side_pages.show_settings()
        before.hide()
        before.deleteLater()


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
