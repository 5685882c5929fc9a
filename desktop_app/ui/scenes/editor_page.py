"""The page on which scenes are read, changed, tried, imported and exported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.errors import KnownError
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import LANGUAGES, Scene
from desktop_app.core.scenes.writer import check_scene, file_name
from desktop_app.shell.scenes import Origin, SceneLibrary
from desktop_app.ui.scenes.draft import SceneDraft, draft_of, scene_of
from desktop_app.ui.scenes.form import SceneForm
from desktop_app.ui.scenes.list import SceneList
from desktop_app.ui.scenes.trial_card import TrialCard
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import COLUMN_WIDTH, SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.confirm_bar import ConfirmBar
from desktop_app.ui.widgets.file_dialogs import open_dialog, save_dialog
from desktop_app.ui.widgets.flow_layout import FlowLayout
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.widgets.notice_bar import Notice, Tone
from desktop_app.ui.widgets.scroll_page import ScrollPage
from desktop_app.ui.wording import moods as wording
from desktop_app.ui.wording.errors import error_sentences

_LIST_PX = 190
_LIST_SHARE = 0.28
"""Of the page; more of it leaves too little for the scene."""


class SceneEditor(QWidget):
    """What is changed stays as a draft, scene by scene, until it is saved or given up."""

    trial_requested = Signal(object, tuple)
    """Scene, and the texts to judge with it; answered by show_trial and end_trial."""
    closed = Signal()

    def __init__(
        self,
        library: SceneLibrary,
        theme: Theme,
        icons: Icons,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._theme = theme
        self._language = language
        self._drafts: dict[str, SceneDraft] = {}
        self._imported: Scene | None = None
        self._shown = ""
        self.files: QFileDialog | None = None
        self.list = SceneList(theme, language, self)
        self.list.show_scenes(library.scenes, self._drafts)
        self.title = plain_label(self, "headline")
        self.origin = plain_label(self, "secondary")
        self.notice = Notice(theme, icons, self)
        shown = draft_of(library.scenes[self.list.current])
        self.form = SceneForm(theme, icons, language, shown, self)
        self.trial = TrialCard(theme, icons, language, self)
        self.question = ConfirmBar(self)
        self.copy = self._button(self.tr("Make a copy"), self._copy)
        self.export = self._button(self.tr("Export…"), self._ask_export)
        self.remove = self._button("", self._ask_remove)
        self.import_ = self._button(self.tr("Import…"), self._ask_import)
        self.save = self._button(self.tr("Save"), self._save)
        self.save.setProperty("kind", "primary")
        self.discard = self._button(self.tr("Discard"), self._discard)
        self.back = self._button(self.tr("Back to the chat"), self.request_close)
        self.page = ScrollPage(COLUMN_WIDTH, self)
        self._arrange()
        self.list.chosen.connect(self._choose)
        self.form.edited.connect(self._keep)
        self.form.language_chosen.connect(self.trial.show_defaults)
        self.trial.requested.connect(self._try)
        self.question.answered.connect(self._take_answer)
        library.changed.connect(self._refresh)
        library.problem.connect(self._show_problem)
        theme.changed.connect(self._fit_list)
        self._fit_list()
        self._refresh()
        for error in library.errors:
            self.notice.add_error(" ".join(error_sentences(error)))

    @property
    def current(self) -> str:
        """Id of the scene that is shown."""
        return self.list.current

    @property
    def has_changes(self) -> bool:
        """Whether something would be lost with this page."""
        return bool(self._drafts)

    def show_scene(self, id_: str) -> None:
        """Choose this scene."""
        self.list.choose(id_)
        self._choose(id_)

    @Slot()
    def request_close(self) -> None:
        """Leave, after a question where something is not saved; `closed` follows."""
        if not self._drafts:
            self.closed.emit()
            return
        text = self.tr("%n scene(s) have changes that are not saved.", "", len(self._drafts))
        answers = {
            "save_all": self.tr("Save"),
            "discard_all": self.tr("Discard"),
            "stay": self.tr("Stay here"),
        }
        self.question.ask(text, answers, proposed="save_all")

    @Slot(int, object)
    def show_trial(self, index: int, mood: Mood) -> None:
        """The verdict on one of the texts of `trial_requested`."""
        self.trial.show_mood(index, mood)

    @Slot(object)
    def end_trial(self, error: KnownError | None) -> None:
        """No more verdicts come; error: why, None where all have come."""
        self.trial.end(error)

    @Slot()
    def _refresh(self) -> None:
        """The library holds other scenes now."""
        scenes = self._library.scenes
        self._drafts = {id_: draft for id_, draft in self._drafts.items() if id_ in scenes}
        self.list.show_scenes(scenes, self._drafts)
        self._show_current()

    @Slot(str)
    def _choose(self, id_: str) -> None:
        self.notice.hide()
        self._show_current()
        self.page.verticalScrollBar().setValue(0)

    def _show_current(self) -> None:
        id_ = self.current
        draft = self._drafts.get(id_) or draft_of(self._library.scenes[id_])
        self.form.show_draft(draft)
        if id_ != self._shown:
            self._shown = id_
            self.trial.clear()
        self.trial.show_defaults(self.form.language)
        self._show_state()

    def _show_state(self) -> None:
        id_ = self.current
        origin = self._library.origin(id_)
        self.title.setText(wording.by_language(self._library.scenes[id_].name, self._language))
        self.origin.setText(
            {
                Origin.BUILT_IN: self.tr("Ships with the program. What you change is your copy."),
                Origin.CHANGED: self.tr("Ships with the program, changed by you."),
                Origin.OWN: self.tr("Your own scene."),
            }[origin]
        )
        self.remove.setVisible(origin is not Origin.BUILT_IN)
        changed = origin is Origin.CHANGED
        self.remove.setText(self.tr("Back to the original") if changed else self.tr("Delete…"))
        for button in (self.save, self.discard):
            button.setEnabled(id_ in self._drafts)

    @Slot()
    def _keep(self) -> None:
        """Keep what stands in the form as the scene's draft."""
        id_ = self.current
        draft = self.form.draft()
        before = id_ in self._drafts
        if draft == draft_of(self._library.scenes[id_]):
            self._drafts.pop(id_, None)
        else:
            self._drafts[id_] = draft
        if before != (id_ in self._drafts):
            self.list.show_scenes(self._library.scenes, self._drafts)
            self._show_state()

    def _checked(self) -> Scene | None:
        """The scene in the form; None where it is not sound, which the form then says."""
        scene = scene_of(self.form.draft())
        try:
            check_scene(scene)
        except KnownError as error:
            place = self.form.show_problem(error)
            # a note that has just appeared has no place yet
            QCoreApplication.sendPostedEvents()
            self.page.ensureWidgetVisible(place, 0, SPACE_XL)
            return None
        return scene

    @Slot()
    def _save(self) -> bool:
        scene = self._checked()
        if scene is None:
            return False
        draft = self._drafts.pop(scene.id, None)
        if self._library.save(scene):
            self.notice.show_text(self.tr("Saved."), Tone.SUCCESS)
            return True
        if draft is not None:
            self._drafts[scene.id] = draft
        return False

    @Slot()
    def _discard(self) -> None:
        self._drafts.pop(self.current, None)
        self._refresh()

    @Slot()
    def _try(self) -> None:
        texts = self.trial.texts()
        if self.trial.running or not texts:
            return
        scene = self._checked()
        if scene is not None:
            self.trial.begin(scene)
            self.trial_requested.emit(scene, texts)

    @Slot()
    def _copy(self) -> None:
        scene = self._checked()
        if scene is None:
            return
        templates = {"zh": "{name}（副本）", "en": "{name} (copy)"}
        name = {
            code: templates[code].format(name=text) if code in LANGUAGES else text
            for code, text in scene.name.items()
        }
        id_ = self._library.duplicate(scene, name)
        if id_ is not None:
            self.show_scene(id_)

    @Slot()
    def _ask_remove(self) -> None:
        name = self.title.text()
        if self._library.origin(self.current) is Origin.CHANGED:
            text = self.tr("Give up your version of {name}?")
            answers = {"remove": self.tr("Back to the original")}
        else:
            text = self.tr("Delete the scene {name} from this computer?")
            answers = {"remove": self.tr("Delete")}
        answers["keep"] = self.tr("Keep it")
        self.question.ask(text.format(name=name), answers, proposed="keep")

    @Slot()
    def _ask_import(self) -> None:
        self.files = open_dialog(self, self.tr("Import a scene"), self.tr("Scenes (*.toml)"))
        self.files.fileSelected.connect(self.import_file)
        self.files.open()

    @Slot(str)
    def import_file(self, path: str) -> None:
        """Take in a scene file; asks where there is a scene of its id already."""
        imported = self._library.import_file(Path(path))
        if imported is None:
            return
        if not imported.clash:
            self.show_scene(imported.scene.id)
            return
        self._imported = imported.scene
        there = wording.by_language(self._library.scenes[imported.scene.id].name, self._language)
        answers = {
            "both": self.tr("Keep both"),
            "replace": self.tr("Replace it"),
            "cancel": self.tr("Cancel"),
        }
        text = self.tr("There is a scene with the id {id} already: {name}.")
        self.question.ask(text.format(id=imported.scene.id, name=there), answers, proposed="both")

    @Slot()
    def _ask_export(self) -> None:
        title, kinds = self.tr("Export the scene"), self.tr("Scenes (*.toml)")
        self.files = save_dialog(self, title, kinds, file_name(self.current))
        self.files.fileSelected.connect(self.export_file)
        self.files.open()

    @Slot(str)
    def export_file(self, path: str) -> None:
        """Write the scene, as it is saved, to this file."""
        if self._library.export(self.current, Path(path)):
            self.notice.show_text(self.tr("Exported to {path}").format(path=path), Tone.SUCCESS)

    @Slot(str)
    def _take_answer(self, answer: str) -> None:
        imported, self._imported = self._imported, None
        match answer:
            case "save_all":
                self._save_all()
            case "discard_all":
                self._drafts.clear()
                self._refresh()
                self.closed.emit()
            case "remove":
                self._drafts.pop(self.current, None)
                self._library.remove(self.current)
            case "replace" if imported is not None:
                self._drafts.pop(imported.id, None)
                if self._library.save(imported):
                    self.show_scene(imported.id)
            case "both" if imported is not None:
                id_ = self._library.add(imported)
                if id_ is not None:
                    self.show_scene(id_)
            case _:
                self.list.setFocus()

    def _save_all(self) -> None:
        for id_ in list(self._drafts):
            self.show_scene(id_)
            if not self._save():
                return
        self.closed.emit()

    @Slot(object)
    def _show_problem(self, error: KnownError) -> None:
        self.notice.show_text("\n".join(error_sentences(error)))
        self.page.verticalScrollBar().setValue(0)

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.clicked.connect(act)
        return button

    @Slot()
    def _fit_list(self) -> None:
        self.list.setFixedWidth(min(self._theme.px(_LIST_PX), round(self.width() * _LIST_SHARE)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_list()

    def _arrange(self) -> None:
        side = QVBoxLayout()
        side.setContentsMargins(SPACE_M, SPACE_L, 0, SPACE_M)
        side.setSpacing(SPACE_S)
        side.addWidget(self.list, 1)
        side.addWidget(self.import_)
        about = QWidget(self)
        row = FlowLayout(SPACE_S, about)
        for button in (self.copy, self.export, self.remove):
            row.addWidget(button)
        column = self.page.column
        column.add_space(SPACE_M)
        for widget in (self.title, self.origin, about, self.notice):
            column.add(widget)
        column.add_space(SPACE_S)
        column.add(self.form)
        column.add(self.trial)
        column.add_space(SPACE_L)
        column.add_stretch()
        bottom = QHBoxLayout()
        bottom.setSpacing(SPACE_S)
        for button in (self.save, self.discard):
            bottom.addWidget(button)
        bottom.addStretch(1)
        bottom.addWidget(self.back)
        line = QFrame(self)
        line.setProperty("kind", "line")
        line.setFixedHeight(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(SPACE_XL, SPACE_S, SPACE_XL, SPACE_M)
        foot.setSpacing(SPACE_S)
        foot.addWidget(self.question)
        foot.addLayout(bottom)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.page, 1)
        right.addWidget(line)
        right.addLayout(foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(side)
        whole.addLayout(right, 1)
