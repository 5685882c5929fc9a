"""The line above the conversation: its title, the scene, and the mood indicator."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from desktop_app.core.scenes.scene import Scene
from desktop_app.ui.mood.indicator import MoodIndicator
from desktop_app.ui.scenes.picker import ScenePicker
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import HEADER_HEIGHT, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import ElidedLabel

_ROOM_FOR_BARS = 680
_TITLE_ROW = 48


class Header(QFrame):
    """Shows what it is told."""

    sidebar_toggled = Signal()
    back_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        scenes: Mapping[str, Scene],
        scene: Scene,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        """scenes: to choose from; scene: the one being played."""
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self.setObjectName("header")
        self.toggle = QToolButton(self)
        self.toggle.setAccessibleName(self.tr("Show or hide the sidebar"))
        self.toggle.setToolTip(self.tr("Show or hide the sidebar (Ctrl+B)"))
        self.toggle.clicked.connect(self.sidebar_toggled)
        self.back = QToolButton(self)
        self.back.setAccessibleName(self.tr("Back to the chat"))
        self.back.setToolTip(self.tr("Back to the chat (Esc)"))
        self.back.clicked.connect(self.back_requested)
        self.title = ElidedLabel(self)
        self.title.setProperty("tone", "title")
        self.scenes = ScenePicker(theme, language, self)
        self.indicator = MoodIndicator(theme, icons, scene, language, self)

        words = QVBoxLayout()
        words.setSpacing(3)
        words.addStretch(1)
        title = QHBoxLayout()
        # in line with the words of the scene, whose button has a frame
        title.setContentsMargins(SPACE_S, 0, 0, 0)
        title.addWidget(self.title)
        words.addLayout(title)
        # a widget of fixed width would hold the whole column to its own
        words.addWidget(self.scenes, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, 0, SPACE_XL, 0)
        row.setSpacing(SPACE_XS)
        row.addWidget(self.toggle)
        row.addWidget(self.back)
        row.addLayout(words, 1)
        row.addSpacing(SPACE_M)
        row.addWidget(self.indicator)
        theme.changed.connect(self._refresh)
        self._refresh()
        self.set_scene(scenes, scene)

    def set_scene(self, scenes: Mapping[str, Scene], scene: Scene) -> None:
        """Other scenes to choose from, or another one that is played."""
        self.scenes.set_scenes(scenes)
        self.scenes.set_current(scene.id)
        self.indicator.set_scene(scene)

    def set_chat(self, shown: bool) -> None:
        """Whether what belongs to a conversation is shown beside the title, or the way back."""
        self.scenes.setVisible(shown)
        self.indicator.setVisible(shown)
        self.back.setVisible(not shown)
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.indicator.set_compact(self.width() < self._theme.px(_ROOM_FOR_BARS))

    @Slot()
    def _refresh(self) -> None:
        self._fit_height()
        size = self._theme.px(20)
        for button, name in ((self.toggle, "sidebar"), (self.back, "back")):
            button.setIconSize(QSize(size, size))
            button.setIcon(self._icons.icon(name, size, self._theme.colour("secondary")))

    def _fit_height(self) -> None:
        """Where the text is large, a title alone leaves its page the indicator's room."""
        needed = self._theme.px(_TITLE_ROW if self.scenes.isHidden() else HEADER_HEIGHT)
        self.setFixedHeight(max(HEADER_HEIGHT, needed))
