"""Ten messages to try a scene's judge on, with the verdict beside each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.errors import KnownError
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import Scene
from desktop_app.ui.mood.chip import MoodChip
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_L, SPACE_S
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.wording import moods as wording
from desktop_app.ui.wording.errors import error_sentences

MESSAGES = 10

DEFAULTS = {
    "zh": (
        "太好了，终于弄好了！",
        "我已经等了一个小时了。",
        "请问什么时候开门？",
        "这个怎么又坏了？",
        "谢谢，帮了我大忙。",
        "我怎么也弄不明白。",
        "今天比昨天顺利多了。",
        "说了三遍，还是没有人理我。",
        "我们接着往下吧。",
        "算了，我放弃了。",
    ),
    "en": (
        "Great, it works at last!",
        "I have been waiting for an hour.",
        "What time do you open?",
        "Why is it broken again?",
        "Thank you, that helped me a lot.",
        "I just don't understand it.",
        "Today went much better than yesterday.",
        "I said it three times and nobody listens.",
        "Let's go on to the next one.",
        "Never mind, I give up.",
    ),
}
"""Messages that say something to most judges, by language."""


class TrialCard(QFrame):
    """Emits what is to be tried; shows the verdicts as they come."""

    requested = Signal()

    def __init__(
        self, theme: Theme, icons: Icons, language: str, parent: QWidget | None = None
    ) -> None:
        """language: of the window, for the verdicts' words."""
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._language = language
        self._scene: Scene | None = None
        self._tried: list[int] = []
        self._defaults: tuple[str, ...] = ()
        head = plain_label(self, "title")
        head.setText(self.tr("Try it on ten messages"))
        hint = plain_label(self, "secondary")
        hint.setText(self.tr("The scene is judged as it stands in the form, saved or not."))
        self.lines: list[QLineEdit] = []
        self.chips: list[MoodChip] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(*(SPACE_L,) * 4)
        column.setSpacing(SPACE_S)
        column.addWidget(head)
        column.addWidget(hint)
        rows = QGridLayout()
        rows.setSpacing(SPACE_S)
        rows.setColumnStretch(0, 1)
        column.addLayout(rows)
        for place in range(1, MESSAGES + 1):
            line, chip = QLineEdit(self), MoodChip(theme, icons, self)
            line.setAccessibleName(self.tr("Message {number}").format(number=place))
            line.textEdited.connect(self._forget)
            line.returnPressed.connect(self.requested)
            chip.hide()
            self.lines.append(line)
            self.chips.append(chip)
            rows.addWidget(line, place, 0)
            rows.addWidget(chip, place, 1, Qt.AlignmentFlag.AlignLeft)
        self.button = QPushButton(self.tr("Judge them"), self)
        self.button.clicked.connect(self.requested)
        self.note = plain_label(self, "failure")
        self.note.hide()
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.note)

    @property
    def running(self) -> bool:
        return self._scene is not None and not self.button.isEnabled()

    def show_defaults(self, code: str) -> None:
        """Propose messages in this language where the person has not written other ones."""
        if tuple(line.text() for line in self.lines) in (self._defaults, ("",) * MESSAGES):
            self._defaults = DEFAULTS[code]
            for line, text in zip(self.lines, self._defaults, strict=True):
                line.setText(text)
                line.setCursorPosition(0)
            self.clear()

    def texts(self) -> tuple[str, ...]:
        """The messages that are not blank."""
        return tuple(line.text() for line in self.lines if line.text().strip())

    def begin(self, scene: Scene) -> None:
        """Wait for the verdicts of `texts()`, given with this scene."""
        self.clear()
        self._scene = scene
        self._tried = [n for n, line in enumerate(self.lines) if line.text().strip()]
        for place in self._tried:
            self.chips[place].show_progress("…")
            self.chips[place].show()
        self.button.setEnabled(False)
        self.button.setText(self.tr("Judging…"))

    def show_mood(self, index: int, mood: Mood) -> None:
        """index: of the message among `texts()` when the trial began."""
        if self._scene is None or not 0 <= index < len(self._tried):
            return
        scene, chip = self._scene, self.chips[self._tried[index]]
        text = wording.mood_chip(scene, mood, self._language)
        line = wording.mood_line(scene, mood, self._language)
        chip.show_mood(text, wording.mood_look(scene, mood), line)
        chip.show()

    def end(self, error: KnownError | None) -> None:
        """No more verdicts come. error: why."""
        self.button.setEnabled(True)
        self.button.setText(self.tr("Judge them"))
        for chip in self.chips:
            if chip.text() == "…":
                chip.hide()
        if error is not None:
            self.note.setText("\n".join(error_sentences(error)))
            self.note.show()

    def clear(self) -> None:
        """Forget the verdicts: they are of another scene or another text."""
        self._scene = None
        self._tried = []
        self.note.hide()
        for chip in self.chips:
            chip.hide()
        self.end(None)

    @Slot()
    def _forget(self) -> None:
        if self.running:
            return
        for line, chip in zip(self.lines, self.chips, strict=True):
            if line is self.sender():
                chip.hide()
