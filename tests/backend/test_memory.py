"""A load for which there is no memory ends in words, whoever refused it."""

from __future__ import annotations

import threading

import pytest

from desktop_app.backend import inference as module
from desktop_app.backend.inference import LocalBackend
from desktop_app.core.api.events import LoadStage, StageChanged
from desktop_app.core.errors import KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from desktop_app.core.system.memory import known_cause
from tests.models.toy import write_model
from tests.support.fakes import SCENE

SEGMENT = "libtorch_cpu.so: failed to map segment from shared object"


@pytest.fixture
def backend(tmp_path) -> LocalBackend:
    model = write_model(tmp_path / "model")
    settings = Settings(model=str(model))
    return LocalBackend(Paths(tmp_path / "data"), settings, {SCENE.id: SCENE}, "en")


def refuse(error: Exception):
    def raise_it(*_):
        raise error

    return raise_it


def load(backend) -> tuple[list, KnownError | None]:
    """The events of a load, and what can be said of how it ended."""
    events = []
    try:
        for event in backend.prepare(threading.Event()):
            events.append(event)
    except Exception as error:
        return events, known_cause(error)
    raise AssertionError("it was loaded")


def test_nothing_is_begun_without_the_memory_for_it(backend, monkeypatch):
    monkeypatch.setattr(module, "ensure_memory", refuse(MemoryError()))
    events, known = load(backend)
    assert events == []
    assert known.code == "out_of_memory"


def test_a_library_that_found_no_place_is_no_defect(backend, monkeypatch):
    monkeypatch.setattr(module, "_import_engine", refuse(ImportError(SEGMENT)))
    events, known = load(backend)
    assert events == [StageChanged(LoadStage.IMPORTING)]
    assert known.code == "out_of_memory"


def test_a_defect_stays_one(backend, monkeypatch):
    monkeypatch.setattr(module, "_import_engine", refuse(ImportError("no such name")))
    assert load(backend)[1] is None
