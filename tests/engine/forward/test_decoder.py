"""The compact forward pass against transformers' own modules, over the same files."""

import pytest
import torch

from desktop_app.engine.forward.decoder import CHUNK, CompactDecoder
from desktop_app.engine.forward.loading import WITHOUT_KERNELS, load_decoder
from desktop_app.engine.forward.transformers_decoder import TransformersDecoder, load_transformers
from desktop_app.engine.kernels.library import levels, open_library
from tests.engine.toy import random_ids, write_toy

TOYS = {
    "qwen2": {"family": "qwen2"},
    "qwen2 untied": {"family": "qwen2", "tie_word_embeddings": False},
    "qwen2 one head each": {"family": "qwen2", "num_key_value_heads": 6},
    "qwen3": {"family": "qwen3"},
    "qwen3 wide heads": {"family": "qwen3", "head_dim": 32},
    "qwen3 heads of 128": {"family": "qwen3", "head_dim": 128},
    "llama heads of 72": {"family": "llama", "head_dim": 72},
    "llama": {"family": "llama"},
    "llama biases": {"family": "llama", "attention_bias": True, "mlp_bias": True},
    "llama float16": {"family": "llama", "dtype": torch.float16},
    "llama float32": {"family": "llama", "dtype": torch.float32},
    "llama theta": {
        "family": "llama",
        "rope_parameters": {"rope_type": "default", "rope_theta": 77.0},
    },
    "llama epsilon": {"family": "llama", "rms_norm_eps": 0.1},
}


@pytest.fixture(scope="module", params=TOYS)
def toy(request, tmp_path_factory):
    return write_toy(tmp_path_factory.mktemp("toy"), **TOYS[request.param])


WAYS = [
    *((level, "exact16") for level in (*levels(), WITHOUT_KERNELS)),
    *((level, "float32") for level in (*levels()[:1], WITHOUT_KERNELS)),
]
"""Every level that this processor has, then torch alone; and how weights are held."""


@pytest.fixture(scope="module", params=WAYS, ids=" ".join)
def decoder(request, toy):
    level, storage = request.param
    decoder = load_decoder(toy, storage, threads=1, kernel=level)
    if level != WITHOUT_KERNELS:
        # of the kernels alone: torch's two would wait for each other on a busy machine
        open_library(level).set_threads(2)
    return decoder


@pytest.fixture(scope="module")
def plain(toy):
    return load_transformers(toy)


def logits(decoder, ids, *cuts):
    """Logits of all positions, computed in pieces that end at the cuts."""
    cache = decoder.new_cache()
    pieces = [
        decoder.logits(decoder.forward(ids[start:end], cache))
        for start, end in zip((0, *cuts), (*cuts, len(ids)), strict=True)
    ]
    assert cache.length == len(ids)
    return torch.cat(pieces)


def assert_same(result, expected):
    assert result.dtype == torch.float32
    assert result.shape == expected.shape
    assert expected.abs().max() > 1
    assert (result - expected).abs().max() < 5e-5


def test_logits_agree_with_transformers(decoder, plain):
    ids = random_ids(70)
    assert isinstance(decoder, CompactDecoder)
    assert isinstance(plain, TransformersDecoder)
    assert decoder.config == plain.config
    assert_same(logits(decoder, ids), logits(plain, ids))


def test_pieces_give_the_same_logits_as_the_whole(decoder):
    ids = random_ids(40)
    whole = logits(decoder, ids)
    for cuts in [(1,), (39,), (10, 11, 12, 13, 20), tuple(range(1, 40))]:
        assert_same(logits(decoder, ids, *cuts), whole)


BRANCHES = ([5], [5, 6, 7], [5, 6, 8], [9], [5, 6, 7, 9, 9], [5])


@pytest.mark.parametrize("known", [0, 1, 12, 20])
def test_looking_at_branches_is_going_each_way(decoder, plain, known):
    ids = random_ids(20)
    for one in (decoder, plain):
        cache = one.new_cache()
        if known:
            one.forward(ids[:known], cache)
        found = one.look(ids[known:], BRANCHES, cache)
        assert cache.length == 20
        for branch, hidden in zip(BRANCHES, found, strict=True):
            whole = logits(one, [*ids, *branch])
            assert_same(one.logits(hidden), whole[-len(branch) :])
        # and nothing of them stays
        after = one.logits(one.forward([3, 4], cache))
        assert_same(after, logits(one, [*ids, 3, 4])[-2:])


def test_a_cropped_cache_is_as_good_as_a_fresh_one(decoder):
    ids, other = random_ids(30), random_ids(20, seed=1)
    cache = decoder.new_cache()
    decoder.forward(ids[:17] + other, cache)
    cache.crop(17)
    result = decoder.logits(decoder.forward(ids[17:], cache))
    assert_same(result, logits(decoder, ids)[17:])
    cache.crop(0)
    assert_same(decoder.logits(decoder.forward(ids, cache)), logits(decoder, ids))


def test_output_rows_are_what_logits_multiply_with(decoder, plain):
    rows = decoder.output_rows([5, 300, 5])
    assert torch.equal(rows, plain.output_rows([5, 300, 5]))
    hidden = decoder.forward(random_ids(4), decoder.new_cache())
    assert torch.allclose(hidden @ rows.T, decoder.logits(hidden)[:, [5, 300, 5]], atol=1e-5)


def test_two_caches_do_not_mix(decoder):
    first, second = random_ids(20), random_ids(20, seed=1)
    caches = [decoder.new_cache(), decoder.new_cache()]
    results = [[], []]
    for a, b in zip(first, second, strict=True):
        results[0].append(decoder.logits(decoder.forward([a], caches[0])))
        results[1].append(decoder.logits(decoder.forward([b], caches[1])))
    assert_same(torch.cat(results[0]), logits(decoder, first))
    assert_same(torch.cat(results[1]), logits(decoder, second))


def test_a_prompt_longer_than_a_chunk(tmp_path):
    toy = write_toy(tmp_path, "llama")
    decoder, plain = load_decoder(toy, threads=1), load_transformers(toy)
    ids = random_ids(2 * CHUNK + 100)
    assert_same(logits(decoder, ids), logits(plain, ids))
    assert_same(logits(decoder, ids, 3, CHUNK), logits(plain, ids))


def test_few_tokens_after_a_long_past(decoder, plain):
    ids = random_ids(1044)
    assert_same(logits(decoder, ids, 1022, 1023, 1024, 1025, 1032), logits(plain, ids))


def test_an_id_outside_the_vocabulary_is_an_error_and_leaves_the_cache_as_it_was(tmp_path):
    decoder = load_decoder(write_toy(tmp_path), threads=1)
    cache = decoder.new_cache()
    decoder.forward([1, 2], cache)
    for token in (-1, decoder.config.vocab_size):
        with pytest.raises(IndexError):
            decoder.forward([3, token], cache)
        assert cache.length == 2


@pytest.mark.parametrize("storage", ["float32", "exact16"])
def test_the_fallback_with_these_kernels_agrees_with_the_plain_stack(tmp_path, storage):
    toy = write_toy(tmp_path, "gpt_neox")
    decoder, plain = load_decoder(toy, storage, threads=1), load_transformers(toy)
    assert isinstance(decoder, TransformersDecoder)
    ids = random_ids(30)
    assert_same(logits(decoder, ids), logits(plain, ids))
    assert_same(logits(decoder, ids, 10, 11, 20), logits(plain, ids))
    assert torch.equal(decoder.output_rows([7]), plain.output_rows([7]))
