"""From whom a model comes: the servers, how quickly each of them answered, and the proxy."""

from __future__ import annotations

from collections.abc import Sequence

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

from desktop_app.core.api.model_offers import SourceReport
from desktop_app.core.settings import ADDRESSES, is_address
from desktop_app.shell.models.library import Sources
from desktop_app.ui.style.metrics import SPACE_S, SPACE_XS
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.wording import downloads as download_wording
from desktop_app.ui.wording.errors import error_sentences


class SourcePicker(QWidget):
    """One choice; the first is to take whoever answers quickest."""

    chosen = Signal(str)
    """Address of the source, "" for the quickest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: tuple[tuple[str, str], ...] = ()
        self._current = ""
        self._group = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE_XS)
        self.automatic = self._radio(self.tr("The quickest one (automatic)"), "")
        self.note = plain_label(self, "secondary")
        self.own = QLineEdit(self)
        self.own.setPlaceholderText("https://")
        self.own.setAccessibleName(self.tr("Address of another server"))
        self.own.returnPressed.connect(self._take_own)
        self.take_own = QPushButton(self.tr("Use this server"), self)
        self.take_own.clicked.connect(self._take_own)
        own = QHBoxLayout()
        own.setSpacing(SPACE_S)
        own.addWidget(self.own, 1)
        own.addWidget(self.take_own)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addLayout(self._rows)
        column.addLayout(own)
        column.addWidget(self.note)
        self.note.hide()

    def show_sources(
        self, known: Sequence[tuple[str, str]], current: str, sources: Sources
    ) -> None:
        """known: (endpoint, host).  current: the address chosen, "" for the quickest."""
        endpoints = dict(known)
        if current and current not in endpoints:
            endpoints[current] = current.partition("://")[2]
        for endpoint in list(self.choices):
            if endpoint and endpoint not in endpoints:
                button = self.choices.pop(endpoint)
                self._group.removeButton(button)
                button.deleteLater()
        reports = {r.endpoint: r for r in sources.found.reports} if sources.found else {}
        for endpoint, host in endpoints.items():
            if endpoint not in self.choices:
                self._radio(host, endpoint)
            self.choices[endpoint].setText(_row(host, reports.get(endpoint), sources.asking))
        self._current = current
        self.choices[current].setChecked(True)
        self._say("")

    def _radio(self, text: str, endpoint: str) -> QRadioButton:
        button = QRadioButton(text, self)
        button.setProperty("endpoint", endpoint)
        button.clicked.connect(self._choose)
        self._group.addButton(button)
        self.choices[endpoint] = button
        self._rows.addWidget(button)
        return button

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))

    @Slot()
    def _choose(self) -> None:
        endpoint = self.sender().property("endpoint")
        if endpoint != self._current:
            self.chosen.emit(endpoint)

    @Slot()
    def _take_own(self) -> None:
        text = self.own.text().strip().rstrip("/")
        if text and "://" not in text:
            text = f"https://{text}"
        if not is_address(text, ADDRESSES["source"]):
            self._say(self.tr("Type an address such as https://example.org."))
            return
        self.own.clear()
        self.chosen.emit(text)


class ProxyField(QWidget):
    """The proxy's address, and a test that says what failed."""

    saved = Signal(str)
    test_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = plain_label(self, "secondary")
        self.label.setText(self.tr("Proxy. Empty: what the system and the environment say."))
        self.address = QLineEdit(self)
        self.address.setPlaceholderText("http://127.0.0.1:7890")
        self.address.setAccessibleName(self.tr("Address of the proxy"))
        self.address.editingFinished.connect(self._save)
        self.test = QPushButton(self.tr("Test"), self)
        self.test.setToolTip(self.tr("Ask all sources through this proxy"))
        self.test.clicked.connect(self._test)
        self.result = plain_label(self, "secondary")
        self.result.hide()
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.address, 1)
        row.addWidget(self.test)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addWidget(self.label)
        column.addLayout(row)
        column.addWidget(self.result)

    def show_proxy(self, proxy: str) -> None:
        if not self.address.hasFocus():
            self.address.setText(proxy)

    def show_offline(self) -> None:
        """The network is switched off: there is nothing to test."""
        self.test.setEnabled(False)

    @Slot(object)
    def show_result(self, sources: Sources) -> None:
        """What every source answered, or what is wrong with the proxy itself."""
        self.test.setEnabled(True)
        if sources.error is not None:
            self._say("\n".join(error_sentences(sources.error)))
        elif sources.found is not None:
            self._say("\n".join(_row(r.host, r, False) for r in sources.found.reports))

    def _say(self, text: str) -> None:
        self.result.setText(text)
        self.result.setVisible(bool(text))
        self.result.setAccessibleName(text)

    def _address(self) -> str | None:
        """What was typed, "" for nothing; None, and it is said, where it is no address."""
        text = self.address.text().strip()
        if text and "://" not in text:
            text = f"http://{text}"
        if text and not is_address(text, ADDRESSES["proxy"]):
            self._say(self.tr("Type an address such as http://127.0.0.1:7890."))
            return None
        return text

    @Slot()
    def _save(self) -> None:
        text = self._address()
        if text is not None:
            self.saved.emit(text)

    @Slot()
    def _test(self) -> None:
        text = self._address()
        if text is not None:
            self.test.setEnabled(False)
            self._say(self.tr("Asking…"))
            self.test_requested.emit(text)


def _row(host: str, report: SourceReport | None, asking: bool) -> str:
    if report is not None:
        return f"{host} — {download_wording.report_text(report)}"
    return f"{host} …" if asking else host
