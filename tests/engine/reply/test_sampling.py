from __future__ import annotations

import json
from collections import Counter

import pytest
import torch
from transformers import (
    LogitsProcessorList,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from desktop_app.core.errors import KnownError
from desktop_app.core.settings import Settings
from desktop_app.engine.reply.sampling import (
    GenerationConfig,
    Sampler,
    Sampling,
    read_generation_config,
    resolve,
)

VOCAB = 12
GREEDY = Sampling(0, 0, 1.0, 1.0)


def reference(logits: torch.Tensor, sampling: Sampling, said: list[int]) -> torch.Tensor:
    """The distribution of transformers' own processors, (vocab,)."""
    steps = LogitsProcessorList([RepetitionPenaltyLogitsProcessor(sampling.repetition_penalty)])
    steps.append(TemperatureLogitsWarper(sampling.temperature))
    steps.append(TopKLogitsWarper(sampling.top_k))
    steps.append(TopPLogitsWarper(sampling.top_p))
    return torch.softmax(steps(torch.tensor([said]), logits[None].clone())[0], dim=0)


@pytest.mark.parametrize("top_p", [0.3, 0.8, 1.0])
@pytest.mark.parametrize("top_k", [3, 50])
@pytest.mark.parametrize("penalty", [1.0, 1.3])
def test_draws_follow_the_distribution_of_transformers(top_p, top_k, penalty):
    sampling = Sampling(0.7, min(top_k, VOCAB), top_p, penalty)
    logits = torch.randn(VOCAB, generator=torch.Generator().manual_seed(3)) * 2
    said = [1, 4, 7]
    expected = reference(logits, sampling, said)
    draws = 3000
    counts = Counter(Sampler(sampling, said, VOCAB, seed).draw(logits) for seed in range(draws))
    for token in range(VOCAB):
        # five standard deviations of a binomial count
        spread = 5 * (expected[token].item() * draws + 1) ** 0.5
        assert abs(counts[token] - expected[token].item() * draws) < spread
        assert expected[token] > 0 or counts[token] == 0


def test_greedy_takes_the_most_probable_after_the_penalty():
    logits = torch.tensor([1.0, 3.0, 2.0, -1.0])
    assert Sampler(GREEDY, [], 4, 0).draw(logits) == 1
    assert Sampler(Sampling(0, 0, 1.0, 2.0), [1], 4, 0).draw(logits) == 2


def test_what_was_drawn_counts_as_said():
    sampler = Sampler(Sampling(0, 0, 1.0, 4.0), [], 3, 0)
    logits = torch.tensor([3.0, 2.0, 1.0])
    assert [sampler.draw(logits) for _ in range(4)] == [0, 1, 2, 0]


def test_the_same_seed_draws_the_same_tokens():
    sampling = Sampling(1.0, 0, 1.0, 1.0)
    logits = torch.zeros(500)

    def run(seed: int) -> list[int]:
        sampler = Sampler(sampling, [], 500, seed)
        return [sampler.draw(logits) for _ in range(20)]

    assert run(5) == run(5)
    assert run(5) != run(6)


def test_the_models_own_configuration_is_read(tmp_path):
    data = {"do_sample": True, "eos_token_id": [7, 9], "top_p": 0.8, "repetition_penalty": 1.1}
    (tmp_path / "generation_config.json").write_text(json.dumps(data), encoding="utf-8")
    config = read_generation_config(tmp_path, 5)
    assert config == GenerationConfig(frozenset({5, 7, 9}), 1.0, 50, 0.8, 1.1)


def test_a_model_that_says_not_to_sample_is_greedy(tmp_path):
    (tmp_path / "generation_config.json").write_text('{"do_sample": false}', encoding="utf-8")
    config = read_generation_config(tmp_path, None)
    assert config == GenerationConfig(frozenset(), 0.0, 50, 1.0, 1.0)


def test_zero_is_what_the_file_says_and_not_nothing(tmp_path):
    data = {"do_sample": True, "eos_token_id": 0, "top_k": 0, "temperature": 0.6}
    (tmp_path / "generation_config.json").write_text(json.dumps(data), encoding="utf-8")
    assert read_generation_config(tmp_path, None) == GenerationConfig(
        frozenset({0}), 0.6, 0, 1.0, 1.0
    )


@pytest.mark.parametrize("data", [{"temperature": 0.0}, {"temperature": 1.0, "top_p": 0.0}])
def test_a_file_that_leaves_no_choice_is_greedy(tmp_path, data):
    path = tmp_path / "generation_config.json"
    path.write_text(json.dumps({"do_sample": True, **data}), encoding="utf-8")
    sampling = resolve(read_generation_config(tmp_path, None), Settings())
    logits = torch.tensor([1.0, 1.2, 0.9])
    assert {Sampler(sampling, [], 3, seed).draw(logits) for seed in range(20)} == {1}


@pytest.mark.parametrize("temperature", [1e-5, 1e-38, 1e-300])
def test_next_to_no_temperature_is_greedy(temperature):
    logits = torch.tensor([20.0, 21.0, -3.0])
    assert Sampler(Sampling(temperature, 50, 0.8, 1.1), [], 3, 0).draw(logits) == 1


@pytest.mark.parametrize("content", [None, '{"eos_token_id": 2}'])
def test_a_model_that_says_nothing_of_sampling_does_not_repeat_itself(tmp_path, content):
    if content:
        (tmp_path / "generation_config.json").write_text(content, encoding="utf-8")
    config = read_generation_config(tmp_path, 2)
    assert config == GenerationConfig(frozenset({2}), 0.7, 50, 0.8, 1.05)


@pytest.mark.parametrize(
    "content", ["", "[]", '{"eos_token_id": "x"}', '{"do_sample": 1, "top_p": "a"}']
)
def test_a_damaged_one_is_a_known_error(tmp_path, content):
    (tmp_path / "generation_config.json").write_text(content, encoding="utf-8")
    with pytest.raises(KnownError) as caught:
        read_generation_config(tmp_path, None)
    assert caught.value.code == "config_damaged"


def test_who_sets_nothing_gets_greedy_decoding():
    config = GenerationConfig(frozenset(), 1.0, 50, 0.8, 1.1)
    assert resolve(config, Settings()) == Sampling(0.0, 50, 0.8, 1.05)
    own = Settings(temperature=0.5, top_p=0.5, repetition_penalty=1.2)
    assert resolve(config, own) == Sampling(0.5, 50, 0.5, 1.2)


@pytest.mark.parametrize(
    ("models", "own", "temperature"),
    [(0.9, None, 0.9), (0.0, None, 0.7), (0.9, 0.0, 0.9), (0.9, 0.4, 0.4)],
)
def test_another_reply_is_drawn(models, own, temperature):
    config = GenerationConfig(frozenset(), models, 50, 0.8, 1.1)
    assert resolve(config, Settings(temperature=own), anew=True).temperature == temperature


def test_a_banned_token_is_not_drawn():
    logits = torch.tensor([1.0, 3.0, 2.0])
    for sampling in (Sampling(0, 0, 1, 1), Sampling(1.0, 2, 1.0, 1.0)):
        sampler = Sampler(sampling, [], 3, seed=1)
        assert {sampler.draw(logits, {1}) for _ in range(20)} <= {0, 2}
    assert logits.tolist() == [1.0, 3.0, 2.0]
