"""The forward pass of the Qwen2, Qwen3 and Llama families, in FP32 on the CPU.

    x = embedding(token)
    each layer:  x += output(attention(rope(qkv(norm(x)))))
                 x += down(silu(gate(norm(x))) * up(norm(x)))
    logits = output_matrix(norm(x))

Three products are fused into one for query, key and value, two for gate and up. Rotary position
embedding (Su et al. 2021) turns pairs of numbers; the checkpoints keep the two of a pair half a
head apart. weights.py stores them side by side, so that here a rotation is one complex product in
place; attention does not notice, since queries and keys are reordered alike.

Knows nothing of files, tokens or text.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from desktop_app.engine.decoder_protocol import ModelConfig
from desktop_app.engine.kv_cache import PreallocatedCache
from desktop_app.engine.linear import Linear

CHUNK = 512
"""Positions of a long prompt that go through the layers together; bounds the memory it takes."""


class Layer(nn.Module):
    """One layer.

    qkv: hidden -> (heads + 2 kv_heads) * head_dim; rope pairs of queries and keys side by side.
    gate_up: hidden -> 2 * intermediate.
    head_norms: (query, key) weights, (head_dim,) each, where the family has them (Qwen3).

    Written in the part of Python that TorchScript compiles: see `compiled`.
    """

    def __init__(
        self,
        config: ModelConfig,
        norm_eps: float,
        input_norm: Tensor,
        qkv: Linear,
        output: Linear,
        mlp_norm: Tensor,
        gate_up: Linear,
        down: Linear,
        head_norms: tuple[Tensor, Tensor] | None,
    ) -> None:
        super().__init__()
        self.heads, self.kv_heads = config.heads, config.kv_heads
        self.head_dim, self.hidden_size = config.head_dim, config.hidden_size
        self.norm_eps = norm_eps
        self.register_buffer("input_norm", input_norm)
        self.register_buffer("mlp_norm", mlp_norm)
        self.register_buffer("q_norm", head_norms[0] if head_norms else None)
        self.register_buffer("k_norm", head_norms[1] if head_norms else None)
        self.qkv, self.output, self.gate_up, self.down = qkv, output, gate_up, down

    def forward(
        self, x: Tensor, rotation: Tensor, states: Tensor, start: int, mask: Tensor | None
    ) -> None:
        """Add to the residual stream x, in place, and write the new keys and values.

        x: (n, hidden).  rotation: (n, 1, head_dim / 2) complex.
        states: the layer's buffer, (2, 1, kv_heads, capacity, head_dim), filled up to `start`.
        mask: (n, start + n), added to the attention scores; None where n is 1 or start is 0.
        """
        hidden = [self.hidden_size]
        qkv = self.qkv(functional.rms_norm(x, hidden, self.input_norm, self.norm_eps))
        self.rotate(qkv, rotation)
        x.add_(self.output(self.attend(qkv, states, start, mask)))
        gate_up = self.gate_up(functional.rms_norm(x, hidden, self.mlp_norm, self.norm_eps))
        gate, up = gate_up.chunk(2, dim=1)
        x.add_(self.down(functional.silu(gate).mul_(up)))

    def rotate(self, qkv: Tensor, rotation: Tensor) -> None:
        """Turn queries and keys to their positions, in place."""
        heads = self.heads + self.kv_heads
        rows = qkv.shape[0]
        by_head = qkv.narrow(1, 0, heads * self.head_dim).view(rows, heads, self.head_dim)
        if self.q_norm is not None and self.k_norm is not None:
            queries = by_head.narrow(1, 0, self.heads)
            keys = by_head.narrow(1, self.heads, self.kv_heads)
            width = [self.head_dim]
            queries.copy_(functional.rms_norm(queries, width, self.q_norm, self.norm_eps))
            keys.copy_(functional.rms_norm(keys, width, self.k_norm, self.norm_eps))
        pairs = by_head.view(rows, heads, self.head_dim // 2, 2)
        torch.view_as_complex(pairs).mul_(rotation)

    def attend(self, qkv: Tensor, states: Tensor, start: int, mask: Tensor | None) -> Tensor:
        """Keep the new keys and values; what the new ones see: (n, heads * head_dim)."""
        rows = qkv.shape[0]
        q_width, kv_width = self.heads * self.head_dim, 2 * self.kv_heads * self.head_dim
        new = qkv.narrow(1, q_width, kv_width).view(rows, 2, 1, self.kv_heads, self.head_dim)
        states.narrow(3, start, rows).copy_(new.permute(1, 2, 3, 0, 4))
        keys, values = states.narrow(3, 0, start + rows).unbind()
        queries = qkv.narrow(1, 0, q_width)
        if rows == 1:
            # query heads that share a key head stand as rows of one matrix: nothing is expanded
            queries = queries.view(1, self.kv_heads, -1, self.head_dim)
            mixed = functional.scaled_dot_product_attention(queries, keys, values)
            return mixed.reshape(1, q_width)
        mixed = functional.scaled_dot_product_attention(
            queries.view(1, rows, self.heads, self.head_dim).transpose(1, 2),
            keys,
            values,
            attn_mask=mask,
            # without a past the kernel's own mask skips half of the work
            is_causal=mask is None,
            enable_gqa=self.heads != self.kv_heads,
        )
        return mixed.transpose(1, 2).reshape(rows, q_width)


def compiled(module: nn.Module) -> nn.Module:
    """The module as TorchScript, or as it is where that is not to be had.

    What calling costs beside the products is the same for every size of model; compiling halves
    it. TorchScript is deprecated and needs the source files, so do without where it fails.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return torch.jit.script(module)
        except (RuntimeError, OSError):
            return module


@dataclass(frozen=True, slots=True)
class DecoderWeights:
    """All weights of a model.

    embedding, output_rows: (vocab, hidden) in any floating type; only rows are looked up, so both
        may be the mapped file. The same tensor where the two are tied.
    """

    layers: tuple[nn.Module, ...]
    final_norm: Tensor
    output: Linear
    embedding: Tensor
    output_rows: Tensor
    storage: str


class CompactDecoder:
    """See decoding.Decoder."""

    def __init__(
        self, config: ModelConfig, weights: DecoderWeights, rope_theta: float, norm_eps: float
    ) -> None:
        self.config = config
        self.weights = weights.storage
        self._weights = weights
        self._norm_eps = norm_eps
        # computed in float32 like the models' reference code, so that positions agree with it
        exponents = torch.arange(0, config.head_dim, 2).float() / config.head_dim
        self._frequencies = 1.0 / (rope_theta**exponents)
        self._rotations = torch.empty(0, 1, config.head_dim // 2, dtype=torch.complex64)

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
        mask = torch.full((len(ids), start + len(ids)), float("-inf")).triu_(start + 1)
        mask[len(token_ids) :, trunk:] = tree.mask()
        rotation = self._rotation(0, trunk + len(tree.ids))[positions]
        hidden = self._pass(ids, cache, rotation, mask)
        # the branches' keys and values lie beyond the end and are written over
        cache.length = trunk
        return [hidden[[len(token_ids) + node for node in path]] for path in tree.paths]

    @torch.inference_mode()
    def logits(self, hidden: Tensor) -> Tensor:
        return self._weights.output(hidden)

    @torch.inference_mode()
    def output_rows(self, token_ids: Sequence[int]) -> Tensor:
        return self._weights.output_rows[list(token_ids)].float()

    def _forward_chunk(self, token_ids: Sequence[int], cache: PreallocatedCache) -> Tensor:
        start, end = cache.length, cache.length + len(token_ids)
        mask = None
        if start and len(token_ids) > 1:
            mask = torch.full((len(token_ids), end), float("-inf")).triu_(start + 1)
        x = self._pass(token_ids, cache, self._rotation(start, end), mask)
        cache.length = end
        return x

    def _pass(
        self,
        token_ids: Sequence[int],
        cache: PreallocatedCache,
        rotation: Tensor,
        mask: Tensor | None,
    ) -> Tensor:
        """Through all layers; writes keys and values behind the cache's end, which stays."""
        # memory of its own in every case: the layers add to it in place
        x = functional.embedding(torch.tensor(token_ids), self._weights.embedding)
        x = x.to(torch.float32)
        for layer, states in zip(self._weights.layers, cache.layers, strict=True):
            layer(x, rotation, states, cache.length, mask)
        hidden = (self.config.hidden_size,)
        return functional.rms_norm(x, hidden, self._weights.final_norm, self._norm_eps)

    def _rotation(self, start: int, end: int) -> Tensor:
        """exp(i * position * frequency), (end - start, 1, head_dim / 2) complex64."""
        if end > self._rotations.shape[0]:
            angles = torch.outer(torch.arange(-(-end // 1024) * 1024).float(), self._frequencies)
            self._rotations = torch.complex(angles.cos(), angles.sin()).unsqueeze(1)
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

    def mask(self) -> Tensor:
        """(nodes, nodes), to be added to the scores: 0 for a node's own branch, else -inf."""
        mask = torch.full((len(self.ids), len(self.ids)), float("-inf"))
        for path in self.paths:
            for depth, node in enumerate(path):
                mask[node, path[: depth + 1]] = 0.0
        return mask
