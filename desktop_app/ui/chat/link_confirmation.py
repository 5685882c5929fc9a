"""Where a link leads, before anything is opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.style.metrics import SPACE_L, SPACE_S, SPACE_XS
from desktop_app.ui.widgets.focus import claims_escape

SCHEMES = ("http", "https", "mailto")
_ENCODED = QUrl.ComponentFormattingOption.FullyEncoded
_LONGEST_SHOWN = 600
_WIDTH = 520


class LinkQuestion(QFrame):
    """A card within the window; the text of a link may lie, so it shows the address itself.

    The address stands there as it would be sent: letters of other scripts in the host's name as
    punycode ("xn--…"), so that a look-alike letter is seen.
    """

    closed = Signal()
    """Answered or put away; the focus should go back to where it was."""

    def __init__(self, parent: QWidget, opener: Callable[[QUrl], bool] | None = None) -> None:
        """opener: hands an address to the system; False where nobody takes it."""
        super().__init__(parent)
        self._around = parent
        self._opener = opener or QDesktopServices.openUrl
        self._url = QUrl()
        self.setProperty("kind", "card")
        self.setAutoFillBackground(True)
        self.title = QLabel(self)
        self.title.setProperty("tone", "strong")
        self.host = QLabel(self)
        self.host.setProperty("tone", "title")
        self.address = QLabel(self)
        self.address.setProperty("tone", "secondary")
        for label in (self.title, self.host, self.address):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.open_button = QPushButton(self.tr("Open"), self)
        self.copy_button = QPushButton(self.tr("Copy address"), self)
        self.cancel_button = QPushButton(self.tr("Cancel"), self)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addStretch(1)
        for button in (self.cancel_button, self.copy_button, self.open_button):
            row.addWidget(button)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(*[SPACE_L] * 4)
        column.setSpacing(SPACE_S)
        for label in (self.title, self.host, self.address):
            column.addWidget(label)
        column.addSpacing(SPACE_XS)
        column.addLayout(row)
        self.open_button.clicked.connect(self._open)
        self.copy_button.clicked.connect(self._copy)
        self.cancel_button.clicked.connect(self.put_away)
        self.hide()

    def ask(self, address: str) -> bool:
        """Show where `address` leads. False, and nothing is shown, where it is no web address."""
        url = QUrl(address, QUrl.ParsingMode.TolerantMode)
        is_mail = url.scheme() == "mailto"
        if url.scheme() not in SCHEMES or not url.isValid() or not (url.host() or is_mail):
            return False
        self._url = url
        full = url.toString(_ENCODED)
        question = self.tr("Write to this address?") if is_mail else self.tr("Open this page?")
        self.title.setText(question)
        host = url.host(_ENCODED)
        self.host.setText(url.path() if is_mail else host)
        # an address without a place to break would widen the card
        shown = full if len(full) <= _LONGEST_SHOWN else full[:_LONGEST_SHOWN] + "…"
        self.address.setText("\u200b".join(shown))
        self.address.setAccessibleName(full)
        self.setAccessibleName(f"{question} {full}")
        self.fit()
        self.show()
        self.raise_()
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def fit(self) -> None:
        """Take a place at the lower end of the widget around."""
        around = self._around.rect()
        width = min(_WIDTH, around.width() - 2 * SPACE_L)
        height = min(self._column.heightForWidth(width), around.height())
        left = (around.width() - width) // 2
        self.setGeometry(left, around.height() - height - SPACE_L, width, height)

    def event(self, event: QEvent) -> bool:
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, step: bool) -> bool:
        buttons = [self.cancel_button, self.copy_button, self.open_button]
        there = next((i for i, button in enumerate(buttons) if button.hasFocus()), 0)
        reason = Qt.FocusReason.TabFocusReason if step else Qt.FocusReason.BacktabFocusReason
        buttons[(there + (1 if step else -1)) % len(buttons)].setFocus(reason)
        return True

    @Slot()
    def put_away(self) -> None:
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    @Slot()
    def _open(self) -> None:
        if self._opener(self._url):
            self.put_away()
        else:
            self.title.setText(self.tr("No program on this computer opens this address."))
            self.fit()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._url.toString(_ENCODED))
        self.put_away()
