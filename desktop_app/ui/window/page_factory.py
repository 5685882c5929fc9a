"""Settings, journal, scenes, diagnostics and keys: made when they are first shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.core.errors import KnownError
from desktop_app.core.mood import Lesson
from desktop_app.ui.models.controller import ModelsController
from desktop_app.ui.window.navigation import Navigation
from desktop_app.ui.window.services import Services

if TYPE_CHECKING:
    # read when they are first shown, as they are made: a third of the window's code is theirs
    from desktop_app.ui.help.diagnostics_page import DiagnosticsPage
    from desktop_app.ui.help.shortcuts_page import ShortcutsPage
    from desktop_app.ui.journal.page import JournalPage
    from desktop_app.ui.scenes.editor_page import SceneEditor
    from desktop_app.ui.settings.page import SettingsPage


class PageFactory(QObject):
    """Joins each page with what it shows and changes."""

    message_chosen = Signal(str, str)
    """Conversation id and message id: somewhere in the journal the person chose a message."""
    problem = Signal(object)
    """KnownError to be said in passing."""

    def __init__(
        self,
        services: Services,
        pages: Navigation,
        models: ModelsController,
        stack: QStackedWidget,
        language: str,
        parent: QObject | None = None,
    ) -> None:
        """stack: where the pages are shown. language: "zh" or "en"."""
        super().__init__(parent)
        self._services = services
        self._pages = pages
        self._models = models
        self._stack = stack
        self._language = language

    @Slot()
    def show_settings(self) -> None:
        self._pages.show(self.settings)

    @Slot()
    def show_journal(self) -> None:
        self._pages.show(self.journal)

    @Slot()
    def show_scenes(self) -> None:
        self._pages.show(self.scenes)

    @Slot()
    def show_diagnostics(self) -> None:
        self._pages.show(self.diagnostics)

    @Slot()
    def show_shortcuts(self) -> None:
        self._pages.show(self.shortcuts)

    def ask_about_drafts(self) -> bool:
        """Whether scenes are being edited; then the person is asked, on their page."""
        if "scenes" not in self.__dict__ or not self.scenes.has_changes:
            return False
        if self._pages.current is not self.scenes:
            self._pages.show(self.scenes)
        self.scenes.request_close()
        return True

    @cached_property
    def settings(self) -> SettingsPage:
        from desktop_app.ui.settings.page import SettingsPage

        services, session = self._services, self._services.session
        page = SettingsPage(services.settings, services.theme, services.paths)
        page.models_requested.connect(self._models.show_models)
        page.scenes_requested.connect(self.show_scenes)
        page.lesson_requested.connect(self._show_lesson)
        page.forget_requested.connect(session.moods.forget_corrections)
        page.replies.history.begin_requested.connect(session.past.begin)
        page.replies.history.stop_requested.connect(session.past.stop)
        session.past.changed.connect(page.replies.history.show_progress)
        page.proxy_test_requested.connect(self._models.test_proxy)
        page.left.connect(self._pages.leave)
        session.model.changed.connect(self._show_model)
        session.scene_changed.connect(self._show_scene)
        session.moods.lesson_changed.connect(self._show_lesson)
        services.model_library.overview_changed.connect(page.show_overview)
        services.model_library.sources_changed.connect(page.show_sources)
        services.model_library.proxy_tested.connect(page.network.proxy.show_result)
        self._add(page, lambda: self.tr("Settings"), self._open_settings)
        return page

    @cached_property
    def journal(self) -> JournalPage:
        from desktop_app.ui.journal.page import JournalPage

        services, session = self._services, self._services.session
        page = JournalPage(
            services.theme,
            services.icons,
            session.scenes,
            self._language,
            lambda: session.chats.reader,
        )
        page.message_chosen.connect(self.message_chosen)
        page.note_written.connect(self._note)
        page.problem.connect(self.problem)
        session.chats.changed.connect(self._refresh_journal)
        services.scenes.changed.connect(self._follow_scenes)
        self._add(page, lambda: self.tr("Mood journal"))
        return page

    @cached_property
    def scenes(self) -> SceneEditor:
        from desktop_app.ui.scenes.editor_page import SceneEditor

        services, moods = self._services, self._services.session.moods
        page = SceneEditor(services.scenes, services.theme, services.icons, self._language)
        page.trial_requested.connect(moods.try_scene)
        moods.tried.connect(page.show_trial)
        moods.trial_ended.connect(page.end_trial)
        page.closed.connect(self._pages.leave)
        self._add(page, lambda: self.tr("Scenes"), self._open_scenes)
        return page

    @cached_property
    def diagnostics(self) -> DiagnosticsPage:
        from desktop_app.ui.help.diagnostics_page import DiagnosticsPage

        services = self._services
        licence = services.paths.resources / "licences" / "apache-2.0.txt"
        page = DiagnosticsPage(
            services.system_report, services.paths.logs, licence, services.theme, services.icons
        )
        page.left.connect(self._pages.leave)
        self._add(page, lambda: page.title, page.open)
        return page

    @cached_property
    def shortcuts(self) -> ShortcutsPage:
        from desktop_app.ui.help.shortcuts_page import ShortcutsPage

        page = ShortcutsPage()
        page.left.connect(self._pages.leave)
        settings = self._services.settings
        self._add(
            page,
            lambda: self.tr("Shortcuts"),
            lambda: page.set_enter_sends(settings.value.enter_sends),
        )
        return page

    def _add(
        self, page: QWidget, title: Callable[[], str], opened: Callable[[], object] = lambda: None
    ) -> None:
        self._stack.addWidget(page)
        self._pages.add(page, title, opened)

    def _open_settings(self) -> None:
        session = self._services.session
        self.settings.model.show_model(session.model.status.model)
        self.settings.show_scene(session.scene, self._language)
        session.past.count()
        self.settings.replies.history.show_progress(session.past.progress)
        if self._services.model_library.overview is not None:
            self.settings.show_overview(self._services.model_library.overview)

    def _open_scenes(self) -> None:
        self.scenes.show_scene(self._services.session.scene.id)

    @Slot()
    def _show_model(self) -> None:
        self.settings.model.show_model(self._services.session.model.status.model)

    @Slot()
    def _show_scene(self) -> None:
        self.settings.show_scene(self._services.session.scene, self._language)

    @Slot()
    def _show_lesson(self) -> None:
        session = self._services.session
        lesson: Lesson = session.moods.lesson(session.scene.id)
        self.settings.lesson.show_lesson(lesson)

    @Slot(str)
    def _note(self, text: str) -> None:
        try:
            self._services.session.note_apart(text)
        except KnownError as error:
            self.problem.emit(error)

    @Slot()
    def _follow_scenes(self) -> None:
        self.journal.set_scenes(self._services.scenes.scenes)

    @Slot()
    def _refresh_journal(self) -> None:
        if self.journal.isVisible():
            self.journal.refresh()
