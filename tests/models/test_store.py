"""Models on this disk: found, imported, verified, removed; whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.core.errors import KnownError
from desktop_app.core.paths import RESOURCES
from desktop_app.core.system.plain_names import safe_name
from desktop_app.models.catalogue import Catalogue, CatalogueFile, CatalogueModel, read_catalogue
from desktop_app.models.check import check_folder
from desktop_app.models.hub_cache import hub_cache_folder
from desktop_app.models.manifest import publish
from desktop_app.models.store import ModelStore
from tests.models.hub_server import wait_until
from tests.models.toy import model_files, write_model


@pytest.fixture
def models(tmp_path) -> Path:
    return tmp_path / "数据 😀 data" / "models"


@pytest.fixture
def store(models, tmp_path):
    return ModelStore(models, read_catalogue(RESOURCES), tmp_path / "hub")


@pytest.fixture
def source(tmp_path):
    return write_model(tmp_path / "U 盘" / "my model 模型")


def no_convert(source, folder, progress):
    raise AssertionError("not a GGUF file")


def code_of(action, *arguments) -> str:
    with pytest.raises(KnownError) as caught:
        action(*arguments)
    assert "{" not in str(caught.value)
    return caught.value.code


def visible(models: Path) -> list[str]:
    return sorted(p.name for p in models.iterdir() if not p.name.startswith("."))


def test_an_empty_disk(store):
    assert store.list() == ()
    assert code_of(store.find) == "model_not_found"
    assert code_of(store.find, "qwen3-0.6b") == "model_not_found"
    assert code_of(store.find, "nonsense") == "model_name_invalid"
    assert code_of(store.find, "/no/such/folder") == "model_folder_missing"
    assert code_of(store.find, "x" * 300) == "model_name_invalid"
    assert code_of(store.find, "/" + "x" * 300) == "model_folder_missing"


def test_import_copies_and_checks(store, source):
    fractions = []
    model = store.import_path(source, no_convert, progress=fractions.append)
    assert model.title == "my model 模型"
    assert model.folder != source
    assert not model.in_place
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    assert store.list() == (model,)
    assert store.find("my model 模型") == model
    assert store.find() == model
    assert store.find(str(model.folder)).name == model.name
    assert store.check(model).architecture == "LlamaForCausalLM"
    assert store.verify(model) == ()
    shutil.rmtree(source)
    assert store.verify(model) == ()


def test_import_in_place_copies_nothing_and_deletes_nothing(store, source):
    model = store.import_path(source, no_convert, in_place=True)
    assert model.folder == source
    assert model.in_place
    assert sum(p.stat().st_size for p in store.folder.rglob("*") if p.is_file()) < 2000
    assert store.verify(model) == ()
    store.remove(model)
    assert store.list() == ()
    assert (source / "model.safetensors").is_file()


def test_a_stick_that_was_pulled_out(store, source):
    model = store.import_path(source, no_convert, in_place=True)
    shutil.rmtree(source)
    assert code_of(store.check, model) == "model_folder_missing"
    assert "model.safetensors" in store.verify(model)
    store.remove(model)


def test_importing_twice_leaves_one(store, source):
    first = store.import_path(source, no_convert)
    assert store.import_path(source, no_convert) == first
    assert store.list() == (first,)
    assert not list(store.folder.glob(".incoming-*"))


def test_the_files_of_a_catalogue_model_are_recognised(models, tmp_path, source):
    files = tuple(
        CatalogueFile(name, len(content), hashlib.sha256(content).hexdigest())
        for name, content in model_files().items()
    )
    known = CatalogueModel("toy", "Toy", "someone/toy", "a" * 40, files, ("zh",))
    store = ModelStore(models, Catalogue((known,), "toy", "toy"), tmp_path / "hub")
    model = store.import_path(source, no_convert)
    assert (model.name, model.revision, model.languages) == ("toy", "a" * 40, ("zh",))
    assert store.find("someone/toy") == model


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_broken_folder_is_not_imported(store, source, name):
    (source / name).write_bytes((source / name).read_bytes()[:20])
    assert code_of(store.import_path, source, no_convert) in (
        "config_damaged",
        "tokenizer_damaged",
        "model_truncated",
    )
    assert store.list() == ()


def test_a_folder_that_may_not_be_read_is_said(store, source, monkeypatch):
    def locked(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "is_file", locked)
    assert code_of(check_folder, source) == "model_folder_unreadable"


@pytest.mark.posix
def test_things_that_are_no_models(store, tmp_path):
    assert code_of(store.import_path, Path("x" * 300), no_convert) == "model_folder_missing"
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert code_of(store.import_path, loop, no_convert) == "model_folder_missing"
    text = tmp_path / "notes.txt"
    text.write_text("hello")
    assert code_of(store.import_path, text, no_convert) == "import_unknown"
    assert code_of(store.import_path, tmp_path / "none", no_convert) == "model_folder_missing"
    (tmp_path / "empty").mkdir()
    assert code_of(store.import_path, tmp_path / "empty", no_convert) == "model_file_missing"


def test_verify_names_what_changed(store, source):
    model = store.import_path(source, no_convert)
    weights = model.folder / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    (model.folder / "generation_config.json").unlink()
    assert set(store.verify(model)) == {"model.safetensors", "generation_config.json"}
    assert code_of(store.check, model) == "model_file_missing"


def test_check_notices_another_size(store, source):
    model = store.import_path(source, no_convert)
    with (model.folder / "tokenizer.json").open("ab") as stream:
        stream.write(b" ")
    assert code_of(store.check, model) == "model_file_changed"


def test_remove(store, source):
    model = store.import_path(source, no_convert)
    store.remove(model)
    assert store.list() == ()
    assert visible(store.folder) == []
    assert code_of(store.remove, store.find(str(source))) == "model_not_ours"
    assert source.is_dir()


def test_a_stranger_in_the_folder_is_ignored(store, source):
    model = store.import_path(source, no_convert)
    (store.folder / "stranger" / "x").mkdir(parents=True)
    (store.folder / "file").write_bytes(b"")
    (store.folder / "broken" / "y").mkdir(parents=True)
    (store.folder / "broken" / "y" / "manifest.json").write_text('{"name": 7}')
    assert store.list() == (model,)


# -- gguf ------------------------------------------------------------------------------------


def test_a_gguf_file_is_converted_and_recognised_by_its_hash(models, tmp_path):
    path = tmp_path / "星 star.GGUF"
    path.write_bytes(b"GGUF and so on")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    known = CatalogueModel("star", "Star", "s/star", "main", (), ("en",), gguf_sha256=sha256)
    store = ModelStore(models, Catalogue((known,), "star", "star"), tmp_path / "hub")

    def convert(source, folder, progress):
        assert source == path
        write_model(folder)
        progress(1.0)

    fractions = []
    model = store.import_path(path, convert, progress=fractions.append)
    assert (model.name, model.languages, model.origin) == ("star", ("en",), "gguf")
    assert fractions[-1] == pytest.approx(1.0)
    assert store.verify(model) == ()


def test_a_conversion_that_fails_leaves_nothing(store, tmp_path):
    path = tmp_path / "x.gguf"
    path.write_bytes(b"GGUF")

    def convert(source, folder, progress):
        write_model(folder)
        raise KnownError("gguf_damaged", "no")

    assert code_of(store.import_path, path, convert) == "gguf_damaged"
    assert visible(store.folder) == []
    assert not list(store.folder.glob(".incoming-*"))


# -- disks -----------------------------------------------------------------------------------


def test_not_enough_space_is_said_before_copying(store, source, monkeypatch):
    monkeypatch.setattr("desktop_app.core.system.disk.free_bytes", lambda folder: 1000)
    assert code_of(store.import_path, source, no_convert) == "disk_full"


def test_a_disk_that_fills_up_leaves_nothing(store, tmp_path, small_files_only):
    source = write_model(tmp_path / "m", model_files(300_000))
    with small_files_only(100_000):
        assert code_of(store.import_path, source, no_convert) == "disk_full"
    assert store.list() == ()
    assert not list(store.folder.glob(".incoming-*"))


def test_a_folder_that_can_not_be_written(source, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    store = ModelStore(tmp_path / "file" / "models", Catalogue((), "", ""), tmp_path / "hub")
    assert store.list() == ()
    assert code_of(store.import_path, source, no_convert) == "folder_not_writable"


SLOW_IMPORT = """
import sys, time
from pathlib import Path
from desktop_app.models.catalogue import Catalogue
from desktop_app.models.store import ModelStore
store = ModelStore(Path(sys.argv[1]), Catalogue((), "", ""), Path(sys.argv[1]))
def slow(fraction):
    if fraction > 0.5:
        print("half", flush=True)
        time.sleep(60)
store.import_folder(Path(sys.argv[2]), progress=slow)
"""


def test_kill_9_leaves_no_half_model_and_no_lock(store, tmp_path):
    source = write_model(tmp_path / "m", model_files(300_000))
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_IMPORT, store.folder, source], stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"half\n"
    process.kill()
    process.wait()
    process.stdout.close()
    assert list(store.folder.glob(".incoming-*"))
    assert store.list() == ()
    model = store.import_path(source, no_convert)
    assert store.verify(model) == ()
    wait_until(lambda: not list(store.folder.glob(".incoming-*")))


def test_two_imports_at_once_do_not_sweep_each_other_away(store, source, tmp_path):
    other = write_model(tmp_path / "other", model_files(100))
    begun, second_begun, imported = threading.Event(), threading.Event(), []

    def hold(fraction):
        begun.set()
        second_begun.wait(60)

    def first():
        imported.append(store.import_folder(source, progress=hold))

    def second():
        second_begun.set()
        imported.append(store.import_folder(other))

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert begun.wait(60)
    threads[1].start()
    for thread in threads:
        thread.join()
    assert len(store.list()) == 2
    assert all(store.verify(model) == () for model in imported)


# -- the hub's own cache ---------------------------------------------------------------------


def snapshot(cache: Path, repo: str, commit: str, branch: str | None = None) -> Path:
    folder = cache / f"models--{repo.replace('/', '--')}"
    if branch:
        (folder / "refs").mkdir(parents=True)
        (folder / "refs" / branch).write_text(commit)
    return write_model(folder / "snapshots" / commit)


def test_a_snapshot_in_the_hub_cache_is_used_where_it_is(store, tmp_path):
    folder = snapshot(tmp_path / "hub", "Qwen/Qwen3-0.6B", "b" * 40, "main")
    model = store.find("qwen3-0.6b")
    assert model.folder == folder
    assert (model.origin, model.in_place, model.revision) == ("hub-cache", True, "b" * 40)
    assert store.list() == (model,)
    assert store.find() == model
    assert store.check(model).architecture
    assert store.verify(model) == ()
    assert code_of(store.remove, model) == "model_not_ours"


def test_only_the_pinned_commit_counts_for_the_default(store, tmp_path):
    snapshot(tmp_path / "hub", "Qwen/Qwen1.5-0.5B-Chat", "c" * 40, "main")
    assert store.list() == ()
    pinned = store.catalogue.get("qwen1.5-0.5b-chat").revision
    snapshot(tmp_path / "hub", "Qwen/Qwen1.5-0.5B-Chat", pinned)
    model = store.find("qwen1.5-0.5b-chat")
    # the toy is not the real one, and the catalogue's sizes tell
    assert code_of(store.check, model) == "model_file_changed"
    assert "model.safetensors" in store.verify(model)


def test_any_repository_of_the_cache_by_name(store, tmp_path):
    folder = snapshot(tmp_path / "hub", "someone/model", "d" * 40, "main")
    assert store.find("someone/model").folder == folder
    assert store.find(f"someone/model@{'d' * 40}").folder == folder
    assert code_of(store.find, "someone/model@other") == "model_not_found"


def test_a_snapshot_without_weights_is_not_offered(store, tmp_path):
    folder = snapshot(tmp_path / "hub", "Qwen/Qwen3-0.6B", "b" * 40, "main")
    (folder / "model.safetensors").unlink()
    assert store.list() == ()


@pytest.mark.posix
def test_a_snapshot_whose_files_were_thrown_away_is_not_offered(store, tmp_path):
    revision = store.catalogue.models[0].revision
    folder = tmp_path / "hub" / "models--Qwen--Qwen1.5-0.5B-Chat" / "snapshots" / revision
    write_model(folder)
    weights = folder / "model.safetensors"
    weights.unlink()
    weights.symlink_to(tmp_path / "hub" / "blobs" / "gone")
    assert store.list() == ()
    assert store.find("qwen1.5-0.5b-chat").bytes == 0


def test_where_the_hub_cache_is():
    assert hub_cache_folder({"HF_HUB_CACHE": "/a"}) == Path("/a")
    assert hub_cache_folder({"HF_HOME": "/a"}) == Path("/a/hub")
    assert hub_cache_folder({"XDG_CACHE_HOME": "/a"}) == Path("/a/huggingface/hub")
    assert hub_cache_folder({}) == Path.home() / ".cache/huggingface/hub"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("模型 😀", "模型 😀"),
        ("a/b:c*?", "a-b-c-"),
        ("..", "model"),
        ("CON", "model-CON"),
        ("nul.txt", "model-nul.txt"),
        ("x. ", "x"),
        ("", "model"),
    ],
)
def test_safe_name(text, name):
    assert safe_name(text) == name


def test_a_model_that_came_with_the_program_is_found_and_never_removed(models, source, tmp_path):
    shipped = tmp_path / "resources" / "models"
    ModelStore(shipped, read_catalogue(RESOURCES), tmp_path / "hub").import_folder(source)
    catalogue = replace(read_catalogue(RESOURCES), shipped=shipped)
    store = ModelStore(models, catalogue, tmp_path / "hub")
    (model,) = store.list()
    assert store.find(model.name) == model
    assert store.verify(model) == ()
    assert code_of(store.remove, model) == "model_not_ours"
    assert model.folder.is_dir()
    # taken in here too, it is listed once
    store.import_folder(source)
    assert len(store.list()) == 1


def test_a_publish_that_fails_leaves_the_older_model_in_its_place(tmp_path, monkeypatch):
    entry, incoming = tmp_path / "entry", tmp_path / ".incoming-new"
    for folder, content in ((entry, "old"), (incoming, "new")):
        folder.mkdir()
        (folder / "config.json").write_text(content)
    real = Path.rename

    def refusing(path, target):
        if path == incoming:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", refusing)
    with pytest.raises(PermissionError):
        publish(incoming, entry)
    assert (entry / "config.json").read_text() == "old"
