"""The library over a real disk and a hub on loopback."""

from __future__ import annotations

import dataclasses
import json
import shutil
import threading

import pytest

from desktop_app.backend.model_library import LocalLibrary
from desktop_app.core.api.download_events import DownloadFailed, DownloadFinished, DownloadPaused
from desktop_app.core.errors import KnownError
from desktop_app.core.paths import RESOURCES, Paths
from desktop_app.core.settings import Settings
from desktop_app.models.catalogue import read_catalogue
from desktop_app.models.store import ModelStore
from tests.models.hub_server import Cut, HubServer, Stall, wait_until
from tests.models.toy import model_files, write_model

NAME = "test/toy"
WEIGHTS = "model.safetensors"


@pytest.fixture
def hub(monkeypatch):
    for name in ("HF_HUB_OFFLINE", "HF_ENDPOINT", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with HubServer(model_files(padding=300_000)) as server:
        yield server


@pytest.fixture
def library(tmp_path, hub):
    return LocalLibrary(Paths(tmp_path / "data"))


@pytest.fixture
def settings(hub):
    return Settings(source=hub.endpoint)


def run(library, settings, repair=False, cancelled=None):
    *_, last = library.download(NAME, settings, cancelled or threading.Event(), repair=repair)
    return last


def test_an_empty_disk(library):
    overview = library.overview(Settings())
    assert (overview.models, overview.wanted, overview.unfinished) == ((), "", None)
    default = overview.offer(overview.default)
    assert default.must_accept
    assert "Tongyi Qianwen" in default.licence_text
    assert default.bytes > 1.2e9
    assert overview.offer(overview.starter).languages == ("en",)
    assert dict(overview.sources)["https://hf-mirror.com"] == "hf-mirror.com"
    assert overview.free_bytes > 0


def test_a_source_that_was_chosen_is_the_only_one_asked(library, settings, hub):
    found = library.probe(NAME, settings, threading.Event())
    assert [(r.endpoint, r.trouble) for r in found.reports] == [(hub.endpoint, None)]
    assert found.best == hub.endpoint
    assert found.total_bytes == sum(map(len, hub.files.values()))


def test_the_one_of_the_environment_is_the_only_one_asked(library, hub, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    found = library.probe(NAME, Settings(), threading.Event())
    assert [report.endpoint for report in found.reports] == [hub.endpoint]
    assert isinstance(run(library, Settings()), DownloadFinished)


def test_no_source_answers(library, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    last = run(library, Settings())
    assert isinstance(last, DownloadFailed)
    assert last.error.code == "no_source"
    assert "127.0.0.1:9" in str(last.error)


def test_an_environment_that_names_no_address_leaves_the_disk_readable(library, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "not an address")
    assert library.overview(Settings()).sources
    with pytest.raises(KnownError) as caught:
        library.probe(NAME, Settings(), threading.Event())
    assert caught.value.code == "source_invalid"


def test_a_proxy_that_can_not_be_used_is_said(library, settings, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "socks4://127.0.0.1:9")
    with pytest.raises(KnownError) as caught:
        library.probe(NAME, settings, threading.Event())
    assert caught.value.code == "proxy_invalid"


def test_asking_can_be_left(library, settings):
    cancelled = threading.Event()
    cancelled.set()
    assert library.probe(NAME, settings, cancelled) is None
    assert run(library, Settings(), cancelled=cancelled) == DownloadPaused(0, 0)


@pytest.mark.parametrize("way", ["option", "environment"])
def test_offline_asks_nobody(tmp_path, settings, hub, monkeypatch, way):
    if way == "environment":
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    library = LocalLibrary(Paths(tmp_path), offline=way == "option")
    assert library.overview(settings).offline
    assert run(library, settings).error.code == "offline"
    with pytest.raises(KnownError):
        library.probe(NAME, settings, threading.Event())
    assert hub.requests == []


def test_an_unfinished_download_is_offered_and_can_be_thrown_away(library, settings, hub):
    hub.script(WEIGHTS, Stall(100_000))
    cancelled = threading.Event()
    last = []
    thread = threading.Thread(
        target=lambda: last.append(run(library, settings, cancelled=cancelled))
    )
    thread.start()
    wait_until(lambda: hub.sent[WEIGHTS] >= 100_000)
    cancelled.set()
    thread.join()
    assert isinstance(last[0], DownloadPaused)
    begun = library.overview(settings).unfinished
    assert (begun.repo, begun.title) == (NAME, "toy")
    assert 0 < begun.done_bytes < begun.bytes
    library.discard(begun.name, settings)
    assert library.overview(settings).unfinished is None


def test_after_a_cut_the_model_is_here_and_removed_again(library, settings, hub):
    hub.script(WEIGHTS, Cut(1000))
    last = run(library, settings)
    overview = library.overview(settings)
    (model,) = overview.models
    assert model.key == overview.wanted == str(last.folder)
    assert (model.repo, model.error, model.removable) == (NAME, None, True)
    assert library.verify(model.key, settings, lambda fraction: None) == ()
    library.remove(model.key, settings)
    assert library.overview(settings).models == ()


def test_damage_is_seen_and_repaired(library, settings, hub):
    weights = run(library, settings).folder / WEIGHTS
    weights.write_bytes(weights.read_bytes()[:-1])
    (model,) = library.overview(settings).models
    assert model.error.code == "model_truncated"
    assert model.repairable
    hub.sent.clear()
    assert isinstance(run(library, settings, repair=True), DownloadFinished)
    assert set(hub.sent) == {WEIGHTS}
    assert library.overview(settings).models[0].error is None


def test_a_folder_is_used_in_place_and_only_forgotten(library, settings, tmp_path):
    source = write_model(tmp_path / "USB 盘 😀")
    key = library.import_path(source, True, settings, lambda fraction: None)
    (model,) = library.overview(settings).models
    assert (model.key, model.folder, model.in_place) == (key, source, True)
    library.remove(key, settings)
    assert (source / WEIGHTS).is_file()


def test_models_go_where_the_person_wants(library, settings, tmp_path):
    elsewhere = dataclasses.replace(settings, models_folder=str(tmp_path / "别处"))
    source = write_model(tmp_path / "stick")
    library.import_path(source, False, elsewhere, lambda fraction: None)
    shutil.rmtree(source)
    assert library.overview(settings).models == ()
    (model,) = library.overview(elsewhere).models
    assert model.folder.is_relative_to(tmp_path / "别处")


def test_a_plan_that_names_no_model_hides_nothing(library, settings, hub):
    folder = library.overview(settings).folder / "odd" / ".partial-main"
    folder.mkdir(parents=True)
    plan = {"name": "odd", "title": "", "repo": "no repository", "asked": "main", "commit": ""}
    (folder / "plan.json").write_text(json.dumps({**plan, "languages": [], "files": []}))
    overview = library.overview(settings)
    assert overview.offer(overview.default) is not None


def test_a_model_that_came_with_the_program_can_not_be_removed(tmp_path, monkeypatch):
    resources = tmp_path / "resources"
    shutil.copytree(RESOURCES, resources, ignore=shutil.ignore_patterns("models"))
    catalogue = read_catalogue(resources)
    source = write_model(tmp_path / "stick")
    ModelStore(catalogue.shipped, catalogue, tmp_path / "hub").import_folder(source)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    overview = LocalLibrary(Paths(tmp_path / "data", resources)).overview(Settings())
    assert [model.removable for model in overview.models] == [False]


def test_a_proxy_where_nobody_listens_is_said(library, hub, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    last = run(library, Settings())
    assert isinstance(last, DownloadFailed)
    assert last.error.code == "no_source"
    assert "The proxy" in str(last.error)
