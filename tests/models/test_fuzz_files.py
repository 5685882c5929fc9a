"""Damaged files of models; tests/soak/bad_files.py tries thousands more, in little memory."""

from __future__ import annotations

import json
import os
import random
import struct

import pytest

from desktop_app.core.errors import KnownError
from desktop_app.core.paths import RESOURCES
from desktop_app.core.system.plain_names import is_plain_name, safe_name
from desktop_app.models.catalogue import read_catalogue
from desktop_app.models.check import check_folder
from desktop_app.models.hub import TransferError, _parse_info
from desktop_app.models.manifest import MANIFEST, read_manifest
from desktop_app.models.partial import PLAN, read_plan
from desktop_app.models.safetensors_header import read_safetensors_header
from desktop_app.models.store import ModelStore
from tests.models.toy import model_files, write_model
from tests.soak.file_kinds import KINDS
from tests.soak.mutations import deep_json

NAMES = (
    *("safetensors header", "config.json", "tokenizer.json", "tokenizer_config.json"),
    *("weights index", "manifest", "download plan", "hub's answer"),
)
ROUNDS = 40


@pytest.mark.parametrize("kind", [k for k in KINDS if k.name in NAMES], ids=lambda kind: kind.name)
def test_damage_is_a_known_error_or_is_lived_with(kind, tmp_path):
    chance = random.Random(5)
    (tmp_path / "original").mkdir()
    content = kind.make(tmp_path / "original").read_bytes()
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = kind.make(folder)
        path.write_bytes(kind.damage(content, chance))
        try:
            kind.read(path)
        except KnownError as error:
            shown = str(error)
            assert shown


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "../a", "/etc/passwd", "a\\b", "C:x", "a\0b", "\ud800", "x" * 256],
)
def test_names_that_lead_elsewhere_are_refused(tmp_path, name):
    assert not is_plain_name(name)
    row = {"name": name, "bytes": 1, "sha256": "0" * 64, "git_sha1": None}
    manifest = {"name": "a", "title": "a", "revision": "1", "origin": "import", "files": [row]}
    (tmp_path / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert read_manifest(tmp_path) is None
    words = dict.fromkeys(("name", "title", "repo", "asked", "commit"), "a")
    plan = {**words, "languages": [], "files": [row]}
    (tmp_path / PLAN).write_text(json.dumps(plan), encoding="utf-8")
    assert read_plan(tmp_path) is None
    model = write_model(tmp_path / "model")
    (model / "model.safetensors").unlink()
    index = {"weight_map": {"model.embed_tokens.weight": name}}
    (model / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(KnownError):
        check_folder(model)


@pytest.mark.parametrize("value", ["", "0", "x" * 64, "A" * 64, 5, ["0" * 64]])
@pytest.mark.parametrize("kind", ["sha256", "git_sha1"])
def test_a_hash_that_no_file_can_have_makes_the_plan_senseless(tmp_path, kind, value):
    row = {"name": "a", "bytes": 1, "sha256": "0" * 64, "git_sha1": "0" * 40}
    words = dict.fromkeys(("name", "title", "repo", "asked", "commit"), "a")
    for hashes in ({}, {kind: None}):
        plan = {**words, "languages": [], "files": [row | hashes]}
        (tmp_path / PLAN).write_text(json.dumps(plan), encoding="utf-8")
        assert read_plan(tmp_path) is not None
    plan = {**words, "languages": [], "files": [row | {kind: value}]}
    (tmp_path / PLAN).write_text(json.dumps(plan), encoding="utf-8")
    assert read_plan(tmp_path) is None


@pytest.mark.parametrize("kind", ["list", "object"])
def test_brackets_without_end_are_no_manifest_and_no_plan(tmp_path, kind):
    for name in (MANIFEST, PLAN):
        (tmp_path / name).write_bytes(deep_json(kind))
    assert read_manifest(tmp_path) is None
    assert read_plan(tmp_path) is None


def test_a_manifest_of_files_larger_than_every_disk_makes_no_sense(tmp_path):
    row = {"name": "a", "bytes": 10**400, "sha256": "0"}
    manifest = {"name": "a", "title": "a", "revision": "1", "origin": "import", "files": [row]}
    (tmp_path / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert read_manifest(tmp_path) is None


def test_an_endless_manifest_is_not_read_whole(tmp_path):
    with (tmp_path / MANIFEST).open("wb") as file:
        file.truncate(1 << 40)
    assert read_manifest(tmp_path) is None


@pytest.mark.parametrize("shape", [[10**4000] * 50, [1] * 100_000, [1 << 63]])
def test_shapes_that_no_disk_holds_are_refused_before_they_are_multiplied(tmp_path, shape):
    header = {"a": {"dtype": "F16", "shape": shape, "data_offsets": [0, 2]}}
    text = json.dumps(header).encode()
    path = tmp_path / "model.safetensors"
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"\0\0")
    with pytest.raises(KnownError) as caught:
        read_safetensors_header(path)
    assert caught.value.code == "safetensors_damaged"


@pytest.mark.parametrize("size", [17 << 20, 1 << 40, (1 << 64) - 1])
def test_a_header_of_absurd_size_is_not_read(tmp_path, size):
    path = tmp_path / "model.safetensors"
    with path.open("wb") as file:
        file.write(struct.pack("<Q", size))
        file.truncate(1 << 41)
    with pytest.raises(KnownError) as caught:
        read_safetensors_header(path)
    assert caught.value.code == "safetensors_damaged"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("num_hidden_layers", 2**30),
        ("hidden_size", 2**40),
        ("model_type", "gpt_neox"),
        ("rope_scaling", [1]),
        ("rope_parameters", "x"),
        ("rms_norm_eps", "x"),
        ("rms_norm_eps", -1.0),
        ("rope_theta", float("inf")),
        ("hidden_act", 5),
        ("num_key_value_heads", -3),
        ("use_sliding_window", "x"),
    ],
)
def test_settings_that_the_engine_would_stumble_over_are_refused(tmp_path, key, value):
    folder = write_model(tmp_path / "model", model_files(**{key: value}))
    with pytest.raises(KnownError) as caught:
        check_folder(folder)
    assert caught.value.code in ("config_damaged", "safetensors_damaged")


@pytest.mark.parametrize("token", [[], 5, {"text": "x"}, {"content": 5}])
def test_an_end_token_that_is_no_text_is_refused(tmp_path, token):
    folder = write_model(tmp_path / "model")
    content = {"chat_template": "{{ messages }}", "eos_token": token}
    (folder / "tokenizer_config.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(KnownError) as caught:
        check_folder(folder)
    assert caught.value.code == "tokenizer_damaged"


@pytest.mark.parametrize(
    "row", [{"rfilename": []}, {"rfilename": {}}, {"rfilename": "a", "blobId": 5}]
)
def test_a_hub_that_lists_something_else_than_files(row):
    body = json.dumps({"sha": "0" * 40, "siblings": [{"size": 1, **row}]}).encode()
    with pytest.raises(TransferError):
        _parse_info(body)


@pytest.mark.posix
def test_a_folder_whose_name_is_not_utf8_can_be_imported(tmp_path):
    source = write_model(tmp_path / os.fsdecode(b"mod\xe8le"))
    store = ModelStore(tmp_path / "models", read_catalogue(RESOURCES))
    for in_place in (False, True):
        stored = store.import_folder(source, in_place)
        stored.title.encode()
        store.check(stored)
    assert store.list()[0].folder in (source, stored.entry)


def test_a_manifest_that_names_no_files_lends_its_name_to_none(tmp_path):
    source = write_model(tmp_path / "mine")
    catalogue = read_catalogue(RESOURCES)
    claimed = catalogue.models[0]
    manifest = {"name": claimed.name, "title": claimed.title, "revision": claimed.revision}
    manifest |= {"origin": "download", "repo": claimed.repo, "files": []}
    (source / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    stored = ModelStore(tmp_path / "models", catalogue).import_folder(source)
    assert stored.name == "mine"
    assert stored.repo == ""


@pytest.mark.parametrize("text", ["\ud800", "字" * 200, "😀" * 200, "a\ud800b"])
def test_every_name_becomes_one_that_a_disk_takes(tmp_path, text):
    name = safe_name(text)
    (tmp_path / name).mkdir()
    assert len(name.encode()) <= 127
