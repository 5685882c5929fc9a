"""The forward pass of the Qwen2, Qwen3 and Llama families, in FP32 on the CPU.

    x = embedding(token)
    each layer:  x += output(attention(rope(q, k, v of norm(x))))
                 x += down(silu(gate(norm(x))) * up(norm(x)))
    logits = output_matrix(norm(x))

Rotary position embedding (Su et al. 2021) turns pairs of numbers that lie half a head apart. The
layers run in the compiled kernels, all of them in one call, or in torch: see compiled_layers.py and
torch_layers.py. Python decides what is computed; it knows nothing of files, tokens or text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional

from desktop_app.engine.forward.decoder_protocol import ModelConfig
from desktop_app.engine.forward.kv_cache import PreallocatedCache
from desktop_app.engine.forward.linear import Projection

CHUNK = 64
"""Positions of a long prompt that go through the layers together; bounds the memory it takes."""


@dataclass(frozen=True, slots=True)
class LayerWeights:
    """One layer.

    input_norm, mlp_norm: (hidden,) float32.
    q_norm, k_norm: (head_dim,) float32 where the family has them (Qwen3).
    """

    input_norm: Tensor
    mlp_norm: Tensor
    q_norm: Tensor | None
    k_norm: Tensor | None
    q: Projection
    k: Projection
    v: Projection
    output: Projection
    gate: Projection
    up: Projection
    down: Projection


@dataclass(frozen=True, slots=True)
class DecoderWeights:
    """All weights of a model.

    embedding: (vocab, hidden) in any floating type; only rows are looked up.
    output: its weight is the embedding where the two are tied.
    storage: "exact16" or "float32".
    """

    layers: tuple[LayerWeights, ...]
    final_norm: Tensor
    output: Projection
    embedding: Tensor
    storage: str


class Layers(Protocol):
    """What runs all layers and the last norm."""

    def run(
        self, x: Tensor, rotation: Tensor, cache: PreallocatedCache, sees: Tensor | None
    ) -> Tensor:
        """The hidden states after the last norm, (n, hidden) float32; x may be written over.

        Writes keys and values behind the cache's end, where there is room, and leaves its length.
        x: (n, hidden) float32.  rotation: (n, head_dim) float32: cosines of the pairs, then sines.
        sees: (n, n) bool, which of the new positions each attends to; None: itself and those
            before it.
        """
        ...


class CompactDecoder:
    """See decoder_protocol.Decoder."""

    def __init__(
        self, config: ModelConfig, weights: DecoderWeights, layers: Layers, rope_theta: float
    ) -> None:
        self.config = config
        self.weights = weights.storage
        self._weights = weights
        self._layers = layers
        # computed in float32 like the models' reference code, so that positions agree with it
        exponents = torch.arange(0, config.head_dim, 2).float() / config.head_dim
        self._frequencies = 1.0 / (rope_theta**exponents)
        self._rotations = torch.empty(0, config.head_dim)

    def new_cache(self) -> PreallocatedCache:
        return PreallocatedCache(self.config.layers, self.config.kv_heads, self.config.head_dim)

    @torch.inference_mode()
    def forward(self, token_ids: Sequence[int], cache: PreallocatedCache) -> Tensor:
        cache.reserve(cache.length + len(token_ids))
        chunks = [
            self._forward_chunk(token_ids[start : start + CHUNK], cache)
            for start in range(0, len(token_ids), CHUNK)
        ]
        return chunks[0] if len(chunks) == 1 else torch.cat(chunks)

    @torch.inference_mode()
    def look(
        self,
        token_ids: Sequence[int],
        branches: Sequence[Sequence[int]],
        cache: PreallocatedCache,
    ) -> list[Tensor]:
        tree = _Tree(branches)
        start, trunk = cache.length, cache.length + len(token_ids)
        ids = [*token_ids, *tree.ids]
        cache.reserve(start + len(ids))
        positions = [*range(start, trunk), *(trunk + depth for depth in tree.depths)]
        sees = torch.ones(len(ids), len(ids), dtype=torch.bool).tril_()
        sees[len(token_ids) :, len(token_ids) :] = tree.sees()
        rotation = self._rotation(0, trunk + len(tree.ids))[positions]
        hidden = self._layers.run(self._embedded(ids), rotation, cache, sees)
        # the branches' keys and values lie beyond the end and are written over
        cache.length = trunk
        return [hidden[[len(token_ids) + node for node in path]] for path in tree.paths]

    @torch.inference_mode()
    def logits(self, hidden: Tensor) -> Tensor:
        return self._weights.output(hidden)

    @torch.inference_mode()
    def output_rows(self, token_ids: Sequence[int]) -> Tensor:
        return self._weights.output.weight[list(token_ids)].float()

    def _forward_chunk(self, token_ids: Sequence[int], cache: PreallocatedCache) -> Tensor:
        x = self._embedded(token_ids)
        start, end = cache.length, cache.length + len(token_ids)
        hidden = self._layers.run(x, self._rotation(start, end), cache, None)
        cache.length = end
        return hidden

    def _embedded(self, token_ids: Sequence[int]) -> Tensor:
        """(n, hidden) float32 in memory of its own. Raises IndexError."""
        rows = functional.embedding(torch.tensor(token_ids), self._weights.embedding)
        return rows.to(torch.float32)

    def _rotation(self, start: int, end: int) -> Tensor:
        """Cosines and sines of position * frequency, (end - start, head_dim)."""
        if end > self._rotations.shape[0]:
            angles = torch.outer(torch.arange(-(-end // 1024) * 1024).float(), self._frequencies)
            self._rotations = torch.cat([angles.cos(), angles.sin()], dim=1)
        return self._rotations[start:end]


class _Tree:
    """Several continuations of one text in one pass; tokens that begin alike are there once.

    A token attends to the trunk and to those before it in its own branch (tree attention, Miao et
    al. 2023).  ids, depths: of the nodes, parents first.  paths: the nodes of each branch.
    """

    def __init__(self, branches: Sequence[Sequence[int]]) -> None:
        nodes: dict[tuple[int, ...], int] = {}
        self.paths = [
            [nodes.setdefault(tuple(branch[:end]), len(nodes)) for end in range(1, len(branch) + 1)]
            for branch in branches
        ]
        self.ids = [text[-1] for text in nodes]
        self.depths = [len(text) - 1 for text in nodes]

    def sees(self) -> Tensor:
        """(nodes, nodes) bool: a node attends to its own branch up to itself."""
        sees = torch.zeros(len(self.ids), len(self.ids), dtype=torch.bool)
        for path in self.paths:
            for depth, node in enumerate(path):
                sees[node, path[: depth + 1]] = True
        return sees
