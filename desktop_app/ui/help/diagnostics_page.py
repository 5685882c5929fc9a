"""Help → Diagnostics: what `doctor` says, the log, and a report to pass on. Nothing is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QDesktopServices,
    QGuiApplication,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.errors import KnownError
from desktop_app.core.system.atomic_file import write_private
from desktop_app.shell.platform.system_report import Report, SystemReport, as_text, without_home
from desktop_app.shell.platform.translation import translate_error
from desktop_app.ui.help import diagnostics_wording as words
from desktop_app.ui.help.about_card import AboutCard
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import COLUMN_WIDTH, SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.file_dialogs import save_dialog
from desktop_app.ui.widgets.flow_layout import FlowLayout
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.widgets.scroll_page import ScrollPage

REPORT_NAME = "qwen-all-in-one-report.txt"
_NAME_WIDTH = 170


class FactsCard(QFrame):
    """One section: its title, what is wrong with it, and its facts, values in one line."""

    def __init__(
        self,
        section: str,
        facts: Mapping[str, Any],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        title = plain_label(self, "strong")
        title.setText(words.section_title(section))
        self.setAccessibleName(title.text())
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        column.setSpacing(6)
        column.addWidget(title)
        self.problem = plain_label(self, "failure")
        self.problem.setText(str(facts.get("reason", "")))
        self.problem.setVisible(bool(self.problem.text()))
        column.addWidget(self.problem)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_XS)
        grid.setColumnMinimumWidth(0, theme.px(_NAME_WIDTH))
        grid.setColumnStretch(1, 1)
        self.values: dict[str, QLabel] = {}
        for row, (name, value) in enumerate(words.shown_facts(section, facts)):
            label = plain_label(self, "soft")
            label.setText(name)
            shown = plain_label(self)
            shown.setText(without_home(value))
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, row, 1)
            self.values[name] = shown
        column.addLayout(grid)


class DiagnosticsPage(ScrollPage):
    """Asks for the facts each time it is shown; the report outlives it."""

    left = Signal()

    def __init__(
        self,
        system_report: SystemReport,
        logs: Path,
        licence: Path,
        theme: Theme,
        icons: Icons,
        parent: QWidget | None = None,
    ) -> None:
        """logs: the log folder.  licence: the text of the program's own licence."""
        super().__init__(COLUMN_WIDTH, parent)
        self._system_report = system_report
        self._logs = logs
        self._theme = theme
        self._report: Report | None = None
        self.files: QFileDialog | None = None
        system_report.finished.connect(self._show_report)
        system_report.failed.connect(self._show_failure)
        self.lead = plain_label(self, "soft")
        self.lead.setText(
            self.tr(
                "What the program knows about this computer. It holds no message and no "
                "password, and goes nowhere unless you pass it on."
            )
        )
        self.copy = self._button(self.tr("Copy all"), self._copy)
        self.copy.setProperty("kind", "primary")
        self.save = self._button(self.tr("Save report…"), self._ask_where)
        self.again = self._button(self.tr("Look again"), self._examine)
        self.back = self._button(self.tr("Back to the chat"), self.left.emit)
        self.state = plain_label(self, "secondary")
        self.log_folder = plain_label(self, "secondary")
        self.log_folder.setText(without_home(str(logs)))
        self.log_folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_logs = self._button(self.tr("Open folder"), self._open_logs)
        self.copy_logs = self._button(self.tr("Copy path"), self._copy_logs)
        self.sections: dict[str, FactsCard] = {}
        self._cards = QWidget(self)
        self._cards_column = QVBoxLayout(self._cards)
        self._cards_column.setContentsMargins(0, 0, 0, 0)
        self._cards_column.setSpacing(SPACE_M)
        self.about = AboutCard(theme, icons, licence, self._cards)
        self._cards_column.addWidget(self._log_card())
        self._cards_column.addWidget(self.about)
        page = self.column
        page.add_space(SPACE_L)
        page.add(self.lead)
        page.add(self._row(self.copy, self.save, self.again, self.back))
        page.add(self.state)
        page.add(self._cards)
        page.add_space(SPACE_L)
        page.add_stretch()
        self._refresh_buttons()

    @property
    def title(self) -> str:
        return self.tr("Diagnostics")

    def open(self) -> None:
        """To be called when the page is shown: look at everything afresh."""
        (self.copy if self.copy.isEnabled() else self.back).setFocus()
        self._examine()

    def report_text(self) -> str:
        """All facts, to pass on; "" before there are any."""
        if self._report is None:
            return ""
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        return without_home(f"Qwen All-in-One, {moment}\n\n{as_text(self._report)}\n")

    @Slot()
    def _examine(self) -> None:
        self._system_report.start()
        self.state.setText(self.tr("Looking at this computer…"))

    @Slot(object)
    def _show_report(self, report: Report) -> None:
        self._report = report
        for card in self.sections.values():
            self._cards_column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.sections = {}
        for section, facts in report.items():
            if facts:
                card = FactsCard(section, facts, self._theme, self._cards)
                self._cards_column.insertWidget(len(self.sections), card)
                self.sections[section] = card
        problems = sum("reason" in facts for facts in report.values())
        self._say(
            self.tr("%n thing(s) to look at, marked below.", "", problems)
            if problems
            else self.tr("Everything is as it should be.")
        )
        self._refresh_buttons()

    @Slot(object)
    def _show_failure(self, error: KnownError) -> None:
        self._say(translate_error(error))
        self._refresh_buttons()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report_text())
        self._say(self.tr("Copied."))

    @Slot()
    def _ask_where(self) -> None:
        self.files = save_dialog(self, self.tr("Save report"), "", REPORT_NAME)
        self.files.fileSelected.connect(self._save)
        self.files.open()

    @Slot(str)
    def _save(self, name: str) -> None:
        path = Path(name)
        try:
            write_private(path, self.report_text().encode("utf-8"))
        except KnownError as error:
            self._say(translate_error(error))
        else:
            self._say(self.tr("Saved as {path}.").format(path=path))

    @Slot()
    def _open_logs(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._logs))):
            self._say(self.tr("No program to show folders was found. Copy the path instead."))

    @Slot()
    def _copy_logs(self) -> None:
        QGuiApplication.clipboard().setText(str(self._logs))
        self._say(self.tr("Copied."))

    def _say(self, text: str) -> None:
        """Below the buttons, and to a screen reader."""
        self.state.setText(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _refresh_buttons(self) -> None:
        has_report = self._report is not None
        self.copy.setEnabled(has_report)
        self.save.setEnabled(has_report)
        self.open_logs.setEnabled(self._logs.is_dir())

    def _log_card(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("kind", "card")
        title, note = plain_label(card, "strong"), plain_label(card, "secondary")
        title.setText(self.tr("Log"))
        card.setAccessibleName(title.text())
        note.setText(self.tr("What the program did and what failed, never what you wrote."))
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        column.setSpacing(6)
        for widget in (title, note, self.log_folder, self._row(self.open_logs, self.copy_logs)):
            column.addWidget(widget)
        return card

    def _row(self, *buttons: QPushButton) -> QWidget:
        widget = QWidget(self)
        row = FlowLayout(SPACE_S, widget)
        for button in buttons:
            row.addWidget(button)
        return widget

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.clicked.connect(act)
        return button
