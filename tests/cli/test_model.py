"""`model`: list, import, verify, remove."""

from __future__ import annotations

import re

import pytest

from tests.models.toy import model_files, write_model

ROW = ["name", "title", "state", "folder", "bytes", "default"]


@pytest.fixture
def source(tmp_path):
    return write_model(tmp_path / "U 盘" / "my model 模型")


def test_list_before_anything_is_there(cli):
    outcome = cli("model", "list")
    assert (outcome.code, outcome.err) == (0, "")
    assert {row["state"] for row in outcome.rows} == {"absent"}
    assert [row["name"] for row in outcome.rows if row["default"]] == ["qwen1.5-0.5b-chat"]
    assert all(set(ROW) <= set(row) for row in outcome.rows)


def test_import_list_verify_remove(cli, source):
    taken = cli("model", "import", source)
    assert taken.code == 0
    (row,) = taken.rows
    assert (row["state"], row["title"]) == ("present", source.name)
    listed = cli("model", "list").rows
    assert [r["name"] for r in listed if r["state"] == "present"] == [row["name"]]
    verified = cli("model", "verify", row["name"])
    assert (verified.code, verified.out) == (0, "")
    assert row["name"] in verified.err.splitlines()[-1]
    assert cli("model", "remove", row["name"]).code == 0
    assert {r["state"] for r in cli("model", "list").rows} == {"absent"}
    assert (source / "model.safetensors").is_file()


def test_a_model_in_place_is_only_forgotten(cli, source):
    (row,) = cli("model", "import", "--in-place", source).rows
    assert row["folder"] == str(source)
    assert cli("model", "remove", row["name"]).code == 0
    assert sorted(path.name for path in source.iterdir()) == sorted(model_files())


def test_damage_is_seen(cli, source):
    (row,) = cli("model", "import", "--in-place", source).rows
    weights = source / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    outcome = cli("model", "verify", row["name"])
    assert outcome.code == 1
    assert "model.safetensors" in outcome.err.splitlines()[-1]
    weights.unlink()
    assert cli("model", "verify", row["name"]).code == 1
    states = {r["name"]: r["state"] for r in cli("model", "list").rows}
    assert states[row["name"]] == "damaged"


def test_damage_is_told_in_the_persons_language(cli, source):
    (row,) = cli("model", "import", "--in-place", source).rows
    weights = source / "model.safetensors"
    weights.write_bytes(bytes(reversed(weights.read_bytes())))
    outcome = cli("--lang", "zh", "model", "verify", row["name"])
    told = outcome.err.splitlines()[-1].replace(row["name"], "").replace("model.safetensors", "")
    assert re.search("损坏", told)
    assert not re.search("[A-Za-z]{3}", told)


def test_verify_without_a_name_takes_the_model_in_use(cli, source):
    assert cli("model", "verify", "--model", source).code == 0
    assert cli("model", "verify").code == 1


@pytest.mark.parametrize("action", ["verify", "remove"])
@pytest.mark.parametrize("name", ["nonsense", "/no/such", "../..", "qwen3-0.6b", "a/b@c"])
def test_names_of_no_model(cli, action, name):
    outcome = cli("model", action, name)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.error


def test_an_empty_name_removes_nothing(cli, source):
    (row,) = cli("model", "import", source).rows
    assert cli("model", "remove", "").code == 2
    assert cli("model", "verify", row["name"]).code == 0


def test_what_cannot_be_imported(cli, tmp_path, source):
    (tmp_path / "notes.txt").write_text("hello")
    (source / "config.json").write_text("{")
    for path in (tmp_path / "none", tmp_path / "notes.txt", tmp_path / "none.gguf", source):
        outcome = cli("model", "import", path)
        assert (outcome.code, outcome.out) == (1, "")
        assert outcome.error
    assert {row["state"] for row in cli("model", "list").rows} == {"absent"}


def test_a_folder_that_is_not_ours_is_not_removed(cli, source):
    outcome = cli("model", "remove", source)
    assert outcome.code == 1
    assert source.is_dir()


def test_offline_nothing_is_fetched(cli):
    outcome = cli("model", "download", "--offline", "smollm2-135m-instruct")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.error
