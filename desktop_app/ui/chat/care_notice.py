"""Where to find help, said calmly beside the conversation, which goes on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from desktop_app.core.care.help import Help
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_L, SPACE_M, SPACE_S
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.widgets.shrinking import ShrinkingScrollArea


class CareNotice(QFrame):
    """Hidden until it is needed; takes no focus, stops nothing, can be put away.

    Addresses are plain text: nothing is opened or loaded.
    """

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self.setProperty("kind", "notice")
        self.heart = plain_label(self, "strong")
        self.help = plain_label(self)
        self.small = plain_label(self, "secondary")
        for label in (self.help, self.small):
            # numbers can be copied, with the mouse and with the keyboard
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.close_button = QToolButton(self)
        self.close_button.clicked.connect(self.hide)
        words = QWidget()
        texts = QVBoxLayout(words)
        texts.setContentsMargins(0, 0, 0, 0)
        texts.setSpacing(SPACE_S)
        for label in (self.heart, self.help, self.small):
            texts.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE_M, SPACE_M, SPACE_M)
        row.setSpacing(SPACE_S)
        row.addWidget(ShrinkingScrollArea(words, self), 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._refresh)
        self._refresh()
        self.hide()

    def show_help(self, help_: Help) -> None:
        """In the language that the message was written in, whatever the window's is."""
        lines = [f"{line.place}{help_.colon}{line.reach}" for line in help_.helplines]
        words = "\n".join((*lines, help_.person))
        self.heart.setText(help_.heart)
        self.help.setText(words)
        self.small.setText(help_.note)
        self.setAccessibleName(help_.heart)
        self.setAccessibleDescription(words)
        self.close_button.setAccessibleName(help_.close)
        self.close_button.setToolTip(help_.close)
        self.show()
        announcement = QAccessibleAnnouncementEvent(self, f"{help_.heart}\n{words}")
        QAccessible.updateAccessibility(announcement)

    @Slot()
    def _refresh(self) -> None:
        size = self._theme.px(14)
        self.close_button.setIconSize(QSize(size, size))
        icon = self._icons.icon("close", size, self._theme.colour("secondary"))
        self.close_button.setIcon(icon)
