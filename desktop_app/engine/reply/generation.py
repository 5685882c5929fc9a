"""One reply being generated: draws tokens, verifies drafts, and heeds where the reply stops.

Knows token ids and one prompt cache; nothing of chats, moods or scenes.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from torch import Tensor

from desktop_app.core.conversation import FinishReason
from desktop_app.engine.forward.decoder_protocol import Decoder
from desktop_app.engine.forward.prompt_cache import PromptCache
from desktop_app.engine.reply.meter import ReplyMeter
from desktop_app.engine.reply.sampling import Sampler
from desktop_app.engine.reply.shape import Ending, ReplyShape
from desktop_app.engine.reply.speculative import Drafter
from desktop_app.engine.text.detokenizer import StreamingDetokenizer
from desktop_app.engine.text.thought import CLOSE, ThoughtSplitter
from desktop_app.engine.text.tokenizer import ChatTokens

MOST_RETURNS = 8
"""How often a reply may go back to say something else than a sentence that it said already."""


@dataclass(frozen=True, slots=True)
class ReplyPiece:
    """The next characters of a reply, or of the thought before it, and the decode speed so far."""

    text: str
    tokens_per_s: float
    is_thought: bool = False


class Generation:
    """Belongs to one prompt; run `pieces` to its end, then ask what became of it."""

    def __init__(
        self,
        decoder: Decoder,
        cache: PromptCache,
        tokens: ChatTokens,
        prompt_ids: list[int],
        begun: list[int],
        sampler: Sampler,
        drafter: Drafter,
        meter: ReplyMeter,
        shape: ReplyShape,
        end_ids: frozenset[int],
        max_new_tokens: int,
    ) -> None:
        """cache: holds the whole prompt. begun: the last ids of the prompt, said by the reply."""
        self._decoder = decoder
        self._cache = cache
        self._tokens = tokens
        self._prompt_ids = prompt_ids
        self._begun = begun
        self._sampler = sampler
        self._drafter = drafter
        self._meter = meter
        self._shape = shape
        self._end_ids = end_ids
        self._most = max_new_tokens
        self._stream = StreamingDetokenizer(tokens.bytes, begun)
        self._splitter = ThoughtSplitter(not begun and tokens.opens_thought)
        self._returns = 0
        self._banned: frozenset[int] = frozenset()
        """Tokens that the next draw must not give."""
        self._refused: dict[int, set[int]] = {}
        """First tokens of sentences that were said already, by their place in `ids`."""
        self.ids: list[int] = []
        """Generated tokens, without the end token."""
        self._lengths: list[int] = []
        """Characters of the answer after each of them."""
        self._ends_thought = False
        """The model has no more to think."""
        self.thought = False
        """Whether there was a thought before the answer."""
        self._reason: FinishReason | None = None

    @property
    def reason(self) -> FinishReason:
        """Why it ended; until then, and where it was left, as if it had been cancelled."""
        return self._reason or FinishReason.CANCELLED

    def pieces(
        self, hidden: Tensor, is_cancelled: Callable[[], bool], *, must_begin: bool = False
    ) -> Iterator[ReplyPiece]:
        """Generate from the hidden state (1, hidden) of the prompt's last token.

        must_begin: what is begun is no whole sentence, so no end token may come at once.
        """
        draft: list[int] = []
        rows = self._decoder.logits(hidden)
        if must_begin:
            self._banned = self._end_ids
        while self._reason is None:
            accepted = 0
            for row, guess in zip(rows, [*draft, None], strict=True):
                token = self._draw(row)
                if token in self._end_ids:
                    self._end_by_itself()
                    break
                yield from self._take(token)
                self._reason = self._why_to_stop(is_cancelled)
                if self._reason is not None or token != guess or self._must_turn:
                    break
                accepted += 1
            # the rest of the draft was wrong: what it left in the cache goes
            self._cache.crop(len(self._cache) - len(draft) + accepted)
            self._drafter.verified(len(draft), accepted, self._meter.step_s)
            if self._reason is None:
                yield from self._turn()
            if self._reason is None:
                draft = self._drafter.propose(self._most - len(self.ids) - 1)
                with self._meter.step():
                    rows = self._decoder.logits(self._next_hidden(draft))

    def finish(self) -> Generator[ReplyPiece, None, Ending]:
        """What was held back and belongs to the reply, once `pieces` has ended."""
        # cut off in the middle of a character, the reply ends before it
        rest = self._stream.flush() if self._reason is FinishReason.STOP else ""
        for thought, said in (self._splitter.push(rest), self._splitter.flush()):
            yield from self._pieces(thought, self._shape.push(said) if said else "")
        ending = self._shape.end(self.reason)
        yield from self._pieces("", ending.shown)
        return ending

    def ids_of(self, length: int) -> list[int] | None:
        """The tokens of exactly the first `length` characters of the answer, if there are such."""
        count = next((n for n, end in enumerate(self._lengths, 1) if end >= length), 0)
        is_exact = not self.thought and (self._lengths[count - 1] if count else 0) == length
        return self.ids[:count] if is_exact else None

    @property
    def _must_turn(self) -> bool:
        """Whether what comes next is not what the model would say next."""
        return self._thought_enough or self._shape.repeats_from is not None

    @property
    def _thought_enough(self) -> bool:
        return self._splitter.thinks and (self._ends_thought or len(self.ids) >= self._most // 2)

    def _end_by_itself(self) -> None:
        if self._splitter.thinks:
            # without an answer yet
            self._ends_thought = True
        else:
            self._reason = FinishReason.STOP

    def _why_to_stop(self, is_cancelled: Callable[[], bool]) -> FinishReason | None:
        if is_cancelled():
            return FinishReason.CANCELLED
        if self._shape.reason is None and len(self.ids) >= self._most:
            return FinishReason.LENGTH
        return self._shape.reason

    def _draw(self, row: Tensor) -> int:
        token = self._sampler.draw(row, self._banned)
        self._banned = frozenset()
        self._meter.token()
        return token

    def _take(self, token: int) -> Iterator[ReplyPiece]:
        self.ids.append(token)
        self._drafter.said(token)
        thought, said = self._splitter.push(self._stream.push(token))
        shown = self._shape.push(said)
        self._lengths.append(len(self._shape.text))
        yield from self._pieces(thought, shown)

    def _pieces(self, thought: str, said: str) -> Iterator[ReplyPiece]:
        speed = self._meter.tokens_per_s
        if thought:
            self.thought = True
            yield ReplyPiece(thought, speed, is_thought=True)
        if said:
            yield ReplyPiece(said, speed)

    def _turn(self) -> Iterator[ReplyPiece]:
        """End a thought that takes too long; leave a sentence that was said already."""
        if self._shape.repeats_from is not None:
            self._return_to(self._shape.repeats_from)
        elif self._thought_enough:
            for token in self._tokens.encode_template(f"\n{CLOSE}\n\n"):
                yield from self._take(token)

    def _return_to(self, place: int) -> None:
        """Go back to where a sentence began, and let it begin with another token."""
        if self._returns == MOST_RETURNS:
            if place > 0:
                self._reason = FinishReason.STOP
            else:
                self._shape.give_in()
            return
        self._returns += 1
        starts = [0, *self._lengths]
        text = self._shape.text
        letter = len(text) - len(text[place:].lstrip())
        # the token with its first letter; one that holds the end before it as well stays
        count = next(n for n, end in enumerate(self._lengths) if end > letter)
        count += starts[count] < place
        refused = self._refused.setdefault(count, set())
        refused.add(self.ids[count])
        self._banned = frozenset(refused)
        self._drafter.withdraw(len(self.ids) - count)
        del self.ids[count:], self._lengths[count:]
        self._shape.withdraw(starts[count])
        self._stream = StreamingDetokenizer(self._tokens.bytes, [*self._begun, *self.ids])

    def _next_hidden(self, draft: list[int]) -> Tensor:
        """Hidden states of the last token and of the draft, (1 + len(draft), hidden)."""
        whole = [*self._prompt_ids, *self.ids]
        given = [*whole[min(len(self._cache), len(whole) - 1) :], *draft]
        self._cache.crop(len(whole) + len(draft) - len(given))
        return self._cache.extend(given)[-1 - len(draft) :]
