"""From logits to the next token: the processors of transformers' generate, in its order.

Repetition penalty (Keskar et al. 2019), temperature, top-k, top-p (Holtzman et al. 2020).
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from desktop_app.core.errors import QT_TRANSLATE_NOOP, SENSELESS, KnownError
from desktop_app.core.settings import PLAIN_PENALTY, Settings

DEFAULT_TOP_K = 50
"""What transformers' generate applies when it samples and the model names no top_k."""

COLDEST = 1e-4
"""A temperature under this is greedy decoding: the next token is chosen by e^100 where logits are
a hundredth apart, and what is divided by much less is no number any more."""

LEAST_TOP_P = 1e-6
"""The most probable token is in every nucleus, also in that of a file that says 0."""

UNSAID = {"do_sample": True, "temperature": 0.7, "top_p": 0.8, "repetition_penalty": 1.05}
"""For a model whose file says nothing of sampling, as one converted from GGUF: greedy decoding
without a penalty lets a small model repeat one sentence until its length is reached, and 1.1 makes
the starter lose its spaces in a longer chat."""


@dataclass(frozen=True, slots=True)
class GenerationConfig:
    """The model's own generation_config.json. temperature is 0 where it does not sample."""

    end_ids: frozenset[int]
    temperature: float
    top_k: int
    top_p: float
    repetition_penalty: float


@dataclass(frozen=True, slots=True)
class Sampling:
    """How one reply is drawn. temperature under COLDEST is greedy; top_k 0 is no limit."""

    temperature: float
    top_k: int
    top_p: float
    repetition_penalty: float


def read_generation_config(folder: Path, end_of_turn_id: int | None) -> GenerationConfig:
    """Read the folder's generation_config.json; see UNSAID for a model without one.

    end_of_turn_id: the chat template's own end token, which ends a reply in every case.
    Raises KnownError("config_damaged").
    """
    path = folder / "generation_config.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        ends = _said(data, "eos_token_id", [])
        if not UNSAID.keys() & data.keys():
            data = data | UNSAID
        end_ids = {ends} if isinstance(ends, int) else {int(token) for token in ends}
        if end_of_turn_id is not None:
            end_ids.add(end_of_turn_id)
        temperature = float(_said(data, "temperature", 1.0)) if data.get("do_sample") else 0.0
        config = GenerationConfig(
            end_ids=frozenset(end_ids),
            temperature=temperature,
            top_k=int(_said(data, "top_k", DEFAULT_TOP_K)),
            top_p=max(float(_said(data, "top_p", 1.0)), LEAST_TOP_P),
            repetition_penalty=float(data.get("repetition_penalty") or 1.0),
        )
        numbers = (config.temperature, config.top_p, config.repetition_penalty)
        if not all(0 <= number < math.inf for number in numbers) or config.top_k < 0:
            raise ValueError(f"{numbers}")
    except SENSELESS as error:
        raise KnownError(
            "config_damaged",
            QT_TRANSLATE_NOOP("KnownError", "The file {file} of the model can't be read."),
            QT_TRANSLATE_NOOP("KnownError", "It is damaged: {reason}"),
            QT_TRANSLATE_NOOP("KnownError", "Download or import the model again."),
            file=path,
            reason=error,
        ) from error
    return config


def _said(data: dict[str, Any], key: str, default: Any) -> Any:
    """What the file says, where it says anything: 0 is a token's id and a limit like others."""
    value = data.get(key)
    return default if value is None else value


def resolve(config: GenerationConfig, settings: Settings, *, anew: bool = False) -> Sampling:
    """What the person has set, and for the rest greedy decoding.

    A model of this size says odd things where chance has a part in it: PLAIN_PENALTY says what was
    measured. anew: of another reply to the same message, which is to differ: with the temperature
    of the model's own file, also where greedy decoding is what the person has set.
    """
    temperature = settings.temperature
    if anew and (temperature is None or temperature < COLDEST):
        temperature = config.temperature if config.temperature >= COLDEST else UNSAID["temperature"]
    return Sampling(
        temperature=0.0 if temperature is None else temperature,
        top_k=config.top_k,
        top_p=config.top_p if settings.top_p is None else settings.top_p,
        repetition_penalty=PLAIN_PENALTY
        if settings.repetition_penalty is None
        else settings.repetition_penalty,
    )


class Sampler:
    """Draws the tokens of one reply."""

    def __init__(self, sampling: Sampling, prompt: list[int], vocab_size: int, seed: int) -> None:
        """prompt: ids that the repetition penalty counts as said, as transformers does."""
        self._sampling = sampling
        self._generator = torch.Generator().manual_seed(seed)
        self._said = torch.zeros(vocab_size, dtype=torch.bool)
        self._said[torch.tensor(prompt, dtype=torch.long)] = True

    def draw(self, logits: Tensor, banned: Collection[int] = ()) -> int:
        """The next token from logits (vocab,), float32; it counts as said from then on.

        banned: tokens that it must not be.
        """
        scores = self._penalised(logits)
        if banned:
            scores = scores.clone()
            scores[list(banned)] = -math.inf
        token = self._pick(scores)
        self._said[token] = True
        return token

    def _penalised(self, logits: Tensor) -> Tensor:
        penalty = self._sampling.repetition_penalty
        if penalty == 1.0:
            return logits
        weighed = torch.where(logits < 0, logits * penalty, logits / penalty)
        return torch.where(self._said, weighed, logits)

    def _pick(self, scores: Tensor) -> int:
        sampling = self._sampling
        if sampling.temperature < COLDEST:
            return int(scores.argmax())
        # sorted by topk, so the nucleus is a prefix of the candidates
        k = min(sampling.top_k or len(scores), len(scores))
        top, ids = (scores / sampling.temperature).topk(k)
        probabilities = torch.softmax(top, dim=0)
        before = probabilities.cumsum(dim=0) - probabilities
        probabilities[before >= sampling.top_p] = 0
        drawn = torch.multinomial(probabilities, 1, generator=self._generator)
        return int(ids[drawn])
