"""Model folders of a few kilobytes that pass every check, made without torch."""

from __future__ import annotations

import json
import struct
from pathlib import Path

VOCAB, HIDDEN = 32, 8


def safetensors_bytes(padding: int = 0, seed: int = 0) -> bytes:
    """A safetensors file with an embedding, and `padding` bytes more in a second tensor."""
    embedding = 2 * VOCAB * HIDDEN
    header = {
        "__metadata__": {"format": "pt"},
        "model.embed_tokens.weight": {
            "dtype": "F16",
            "shape": [VOCAB, HIDDEN],
            "data_offsets": [0, embedding],
        },
        "padding": {
            "dtype": "U8",
            "shape": [padding],
            "data_offsets": [embedding, embedding + padding],
        },
    }
    text = json.dumps(header).encode()
    block = bytes((seed + 7 * n + n // 256) % 256 for n in range(65536))
    size = embedding + padding
    return struct.pack("<Q", len(text)) + text + (block * (size // len(block) + 1))[:size]


def model_files(padding: int = 0, seed: int = 0, **config: object) -> dict[str, bytes]:
    settings = {
        "architectures": ["LlamaForCausalLM"],
        "hidden_size": HIDDEN,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "vocab_size": VOCAB,
        "max_position_embeddings": 64,
        **config,
    }
    tokenizer = {"version": "1.0", "added_tokens": [], "model": {"type": "BPE", "vocab": {}}}
    return {
        "config.json": json.dumps(settings).encode(),
        "generation_config.json": b'{"eos_token_id": 2}',
        "tokenizer_config.json": b'{"chat_template": "{{ messages }}"}',
        "tokenizer.json": json.dumps(tokenizer).encode() + b" " * 2000,
        "model.safetensors": safetensors_bytes(padding, seed),
    }


def write_model(folder: Path, files: dict[str, bytes] | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (files or model_files()).items():
        (folder / name).write_bytes(content)
    return folder
