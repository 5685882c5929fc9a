"""safetensors to the weights of a decoder: the files are mapped and used as they lie.

Nothing is read before it is needed and nothing is copied but norms and biases; the system may drop
pages that it needs for something else and read them again. The maps stand as long as a tensor of
theirs is in use: on Windows a file can't be replaced before.
"""

from __future__ import annotations

import json
import mmap
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor

from desktop_app.core.system.model_files import scaled_rope, weight_files
from desktop_app.engine.forward.decoder import DecoderWeights, LayerWeights
from desktop_app.engine.forward.decoder_protocol import ModelConfig
from desktop_app.engine.forward.linear import Projection, in_16_bits
from desktop_app.engine.kernels.library import Library

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
    known = (
        data.get("model_type") in FAMILIES
        and data.get("hidden_act", "silu") == "silu"
        and scaled_rope(data) is None
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
    """The safetensors files of a folder, mapped, by tensor name."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError, ValueError or SafetensorError for files missing or cut short."""
        self._tensors: dict[str, Tensor] = {}
        for name in weight_files(folder):
            self._tensors |= mapped_tensors(folder / name)

    def __contains__(self, name: str) -> bool:
        return name in self._tensors

    def tensor(self, name: str, *shape: int) -> Tensor:
        """The tensor in its stored type, in the map, not to be written to.

        Raises ValueError where it is missing or has another shape than config.json says.
        """
        if name not in self._tensors:
            raise ValueError(f"no tensor {name}")
        tensor = self._tensors[name]
        if tuple(tensor.shape) != shape or not tensor.is_floating_point():
            raise ValueError(f"{name} is {tensor.dtype} {tuple(tensor.shape)}, not {shape}")
        return tensor


DTYPES = {
    "BF16": torch.bfloat16,
    "F16": torch.float16,
    "F32": torch.float32,
    "F64": torch.float64,
}
"""Of the tensors that a model can be made of; others are left out."""


def mapped_tensors(path: Path) -> dict[str, Tensor]:
    """The floating-point tensors of a safetensors file, in a map of it that only reads.

    Raises OSError or SafetensorError for a file missing, damaged or cut short.
    """
    # the library reads the head and looks whether all that it names is there
    with safe_open(path, framework="pt"):
        pass
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        head = json.loads(file.read(size))
        pages = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if hasattr(mmap, "MADV_WILLNEED"):
        pages.madvise(mmap.MADV_WILLNEED)
    with warnings.catch_warnings():
        # that nobody may write to it is as it should be
        warnings.simplefilter("ignore", UserWarning)
        data = torch.frombuffer(pages, dtype=torch.uint8)[8 + size :]
    tensors = {}
    for name, entry in head.items():
        dtype = DTYPES.get(entry.get("dtype"))
        if dtype is not None:
            start, end = entry["data_offsets"]
            tensors[name] = _as(data[start:end], dtype).view(entry["shape"])
    return tensors


def _as(data: Tensor, dtype: torch.dtype) -> Tensor:
    """Bytes as numbers: a copy where they do not begin at a multiple of the numbers' size."""
    if not data.numel():
        return torch.empty(0, dtype=dtype)
    return (data.clone() if data.data_ptr() % dtype.itemsize else data).view(dtype)


def load_weights(
    checkpoint: Checkpoint,
    architecture: Architecture,
    storage: str,
    library: Library | None,
    progress: Callable[[float], None],
) -> DecoderWeights:
    """All weights, stored as `storage`, "exact16" or "float32".

    library: what multiplies; None: torch.
    progress: called with 0 to 1, in this thread.
    Raises PrecisionLossError where exact16 would change a weight, ValueError where the files and
    the architecture disagree.
    """
    reader = _Reader(checkpoint, architecture, storage, library)
    config = architecture.config
    vocab, hidden = config.vocab_size, config.hidden_size
    layers = []
    for number in range(config.layers):
        layers.append(reader.layer(number))
        progress((number + 1) / (config.layers + 1))
    output = reader.projection(
        "model.embed_tokens" if architecture.tied else "lm_head", vocab, hidden
    )
    embedding = output.weight
    if not architecture.tied:
        embedding = checkpoint.tensor("model.embed_tokens.weight", vocab, hidden)
    weights = DecoderWeights(
        layers=tuple(layers),
        final_norm=reader.norm("model.norm.weight", hidden),
        output=output,
        embedding=embedding,
        storage=storage,
    )
    progress(1.0)
    return weights


class _Reader:
    """Makes the parts of a model."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        architecture: Architecture,
        storage: str,
        library: Library | None,
    ) -> None:
        self._checkpoint = checkpoint
        self._architecture = architecture
        self._storage = storage
        self._library = library

    def layer(self, number: int) -> LayerWeights:
        config, wide = self._architecture.config, self._architecture.intermediate_size
        hidden = config.hidden_size
        q_width, kv_width = config.heads * config.head_dim, config.kv_heads * config.head_dim
        prefix = f"model.layers.{number}"
        attention, mlp = f"{prefix}.self_attn", f"{prefix}.mlp"
        q_norm = k_norm = None
        if self._architecture.head_norms:
            q_norm = self.norm(f"{attention}.q_norm.weight", config.head_dim)
            k_norm = self.norm(f"{attention}.k_norm.weight", config.head_dim)
        return LayerWeights(
            input_norm=self.norm(f"{prefix}.input_layernorm.weight", hidden),
            mlp_norm=self.norm(f"{prefix}.post_attention_layernorm.weight", hidden),
            q_norm=q_norm,
            k_norm=k_norm,
            q=self.projection(f"{attention}.q_proj", q_width, hidden),
            k=self.projection(f"{attention}.k_proj", kv_width, hidden),
            v=self.projection(f"{attention}.v_proj", kv_width, hidden),
            output=self.projection(f"{attention}.o_proj", hidden, q_width),
            gate=self.projection(f"{mlp}.gate_proj", wide, hidden),
            up=self.projection(f"{mlp}.up_proj", wide, hidden),
            down=self.projection(f"{mlp}.down_proj", hidden, wide),
        )

    def norm(self, name: str, size: int) -> Tensor:
        return self._checkpoint.tensor(name, size).to(torch.float32, copy=True)

    def projection(self, name: str, outputs: int, inputs: int) -> Projection:
        weight = self._checkpoint.tensor(f"{name}.weight", outputs, inputs)
        bias = None
        if f"{name}.bias" in self._checkpoint:
            bias = self.norm(f"{name}.bias", outputs)
        if self._storage == "float32":
            return Projection(weight.float(), bias, self._library)
        narrow = in_16_bits(weight)
        if narrow is None:
            raise PrecisionLossError(name)
        return Projection(narrow, bias, self._library)
