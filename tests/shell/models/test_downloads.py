"""Downloads and library with their real threads, over a scripted library."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path

import pytest

from desktop_app.core.api.download_events import (
    DownloadChecking,
    DownloadFailed,
    DownloadRetrying,
    DownloadWaiting,
    Trouble,
)
from desktop_app.core.errors import KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from desktop_app.shell.models.downloads import DownloadPhase, Downloads
from desktop_app.shell.models.library import ModelLibrary
from desktop_app.shell.settings.ini_file import read_settings
from desktop_app.shell.settings.store import SettingsStore
from tests.support.fake_library import (
    BIG,
    FINISHED,
    FOUND,
    MIRROR,
    SMALL,
    STARTED,
    TOTAL,
    FakeLibrary,
    progress,
)
from tests.support.fakes import Gate, known_error
from tests.support.thread_guard import no_thread_left_behind

FAILED = DownloadFailed(known_error("hub_unreachable"))


@pytest.fixture
def current(qapp, tmp_path):
    return SettingsStore(Paths(tmp_path), Settings())


@pytest.fixture
def make(current):
    """Makes the object under test over a library; closes it and finds leftover threads."""
    made = []

    def make_one(kind, library):
        made.append(kind(library.create, current))
        return made[-1]

    with no_thread_left_behind():
        yield make_one
        for item in made:
            item.close()


def phases(downloads):
    seen = []
    downloads.state_changed.connect(lambda state: seen.append(state.phase))
    return seen


def wait_for(qtbot, downloads, phase):
    qtbot.waitUntil(lambda: downloads.state.phase is phase)


def test_a_download_from_its_start_to_its_end(qtbot, make):
    library = FakeLibrary(downloads=[(STARTED, progress(0.38), FINISHED)])
    downloads = make(Downloads, library)
    seen = phases(downloads)
    with qtbot.waitSignal(downloads.finished) as finished:
        downloads.start(BIG.name, BIG.title)
    assert finished.args == [str(FINISHED.folder)]
    assert list(dict.fromkeys(seen)) == [
        DownloadPhase.STARTING,
        DownloadPhase.RUNNING,
        DownloadPhase.FINISHED,
    ]
    assert downloads.state.done_bytes == downloads.state.total_bytes == TOTAL
    assert library.threads
    assert threading.get_ident() not in library.threads


def test_the_state_tells_speed_time_file_and_source(qtbot, make):
    gate = Gate()
    downloads = make(Downloads, FakeLibrary(downloads=[(STARTED, progress(0.5), gate)]))
    downloads.start(BIG.name, BIG.title)
    qtbot.waitUntil(lambda: downloads.state.bytes_per_s > 0)
    state = downloads.state
    assert (state.file, state.source) == ("model.safetensors", MIRROR[1])
    assert state.share == pytest.approx(0.5)
    assert state.eta_s == pytest.approx(TOTAL / 2 / 3.2e6, rel=1e-6)


@pytest.mark.parametrize(
    ("event", "phase"),
    [
        (DownloadRetrying(Trouble.STALLED, 8.0, 2, "h"), DownloadPhase.RETRYING),
        (DownloadChecking("model.safetensors", 0.5), DownloadPhase.CHECKING),
        (DownloadWaiting(BIG.title), DownloadPhase.WAITING),
    ],
)
def test_what_it_waits_for_is_a_state_of_its_own(qtbot, make, event, phase):
    gate = Gate()
    downloads = make(Downloads, FakeLibrary(downloads=[(STARTED, event, gate)]))
    downloads.start(BIG.name, BIG.title)
    wait_for(qtbot, downloads, phase)
    assert downloads.state.bytes_per_s == 0
    assert downloads.state.active


def test_pause_keeps_what_is_here_and_resume_goes_on(qtbot, make):
    gate = Gate()
    library = FakeLibrary(downloads=[(STARTED, progress(0.4), gate), (STARTED, FINISHED)])
    downloads = make(Downloads, library)
    downloads.start(BIG.name, BIG.title)
    qtbot.waitUntil(gate.reached.is_set)
    qtbot.waitUntil(lambda: downloads.state.share > 0)
    downloads.pause()
    assert downloads.state.phase is DownloadPhase.PAUSING
    wait_for(qtbot, downloads, DownloadPhase.PAUSED)
    assert downloads.state.share == pytest.approx(0.4)
    downloads.resume()
    wait_for(qtbot, downloads, DownloadPhase.FINISHED)
    assert [call[1] for call in library.called("download")] == [BIG.name, BIG.name]


@pytest.mark.parametrize("keep", [True, False])
def test_cancel_asks_nothing_more_and_deletes_only_if_told(qtbot, make, keep):
    gate = Gate()
    library = FakeLibrary(downloads=[(STARTED, progress(0.4), gate)])
    downloads = make(Downloads, library)
    downloads.start(BIG.name, BIG.title)
    qtbot.waitUntil(gate.reached.is_set)
    with qtbot.waitSignal(downloads.rested):
        downloads.cancel(keep)
    assert downloads.state.phase is DownloadPhase.IDLE
    assert bool(library.called("discard")) is not keep


def test_cancel_of_a_paused_download_deletes_too(qtbot, make):
    library = FakeLibrary()
    downloads = make(Downloads, library)
    downloads.offer_to_go_on(dataclasses.replace(BIG, done_bytes=5))
    assert downloads.state.phase is DownloadPhase.PAUSED
    with qtbot.waitSignal(downloads.rested):
        downloads.cancel(keep=False)
    assert library.called("discard") == [("discard", BIG.name)]


def test_a_failure_is_said_and_can_be_tried_again(qtbot, make):
    library = FakeLibrary(downloads=[(STARTED, FAILED), (STARTED, FINISHED)])
    downloads = make(Downloads, library)
    downloads.start(BIG.name, BIG.title)
    wait_for(qtbot, downloads, DownloadPhase.FAILED)
    assert downloads.state.error is FAILED.error
    downloads.resume()
    wait_for(qtbot, downloads, DownloadPhase.FINISHED)
    assert downloads.state.error is None


def test_a_defect_ends_the_download_with_words(qtbot, make, caplog):
    def broken():
        raise ZeroDivisionError

    downloads = make(Downloads, FakeLibrary(downloads=[(STARTED, broken)]))
    downloads.start(BIG.name, BIG.title)
    wait_for(qtbot, downloads, DownloadPhase.FAILED)
    assert downloads.state.error.code == "unexpected"
    assert "ZeroDivisionError" in caplog.text


def test_another_source_is_taken_in_the_middle(qtbot, make, current):
    gate = Gate()
    library = FakeLibrary(downloads=[(STARTED, progress(0.4), gate), (STARTED, FINISHED)])
    downloads = make(Downloads, library)
    downloads.start(BIG.name, BIG.title)
    qtbot.waitUntil(gate.reached.is_set)
    current.change(source=MIRROR[0])
    downloads.change_source()
    wait_for(qtbot, downloads, DownloadPhase.FINISHED)
    assert [call[2] for call in library.called("download")] == ["", MIRROR[0]]


def test_the_small_one_goes_first_and_the_large_one_after_it(qtbot, make):
    gate, last = Gate(), Gate()
    library = FakeLibrary(downloads=[(STARTED, progress(0.4), gate), (FINISHED,), (STARTED, last)])
    downloads = make(Downloads, library)
    downloads.start(BIG.name, BIG.title)
    qtbot.waitUntil(gate.reached.is_set)
    with qtbot.waitSignal(downloads.finished):
        downloads.start(SMALL.name, SMALL.title)
    qtbot.waitUntil(last.reached.is_set)
    assert [call[1] for call in library.called("download")] == [BIG.name, SMALL.name, BIG.name]


def test_closing_in_the_middle_ends_the_thread(qtbot, make):
    gate = Gate()
    downloads = make(Downloads, FakeLibrary(downloads=[(STARTED, gate)]))
    downloads.start(BIG.name, BIG.title)
    qtbot.waitUntil(gate.reached.is_set)
    downloads.close()
    assert downloads.state.phase is DownloadPhase.PAUSED


def test_looking_at_the_disk_asks_no_source(qtbot, make):
    library = FakeLibrary()
    model_library = make(ModelLibrary, library)
    with qtbot.waitSignal(model_library.overview_changed) as told:
        model_library.refresh()
    assert told.args == [library.state]
    assert library.called("probe") == []


def test_the_sources_answer(qtbot, make):
    model_library = make(ModelLibrary, FakeLibrary())
    model_library.probe(BIG.name)
    assert model_library.sources.asking
    qtbot.waitUntil(lambda: not model_library.sources.asking)
    assert model_library.sources.found == FOUND


def test_a_proxy_is_tested_without_being_stored(qtbot, make, current):
    library = FakeLibrary()
    library.found = known_error("proxy_invalid")
    model_library = make(ModelLibrary, library)
    with qtbot.waitSignal(model_library.proxy_tested) as told:
        model_library.test_proxy(BIG.name, "http://127.0.0.1:1")
    assert told.args[0].error.code == "proxy_invalid"
    assert library.called("probe") == [("probe", BIG.name, "http://127.0.0.1:1")]
    assert current.value.proxy == ""


def test_work_tells_its_progress_and_its_result(qtbot, make):
    gate = Gate()
    library = FakeLibrary()
    library.jobs = [gate, ("model.safetensors",)]
    model_library = make(ModelLibrary, library)
    model_library.verify("key")
    qtbot.waitUntil(lambda: model_library.job.fraction == 0.25)
    model_library.remove("other")
    gate.open()
    qtbot.waitUntil(lambda: not model_library.job.running)
    assert model_library.job.bad_files == ("model.safetensors",)
    assert library.called("remove") == []


def test_work_can_be_stopped(qtbot, make):
    gate = Gate()
    library = FakeLibrary()
    library.jobs = [gate]
    model_library = make(ModelLibrary, library)
    model_library.import_path(Path("/usb/model"), in_place=False)
    qtbot.waitUntil(gate.reached.is_set)
    model_library.stop_job()
    gate.open()
    qtbot.waitUntil(lambda: not model_library.job.running)
    assert model_library.job.stopped


def test_an_import_that_fails_says_why(qtbot, make):
    library = FakeLibrary()
    library.jobs = [known_error("pickle_only")]
    model_library = make(ModelLibrary, library)
    with qtbot.assertNotEmitted(model_library.imported):
        model_library.import_path(Path("/usb/model"), in_place=True)
        qtbot.waitUntil(lambda: not model_library.job.running)
    assert model_library.job.error.code == "pickle_only"


def test_a_change_is_stored_and_what_the_command_line_said_is_not(tmp_path, qapp):
    paths = Paths(tmp_path)
    current = SettingsStore(paths, Settings(model="from-the-command-line"))
    current.change(proxy="http://127.0.0.1:7890")
    assert current.value.model == "from-the-command-line"
    stored, _ = read_settings(paths)
    assert (stored.model, stored.proxy) == ("", "http://127.0.0.1:7890")


def test_a_value_that_can_not_be_changes_nothing(current):
    with pytest.raises(KnownError) as caught:
        current.change(proxy="seven")
    assert caught.value.code == "setting_invalid"
    assert current.value == Settings()


def test_a_proxy_test_behind_it_does_not_hide_what_the_sources_answered(qtbot, make):
    model_library = make(ModelLibrary, FakeLibrary())
    model_library.probe(BIG.name)
    with qtbot.waitSignal(model_library.proxy_tested):
        model_library.test_proxy(BIG.name, "http://127.0.0.1:1")
    assert not model_library.sources.asking
    assert model_library.sources.found == FOUND
