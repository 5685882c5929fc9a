"""The layers in the compiled kernels: one call for all of them."""

from __future__ import annotations

import ctypes

from torch import Tensor

from desktop_app.engine.forward.decoder import DecoderWeights, LayerWeights
from desktop_app.engine.forward.decoder_protocol import ModelConfig
from desktop_app.engine.forward.kv_cache import PreallocatedCache
from desktop_app.engine.forward.linear import Projection
from desktop_app.engine.kernels import library as c


class CompiledLayers:
    """See decoder.Layers.

    In the cache the keys of a head lie in blocks of 16 positions, (head_dim, 16) each, so that
    the scores of as many positions are one vector; values lie as (capacity, head_dim).
    """

    def __init__(
        self,
        config: ModelConfig,
        weights: DecoderWeights,
        norm_eps: float,
        library: c.Library,
    ) -> None:
        self._library = library
        # addresses alone stand in the structures: this keeps alive what they point to
        self._weights = weights
        self._layers = (c.LayerWeights * config.layers)(*map(_layer, weights.layers))
        self._model = c.Model(
            layers=config.layers,
            hidden=config.hidden_size,
            intermediate=weights.layers[0].gate.weight.shape[0],
            heads=config.heads,
            kv_heads=config.kv_heads,
            head_dim=config.head_dim,
            layer=self._layers,
            final_norm=weights.final_norm.data_ptr(),
            norm_eps=norm_eps,
        )

    def run(
        self, x: Tensor, rotation: Tensor, cache: PreallocatedCache, sees: Tensor | None
    ) -> Tensor:
        states = (ctypes.c_void_p * len(cache.layers))(*(s.data_ptr() for s in cache.layers))
        given = c.Pass(
            rows=x.shape[0],
            start=cache.length,
            capacity=cache.capacity,
            rotation=rotation.data_ptr(),
            sees=None if sees is None else sees.data_ptr(),
            states=ctypes.addressof(states),
            x=x.data_ptr(),
        )
        self._library.forward(self._model, given)
        return x


def _layer(weights: LayerWeights) -> c.LayerWeights:
    def norm(tensor: Tensor | None) -> int | None:
        return None if tensor is None else tensor.data_ptr()

    def projection(one: Projection) -> c.Matrix:
        return c.matrix(one.weight, one.bias)

    return c.LayerWeights(
        *map(norm, (weights.input_norm, weights.mlp_norm, weights.q_norm, weights.k_norm)),
        *map(
            projection,
            (
                weights.q,
                weights.k,
                weights.v,
                weights.output,
                weights.gate,
                weights.up,
                weights.down,
            ),
        ),
    )
