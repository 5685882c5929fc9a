"""The real download code and the real hub library against a server that fails in every way."""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from desktop_app.core.api.download_events import (
    DownloadFailed,
    DownloadFinished,
    DownloadPaused,
    DownloadProgress,
    DownloadRetrying,
    DownloadStarted,
    DownloadWaiting,
    Trouble,
)
from desktop_app.core.errors import KnownError
from desktop_app.models import download as download_module
from desktop_app.models.catalogue import Catalogue, CatalogueFile, CatalogueModel
from desktop_app.models.download import download, fold, is_offline
from desktop_app.models.file_transfer import Patience
from desktop_app.models.partial import discard, find_unfinished, unfinished
from desktop_app.models.sources import Source
from desktop_app.models.store import ModelStore
from tests.models.hub_server import (
    COMMIT,
    Chunked,
    Cut,
    Drip,
    Expire,
    Flip,
    HubServer,
    Length,
    NoRange,
    Stall,
    Status,
    WrongStart,
    wait_until,
)
from tests.models.toy import model_files

QUICK = Patience(stall_s=0.3, answer_s=5.0, attempts=4, first_wait_s=0.01, longest_wait_s=0.02)
WEIGHTS = "model.safetensors"
PADDING = 300_000


@pytest.fixture(autouse=True)
def private_home(tmp_path, monkeypatch):
    for key in ("HF_HUB_OFFLINE", "HF_ENDPOINT", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(key, raising=False)
        monkeypatch.delenv(key.lower(), raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))


@pytest.fixture
def hub():
    with HubServer(model_files(PADDING)) as server:
        yield server


@pytest.fixture
def store(tmp_path):
    # a path as people have them
    return ModelStore(
        tmp_path / "数据 与 data 😀" / "models", Catalogue((), "", ""), tmp_path / "c"
    )


def by_hand(hub: HubServer) -> CatalogueModel:
    """As typed: nothing is known before the hub is asked."""
    return Catalogue((), "", "").resolve(hub.repo)


def pinned(hub: HubServer) -> CatalogueModel:
    files = tuple(
        CatalogueFile(name, len(content), hashlib.sha256(content).hexdigest())
        for name, content in hub.files.items()
    )
    return CatalogueModel("toy", "Toy", hub.repo, hub.commit, files, ("en",))


class Run:
    """One download, driven to its end; may cancel itself when a condition holds."""

    def __init__(self, hub, store, model=None, cancel_when=None, patience=QUICK, **options):
        self.events = []
        cancelled = threading.Event()
        source = Source(hub.endpoint)
        for event in download(
            model or pinned(hub), store, source, cancelled, patience=patience, **options
        ):
            self.events.append(event)
            if cancel_when is not None and cancel_when(event):
                cancelled.set()
        self.last = self.events[-1]

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def troubles(self):
        return [event.reason for event in self.of(DownloadRetrying)]

    def finished(self, hub) -> Path:
        assert isinstance(self.last, DownloadFinished), self.last
        for name, content in hub.files.items():
            assert (self.last.folder / name).read_bytes() == content
        return self.last.folder

    def failed(self) -> KnownError:
        assert isinstance(self.last, DownloadFailed), self.last
        return self.last.error


def moving(event) -> bool:
    return isinstance(event, DownloadProgress) and event.file == WEIGHTS and event.done_bytes > 9000


def test_a_model_by_hand_arrives_whole_with_its_hashes(hub, store):
    run = Run(hub, store, by_hand(hub))
    folder = run.finished(hub)
    assert folder.parent.name == "test--toy"
    assert folder.name == COMMIT
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {row["name"]: row["sha256"] for row in manifest["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in hub.files.items()
    }
    model = store.find(hub.repo)
    assert store.check(model).architecture == "LlamaForCausalLM"
    assert store.verify(model) == ()
    assert sorted(path.name for path in folder.parent.iterdir()) == [COMMIT]


def test_config_comes_first_and_only_the_models_own_addresses_are_asked(hub, store):
    hub.files |= {"pytorch_model.bin": b"pickle", "onnx/model.onnx": b"x", "README.md": b"x"}
    Run(hub, store, by_hand(hub))
    paths = [request.path for request in hub.requests]
    assert paths[0] == f"/api/models/{hub.repo}/revision/main?blobs=true"
    assert paths[1] == f"/{hub.repo}/resolve/{COMMIT}/config.json"
    asked = {path.split("?")[0].rpartition("/")[2] for path in paths[1:]}
    assert asked == set(model_files())
    assert {request.method for request in hub.requests} == {"GET"}


def test_a_pinned_model_needs_no_list_from_the_hub(hub, store):
    Run(hub, store).finished(hub)
    assert not any(request.path.startswith("/api") for request in hub.requests)


def test_progress_adds_up_and_names_its_source(hub, store):
    hub.script(WEIGHTS, Drip(60_000, 0.06))
    run = Run(hub, store)
    total = sum(map(len, hub.files.values()))
    assert run.of(DownloadStarted)[0].total_bytes == total
    progress = run.of(DownloadProgress)
    assert [event.done_bytes for event in progress] == sorted(e.done_bytes for e in progress)
    assert progress[-1].done_bytes == total
    assert all(event.total_bytes == total for event in progress)
    assert all(event.source == Source(hub.endpoint).host for event in progress)
    dripping = [event for event in progress if event.file == WEIGHTS and event.bytes_per_s]
    assert dripping[0].eta_s is not None


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (Cut(0), Trouble.CUT),
        (Cut(1), Trouble.CUT),
        (Cut(123_457), Trouble.CUT),
        (Stall(70_000), Trouble.STALLED),
        (Stall(0), Trouble.STALLED),
        (Status(500), Trouble.SERVER),
        (Status(503, at="hub"), Trouble.SERVER),
        (Status(429, (("Retry-After", "0"),)), Trouble.BUSY),
        (Expire(), Trouble.EXPIRED),
    ],
    ids=repr,
)
def test_after_a_fault_only_the_missing_bytes_are_fetched(hub, store, fault, trouble):
    hub.script(WEIGHTS, fault)
    run = Run(hub, store)
    run.finished(hub)
    assert run.troubles == [trouble]
    assert hub.sent[WEIGHTS] == len(hub.files[WEIGHTS])


def test_many_cuts_at_any_byte(hub, store):
    hub.script(WEIGHTS, *(Cut(size) for size in (1, 0, 65_536, 65_535, 7, 0, 0, 100_000)))
    run = Run(hub, store)
    run.finished(hub)
    assert hub.left(WEIGHTS) == 0
    assert hub.sent[WEIGHTS] == len(hub.files[WEIGHTS])


def test_retry_after_is_honoured(hub, store):
    hub.script(WEIGHTS, Status(429, (("Retry-After", "1"),)))
    run = Run(hub, store)
    run.finished(hub)
    assert [event.wait_s for event in run.of(DownloadRetrying)] == [1.0]


def test_a_wait_can_be_cancelled(hub, store):
    hub.script(WEIGHTS, Status(503, (("Retry-After", "3000"),)))
    run = Run(hub, store, cancel_when=lambda event: isinstance(event, DownloadRetrying))
    assert isinstance(run.last, DownloadPaused)


def test_cancelled_while_the_server_says_nothing(hub, store):
    hub.script(WEIGHTS, Stall(70_000))
    patience = Patience(stall_s=60, answer_s=60)
    run = Run(hub, store, cancel_when=moving, patience=patience)
    assert isinstance(run.last, DownloadPaused)
    assert not [t for t in threading.enumerate() if t.name == "fetch"]


def test_pause_and_resume_fetch_every_byte_once(hub, store):
    hub.script(WEIGHTS, Stall(100_000))
    first = Run(hub, store, cancel_when=moving, patience=Patience(stall_s=60, answer_s=60))
    assert isinstance(first.last, DownloadPaused)
    here = unfinished(store.folder)
    assert [(item.plan.name, item.done_bytes) for item in here] == [("toy", first.last.done_bytes)]
    assert store.list() == ()
    Run(hub, store).finished(hub)
    assert hub.sent[WEIGHTS] == len(hub.files[WEIGHTS])
    assert unfinished(store.folder) == ()


def test_a_part_stays_valid_when_the_source_changes(hub, store):
    hub.script(WEIGHTS, Stall(100_000))
    Run(hub, store, cancel_when=moving, patience=Patience(stall_s=60, answer_s=60))
    with HubServer(hub.files) as other:
        Run(other, store, pinned(hub)).finished(hub)
        assert other.sent[WEIGHTS] + hub.sent[WEIGHTS] == len(hub.files[WEIGHTS])


def test_a_branch_that_moves_meanwhile_does_not_mix_two_models(hub, store):
    hub.script(WEIGHTS, Stall(100_000))
    model = by_hand(hub)
    Run(hub, store, model, cancel_when=moving, patience=Patience(stall_s=60, answer_s=60))
    asked = sum(request.path.startswith("/api") for request in hub.requests)
    Run(hub, store, model).finished(hub)
    assert sum(request.path.startswith("/api") for request in hub.requests) == asked


def test_discard_forgets_the_part(hub, store):
    hub.script(WEIGHTS, Stall(100_000))
    Run(hub, store, cancel_when=moving, patience=Patience(stall_s=60, answer_s=60))
    discard(find_unfinished(store.folder, "toy", COMMIT))
    assert unfinished(store.folder) == ()


def test_a_server_without_range_support(hub, store):
    hub.script(WEIGHTS, Cut(100_000), NoRange(cut=150_000), NoRange())
    run = Run(hub, store)
    run.finished(hub)
    assert run.troubles == [Trouble.CUT, Trouble.CUT]


@pytest.mark.parametrize("said", ["", "9" * 5000, "-1"])
def test_a_server_that_answers_from_another_place(hub, store, said):
    hub.script(WEIGHTS, Cut(100_000), WrongStart(said))
    run = Run(hub, store)
    run.finished(hub)
    assert run.troubles == [Trouble.CUT, Trouble.ODD]


def test_chunked_transfer(hub, store):
    hub.script(WEIGHTS, Chunked())
    Run(hub, store).finished(hub)


@pytest.mark.parametrize("model", [pinned, by_hand])
@pytest.mark.parametrize("name", [WEIGHTS, "generation_config.json"])
def test_a_flipped_byte_on_the_wire_never_counts(hub, store, model, name):
    hub.script(name, Flip(5))
    error = Run(hub, store, model(hub)).failed()
    assert error.code == "download_mismatch"
    assert error.values["file"] == name
    assert store.list() == ()
    assert not list(store.folder.rglob(f"{name}*"))
    Run(hub, store, model(hub)).finished(hub)


def test_a_flipped_byte_in_the_part_never_counts(hub, store):
    hub.script(WEIGHTS, Stall(100_000))
    Run(hub, store, cancel_when=moving, patience=Patience(stall_s=60, answer_s=60))
    (part,) = store.folder.rglob("*.part")
    content = bytearray(part.read_bytes())
    content[1000] ^= 1
    part.write_bytes(content)
    assert Run(hub, store).failed().code == "download_mismatch"
    assert not list(store.folder.rglob("*.part"))
    Run(hub, store).finished(hub)


def test_a_flipped_byte_in_a_verified_file_is_noticed_on_resume(hub, store):
    hub.script(WEIGHTS, Stall(100_000))
    Run(hub, store, cancel_when=moving, patience=Patience(stall_s=60, answer_s=60))
    (path,) = store.folder.rglob("tokenizer.json")
    path.write_bytes(b"X" + path.read_bytes()[1:])
    hub.sent.clear()
    Run(hub, store).finished(hub)
    assert hub.sent["tokenizer.json"] == len(hub.files["tokenizer.json"])


def test_a_part_that_is_too_long_is_begun_anew(hub, store):
    hub.script(WEIGHTS, Stall(100_000))
    Run(hub, store, cancel_when=moving, patience=Patience(stall_s=60, answer_s=60))
    (part,) = store.folder.rglob("*.part")
    part.write_bytes(hub.files[WEIGHTS] + b"more")
    Run(hub, store).finished(hub)


@pytest.mark.parametrize("fault", [Length(10), Chunked(extra=10)], ids=repr)
def test_a_file_of_another_length(hub, store, fault):
    hub.script(WEIGHTS, fault)
    run = Run(hub, store)
    if isinstance(fault, Length):
        assert run.failed().code == "download_mismatch"
    else:  # what lies behind the end that is known is never read
        run.finished(hub)


def test_given_up_with_the_part_kept(hub, store):
    hub.script(WEIGHTS, Cut(100_000), *[Status(500)] * 10)
    run = Run(hub, store)
    error = run.failed()
    assert error.code == "hub_unreachable"
    assert run.troubles[1:] == [Trouble.SERVER] * 2
    assert unfinished(store.folder)[0].done_bytes >= 100_000
    hub._scripts.clear()
    Run(hub, store).finished(hub)
    assert hub.sent[WEIGHTS] == len(hub.files[WEIGHTS])


def test_a_source_that_never_answered_is_given_up_sooner(hub, store):
    hub.script("config.json", *[Status(500)] * 10)
    patience = Patience(first_attempts=2, attempts=9, first_wait_s=0.01, longest_wait_s=0.02)
    run = Run(hub, store, patience=patience)
    assert run.failed().code == "hub_unreachable"
    assert len(run.troubles) == 1
    hub._scripts.clear()
    hub.script(WEIGHTS, Cut(1000), *[Status(500)] * 10)
    run = Run(hub, store, patience=patience)
    assert run.failed().code == "hub_unreachable"
    assert len(run.troubles) == 8


def test_nobody_listens(hub, store):
    model = by_hand(hub)
    with HubServer({}) as gone:
        endpoint = gone
    error = Run(endpoint, store, model).failed()
    assert error.code == "hub_unreachable"
    assert error.values["trouble"] == Trouble.REFUSED


def test_the_file_list_is_asked_for_again(hub, store):
    hub.script("api", Status(500), Status(429, (("Retry-After", "0"),)))
    run = Run(hub, store, by_hand(hub))
    run.finished(hub)
    assert run.troubles == [Trouble.SERVER, Trouble.BUSY]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nobody/nothing", "hub_model_not_found"),
        ("test/toy@v9", "hub_model_not_found"),
        ("test/toy", "hub_file_not_found"),
    ],
)
def test_what_the_hub_does_not_have(hub, store, name, code):
    del hub.files["tokenizer.json"]
    error = Run(hub, store, Catalogue((), "", "").resolve(name)).failed()
    assert error.code == code
    assert str(error)


def test_an_unknown_architecture_is_refused_before_the_large_file(store):
    with HubServer(model_files(PADDING, architectures=["MambaForCausalLM"])) as hub:
        assert Run(hub, store, by_hand(hub)).failed().code == "architecture_unknown"
        assert hub.sent[WEIGHTS] == 0
        assert not list(store.folder.rglob("config.json"))


def test_weights_that_are_pickles_only_are_refused(store):
    files = model_files()
    files["pytorch_model.bin"] = files.pop(WEIGHTS)
    with HubServer(files) as hub:
        assert Run(hub, store, by_hand(hub)).failed().code == "pickle_only"
        assert len(hub.requests) == 1


def test_offline_asks_nobody(hub, store, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    error = Run(hub, store).failed()
    assert error.code == "offline"
    assert hub.requests == []


def test_offline_variable():
    assert is_offline({"HF_HUB_OFFLINE": "yes"})
    assert not is_offline({"HF_HUB_OFFLINE": "0"})
    assert not is_offline({})


def test_a_token_is_not_sent_to_other_servers(hub, store, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    Run(hub, store, by_hand(hub)).finished(hub)
    assert not any("authorization" in request.headers for request in hub.requests)


def test_a_token_goes_to_the_hub_and_not_to_where_it_redirects(hub, store, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    source = Source(hub.endpoint, official=True)
    events = download(pinned(hub), store, source, threading.Event(), patience=QUICK)
    fold(events, lambda event: None)
    assert {r.headers.get("authorization") for r in hub.requests if r.at == "hub"} == {
        "Bearer hf_secret"
    }
    assert not any("authorization" in r.headers for r in hub.requests if r.at == "cdn")


def test_a_certificate_that_is_not_trusted(hub, store, certificate):
    with HubServer(hub.files, tls=certificate) as other:
        assert Run(other, store, pinned(hub)).failed().code == "certificate_untrusted"


def test_nobody_else_is_asked_for_anything(hub, store, monkeypatch):
    """The hub's library would ask its home for a list of programs, and others for telemetry."""
    called = []
    connect = socket.socket.connect

    def spy(self, address):
        called.append(address)
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", spy)
    Run(hub, store, by_hand(hub)).finished(hub)
    ports = {urlsplit(hub.endpoint).port, urlsplit(hub.cdn_endpoint).port}
    assert {tuple(address) for address in called} == {("127.0.0.1", port) for port in ports}


def test_through_a_proxy_that_was_typed(hub, store):
    """The proxy looks the names up, so a blocked name server does not matter."""
    source = Source("http://models.invalid")
    events = download(
        pinned(hub), store, source, threading.Event(), proxy=hub.endpoint, patience=QUICK
    )
    assert isinstance(fold(events, lambda event: None), DownloadFinished)
    assert all(request.path.startswith("http://") for request in hub.requests)


def test_a_name_that_does_not_exist(hub, store, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    source = Source("http://models.invalid")
    events = list(download(pinned(hub), store, source, threading.Event(), patience=QUICK))
    assert events[-1].error.values["trouble"] == Trouble.DNS


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:1", "socks5://127.0.0.1:1"])
def test_a_proxy_of_the_environment_where_nobody_listens(hub, store, monkeypatch, proxy):
    monkeypatch.setenv("ALL_PROXY", proxy)
    error = Run(hub, store).failed()
    assert (error.code, error.values["trouble"]) == ("hub_unreachable", Trouble.PROXY)


def test_a_proxy_that_is_not_there(hub, store):
    with HubServer({}) as gone:
        proxy = gone.endpoint
    error = Run(hub, store, proxy=proxy).failed()
    assert error.code == "hub_unreachable"
    assert error.values["trouble"] == Trouble.PROXY
    assert hub.requests == []


def test_a_proxy_that_makes_no_sense(hub, store):
    assert Run(hub, store, proxy="::nonsense::").failed().code == "proxy_invalid"


def test_not_enough_space_is_said_before_anything_large_is_fetched(hub, store, monkeypatch):
    monkeypatch.setattr("desktop_app.core.system.disk.free_bytes", lambda folder: 1000)
    assert Run(hub, store).failed().code == "disk_full"
    assert hub.requests == []


def test_a_disk_that_fills_up_keeps_the_part(hub, store, small_files_only):
    with small_files_only(100_000):
        error = Run(hub, store).failed()
    assert error.code == "disk_full"
    assert unfinished(store.folder)[0].done_bytes >= 100_000
    Run(hub, store).finished(hub)
    # the chunk that met the full disk is the only one that came twice
    assert hub.sent[WEIGHTS] < len(hub.files[WEIGHTS]) + (1 << 20)


def test_a_folder_that_can_not_be_written(hub, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    store = ModelStore(blocked / "models", Catalogue((), "", ""), tmp_path / "c")
    assert Run(hub, store).failed().code == "folder_not_writable"


def test_two_at_once_one_waits_and_says_so(hub, store):
    hub.script(WEIGHTS, Drip(30_000, 0.02))
    other = threading.Thread(target=Run, args=(hub, store))
    other.start()
    wait_until(lambda: hub.sent[WEIGHTS] > 0)
    run = Run(hub, store)
    other.join()
    assert isinstance(run.events[0], DownloadWaiting)
    run.finished(hub)
    assert hub.sent[WEIGHTS] == len(hub.files[WEIGHTS])


def test_waiting_for_the_other_can_be_cancelled(hub, store):
    hub.script(WEIGHTS, Drip(30_000, 0.02))
    other = threading.Thread(target=Run, args=(hub, store))
    other.start()
    wait_until(lambda: hub.sent[WEIGHTS] > 0)
    run = Run(hub, store, cancel_when=lambda event: isinstance(event, DownloadWaiting))
    other.join()
    assert isinstance(run.last, DownloadPaused)


def test_what_is_here_already_is_not_fetched_again(hub, store):
    Run(hub, store).finished(hub)
    before = len(hub.requests)
    Run(hub, store).finished(hub)
    assert len(hub.requests) == before


def test_repair_fetches_only_the_bad_file(hub, store):
    folder = Run(hub, store).finished(hub)
    content = bytearray(hub.files["tokenizer.json"])
    content[-1] = ord("x")
    (folder / "tokenizer.json").write_bytes(content)
    assert store.verify(store.find("toy")) == ("tokenizer.json",)
    hub.sent.clear()
    run = Run(hub, store, repair=True)
    run.finished(hub)
    assert hub.sent == {"tokenizer.json": len(content)}
    assert store.verify(store.find("toy")) == ()


def test_a_truncated_model_is_repaired_without_being_asked_to(hub, store):
    folder = Run(hub, store).finished(hub)
    (folder / WEIGHTS).write_bytes(hub.files[WEIGHTS][:1000])
    with pytest.raises(KnownError, match="cut off"):
        store.check(store.find("toy"))
    hub.sent.clear()
    Run(hub, store).finished(hub)
    assert hub.sent == {WEIGHTS: len(hub.files[WEIGHTS]) - 1000}


KILLED = """
import sys, threading
from pathlib import Path
from desktop_app.models.catalogue import Catalogue
from desktop_app.models.download import download, fold
from desktop_app.models.sources import Source
from desktop_app.models.store import ModelStore
store = ModelStore(Path(sys.argv[1]), Catalogue((), "", ""), Path(sys.argv[1]) / "none")
model = store.catalogue.resolve("test/toy")
fold(download(model, store, Source(sys.argv[2]), threading.Event()), lambda event: None)
"""


def test_kill_9_at_several_moments_costs_almost_nothing(tmp_path):
    """The real process, killed while it writes; the larger run is among the benchmarks."""
    models = tmp_path / "models 模型"
    size = 24_000_000
    with HubServer(model_files(size)) as hub:
        hub.script(WEIGHTS, *[Drip(1 << 16, 0.001)] * 3)
        for kill_at in (2_000_000, 9_000_000, 17_000_000):
            process = subprocess.Popen([sys.executable, "-c", KILLED, models, hub.endpoint])
            wait_until(lambda at=kill_at: hub.sent[WEIGHTS] > at, 30)
            process.kill()
            assert process.wait() == -9
            assert ModelStore(models, Catalogue((), "", ""), models / "none").list() == ()
        subprocess.run([sys.executable, "-c", KILLED, models, hub.endpoint], check=True)
        store = ModelStore(models, Catalogue((), "", ""), models / "none")
        assert store.verify(store.find("test/toy")) == ()
        kept_back = 3 * 2_000_000  # at most what lay in the sockets' buffers at each kill
        assert hub.sent[WEIGHTS] < len(hub.files[WEIGHTS]) + kept_back


def test_fold_raises_what_failed(hub, store, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    events = download(pinned(hub), store, Source(hub.endpoint), threading.Event())
    with pytest.raises(KnownError) as caught:
        fold(events, lambda event: None)
    assert caught.value.code == "offline"


def test_this_module_imports_the_hub_only_when_it_downloads():
    assert "huggingface_hub" not in vars(download_module)
