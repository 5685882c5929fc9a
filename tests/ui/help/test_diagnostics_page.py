"""Diagnostics in the window, the offer after a crash, and what leaves them for the clipboard."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.core.errors import KnownError
from desktop_app.shell.platform.diagnostics import CrashTrace
from desktop_app.shell.platform.system_report import SystemReport
from desktop_app.ui.help.crash_offer import CrashOffer
from desktop_app.ui.help.diagnostics_page import REPORT_NAME, DiagnosticsPage
from desktop_app.ui.help.diagnostics_wording import value_text
from tests.support.thread_guard import no_thread_left_behind

REPORT = {
    "program": {"version": "0.1.0"},
    "machine": {"processor": "A <b>quick</b> one", "memory_mib": 16384},
    "kernels": {"usable": True, "weights": "16 bit, exact", "one_row_ms": {"float32": 1.5}},
    "model": {"usable": False, "reason": "There is no model."},
    "judge": {"usable": True, "companion zh": {"works": True, "auc": 0.98}},
    "settings": {},
    "disk": {"data_folder": str(Path.home() / "data"), "writable": True, "free_mib": 2048},
}
LOOKING = "Looking at this computer…"
TRACE = CrashTrace(
    datetime(2026, 11, 23, 14, 2, tzinfo=UTC),
    f'Fatal Python error: Segmentation fault\n  File "{Path.home()}/x.py", line 3 in f\n',
    Path("/logs/crash-before.log"),
)


class Opened(QObject):
    """Takes the place of the system's file manager."""

    def __init__(self, parent) -> None:
        super().__init__(parent)
        self.paths: list[Path] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.paths.append(Path(url.toLocalFile()))


@pytest.fixture
def opened(qapp):
    opened = Opened(qapp)
    QDesktopServices.setUrlHandler("file", opened, "open")
    yield opened
    QDesktopServices.unsetUrlHandler("file")
    opened.setParent(None)


@pytest.fixture
def make_page(qtbot, paths, theme, icons):
    """Makes a page whose examination gives this, or raises it; ends its thread afterwards."""
    examinations = []

    def make(result=REPORT) -> DiagnosticsPage:
        def gather():
            if isinstance(result, Exception):
                raise result
            return result() if callable(result) else result

        licence = paths.resources / "licences" / "apache-2.0.txt"
        examination = SystemReport(gather)
        page = DiagnosticsPage(examination, paths.logs, licence, theme, icons)
        qtbot.addWidget(page)
        examinations.append(examination)
        page.resize(700, 500)
        page.show()
        page.open()
        return page

    with no_thread_left_behind():
        yield make
        for examination in examinations:
            examination.close()


@pytest.fixture
def page(make_page, qtbot):
    page = make_page()
    qtbot.waitUntil(lambda: page.sections != {})
    return page


def values(page, section):
    return {name: label.text() for name, label in page.sections[section].values.items()}


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_facts_are_shown_in_the_persons_words(page):
    assert list(page.sections) == ["program", "machine", "kernels", "model", "judge", "disk"]
    assert values(page, "machine")["Memory"] == "16.0 GiB"
    assert values(page, "judge") == {"companion zh": "works (AUC 0.98)"}
    assert values(page, "kernels") == {"Weights in memory": "16 bit, exact"}
    assert values(page, "disk")["Can be written"] == "yes"
    assert page.sections["model"].problem.text() == "There is no model."
    assert not page.sections["model"].problem.isHidden()
    assert page.sections["machine"].problem.isHidden()
    assert page.state.text().startswith("1 ")


def test_markup_in_a_fact_stays_text(page):
    label = page.sections["machine"].values["Processor"]
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == "A <b>quick</b> one"


def test_gathering_runs_in_a_thread_of_its_own_and_blocks_nothing(make_page, qtbot):
    gate, threads = threading.Event(), []

    def gather():
        threads.append(threading.get_ident())
        assert gate.wait(60)
        return REPORT

    page = make_page(gather)
    qtbot.waitUntil(lambda: threads != [])
    assert page.sections == {}
    assert not page.copy.isEnabled()
    page.again.click()
    gate.set()
    qtbot.waitUntil(lambda: page.sections != {})
    assert threads != [threading.get_ident()]
    assert page.copy.isEnabled()
    assert len(threads) == 1


def test_looking_again_shows_what_is_new(make_page, qtbot):
    reports = [REPORT, {"program": {"version": "9"}}]
    page = make_page(lambda: reports.pop(0))
    qtbot.waitUntil(lambda: page.sections != {})
    page.again.click()
    qtbot.waitUntil(lambda: list(page.sections) == ["program"])
    assert values(page, "program") == {"Version": "9"}
    assert page.state.text() == "Everything is as it should be."


def test_everything_is_copied_without_the_home_folder(page):
    page.copy.click()
    text = clipboard()
    assert "processor: A <b>quick</b> one" in text
    assert "one_row_ms: float32 1.5" in text
    assert "data_folder: ~/data" in text.replace("\\", "/")
    assert str(Path.home()) not in text
    assert page.state.text() == "Copied."


def save_as(page, path):
    page.save.click()
    dialog = page.files
    assert dialog.selectedFiles()[0].endswith(REPORT_NAME)
    dialog.selectFile(str(path))
    dialog.accept()


def test_the_report_is_saved(page, tmp_path):
    save_as(page, tmp_path / "报告.txt")
    text = (tmp_path / "报告.txt").read_text(encoding="utf-8")
    assert text == page.report_text()
    assert "报告.txt" in page.state.text()


def test_a_report_that_cannot_be_saved_is_said(page, tmp_path):
    page._save(str(tmp_path / "no folder" / "report.txt"))
    assert "no folder" in page.state.text()
    assert "Saved" not in page.state.text()


def test_a_defect_is_said_and_not_what_it_quotes(make_page, qtbot, caplog):
    page = make_page(ValueError("my secret"))
    qtbot.waitUntil(lambda: page.state.text() != LOOKING)
    assert "defect" in page.state.text()
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text + page.state.text()


def test_a_known_error_is_said(make_page, qtbot):
    page = make_page(KnownError("x", "The {thing} broke.", thing="lamp"))
    qtbot.waitUntil(lambda: page.state.text() == "The lamp broke.")


def test_the_log_folder(page, paths, opened, qtbot):
    assert not page.open_logs.isEnabled()
    page.copy_logs.click()
    assert clipboard() == str(paths.logs)
    paths.logs.mkdir()
    page.again.click()
    qtbot.waitUntil(page.open_logs.isEnabled)
    page.open_logs.click()
    assert opened.paths == [paths.logs]


def test_the_licence_is_read_on_demand(page):
    assert page.about.text.toPlainText() == ""
    page.about.read.click()
    assert "Apache License" in page.about.text.toPlainText()
    assert page.about.text.isVisible()
    page.about.read.click()
    assert not page.about.text.isVisible()


def test_leaving(page, qtbot):
    with qtbot.waitSignal(page.left):
        page.back.click()


def test_everything_can_be_reached_by_keyboard_and_has_a_name(page):
    buttons = page.findChildren(QPushButton)
    assert len(buttons) >= 7
    for widget in page.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget
    for button in buttons:
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_opening_puts_the_keyboard_on_the_page(make_page, qtbot):
    page = make_page()
    assert page.focusWidget() is page.back
    qtbot.waitUntil(lambda: page.sections != {})
    page.open()
    assert page.focusWidget() is page.copy
    qtbot.waitUntil(lambda: page.state.text() != LOOKING)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("bytes", 1_250_000_000, "1.25 GB"),
        ("free_mib", 10, "10 MiB"),
        ("offline", False, "no"),
        ("physical_cores", None, "unknown"),
        ("companion en", {"works": False, "auc": 0.5}, "hardly works (AUC 0.5)"),
        ("anything", "else", "else"),
    ],
)
def test_values(qapp, name, value, shown):
    assert value_text(name, value) == shown


@pytest.fixture
def offer(qtbot, theme):
    offer = CrashOffer(theme)
    qtbot.addWidget(offer)
    return offer


def test_nothing_is_offered_without_a_crash(offer):
    assert offer.isHidden()


def test_what_happened_and_when(offer):
    offer.offer(TRACE)
    assert offer.isVisible()
    moment = TRACE.happened_at.astimezone().strftime("%Y-%m-%d %H:%M")
    assert moment in offer.what.text()
    assert offer.what.text() in offer.accessibleName()
    assert not offer.trace.isVisible()


def test_the_trace_is_shown_and_copied_without_the_home_folder(offer):
    offer.offer(TRACE)
    offer.show_trace.click()
    assert offer.trace.isVisible()
    assert "~/x.py" in offer.trace.toPlainText()
    offer.copy.click()
    assert clipboard() == offer.trace.toPlainText()
    assert str(Path.home()) not in clipboard()
    offer.show_trace.click()
    assert not offer.trace.isVisible()


def test_its_folder_is_opened(offer, opened):
    offer.offer(TRACE)
    offer.open_folder.click()
    assert opened.paths == [TRACE.path.parent]


def test_it_is_put_away(offer, qtbot):
    offer.offer(TRACE)
    with qtbot.waitSignal(offer.dismissed):
        offer.dismiss.click()
    assert offer.isHidden()
