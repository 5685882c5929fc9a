from __future__ import annotations

import json
import re
import sys

import jinja2
import pytest

from desktop_app.core.errors import KnownError
from desktop_app.engine.text import chat_template
from desktop_app.engine.text.chat_template import ChatTemplate, TooMuchError
from desktop_app.engine.text.tokenizer import ChatTokens
from tests.engine.toy_chat import write_chat_files

ROWS = [
    {"role": "system", "content": "Be kind."},
    {"role": "user", "content": "hello"},
    {"role": "assistant", "content": "<think>hm</think> hi "},
    {"role": "user", "content": "bye"},
]
NAMES = {"bos_token": "<s>", "eos_token": "</s>"}
LONG = "{% set t = 'a' * 1000000 %}"
GROW = "{% set n = namespace(s='a', l=[1], i=3) %}{% for i in range(100) %}"

ENDLESS = {
    "loops in loops": (
        "{% for a in range(100000) %}{% for b in range(100000) %}{% for c in range(100000) %}"
        "{% endfor %}{% endfor %}{% endfor %}"
    ),
    "a macro that calls itself twice": (
        "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(60) }}"
    ),
    "filters in filters": (
        "{{ ([range(100000)] * 100000) | map('map', 'string') | map('list') | list | length }}"
    ),
    "tests in filters": (
        "{{ ([range(100000)] * 1000) | map('select', 'in', range(100000) | list)"
        " | map('list') | list | length }}"
    ),
}
HUGE = {
    "~": GROW + "{% set n.s = n.s ~ n.s %}{% endfor %}{{ n.s }}",
    "+": GROW + "{% set n.s = n.s + n.s %}{% endfor %}{{ n.s }}",
    "a set block": GROW + "{% set n.s %}{{ n.s }}{{ n.s }}{% endset %}{% endfor %}{{ n.s }}",
    "lists in lists": GROW + "{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l }}",
    "tuples in tuples": GROW + "{% set n.l = (n.l, n.l) %}{% endfor %}{{ n.l }}",
    "objects in objects": GROW + "{% set n.l = {1: n.l, 2: n.l} %}{% endfor %}{{ n.l }}",
    "whole numbers": GROW + "{% set n.i = n.i * n.i %}{% endfor %}{{ n.i }}",
    "many texts kept": LONG + GROW + "{% set n.l = n.l + [t[1:]] %}{% endfor %}{{ n.l | length }}",
    "many texts mapped": LONG + "{{ ([t] * 100000) | map('upper') | list | length }}",
    "a power": "{{ 10 ** 10 ** 10 }}",
    "a product": "{{ 'a' * 10 ** 10 }}",
    "a replacement": LONG + "{{ t.replace('a', t) }}",
    "the replacement of nothing": LONG + "{{ t | replace('', t) }}",
    "a text between characters": LONG + "{{ t.join(t) }}",
    "a text between numbers": LONG + "{{ range(100000) | join(t) }}",
    "an indented text": "{{ 'a' | indent(1000000000, true) }}",
    "indented JSON": "{{ {'a': 1} | tojson(indent=1000000000) }}",
    "the whole": LONG + "{% for i in range(100000) %}{{ t }}{% endfor %}",
}
REFUSED = {
    "padding": "{{ 'a'.center(1000000000) }}",
    "padding by a filter": "{{ 'a' | center(1000000000) }}",
    "a format": "{{ '{:999999999}'.format(1) }}",
    "a mapped format": "{{ ['{:999999999}'] | map(attribute='format') | first }}{{ nobody.x }}",
    "a format of the old kind": "{{ '%999999999d' % 1 }}",
    "rounding": "{{ 1 | round(100000000, 'ceil') }}",
    "filler": "{{ lipsum(100000000) }}",
    "a block": "{% block x %}a{% endblock %}{{ self.x() }}",
    "a template that is too long": "{{ 'a' }}" * 50_000,
    "a list of names with themselves": GROW
    + "{% set n.l = [namespace(a=n.l), namespace(a=n.l)] %}{% endfor %}{{ messages[n].x }}",
}


def plain(source: str) -> str:
    """The same by Jinja without scales and clock."""
    environment = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[jinja2.ext.loopcontrols]
    )
    return environment.from_string(source).render(
        messages=ROWS, add_generation_prompt=True, enable_thinking=False, **NAMES
    )


@pytest.mark.parametrize(
    "source",
    [
        "{% for m in messages %}{{ m['role'] ~ ': ' + m.content | trim }}\n{% endfor %}",
        "{% set rest = messages[1:] %}{{ bos_token }}{% for m in rest[::-1] %}"
        "{% if loop.first %}{% continue %}{% endif %}{{ m.content.split('</think>')[-1].strip() }}"
        "{% endfor %}{{ messages | tojson }}",
        "{% macro say(m) -%}[{{ m.role | upper }}] {{ caller() }}{%- endmacro %}"
        "{% for m in messages if m.role != 'system' %}"
        "{% call say(m) %}{{ m.content | replace('e', '3') | indent(2) }}{% endcall %}{% endfor %}",
        "{% set ns = namespace(last=-1, seen=[]) %}{% for m in messages %}"
        "{% if m.role == 'user' %}{% set ns.last = loop.index0 %}{% set ns.seen = ns.seen + [m] %}"
        "{% endif %}{% endfor %}{{ ns.last }} {{ ns.seen | map(attribute='content') | join(', ') }}"
        " {{ (messages | selectattr('role', 'equalto', 'user') | list)[-1].content }}",
        "{% set a, b = (1, 7) %}{{ a * b % 4 }}{{ {'x': [1, 2]}.items() | list }}{{ '=' * 5 }}"
        "{{ ['a', 'b'] | join('-') }}{{ ', '.join(['a', 'b']) }}{{ 'aXbX'.replace('X', '+', 1) }}"
        "{{ dict(a=1) | tojson(indent=2) }}{{ [[1, 2], [3]] | map('join', '.') | list }}",
        "{% filter upper %}{{ 'a' if add_generation_prompt else 'b' }}{% endfilter %}"
        "{{ range(3) | list }}{% set s %}{{ eos_token }}{% endset %}{{ s }}",
    ],
)
def test_an_ordinary_template_says_what_jinja_says(source):
    assert ChatTemplate(source).render(ROWS, NAMES) == plain(source)


@pytest.mark.parametrize("source", ["{{ '-'.join() }}", "{{ '-'.join(['a', 'b'], '+') }}"])
def test_a_join_that_python_refuses_is_an_error_here_too(source):
    with pytest.raises(TypeError) as told:
        plain(source)
    with pytest.raises(TypeError, match=re.escape(str(told.value))):
        ChatTemplate(source).render(ROWS, NAMES)


@pytest.mark.parametrize("source", ENDLESS.values(), ids=ENDLESS)
def test_a_template_that_takes_for_ever_is_ended(source, monkeypatch):
    monkeypatch.setattr(chat_template, "MAX_SECONDS", 0.05)
    with pytest.raises(TooMuchError, match="time"):
        ChatTemplate(source).render(ROWS, NAMES)


@pytest.mark.parametrize("source", HUGE.values(), ids=HUGE)
def test_a_template_that_would_fill_the_memory_is_ended(source):
    with pytest.raises(TooMuchError, match="memory"):
        ChatTemplate(source).render(ROWS, NAMES)


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED)
def test_what_no_chat_needs_is_refused(source):
    with pytest.raises(jinja2.TemplateError):
        ChatTemplate(source).render(ROWS, NAMES)


def test_whoever_traces_the_thread_goes_on_afterwards(monkeypatch):
    def trace(*_: object) -> None:
        return None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        ChatTemplate("{{ 1 }}").render(ROWS, NAMES)
        after_success = sys.gettrace()
        monkeypatch.setattr(chat_template, "MAX_SECONDS", 0.01)
        with pytest.raises(TooMuchError):
            ChatTemplate(ENDLESS["loops in loops"]).render(ROWS, NAMES)
        after_failure = sys.gettrace()
    finally:
        sys.settrace(before)
    assert (after_success, after_failure) == (trace, trace)


def tokens_with(folder, template: str) -> ChatTokens:
    write_chat_files(folder)
    settings = {"eos_token": "<|im_end|>", "chat_template": template}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return ChatTokens(folder)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (ENDLESS["loops in loops"], "more time or memory"),
        (HUGE["a product"], "more time or memory"),
        # every message a thousand times: the prompt would be too long for any model
        ("{% for i in range(1000) %}{{ messages[0].content }}{% endfor %}", "more time or memory"),
        ("{{ messages[0].content[:18] }}", "cut to pieces"),
        ("{{ messages[0].content[:16] ~ '999999' }}", "list index out of range"),
        ("{{ raise_exception('no ' * 1000) }}", "no no"),
        (r"{{ '\ud800' }}", "surrogates not allowed"),
    ],
)
def test_a_person_is_told_of_a_template_that_can_not_be_used(tmp_path, monkeypatch, template, said):
    monkeypatch.setattr(chat_template, "MAX_SECONDS", 0.05)
    with pytest.raises(KnownError, match=said) as caught:
        tokens_with(tmp_path, template)
    assert caught.value.code == "template_failed"
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in b %}" * 25 + "{% endfor %}" * 25,
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{{ " + "1+" * 5000 + "1 }}",
        REFUSED["a template that is too long"],
    ],
)
def test_a_template_that_can_not_be_compiled_is_no_damaged_file(tmp_path, template):
    """To fetch it again would be for nothing."""
    with pytest.raises(KnownError) as caught:
        tokens_with(tmp_path, template)
    assert caught.value.code == "template_failed"
    assert "again would be no better" in str(caught.value)
