"""A conversation to a streamed reply.

The keys and values of the conversation are kept from turn to turn; each step verifies a draft.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from desktop_app.core.conversation import FinishReason, Message, ReplyStats, Role
from desktop_app.core.scenes.scene import AssistantRole
from desktop_app.engine.forward.decoder_protocol import Decoder
from desktop_app.engine.forward.prompt_cache import PromptCache
from desktop_app.engine.reply.framing import UNFRAMED, Frame
from desktop_app.engine.reply.generation import Generation, ReplyPiece
from desktop_app.engine.reply.meter import ReplyMeter
from desktop_app.engine.reply.sampling import Sampler, Sampling
from desktop_app.engine.reply.shape import ReplyShape, is_question, joined
from desktop_app.engine.reply.speculative import ORDERS, Drafter, DraftLength, NgramTable, NoDrafts
from desktop_app.engine.text.tokenizer import ChatMessage, ChatTokens

REMEMBERED_REPLIES = 256
"""Replies whose own token ids are kept, so that their keys and values can be used again: a text
encoded anew need not give the tokens that were generated."""

REMEMBERED_SIZES = 50_000

REMEMBERED_MESSAGES = 7
"""Of the chat, whose sentences a reply does not say again where nothing is asked for."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Token ids of a whole chat up to where the assistant speaks.

    dropped: how many of the oldest messages did not fit and were left out.
    shortened: the newest message was so long that only its head and tail are there.
    begun: how many of the last ids the assistant has said already, in a reply to be continued.
    heard: what was said last, by both; the reply is not to say it again.
    """

    ids: list[int]
    dropped: int
    shortened: bool
    begun: int = 0
    heard: str = ""


@dataclass(frozen=True, slots=True)
class ReplyEnd:
    """Why the reply ended and what it cost; the last item of a stream.

    taken_back: characters at the end of what was streamed that are not part of the reply.
    """

    finish_reason: FinishReason
    stats: ReplyStats
    taken_back: int = 0


class Assistant:
    """Answers one conversation at a time; owns its keys and values."""

    def __init__(
        self,
        decoder: Decoder,
        tokens: ChatTokens,
        end_ids: frozenset[int],
        learnt: NgramTable,
        pace: DraftLength | NoDrafts,
    ) -> None:
        """learnt: for drafts, from former replies; grows with each one."""
        self._decoder = decoder
        self._tokens = tokens
        self._end_ids = end_ids
        self._kept = PromptCache(decoder)
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
        # what is begun already was not thought about
        for segment in self._tokens.render(chat, may_think=not begun):
            if segment.message is None:
                ids += self._tokens.encode_template(segment.text)
            else:
                row = chat[segment.message]
                quoted, clipped = self._encode(row, system_limit if row is system else limit)
                ids += quoted
                # said once, when it is sent, and not again while it is history
                shortened = clipped and segment.message == len(chat) - 1
        dropped = sum(len(turn) for turn in _turns(messages)[:first])
        heard = "\n".join(message.text for message in messages[-REMEMBERED_MESSAGES:])
        return Prompt([*ids, *begun_ids], dropped, shortened, len(begun_ids), heard)

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
        frame: Frame = UNFRAMED,
    ) -> Iterator[ReplyPiece | ReplyEnd]:
        """Stream the reply; the last item is the only ReplyEnd.

        `is_cancelled` is asked between passes. At most `max_new_tokens` are generated; any end
        token ends the reply and is not shown.
        frame: where it has an opener, the prompt ends with it; one clause follows, and where that
            is no question the closing.
        """
        meter = ReplyMeter(len(prompt.ids))
        hidden = self._kept.advance(prompt.ids, is_cancelled)
        if hidden is None:
            yield ReplyEnd(FinishReason.CANCELLED, meter.stats(0))
            return
        begun = prompt.ids[len(prompt.ids) - prompt.begun :]
        said = self._tokens.decode(begun)
        shape = ReplyShape(
            said,
            # who asks may want to hear it again, corrected or in another language
            heard="" if frame.is_long else prompt.heard,
            most=max_new_tokens,
            is_framed=bool(frame.opener),
            may_refuse=frame.is_long,
        )
        generation = Generation(
            self._decoder,
            self._kept,
            self._tokens,
            prompt.ids,
            begun,
            Sampler(sampling, prompt.ids, self._decoder.config.vocab_size, seed),
            Drafter(self._learnt, prompt.ids, self._pace),
            meter,
            shape,
            self._end_ids,
            max_new_tokens,
        )
        yield from generation.pieces(hidden, is_cancelled, must_begin=bool(frame.opener))
        ending = yield from generation.finish()
        reason = generation.reason
        text, closing = shape.text[: ending.kept], ending.stop
        if frame.opener and reason is FinishReason.STOP and not is_question(said + text):
            closing += joined(said + text + closing, frame.closing)
        if closing:
            yield ReplyPiece(closing, meter.tokens_per_s)
        own = generation.ids_of(ending.kept)
        if own is not None:
            self._remember(
                said + text + closing, [*begun, *own, *self._tokens.encode_text(closing)]
            )
            context = prompt.ids[-max(ORDERS) :]
            self._learnt.learn([*context, *own], start=len(context))
        yield ReplyEnd(reason, meter.stats(len(generation.ids)), ending.taken_back)

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
