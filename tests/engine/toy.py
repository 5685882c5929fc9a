"""Small random models in real files: config.json and safetensors, as a hub would hold them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoModelForCausalLM,
    GPTNeoXConfig,
    LlamaConfig,
    PreTrainedConfig,
    Qwen2Config,
    Qwen3Config,
)
from transformers.utils import logging

VOCAB_SIZE = 384

CONFIGS: dict[str, type[PreTrainedConfig]] = {
    "qwen2": Qwen2Config,
    "qwen3": Qwen3Config,
    "llama": LlamaConfig,
    "gpt_neox": GPTNeoXConfig,
}
"""Three families that the compact decoder knows and one that it leaves to transformers."""


def write_toy(
    folder: Path,
    family: str = "qwen2",
    dtype: torch.dtype = torch.bfloat16,
    shard_size: str = "1GB",
    **overrides: Any,
) -> Path:
    """Write a random model with grouped keys and values, biases and norms that matter."""
    settings: dict[str, Any] = {
        "vocab_size": VOCAB_SIZE,
        "hidden_size": 48,
        "intermediate_size": 80,
        "num_hidden_layers": 3,
        "num_attention_heads": 6,
        "max_position_embeddings": 4096,
        "tie_word_embeddings": True,
        "bos_token_id": 1,
        "eos_token_id": 2,
    }
    if family != "gpt_neox":
        settings |= {"num_key_value_heads": 2, "head_dim": 8}
    config = CONFIGS[family](**(settings | overrides))
    logging.disable_progress_bar()
    with torch.random.fork_rng():
        torch.manual_seed(7)
        model = AutoModelForCausalLM.from_config(config)
        for name, parameter in model.named_parameters():
            middle = 1.0 if "norm" in name and name.endswith("weight") else 0.0
            parameter.data.normal_(middle, 0.2)
    model.to(dtype).save_pretrained(folder, max_shard_size=shard_size)
    return folder


def random_ids(count: int, seed: int = 0) -> list[int]:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, VOCAB_SIZE, (count,), generator=generator).tolist()
