"""What the app is doing, which model speaks, how fast, and in how much memory."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.ui.style.metrics import SECONDARY_PX, SPACE_M, SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.wording.messages import token_speed
from desktop_app.ui.wording.status import (
    language_note,
    memory_size,
    stage_text,
    weights_name,
    weights_text,
)

_COLOURS = {Phase.READY: "positive", Phase.FAILED: "negative"}


class _Dot(QWidget):
    """A filled circle in the colour of the state, beside the word that says the same."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._colour = "unsure"
        theme.changed.connect(self.update)

    def set_colour(self, colour: str) -> None:
        self._colour = colour
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(10)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.mood_colour(self._colour))
        side = self._theme.px(9)
        painter.drawEllipse(QRectF(0.5, (self.height() - side) / 2, side, side))


class StatusCard(QFrame):
    """Shows an AppStatus."""

    retry_requested = Signal()
    models_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._status = AppStatus()
        self._online = False
        self.setProperty("kind", "card")
        self._dot = _Dot(theme, self)
        self.state = plain_label(self)
        self.model, self.figures, self.note = (plain_label(self, "secondary") for _ in range(3))
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setAccessibleName(self.tr("Loading the model"))
        self.retry = QPushButton(self.tr("Try again"), self)
        self.retry.clicked.connect(self.retry_requested)
        self.models = QPushButton(self.tr("Models"), self)
        self.models.setProperty("kind", "link")
        self.models.setToolTip(self.tr("The models on this computer"))
        self.models.clicked.connect(self.models_requested)

        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self._dot)
        first.addWidget(self.state, 1)
        column = QVBoxLayout(self)
        # the link has a frame, whose words end where those of the card do
        column.setContentsMargins(SPACE_M, 10, SPACE_XS, 10)
        column.setSpacing(5)
        column.addLayout(first)
        column.addLayout(_inset(self.progress))
        second = QHBoxLayout()
        second.setSpacing(0)
        second.addWidget(self.model, 1)
        second.addWidget(self.models, 0, Qt.AlignmentFlag.AlignRight)
        column.addLayout(second)
        for widget in (self.figures, self.note, self.retry):
            column.addLayout(_inset(widget))
        theme.changed.connect(self._refresh)
        self._refresh()

    @Slot(object)
    def set_status(self, status: AppStatus) -> None:
        if status != self._status:
            self._status = status
            self._refresh()

    def set_online(self, online: bool) -> None:
        """Whether the program is using the network, for a download that the person began."""
        if online != self._online:
            self._online = online
            self._refresh()

    def _stage_text(self) -> str:
        text, fraction = stage_text(self._status.stage), self._status.fraction
        return text if fraction is None else f"{text} {round(fraction * 100)}%"

    def _state_text(self) -> str:
        match self._status.phase:
            case Phase.LOADING:
                return self._stage_text()
            case Phase.READY:
                return self.tr("Ready") if self._online else self.tr("Ready · fully offline")
            case Phase.JUDGING if self._status.stage is not None:
                return self._stage_text()
            case Phase.JUDGING:
                return self.tr("Judging…")
            case Phase.ANSWERING:
                return self.tr("Answering…")
            case Phase.ASLEEP:
                return self.tr("Resting · memory freed")
            case Phase.FAILED if self._status.lacks_model:
                return self.tr("No model yet")
            case Phase.FAILED:
                return self.tr("The model is not loaded")

    @Slot()
    def _refresh(self) -> None:
        status = self._status
        colour = "unsure" if status.lacks_model else _COLOURS.get(status.phase, "unsure")
        self._dot.set_colour(colour)
        self.state.setStyleSheet(
            f"color: {self._theme.mood_colour(colour).name()};"
            f"font-size: {self._theme.px(SECONDARY_PX)}px; font-weight: 600;"
        )
        self._set(self.state, self._state_text())
        model = status.model
        self._set(self.model, "" if model is None else model.title)
        self._set(self.figures, self._figures())
        self.figures.setToolTip("" if model is None else weights_text(model.weights))
        self._set(self.note, "" if model is None else language_note(model))
        self.retry.setVisible(status.phase is Phase.FAILED and not status.lacks_model)
        self.progress.setVisible(status.phase is Phase.LOADING)
        if status.fraction is None:
            self.progress.setRange(0, 0 if self._theme.motion_ms() else 1)
        else:
            self.progress.setRange(0, 1000)
            self.progress.setValue(round(status.fraction * 1000))
        self.setAccessibleName(
            ". ".join(
                label.text() for label in (self.state, self.model, self.figures) if label.text()
            )
        )

    def _figures(self) -> str:
        model = self._status.model
        parts = [] if model is None else [weights_name(model.weights)]
        if self._status.tokens_per_s > 0:
            parts.append(token_speed(self._status.tokens_per_s))
        if self._status.rss_mib > 0:
            parts.append(memory_size(self._status.rss_mib))
        return " · ".join(parts)

    def _set(self, label: QLabel, text: str) -> None:
        if label.text() != text:
            label.setText(text)
        label.setVisible(bool(text))


def _inset(widget: QWidget) -> QHBoxLayout:
    """A line that ends where the words of the card do."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, SPACE_S, 0)
    row.addWidget(widget)
    return row
