"""A conversation that has not begun: the scene's greeting and things to say."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.scenes.scene import AssistantRole
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, TITLE_PX
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.widgets.round_icon import RoundIcon
from desktop_app.ui.widgets.text_safety import escape_tooltip

_FACE_PX = 44


_SUGGESTIONS_WIDTH = 520


class Suggestion(QPushButton):
    """A thing to say; one line, which ends in an ellipsis where there is no room."""

    chosen = Signal(str)

    def __init__(self, said: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.said = said
        self.setProperty("kind", "suggestion")
        self.setAccessibleName(said)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._choose)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - 2 * SPACE_L
        shown = self.fontMetrics().elidedText(self.said, Qt.TextElideMode.ElideRight, room)
        self.setToolTip("" if shown == self.said else escape_tooltip(self.said))
        # "&" would make a mnemonic of the letter behind it
        self.setText(shown.replace("&", "&&"))

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(self.said)


class EmptyChat(QWidget):
    """The scene's greeting and its suggestions, to click."""

    chosen = Signal(str)
    """The text of a suggestion."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.greeting = plain_label(self)
        self.greeting.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.suggestions: list[Suggestion] = []
        faces = QHBoxLayout()
        faces.setSpacing(SPACE_M)
        faces.addStretch(1)
        for colour in ("positive", "negative"):
            faces.addWidget(RoundIcon(theme, icons, colour, _FACE_PX, self))
        faces.addStretch(1)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(SPACE_S)
        inner = QWidget(self)
        inner.setMaximumWidth(_SUGGESTIONS_WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(faces)
        column.addSpacing(SPACE_M)
        column.addWidget(self.greeting)
        column.addSpacing(SPACE_L)
        column.addLayout(self._buttons)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(inner, 100)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        outer.addStretch(2)
        outer.addLayout(row)
        outer.addStretch(3)
        theme.changed.connect(self._refresh)
        self._refresh()

    def show_role(self, role: AssistantRole) -> None:
        """Greet as this role does."""
        said = [button.said for button in self.suggestions]
        if self.greeting.text() == role.greeting and said == list(role.suggestions):
            return
        self.greeting.setText(role.greeting)
        for button in self.suggestions:
            self._buttons.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.suggestions = []
        for text in role.suggestions:
            button = Suggestion(text, self)
            button.chosen.connect(self.chosen)
            self._buttons.addWidget(button)
            self.suggestions.append(button)

    @Slot()
    def _refresh(self) -> None:
        self.greeting.setStyleSheet(
            f"font-size: {self._theme.px(TITLE_PX + 2)}px; font-weight: 600;"
        )
