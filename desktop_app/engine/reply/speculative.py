"""Guesses of what the model says next, from what it has said before.

A draft is a few tokens that followed the same words earlier: in this conversation or in replies
of former days. The model verifies all of them in one pass, which costs little more than a pass
over one token, because both read every weight once. A wrong guess costs a little time and never
changes a word (speculative decoding with prompt lookup; Leviathan et al. 2023, Saxena 2023).
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from desktop_app.core.system.atomic_file import new_private_file
from desktop_app.core.system.disk import make_private

ORDERS = (4, 3, 2)
"""Lengths of the contexts that are looked up, longest first."""

MAX_ENTRIES = 60_000
"""Of the table that is kept: about 1 MB on disk, 15 MB in memory, the replies of some months."""

MAX_DRAFT = 7
"""Tokens; beyond eight rows in one pass the kernels' cost begins to climb."""

log = logging.getLogger(__name__)


class NgramTable:
    """Context of two to four token ids -> the token that mostly followed.

    Each entry holds one candidate with a count: seen again it grows, contradicted it shrinks and
    in the end gives way (the majority vote of Boyer and Moore). The least lately learnt go first.
    """

    def __init__(self, limit: int = MAX_ENTRIES) -> None:
        self._limit = limit
        self._entries: OrderedDict[tuple[int, ...], tuple[int, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def learn(self, ids: Sequence[int], start: int = 0) -> None:
        """Take in a sequence; only tokens from `start` on are new as continuations."""
        for order in ORDERS:
            for end in range(max(start, order), len(ids)):
                self._learn_one(tuple(ids[end - order : end]), ids[end])
        while len(self._entries) > self._limit:
            self._entries.popitem(last=False)

    def _learn_one(self, context: tuple[int, ...], token: int) -> None:
        known, count = self._entries.get(context, (token, 0))
        if known == token:
            count = min(count + 1, 255)
        elif count > 1:
            token, count = known, count - 1
        else:
            count = 1
        self._entries[context] = (token, count)
        self._entries.move_to_end(context)

    def after(self, context: tuple[int, ...]) -> int | None:
        """The token that mostly followed this context."""
        entry = self._entries.get(context)
        return None if entry is None else entry[0]

    def save(self, path: Path) -> None:
        """Write it whole or not at all. Raises OSError or KnownError where that can't be done."""
        make_private(path.parent)
        rows = np.full((len(self._entries), ORDERS[0] + 2), -1, dtype=np.int32)
        for row, (context, (token, count)) in zip(rows, self._entries.items(), strict=True):
            row[: len(context)] = context
            row[-2:] = token, count
        with new_private_file(path) as file:
            np.save(file, rows, allow_pickle=False)

    @classmethod
    def load(cls, path: Path, vocab_size: int = 1 << 31, limit: int = MAX_ENTRIES) -> NgramTable:
        """Read what was saved; an absent or damaged file gives an empty table.

        vocab_size: tokens from there on are none that the model could be given.
        """
        table = cls(limit)
        try:
            if path.stat().st_size > 8 * MAX_ENTRIES * (ORDERS[0] + 2):
                raise ValueError("too large")
            with path.open("rb") as file:
                # not np.load, which would open an archive too
                rows = np.lib.format.read_array(file, allow_pickle=False)
            if rows.ndim != 2 or rows.shape[1] != ORDERS[0] + 2 or rows.dtype != np.int32:
                raise ValueError(f"shape {rows.shape}, {rows.dtype}")
            if rows.size and not (rows[:, :-1].max() < vocab_size and rows[:, -2].min() >= 0):
                raise ValueError("tokens of another vocabulary")
        except FileNotFoundError:
            return table
        except Exception as error:
            # the library reads the head of the file with Python's own tokenizer, and says of a
            # damaged one whatever that says
            log.warning("the table of drafts is begun anew: %s", error)
            return table
        for *context, token, count in rows[-limit:].tolist():
            table._entries[tuple(i for i in context if i >= 0)] = (token, count)
        return table


class Drafter:
    """Proposes drafts for one reply and learns from it how long they should be."""

    def __init__(
        self, kept: NgramTable, prompt: Sequence[int], pace: DraftLength | NoDrafts
    ) -> None:
        """kept: from former replies.  prompt: ids of this conversation."""
        self._kept = kept
        self._here = NgramTable(limit=1 << 20)
        self._ids = list(prompt)
        self._learnt = 0
        self._pace = pace

    def said(self, token: int) -> None:
        """A token was added to the reply."""
        self._ids.append(token)

    def withdraw(self, count: int) -> None:
        """The last `count` tokens are not part of the reply after all."""
        del self._ids[len(self._ids) - count :]
        self._learnt = min(self._learnt, len(self._ids))

    def verified(self, drafted: int, accepted: int, elapsed_s: float) -> None:
        """A pass over 1 + drafted tokens took elapsed_s and `accepted` of the draft were right.

        elapsed_s 0 means that there was no pass yet.
        """
        if elapsed_s:
            self._pace.observe(drafted, accepted, elapsed_s)

    def propose(self, most: int) -> list[int]:
        """Up to `most` tokens that may come next; often none."""
        wanted = min(most, self._pace.draft_length())
        if wanted == 0:
            return []
        # here and not before: learning a long prompt must not hold up the first token
        window = max(self._learnt - ORDERS[0], 0)
        self._here.learn(self._ids[window:], start=self._learnt - window)
        self._learnt = len(self._ids)
        tail = self._ids[-ORDERS[0] :]
        draft: list[int] = []
        while len(draft) < wanted:
            token = self._guess(tail)
            if token is None:
                break
            draft.append(token)
            tail = [*tail[1:], token] if len(tail) == ORDERS[0] else [*tail, token]
        return draft

    def _guess(self, tail: Sequence[int]) -> int | None:
        for order in ORDERS:
            if order <= len(tail):
                context = tuple(tail[-order:])
                for table in (self._here, self._kept):
                    token = table.after(context)
                    if token is not None:
                        return token
        return None


class NoDrafts:
    """A pace that never drafts: plain decoding, for comparing."""

    def draft_length(self) -> int:
        return 0

    def observe(self, drafted: int, accepted: int, elapsed_s: float) -> None:
        """Nothing to learn."""


class DraftLength:
    """How long drafts should be: what is being accepted, and what verification costs here.

    A draft of k tokens, each accepted with probability a, gives 1 + a + ... + a^k tokens for the
    cost of a pass over k + 1. Both are learnt as it goes; where nothing beats one token, drafts
    stop, and one is tried now and then to see whether that has changed.
    """

    PROBE_EVERY = 48
    MEMORY = 0.95
    """Weight of the past at each observation."""

    def __init__(self) -> None:
        self._accepted = 0.6
        self._one_s = 0.0
        self._more_s = 0.0
        """Seconds of a pass over one token, and of each further one in the same pass."""
        self._idle = 0

    def draft_length(self) -> int:
        """Tokens to draft now; 0 where drafts do not pay."""
        best = max(range(MAX_DRAFT + 1), key=self._speed)
        if best:
            self._idle = 0
            return best
        self._idle += 1
        if self._idle >= self.PROBE_EVERY:
            self._idle = 0
            return 2
        return 0

    def observe(self, drafted: int, accepted: int, elapsed_s: float) -> None:
        """What one pass cost and brought; see Drafter.verified."""
        if drafted == 0:
            self._one_s = self._mix(self._one_s, elapsed_s)
            return
        if self._one_s:
            extra = max(elapsed_s - self._one_s, 0.0) / drafted
            self._more_s = self._mix(self._more_s, min(extra, self._one_s))
        tried = min(accepted + 1, drafted)
        for index in range(tried):
            self._accepted = self._mix(self._accepted, float(index < accepted))

    def _speed(self, length: int) -> float:
        tokens = sum(self._accepted**power for power in range(length + 1))
        one = self._one_s or 1.0
        return tokens / (one + length * (self._more_s or 0.04 * one))

    def _mix(self, old: float, new: float) -> float:
        return new if old == 0.0 else self.MEMORY * old + (1 - self.MEMORY) * new
