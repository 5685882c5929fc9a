"""The overview of the keys: a page in the place of the chat."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.help.shortcuts import GROUPS, Keys
from desktop_app.ui.style.metrics import COLUMN_WIDTH, SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.widgets.scroll_page import ScrollPage
from desktop_app.ui.widgets.separator import separator

_SEND, _BREAK = "Return", "Ctrl+Return"


class KeysRow(QWidget):
    """What is done, and the keys at the right."""

    def __init__(self, keys: Keys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys = keys
        self.what = plain_label(self)
        self.what.setText(keys.words())
        self.cap = QLabel(self)
        self.cap.setProperty("kind", "key")
        self.cap.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_L)
        row.addWidget(self.what, 1)
        row.addWidget(self.cap)
        self.show_keys(keys.shown())

    def show_keys(self, text: str) -> None:
        self.cap.setText(text)
        self.setAccessibleName(f"{self.what.text()}: {text}")


class ShortcutsPage(ScrollPage):
    """Shows what the list has, and nothing else."""

    left = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        groups: Sequence[tuple[str, Sequence[Keys]]] = GROUPS,
    ) -> None:
        super().__init__(COLUMN_WIDTH, parent)
        self.rows: list[KeysRow] = []
        self.back = QPushButton(self.tr("Back to the chat"), self)
        self.back.clicked.connect(self.left)
        page = self.column
        page.add_space(SPACE_L)
        for title, group in groups:
            heading = plain_label(self, "title")
            heading.setText(QCoreApplication.translate("Shortcuts", title))
            page.add(heading)
            page.add(self._card(heading.text(), group))
            page.add_space(SPACE_M)
        foot = QWidget(self)
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, SPACE_XL)
        row.addWidget(self.back)
        row.addStretch(1)
        page.add(foot)
        page.add_stretch()

    def set_enter_sends(self, enter_sends: bool) -> None:
        """As Settings.enter_sends: which key the line about sending names."""
        for row in self.rows:
            if row.keys.keys == (_SEND,):
                sends = Keys("", (_SEND if enter_sends else _BREAK,), row.keys.what)
                row.show_keys(sends.shown())

    def focus_first(self) -> None:
        """Put the keyboard on the way back, and the page to its top."""
        self.verticalScrollBar().setValue(0)
        self.back.setFocus()

    def _card(self, title: str, group: Sequence[Keys]) -> QFrame:
        card = QFrame(self)
        card.setProperty("kind", "card")
        card.setAccessibleName(title)
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        column.setSpacing(SPACE_S)
        for place, keys in enumerate(group):
            if place:
                column.addWidget(separator(card))
            row = KeysRow(keys, card)
            self.rows.append(row)
            column.addWidget(row)
        return card
