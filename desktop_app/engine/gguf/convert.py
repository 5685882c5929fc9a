"""Converts a GGUF file into a model folder with float16 safetensors.

Knows the families llama, qwen2 and qwen3. One tensor at a time is in memory. The result has the
values that transformers' own reader gives, rounded to float16: a relative error of 2^-12, far
below that of the quantised formats. Layer names: llama.cpp's gguf-py, tensor_mapping.py.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from desktop_app.core.system.disk import disk_errors, ensure_space
from desktop_app.engine.gguf.file import GgufTensor, damaged, unsupported
from desktop_app.engine.gguf.parts import GgufModel, open_model

ARCHITECTURES = {
    "llama": "LlamaForCausalLM",
    "qwen2": "Qwen2ForCausalLM",
    "qwen3": "Qwen3ForCausalLM",
}
TOKENIZERS = ("gpt2", "llama")
ROPE_FACTORS = "rope_freqs.weight"
MAX_REASON = 60
BLOCK_ROWS = 4096
"""Rows converted at once: 16 MiB of FP32 at a width of 1,024."""
TOKENIZER_SHARE = 0.4
"""Part of the time that the tokenizer takes, for the progress."""

_TOP = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output_norm.weight": "model.norm.weight",
    "output.weight": "lm_head.weight",
}
_LAYER = {
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def convert_gguf(
    source: Path, folder: Path, progress: Callable[[float], None] = lambda fraction: None
) -> None:
    """Write config, tokenizer and weights of the GGUF file `source` into `folder`, which exists.

    A file that is one of several parts stands for all of them.

    progress: told the fraction done, 0 to 1; may raise to stop.
    Raises KnownError("gguf_damaged"), ("gguf_unsupported"), ("gguf_parts_missing"), ("disk_full"),
    ("folder_not_writable"). What was written until then stays for the caller to delete.
    """
    with open_model(source) as file:
        plan = _plan(file)
        ensure_space(folder, plan.output_bytes)
        with disk_errors(folder):
            _write_config(file, plan, folder)
            _write_tokenizer(file.path, folder)
            progress(TOKENIZER_SHARE)
            _write_weights(
                file,
                plan,
                folder / "model.safetensors",
                lambda f: progress(TOKENIZER_SHARE + (1 - TOKENIZER_SHARE) * f),
            )


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the file becomes. tensors: by their names in transformers."""

    architecture: str
    config: dict[str, Any]
    tensors: dict[str, GgufTensor]

    @property
    def output_bytes(self) -> int:
        values = sum(math.prod(tensor.shape) for tensor in self.tensors.values())
        return 2 * values + (32 << 20)  # float16; tokenizer and the rest stay below 32 MiB


def _plan(file: GgufModel) -> _Plan:
    kind = file.metadata.get("general.architecture")
    if kind not in ARCHITECTURES:
        raise unsupported(file.path, str(kind))
    _refuse_others(file, kind)
    config = _config(file, kind)
    tensors = {}
    for name, tensor in file.tensors.items():
        if name == ROPE_FACTORS and _is_all_ones(file, tensor):
            continue
        target = _target_name(name)
        if target is None:
            raise unsupported(file.path, "rope scaling" if name == ROPE_FACTORS else name)
        tensors[target] = tensor
    config["tie_word_embeddings"] = "lm_head.weight" not in tensors
    _check_shapes(file, config, tensors)
    if "tokenizer.chat_template" not in file.metadata:
        raise unsupported(file.path, "no chat template")
    return _Plan(ARCHITECTURES[kind], config, tensors)


def _refuse_others(file: GgufModel, kind: str) -> None:
    """What makes it another model than its family's plain one, each by its name."""
    data = file.metadata
    scaling = data.get(f"{kind}.rope.scaling.type", "none")
    if scaling != "none" and not (
        scaling == "linear" and data.get(f"{kind}.rope.scaling.factor", 1.0) == 1.0
    ):
        raise unsupported(file.path, f"rope scaling {scaling}"[:MAX_REASON])
    if data.get(f"{kind}.expert_count"):
        raise unsupported(file.path, "experts")
    for key in ("attention.head_count", "attention.head_count_kv", "feed_forward_length"):
        if isinstance(data.get(f"{kind}.{key}"), list):
            raise unsupported(file.path, f"{key} of each layer")
    if "tokenizer.ggml.tokens" not in data:
        raise unsupported(file.path, "no tokenizer")
    tokenizer = data.get("tokenizer.ggml.model", "gpt2")
    if tokenizer not in TOKENIZERS:
        raise unsupported(file.path, f"tokenizer {tokenizer}"[:MAX_REASON])


def _is_all_ones(file: GgufModel, tensor: GgufTensor) -> bool:
    """Whether factors of the rotary frequencies change nothing; otherwise they are a scaling."""
    if tensor.kind != 0 or len(tensor.shape) != 1:
        return False
    raw = file.raw(tensor, 4 * tensor.shape[0])
    return bool((raw.view("<f4") == 1.0).all())


def _config(file: GgufModel, kind: str) -> dict[str, Any]:
    data = file.metadata

    def number(key: str, default: Any = None, kinds: tuple[type, ...] = (int,)) -> Any:
        value = data.get(f"{kind}.{key}", default)
        if type(value) not in kinds or not 0 < value < 1 << 31:
            raise damaged(file.path, f"{kind}.{key}")
        return value

    heads = number("attention.head_count")
    hidden = number("embedding_length")
    tokens = data.get("tokenizer.ggml.tokens")
    if not isinstance(tokens, list) or not tokens:
        raise damaged(file.path, "tokenizer.ggml.tokens")
    config = {
        "hidden_size": hidden,
        "num_hidden_layers": number("block_count"),
        "num_attention_heads": heads,
        "num_key_value_heads": number("attention.head_count_kv", heads),
        "head_dim": number("attention.key_length", hidden // heads),
        "intermediate_size": number("feed_forward_length"),
        "max_position_embeddings": number("context_length"),
        "rms_norm_eps": number("attention.layer_norm_rms_epsilon", None, (float,)),
        "rope_theta": number("rope.freq_base", 10000.0, (float, int)),
        "vocab_size": len(tokens),
    }
    if data.get(f"{kind}.rope.dimension_count", config["head_dim"]) != config["head_dim"]:
        raise unsupported(file.path, "a part of each head rotates")
    names = {"bos": "bos", "eos": "eos", "unknown": "unk", "padding": "pad"}
    for stored, ours in names.items():
        token = data.get(f"tokenizer.ggml.{stored}_token_id")
        if token is None:
            continue
        if type(token) is not int or not 0 <= token < len(tokens):
            raise damaged(file.path, f"{stored}_token_id")
        config[f"{ours}_token_id"] = token
    return config


def _target_name(name: str) -> str | None:
    """Name in transformers of a tensor, None for one that is not known."""
    if name in _TOP:
        return _TOP[name]
    match name.split("."):
        case ["blk", layer, part, "weight" | "bias" as role] if (
            layer.isdecimal() and len(layer) < 6
        ):
            inner = _LAYER.get(part)
            return f"model.layers.{int(layer)}.{inner}.{role}" if inner else None
    return None


def _check_shapes(file: GgufModel, config: dict[str, Any], tensors: dict[str, GgufTensor]) -> None:
    hidden, inner = config["hidden_size"], config["intermediate_size"]
    queries = config["num_attention_heads"] * config["head_dim"]
    keys = config["num_key_value_heads"] * config["head_dim"]
    expected = {
        "model.embed_tokens.weight": (config["vocab_size"], hidden),
        "model.norm.weight": (hidden,),
    }
    if config["num_hidden_layers"] > len(tensors):
        raise damaged(file.path, "layers are missing")
    for layer in range(config["num_hidden_layers"]):
        for name, shape in {
            "input_layernorm": (hidden,),
            "post_attention_layernorm": (hidden,),
            "self_attn.q_proj": (queries, hidden),
            "self_attn.k_proj": (keys, hidden),
            "self_attn.v_proj": (keys, hidden),
            "self_attn.o_proj": (hidden, queries),
            "mlp.gate_proj": (inner, hidden),
            "mlp.up_proj": (inner, hidden),
            "mlp.down_proj": (hidden, inner),
        }.items():
            expected[f"model.layers.{layer}.{name}.weight"] = shape
    for name, shape in expected.items():
        if name not in tensors or tensors[name].shape != shape:
            raise damaged(file.path, name)


def _write_config(file: GgufModel, plan: _Plan, folder: Path) -> None:
    from transformers import AutoConfig, GenerationConfig

    try:
        config = AutoConfig.for_model(
            file.metadata["general.architecture"],
            architectures=[plan.architecture],
            dtype="float16",
            **plan.config,
        )
        generation = GenerationConfig.from_model_config(config)
    except Exception as error:
        # numbers that do not fit each other, met by whatever check the library makes first
        raise damaged(file.path, f"its settings, {type(error).__name__}") from error
    config.save_pretrained(folder)
    generation.save_pretrained(folder)


def _write_tokenizer(source: Path, folder: Path) -> None:
    from transformers import PreTrainedTokenizerFast

    try:
        # AutoTokenizer would read the whole file once more, only to choose this class
        tokenizer = PreTrainedTokenizerFast.from_pretrained(
            source.parent,
            gguf_file=source.name,
            local_files_only=True,
        )
    except OSError:
        raise
    except Exception as error:
        # the library meets a vocabulary that it does not know with whatever its parser raises
        raise unsupported(source, f"its tokenizer, {type(error).__name__}") from error
    tokenizer.save_pretrained(folder)


def _write_weights(
    file: GgufModel, plan: _Plan, path: Path, progress: Callable[[float], None]
) -> None:
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, tensor in plan.tensors.items():
        size = 2 * math.prod(tensor.shape)
        header[name] = {
            "dtype": "F16",
            "shape": list(tensor.shape),
            "data_offsets": [end, end + size],
        }
        end += size
    text = json.dumps(header).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with path.open("wb") as stream:
        stream.write(len(text).to_bytes(8, "little") + text)
        done = 0
        for name, tensor in plan.tensors.items():
            for rows in _float16_rows(file, plan, name, tensor):
                stream.write(rows.data)
                done += rows.nbytes
                progress(done / end)
        stream.flush()
        os.fsync(stream.fileno())


def _float16_rows(
    file: GgufModel, plan: _Plan, name: str, tensor: GgufTensor
) -> Iterator[np.ndarray]:
    """Blocks of rows of one tensor, float16. Raises KnownError."""
    from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, dequantize

    try:
        kind = GGMLQuantizationType(tensor.kind)
        block_values, block_bytes = GGML_QUANT_SIZES[kind]
    except (ValueError, KeyError) as error:
        raise unsupported(file.path, f"storage type {tensor.kind}") from error
    if tensor.shape[-1] % block_values:
        raise damaged(file.path, name)
    raw = file.raw(tensor, tensor.shape[-1] // block_values * block_bytes)
    if len(tensor.shape) == 1:
        raw = raw[None]
    heads = _interleaved_heads(plan, name)
    step = len(raw) if heads else BLOCK_ROWS
    for start in range(0, len(raw), step):
        try:
            values = dequantize(raw[start : start + step], kind)
        except NotImplementedError as error:
            raise unsupported(file.path, f"storage type {kind.name}") from error
        if heads:
            values = _half_split(values, heads)
        with np.errstate(over="ignore", invalid="ignore"):
            rows = values.astype("<f2")
        if not np.isfinite(values).all():
            raise damaged(file.path, f"{name} is not finite")
        if not np.isfinite(rows).all():
            raise unsupported(file.path, f"{name} is too large for float16")
        yield np.ascontiguousarray(rows)


def _interleaved_heads(plan: _Plan, name: str) -> int:
    """Number of heads if the file holds this matrix for interleaved rotary pairs, else 0.

    llama.cpp stores query and key rows of the llama family so that a rotated pair lies side by
    side; transformers rotates first half against second half.
    """
    if plan.architecture != "LlamaForCausalLM":
        return 0
    if name.endswith("q_proj.weight"):
        return plan.config["num_attention_heads"]
    if name.endswith("k_proj.weight"):
        return plan.config["num_key_value_heads"]
    return 0


def _half_split(values: np.ndarray, heads: int) -> np.ndarray:
    """(heads * head_dim, n) with pairs side by side -> the same with the halves apart."""
    half = len(values) // heads // 2
    return values.reshape(heads, half, 2, -1).swapaxes(1, 2).reshape(values.shape)
