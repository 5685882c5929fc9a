"""safetensors to the weights of a decoder: mapped, packed in parallel, never there twice.

Every job maps the file for itself and lets go of the map when it is done, because pages that were
read through a map count as this process's memory for as long as the map stands.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor

from desktop_app.engine.decoder import DecoderWeights, Layer, compiled
from desktop_app.engine.decoder_protocol import ModelConfig
from desktop_app.engine.linear import (
    ConcatLinear,
    Exact16Linear,
    Float32Linear,
    KernelChoice,
    Linear,
    fits_16_bits,
)

SLICE_ROWS = 8192
"""Rows of the output matrix packed at a time: 32 MiB in float32 for 1024 columns."""

FAMILIES = ("llama", "qwen2", "qwen3")
"""model_type of the architectures that decoder.py computes."""


class PrecisionLossError(ValueError):
    """16 bits would change a weight."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """What config.json says of a model that decoder.py can run."""

    config: ModelConfig
    rope_theta: float
    norm_eps: float
    intermediate_size: int
    tied: bool
    head_norms: bool


def read_architecture(folder: Path) -> Architecture | None:
    """The architecture of a model folder, None where decoder.py does not know it.

    Raises OSError, ValueError, KeyError or TypeError for a config.json that is missing or wrong.
    """
    data = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise TypeError("config.json holds no object")
    rope = data.get("rope_parameters") or data.get("rope_scaling") or {}
    if not isinstance(rope, dict):
        raise TypeError("rope_parameters")
    rope_type = rope.get("rope_type", rope.get("type", "default"))
    known = (
        data.get("model_type") in FAMILIES
        and data.get("hidden_act", "silu") == "silu"
        and rope_type == "default"
        and rope.get("partial_rotary_factor", 1) == 1
        and not data.get("use_sliding_window")
        and not data.get("quantization_config")
    )
    if not known:
        return None
    heads = data["num_attention_heads"]
    config = ModelConfig(
        vocab_size=data["vocab_size"],
        hidden_size=data["hidden_size"],
        layers=data["num_hidden_layers"],
        heads=heads,
        kv_heads=data.get("num_key_value_heads") or heads,
        head_dim=data.get("head_dim") or data["hidden_size"] // heads,
        max_positions=data["max_position_embeddings"],
    )
    return Architecture(
        config=config,
        rope_theta=float(rope.get("rope_theta") or data.get("rope_theta") or 10000.0),
        norm_eps=data["rms_norm_eps"],
        intermediate_size=data["intermediate_size"],
        tied=bool(data.get("tie_word_embeddings")),
        head_norms=data["model_type"] == "qwen3",
    )


class Checkpoint:
    """The safetensors files of a folder, by tensor name. Reads headers only."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError, ValueError or SafetensorError for files missing or cut short."""
        index = folder / "model.safetensors.index.json"
        if index.is_file():
            table = json.loads(index.read_text(encoding="utf-8"))["weight_map"]
            names = {name: folder / Path(file).name for name, file in table.items()}
        else:
            path = folder / "model.safetensors"
            with safe_open(path, framework="pt") as file:
                names = dict.fromkeys(file.keys(), path)
        self._paths: dict[str, Path] = names

    def __contains__(self, name: str) -> bool:
        return name in self._paths

    def tensor(self, name: str, *shape: int) -> Tensor:
        """The tensor in its stored type, read lazily through a map of its own.

        Raises ValueError where it is missing or has another shape than config.json says.
        """
        if name not in self._paths:
            raise ValueError(f"no tensor {name}")
        with safe_open(self._paths[name], framework="pt") as file:
            tensor = file.get_tensor(name)
        if tuple(tensor.shape) != shape or not tensor.is_floating_point():
            raise ValueError(f"{name} is {tensor.dtype} {tuple(tensor.shape)}, not {shape}")
        return tensor


def load_weights(
    checkpoint: Checkpoint,
    architecture: Architecture,
    storage: str,
    kernels: KernelChoice,
    threads: int,
    progress: Callable[[float], None],
) -> DecoderWeights:
    """Pack all weights as `storage`, "exact16" or "float32".

    progress: called with 0 to 1, in this thread.
    Raises PrecisionLossError where exact16 would change a weight, ValueError where the files and
    the architecture disagree.
    """
    packer = _Packer(checkpoint, architecture, storage, kernels)
    vocab = architecture.config.vocab_size
    starts = range(0, vocab, SLICE_ROWS)
    with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        layers = [pool.submit(packer.layer, n) for n in range(architecture.config.layers)]
        if storage == "exact16":
            slices = [pool.submit(packer.output_slice, start) for start in starts]
        else:
            slices = [pool.submit(packer.output_whole)]
        jobs = [*layers, *slices]
        ready = {}
        try:
            for done, job in enumerate(as_completed(jobs), 1):
                # here, so that it happens while the other threads pack
                ready[job] = compiled(job.result())
                progress(done / len(jobs))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    parts = [ready[job] for job in slices]
    output = parts[0] if len(parts) == 1 else compiled(ConcatLinear(parts))
    output_rows = parts[0].weight if storage == "float32" else packer.output_matrix()
    embedding = output_rows if architecture.tied else packer.embedding()
    return DecoderWeights(
        layers=tuple(ready[job] for job in layers),
        final_norm=packer.norm("model.norm.weight"),
        output=output,
        embedding=embedding,
        output_rows=output_rows,
        storage=storage,
    )


class _Packer:
    """Makes the parts of a model; every method may run in any thread."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        architecture: Architecture,
        storage: str,
        kernels: KernelChoice,
    ) -> None:
        self._checkpoint = checkpoint
        self._architecture = architecture
        self._storage = storage
        self._kernels = kernels
        self._of_thread = threading.local()
        self._output_name = "model.embed_tokens.weight" if architecture.tied else "lm_head.weight"

    def layer(self, number: int) -> Layer:
        config, wide = self._architecture.config, self._architecture.intermediate_size
        hidden, head_dim = config.hidden_size, config.head_dim
        prefix = f"model.layers.{number}"
        attention, mlp = f"{prefix}.self_attn", f"{prefix}.mlp"
        q_width, kv_width = config.heads * head_dim, config.kv_heads * head_dim
        head_norms = None
        if self._architecture.head_norms:
            head_norms = (
                self._head_norm(f"{attention}.q_norm.weight"),
                self._head_norm(f"{attention}.k_norm.weight"),
            )
        return Layer(
            config,
            self._architecture.norm_eps,
            input_norm=self.norm(f"{prefix}.input_layernorm.weight"),
            qkv=self._linear(
                hidden,
                (f"{attention}.q_proj", q_width, self._pair_up),
                (f"{attention}.k_proj", kv_width, self._pair_up),
                (f"{attention}.v_proj", kv_width, _as_stored),
            ),
            output=self._linear(q_width, (f"{attention}.o_proj", hidden, _as_stored)),
            mlp_norm=self.norm(f"{prefix}.post_attention_layernorm.weight"),
            gate_up=self._linear(
                hidden,
                (f"{mlp}.gate_proj", wide, _as_stored),
                (f"{mlp}.up_proj", wide, _as_stored),
            ),
            down=self._linear(wide, (f"{mlp}.down_proj", hidden, _as_stored)),
            head_norms=head_norms,
        )

    def norm(self, name: str) -> Tensor:
        return _owned(self._checkpoint.tensor(name, self._architecture.config.hidden_size))

    def output_slice(self, start: int) -> Linear:
        return self._pack([self.output_matrix()[start : start + SLICE_ROWS]], None)

    def output_whole(self) -> Linear:
        return self._pack([self.output_matrix()], None)

    def output_matrix(self) -> Tensor:
        """(vocab, hidden), mapped, in its stored type."""
        return self._matrix(self._output_name)

    def embedding(self) -> Tensor:
        """(vocab, hidden), mapped, in its stored type."""
        return self._matrix("model.embed_tokens.weight")

    def _matrix(self, name: str) -> Tensor:
        config = self._architecture.config
        return self._checkpoint.tensor(name, config.vocab_size, config.hidden_size)

    def _linear(self, inputs: int, *parts: tuple[str, int, _Order]) -> Linear:
        """One product for several modules that share their input: (name, outputs, order)."""
        weights, biases = [], []
        for name, outputs, order in parts:
            weights.append(order(self._checkpoint.tensor(f"{name}.weight", outputs, inputs)))
            bias = torch.zeros(outputs)
            if f"{name}.bias" in self._checkpoint:
                bias = _owned(self._checkpoint.tensor(f"{name}.bias", outputs))
            biases.append(order(bias).flatten())
        has_bias = any(f"{name}.bias" in self._checkpoint for name, _, _ in parts)
        return self._pack(weights, torch.cat(biases) if has_bias else None)

    def _pack(self, parts: list[Tensor], bias: Tensor | None) -> Linear:
        """A product of the parts, below each other. Their last dimension is the input."""
        if self._storage == "exact16":
            if not all(fits_16_bits(part) for part in parts):
                raise PrecisionLossError
            return Exact16Linear(self._stack(parts, self._scratch(parts)), bias)
        return Float32Linear(self._stack(parts, torch.empty(_size(parts))), bias, self._kernels)

    @staticmethod
    def _stack(parts: list[Tensor], target: Tensor) -> Tensor:
        """Copy the parts as float32 into the one-dimensional target; (outputs, inputs)."""
        for part, place in zip(parts, target.split([p.numel() for p in parts]), strict=True):
            place.view(part.shape).copy_(part)
        return target.view(-1, parts[0].shape[-1])

    def _scratch(self, parts: list[Tensor]) -> Tensor:
        """Room for the parts in float32, the same for every job of a thread.

        Allocating it anew each time would leave the freed pieces in the allocator's arenas.
        """
        config = self._architecture.config
        buffer = getattr(self._of_thread, "buffer", None)
        if buffer is None:
            buffer = torch.empty(
                max(
                    SLICE_ROWS * config.hidden_size,
                    2 * self._architecture.intermediate_size * config.hidden_size,
                    (config.heads + 2 * config.kv_heads) * config.head_dim * config.hidden_size,
                )
            )
            self._of_thread.buffer = buffer
        return buffer[: _size(parts)]

    def _pair_up(self, rows: Tensor) -> Tensor:
        """Move the two rows of each rotary pair side by side, in every head; a view."""
        half = self._architecture.config.head_dim // 2
        return rows.unflatten(0, (-1, 2, half)).transpose(1, 2)

    def _head_norm(self, name: str) -> Tensor:
        weight = _owned(self._checkpoint.tensor(name, self._architecture.config.head_dim))
        return self._pair_up(weight).flatten()


_Order = Callable[[Tensor], Tensor]
"""A view of (outputs, ...) with the outputs in another order, perhaps in more dimensions."""


def _as_stored(rows: Tensor) -> Tensor:
    return rows


def _size(parts: list[Tensor]) -> int:
    return sum(part.numel() for part in parts)


def _owned(tensor: Tensor) -> Tensor:
    """Float32 in memory of its own, so that nothing holds on to the map."""
    return tensor.to(torch.float32, copy=True)
