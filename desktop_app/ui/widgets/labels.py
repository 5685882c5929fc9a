"""What stands in the main area beside the conversation: a welcome, a failure, a passing notice."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.errors import KnownError
from desktop_app.core.scenes.scene import AssistantRole
from desktop_app.ui.style import theme as sizes
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.flow_layout import FlowLayout
from desktop_app.ui.widgets.round_icon import RoundFace
from desktop_app.ui.widgets.text_safety import tip
from desktop_app.ui.wording import moods as wording

_FACE_PX, _SMALL_FACE_PX = 44, 40
_SUGGESTIONS_WIDTH = 520


def plain_label(parent: QWidget, tone: str = "") -> QLabel:
    """A wrapping label that shows its text as it is."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if tone:
        label.setProperty("tone", tone)
    return label


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
        room = self.width() - 2 * sizes.SPACE_L
        shown = self.fontMetrics().elidedText(self.said, Qt.TextElideMode.ElideRight, room)
        self.setToolTip("" if shown == self.said else tip(self.said))
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
        faces.setSpacing(sizes.SPACE_M)
        faces.addStretch(1)
        for colour in ("positive", "negative"):
            faces.addWidget(RoundFace(theme, icons, colour, _FACE_PX, self))
        faces.addStretch(1)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(sizes.SPACE_S)
        inner = QWidget(self)
        inner.setMaximumWidth(_SUGGESTIONS_WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(faces)
        column.addSpacing(sizes.SPACE_M)
        column.addWidget(self.greeting)
        column.addSpacing(sizes.SPACE_L)
        column.addLayout(self._buttons)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(inner, 100)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(sizes.SPACE_XL, sizes.SPACE_L, sizes.SPACE_XL, sizes.SPACE_L)
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
            f"font-size: {self._theme.px(sizes.TITLE_PX + 2)}px; font-weight: 600;"
        )


class FailureCard(QFrame):
    """Why there is no model, what that means, what to do; and a button to try again."""

    retry_requested = Signal()
    repair_requested = Signal()
    models_requested = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.what = plain_label(self, "strong")
        self.rest = plain_label(self, "soft")
        self.retry = QPushButton(self.tr("Try again"), self)
        self.retry.setProperty("kind", "primary")
        self.retry.clicked.connect(self.retry_requested)
        self.repair = QPushButton(self.tr("Repair the model"), self)
        self.repair.setToolTip(self.tr("Fetch only what is damaged"))
        self.repair.clicked.connect(self.repair_requested)
        self.repair.hide()
        self.models = QPushButton(self.tr("Get a model"), self)
        self.models.clicked.connect(self.models_requested)
        buttons = FlowLayout(sizes.SPACE_S)
        for button in (self.retry, self.repair, self.models):
            buttons.addWidget(button)
        words = QVBoxLayout()
        words.setSpacing(sizes.SPACE_S)
        words.addWidget(self.what)
        words.addWidget(self.rest)
        words.addSpacing(sizes.SPACE_XS)
        words.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.SPACE_L, sizes.SPACE_L, sizes.SPACE_L, sizes.SPACE_L)
        row.setSpacing(sizes.SPACE_L)
        row.addWidget(
            RoundFace(theme, icons, "negative", _SMALL_FACE_PX, self), 0, Qt.AlignmentFlag.AlignTop
        )
        row.addLayout(words, 1)

    def show_error(self, error: KnownError) -> None:
        sentences = wording.error_sentences(error)
        self.what.setText(sentences[0] if sentences else "")
        self.rest.setText("\n".join(sentences[1:]))
        self.rest.setVisible(len(sentences) > 1)
        self.setAccessibleName(" ".join(sentences))


class Notice(QFrame):
    """Something said in passing, above the composer, that can be put away."""

    undo_requested = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._undo_line = ""
        self.setProperty("kind", "notice")
        self.text = plain_label(self, "secondary")
        self.undo = QPushButton(self.tr("Undo"), self)
        self.undo.setProperty("kind", "link")
        self.undo.clicked.connect(self.take_undo_back)
        self.undo.clicked.connect(self.undo_requested)
        self.close_button = QToolButton(self)
        self.close_button.setAccessibleName(self.tr("Dismiss"))
        self.close_button.setToolTip(self.tr("Dismiss"))
        self.close_button.clicked.connect(self.put_away)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.SPACE_M, 6, 6, 6)
        row.addWidget(self.text, 1)
        row.addWidget(self.undo)
        row.addWidget(self.close_button)
        theme.changed.connect(self._refresh)
        self._refresh()
        self.undo.hide()
        self.hide()

    def show_text(self, text: str) -> None:
        """Say this instead of what was said before."""
        self._undo_line = ""
        self._show_lines(text.split("\n"))

    def offer_undo(self, text: str) -> None:
        """Say what was done, with a way back; what was done before it has none any more."""
        lines = [line for line in self._lines() if line != self._undo_line]
        self._undo_line = text
        self._show_lines([*lines, text])

    @Slot(str)
    def add_text(self, text: str) -> None:
        """Say this below what has not been put away yet."""
        self._show_lines([*self._lines(), *text.split("\n")])

    def take_back(self, text: str) -> None:
        """This is no longer so."""
        gone = text.split("\n")
        self._show_lines([line for line in self._lines() if line not in gone])

    @Slot()
    def take_undo_back(self) -> None:
        """There is no way back any more, or it was gone."""
        self.take_back(self._undo_line)

    @Slot()
    def put_away(self) -> None:
        """The person has read it all."""
        self._show_lines([])

    def _lines(self) -> list[str]:
        return [] if self.isHidden() else self.text.text().split("\n")

    def _show_lines(self, lines: list[str]) -> None:
        text = "\n".join(dict.fromkeys(line for line in lines if line))
        self.undo.setVisible(bool(self._undo_line) and self._undo_line in lines)
        if self.undo.isHidden():
            self._undo_line = ""
        self.text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    @Slot()
    def _refresh(self) -> None:
        size = self._theme.px(14)
        self.close_button.setIconSize(QSize(size, size))
        icon = self._icons.icon("close", size, self._theme.colour("secondary"))
        self.close_button.setIcon(icon)
