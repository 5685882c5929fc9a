"""A message being edited in its place, to be sent again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.style.metrics import SPACE_L, SPACE_M, SPACE_S
from desktop_app.ui.widgets.focus import claims_escape
from desktop_app.ui.widgets.growing_text_edit import GrowingTextEdit
from desktop_app.ui.widgets.labels import plain_label


class MessageEditor(QFrame):
    """Enter sends and Escape leaves, as in the composer; Enter is the input method's first."""

    saved = Signal(str)
    """The new text, stripped, never empty."""
    cancelled = Signal()
    grown = Signal()
    """The height that is needed has changed."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "composer")
        self._is_measuring = False
        self.edit = GrowingTextEdit(self)
        self.edit.setAccessibleName(self.tr("Edit the message"))
        self.edit.setPlainText(text)
        self.problem = plain_label(self, "failure")
        self.problem.hide()
        self.save = QPushButton(self.tr("Save and send"), self)
        self.save.setProperty("kind", "primary")
        self.cancel = QPushButton(self.tr("Cancel"), self)
        for widget in (self.edit, self.save, self.cancel):
            widget.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_M, SPACE_M)
        column.setSpacing(SPACE_M)
        column.addWidget(self.problem)
        column.addWidget(self.edit)
        column.addLayout(row)
        self.edit.submitted.connect(self._save)
        self.edit.textChanged.connect(self._changed)
        self.edit.long_text_offered.connect(self._refuse)
        size_changed = self.edit.document().documentLayout().documentSizeChanged
        size_changed.connect(self._tell_grown)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.cancelled)
        self.setFocusProxy(self.edit)

    def controls(self) -> list[QWidget]:
        """What Tab walks through."""
        return [widget for widget in (self.edit, self.cancel, self.save) if widget.isEnabled()]

    def height_for(self, width: int) -> int:
        """Height in px within `width` px."""
        self._is_measuring = True
        self.resize(width, self.height())
        # the first gives the text its width, the second heeds the height that it takes then
        self._column.activate()
        self._column.activate()
        self._is_measuring = False
        return self._column.totalMinimumSize().height()

    def event(self, event: QEvent) -> bool:
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _save(self) -> None:
        text = self.edit.text().strip()
        if text:
            self.saved.emit(text)

    @Slot()
    def _refuse(self) -> None:
        self.problem.setText(
            self.tr("This text is too long to be edited. Send it as a new message.")
        )
        self.problem.show()
        self.grown.emit()

    @Slot()
    def _changed(self) -> None:
        self.save.setEnabled(bool(self.edit.text().strip()))

    @Slot()
    def _tell_grown(self) -> None:
        # GrowingTextEdit heard of it first, so its own height is the new one already
        if not self._is_measuring and self._column.totalMinimumSize().height() != self.height():
            self.grown.emit()
