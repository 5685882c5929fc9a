"""A model comes by import: before there is one, after a download failed, and beside another."""

from __future__ import annotations

from pathlib import Path

from desktop_app.core.api.download_events import DownloadFailed
from desktop_app.shell.inference.status import Phase
from desktop_app.shell.models.downloads import DownloadPhase
from tests.support.fake_library import SMALL, STARTED, FakeLibrary
from tests.support.fakes import LOADS, known_error
from tests.ui.models.test_download_page import (
    BOTH,
    HERE,
    arriving,
    begin,
    click,
    on_disk,
    open_window,
    panel_of,
)

__all__ = ["open_window"]


def is_ready(window):
    return window.session.model.status.phase is Phase.READY


def test_without_a_model_the_main_button_gets_one(qtbot, open_window):
    window = open_window(FakeLibrary())
    click(qtbot, panel_of(window).back)
    card = window.area.failure
    assert card.isVisible()
    assert not card.retry.isVisible()
    assert card.models.text() == "Get the model"
    assert card.models.property("kind") == "primary"
    click(qtbot, card.models)
    assert panel_of(window).title.text() == "First, bring a model to this computer"
    assert panel_of(window).back.text() == "Later"


def test_nothing_of_a_failed_download_stays_after_an_import(qtbot, open_window):
    library = FakeLibrary(downloads=[(STARTED, DownloadFailed(known_error("hub_unreachable")))])
    library.jobs = [arriving(library)]
    window = open_window(library)
    begin(qtbot, window)
    pages = window.model_pages
    qtbot.waitUntil(lambda: pages.downloads.state.phase is DownloadPhase.FAILED)
    pages.welcome.importer.import_requested.emit(Path(on_disk().key), False)
    qtbot.waitUntil(lambda: is_ready(window))
    assert pages.downloads.state.phase is DownloadPhase.IDLE
    assert not pages.card.isVisible()
    pages.show_welcome()
    assert not pages.welcome.progress.isVisible()


def test_a_second_model_that_was_imported_is_offered_and_not_switched_to(qtbot, open_window):
    library = FakeLibrary(HERE)
    library.jobs = [arriving(library, BOTH)]
    window = open_window(library, loads=(LOADS,))
    configured = list(window.backend.configured)
    pages = window.model_pages
    pages.show_models()
    click(qtbot, pages.models.more)
    assert panel_of(window).title.text() == "Bring another model to this computer"
    assert panel_of(window).back.text() == "Back to the chat"
    key = on_disk(SMALL).key
    pages.welcome.importer.import_requested.emit(Path(key), False)
    qtbot.waitUntil(lambda: key in pages.models.rows and pages.models.isVisible())
    row = pages.models.rows[key]
    assert row.use.isVisible()
    assert row.state.text() == "It is here now. “Use” lets it answer from now on."
    assert is_ready(window)
    assert window.backend.configured == configured
