"""A question asked in place, with its answers as buttons: never a dialog that traps."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.style.metrics import SPACE_L, SPACE_M, SPACE_S
from desktop_app.ui.widgets.flow_layout import FlowLayout
from desktop_app.ui.widgets.focus import claims_escape
from desktop_app.ui.widgets.labels import plain_label


class ConfirmBar(QFrame):
    """Hidden until it asks; hides itself with the answer. Escape is the last answer."""

    answered = Signal(str)
    """The key of the answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "notice")
        self.question = plain_label(self)
        self.buttons: dict[str, QPushButton] = {}
        self._row = FlowLayout(SPACE_S)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        column.setSpacing(SPACE_S)
        column.addWidget(self.question)
        column.addLayout(self._row)
        self.hide()

    def ask(self, question: str, answers: dict[str, str], proposed: str) -> None:
        """Show the question. answers: key to words; the last one changes nothing."""
        for button in self.buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {}
        self.question.setText(question)
        self.setAccessibleName(question)
        for key, words in answers.items():
            button = QPushButton(words, self)
            button.setProperty("answer", key)
            if key == proposed:
                button.setProperty("kind", "primary")
            button.setAutoDefault(True)
            button.clicked.connect(self._answer)
            self._row.addWidget(button)
            self.buttons[key] = button
        self.show()
        self.buttons[proposed].setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        # the window has a shortcut for Escape, which must not take it from an open question
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.buttons:
            self._end(list(self.buttons)[-1])
        else:
            super().keyPressEvent(event)

    @Slot()
    def _answer(self) -> None:
        self._end(self.sender().property("answer"))

    def _end(self, key: str) -> None:
        self.hide()
        self.answered.emit(key)
