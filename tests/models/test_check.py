"""Damaged model folders: every one refused, each with its own code."""

import json
import struct

import pytest

from desktop_app.core.errors import KnownError
from desktop_app.models.catalogue import Catalogue
from desktop_app.models.check import check_folder
from desktop_app.models.safetensors_header import read_safetensors_header
from desktop_app.models.store import ModelStore
from desktop_app.models.stored import from_folder
from tests.models.toy import model_files, safetensors_bytes, write_model


def code_for(folder) -> str:
    with pytest.raises(KnownError) as caught:
        check_folder(folder)
    assert "{" not in str(caught.value)
    return caught.value.code


def header(tensors) -> bytes:
    text = json.dumps(tensors).encode()
    return struct.pack("<Q", len(text)) + text


def test_a_sound_folder(tmp_path):
    facts = check_folder(write_model(tmp_path / "模型 😀 a b"))
    assert facts.architecture == "LlamaForCausalLM"
    assert facts.weight_files == ("model.safetensors",)
    assert (facts.dtype, facts.vocab_size, facts.max_positions) == ("F16", 32, 64)
    assert set(facts.files) == set(model_files())


def test_sharded_weights(tmp_path):
    files = model_files()
    weights = files.pop("model.safetensors")
    files["model-00001-of-00001.safetensors"] = weights
    files["model.safetensors.index.json"] = json.dumps(
        {"weight_map": {"model.embed_tokens.weight": "model-00001-of-00001.safetensors"}}
    ).encode()
    folder = write_model(tmp_path, files)
    assert check_folder(folder).weight_files == ("model-00001-of-00001.safetensors",)
    (folder / "model-00001-of-00001.safetensors").unlink()
    assert code_for(folder) == "model_file_missing"
    (folder / "model.safetensors.index.json").write_text('{"weight_map": {"a": "../../x"}}')
    assert code_for(folder) == "config_damaged"


@pytest.mark.parametrize("index", ["{}", "", '{"weight_map": {"a": "gone.safetensors"}}'])
def test_an_index_beside_a_single_file_belongs_to_other_weights(tmp_path, index):
    """Nor are the shards that it may name: neither checked nor counted nor copied."""
    folder = write_model(tmp_path / "m")
    (folder / "model.safetensors.index.json").write_text(index)
    (folder / "model-00001-of-00002.safetensors").write_bytes(b"half a file")
    facts = check_folder(folder)
    assert facts.weight_files == ("model.safetensors",)
    assert set(facts.files) == set(model_files())
    assert facts.bytes == len(safetensors_bytes()) == from_folder(folder).bytes
    store = ModelStore(tmp_path / "models", Catalogue((), "", ""), tmp_path / "c")
    stored = store.import_folder(folder)
    assert {path.name for path in stored.folder.iterdir()} == {*model_files(), "manifest.json"}
    assert store.verify(stored) == ()


def test_shards_without_their_index(tmp_path):
    files = model_files()
    files["model-00001-of-00001.safetensors"] = files.pop("model.safetensors")
    with pytest.raises(KnownError, match="index") as caught:
        check_folder(write_model(tmp_path, files))
    assert caught.value.code == "model_file_missing"


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "tokenizer_config.json"])
def test_a_file_is_missing(tmp_path, name):
    files = model_files()
    del files[name]
    assert code_for(write_model(tmp_path, files)) == "model_file_missing"


def test_no_weights_or_only_a_pickle(tmp_path):
    files = model_files()
    del files["model.safetensors"]
    folder = write_model(tmp_path, files)
    assert code_for(folder) == "model_file_missing"
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x02")
    assert code_for(folder) == "pickle_only"


def test_no_folder(tmp_path):
    assert code_for(tmp_path / "none") == "model_folder_missing"
    (tmp_path / "file").write_bytes(b"")
    assert code_for(tmp_path / "file") == "model_folder_missing"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "config_damaged"),
        (b"[]", "config_damaged"),
        (b"\xff\xfe\x00", "config_damaged"),
        (b"[" * 100_000, "config_damaged"),
        (b"{}", "architecture_unknown"),
        (b'{"architectures": ["MambaForCausalLM"]}', "architecture_unknown"),
        (b'{"architectures": "LlamaForCausalLM"}', "architecture_unknown"),
        (b'{"architectures": ["LlamaForCausalLM"]}', "config_damaged"),
        (
            model_files(quantization_config={"bits": 4})["config.json"],
            "weights_type_unknown",
        ),
        (model_files(hidden_size=-1)["config.json"], "config_damaged"),
        (model_files(architectures=[["x"]])["config.json"], "architecture_unknown"),
        (model_files(vocab_size=33)["config.json"], "safetensors_damaged"),
    ],
)
def test_config(tmp_path, content, code):
    folder = write_model(tmp_path)
    (folder / "config.json").write_bytes(content)
    assert code_for(folder) == code


@pytest.mark.parametrize("name", ["tokenizer.json", "tokenizer_config.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xff", b"7"])
def test_tokenizer(tmp_path, name, content):
    folder = write_model(tmp_path)
    (folder / name).write_bytes(content)
    assert code_for(folder) == "tokenizer_damaged"


def test_a_base_model_without_chat_template(tmp_path):
    folder = write_model(tmp_path)
    (folder / "tokenizer_config.json").write_bytes(b"{}")
    assert code_for(folder) == "chat_template_missing"
    (folder / "chat_template.jinja").write_text("{{ messages }}")
    check_folder(folder)


def test_weights_cut_at_every_length(tmp_path):
    folder = write_model(tmp_path)
    weights = safetensors_bytes()
    for size in (0, 1, 7, 8, 9, 100, len(weights) // 2, len(weights) - 1):
        (folder / "model.safetensors").write_bytes(weights[:size])
        assert code_for(folder) == "model_truncated", size


WHOLE = {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]}


@pytest.mark.parametrize(
    "content",
    [
        safetensors_bytes() + b"x",
        struct.pack("<Q", 2**63) + b"x" * 100,
        struct.pack("<Q", 0) + b"x" * 100,
        struct.pack("<Q", 4) + b"\xff\xff\xff\xff",
        header([]),
        header({}),
        header({"a": 1}),
        header({"a": WHOLE | {"dtype": "F8"}}) + b"1234",
        header({"a": WHOLE | {"shape": [3]}}) + b"1234",
        header({"a": WHOLE | {"shape": [-2]}}) + b"1234",
        header({"a": WHOLE | {"data_offsets": [1, 5]}}) + b"12345",
        header({"a": WHOLE, "b": WHOLE}) + b"1234",
        header({"a": WHOLE | {"data_offsets": [0, 4, 8]}}) + b"1234",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 5000,
    ],
)
def test_headers_that_make_no_sense(tmp_path, content):
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(KnownError) as caught:
        read_safetensors_header(path)
    assert caught.value.code == "safetensors_damaged"


def test_every_type_of_weight_that_can_not_be_loaded(tmp_path):
    tensors = {
        "model.embed_tokens.weight": {"dtype": "I32", "shape": [32, 8], "data_offsets": [0, 1024]}
    }
    folder = write_model(tmp_path)
    (folder / "model.safetensors").write_bytes(header(tensors) + bytes(1024))
    assert code_for(folder) == "weights_type_unknown"


@pytest.mark.parametrize(
    ("dtype", "bits"),
    [
        ("F8_E4M3", 8),
        ("F8_E5M2", 8),
        ("I8", 8),
        ("U16", 16),
        ("F4", 4),
        ("F6_E2M3", 6),
        ("F64", 64),
    ],
)
def test_a_sound_file_of_another_type_is_never_called_damaged(tmp_path, dtype, bits):
    """As FP8 checkpoints are: the embedding as usual, the layers in eight bits."""
    embedding, size = 2 * 32 * 8, 8 * 8 * bits // 8
    tensors = {
        "model.embed_tokens.weight": {
            "dtype": "BF16",
            "shape": [32, 8],
            "data_offsets": [0, embedding],
        },
        "model.layers.0.mlp.up_proj.weight": {
            "dtype": dtype,
            "shape": [8, 8],
            "data_offsets": [embedding, embedding + size],
        },
    }
    folder = write_model(tmp_path)
    (folder / "model.safetensors").write_bytes(header(tensors) + bytes(embedding + size))
    with pytest.raises(KnownError, match=dtype) as caught:
        check_folder(folder)
    assert caught.value.code == "weights_type_unknown"
    assert "damaged" not in str(caught.value)


def test_a_quantised_model_is_named_by_its_method(tmp_path):
    files = model_files(quantization_config={"quant_method": "fp8"})
    with pytest.raises(KnownError, match="fp8") as caught:
        check_folder(write_model(tmp_path, files))
    assert caught.value.code == "weights_type_unknown"


def test_a_pointer_of_git_lfs_is_no_damaged_file(tmp_path):
    files = model_files()
    files["model.safetensors"] = (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n"
    )
    with pytest.raises(KnownError, match="Git LFS") as caught:
        check_folder(write_model(tmp_path, files))
    assert caught.value.code == "model_file_missing"
