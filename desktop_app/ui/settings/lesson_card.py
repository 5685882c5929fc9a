"""What the person's corrections have taught the judge, measured; and the way to forget them."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.mood import Lesson
from desktop_app.ui.style.metrics import SPACE_M, SPACE_XS
from desktop_app.ui.widgets.confirm_bar import ConfirmBar
from desktop_app.ui.widgets.labels import plain_label


class LessonCard(QWidget):
    """Says that it is measuring until it is told."""

    forget_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lesson: Lesson | None = None
        self.title = plain_label(self)
        self.title.setText(self.tr("What your corrections have taught the judge"))
        self.count = plain_label(self, "secondary")
        self.rows = [self._row(words) for words in (self.tr("Without them"), self.tr("With them"))]
        self._bars = QWidget(self)
        grid = QGridLayout(self._bars)
        grid.setContentsMargins(0, SPACE_XS, 0, SPACE_XS)
        grid.setHorizontalSpacing(SPACE_M)
        grid.setColumnStretch(1, 1)
        for place, row in enumerate(self.rows):
            for row_place, widget in enumerate(row):
                grid.addWidget(widget, place, row_place)
        self.note = plain_label(self, "secondary")
        self.note.setText(
            self.tr("Each correction is checked by a judge that has learnt from the others alone.")
        )
        self.forget = QPushButton(self.tr("Forget my corrections…"), self)
        self.forget.clicked.connect(self._ask)
        self.question = ConfirmBar(self)
        self.question.answered.connect(self._take_answer)
        buttons = QHBoxLayout()
        buttons.addWidget(self.forget)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        for widget in (self.title, self.count, self._bars, self.note):
            column.addWidget(widget)
        column.addSpacing(SPACE_XS)
        column.addLayout(buttons)
        column.addWidget(self.question)
        self.show_measuring()

    @Slot()
    def show_measuring(self) -> None:
        """The lesson is being measured; what was measured before stays until then."""
        if self._lesson is None:
            self.count.setText(self.tr("Measuring…"))
            self._show_bars(False)
            self.forget.setEnabled(False)

    @Slot(object)
    def show_lesson(self, lesson: Lesson) -> None:
        self._lesson = lesson
        shares = [share for share in (lesson.before, lesson.after) if share is not None]
        measured = len(shares) == len(self.rows)
        self._show_bars(measured)
        self.forget.setEnabled(lesson.corrections > 0)
        if not lesson.corrections:
            self.count.setText(
                self.tr(
                    "Nothing yet. Where a verdict is wrong, click it below your message and say "
                    "what is right: the judge learns from it."
                )
            )
            return
        self.count.setText(self._count(lesson))
        if measured:
            for row, share in zip(self.rows, shares, strict=True):
                self._show_share(row, share, lesson.corrections)

    def _count(self, lesson: Lesson) -> str:
        parts = [self.tr("%n correction(s) in use.", "", lesson.corrections)]
        if lesson.calm:
            parts.append(self.tr("%n of them say(s) that a message is calm.", "", lesson.calm))
        parts.append(self.tr("Judged as you say:"))
        return " ".join(parts)

    def _row(self, words: str) -> tuple[QLabel, QProgressBar, QLabel]:
        label = plain_label(self, "secondary")
        label.setWordWrap(False)
        label.setText(words)
        bar = QProgressBar(self)
        bar.setProperty("kind", "thick")
        bar.setTextVisible(False)
        bar.setRange(0, 1000)
        figure = plain_label(self, "secondary")
        figure.setWordWrap(False)
        return label, bar, figure

    def _show_bars(self, shown: bool) -> None:
        self._bars.setVisible(shown)
        self.note.setVisible(shown)

    def _show_share(self, row: tuple[QLabel, QProgressBar, QLabel], share: float, of: int) -> None:
        label, bar, figure = row
        bar.setValue(round(1000 * share))
        text = self.tr("{right} of {all} ({percent}%)").format(
            right=round(share * of), all=of, percent=round(100 * share)
        )
        figure.setText(text)
        bar.setAccessibleName(f"{label.text()}: {text}")

    @Slot()
    def _ask(self) -> None:
        count = self._lesson.corrections if self._lesson is not None else 0
        self.question.ask(
            self.tr(
                "Forget %n correction(s)? The judge then judges as it came. This can't be undone.",
                "",
                count,
            ),
            {"forget": self.tr("Forget them"), "keep": self.tr("Keep them")},
            proposed="keep",
        )

    @Slot(str)
    def _take_answer(self, answer: str) -> None:
        self.forget.setFocus()
        if answer == "forget":
            self.forget_requested.emit()
