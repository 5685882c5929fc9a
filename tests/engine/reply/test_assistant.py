from __future__ import annotations

import itertools

import pytest
import torch

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import AssistantRole
from desktop_app.engine.reply import meter as reply_meter
from desktop_app.engine.reply.assistant import Assistant, Prompt, ReplyEnd, ReplyPiece
from desktop_app.engine.reply.sampling import Sampling
from desktop_app.engine.reply.speculative import MAX_DRAFT, DraftLength, NgramTable, NoDrafts

ROLE = AssistantRole("Be kind.", cues={"positive": "Share the joy.", "negative": "Comfort first."})
GREEDY = Sampling(0, 0, 1.0, 1.1)
WILD = Sampling(1.0, 50, 0.95, 1.1)


class AlwaysDraft(DraftLength):
    """Drafts as long as it can, right or wrong."""

    def draft_length(self) -> int:
        return MAX_DRAFT


def make(decoder, tokens, pace=None, ends=frozenset(), learnt=None) -> Assistant:
    return Assistant(
        decoder, tokens, ends, learnt if learnt is not None else NgramTable(), pace or NoDrafts()
    )


def said(text: str, role: Role = Role.USER, mood: Mood | None = None) -> Message:
    return Message(role, text, mood=mood)


def run(assistant, prompt: Prompt, sampling=GREEDY, count=40, seed=1, cancel_after=None):
    pieces = []
    stream = assistant.reply(
        prompt,
        sampling,
        seed=seed,
        max_new_tokens=count,
        is_cancelled=lambda: cancel_after is not None and len(pieces) >= cancel_after,
    )
    end = None
    for item in stream:
        assert end is None
        if isinstance(item, ReplyEnd):
            end = item
        else:
            assert isinstance(item, ReplyPiece)
            assert item.text
            pieces.append(item.text)
    return "".join(pieces), end


def long_chat(turns: int) -> list[Message]:
    chat = []
    for number in range(turns):
        chat.append(said(f"hello number {number}"))
        chat.append(said(f"good good {number}", Role.ASSISTANT))
    return [*chat, said("and now")]


def test_the_length_is_kept_and_said(toy_decoder, toy_tokens):
    assistant = make(toy_decoder, toy_tokens)
    _, end = run(assistant, assistant.prompt(ROLE, [said("hello")], 512, 40), count=7)
    assert end.finish_reason is FinishReason.LENGTH
    assert end.stats.new_tokens == 7
    assert end.stats.steps == 6


def test_any_end_token_ends_the_reply(toy_decoder, toy_tokens):
    free = make(toy_decoder, toy_tokens)
    prompt = free.prompt(ROLE, [said("hello")], 512, 40)
    draws = []
    text, _ = run(free, prompt, count=12)
    for token in range(256):
        # find a token that this reply contains, and call it an end token
        if toy_tokens.decode([token]) and toy_tokens.decode([token]) in text:
            draws.append(token)
    ending = make(toy_decoder, toy_tokens, ends=frozenset(draws))
    shorter, end = run(ending, prompt, count=12)
    assert end.finish_reason is FinishReason.STOP
    assert len(shorter) < len(text)
    assert text.startswith(shorter)


def test_stop_keeps_what_was_said(toy_decoder, toy_tokens):
    assistant = make(toy_decoder, toy_tokens)
    prompt = assistant.prompt(ROLE, [said("hello")], 512, 40)
    whole, _ = run(assistant, prompt)
    part, end = run(assistant, prompt, cancel_after=3)
    assert end.finish_reason is FinishReason.CANCELLED
    assert part
    assert whole.startswith(part)


def test_stop_during_a_long_prompt_ends_before_the_first_token(toy_decoder, toy_tokens):
    assistant = make(toy_decoder, toy_tokens)
    prompt = assistant.prompt(ROLE, long_chat(12), 2048, 40)
    text, end = run(assistant, prompt, cancel_after=0)
    assert (text, end.finish_reason) == ("", FinishReason.CANCELLED)
    assert end.stats.new_tokens == 0


@pytest.mark.parametrize("sampling", [GREEDY, WILD], ids=["greedy", "sampled"])
@pytest.mark.parametrize("seed", range(4))
def test_drafts_never_change_a_word(toy_decoder, toy_tokens, sampling, seed):
    plain = make(toy_decoder, toy_tokens)
    prompt = plain.prompt(ROLE, [said(f"hello {seed}")], 1024, 80)
    expected, plain_end = run(plain, prompt, sampling, 80, seed)
    # the table has learnt the very reply, and half of another one
    learnt = NgramTable()
    teacher = make(toy_decoder, toy_tokens, AlwaysDraft(), learnt=learnt)
    run(teacher, prompt, sampling, 80, seed)
    run(teacher, teacher.prompt(ROLE, [said("else")], 1024, 80), sampling, 80, seed + 100)
    drafting = make(toy_decoder, toy_tokens, AlwaysDraft(), learnt=learnt)
    text, end = run(drafting, prompt, sampling, 80, seed)
    assert text == expected
    assert end.stats.new_tokens == plain_end.stats.new_tokens
    assert end.stats.steps < plain_end.stats.steps


def test_the_next_turn_finds_the_last_one_in_the_cache(toy_decoder, toy_tokens):
    assistant = make(toy_decoder, toy_tokens)
    first = [said("hello")]
    text, _ = run(assistant, assistant.prompt(ROLE, first, 1024, 40))
    chat = [*first, said(text, Role.ASSISTANT), said("and you")]
    prompt = assistant.prompt(ROLE, chat, 1024, 40)
    before = len(assistant._kept)
    assert assistant._kept._ids == prompt.ids[:before]
    warm, _ = run(assistant, prompt)
    cold, _ = run(make(toy_decoder, toy_tokens), prompt)
    assert warm == cold


@pytest.mark.parametrize("edit", [0, 2, 4])
def test_after_an_edit_the_answer_is_that_of_a_fresh_start(toy_decoder, toy_tokens, edit):
    assistant = make(toy_decoder, toy_tokens)
    chat = long_chat(3)
    run(assistant, assistant.prompt(ROLE, chat, 1024, 40))
    changed = [*chat[:edit], said("something else"), *chat[edit + 1 :]]
    prompt = assistant.prompt(ROLE, changed, 1024, 40)
    warm, _ = run(assistant, prompt)
    cold, _ = run(make(toy_decoder, toy_tokens), prompt)
    assert warm == cold


def test_cached_and_fresh_logits_are_the_same(toy_decoder, toy_tokens):
    assistant = make(toy_decoder, toy_tokens)
    run(assistant, assistant.prompt(ROLE, long_chat(2), 1024, 40))
    prompt = assistant.prompt(ROLE, long_chat(3), 1024, 40)
    warm = toy_decoder.logits(assistant._kept.advance(prompt.ids))
    cold = toy_decoder.logits(toy_decoder.forward(prompt.ids, toy_decoder.new_cache())[-1:])
    torch.testing.assert_close(warm, cold, atol=1e-4, rtol=0)


def test_a_full_context_drops_the_oldest_turns_in_one_large_step(toy_decoder, toy_tokens):
    assistant = make(toy_decoder, toy_tokens)
    chat = long_chat(40)
    dropped = []
    for end in range(1, len(chat) + 1, 2):
        prompt = assistant.prompt(ROLE, chat[:end], 512, 64)
        assert len(prompt.ids) + 64 <= 512
        dropped.append(prompt.dropped)
    steps = [b - a for a, b in itertools.pairwise(dropped) if b != a]
    assert dropped[0] == 0
    assert dropped == sorted(dropped)
    assert all(step % 2 == 0 for step in steps)
    # large steps: between two of them several turns pass without any
    assert 2 <= len(steps) <= len(dropped) / 3


def test_a_prompt_keeps_the_system_text_and_the_last_message(toy_decoder, toy_tokens):
    assistant = make(toy_decoder, toy_tokens)
    text = toy_tokens.decode(assistant.prompt(ROLE, long_chat(40), 512, 64).ids)
    assert "Be kind." in text
    assert "and now" in text
    assert "number 0" not in text


def test_a_message_longer_than_the_context_is_shortened_and_says_so(toy_decoder, toy_tokens):
    assistant = make(toy_decoder, toy_tokens)
    prompt = assistant.prompt(ROLE, [said("begin " + "x" * 100_000 + " end")], 512, 64)
    assert prompt.shortened
    assert len(prompt.ids) + 64 <= 512
    text = toy_tokens.decode(prompt.ids)
    assert "begin" in text
    assert " end" in text


def test_a_long_message_is_said_to_be_shortened_once(toy_decoder, toy_tokens):
    assistant = make(toy_decoder, toy_tokens)
    chat = [said("x" * 100_000), said("good", Role.ASSISTANT), said("and now")]
    prompt = assistant.prompt(ROLE, chat, 1024, 64)
    assert not prompt.shortened
    assert prompt.dropped == 0


def test_the_cue_follows_the_mood_and_stays_away_when_unsure(toy_decoder, toy_tokens):
    assistant = make(toy_decoder, toy_tokens)

    def text(mood):
        prompt = assistant.prompt(ROLE, [said("hello", mood=mood)], 512, 64)
        return toy_tokens.decode(prompt.ids)

    assert "Share the joy." in text(Mood("positive", 0.9, False, (0.9, 0.1)))
    assert "Comfort first." in text(Mood("negative", 0.9, False, (0.1, 0.9)))
    assert "joy" not in text(Mood("positive", 0.6, True, (0.6, 0.4)))
    assert "joy" not in text(None)


def test_looking_ahead_saves_the_prompt_and_changes_nothing(toy_decoder, toy_tokens):
    assistant = make(toy_decoder, toy_tokens)
    typed = assistant.prompt(ROLE, [said("hello my")], 512, 40)
    assistant.prefill(typed, lambda: False)
    prompt = assistant.prompt(ROLE, [said("hello my friend")], 512, 40)
    warm, _ = run(assistant, prompt)
    cold, _ = run(make(toy_decoder, toy_tokens), prompt)
    assert warm == cold


def test_running_out_of_memory_leaves_an_assistant_that_works(toy_decoder, toy_tokens, monkeypatch):
    assistant = make(toy_decoder, toy_tokens)
    prompt = assistant.prompt(ROLE, [said("hello")], 512, 40)
    expected, _ = run(assistant, prompt)
    forward = type(toy_decoder).forward

    def fail_half_way(self, ids, cache):
        forward(self, ids, cache)
        raise MemoryError

    monkeypatch.setattr(type(toy_decoder), "forward", fail_half_way)
    with pytest.raises(MemoryError):
        run(assistant, prompt)
    monkeypatch.undo()
    assert run(assistant, prompt)[0] == expected


@pytest.mark.parametrize("begun", ["", "well " * 500])
@pytest.mark.parametrize("context", [512, 2048])
def test_a_long_system_prompt_leaves_room_for_the_person(toy_decoder, toy_tokens, context, begun):
    assistant = make(toy_decoder, toy_tokens)
    role = AssistantRole("Begin here. " + "word " * 20_000)
    prompt = assistant.prompt(role, [said("hello there")], context, 128, begun)
    assert len(prompt.ids) + 128 <= context
    text = toy_tokens.decode(prompt.ids)
    assert "hello there" in text
    assert "Begin here." in text
    assert not prompt.shortened


def test_a_system_prompt_of_some_length_is_read_whole(toy_decoder, toy_tokens):
    assistant = make(toy_decoder, toy_tokens)
    role = AssistantRole("Be kind, " * 80 + "and brief.")
    prompt = assistant.prompt(role, [said("hello")], 2048, 128)
    assert role.system in toy_tokens.decode(prompt.ids)


@pytest.mark.parametrize("sleep", [20.0, 300.0, 8 * 3600.0])
def test_a_sleep_is_not_the_models(monkeypatch, sleep):
    """The computer sleeps before the first token and within a step, and its clock counts it."""
    now = [1000.0]
    used = [0.0]
    monkeypatch.setattr(reply_meter.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(reply_meter.time, "process_time", lambda: used[0])
    meter = reply_meter.ReplyMeter(7)
    for waits in (2.0, sleep):
        now[0] += waits
        meter.token()
    for waits in (0.5, sleep, 0.5):
        with meter.step():
            now[0] += waits
        meter.token()
    stats = meter.stats(5)
    assert stats.first_token_ms == 2000
    assert stats.tokens_per_s == 4.0
    assert meter.step_s == 0.5


def test_a_long_step_is_the_models(monkeypatch):
    """A prompt of minutes on an old computer: the processor was busy with it."""
    now = [0.0]
    monkeypatch.setattr(reply_meter.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(reply_meter.time, "process_time", lambda: 0.9 * now[0])
    meter = reply_meter.ReplyMeter(7)
    now[0] += 120.0
    meter.token()
    now[0] += 20.0
    meter.token()
    stats = meter.stats(2)
    assert (stats.first_token_ms, stats.tokens_per_s) == (120_000, 1 / 20)
