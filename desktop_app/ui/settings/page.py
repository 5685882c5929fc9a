"""All that a person can set, applied at once: a page in the place of the chat."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.core.api.model_offers import Overview
from desktop_app.core.errors import KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.scenes.scene import Scene
from desktop_app.core.settings import Settings, default_of
from desktop_app.shell.models.library import Sources
from desktop_app.shell.settings.store import SettingsStore
from desktop_app.ui.settings.lesson_card import LessonCard
from desktop_app.ui.settings.model_sections import (
    ComputingSection,
    ModelSection,
    RepliesSection,
    SceneSection,
)
from desktop_app.ui.settings.section import Section
from desktop_app.ui.settings.window_sections import (
    DataSection,
    LookSection,
    NetworkSection,
    WindowSection,
    WritingSection,
)
from desktop_app.ui.style.metrics import COLUMN_WIDTH, SPACE_L, SPACE_S, SPACE_XL
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.confirm_bar import ConfirmBar
from desktop_app.ui.widgets.flow_layout import FlowLayout
from desktop_app.ui.widgets.scroll_page import ScrollPage

_KEPT = frozenset({"model", "models_folder"})
"""What a reset of everything leaves alone: with it the models would seem to be gone."""


class SettingsPage(ScrollPage):
    """Changes the settings itself; all else goes out as a wish."""

    models_requested = Signal()
    scenes_requested = Signal()
    lesson_requested = Signal()
    """The page is open: measure what the corrections have taught, and call `show_lesson`."""
    forget_requested = Signal()
    """Forget all corrections; the person has said so twice."""
    proxy_test_requested = Signal(str)
    left = Signal()

    def __init__(
        self,
        settings: SettingsStore,
        theme: Theme,
        paths: Paths,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(COLUMN_WIDTH, parent)
        self._settings = settings
        self.model = ModelSection(theme, self)
        self.replies = RepliesSection(theme, self)
        self.scene = SceneSection(self)
        self.computing = ComputingSection(theme, self)
        self.look = LookSection(theme, self)
        self.writing = WritingSection(theme, self)
        self.window_section = WindowSection(theme, self)
        self.network = NetworkSection(self)
        self.data = DataSection(paths, self)
        self.sections: tuple[Section, ...] = (
            *(self.model, self.replies, self.scene, self.computing, self.look),
            *(self.writing, self.window_section, self.network, self.data),
        )
        self._lay_out()
        self._connect()
        self._show_settings(settings.value)

    @property
    def lesson(self) -> LessonCard:
        """The card of what the corrections have taught."""
        return self.replies.lesson

    def focus_first(self) -> None:
        """Put the keyboard on the first control, and the page to its top."""
        self.verticalScrollBar().setValue(0)
        self.model.model.button.setFocus()

    def show_scene(self, scene: Scene, language: str) -> None:
        """The scene being played. language: "zh" or "en", the window's."""
        self.scene.show_scene(scene, language)

    @Slot(object)
    def show_overview(self, overview: Overview) -> None:
        """The servers known, and whether the network is switched off."""
        self.network.show_known(overview.sources)
        if overview.offline:
            self.network.proxy.show_offline()

    @Slot(object)
    def show_sources(self, sources: Sources) -> None:
        """What the servers answered."""
        self.network.show_sources(sources)

    @Slot()
    def larger_text(self) -> None:
        """One step, up to the largest size."""
        self.look.text_size.field.stepUp()

    @Slot()
    def smaller_text(self) -> None:
        """One step, down to the smallest size."""
        self.look.text_size.field.stepDown()

    @Slot()
    def usual_text(self) -> None:
        """The text size of the first start."""
        self._reset(frozenset({"text_size"}))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.replies.lesson.show_measuring()
            self.lesson_requested.emit()

    def _lay_out(self) -> None:
        page = self.column
        page.add_space(SPACE_L)
        for section in self.sections:
            page.add(section)
            page.add_space(SPACE_L)
        self.reset_all = QPushButton(self.tr("Reset everything…"), self)
        self.reset_all.clicked.connect(self._ask_reset)
        self.back = QPushButton(self.tr("Back to the chat"), self)
        self.back.clicked.connect(self.left)
        self.question = ConfirmBar(self)
        self.question.answered.connect(self._take_answer)
        foot = QWidget(self)
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, SPACE_XL)
        column.setSpacing(SPACE_S)
        row = FlowLayout(SPACE_S)
        row.addWidget(self.back)
        row.addWidget(self.reset_all)
        column.addLayout(row)
        column.addWidget(self.question)
        page.add(foot)
        page.add_stretch()

    def _connect(self) -> None:
        self._settings.changed.connect(self._show_settings)
        for section in self.sections:
            section.wanted.connect(self._change)
            section.reset_requested.connect(self._reset)
        self.model.models_requested.connect(self.models_requested)
        self.scene.scenes_requested.connect(self.scenes_requested)
        self.replies.lesson.forget_requested.connect(self.forget_requested)
        self.network.proxy_test_requested.connect(self.proxy_test_requested)

    @Slot(object)
    def _show_settings(self, settings: Settings) -> None:
        for section in self.sections:
            section.show_settings(settings)

    @Slot(str, object)
    def _change(self, name: str, value: object) -> None:
        """Apply it; a value that can't be is refused beside its field, which keeps the typing."""
        section = next(section for section in self.sections if name in section.names)
        try:
            self._settings.change(**{name: value})
        except KnownError as error:
            section.show_refusal(name, error)
        else:
            # what was typed in another way than it is shown, or taken back, changes nothing
            section.show_again([name])

    @Slot(object)
    def _reset(self, names: frozenset[str]) -> None:
        self._settings.change(**{name: default_of(name) for name in names})
        for section in self.sections:
            section.show_again(names)

    @Slot()
    def _ask_reset(self) -> None:
        self.question.ask(
            self.tr(
                "Give every setting its default? Chats, corrections and models stay, "
                "and the model that you chose."
            ),
            {"reset": self.tr("Reset everything"), "keep": self.tr("Keep my settings")},
            proposed="keep",
        )
        self.ensureWidgetVisible(self.question)

    @Slot(str)
    def _take_answer(self, answer: str) -> None:
        self.reset_all.setFocus()
        if answer == "reset":
            self._reset(frozenset.union(*(section.names for section in self.sections)) - _KEPT)
