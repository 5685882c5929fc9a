"""Keys and values that follow a changing token sequence, computing only what is new in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from torch import Tensor

from desktop_app.engine.forward.decoder_protocol import Decoder

CHUNK = 32
"""Tokens in one pass: short enough that Stop is noticed within 100 ms between two passes."""


class PromptCache:
    """One token sequence and its keys and values.

    What can be reused is decided by comparing token ids, so that a longer message, an edit, a
    regenerated reply or another conversation need no special case: keys and values are cropped to
    the common prefix.
    """

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._cache = decoder.new_cache()
        self._ids: list[int] = []

    def __len__(self) -> int:
        return len(self._ids)

    def advance(
        self, ids: Sequence[int], is_cancelled: Callable[[], bool] = lambda: False
    ) -> Tensor | None:
        """Bring the sequence to `ids`; the hidden state (1, hidden) at its end.

        At least the last token is run again. None where it was cancelled between two passes; what
        was done until then is kept.
        """
        self.crop(min(_common_prefix(self._ids, ids), len(ids) - 1))
        while not is_cancelled():
            hidden = self.extend(ids[len(self._ids) : len(self._ids) + CHUNK])
            if len(self._ids) == len(ids):
                return hidden[-1:]
        return None

    def look(self, ids: Sequence[int], branches: Sequence[Sequence[int]]) -> list[Tensor]:
        """Bring the sequence to `ids` and look at several continuations: see Decoder.look."""
        self.crop(_common_prefix(self._ids, ids))
        while len(ids) - len(self._ids) > CHUNK:
            self.extend(ids[len(self._ids) : len(self._ids) + CHUNK])
        rest = ids[len(self._ids) :]
        with self._forgetting():
            found = self._decoder.look(rest, branches, self._cache)
        self._ids += rest
        return found

    def extend(self, ids: Sequence[int]) -> Tensor:
        """Append tokens; their hidden states (n, hidden)."""
        with self._forgetting():
            hidden = self._decoder.forward(ids, self._cache)
        self._ids += ids
        return hidden

    def forget(self) -> None:
        """Start from nothing, and give the memory back."""
        self._cache = self._decoder.new_cache()
        self._ids = []

    def crop(self, length: int) -> None:
        """Keep the first `length` tokens."""
        self._cache.crop(length)
        del self._ids[length:]

    @contextmanager
    def _forgetting(self) -> Iterator[None]:
        """Start from nothing after a failure: out of memory in mid-pass leaves odd lengths."""
        try:
            yield
        except BaseException:
            self.forget()
            raise


def _common_prefix(a: Sequence[int], b: Sequence[int]) -> int:
    for index, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return index
    return min(len(a), len(b))
