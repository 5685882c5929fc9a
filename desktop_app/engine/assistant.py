"""A conversation to a streamed reply.

The keys and values of the conversation are kept from turn to turn; each step verifies a draft.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from desktop_app.core.conversation import FinishReason, Message, ReplyStats, Role
from desktop_app.core.scenes.scene import AssistantRole
from desktop_app.engine.decoder_protocol import Decoder
from desktop_app.engine.detokenizer import TextStream
from desktop_app.engine.prompt_cache import KeptPrefix
from desktop_app.engine.sampling import Sampler, Sampling
from desktop_app.engine.speculative import ORDERS, Drafter, NgramTable, Pace
from desktop_app.engine.tokenizer import ChatMessage, ChatTokens

REMEMBERED_REPLIES = 256
"""Replies whose own token ids are kept, so that their keys and values can be used again: a text
encoded anew need not give the tokens that were generated."""

REMEMBERED_SIZES = 50_000


@dataclass(frozen=True, slots=True)
class Prompt:
    """Token ids of a whole chat up to where the assistant speaks.

    dropped: how many of the oldest messages did not fit and were left out.
    shortened: the newest message was so long that only its head and tail are there.
    begun: how many of the last ids the assistant has said already, in a reply to be continued.
    """

    ids: list[int]
    dropped: int
    shortened: bool
    begun: int = 0


@dataclass(frozen=True, slots=True)
class ReplyPiece:
    """The next characters of a reply, and the decode speed so far."""

    text: str
    tokens_per_s: float


@dataclass(frozen=True, slots=True)
class ReplyEnd:
    """Why the reply ended and what it cost; the last item of a stream."""

    finish_reason: FinishReason
    stats: ReplyStats


class Assistant:
    """Answers one conversation at a time; owns its keys and values."""

    def __init__(
        self,
        decoder: Decoder,
        tokens: ChatTokens,
        end_ids: frozenset[int],
        learnt: NgramTable,
        pace: Pace,
    ) -> None:
        """learnt: for drafts, from former replies; grows with each one."""
        self._decoder = decoder
        self._tokens = tokens
        self._end_ids = end_ids
        self._kept = KeptPrefix(decoder)
        self._learnt = learnt
        self._pace = pace
        self._replies: OrderedDict[str, list[int]] = OrderedDict()
        self._sizes: dict[tuple[str, int], int] = {}
        self._frame = _frame_tokens(tokens)

    def prompt(
        self,
        role: AssistantRole,
        messages: Sequence[Message],
        context: int,
        max_new_tokens: int,
        begun: str = "",
    ) -> Prompt:
        """Render the chat so that it and the reply fit into `context` tokens.

        begun: the reply's text so far, to be continued; of a very long one its end. Of a very long
        system prompt the beginning and the end are read, so that the person is heard as well.
        """
        begun_ids = self._begun(begun, (context - max_new_tokens) // 2)
        room = context - max_new_tokens - len(begun_ids)
        system, system_limit = ChatMessage(Role.SYSTEM, role.system), room // 2
        room -= self._size(system, system_limit) + self._frame
        limit = max(room // 4, 1)
        turns = [[row for m in turn for row in _rows(role, m)] for turn in _turns(messages)]
        first = _first_kept([sum(self._size(row, limit) for row in turn) for turn in turns], room)
        chat = [system, *(row for turn in turns[first:] for row in turn)]
        ids: list[int] = []
        shortened = False
        for segment in self._tokens.render(chat):
            if segment.message is None:
                ids += self._tokens.encode_template(segment.text)
            else:
                row = chat[segment.message]
                quoted, clipped = self._encode(row, system_limit if row is system else limit)
                ids += quoted
                # said once, when it is sent, and not again while it is history
                shortened = clipped and segment.message == len(chat) - 1
        dropped = sum(len(turn) for turn in _turns(messages)[:first])
        return Prompt([*ids, *begun_ids], dropped, shortened, len(begun_ids))

    def prefill(self, prompt: Prompt, is_cancelled: Callable[[], bool]) -> None:
        """Compute a prompt's keys and values ahead of its reply."""
        self._kept.advance(prompt.ids, is_cancelled)

    def reply(
        self,
        prompt: Prompt,
        sampling: Sampling,
        *,
        seed: int,
        max_new_tokens: int,
        is_cancelled: Callable[[], bool],
    ) -> Iterator[ReplyPiece | ReplyEnd]:
        """Stream the reply; the last item is the only ReplyEnd.

        `is_cancelled` is asked between passes. At most `max_new_tokens` are generated; any end
        token ends the reply and is not shown.
        """
        meter = _Meter(len(prompt.ids))
        hidden = self._kept.advance(prompt.ids, is_cancelled)
        if hidden is None:
            yield ReplyEnd(FinishReason.CANCELLED, meter.stats(0))
            return
        sampler = Sampler(sampling, prompt.ids, self._decoder.config.vocab_size, seed)
        drafter = Drafter(self._learnt, prompt.ids, self._pace)
        begun = prompt.ids[len(prompt.ids) - prompt.begun :]
        stream = TextStream(self._tokens.bytes, begun)
        new_ids: list[int] = []
        said = [self._tokens.decode(begun)]
        draft: list[int] = []
        reason = None
        rows = self._decoder.logits(hidden)
        while reason is None:
            accepted = 0
            for row, guess in zip(rows, [*draft, None], strict=True):
                token = sampler.draw(row)
                meter.token()
                if token in self._end_ids:
                    reason = FinishReason.STOP
                    break
                new_ids.append(token)
                drafter.said(token)
                if text := stream.push(token):
                    said.append(text)
                    yield ReplyPiece(text, meter.tokens_per_s)
                if is_cancelled():
                    reason = FinishReason.CANCELLED
                elif len(new_ids) == max_new_tokens:
                    reason = FinishReason.LENGTH
                if reason is not None or token != guess:
                    break
                accepted += 1
            # the rest of the draft was wrong: what it left in the cache goes
            self._kept.crop(len(self._kept) - len(draft) + accepted)
            drafter.verified(len(draft), accepted, meter.step_s)
            if reason is None:
                draft = drafter.propose(max_new_tokens - len(new_ids) - 1)
                with meter.step():
                    rows = self._decoder.logits(self._kept.extend([token, *draft]))
        # cut off in the middle of a character, the reply ends before it
        if reason is FinishReason.STOP and (rest := stream.flush()):
            said.append(rest)
            yield ReplyPiece(rest, meter.tokens_per_s)
        whole = new_ids[: len(new_ids) - stream.pending]
        self._remember("".join(said), [*begun, *whole])
        context = prompt.ids[-max(ORDERS) :]
        self._learnt.learn([*context, *whole], start=len(context))
        yield ReplyEnd(reason, meter.stats(len(new_ids)))

    def _encode(self, row: ChatMessage, limit: int) -> tuple[list[int], bool]:
        own = self._replies.get(row.text) if row.role == Role.ASSISTANT else None
        if own is not None and len(own) <= limit:
            return own, False
        return self._tokens.encode_clipped(row.text, limit)

    def _begun(self, text: str, limit: int) -> list[int]:
        own = self._replies.get(text) if text else []
        return (self._tokens.encode_text(text) if own is None else own)[-limit:]

    def _size(self, row: ChatMessage, limit: int) -> int:
        """Tokens that a row takes in the prompt; remembered, for every turn asks of all rows."""
        key = (row.text, limit)
        if key not in self._sizes:
            if len(self._sizes) >= REMEMBERED_SIZES:
                self._sizes.clear()
            self._sizes[key] = len(self._encode(row, limit)[0])
        return self._sizes[key] + self._frame

    def _remember(self, text: str, ids: list[int]) -> None:
        self._replies[text] = ids
        self._replies.move_to_end(text)
        while len(self._replies) > REMEMBERED_REPLIES:
            self._replies.popitem(last=False)


_SLEPT_S = 600.0
"""Between two tokens, or before the first: nothing that this engine computes takes as long."""


class _Meter:
    """Times one reply. Hours that the computer slept meanwhile are not the model's."""

    def __init__(self, prompt_tokens: int) -> None:
        self._prompt_tokens = prompt_tokens
        self._seen = time.perf_counter()
        self._worked = 0.0
        self._first: float | None = None
        self._last = 0.0
        self._tokens = 0
        self._steps = 0
        self.step_s = 0.0
        """Seconds of the last step; 0 before the first."""

    def token(self) -> None:
        self._last = self._now()
        self._first = self._first or self._last
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
        first = self._last if self._first is None else self._first
        return ReplyStats(
            new_tokens=new_tokens,
            prompt_tokens=self._prompt_tokens,
            first_token_ms=first * 1000,
            tokens_per_s=self.tokens_per_s,
            steps=self._steps,
        )


def _frame_tokens(tokens: ChatTokens) -> int:
    """What the template writes around one message: the most that any role costs."""

    def written(*roles: Role) -> int:
        segments = tokens.render([ChatMessage(role, "") for role in roles])
        return sum(len(tokens.encode_segment(s)) for s in segments if s.message is None)

    pair = written(Role.SYSTEM, Role.USER)
    longer = written(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER)
    # half of what two more messages cost, and a little for the longer of both role names
    return (longer - pair) // 2 + 4


def _rows(role: AssistantRole, message: Message) -> list[ChatMessage]:
    """The message, after the scene's cue where its mood is known and certain.

    The cue is a short system message of its own. In the first system prompt it would shift every
    key and value that is kept; after the message small models answered the cue instead of the
    person, or echoed it.
    """
    rows = [ChatMessage(message.role, message.text)]
    if message.role is Role.USER and message.mood is not None and not message.mood.unsure:
        cue = role.cues.get(message.mood.label)
        if cue:
            rows.insert(0, ChatMessage(Role.SYSTEM, cue))
    return rows


def _turns(messages: Sequence[Message]) -> list[list[Message]]:
    """Messages in groups that each begin with the person's message."""
    turns: list[list[Message]] = []
    for message in messages:
        if message.role is Role.USER or not turns:
            turns.append([])
        turns[-1].append(message)
    return turns


def _first_kept(sizes: Sequence[int], room: int) -> int:
    """Index of the first turn that is kept so that the last one fits.

    When the room is full, turns go down to half of it in one large step: a step at every turn
    would shift all that is kept. Played through from the first turn on, so that the next turn
    comes to the same answer and the prefix stays.
    """
    first, used = 0, 0
    for index, size in enumerate(sizes):
        used += size
        if used > room:
            while first < index and used > room // 2:
                used -= sizes[first]
                first += 1
    return first
