"""Servers that answer oddly: the real download code against each of them."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest

from desktop_app.core.api.download_events import (
    DownloadFailed,
    DownloadFinished,
    DownloadRetrying,
    Trouble,
)
from desktop_app.models.catalogue import Catalogue
from desktop_app.models.download import download
from desktop_app.models.file_transfer import Patience
from desktop_app.models.http_client import ATTEMPT_DELAY_S, connect_first
from desktop_app.models.hub import HubConnection
from desktop_app.models.probe import probe
from desktop_app.models.sources import Source
from desktop_app.models.store import ModelStore
from tests.models.hub_server import Cut, HubServer, Packed, Status
from tests.models.toy import model_files

QUICK = Patience(stall_s=2.0, answer_s=5.0, attempts=3, first_attempts=3, first_wait_s=0.01)
WEIGHTS = "model.safetensors"


@pytest.fixture(autouse=True)
def private_home(tmp_path, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("HF_HUB_OFFLINE", "HF_ENDPOINT", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))


@pytest.fixture
def hub():
    with HubServer(model_files(300_000)) as server:
        yield server


@pytest.fixture
def store(tmp_path):
    return ModelStore(tmp_path / "models", Catalogue((), "", ""), tmp_path / "c")


def events(hub: HubServer, store: ModelStore, official: bool = False, name: str = "127.0.0.1"):
    source = Source(hub.endpoint.replace("127.0.0.1", name), official)
    model = Catalogue((), "", "").resolve(hub.repo)
    return list(download(model, store, source, threading.Event(), patience=QUICK))


def whole(hub: HubServer, found: list) -> None:
    last = found[-1]
    assert isinstance(last, DownloadFinished), last.error
    for name, content in hub.files.items():
        assert (last.folder / name).read_bytes() == content


def troubles(found: list) -> list[Trouble]:
    return [event.reason for event in found if isinstance(event, DownloadRetrying)]


# -- 416 on resume -------------------------------------------------------------------------


def test_416_on_resume_begins_that_file_again_once(hub, store):
    hub.script(WEIGHTS, Cut(100_000), Status(416))
    whole(hub, events(hub, store))
    ranges = [r.headers.get("range") for r in hub.requests if r.at == "cdn" and WEIGHTS in r.path]
    assert ranges == [None, "bytes=100000-", None]


def test_416_of_the_hub_itself(hub, store):
    hub.script(WEIGHTS, Cut(100_000), Status(416, at="hub"))
    whole(hub, events(hub, store))


def test_416_over_and_over_ends_in_words(hub, store):
    hub.script(WEIGHTS, Cut(50_000), *[Status(416)] * 9)
    last = events(hub, store)[-1]
    assert isinstance(last, DownloadFailed)
    assert last.error.code == "hub_unreachable"
    assert last.error.values["trouble"] == Trouble.ODD


# -- compressed answers --------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", WEIGHTS])
def test_a_packed_answer_is_unpacked(hub, store, encoding, name):
    hub.script(name, Packed(encoding))
    whole(hub, events(hub, store))


@pytest.mark.parametrize("ranged", [False, True])
def test_a_packed_answer_that_is_cut(hub, store, ranged):
    """What was unpacked counts, or the file begins again: never a mixture of both kinds."""
    hub.script("tokenizer.json", Packed(cut=30), Packed(ranged=ranged), Packed(ranged=ranged))
    whole(hub, events(hub, store))


def test_the_list_of_files_packed(hub, store):
    hub.script("api", Packed())
    whole(hub, events(hub, store))
    assert not hub.left("api")


def test_an_encoding_nobody_knows_makes_no_sense(hub, store):
    hub.script("config.json", *[Packed("zebra")] * 3)
    last = events(hub, store)[-1]
    assert isinstance(last, DownloadFailed)
    assert last.error.values["trouble"] == Trouble.ODD


def test_what_says_gzip_and_is_not(hub, store):
    hub.script("config.json", Packed(broken=True))
    found = events(hub, store)
    whole(hub, found)
    assert troubles(found) == [Trouble.ODD]


# -- access tokens -------------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 403])
def test_a_stale_token_is_left_out_and_named_once(hub, store, monkeypatch, status):
    monkeypatch.setenv("HF_TOKEN", "hf_stale")
    hub.token_status = status
    found = events(hub, store, official=True)
    whole(hub, found)
    assert troubles(found) == [Trouble.TOKEN]


@pytest.mark.parametrize("token", ["hf_王", "hf token", "hf_\u00e9", "\udcff", "a\x01b"])
@pytest.mark.parametrize("place", ["variable", "file"])
def test_a_token_that_no_header_takes(hub, store, tmp_path, monkeypatch, token, place):
    if place == "file":
        file = tmp_path / "token"
        file.write_text(token, "utf-8", "surrogateescape")
        monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(file))
    else:
        monkeypatch.setenv("HF_TOKEN", token)
    found = events(hub, store, official=True)
    whole(hub, found)
    assert troubles(found) == [Trouble.TOKEN]
    assert not any("authorization" in request.headers for request in hub.requests)


def test_a_good_token_is_used_at_the_hub_alone(hub, store, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_good")
    found = events(hub, store, official=True)
    whole(hub, found)
    assert troubles(found) == []
    at = {(r.at, r.headers.get("authorization")) for r in hub.requests}
    assert at == {("hub", "Bearer hf_good"), ("cdn", None)}


def test_a_probe_does_not_take_a_stale_token_for_a_silent_source(hub, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_stale")
    hub.token_status = 401
    (answer,) = probe([Source(hub.endpoint, official=True)], hub.repo, "main")
    assert (answer.trouble, answer.status) == (None, 200)


# -- addresses that lead nowhere -----------------------------------------------------------


@pytest.fixture
def silent():
    """An address that answers no connection: its queue is full and nobody takes from it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = []
        for _ in range(3):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
            waiting.append(one)
        yield listener.getsockname()
        for one in waiting:
            one.close()


@pytest.fixture
def two_addresses(monkeypatch, silent):
    """The name dead-first.test has two addresses, and the first one is silent."""
    real = socket.getaddrinfo

    def look_up(host, port, *args, **kwargs):
        found = real("127.0.0.1" if host == "dead-first.test" else host, port, *args, **kwargs)
        first = (*found[0][:4], silent)
        return [first, *found] if host == "dead-first.test" else found

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_a_dead_first_address_costs_one_short_wait(hub, store, two_addresses):
    start = time.monotonic()
    whole(hub, events(hub, store, name="dead-first.test"))
    # one wait of a quarter of a second, where each file would have cost its time limit
    assert len(hub.requests) > 4
    assert time.monotonic() - start < QUICK.answer_s


def test_the_next_address_is_tried_beside_the_first(silent):
    with socket.create_server(("127.0.0.1", 0)) as server:
        good = (socket.AF_INET, server.getsockname())
        connected, address = connect_first([(socket.AF_INET, silent), good], 5.0)
        connected.close()
    assert address == good
    assert ATTEMPT_DELAY_S <= 1.0


def test_one_that_refuses_costs_nothing(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        nobody = (socket.AF_INET, gone.getsockname())
    with socket.create_server(("127.0.0.1", 0)) as server:
        good = (socket.AF_INET, server.getsockname())
        connected, _ = connect_first([nobody, nobody, good], 5.0)
        connected.close()
        # only silence is waited for
        with pytest.raises(ConnectionRefusedError):
            connect_first([nobody, nobody], 5.0)


def test_all_silent_is_a_time_out(silent):
    with pytest.raises(TimeoutError):
        connect_first([(socket.AF_INET, silent)] * 2, 0.6)


def test_nobody_at_any_address(tmp_path: Path):
    with HubConnection(Source("http://127.0.0.1:1")) as connection:
        assert connection.head("a/b", "main", "config.json")[0] is Trouble.REFUSED
