"""How long a reply takes, and how fast its tokens come."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from desktop_app.core.conversation import ReplyStats

_SLEPT_S = 600.0
"""Between two tokens, or before the first: nothing that this engine computes takes as long."""


class ReplyMeter:
    """Times one reply. Hours that the computer slept meanwhile are not the model's."""

    def __init__(self, prompt_tokens: int) -> None:
        self._prompt_tokens = prompt_tokens
        self._seen = time.perf_counter()
        self._worked = 0.0
        self._first = self._last = 0.0
        self._tokens = 0
        self._steps = 0
        self.step_s = 0.0
        """Seconds of the last step; 0 before the first."""

    def token(self) -> None:
        self._last = self._now()
        if not self._tokens:
            self._first = self._last
        self._tokens += 1

    @contextmanager
    def step(self) -> Iterator[None]:
        """Around one forward pass of the decode phase."""
        start = self._now()
        yield
        self.step_s = self._now() - start
        self._steps += 1

    @property
    def tokens_per_s(self) -> float:
        """Speed after the first token, 0 before there is a second one."""
        if self._tokens < 2:
            return 0.0
        return (self._tokens - 1) / max(self._last - self._first, 1e-9)

    def _now(self) -> float:
        """Seconds since the beginning without those of a sleep, which some clocks count."""
        before, self._seen = self._seen, time.perf_counter()
        passed = self._seen - before
        if passed < _SLEPT_S:
            self._worked += passed
        return self._worked

    def stats(self, new_tokens: int) -> ReplyStats:
        return ReplyStats(
            new_tokens=new_tokens,
            prompt_tokens=self._prompt_tokens,
            first_token_ms=self._first * 1000,
            tokens_per_s=self.tokens_per_s,
            steps=self._steps,
        )
