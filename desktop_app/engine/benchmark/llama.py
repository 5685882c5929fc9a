"""llama.cpp over the same weights, where llama_cpp and gguf are installed."""

from __future__ import annotations

import importlib.util
import json
import time
from pathlib import Path
from typing import Any

from desktop_app.engine.benchmark.workload import Workload

ARCHITECTURES = {"qwen2": "qwen2", "llama": "llama"}
"""model_type -> llama.cpp's name, for those whose tensors are written below."""

LAYER_TENSORS = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def is_available(folder: Path) -> bool:
    """Whether llama_cpp is installed and the model of this folder can be written for it."""
    data = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    installed = all(importlib.util.find_spec(name) for name in ("llama_cpp", "gguf"))
    return installed and data.get("model_type") in ARCHITECTURES and _is_tied(data)


def _is_tied(data: dict[str, Any]) -> bool:
    return bool(data.get("tie_word_embeddings"))


def write_gguf(folder: Path, path: Path, kind: str) -> None:
    """Write the model of a folder as GGUF without a vocabulary; only ids are ever given to it.

    kind: "f32" or "bf16".
    """
    import gguf
    import torch
    from safetensors import safe_open

    data = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    architecture = ARCHITECTURES[data["model_type"]]
    heads = data["num_attention_heads"]
    kv_heads = data.get("num_key_value_heads") or heads
    head_dim = data.get("head_dim") or data["hidden_size"] // heads
    rope = data.get("rope_parameters") or {}
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_context_length(data["max_position_embeddings"])
    writer.add_embedding_length(data["hidden_size"])
    writer.add_block_count(data["num_hidden_layers"])
    writer.add_feed_forward_length(data["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads)
    writer.add_rope_dimension_count(head_dim)
    writer.add_rope_freq_base(float(rope.get("rope_theta") or data["rope_theta"]))
    writer.add_layer_norm_rms_eps(data["rms_norm_eps"])
    writer.add_vocab_size(data["vocab_size"])
    writer.add_tokenizer_model("none")
    names = {
        "model.embed_tokens.weight": "token_embd.weight",
        "model.norm.weight": "output_norm.weight",
    }
    for number in range(data["num_hidden_layers"]):
        for theirs, ours in LAYER_TENSORS.items():
            for part in ("weight", "bias"):
                names[f"model.layers.{number}.{theirs}.{part}"] = f"blk.{number}.{ours}.{part}"
    with safe_open(folder / "model.safetensors", framework="pt") as file:
        present = [name for name in file.keys() if name in names]  # noqa: SIM118
        for name in present:
            tensor = file.get_tensor(name)
            if architecture == "llama" and (".q_proj." in name or ".k_proj." in name):
                # llama.cpp keeps the two of a rotary pair side by side for this family
                tensor = tensor.unflatten(0, (-1, 2, head_dim // 2)).transpose(1, 2).flatten(0, 2)
            if kind == "bf16" and tensor.dim() == 2:
                rows = tensor.bfloat16().contiguous().view(torch.uint8).numpy()
                writer.add_tensor(names[name], rows, raw_dtype=gguf.GGMLQuantizationType.BF16)
            else:
                writer.add_tensor(names[name], tensor.float().contiguous().numpy())
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()


class LlamaContender:
    """Greedy decoding with kept prefixes, as this engine does it."""

    def __init__(self, path: Path, workload: Workload, threads: int, context: int) -> None:
        import llama_cpp

        self._work = workload
        self._version = llama_cpp.__version__
        self._llama = llama_cpp.Llama(
            str(path),
            n_ctx=context,
            n_threads=threads,
            n_threads_batch=threads,
            verbose=False,
        )
        self._logits = llama_cpp.llama_get_logits_ith
        self._vocab = self._llama.n_vocab()
        self._ids: list[int] = []
        self.judge(0)

    def describe(self) -> dict[str, Any]:
        """llama_cpp: its version."""
        return {"llama_cpp": self._version}

    def judge(self, number: int) -> float:
        """Score the last position of the judge's prompt; the role's prefix is kept."""
        return self._timed(self._work.judge[number], self._work.judge_kept)

    def first_token(self, number: int) -> float:
        """Answer message `number` at the first turn; the role's prefix is kept."""
        return self._timed(self._work.chat[number], self._work.chat_kept)

    def first_token_of(self, ids: list[int], known: int) -> float:
        """First token after a prompt of which the first `known` ids are kept."""
        return self._timed(ids, known)

    def decode(self, ids: list[int], count: int) -> float:
        """Milliseconds a token after the first one."""
        token = self._advance(ids)
        start = time.perf_counter()
        for _ in range(count - 1):
            token = self._advance([*self._ids, token])
        return (time.perf_counter() - start) * 1000 / (count - 1)

    def _timed(self, ids: list[int], known: int) -> float:
        self._advance(ids[:known])
        start = time.perf_counter()
        self._advance(ids)
        return (time.perf_counter() - start) * 1000

    def _advance(self, ids: list[int]) -> int:
        """Bring the sequence to `ids`; the most probable token after it."""
        import numpy as np

        kept = 0
        for ours, wanted in zip(self._ids, ids[:-1], strict=False):
            if ours != wanted:
                break
            kept += 1
        # eval drops what is cached beyond n_tokens
        self._llama.n_tokens = kept
        self._llama.eval(ids[kept:])
        self._ids = list(ids)
        logits = np.ctypeslib.as_array(self._logits(self._llama.ctx, -1), (self._vocab,))
        return int(logits.argmax())
