"""The scenes at the side of the editor, by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop_app.core.scenes.scene import Scene
from desktop_app.ui.style.metrics import RADIUS_CONTROL
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.wording import moods as wording

_ID = Qt.ItemDataRole.UserRole


class SceneList(QListWidget):
    """One is always chosen."""

    chosen = Signal(str)
    """Id of the scene."""

    def __init__(self, theme: Theme, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._language = language
        self.setAccessibleName(self.tr("Scenes"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.currentItemChanged.connect(self._tell)
        theme.changed.connect(self._refresh)
        self._refresh()

    @property
    def current(self) -> str:
        """Id of the chosen scene, "" before there is one."""
        item = self.currentItem()
        return "" if item is None else item.data(_ID)

    def show_scenes(self, scenes: Mapping[str, Scene], unsaved: Collection[str]) -> None:
        """Show these; the chosen one stays where it is still there. Tells nobody."""
        current = self.current
        self.blockSignals(True)
        self.clear()
        for id_, scene in scenes.items():
            name = wording.by_language(scene.name, self._language)
            text = self.tr("{name}\nnot saved").format(name=name) if id_ in unsaved else name
            item = QListWidgetItem(text, self)
            item.setData(_ID, id_)
        self.blockSignals(False)
        self.choose(current if current in scenes else next(iter(scenes), ""))

    def choose(self, id_: str) -> None:
        """Choose a scene without telling anybody."""
        self.blockSignals(True)
        for row in range(self.count()):
            if self.item(row).data(_ID) == id_:
                self.setCurrentRow(row)
        self.blockSignals(False)

    @Slot()
    def _tell(self) -> None:
        if self.current:
            self.chosen.emit(self.current)

    @Slot()
    def _refresh(self) -> None:
        colours = {name: self._theme.colour(name).name() for name in ("text", "hover", "accent")}
        selected = self._theme.mood_ground("unsure").name()
        radius = RADIUS_CONTROL
        self.setStyleSheet(
            "QListWidget { background: transparent; border: none; }"
            f"QListWidget::item {{ color: {colours['text']}; padding: 8px 10px;"
            f" border: 2px solid transparent; border-radius: {radius}px; }}"
            f"QListWidget::item:hover {{ background: {colours['hover']}; }}"
            f"QListWidget::item:selected {{ background: {selected}; color: {colours['text']}; }}"
            f"QListWidget:focus::item:selected {{ border-color: {colours['accent']}; }}"
        )
