"""After a crash: what happened, and the trace that it left on this disk, for whoever wants it."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.shell.platform.diagnostics import CrashTrace
from desktop_app.shell.platform.system_report import without_home
from desktop_app.ui.style.metrics import SPACE_L, SPACE_M, SPACE_S
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.flow_layout import FlowLayout
from desktop_app.ui.widgets.labels import plain_label

_TRACE_HEIGHT = 200
_MOMENT = "%Y-%m-%d %H:%M"


class CrashOffer(QFrame):
    """Hidden until there is a trace; dismissing it is the person's last word."""

    dismissed = Signal()
    """The trace is not wanted any more."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trace: CrashTrace | None = None
        self.setProperty("kind", "notice")
        self.what = plain_label(self, "strong")
        self.rest = plain_label(self, "secondary")
        self.rest.setText(
            self.tr(
                "Your messages are kept. The program wrote down where it stood, without a word "
                "of any message. The file stays on this computer; nothing was sent."
            )
        )
        self.trace = QPlainTextEdit(self)
        self.trace.setProperty("kind", "document")
        self.trace.setReadOnly(True)
        self.trace.setTabChangesFocus(True)
        self.trace.setAccessibleName(self.tr("What the program wrote down"))
        self.trace.setFixedHeight(theme.px(_TRACE_HEIGHT))
        self.trace.hide()
        self.show_trace = QPushButton(self.tr("Show"), self)
        self.show_trace.setCheckable(True)
        self.show_trace.setAccessibleName(self.tr("Show what the program wrote down"))
        self.show_trace.toggled.connect(self._toggle_trace)
        self.copy = QPushButton(self.tr("Copy"), self)
        self.copy.setAccessibleName(self.tr("Copy what the program wrote down"))
        self.copy.clicked.connect(self._copy)
        self.open_folder = QPushButton(self.tr("Open folder"), self)
        self.open_folder.clicked.connect(self._open_folder)
        self.dismiss = QPushButton(self.tr("Delete it"), self)
        self.dismiss.setAccessibleName(self.tr("Delete what the program wrote down"))
        self.dismiss.clicked.connect(self._dismiss)
        buttons = FlowLayout(SPACE_S)
        for button in (self.show_trace, self.copy, self.open_folder, self.dismiss):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        column.setSpacing(SPACE_S)
        column.addWidget(self.what)
        column.addWidget(self.rest)
        column.addWidget(self.trace)
        column.addLayout(buttons)
        self.hide()

    def offer(self, trace: CrashTrace) -> None:
        """Show the card for this trace."""
        self._trace = trace
        text = self.tr("The program ended unexpectedly, {moment}.")
        self.what.setText(text.format(moment=trace.happened_at.astimezone().strftime(_MOMENT)))
        self.trace.setPlainText(without_home(trace.text))
        self.setAccessibleName(f"{self.what.text()} {self.rest.text()}")
        self.show()

    @Slot(bool)
    def _toggle_trace(self, shown: bool) -> None:
        self.trace.setVisible(shown)
        self.show_trace.setText(self.tr("Hide") if shown else self.tr("Show"))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.trace.toPlainText())
        self.copy.setText(self.tr("Copied"))

    @Slot()
    def _open_folder(self) -> None:
        if self._trace is not None:
            folder = self._trace.path.parent
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
                said = self.tr("No program to show folders was found. The file is in {folder}.")
                self.rest.setText(said.format(folder=without_home(str(folder))))

    @Slot()
    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()
