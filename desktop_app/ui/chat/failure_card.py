"""Why there is no model, what that means and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.errors import KnownError
from desktop_app.shell.inference.status import NO_MODEL
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_L, SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.flow_layout import FlowLayout
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.widgets.round_icon import RoundIcon
from desktop_app.ui.wording.errors import error_sentences

_FACE_PX = 40


class FailureCard(QFrame):
    """Why there is no model, what that means, what to do; and a button to try again."""

    retry_requested = Signal()
    repair_requested = Signal()
    models_requested = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.what = plain_label(self, "strong")
        self.rest = plain_label(self, "soft")
        self.retry = QPushButton(self.tr("Try again"), self)
        self.retry.setProperty("kind", "primary")
        self.retry.clicked.connect(self.retry_requested)
        self.repair = QPushButton(self.tr("Repair the model"), self)
        self.repair.setToolTip(self.tr("Fetch only what is damaged"))
        self.repair.clicked.connect(self.repair_requested)
        self.repair.hide()
        self.models = QPushButton(self.tr("Get a model"), self)
        self.models.clicked.connect(self.models_requested)
        buttons = FlowLayout(SPACE_S)
        for button in (self.retry, self.repair, self.models):
            buttons.addWidget(button)
        words = QVBoxLayout()
        words.setSpacing(SPACE_S)
        words.addWidget(self.what)
        words.addWidget(self.rest)
        words.addSpacing(SPACE_XS)
        words.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        row.setSpacing(SPACE_L)
        row.addWidget(
            RoundIcon(theme, icons, "negative", _FACE_PX, self), 0, Qt.AlignmentFlag.AlignTop
        )
        row.addLayout(words, 1)

    def _put_first(self, lacks_model: bool) -> None:
        """Where there is no model, trying again is of no use: getting one is."""
        self.retry.setVisible(not lacks_model)
        self.models.setText(self.tr("Get the model") if lacks_model else self.tr("Get a model"))
        kind = "primary" if lacks_model else ""
        if self.models.property("kind") != kind:
            self.models.setProperty("kind", kind)
            self.models.style().unpolish(self.models)
            self.models.style().polish(self.models)

    def show_error(self, error: KnownError) -> None:
        sentences = error_sentences(error)
        self.what.setText(sentences[0] if sentences else "")
        self._put_first(lacks_model=error.code == NO_MODEL)
        self.rest.setText("\n".join(sentences[1:]))
        self.rest.setVisible(len(sentences) > 1)
        self.setAccessibleName(" ".join(sentences))
