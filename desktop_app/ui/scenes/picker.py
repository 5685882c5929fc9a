"""The scene of the conversation, to choose another one: a small button with a menu."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QStyle, QStyleOptionToolButton, QToolButton, QWidget

from desktop_app.core.scenes.scene import Scene
from desktop_app.ui.style.metrics import SECONDARY_PX, SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.combo_box import paint_chevron
from desktop_app.ui.widgets.text_safety import escape_tooltip
from desktop_app.ui.wording import moods as wording

_ARROW_PX = 12
_LEAST_LETTERS = 8


class ScenePicker(QToolButton):
    """Its text ends in an ellipsis where there is no room."""

    scene_chosen = Signal(str)
    """Id of another scene than the current one."""
    edit_requested = Signal()

    def __init__(self, theme: Theme, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._language = language
        self._scenes: Mapping[str, Scene] = {}
        self._current = ""
        self.actions_by_id: dict[str, QAction] = {}
        self.choices = QMenu(self)
        self.choices.setAccessibleName(self.tr("Scene of this conversation"))
        self._group = QActionGroup(self)
        self._group.triggered.connect(self._choose)
        self.edit = QAction(self.tr("Edit scenes…"), self)
        self.edit.triggered.connect(self.edit_requested)
        # not Qt's own menu of a button, which no screen reader can open
        self.clicked.connect(self._open)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self._refresh)
        self._refresh()

    def set_scenes(self, scenes: Mapping[str, Scene]) -> None:
        """The scenes to choose from, by id."""
        self._scenes = dict(scenes)
        self.choices.clear()
        for action in self.actions_by_id.values():
            self._group.removeAction(action)
            action.deleteLater()
        self.actions_by_id = {}
        for id_ in self._scenes:
            # "&" would make a mnemonic of the letter behind it
            action = QAction(self._name(id_).replace("&", "&&"), self)
            action.setCheckable(True)
            action.setData(id_)
            self._group.addAction(action)
            self.choices.addAction(action)
            self.actions_by_id[id_] = action
        self.choices.addSeparator()
        self.choices.addAction(self.edit)
        self.set_current(self._current)

    def set_current(self, id_: str) -> None:
        """The conversation's scene; it may be one that is no more."""
        self._current = id_
        for other, action in self.actions_by_id.items():
            action.setChecked(other == id_)
        text = self.tr("Scene: {name}").format(name=self._name(id_))
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(escape_tooltip(self.tr("{scene}. Choose another one").format(scene=text)))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return self._size(self._metrics().horizontalAdvance(self.text()))

    def minimumSizeHint(self) -> QSize:
        return self._size(_LEAST_LETTERS * self._metrics().averageCharWidth())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        option.features = QStyleOptionToolButton.ToolButtonFeature.None_
        painter = QPainter(self)
        self.style().drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option, painter, self)
        colour = self._theme.colour("text" if self.underMouse() else "secondary")
        arrow = self._theme.px(_ARROW_PX)
        room = self.width() - 2 * SPACE_S - arrow - SPACE_XS
        text, metrics = self.text(), self._metrics()
        if metrics.horizontalAdvance(text) > room:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(SECONDARY_PX))
        painter.setPen(colour)
        area = self.rect().adjusted(SPACE_S, 0, 0, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
        left = SPACE_S + metrics.horizontalAdvance(text) + SPACE_XS
        paint_chevron(painter, QPointF(left + arrow / 2, self.height() / 2), arrow, colour)

    def _name(self, id_: str) -> str:
        scene = self._scenes.get(id_)
        return id_ if scene is None else wording.by_language(scene.name, self._language)

    def _size(self, text_width: int) -> QSize:
        width = text_width + 2 * SPACE_S + SPACE_XS + self._theme.px(_ARROW_PX)
        return QSize(width, self._metrics().height() + SPACE_S)

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._theme.font(SECONDARY_PX))

    @Slot()
    def _open(self) -> None:
        self.choices.popup(self.mapToGlobal(self.rect().bottomLeft()))

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        id_ = action.data()
        if id_ != self._current:
            # the session says when it is so
            self.set_current(self._current)
            self.scene_chosen.emit(id_)

    @Slot()
    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()
