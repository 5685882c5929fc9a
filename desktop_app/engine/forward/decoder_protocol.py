"""What a decoder is, said as types: the boundary between the forward pass and those who use it.

Behind it stand the compact forward pass (decoder.py) and transformers' own modules
(transformers_decoder.py); in front of it nobody needs to know which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from torch import Tensor


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The numbers of a decoder-only transformer.

    max_positions: longest sequence that the model was trained for, in tokens.
    """

    vocab_size: int
    hidden_size: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    max_positions: int


class KVCache(Protocol):
    """Keys and values of one token sequence. Belongs to the decoder that made it."""

    @property
    def length(self) -> int:
        """Positions held."""
        ...

    def crop(self, length: int) -> None:
        """Keep the first `length` positions. Raises ValueError unless 0 <= length <= held."""
        ...


CacheT = TypeVar("CacheT", bound=KVCache)


class Decoder(Protocol[CacheT]):
    """A language model. Arithmetic is FP32, whatever the weights are stored as.

    weights: how they are stored, "float32" or "exact16".
    CacheT: the kind of its caches; it takes no other.
    Not safe for two threads at once.
    """

    config: ModelConfig
    weights: str

    def new_cache(self) -> CacheT:
        """An empty cache; it grows with use."""
        ...

    def forward(self, token_ids: Sequence[int], cache: CacheT) -> Tensor:
        """Append len(token_ids) >= 1 positions to the cache.

        Returns the hidden states after the final norm, (len(token_ids), hidden_size) float32.
        Raises IndexError for an id outside the vocabulary.
        """
        ...

    def look(
        self, token_ids: Sequence[int], branches: Sequence[Sequence[int]], cache: CacheT
    ) -> list[Tensor]:
        """Append token_ids, perhaps none, and look at several ways to go on; none of them stays.

        Returns for each branch the hidden states of its tokens, as `forward` would give them,
        (len(branch), hidden_size) float32.
        """
        ...

    def logits(self, hidden: Tensor) -> Tensor:
        """(n, hidden_size) float32 -> (n, vocab_size) float32."""
        ...

    def output_rows(self, token_ids: Sequence[int]) -> Tensor:
        """Rows of the output matrix, (len(token_ids), hidden_size) float32."""
        ...
