import json

import pytest
import torch
from safetensors.torch import load_file, save_file

from desktop_app.engine.linear import KernelChoice
from desktop_app.engine.weights import (
    SLICE_ROWS,
    Checkpoint,
    PrecisionLossError,
    load_weights,
    read_architecture,
)
from tests.engine.toy import VOCAB_SIZE, write_toy

TORCH_ONLY = KernelChoice(False, ("torch",) * 3, {})


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
    return load_weights(
        Checkpoint(folder), read_architecture(folder), storage, TORCH_ONLY, 1, progress
    )


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
    with pytest.raises(OSError, match="outside"):
        Checkpoint(toy).tensor("model.norm.weight", 48)


def test_nothing_but_rows_of_the_embedding_stays_mapped(toy):
    weights = load(toy)
    stored = load_file(toy / "model.safetensors")["model.embed_tokens.weight"]
    assert weights.embedding is weights.output_rows
    assert weights.embedding.dtype == torch.bfloat16
    assert torch.equal(weights.embedding, stored)


def test_float32_holds_the_tied_matrix_once(toy):
    weights = load(toy, "float32")
    assert weights.output_rows is weights.output.weight
    assert weights.embedding is weights.output_rows


def test_the_output_matrix_is_packed_in_slices(tmp_path):
    toy = write_toy(tmp_path, vocab_size=2 * SLICE_ROWS + 5)
    weights = load(toy)
    x = torch.randn(2, 48, generator=torch.Generator().manual_seed(0))
    logits = weights.output(x)
    assert logits.shape == (2, 2 * SLICE_ROWS + 5)
    assert torch.allclose(logits, x @ weights.output_rows.float().T, atol=1e-5)


def test_progress_rises_to_one(toy):
    seen = []
    load(toy, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[0] > 0
    assert seen[-1] == 1


def test_a_weight_that_16_bits_would_change_is_refused(toy):
    def change(tensors):
        tensors["model.layers.1.mlp.down_proj.weight"][3, 4] = 1e6

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
