"""What to export, and as what; the place is chosen afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from desktop_app.shell.chat.chat_store import JSON, MARKDOWN, TEXT
from desktop_app.ui.style.metrics import SPACE_M, SPACE_S, SPACE_XL
from desktop_app.ui.widgets.labels import plain_label

SUFFIXES = {MARKDOWN: ".md", TEXT: ".txt", JSON: ".json"}
_WIDTH = 440
_RADIO_EDGES = 13
"""Of a radio button: frame, padding and the gap before its words, in px."""


@dataclass(frozen=True, slots=True)
class ExportWish:
    """conversation_id: None for all.  title: "" for all.  kind: as Chats.export says."""

    conversation_id: str | None
    title: str
    kind: str


class ExportDialog(QDialog):
    """Stays open beside the window and holds up nothing."""

    wanted = Signal(object)
    """ExportWish; the dialog is closed."""

    def __init__(
        self, conversation_id: str | None, title: str, parent: QWidget | None = None
    ) -> None:
        """conversation_id: the one to propose; None where there is only the choice of all."""
        super().__init__(parent)
        self._conversation_id = conversation_id
        self._title = title
        self.setWindowTitle(self.tr("Export chats"))
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.kinds = QButtonGroup(self)
        self._kind_names = (MARKDOWN, TEXT, JSON)
        self.proceed = QPushButton(self.tr("Choose where…"), self)
        self.proceed.setProperty("kind", "primary")
        self.proceed.setDefault(True)
        self.proceed.clicked.connect(self._proceed)
        cancel = QPushButton(self.tr("Cancel"), self)
        cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        margin = SPACE_XL
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(SPACE_S)
        self._add_scope(column)
        self._add_kinds(column)
        column.addSpacing(SPACE_S)
        privacy = plain_label(self, "secondary")
        privacy.setText(self.tr("The file is not encrypted: whoever can open it can read it."))
        column.addWidget(privacy)
        column.addSpacing(SPACE_S)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.proceed)
        column.addLayout(row)

    def _add_scope(self, column: QVBoxLayout) -> None:
        heading = plain_label(self, "strong")
        heading.setText(self.tr("Which chats"))
        column.addWidget(heading)
        scope = QButtonGroup(self)
        self.one = QRadioButton(self.tr("This chat"), self)
        self.all = QRadioButton(self.tr("All chats, archived ones too; the trash not"), self)
        for button in (self.one, self.all):
            scope.addButton(button)
        has_one = self._conversation_id is not None
        self.one.setVisible(has_one)
        if has_one:
            column.addLayout(self._with_note(self.one, self._title))
        column.addWidget(self.all)
        (self.one if has_one else self.all).setChecked(True)
        column.addSpacing(SPACE_M)

    def _add_kinds(self, column: QVBoxLayout) -> None:
        heading = plain_label(self, "strong")
        heading.setText(self.tr("As what"))
        column.addWidget(heading)
        words = {
            MARKDOWN: (self.tr("Markdown"), self.tr("To read, with headings.")),
            TEXT: (self.tr("Plain text"), self.tr("To read, in any program.")),
            JSON: (
                self.tr("JSON"),
                self.tr("To keep: every version of a message, moods and figures. Can be imported."),
            ),
        }
        for place, kind in enumerate(self._kind_names):
            name, use = words[kind]
            button = QRadioButton(name, self)
            self.kinds.addButton(button, place)
            column.addLayout(self._with_note(button, use))
        self.kinds.button(0).setChecked(True)

    def _with_note(self, button: QRadioButton, text: str) -> QVBoxLayout:
        """The button, and more about it below its words."""
        button.setAccessibleDescription(text)
        note = plain_label(self, "secondary")
        note.setText(text)
        metric = QStyle.PixelMetric.PM_ExclusiveIndicatorWidth
        button.ensurePolished()
        circle = button.style().pixelMetric(metric, None, button)
        note.setContentsMargins(_RADIO_EDGES + circle, 0, 0, 0)
        pair = QVBoxLayout()
        pair.setSpacing(0)
        pair.addWidget(button)
        pair.addWidget(note)
        return pair

    @Slot()
    def _proceed(self) -> None:
        kind = self._kind_names[self.kinds.checkedId()]
        if self.one.isChecked():
            wish = ExportWish(self._conversation_id, self._title, kind)
        else:
            wish = ExportWish(None, "", kind)
        self.accept()
        self.wanted.emit(wish)
