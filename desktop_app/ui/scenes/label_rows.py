"""The labels of a scene in its form: one to six, each with an emoji, words, an id and a colour."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop_app.core.scenes.scene import COLOUR_ROLES, MAX_LABELS, Label
from desktop_app.ui.scenes.fields import ColourPicker, Line
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label

_EMOJI_PX, _ID_PX = 58, 150


class LabelRow(QWidget):
    """One label."""

    edited = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._label = Label("", "", "unsure", {})
        self.emoji = self._line(self.tr("Emoji"))
        self.words = {
            "zh": self._line(self.tr("Word in Chinese")),
            "en": self._line(self.tr("Word in English")),
        }
        self.id = self._line(self.tr("Id, in files and on the command line"))
        self.colour = ColourPicker(theme, icons, self)
        self.colour.changed.connect(self.edited)
        self.remove = QToolButton(self)
        self.remove.clicked.connect(self.removed)
        self.note = plain_label(self, "failure")
        self.note.hide()
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(SPACE_S)
        first.addWidget(self.emoji)
        for word in self.words.values():
            first.addWidget(word, 1)
        second.addWidget(self.id)
        second.addWidget(self.colour)
        second.addStretch(1)
        second.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE_S)
        column.setSpacing(SPACE_XS)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.note)
        theme.changed.connect(self._refresh)
        self._refresh()

    def show_label(self, label: Label, place: int) -> None:
        """place: from 1, to tell the rows apart."""
        self._label = label
        self.emoji.show_value(label.emoji)
        self.id.show_value(label.id)
        for code, line in self.words.items():
            line.show_value(label.word.get(code, ""))
        self.colour.show_value(label.colour)
        self.setAccessibleName(self.tr("Label {number}").format(number=place))
        text = self.tr("Remove label {number}").format(number=place)
        self.remove.setAccessibleName(text)
        self.remove.setToolTip(text)

    def label(self) -> Label:
        """As it stands here, sound or not."""
        words = {code: line.value() for code, line in self.words.items()}
        colour = self.colour.value()
        return Label(self.id.value(), self.emoji.value(), colour, {**self._label.word, **words})

    def show_problem(self, text: str, key: str) -> None:
        """key: of the label's table, such as "emoji", or a language."""
        self.note.setText(text)
        self.note.setVisible(bool(text))
        if text:
            lines = {"emoji": self.emoji, "id": self.id, **self.words}
            lines.get(key, self.words["en"]).setFocus()

    def _line(self, name: str) -> Line:
        line = Line(name, self)
        line.setPlaceholderText(name)
        line.setToolTip(name)
        line.textEdited.connect(self.edited)
        return line

    @Slot()
    def _refresh(self) -> None:
        self.emoji.setFixedWidth(self._theme.px(_EMOJI_PX))
        self.id.setFixedWidth(self._theme.px(_ID_PX))
        size = self._theme.px(16)
        self.remove.setIconSize(QSize(size, size))
        self.remove.setIcon(self._icons.icon("close", size, self._theme.colour("secondary")))


class LabelRows(QWidget):
    """All labels of a scene."""

    edited = Signal()
    added = Signal()
    removed = Signal(int)
    """Where the label stood."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self.rows: list[LabelRow] = []
        self.add = QPushButton(self.tr("Add a label"), self)
        self.add.clicked.connect(self._add)
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE_S)
        bottom = QHBoxLayout()
        bottom.addWidget(self.add)
        bottom.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._column)
        column.addLayout(bottom)

    def show_labels(self, labels: Sequence[Label]) -> None:
        while len(self.rows) > len(labels):
            self._drop(self.rows[-1])
        while len(self.rows) < len(labels):
            row = LabelRow(self._theme, self._icons, self)
            row.edited.connect(self.edited)
            row.removed.connect(self._remove)
            self.rows.append(row)
            self._column.addWidget(row)
        for place, (row, label) in enumerate(zip(self.rows, labels, strict=True), 1):
            row.show_label(label, place)
        self._count()

    def labels(self) -> tuple[Label, ...]:
        return tuple(row.label() for row in self.rows)

    @Slot()
    def _add(self) -> None:
        used = {label.id for label in self.labels()}
        free = (f"label_{n}" for n in range(1, MAX_LABELS + 2))
        new = Label(next(id_ for id_ in free if id_ not in used), "", COLOUR_ROLES[-1], {})
        self.show_labels([*self.labels(), new])
        self.rows[-1].emoji.setFocus()
        self.added.emit()

    @Slot()
    def _remove(self) -> None:
        place = next(n for n, row in enumerate(self.rows) if row is self.sender())
        self._drop(self.rows[place])
        self.show_labels(self.labels())
        self.add.setFocus()
        self.removed.emit(place)

    def _drop(self, row: LabelRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _count(self) -> None:
        self.add.setEnabled(len(self.rows) < MAX_LABELS)
        for row in self.rows:
            row.remove.setEnabled(len(self.rows) > 1)
