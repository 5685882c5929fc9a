"""A model's licence: its name, its text on demand, and whether the person accepts it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.api.model_offers import Offer
from desktop_app.ui.style.metrics import SPACE_S
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.labels import plain_label

_TEXT_HEIGHT = 220


class LicenceView(QWidget):
    """A licence that limits what people may do is to be accepted; others are only shown."""

    accepted_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer: Offer | None = None
        self.name = plain_label(self, "soft")
        self.read = QPushButton(self.tr("Read the licence"), self)
        self.read.setProperty("kind", "link")
        self.read.setCheckable(True)
        self.read.toggled.connect(self._show_text)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setProperty("kind", "document")
        self.text.setFixedHeight(_TEXT_HEIGHT)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Text of the licence"))
        self.text.hide()
        self.accept = CheckBox(self)
        self.accept.toggled.connect(self.accepted_changed)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.name, 1)
        row.addWidget(self.read)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addLayout(row)
        column.addWidget(self.text)
        column.addWidget(self.accept, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to accept."""
        offer = self._offer
        return offer is not None and (not offer.must_accept or self.accept.isChecked())

    def show_offer(self, offer: Offer) -> None:
        if self._offer is not None and offer.name == self._offer.name:
            return
        self._offer = offer
        self.accept.setChecked(False)
        self.read.setChecked(False)
        if offer.licence:
            self.name.setText(self.tr("Licence: {licence}").format(licence=offer.licence))
        else:
            text = self.tr("Licence: see {repo}; this program does not know it.")
            self.name.setText(text.format(repo=offer.repo))
        self.read.setVisible(bool(offer.licence_text))
        self.text.setPlainText(offer.licence_text)
        self.accept.setVisible(offer.must_accept)
        text = self.tr("I accept the {licence}").format(licence=offer.licence)
        self.accept.setText(text.replace("&", "&&"))

    @Slot(bool)
    def _show_text(self, shown: bool) -> None:
        self.text.setVisible(shown)
        self.read.setText(self.tr("Hide the licence") if shown else self.tr("Read the licence"))
