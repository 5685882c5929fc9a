"""A reply from its first token to its last: openers, repetitions, lengths, thoughts, end tokens."""

from __future__ import annotations

import json

import pytest

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.scenes.scene import AssistantRole
from desktop_app.engine.reply.assistant import Assistant, ReplyEnd
from desktop_app.engine.reply.framing import UNFRAMED, Frame
from desktop_app.engine.reply.sampling import Sampling
from desktop_app.engine.reply.speculative import MAX_DRAFT, DraftLength, NgramTable, NoDrafts
from desktop_app.engine.text.tokenizer import ChatMessage, ChatTokens
from tests.engine.scripted import ScriptedDecoder
from tests.engine.toy_chat import TEMPLATE, write_chat_files

ROLE = AssistantRole("Be kind.")
GREEDY = Sampling(0, 0, 1.0, 1.0)
END = 2
FRAME = Frame("I see you", "Go on.")


class AlwaysDraft(DraftLength):
    """Drafts as long as it can, right or wrong."""

    def draft_length(self) -> int:
        return MAX_DRAFT


def says(tokens: ChatTokens, text: str, *instead: str):
    """A script: after the prompt comes the text; where a token is refused, what is there instead.

    Each text ends with the end token.
    """
    lines = [[*tokens.encode_text(line), END] for line in (text, *instead)]
    start = tokens.encode_template("<|im_start|>assistant\n")

    def script(ids: tuple[int, ...]) -> list[int]:
        begin = max(n for n in range(len(ids) + 1) if list(ids[n - len(start) : n]) == start)
        said = list(ids[begin:])
        wanted = [
            line[len(said)] for line in lines if line[: len(said)] == said and line[len(said) :]
        ]
        return list(dict.fromkeys([*wanted, END]))

    return script


def chat(*texts: str) -> list[Message]:
    roles = (Role.USER, Role.ASSISTANT)
    return [Message(roles[place % 2], text) for place, text in enumerate(texts)]


def run(assistant: Assistant, prompt, frame=UNFRAMED, count=200):
    thought, said, end = "", frame.opener, None
    for item in assistant.reply(
        prompt, GREEDY, seed=1, max_new_tokens=count, is_cancelled=lambda: False, frame=frame
    ):
        if isinstance(item, ReplyEnd):
            end = item
        elif item.is_thought:
            thought += item.text
        else:
            said += item.text
    return thought, said[: len(said) - end.taken_back], end


def make(tokens, script, pace=None) -> tuple[Assistant, ScriptedDecoder]:
    decoder = ScriptedDecoder(script)
    learnt = NgramTable()
    return Assistant(decoder, tokens, frozenset({END}), learnt, pace or NoDrafts()), decoder


@pytest.mark.parametrize("pace", [NoDrafts, AlwaysDraft])
@pytest.mark.parametrize(
    ("goes_on", "expected"),
    [
        (" are sad. But I do not care.", "I see you are sad. Go on."),
        (" are sad, but that is normal.", "I see you are sad. Go on."),
        (" are sad, right? Yes.", "I see you are sad. Go on."),
        (" well, my friend", "I see you well. Go on."),
        ("? Are you sad? Yes", "I see you? Go on."),
        (" are sad", "I see you are sad Go on."),
    ],
)
def test_an_opener_is_continued_by_one_clause_and_closed(toy_tokens, pace, goes_on, expected):
    expected = expected.replace("? Go on.", "?")
    assistant, _ = make(toy_tokens, says(toy_tokens, FRAME.opener + goes_on), pace())
    prompt = assistant.prompt(ROLE, chat("hello"), 1024, 200, FRAME.opener)
    for _ in range(2):
        # the second time the drafter knows the reply
        _, said, end = run(assistant, prompt, FRAME)
        assert (said, end.finish_reason) == (expected, FinishReason.STOP)


def test_an_opener_is_never_the_whole_reply(toy_tokens):
    assistant, _ = make(toy_tokens, says(toy_tokens, FRAME.opener, f"{FRAME.opener}, friend."))
    prompt = assistant.prompt(ROLE, chat("hello"), 1024, 200, FRAME.opener)
    assert run(assistant, prompt, FRAME)[1].startswith("I see you,")


def test_the_next_turn_finds_an_opened_reply_in_the_cache(toy_tokens):
    assistant, decoder = make(toy_tokens, says(toy_tokens, "I see you are sad."))
    prompt = assistant.prompt(ROLE, chat("hello"), 1024, 200, FRAME.opener)
    _, said, _ = run(assistant, prompt, FRAME)
    after = assistant.prompt(ROLE, chat("hello", said, "yes"), 1024, 200)
    whole = prompt.ids + toy_tokens.encode_text(" are sad. Go on.")
    assert after.ids[: len(whole)] == whole
    decoder.passes.clear()
    assistant.prefill(after, lambda: False)
    assert sum(decoder.passes) <= len(after.ids) - len(prompt.ids) - len(" are sad.") + 1


@pytest.mark.parametrize("pace", [NoDrafts, AlwaysDraft])
def test_no_sentence_comes_twice(toy_tokens, pace):
    script = says(
        toy_tokens,
        "I like tea. You like cake. I like tea. I like tea. I like tea.",
        "I like tea. You like cake. We like milk. You like cake. Yes.",
        "I like tea. You like cake. We like milk. Or so.",
    )
    assistant, _ = make(toy_tokens, script, pace())
    prompt = assistant.prompt(ROLE, chat("hello"), 1024, 200)
    for _ in range(2):
        _, said, end = run(assistant, prompt)
        assert said == "I like tea. You like cake. We like milk. Or so."
        assert end.finish_reason is FinishReason.STOP
        assert end.taken_back == 0


def test_who_has_nothing_else_to_say_ends(toy_tokens):
    assistant, _ = make(toy_tokens, says(toy_tokens, "I like tea. I like tea. I like tea."))
    _, said, end = run(assistant, assistant.prompt(ROLE, chat("hello"), 1024, 200))
    assert (said, end.finish_reason) == ("I like tea.", FinishReason.STOP)


@pytest.mark.parametrize("pace", [NoDrafts, AlwaysDraft])
def test_who_asked_for_nothing_is_not_refused(toy_tokens, pace):
    refusal = "I'm sorry, but I can't help with that."
    script = says(toy_tokens, refusal, "As an AI I do not feel.", "Good morning to you.")
    assistant, _ = make(toy_tokens, script, pace())
    prompt = assistant.prompt(ROLE, chat("good morning"), 1024, 200)
    for _ in range(2):
        assert run(assistant, prompt, Frame())[1] == "Good morning to you."
        assert run(assistant, prompt, UNFRAMED)[1] == refusal
    stubborn, _ = make(
        toy_tokens, says(toy_tokens, "I am sorry. I'm sorry, but I can't help."), pace()
    )
    assert run(stubborn, prompt, Frame())[1] == "I am sorry."


def test_a_message_is_not_said_back(toy_tokens):
    script = says(toy_tokens, "My old cat is ill. Oh.", "That is hard.")
    assistant, _ = make(toy_tokens, script)
    prompt = assistant.prompt(ROLE, chat("My old cat is ill"), 1024, 200)
    assert run(assistant, prompt, Frame())[1] == "That is hard."
    assert run(assistant, prompt, UNFRAMED)[1] == "My old cat is ill. Oh."


def test_a_reply_that_is_too_long_ends_whole_and_goes_on_from_there(toy_tokens):
    text = "One two. Three four. Five six seven eight nine ten eleven. Twelve."
    assistant, _ = make(toy_tokens, says(toy_tokens, text))
    prompt = assistant.prompt(ROLE, chat("hello"), 1024, 200)
    _, said, end = run(assistant, prompt, count=40)
    assert (said, end.finish_reason) == ("One two. Three four.", FinishReason.LENGTH)
    more = assistant.prompt(ROLE, chat("hello"), 1024, 200, said)
    assert said + run(assistant, more)[1] == text


THINKING = TEMPLATE.replace("assistant\n' }}", "assistant\n<think>\n' }}")


@pytest.fixture
def thinking_tokens(tmp_path):
    write_chat_files(tmp_path)
    path = tmp_path / "tokenizer_config.json"
    settings = json.loads(path.read_text()) | {"chat_template": THINKING}
    path.write_text(json.dumps(settings))
    return ChatTokens(tmp_path)


@pytest.mark.parametrize("pace", [NoDrafts, AlwaysDraft])
def test_a_thought_is_kept_apart(thinking_tokens, pace):
    assert thinking_tokens.opens_thought
    script = says(thinking_tokens, "<think>\nhm, hello\n</think>\n\nHello to you.")
    assistant, _ = make(thinking_tokens, script, pace())
    prompt = assistant.prompt(ROLE, chat("hello"), 1024, 200)
    assert thinking_tokens.decode(prompt.ids).endswith("<think>\n")
    thought, said, end = run(assistant, prompt)
    assert (thought.strip(), said) == ("hm, hello", "Hello to you.")
    assert end.finish_reason is FinishReason.STOP
    assert "<think>" not in said + thought


@pytest.mark.parametrize(
    ("thoughts", "count"), [("hm " * 200, 40), ("no end of it", 200)], ids=["too long", "no answer"]
)
def test_a_thought_without_an_answer_is_ended(thinking_tokens, thoughts, count):
    closed = thoughts[:18] if count == 40 else thoughts
    script = says(thinking_tokens, f"<think>\n{thoughts}", f"<think>\n{closed}\n</think>\n\nHello.")

    def anything(ids):
        text = thinking_tokens.decode(ids)
        answer = text.rpartition("</think>\n\n")[2] if "</think>\n\n" in text else None
        if answer is None:
            return script(ids)
        rest = "Hello.".removeprefix(answer)
        return [thinking_tokens.encode_text(rest)[0] if rest else END]

    assistant, _ = make(thinking_tokens, anything)
    thought, said, _ = run(assistant, assistant.prompt(ROLE, chat("hello"), 1024, 200), count=count)
    assert thought.startswith(thoughts[:10])
    assert said == "Hello."


def test_judges_and_openers_find_no_open_thought(thinking_tokens, toy_tokens):
    assistant, _ = make(thinking_tokens, says(thinking_tokens, "x"))
    text = thinking_tokens.decode(assistant.prompt(ROLE, chat("hello"), 1024, 200, "I see").ids)
    assert text.endswith("<think>\n\n</think>\n\nI see")
    last = thinking_tokens.render([ChatMessage("user", "hello")])[-1]
    assert last.text.endswith("<think>\n\n</think>\n\n")
    assert not toy_tokens.opens_thought


def test_a_model_that_thinks_without_being_told_is_understood(toy_tokens):
    assistant, _ = make(toy_tokens, says(toy_tokens, "<think>hm</think>Hello."))
    assert run(assistant, assistant.prompt(ROLE, chat("hello"), 1024, 200))[:2] == ("hm", "Hello.")


@pytest.mark.parametrize("named", ["<|endoftext|>", None, "<|im_start|>"])
def test_the_templates_own_mark_ends_a_turn(tmp_path, named):
    write_chat_files(tmp_path)
    path = tmp_path / "tokenizer_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"eos_token": named}))
    tokens = ChatTokens(tmp_path)
    assert END in tokens.turn_ids
