"""The model pages in the real window, over a scripted library and backend."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit, QPlainTextEdit, QPushButton

from desktop_app.composition import build
from desktop_app.core.api.download_events import DownloadFailed, DownloadRetrying, Trouble
from desktop_app.core.api.events import ModelFailed
from desktop_app.core.api.model_offers import Overview
from desktop_app.core.errors import KnownError
from desktop_app.core.settings import Settings
from desktop_app.shell.inference.status import Phase
from desktop_app.shell.models.downloads import DownloadPhase
from desktop_app.shell.settings.ini_file import read_settings
from tests.support.fake_library import (
    BIG,
    FINISHED,
    MIRROR,
    NOTHING,
    SMALL,
    STARTED,
    FakeLibrary,
    on_disk,
    progress,
)
from tests.support.fakes import LOADS, SCENE, Gate, ScriptedBackend, known_error
from tests.support.thread_guard import no_thread_left_behind
from tests.ui.conftest import play

NO_MODEL = (ModelFailed(known_error("model_not_found")),)
HERE = dataclasses.replace(NOTHING, models=(on_disk(),), wanted=on_disk().key)
BOTH = dataclasses.replace(HERE, models=(on_disk(), on_disk(SMALL)))


@pytest.fixture
def open_window(qtbot, qapp, paths):
    """Opens a window over a library; without a model unless `loads` says otherwise."""
    windows = []

    def open_one(library, loads=(NO_MODEL, LOADS), language="en"):
        backend = ScriptedBackend(loads=loads)
        play(paths, SCENE)
        window = build(
            qapp, paths, Settings(), backend.create, language, make_library=library.create
        )
        windows.append(window)
        window.backend = backend
        window.resize(1000, 700)
        window.show()
        qtbot.waitExposed(window)
        window.session.start()
        window.model_pages.model_library.refresh()
        qtbot.waitUntil(lambda: window.model_pages.model_library.overview is not None)
        qtbot.waitUntil(lambda: window.session.model.status.phase is not Phase.LOADING)
        return window

    with no_thread_left_behind():
        yield open_one
        for window in windows:
            window.model_pages.downloads.pause()
            qtbot.waitUntil(lambda w=window: not w.model_pages.downloads.state.active)
            window.close()
            window.deleteLater()
        qapp.processEvents()


def panel_of(window):
    panel = window.model_pages.welcome
    assert panel.isVisible()
    return panel


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def begin(qtbot, window):
    panel = panel_of(window)
    panel.licence.accept.click()
    click(qtbot, panel.download)


def arriving(library: FakeLibrary, state: Overview = HERE):
    """A step of a download script: the model is on the disk now."""

    def step():
        library.state = state

    return step


def test_without_a_model_everything_is_said_before_it_happens(qtbot, open_window):
    library = FakeLibrary()
    window = open_window(library)
    panel = panel_of(window)
    qtbot.waitUntil(lambda: "120 ms" in panel.facts.values["source"].text())
    said = {key: label.text() for key, label in panel.facts.values.items()}
    assert said["model"] == "Qwen1.5-0.5B-Chat · Chinese and English"
    assert said["size"] == "1.25 GB"
    assert said["time"].endswith("measured once it runs")
    assert said["source"].startswith("hf-mirror.com (chosen automatically")
    assert "/data/models" in said["folder"]
    assert "52.00 GB free" in said["folder"]
    assert "Tongyi Qianwen" in panel.licence.name.text()
    assert window.sidebar.isVisible()
    assert not window.area.composer.isVisible()
    assert library.called("download") == []


def test_the_licence_is_read_and_accepted_before_the_download(qtbot, open_window):
    gate = Gate()
    library = FakeLibrary(downloads=[(STARTED, gate)])
    window = open_window(library)
    panel = panel_of(window)
    assert not panel.download.isEnabled()
    click(qtbot, panel.licence.read)
    assert panel.licence.text.isVisible()
    assert "2. Grant of Rights" in panel.licence.text.toPlainText()
    begin(qtbot, window)
    qtbot.waitUntil(gate.reached.is_set)
    assert library.called("download") == [("download", BIG.name, "", False)]


def test_while_it_runs_figures_are_shown_here_and_in_the_sidebar(qtbot, open_window):
    gate = Gate()
    window = open_window(FakeLibrary(downloads=[(STARTED, progress(0.38), gate)]))
    begin(qtbot, window)
    view = window.model_pages.welcome.progress
    qtbot.waitUntil(lambda: bool(view.left.text()))
    assert view.amount.text() == "474 MB / 1.25 GB · 3.2 MB/s"
    assert view.left.text() == "about 4 min left"
    assert view.detail.text() == "model.safetensors · hf-mirror.com"
    assert view.bar.value() == 380
    assert window.model_pages.card.button.text() == "Downloading 38%"
    assert not window.model_pages.welcome.download.isVisible()


def test_when_it_is_here_the_chat_opens_by_itself(qtbot, open_window):
    library = FakeLibrary()
    library.downloads = [(STARTED, arriving(library), FINISHED)]
    window = open_window(library)
    begin(qtbot, window)
    qtbot.waitUntil(lambda: window.session.model.status.phase is Phase.READY)
    assert window.model_pages.page is None
    assert window.area.composer.isVisible()
    assert window.model_pages.card.isHidden()


def test_with_another_model_the_person_decides(qtbot, open_window):
    library = FakeLibrary(dataclasses.replace(NOTHING, models=(on_disk(SMALL),)))
    library.downloads = [(STARTED, arriving(library, BOTH), FINISHED)]
    window = open_window(library, loads=(LOADS,))
    window.model_pages.show_welcome()
    begin(qtbot, window)
    view = window.model_pages.welcome.progress
    qtbot.waitUntil(lambda: view.main.text() == "Use this model")
    qtbot.waitUntil(lambda: len(window.model_pages.model_library.overview.models) == 2)
    assert window.backend.configured == []
    click(qtbot, view.main)
    qtbot.waitUntil(lambda: len(window.backend.configured) == 1)
    assert window.model_pages.page is None


def test_with_a_model_no_source_is_asked(qtbot, open_window):
    library = FakeLibrary(HERE)
    window = open_window(library, loads=(LOADS,))
    assert window.model_pages.page is None
    window.model_pages.show_models()
    window.model_pages.show_welcome()
    qtbot.waitUntil(lambda: len(library.called("overview")) == 3)
    assert library.called("probe") == []


def test_trouble_on_the_line_is_said_in_words(qtbot, open_window):
    gate = Gate()
    cut = DownloadRetrying(Trouble.STALLED, 8.0, 2, MIRROR[1])
    window = open_window(FakeLibrary(downloads=[(STARTED, progress(0.2), cut, gate)]))
    begin(qtbot, window)
    view = window.model_pages.welcome.progress
    qtbot.waitUntil(gate.reached.is_set)
    qtbot.waitUntil(lambda: "nothing has come for a while" in view.detail.text())
    assert "8 s" in view.detail.text()
    assert view.main.text() == "Pause"


def test_a_failure_says_what_it_means_and_what_to_do(qtbot, open_window):
    error = KnownError("hub_unreachable", "It failed.", "It is kept.", "Try.", trouble="dns")
    library = FakeLibrary(downloads=[(STARTED, DownloadFailed(error)), (STARTED, Gate())])
    window = open_window(library)
    begin(qtbot, window)
    view = window.model_pages.welcome.progress
    qtbot.waitUntil(lambda: view.main.text() == "Try again")
    assert view.what.text() == "It failed."
    assert view.rest.text().split("\n") == [
        "The last time: the server's name is not known (DNS).",
        "It is kept.",
        "Try.",
    ]
    click(qtbot, view.main)
    qtbot.waitUntil(lambda: len(library.called("download")) == 2)


def test_pause_and_go_on(qtbot, open_window):
    library = FakeLibrary(downloads=[(STARTED, progress(0.2), Gate())])
    window = open_window(library)
    begin(qtbot, window)
    view = window.model_pages.welcome.progress
    qtbot.waitUntil(lambda: bool(view.left.text()))
    click(qtbot, view.main)
    qtbot.waitUntil(lambda: view.main.text() == "Go on")
    click(qtbot, view.main)
    qtbot.waitUntil(lambda: len(library.called("download")) == 2)


@pytest.mark.parametrize("answer", ["keep", "discard", "stay"])
def test_cancel_asks_in_place(qtbot, open_window, answer):
    library = FakeLibrary(downloads=[(STARTED, progress(0.2), Gate())])
    window = open_window(library)
    begin(qtbot, window)
    panel, downloads = window.model_pages.welcome, window.model_pages.downloads
    qtbot.waitUntil(lambda: bool(panel.progress.left.text()))
    click(qtbot, panel.progress.cancel)
    question = panel.progress.question
    assert question.isVisible()
    click(qtbot, question.buttons[answer])
    assert question.isHidden()
    if answer == "stay":
        assert downloads.state.phase is DownloadPhase.RUNNING
        return
    qtbot.waitUntil(lambda: downloads.state.phase is DownloadPhase.IDLE)
    assert bool(library.called("discard")) is (answer == "discard")
    assert panel.download.isVisible()


def test_escape_means_that_nothing_changes(qtbot, open_window):
    window = open_window(FakeLibrary(downloads=[(STARTED, progress(0.2), Gate())]))
    begin(qtbot, window)
    view = window.model_pages.welcome.progress
    qtbot.waitUntil(lambda: bool(view.left.text()))
    click(qtbot, view.cancel)
    qtbot.keyClick(view.question.buttons["keep"], Qt.Key.Key_Escape)
    assert view.question.isHidden()
    assert window.model_pages.downloads.state.phase is DownloadPhase.RUNNING
    assert window.model_pages.page is not None


@pytest.mark.parametrize("answer", ["keep", "discard"])
def test_closing_in_mid_download_asks_first(qtbot, open_window, answer):
    library = FakeLibrary(downloads=[(STARTED, progress(0.2), Gate())])
    window = open_window(library)
    begin(qtbot, window)
    qtbot.waitUntil(lambda: window.model_pages.downloads.state.share > 0)
    window.close()
    question = window.downloading.question
    assert window.isVisible()
    click(qtbot, question.buttons["stay"])
    assert window.isVisible()
    window.close()
    click(qtbot, question.buttons[answer])
    qtbot.waitUntil(lambda: not window.isVisible())
    assert bool(library.called("discard")) is (answer == "discard")


def test_the_next_start_offers_to_go_on(qtbot, open_window):
    begun = dataclasses.replace(BIG, done_bytes=400_000_000)
    library = FakeLibrary(dataclasses.replace(NOTHING, offers=(begun, SMALL)))
    library.downloads = [(STARTED, Gate())]
    window = open_window(library)
    view = panel_of(window).progress
    assert view.main.text() == "Go on"
    assert view.amount.text() == "400 MB / 1.25 GB"
    assert library.called("probe") == []
    click(qtbot, view.main)
    qtbot.waitUntil(lambda: bool(library.called("download")))


def test_it_can_be_left_and_come_back_to(qtbot, open_window):
    window = open_window(FakeLibrary())
    panel = panel_of(window)
    click(qtbot, panel.back)
    assert not panel.isVisible()
    assert window.area.failure.isVisible()
    click(qtbot, window.area.failure.models)
    assert panel.isVisible()


def test_another_source_is_stored_and_taken_at_once(qtbot, open_window, paths):
    library = FakeLibrary(downloads=[(STARTED, progress(0.2), Gate())])
    window = open_window(library)
    begin(qtbot, window)
    panel = window.model_pages.welcome
    qtbot.waitUntil(lambda: bool(panel.progress.left.text()))
    click(qtbot, panel.progress.source)
    panel.sources.choices[MIRROR[0]].click()
    qtbot.waitUntil(lambda: len(library.called("download")) == 2)
    assert library.called("download")[-1][2] == MIRROR[0]
    assert read_settings(paths)[0].source == MIRROR[0]


def test_another_source_after_a_failure_tries_again_once(qtbot, open_window):
    gate = Gate()
    library = FakeLibrary(
        downloads=[(STARTED, DownloadFailed(known_error("hub_unreachable"))), (STARTED, gate)]
    )
    window = open_window(library)
    panel = panel_of(window)
    begin(qtbot, window)
    downloads = window.model_pages.downloads
    qtbot.waitUntil(lambda: downloads.state.phase is DownloadPhase.FAILED)
    asked = len(library.called("probe"))
    click(qtbot, panel.progress.source)
    panel.sources.choices[MIRROR[0]].click()
    qtbot.waitUntil(gate.reached.is_set)
    assert downloads.state.phase is not DownloadPhase.PAUSING
    assert [call[2] for call in library.called("download")] == ["", MIRROR[0]]
    assert len(library.called("probe")) == asked


def test_another_source_or_proxy_before_a_download_is_asked_once(qtbot, open_window):
    library = FakeLibrary()
    window = open_window(library)
    panel = panel_of(window)
    qtbot.waitUntil(lambda: not window.model_pages.model_library.sources.asking)
    asked = len(library.called("probe"))
    click(qtbot, panel.change_source)
    panel.sources.choices[MIRROR[0]].click()
    qtbot.waitUntil(lambda: len(library.called("probe")) == asked + 1)
    panel.proxy.saved.emit("http://127.0.0.1:7890")
    # the sources are asked one time after another, so that one too many would be seen by now
    window.model_pages.model_library.test_proxy(BIG.name, "http://127.0.0.1:7")
    qtbot.waitUntil(lambda: library.called("probe")[-1][2] == "http://127.0.0.1:7")
    proxies = [call[2] for call in library.called("probe")[asked:]]
    assert proxies == ["", "http://127.0.0.1:7890", "http://127.0.0.1:7"]


def test_a_folder_with_a_model_in_it_brings_the_model(qtbot, open_window, tmp_path, monkeypatch):
    library = FakeLibrary()
    window = open_window(library)
    panel = panel_of(window)
    library.state = HERE
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    click(qtbot, panel.change_folder)
    qtbot.waitUntil(lambda: window.session.model.status.phase is Phase.READY)
    assert window.backend.configured[-1].models_folder == str(tmp_path)
    assert window.area.composer.isVisible()


def test_a_folder_without_a_model_leaves_the_panel_where_it_is(
    qtbot, open_window, tmp_path, monkeypatch
):
    library = FakeLibrary()
    window = open_window(library, loads=(NO_MODEL, NO_MODEL))
    panel = panel_of(window)
    shown = []
    window.session.model.changed.connect(
        lambda status: shown.append((status.phase, panel.isVisible()))
    )
    looked = len(library.called("overview"))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    click(qtbot, panel.change_folder)
    qtbot.waitUntil(lambda: (Phase.FAILED, True) in shown)
    assert (Phase.LOADING, True) in shown
    assert all(visible for _, visible in shown)
    assert len(library.called("overview")) == looked + 1


def test_another_model_may_be_chosen_while_a_download_rests(qtbot, open_window):
    begun = dataclasses.replace(BIG, done_bytes=400_000_000)
    library = FakeLibrary(dataclasses.replace(NOTHING, offers=(begun, SMALL)))
    window = open_window(library)
    panel = panel_of(window)
    assert panel.progress.isVisible()
    click(qtbot, panel.other_models)
    panel.picker.choices[SMALL.name].click()
    qtbot.waitUntil(panel.download.isVisible)
    assert panel.download.text() == "Download SmolLM2-135M-Instruct"
    panel.picker.choices[BIG.name].click()
    assert panel.download.text() == "Go on with Qwen1.5-0.5B-Chat"
    assert panel.download.isEnabled()
    assert library.called("discard") == []


def test_a_server_of_ones_own(qtbot, open_window):
    window = open_window(FakeLibrary())
    panel = panel_of(window)
    click(qtbot, panel.change_source)
    panel.sources.own.setText("not an address")
    click(qtbot, panel.sources.take_own)
    assert "https://example.org" in panel.sources.note.text()
    panel.sources.own.setText("models.example.org")
    click(qtbot, panel.sources.take_own)
    assert window.model_pages.welcome.sources.choices["https://models.example.org"].isChecked()


def test_the_proxy_is_tested_and_says_what_failed(qtbot, open_window, paths):
    library = FakeLibrary()
    window = open_window(library)
    panel = panel_of(window)
    click(qtbot, panel.change_source)
    panel.proxy.address.setText("127.0.0.1:7890")
    click(qtbot, panel.proxy.test)
    qtbot.waitUntil(lambda: "no answer in time" in panel.proxy.result.text())
    assert "hf-mirror.com — answers in 120 ms" in panel.proxy.result.text()
    assert ("probe", BIG.name, "http://127.0.0.1:7890") in library.calls
    assert panel.proxy.test.isEnabled()


def test_the_small_one_now(qtbot, open_window):
    library = FakeLibrary(downloads=[(STARTED, Gate())])
    window = open_window(library)
    click(qtbot, panel_of(window).starter)
    qtbot.waitUntil(lambda: bool(library.called("download")))
    assert library.called("download")[0][1] == SMALL.name


def test_a_model_by_its_name(qtbot, open_window):
    library = FakeLibrary(downloads=[(STARTED, Gate())])
    window = open_window(library)
    panel = panel_of(window)
    click(qtbot, panel.other_models)
    panel.picker.name.setText("nonsense")
    click(qtbot, panel.picker.look_up)
    qtbot.waitUntil(lambda: panel.picker.note.isVisible())
    panel.picker.name.setText("someone/model")
    click(qtbot, panel.picker.look_up)
    qtbot.waitUntil(lambda: panel.offer.repo == "someone/model")
    assert "does not know it" in panel.licence.name.text()
    click(qtbot, panel.download)
    qtbot.waitUntil(lambda: bool(library.called("download")))
    assert library.called("download")[0][1] == "someone/model@main"


def test_what_is_dropped_is_taken_in_and_used(qtbot, open_window, tmp_path):
    library = FakeLibrary()
    library.jobs = [arriving(library)]
    window = open_window(library)
    panel = panel_of(window)
    click(qtbot, panel.own_files)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    panel.importer.in_place.setChecked(True)
    drop = QDropEvent(
        QPointF(QPoint(5, 5)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    panel.importer.dropEvent(drop)
    qtbot.waitUntil(lambda: bool(library.called("import")))
    assert library.called("import") == [("import", tmp_path, True)]


def test_an_import_that_fails_says_why(qtbot, open_window, tmp_path):
    library = FakeLibrary()
    library.jobs = [known_error("pickle_only")]
    window = open_window(library)
    panel = panel_of(window)
    click(qtbot, panel.own_files)
    panel.importer.import_requested.emit(tmp_path, False)
    qtbot.waitUntil(lambda: "There is no model in /m." in panel.importer.state.text())
    assert panel.importer.folder.isEnabled()


def test_offline_only_what_is_here_already_is_offered(qtbot, open_window):
    library = FakeLibrary(dataclasses.replace(NOTHING, offline=True))
    window = open_window(library)
    panel = panel_of(window)
    assert panel.importer.isVisible()
    for widget in (panel.download, panel.starter, panel.change_source, panel.other_models):
        assert not widget.isVisible()
    assert library.called("probe") == []


def test_a_damaged_model_is_repaired_from_the_failure_card(qtbot, open_window):
    error = known_error("model_truncated")
    broken = dataclasses.replace(HERE, models=(on_disk(error=error),))
    library = FakeLibrary(broken)
    library.downloads = [(STARTED, arriving(library), FINISHED)]
    window = open_window(library, loads=((ModelFailed(error),), LOADS))
    qtbot.waitUntil(window.area.failure.repair.isVisible)
    click(qtbot, window.area.failure.repair)
    qtbot.waitUntil(lambda: window.session.model.status.phase is Phase.READY)
    assert library.called("download") == [("download", BIG.name, "", True)]


def test_the_models_of_this_disk(qtbot, open_window):
    library = FakeLibrary(BOTH)
    window = open_window(library, loads=(LOADS,))
    click(qtbot, window.sidebar.status.models)
    page = window.model_pages.models
    assert page.isVisible()
    big, small = page.rows.values()
    assert "in use" in big.facts.text()
    assert not big.use.isVisible()
    assert "2 models on this computer" in page.total.text()
    click(qtbot, big.verify)
    qtbot.waitUntil(lambda: big.state.text() == "Every file is what it should be.")
    library.jobs = [("model.safetensors",)]
    click(qtbot, big.verify)
    qtbot.waitUntil(lambda: big.state.text() == "Damaged: model.safetensors")
    assert big.repair.isVisible()
    click(qtbot, small.remove)
    assert small.question.buttons["keep"].hasFocus()
    library.jobs = [arriving(library)]
    click(qtbot, small.question.buttons["remove"])
    qtbot.waitUntil(lambda: len(page.rows) == 1)
    assert library.called("remove") == [("remove", on_disk(SMALL).key)]


def test_use_loads_another_model(qtbot, open_window, paths):
    window = open_window(FakeLibrary(BOTH), loads=(LOADS,))
    window.model_pages.show_models()
    qtbot.waitUntil(lambda: len(window.model_pages.models.rows) == 2)
    click(qtbot, window.model_pages.models.rows[on_disk(SMALL).key].use)
    qtbot.waitUntil(lambda: bool(window.backend.configured))
    assert window.backend.configured[0].model == SMALL.name
    assert read_settings(paths)[0].model == SMALL.name


def test_everything_has_a_name_and_the_keyboard_begins_at_the_next_step(qtbot, open_window):
    window = open_window(FakeLibrary())
    panel = panel_of(window)
    assert panel.licence.accept.hasFocus()
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit):
        for widget in panel.findChildren(kind):
            if widget.objectName().startswith("qt_"):
                continue
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget


def test_chinese(qtbot, open_window):
    window = open_window(FakeLibrary(), language="zh")
    panel = panel_of(window)
    assert panel.title.text() == "先把模型请到你的电脑里"
    assert panel.download.text() == "下载 Qwen1.5-0.5B-Chat"


def test_large_text_cuts_no_button_of_the_panel(open_window, qtbot):
    window = open_window(FakeLibrary(NOTHING))
    panel = panel_of(window)
    window.theme.set_choice("light", 200)
    window.resize(900, 600)
    shown = [button for button in panel.findChildren(QPushButton) if button.isVisible()]
    assert panel.change_source in shown

    def are_whole() -> bool:
        return all(button.width() >= button.sizeHint().width() for button in shown)

    qtbot.waitUntil(are_whole)
    window.theme.set_choice("light", 100)
