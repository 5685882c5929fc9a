"""Which messages and which year the journal shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.core.history.journal import JournalFilter
from desktop_app.core.history.records import Conversation
from desktop_app.core.scenes.scene import Scene
from desktop_app.ui.style.metrics import SPACE_S
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.combo_box import ComboBox
from desktop_app.ui.wording import moods as wording

_MAX_TITLE = 60


class JournalFilters(QWidget):
    """Three choices in a row."""

    changed = Signal()

    def __init__(
        self,
        theme: Theme,
        scenes: Mapping[str, Scene],
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._language = language
        self._listed: list[tuple[str, str]] = []
        self.conversation = ComboBox(theme, self.tr("Conversation"), 22, self)
        self.scene = ComboBox(theme, self.tr("Scene"), 14, self)
        self.year = ComboBox(theme, self.tr("Year"), 6, self)
        self.show_scenes(scenes)
        self.show_conversations(())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self.conversation, 3)
        row.addWidget(self.scene, 2)
        row.addWidget(self.year, 1)
        for choice in (self.conversation, self.scene, self.year):
            choice.currentIndexChanged.connect(self._tell)

    @property
    def which(self) -> JournalFilter:
        return JournalFilter(self.conversation.currentData(), self.scene.currentData())

    @property
    def chosen_year(self) -> int | None:
        """None while there is nothing to choose from."""
        return self.year.currentData()

    def show_scenes(self, scenes: Mapping[str, Scene]) -> None:
        """The choice stays, or goes back to all where its scene is gone."""
        chosen = self.scene.currentData()
        with QSignalBlocker(self.scene):
            self.scene.clear()
            self.scene.addItem(self.tr("All scenes"), None)
            for scene in scenes.values():
                self.scene.addItem(wording.by_language(scene.name, self._language), scene.id)
            self.scene.setCurrentIndex(max(0, self.scene.findData(chosen)))

    def show_conversations(self, conversations: Sequence[Conversation]) -> None:
        """The choice stays, or goes back to all where its conversation is gone."""
        listed = [(one.id, self._title(one)) for one in conversations]
        if listed == self._listed and self.conversation.count():
            return
        self._listed = listed
        chosen = self.conversation.currentData()
        with QSignalBlocker(self.conversation):
            self.conversation.clear()
            self.conversation.addItem(self.tr("All conversations"), None)
            for id_, title in listed:
                self.conversation.addItem(title, id_)
            place = next((i for i, (id_, _) in enumerate(listed, 1) if id_ == chosen), 0)
            self.conversation.setCurrentIndex(place)

    def show_years(self, years: Sequence[int]) -> None:
        """The choice stays, or becomes the first of them."""
        chosen = self.chosen_year
        with QSignalBlocker(self.year):
            self.year.clear()
            for year in years:
                self.year.addItem(str(year), year)
            self.year.setCurrentIndex(years.index(chosen) if chosen in years else 0)

    def _title(self, conversation: Conversation) -> str:
        return " ".join(conversation.title.split())[:_MAX_TITLE] or self.tr("Untitled")

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()
