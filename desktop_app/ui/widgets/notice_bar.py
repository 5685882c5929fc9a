"""Something said in passing: what went well leaves by itself, what went wrong stays."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_M
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label

STAYS_MS = 5000
"""How long a success is said."""


class Tone(enum.Enum):
    """What kind of news it is; the value names its look. The gravest comes last."""

    SUCCESS = "success"
    INFO = "info"
    ERROR = "error"


_ICONS = {Tone.SUCCESS: ("check", "positive"), Tone.ERROR: ("frown", "negative")}
_GRAVITY = list(Tone)


@dataclass(frozen=True, slots=True)
class _Line:
    """page: on which it is said, None for every one."""

    text: str
    tone: Tone
    page: object = None


class Notice(QFrame):
    """Lines below each other, in the look of the gravest, that can be put away with a cross.

    A success leaves after STAYS_MS, unless the pointer is over it or the keyboard in it. What is
    not an error belongs to the page on which it was said, and stays there.
    """

    undo_requested = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._said: list[_Line] = []
        self._undo_line = ""
        self._page: object = None
        self.setProperty("kind", "notice")
        self.icon = QLabel(self)
        self.text = plain_label(self, "secondary")
        self.undo = QPushButton(self.tr("Undo"), self)
        self.undo.setProperty("kind", "link")
        self.undo.clicked.connect(self.take_undo_back)
        self.undo.clicked.connect(self.undo_requested)
        self.close_button = QToolButton(self)
        self.close_button.setAccessibleName(self.tr("Dismiss"))
        self.close_button.setToolTip(self.tr("Dismiss"))
        self.close_button.clicked.connect(self.put_away)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(STAYS_MS)
        self.timer.timeout.connect(self._leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, 6, 6, 6)
        row.addWidget(self.icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.undo)
        row.addWidget(self.close_button)
        theme.changed.connect(self._refresh)
        self._show()

    @property
    def tone(self) -> Tone:
        """The gravest of what is shown."""
        return max((line.tone for line in self._shown()), key=_GRAVITY.index, default=Tone.INFO)

    def show_page(self, page: object) -> None:
        """Another page is in sight; each of them keeps what was said on it."""
        self._page = page
        self._show()

    def show_text(self, text: str, tone: Tone = Tone.ERROR) -> None:
        """Say this instead of what was said before."""
        self._said = []
        self._undo_line = ""
        self._say(text, tone)

    def offer_undo(self, text: str) -> None:
        """Say what was done, with a way back; what was done before it has none any more."""
        self._said = [line for line in self._said if line.text != self._undo_line]
        self._undo_line = text
        self._say(text, Tone.SUCCESS)

    @Slot(str)
    def add_text(self, text: str) -> None:
        """Say this below what has not been put away yet."""
        self._say(text, Tone.INFO)

    @Slot(str)
    def add_success(self, text: str) -> None:
        """The same of something that went well."""
        self._say(text, Tone.SUCCESS)

    @Slot(str)
    def add_error(self, text: str) -> None:
        """The same of something that went wrong, on every page."""
        self._say(text, Tone.ERROR)

    def take_back(self, text: str) -> None:
        """This is no longer so."""
        gone = text.split("\n")
        self._said = [line for line in self._said if line.text not in gone]
        self._show()

    @Slot()
    def take_undo_back(self) -> None:
        """There is no way back any more, or it was gone."""
        self.take_back(self._undo_line)

    @Slot()
    def put_away(self) -> None:
        """The person has read all that is shown."""
        shown = self._shown()
        self._said = [line for line in self._said if line not in shown]
        self._show()

    def _say(self, text: str, tone: Tone) -> None:
        known = {line.text for line in self._said}
        page = None if tone is Tone.ERROR else self._page
        lines = [line for line in dict.fromkeys(text.split("\n")) if line and line not in known]
        self._said += [_Line(line, tone, page) for line in lines]
        if tone is Tone.SUCCESS:
            self.timer.start()
        self._show()

    def _shown(self) -> list[_Line]:
        return [line for line in self._said if line.page in (None, self._page)]

    def _show(self) -> None:
        lines = [line.text for line in self._shown()]
        if self._undo_line not in [line.text for line in self._said]:
            self._undo_line = ""
        self.undo.setVisible(bool(self._undo_line) and self._undo_line in lines)
        text = "\n".join(lines)
        self.text.setText(text)
        self.setAccessibleName(text)
        if self.property("tone") != self.tone.value:
            self.setProperty("tone", self.tone.value)
            self.style().unpolish(self)
            self.style().polish(self)
        self._refresh()
        self.setVisible(bool(text))

    @Slot()
    def _leave(self) -> None:
        keyboard = self.undo.hasFocus() or self.close_button.hasFocus()
        if self.isVisible() and (self.underMouse() or keyboard):
            self.timer.start()
            return
        self._said = [line for line in self._said if line.tone is not Tone.SUCCESS]
        self._show()

    @Slot()
    def _refresh(self) -> None:
        size = self._theme.px(14)
        self.close_button.setIconSize(QSize(size, size))
        icon = self._icons.icon("close", size, self._theme.colour("secondary"))
        self.close_button.setIcon(icon)
        name, colour = _ICONS.get(self.tone, ("note", "unsure"))
        side = self._theme.px(16)
        self.icon.setPixmap(self._icons.pixmap(name, side, self._theme.mood_colour(colour)))
