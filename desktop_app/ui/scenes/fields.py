"""Fields of the scene's form: a caption, a hint, what is typed, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.scenes.scene import COLOUR_ROLES
from desktop_app.ui.style.icons import FACES, Icons
from desktop_app.ui.style.metrics import LINE_PX, RADIUS_CONTROL, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label

_PADDING_PX = 8


class Line(QLineEdit):
    """One line; gives back exactly what it was given until it is typed in."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given = self._shown = ""
        self.setAccessibleName(name)

    def show_value(self, text: str) -> None:
        self._given = text
        self.setText(text)
        self.setCursorPosition(0)
        self._shown = self.text()

    def value(self) -> str:
        return self._given if self.text() == self._shown else self.text()


class Lines(QPlainTextEdit):
    """Several lines; gives back exactly what it was given until it is typed in.

    rows: lines that are seen at once.
    """

    def __init__(self, theme: Theme, name: str, rows: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows = rows
        self._given = self._shown = ""
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        theme.changed.connect(self._refresh)
        self._refresh()

    def show_value(self, text: str) -> None:
        self._given = text
        self.setPlainText(text)
        self._shown = self.toPlainText()

    def value(self) -> str:
        return self._given if self.toPlainText() == self._shown else self.toPlainText()

    @Slot()
    def _refresh(self) -> None:
        colour, radius = self._theme.colour, RADIUS_CONTROL
        frame = f"border-radius: {radius}px; background: {colour('surface').name()};"
        self.setStyleSheet(
            f"QPlainTextEdit {{ {frame} border: 1px solid {colour('border').name()};"
            f" padding: {_PADDING_PX}px; }}"
            f"QPlainTextEdit:focus {{ {frame} border: 2px solid {colour('accent').name()};"
            f" padding: {_PADDING_PX - 1}px; }}"
        )
        # Chinese lines are higher than those of the metrics' own font
        line = max(self.fontMetrics().lineSpacing(), self._theme.px(LINE_PX))
        self.setFixedHeight(line * self._rows + 2 * (_PADDING_PX + 1))


class Field(QWidget):
    """An editor with its caption; a hint stays below the caption, a note comes and goes."""

    def __init__(
        self, caption: str, hint: str, editor: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.caption = plain_label(self, "strong")
        self.hint = plain_label(self, "secondary")
        self.editor = editor
        self.note = plain_label(self, "failure")
        self.note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        for widget in (self.caption, self.hint, editor, self.note):
            column.addWidget(widget)
        self.caption.setBuddy(editor)
        self.caption.setText(caption)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        if hint:
            editor.setAccessibleDescription(hint)

    def show_problem(self, text: str) -> None:
        """Say what is wrong here; "" for nothing."""
        self.note.setText(text)
        self.note.setVisible(bool(text))


class ColourPicker(QWidget):
    """One of the theme's colour roles, each shown by its face too."""

    changed = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._group = QButtonGroup(self)
        names = {
            "positive": self.tr("Good: green, with a smile"),
            "negative": self.tr("Bad: red, with a frown"),
            "unsure": self.tr("Neither: grey, with a straight face"),
        }
        self.buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_XS)
        for role in COLOUR_ROLES:
            button = QToolButton(self)
            button.setCheckable(True)
            button.setAccessibleName(names[role])
            button.setToolTip(names[role])
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._group.addButton(button)
            self.buttons[role] = button
            row.addWidget(button)
        self._group.buttonToggled.connect(self._tell)
        self.setFocusProxy(self.buttons["positive"])
        theme.changed.connect(self._refresh)
        self._refresh()

    def show_value(self, role: str) -> None:
        self.buttons.get(role, self.buttons["unsure"]).setChecked(True)

    def value(self) -> str:
        chosen = (role for role, button in self.buttons.items() if button.isChecked())
        return next(chosen, "unsure")

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()

    @Slot()
    def _refresh(self) -> None:
        size = self._theme.px(22)
        for role, button in self.buttons.items():
            button.setIconSize(QSize(size, size))
            strong = self._theme.mood_colour(role)
            button.setIcon(self._icons.icon(FACES[role], size, strong))
            button.setStyleSheet(
                f"QToolButton:checked {{ background: {self._theme.mood_ground(role).name()};"
                f" border: 2px solid {strong.name()}; }}"
                f"QToolButton:checked:focus {{ border-color: "
                f"{self._theme.colour('accent').name()}; }}"
            )
