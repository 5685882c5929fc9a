"""The layers in torch: the reference, and what runs where the compiled kernels can't be had."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from desktop_app.engine.forward.decoder import DecoderWeights, LayerWeights
from desktop_app.engine.forward.decoder_protocol import ModelConfig
from desktop_app.engine.forward.kv_cache import PreallocatedCache


class TorchLayers:
    """See decoder.Layers. Keys and values lie in the cache as (kv_heads, capacity, head_dim)."""

    def __init__(self, config: ModelConfig, weights: DecoderWeights, norm_eps: float) -> None:
        self._config = config
        self._weights = weights
        self._norm_eps = norm_eps

    def run(
        self, x: Tensor, rotation: Tensor, cache: PreallocatedCache, sees: Tensor | None
    ) -> Tensor:
        start, rows = cache.length, x.shape[0]
        mask = None
        if rows > 1 and (start or sees is not None):
            mask = torch.ones(rows, start + rows, dtype=torch.bool)
            mask[:, start:] = mask[:, start:].tril() if sees is None else sees
        for layer, states in zip(self._weights.layers, cache.layers, strict=True):
            mixed = self._attend(
                layer, self._norm(x, layer.input_norm), rotation, states, start, mask
            )
            x += layer.output(mixed)
            normed = self._norm(x, layer.mlp_norm)
            x += layer.down(functional.silu(layer.gate(normed)).mul_(layer.up(normed)))
        return self._norm(x, self._weights.final_norm)

    def _attend(
        self,
        layer: LayerWeights,
        x: Tensor,
        rotation: Tensor,
        states: Tensor,
        start: int,
        mask: Tensor | None,
    ) -> Tensor:
        """Keep the new keys and values; what the new positions see: (n, heads * head_dim)."""
        config, rows = self._config, x.shape[0]
        queries = self._turned(layer.q(x), layer.q_norm, rotation)
        keys = self._turned(layer.k(x), layer.k_norm, rotation)
        values = layer.v(x).view(rows, -1, config.head_dim).transpose(0, 1)
        states[0, :, start : start + rows] = keys
        states[1, :, start : start + rows] = values
        kept = states[:, :, : start + rows]
        mixed = functional.scaled_dot_product_attention(
            queries[None],
            kept[0][None],
            kept[1][None],
            attn_mask=mask,
            # without a past the kernel's own mask skips half of the work
            is_causal=mask is None and rows > 1,
            enable_gqa=config.heads != config.kv_heads,
        )
        return mixed[0].transpose(0, 1).reshape(rows, -1)

    def _turned(self, x: Tensor, norm: Tensor | None, rotation: Tensor) -> Tensor:
        """Queries or keys, normed where the family does so, at their positions: (heads, n, dim)."""
        heads = x.view(x.shape[0], -1, self._config.head_dim)
        if norm is not None:
            heads = self._norm(heads, norm)
        cos, sin = rotation.unsqueeze(1).chunk(2, dim=-1)
        a, b = heads.chunk(2, dim=-1)
        return torch.cat([a * cos - b * sin, b * cos + a * sin], dim=-1).transpose(0, 1)

    def _norm(self, x: Tensor, weight: Tensor) -> Tensor:
        return functional.rms_norm(x, weight.shape, weight, self._norm_eps)
