"""A part of the settings page: a heading with a way back to the defaults, and a card of rows."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.errors import KnownError
from desktop_app.core.settings import Settings, default_of
from desktop_app.ui.settings.rows import SettingRow
from desktop_app.ui.style.metrics import SPACE_L, SPACE_M, SPACE_S
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.widgets.separator import separator


class Section(QWidget):
    """Its rows show what is in force; what the person wants goes out as one signal."""

    wanted = Signal(str, object)
    reset_requested = Signal(object)
    """frozenset of the names of the settings in this section."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, SettingRow] = {}
        self._more_names: set[str] = set()
        self._settings: Settings | None = None
        self.setAccessibleName(title)
        self.heading = plain_label(self, "title")
        self.heading.setText(title)
        self.reset = QPushButton(self.tr("Reset"), self)
        self.reset.setProperty("kind", "link")
        self.reset.setAccessibleName(self.tr("Reset: {section}").format(section=title))
        self.reset.setToolTip(self.tr("Give this section its defaults"))
        self.reset.clicked.connect(self._reset)
        self._card = QFrame(self)
        self._card.setProperty("kind", "card")
        self._inside = QVBoxLayout(self._card)
        self._inside.setContentsMargins(SPACE_L, 14, SPACE_L, 14)
        self._inside.setSpacing(SPACE_M)
        line = QHBoxLayout()
        line.addWidget(self.heading, 1)
        line.addWidget(self.reset)
        # the heading stays where it is when the button comes and goes
        line.addStrut(self.reset.sizeHint().height())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addLayout(line)
        column.addWidget(self._card)

    @property
    def names(self) -> frozenset[str]:
        """The settings that stand here."""
        return frozenset(self.rows) | self._more_names

    def add_row(self, row: SettingRow) -> None:
        self.rows[row.name] = row
        row.wanted.connect(self.wanted)
        self.add_widget(row)

    def add_widget(self, widget: QWidget, name: str = "") -> None:
        """Something else below a hairline. name: the setting that it stands for, if any."""
        if self._inside.count():
            self._inside.addWidget(separator(self._card))
        self._inside.addWidget(widget)
        if name:
            self._more_names.add(name)

    def show_settings(self, settings: Settings) -> None:
        """What is in force. A row whose setting is as before keeps what is typed there."""
        before, self._settings = self._settings, settings
        for name, row in self.rows.items():
            if before is None or getattr(before, name) != getattr(settings, name):
                self._show_row(row, settings)
        differs = any(getattr(settings, name) != default_of(name) for name in self.names)
        self.reset.setVisible(differs)

    def show_again(self, names: Iterable[str]) -> None:
        """What is in force for these, instead of what is typed there; other names are ignored."""
        if self._settings is not None:
            for name in self.rows.keys() & names:
                self._show_row(self.rows[name], self._settings)

    def show_refusal(self, name: str, error: KnownError) -> None:
        """Say beside a row why its value can't be."""
        self.rows[name].show_refusal(error)

    def _show_row(self, row: SettingRow, settings: Settings) -> None:
        row.show_value(getattr(settings, row.name))
        row.show_refusal(None)

    @Slot()
    def _reset(self) -> None:
        self.reset_requested.emit(self.names)


class ButtonLine(QWidget):
    """A title, a fact below it, and a button at the right."""

    clicked = Signal()

    def __init__(self, title: str, button: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        label = plain_label(self)
        label.setText(title)
        self.fact = plain_label(self, "secondary")
        self.button = QPushButton(button, self)
        self.button.setAccessibleName(f"{title}: {button}")
        self.button.clicked.connect(self.clicked)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label)
        words.addWidget(self.fact)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_L)
        row.addLayout(words, 1)
        row.addWidget(self.button)

    def show_fact(self, text: str) -> None:
        self.fact.setText(text)
        self.fact.setVisible(bool(text))
