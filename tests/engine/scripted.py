"""A decoder that says what a script says: for what becomes of tokens, not for arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from desktop_app.engine.forward.decoder_protocol import ModelConfig
from tests.engine.toy import VOCAB_SIZE

Script = Callable[[tuple[int, ...]], Sequence[int]]
"""All token ids so far -> the next ones, the most wanted first."""


class ScriptedCache:
    def __init__(self) -> None:
        self.ids: list[int] = []

    @property
    def length(self) -> int:
        return len(self.ids)

    def crop(self, length: int) -> None:
        del self.ids[length:]


class ScriptedDecoder:
    """A hidden state is the number of a sequence; every pass is written down in `passes`."""

    config = ModelConfig(VOCAB_SIZE, 1, 1, 1, 1, 1, 4096)
    weights = "float32"

    def __init__(self, script: Script) -> None:
        self._script = script
        self._sequences: list[tuple[int, ...]] = []
        self.passes: list[int] = []

    def new_cache(self) -> ScriptedCache:
        return ScriptedCache()

    def forward(self, token_ids: Sequence[int], cache: ScriptedCache) -> Tensor:
        self.passes.append(len(token_ids))
        rows = []
        for token in token_ids:
            cache.ids.append(token)
            rows.append([float(len(self._sequences))])
            self._sequences.append(tuple(cache.ids))
        return torch.tensor(rows)

    def logits(self, hidden: Tensor) -> Tensor:
        rows = torch.zeros(len(hidden), VOCAB_SIZE)
        for row, number in zip(rows, hidden[:, 0].tolist(), strict=True):
            for rank, token in enumerate(self._script(self._sequences[int(number)])):
                row[token] = 100.0 - rank
        return rows
