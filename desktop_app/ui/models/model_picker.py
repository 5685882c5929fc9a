"""Another model: those of the catalogue, or any other one by its name."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.api.model_offers import Offer
from desktop_app.core.errors import KnownError
from desktop_app.ui.style.metrics import SPACE_S
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.wording import downloads as download_wording
from desktop_app.ui.wording.errors import error_sentences


class ModelPicker(QWidget):
    """Chooses what the panel offers; nothing is downloaded by it."""

    chosen = Signal(str)
    """Name of an offer."""
    typed = Signal(str)
    """A name to be looked up: "owner/name[@revision]"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE_S)
        self.name = QLineEdit(self)
        self.name.setPlaceholderText(self.tr("owner/name or owner/name@revision"))
        self.name.setAccessibleName(self.tr("Name of another model"))
        self.name.returnPressed.connect(self._look_up)
        self.look_up = QPushButton(self.tr("Take this model"), self)
        self.look_up.clicked.connect(self._look_up)
        self.note = plain_label(self, "failure")
        self.note.hide()
        own = QHBoxLayout()
        own.addWidget(self.name, 1)
        own.addWidget(self.look_up)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addLayout(self._rows)
        column.addLayout(own)
        column.addWidget(self.note)

    def show_offers(self, offers: tuple[Offer, ...], current: str) -> None:
        for offer in offers:
            if offer.name not in self.choices:
                button = QRadioButton(self)
                button.setProperty("offer", offer.name)
                button.clicked.connect(self._choose)
                self._group.addButton(button)
                self._rows.addWidget(button)
                self.choices[offer.name] = button
            line = download_wording.offer_line(offer)
            text = f"{offer.title} — {line}" if line else offer.title
            self.choices[offer.name].setText(text.replace("&", "&&"))
        if current in self.choices:
            self.choices[current].setChecked(True)
        self.note.hide()

    @Slot(object)
    def show_error(self, error: KnownError) -> None:
        """The name that was typed means nothing."""
        self.note.setText("\n".join(error_sentences(error)))
        self.note.show()

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(self.sender().property("offer"))

    @Slot()
    def _look_up(self) -> None:
        text = self.name.text().strip()
        if text:
            self.typed.emit(text)
