"""How long a reply takes, and how fast its tokens come."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from desktop_app.core.conversation import ReplyStats

_PAUSE_S = 5.0
_BUSY_SHARE = 0.05
"""Of the time between two looks: whoever computes uses the processor more than that."""


class ReplyMeter:
    """Times one reply. What the computer slept meanwhile is not the model's time.

    Some systems' clocks count a sleep and some do not; the processor's time never does.
    """

    def __init__(self, prompt_tokens: int) -> None:
        self._prompt_tokens = prompt_tokens
        self._seen = time.perf_counter()
        self._used = time.process_time()
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
        """Seconds since the beginning without those of a sleep."""
        passed, used = time.perf_counter() - self._seen, time.process_time() - self._used
        self._seen, self._used = self._seen + passed, self._used + used
        slept = passed > _PAUSE_S and used < passed * _BUSY_SHARE
        self._worked += used if slept else passed
        return self._worked

    def stats(self, new_tokens: int) -> ReplyStats:
        return ReplyStats(
            new_tokens=new_tokens,
            prompt_tokens=self._prompt_tokens,
            first_token_ms=self._first * 1000,
            tokens_per_s=self.tokens_per_s,
            steps=self._steps,
        )
