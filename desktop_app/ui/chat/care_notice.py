"""Where to find help, said calmly beside the conversation, which goes on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_L, SPACE_M, SPACE_S
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.widgets.shrinking import ShrinkingScrollArea

# fixed in both languages, whatever the window's is: it answers the language of the message
_WORDS = {
    "zh": (
        "你说的这些，听起来很重。你不必一个人扛着。",
        "中国大陆：心理援助热线 12356；有危险时拨打 120 或 110。\n"
        "在别的地方：请拨打当地的急救电话，或在 findahelpline.com 查找当地的热线。\n"
        "也可以现在就告诉一个你信任的人，请他陪陪你。",
        "这段话是软件固定写好的，没有发给任何人。你可以继续聊。",
    ),
    "en": (
        "What you wrote sounds heavy. You do not have to carry it alone.",
        "In danger now: call your country’s emergency number (112, 911, 999).\n"
        "US: call or text 988. UK and Ireland: Samaritans, 116 123. "
        "Elsewhere: findahelpline.com lists helplines by country.\n"
        "You can also tell someone you trust, right now, and ask them to stay with you.",
        "These words are fixed in the program and were sent to nobody. You can go on writing.",
    ),
}
_CLOSE = {"zh": "收起", "en": "Close"}


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

    def show_for(self, language: str) -> None:
        """Say it in "zh" or "en": the language that the message was written in."""
        heart, help_, small = _WORDS[language]
        self.heart.setText(heart)
        self.help.setText(help_)
        self.small.setText(small)
        self.setAccessibleName(heart)
        self.setAccessibleDescription(help_)
        self.close_button.setAccessibleName(_CLOSE[language])
        self.close_button.setToolTip(_CLOSE[language])
        self.show()
        announcement = QAccessibleAnnouncementEvent(self, f"{heart}\n{help_}")
        QAccessible.updateAccessibility(announcement)

    @Slot()
    def _refresh(self) -> None:
        size = self._theme.px(14)
        self.close_button.setIconSize(QSize(size, size))
        icon = self._icons.icon("close", size, self._theme.colour("secondary"))
        self.close_button.setIcon(icon)
