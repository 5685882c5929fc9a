import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from desktop_app.engine.forward.weights import (
    Checkpoint,
    PrecisionLossError,
    load_weights,
    read_architecture,
)
from tests.engine.toy import VOCAB_SIZE, write_toy


@pytest.fixture
def toy(tmp_path):
    return write_toy(tmp_path)


def change_config(folder, **changes):
    path = folder / "config.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(data | changes), encoding="utf-8")


def change_tensors(folder, change):
    path = folder / "model.safetensors"
    tensors = load_file(path)
    change(tensors)
    save_file({name: t.contiguous() for name, t in tensors.items()}, path, {"format": "pt"})


def load(folder, storage="exact16", progress=lambda fraction: None):
    return load_weights(Checkpoint(folder), read_architecture(folder), storage, None, progress)


class TestArchitecture:
    def test_it_is_read_as_transformers_writes_it(self, toy):
        architecture = read_architecture(toy)
        assert architecture.config.vocab_size == VOCAB_SIZE
        assert (architecture.config.heads, architecture.config.kv_heads) == (6, 2)
        assert architecture.config.head_dim == 8
        assert architecture.tied

    def test_rope_theta_of_older_files_and_a_derived_head_size(self, toy):
        path = toy / "config.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        for key in ("rope_parameters", "head_dim", "num_key_value_heads"):
            data.pop(key, None)
        path.write_text(json.dumps(data | {"rope_theta": 1e6}), encoding="utf-8")
        architecture = read_architecture(toy)
        assert architecture.rope_theta == 1e6
        assert architecture.config.head_dim == 48 // 6
        assert architecture.config.kv_heads == 6

    @pytest.mark.parametrize(
        "changes",
        [
            {"rope_parameters": None, "rope_scaling": {"type": "none"}},
            {"rope_parameters": None, "rope_scaling": {"type": "linear", "factor": 1.0}},
            {"rope_parameters": {"rope_type": "default", "rope_theta": 1e4}},
            {"rope_parameters": {"rope_type": None}},
        ],
    )
    def test_a_scaling_that_scales_nothing(self, toy, changes):
        change_config(toy, **changes)
        assert read_architecture(toy) is not None

    @pytest.mark.parametrize(
        "changes",
        [
            {"model_type": "gpt_neox"},
            {"hidden_act": "gelu"},
            {"rope_parameters": {"rope_type": "yarn", "rope_theta": 1e4, "factor": 4.0}},
            {"rope_parameters": None, "rope_scaling": {"type": "linear", "factor": 2.0}},
            {"rope_parameters": {"rope_theta": 1e4, "partial_rotary_factor": 0.5}},
            {"use_sliding_window": True},
            {"quantization_config": {"quant_method": "gptq"}},
        ],
    )
    def test_what_the_compact_decoder_does_not_compute_is_left_to_transformers(self, toy, changes):
        change_config(toy, **changes)
        assert read_architecture(toy) is None


def test_every_tensor_in_shards_is_found(tmp_path):
    whole = write_toy(tmp_path / "whole")
    sharded = write_toy(tmp_path / "sharded", shard_size="20KB")
    assert len(list(sharded.glob("*.safetensors"))) > 1
    names = load_file(whole / "model.safetensors")
    checkpoint = Checkpoint(sharded)
    for name, tensor in names.items():
        assert torch.equal(checkpoint.tensor(name, *tensor.shape), tensor)


def test_a_shard_index_cannot_lead_out_of_the_folder(tmp_path):
    toy = write_toy(tmp_path / "model")
    (toy / "model.safetensors").rename(tmp_path / "outside.safetensors")
    index = {"weight_map": {"model.norm.weight": "../outside.safetensors"}}
    (toy / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(ValueError, match="weight_map"):
        Checkpoint(toy)


def test_a_stale_index_beside_a_single_file_is_not_read(tmp_path):
    toy = write_toy(tmp_path / "model")
    whole = load_file(toy / "model.safetensors")
    index = {"weight_map": dict.fromkeys(whole, "model-00001-of-00009.safetensors")}
    (toy / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    (toy / "model-00001-of-00009.safetensors").write_bytes(b"half a file")
    checkpoint = Checkpoint(toy)
    for name, tensor in whole.items():
        assert torch.equal(checkpoint.tensor(name, *tensor.shape), tensor)


def in_the_map(tensor):
    """Whether its numbers lie in a map of a file of weights."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    ranges = [line.split()[0].split("-") for line in maps if ".safetensors" in line]
    return any(int(a, 16) <= tensor.data_ptr() < int(b, 16) for a, b in ranges)


def products(weights):
    names = ("q", "k", "v", "output", "gate", "up", "down")
    return [getattr(layer, name) for layer in weights.layers for name in names]


needs_proc = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no /proc here")


@needs_proc
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_weights_are_used_where_the_file_has_them(tmp_path, dtype):
    toy = write_toy(tmp_path, dtype=dtype)
    weights = load(toy)
    assert all(in_the_map(product.weight) for product in products(weights))
    assert in_the_map(weights.embedding)
    assert weights.output.weight.data_ptr() == weights.embedding.data_ptr()
    stored = load_file(toy / "model.safetensors")
    assert torch.equal(weights.embedding, stored["model.embed_tokens.weight"])
    assert torch.equal(weights.layers[1].down.weight, stored["model.layers.1.mlp.down_proj.weight"])


@needs_proc
def test_float32_is_a_copy_only_where_the_file_has_another_type(tmp_path):
    narrow = load(write_toy(tmp_path / "narrow"), "float32")
    assert not any(in_the_map(product.weight) for product in products(narrow))
    assert all(product.weight.dtype == torch.float32 for product in products(narrow))
    assert narrow.embedding is narrow.output.weight
    wide = load(write_toy(tmp_path / "wide", dtype=torch.float32), "float32")
    assert all(in_the_map(product.weight) for product in products(wide))


@needs_proc
def test_the_map_goes_with_the_weights(toy):
    weights = load(toy)
    tensor = weights.embedding
    place = torch.tensor(tensor.data_ptr())
    assert in_the_map(tensor)
    del weights, tensor
    maps = Path("/proc/self/maps").read_text(encoding="utf-8")
    assert str(toy) not in maps, place


def test_a_file_that_is_replaced_under_the_map_changes_nothing(toy, tmp_path):
    weights = load(toy)
    before = weights.embedding.clone()
    other = write_toy(tmp_path / "other", vocab_size=500)
    (other / "model.safetensors").replace(toy / "model.safetensors")
    assert torch.equal(weights.embedding, before)


def test_tensors_that_begin_at_an_odd_place_are_copied(toy):
    path = toy / "model.safetensors"
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    head = data[8 : 8 + size].rstrip() + b" "
    head += b" " * ((len(head) + 1) % 2)
    path.write_bytes(len(head).to_bytes(8, "little") + head + data[8 + size :])
    odd = load(toy)
    assert odd.embedding.data_ptr() % 2 == 0
    data_tensor = torch.frombuffer(bytearray(data[8 + size :]), dtype=torch.uint8)
    assert data_tensor.numel() > 0
    assert torch.equal(odd.embedding, load_file(path)["model.embed_tokens.weight"])


def test_progress_rises_to_one(toy):
    seen = []
    load(toy, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[0] > 0
    assert seen[-1] == 1


def test_a_weight_that_16_bits_would_change_is_refused(toy):
    def change(tensors):
        name = "model.layers.1.mlp.down_proj.weight"
        tensors[name] = tensors[name].float()
        tensors[name][3, 4] = 0.1

    change_tensors(toy, change)
    with pytest.raises(PrecisionLossError):
        load(toy)
    load(toy, "float32")


@pytest.mark.parametrize("storage", ["exact16", "float32"])
@pytest.mark.parametrize(
    "name", ["model.norm.weight", "model.layers.0.mlp.up_proj.weight", "model.embed_tokens.weight"]
)
def test_files_that_disagree_with_the_config_are_refused(toy, storage, name):
    def shorten(tensors):
        tensors[name] = tensors[name][:-1]

    change_tensors(toy, shorten)
    with pytest.raises(ValueError, match=name):
        load(toy, storage)

    change_tensors(toy, lambda tensors: tensors.pop(name))
    with pytest.raises(ValueError, match=name):
        load(toy, storage)
