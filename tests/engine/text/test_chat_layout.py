"""Templates as models have them, each in the layout that it takes: nothing that is said is lost."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from desktop_app.core.conversation import Message, Role
from desktop_app.core.errors import KnownError
from desktop_app.core.mood import Mood
from desktop_app.core.scenes.scene import AssistantRole
from desktop_app.engine.reply.assistant import Assistant
from desktop_app.engine.reply.speculative import NgramTable, NoDrafts
from desktop_app.engine.text.chat_layout import TRIALS, ChatMessage, ChatRenderer
from desktop_app.engine.text.tokenizer import ChatTokens, read_chat_template
from tests.engine.toy_chat import TEMPLATE, write_chat_files

NAMES = {"bos_token": "<s>", "eos_token": "</s>"}
END = "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
TURN = "<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n"
ALTERNATE = (
    "{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}"
    "{% endif %}"
)

OWN_SYSTEM = {
    "ChatML": TEMPLATE,
    "generation": "{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}"
    + TURN
    + "{% endgeneration %}{% else %}"
    + TURN
    + "{% endif %}{% endfor %}"
    + END,
    "generation with its own marks": "{% for m in messages %}{%- generation -%}"
    + TURN
    + "{%- endgeneration -%}{% endfor %}"
    + END,
    "tools that are none": "{% if tools is not none and tools | length > 0 %}{{ tools[0].name }}"
    "{% endif %}{% if not documents %}{% for m in messages %}"
    + TURN
    + "{% endfor %}{% endif %}"
    + END,
    "tools that are counted": "{% if tools | length %}{{ tools[0].name }}{% endif %}"
    "{% for d in documents %}{{ d.text }}{% endfor %}{% for m in messages %}"
    + TURN
    + "{% endfor %}",
    "content in parts": "{% for m in messages %}<|im_start|>{{ m.role }}\n"
    "{% for part in m.content %}{% if part.type == 'text' %}{{ part.text }}{% endif %}{% endfor %}"
    "<|im_end|>\n{% endfor %}" + END,
    "content in either kind": "{% for m in messages %}<|im_start|>{{ m.role }}\n"
    "{% if m.content is string %}{{ m.content }}{% else %}{{ m.content[0].text }}{% endif %}"
    "<|im_end|>\n{% endfor %}" + END,
    "a date": "{% if strftime_now is defined %}{{ strftime_now('%d %b %Y') }}{% endif %}"
    "{% for m in messages %}" + TURN + "{% endfor %}" + END,
}
FIRST_SYSTEM = {
    "refuses a second system message": "{% for m in messages %}"
    "{% if m.role == 'system' and not loop.first %}{{ raise_exception('the first') }}{% endif %}"
    + TURN
    + "{% endfor %}"
    + END,
    "leaves a second one out": "{% for m in messages %}{% if m.role != 'system' or loop.first %}"
    + TURN
    + "{% endif %}{% endfor %}"
    + END,
    "system, then strictly in turn": "{% if messages[0].role == 'system' %}"
    "<<SYS>>{{ messages[0].content }}<</SYS>>{% set rest = messages[1:] %}{% else %}"
    "{% set rest = messages %}{% endif %}{% for m in rest %}"
    + ALTERNATE
    + TURN
    + "{% endfor %}"
    + END,
    "system in the last turn": "{% if messages[0].role == 'system' %}"
    "{% set system = messages[0].content %}{% set rest = messages[1:] %}{% else %}"
    "{% set rest = messages %}{% endif %}{% for m in rest %}" + ALTERNATE + "[INST] "
    "{% if loop.last and system is defined %}{{ system + '\n\n' }}{% endif %}"
    "{{ m.content }}[/INST]{% endfor %}",
}
NO_SYSTEM = {
    "refuses the system role": "{% if messages[0].role == 'system' %}"
    "{{ raise_exception('System role not supported') }}{% endif %}{% for m in messages %}"
    + ALTERNATE
    + TURN
    + "{% endfor %}"
    + END,
    "knows two roles": "{% for m in messages %}{% if m.role not in ['user', 'assistant'] %}"
    "{{ raise_exception('Only user and assistant roles are supported!') }}{% endif %}"
    + TURN
    + "{% endfor %}",
    "leaves the system out": "{% for m in messages %}{% if m.role in ('user', 'assistant') %}"
    + TURN
    + "{% endif %}{% endfor %}"
    + END,
    "another name for the assistant": "{% for m in messages %}{% if m.role == 'user' %}USER: "
    "{{ m.content | trim }}\n{% elif m.role == 'assistant' %}BOT: {{ m.content }}{{ eos_token }}\n"
    "{% endif %}{% endfor %}BOT:",
}
UNUSABLE = {
    "refuses everything": ("{{ raise_exception('for pictures only') }}", "for pictures only"),
    "leaves all out": ("hello", "left out"),
    "nothing": ("", "left out"),
    "knows the person alone": (
        "{% for m in messages %}{% if m.role == 'user' %}{{ m.content }}{% endif %}{% endfor %}",
        "assistant is left out",
    ),
    "the last turn alone": ("{{ messages[-1].content }}", "left out"),
    "a function that nobody has": ("{{ fetch('x') }}", "fetch"),
    "a filter that nobody has": ("{{ messages | markdown }}", "markdown"),
    "a tag that nobody has": ("{% picture %}", "picture"),
    "half a template": ("{% if messages", ""),
}


def said(source: str, *turns: tuple[str, str]) -> str:
    renderer = ChatRenderer(source, NAMES)
    messages = [ChatMessage(role, text) for role, text in turns]
    return "".join(segment.text for segment in renderer.render(messages))


SYSTEM, CUE = ("system", "BE KIND"), ("system", "GENTLY")
LONG = (SYSTEM, ("user", "one"), ("assistant", "two"), CUE, ("user", "three"))


@pytest.mark.parametrize("source", OWN_SYSTEM.values(), ids=OWN_SYSTEM)
def test_system_messages_stand_alone_where_they_may(source):
    layout = ChatRenderer(source, NAMES).layout
    assert (layout.system, layout.alternates) == ("all", False)
    text = said(source, *LONG)
    for one in ("BE KIND", "one", "two", "GENTLY", "three"):
        assert text.count(one) == 1
    assert text.count("<|im_start|>") >= 5


@pytest.mark.parametrize("source", FIRST_SYSTEM.values(), ids=FIRST_SYSTEM)
def test_a_cue_joins_the_persons_turn(source):
    assert ChatRenderer(source, NAMES).layout.system == "first"
    text = said(source, *LONG)
    assert "GENTLY\n\nthree" in text
    assert "BE KIND\n\none" not in text
    assert text.count("BE KIND") == 1


@pytest.mark.parametrize("source", NO_SYSTEM.values(), ids=NO_SYSTEM)
def test_system_and_cue_join_the_persons_turn(source):
    assert ChatRenderer(source, NAMES).layout.system == "none"
    text = said(source, *LONG)
    assert "BE KIND\n\none" in text
    assert "GENTLY\n\nthree" in text
    assert said(source, SYSTEM, CUE, ("user", "one")).count("BE KIND\n\nGENTLY\n\none") == 1


@pytest.mark.parametrize(
    "source", [FIRST_SYSTEM["system, then strictly in turn"], *NO_SYSTEM.values()]
)
def test_turns_that_do_not_alternate(source):
    """A reply that failed leaves two messages of the person; a chat may begin with the other."""
    text = said(source, SYSTEM, ("user", "one"), ("user", "two"), ("assistant", "three"))
    assert text.index("one") < text.index("two") < text.index("three")
    text = said(source, SYSTEM, ("assistant", "one"), ("user", "two"))
    assert text.index("BE KIND") < text.index("one") < text.index("two")


@pytest.mark.parametrize(("source", "reason"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_can_not_be_used_is_said_with_its_reason(tmp_path, source, reason):
    write_chat_files(tmp_path)
    (tmp_path / "chat_template.jinja").write_text(source, encoding="utf-8")
    with pytest.raises(KnownError) as caught:
        ChatTokens(tmp_path)
    assert caught.value.code == "template_failed"
    assert reason in str(caught.value)
    assert "ownload" not in str(caught.value)


@pytest.mark.parametrize(
    "source", [*OWN_SYSTEM.values(), *FIRST_SYSTEM.values(), *NO_SYSTEM.values()]
)
def test_every_shape_of_chat_is_whole_in_every_template(source):
    renderer = ChatRenderer(source, NAMES)
    for roles in TRIALS:
        messages = [ChatMessage(role, f"text {n}") for n, role in enumerate(roles)]
        quoted = {segment.message for segment in renderer.render(messages)}
        assert quoted >= set(range(len(roles)))


def test_the_date_is_todays():
    source = "{{ strftime_now('%Y-%m-%d') }}" + TEMPLATE
    before = datetime.now().astimezone().strftime("%Y-%m-%d")
    text = said(source, ("user", "x"))
    assert text[:10] in (before, datetime.now().astimezone().strftime("%Y-%m-%d"))


@pytest.mark.parametrize("format", ["%99999999d", "%-9999999Y", "%_99999999c", "x" * 65])
def test_a_date_can_not_fill_the_memory(format):
    with pytest.raises(KnownError, match="format of the date"):
        ChatRenderer(f"{{{{ strftime_now('{format}') }}}}" + TEMPLATE, NAMES)


@pytest.mark.parametrize(
    ("settings", "own_file"),
    [
        ({"chat_template": [{"name": "default", "template": TEMPLATE}]}, None),
        (
            {
                "chat_template": [
                    {"name": "tool_use", "template": "x"},
                    {"name": "default", "template": TEMPLATE},
                ]
            },
            None,
        ),
        ({"chat_template": [{"name": "chat", "template": TEMPLATE}]}, None),
        ({"chat_template": "unused"}, TEMPLATE),
        ({}, "\ufeff" + TEMPLATE),
    ],
)
def test_where_a_template_stands(tmp_path, settings, own_file):
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    if own_file is not None:
        (tmp_path / "chat_template.jinja").write_text(own_file, encoding="utf-8")
    segments = read_chat_template(tmp_path).render([ChatMessage("user", "hi")])
    assert [s.text for s in segments][:2] == ["<|im_start|>user\n", "hi"]


def test_the_assistant_with_a_template_without_a_system_role(toy_decoder, tmp_path):
    """Through the part that trims chats to the context: system text and cue reach the model."""
    write_chat_files(tmp_path)
    (tmp_path / "chat_template.jinja").write_text(NO_SYSTEM["refuses the system role"], "utf-8")
    tokens = ChatTokens(tmp_path)
    role = AssistantRole("Be kind.", cues={"negative": "Comfort first."})
    assistant = Assistant(toy_decoder, tokens, frozenset(), NgramTable(), NoDrafts())
    mood = Mood("negative", 0.99, False, (0.01, 0.99))
    messages = [
        Message(Role.USER, "hello"),
        Message(Role.ASSISTANT, "hm"),
        Message(Role.USER, "good day", mood=mood),
    ]
    prompt = assistant.prompt(role, messages, 400, 20)
    text = tokens.decode(prompt.ids)
    assert "Be kind.\n\nhello" in text
    assert "Comfort first.\n\ngood day" in text
    assert prompt.dropped == 0
    # and trimmed to a short context the system text stays
    many = [m for n in range(40) for m in messages]
    text = tokens.decode(assistant.prompt(role, many, 200, 20).ids)
    assert text.count("Be kind.") == 1
