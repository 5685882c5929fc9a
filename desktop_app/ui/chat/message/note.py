"""What is to be said below a message: why it broke off and how to go on, or what its marks mean."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop_app.ui.style import theme as sizes


class MessageNote(QWidget):
    """Hidden while there is nothing to say."""

    way_chosen = Signal()
    """The button was pressed."""

    def __init__(self, at_right: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        if at_right:
            self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.way_on = QPushButton(self)
        self.way_on.setProperty("kind", "link")
        self.way_on.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.way_on.clicked.connect(self.way_chosen)
        self.hide()

    def say(self, words: str, tone: str, way_on: str = "") -> None:
        """words: "" for nothing. tone: of the style sheet. way_on: on the button, "" for none."""
        self.setVisible(bool(words))
        if words != self.words.text():
            self.words.setText(words)
        if self.words.property("tone") != tone:
            self.words.setProperty("tone", tone)
            self.words.style().unpolish(self.words)
            self.words.style().polish(self.words)
        self.way_on.setText(way_on)
        self.way_on.setVisible(bool(way_on))

    def place(self, left: int, top: int, width: int) -> int:
        """Take a place; returns the lower end. All in px."""
        if self.isHidden():
            return top
        height = self.words.heightForWidth(width - sizes.SPACE_XS)
        self.words.setGeometry(sizes.SPACE_XS, 0, width - sizes.SPACE_XS, height)
        if not self.way_on.isHidden():
            hint = self.way_on.sizeHint()
            # at the edge: its own padding puts its words below those above
            self.way_on.setGeometry(0, height + 2, hint.width(), hint.height())
            height += 2 + hint.height()
        gap = 2 if top else 0
        self.setGeometry(left, top + gap, width, height)
        return top + gap + height
