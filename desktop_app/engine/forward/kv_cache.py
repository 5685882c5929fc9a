"""Keys and values of one token sequence: written in place, grown in steps, cropped for nothing."""

from __future__ import annotations

import math
import mmap

import torch
from torch import Tensor

STEP = 256
"""Positions that the buffers grow by, at least."""

BLOCK = 16
"""Positions that are copied together."""


class PreallocatedCache:
    """One buffer a layer, (2, kv_heads, capacity, head_dim) float32: keys, then values.

    Positions of a head lie side by side, so that attention reads memory in order. Who writes them
    may order the numbers of each BLOCK of positions otherwise: see compiled_layers.py.
    """

    def __init__(self, layers: int, kv_heads: int, head_dim: int) -> None:
        self._kv_heads = kv_heads
        self._head_dim = head_dim
        self.layers = [self._buffer(0) for _ in range(layers)]
        self.length = 0

    @property
    def capacity(self) -> int:
        """Positions that fit without growing."""
        return self.layers[0].shape[-2]

    def crop(self, length: int) -> None:
        """Keep the first `length` positions; the buffers stay, what comes next overwrites them."""
        if not 0 <= length <= self.length:
            raise ValueError(f"can't crop {self.length} positions to {length}")
        self.length = length

    def reserve(self, length: int) -> None:
        """Make room for `length` positions in all. Raises MemoryError."""
        if length <= self.capacity:
            return
        # a quarter more than asked: a long chat copies itself a few times, not at every step
        steps = -(-max(length, self.capacity + self.capacity // 4) // STEP)
        held = -(-self.length // BLOCK) * BLOCK
        for index, old in enumerate(self.layers):
            # layer by layer, so that only one layer's buffer ever stands twice
            new = self._buffer(steps * STEP)
            new[..., :held, :] = old[..., :held, :]
            self.layers[index] = new

    def _buffer(self, capacity: int) -> Tensor:
        shape = (2, self._kv_heads, capacity, self._head_dim)
        count = math.prod(shape)
        if not count:
            return torch.empty(shape)
        # pages of its own and not the allocator's: what is outgrown goes back to the system at
        # once instead of leaving holes, and what is not yet written takes no memory
        try:
            pages = mmap.mmap(-1, 4 * count)
        except OSError as error:
            # the system's refusal of a map is an error like that of a disk
            raise MemoryError(f"no memory for {4 * count} bytes of keys and values") from error
        return torch.frombuffer(pages, dtype=torch.float32).view(shape)
