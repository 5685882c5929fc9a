"""Damage to files, from a seed: of bytes, and of what a JSON or TOML text says."""

from __future__ import annotations

import contextlib
import copy
import json
import random
import sqlite3
from collections.abc import Callable
from typing import Any

DEEP = 100_000
"""Brackets in brackets: far more than any parser follows."""

ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    3,
    2**31,
    2**63,
    2**64 - 1,
    10**400,
    0.5,
    -1e308,
    float("inf"),
    float("nan"),
    "",
    "x",
    "\x00",
    "\ud800",
    "../../../tmp/escaped",
    "/etc/passwd",
    "C:\\nul",
    "{0} {name} %s %n",
    "x" * 100_000,
    [],
    [[]],
    [1, "a", None],
    {},
    {"a": 1},
    [0] * 10_000,
)


def damaged_bytes(data: bytes, chance: random.Random) -> bytes:
    """The bytes after one to four kinds of damage."""
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(_BYTE_DAMAGE)(data, chance)
    return data


def damaged_json(data: bytes, chance: random.Random) -> bytes:
    """The JSON with one to three values replaced, removed or renamed; sometimes its bytes too."""
    if chance.random() < 0.3:
        return damaged_bytes(data, chance)
    content = copy.deepcopy(json.loads(data))
    for _ in range(chance.randint(1, 3)):
        content = _damaged_value(content, chance)
    text = json.dumps(content, ensure_ascii=chance.random() < 0.5)
    return text.encode("utf-8", "surrogatepass")


def damaged_lines(data: bytes, chance: random.Random) -> bytes:
    """Lines of the form `name = value` with other values; sometimes the bytes are damaged too."""
    if chance.random() < 0.3:
        return damaged_bytes(data, chance)
    lines = data.decode("utf-8").split("\n")
    places = [number for number, line in enumerate(lines) if "=" in line]
    for _ in range(chance.randint(1, 3)):
        place = chance.choice(places)
        name, sign, _ = lines[place].partition("=")
        match chance.randrange(4):
            case 0:
                lines[place] += "\n" + lines[place]
            case 1:
                lines[place] = f"{name}x{sign}1"
            case _:
                lines[place] = f"{name}{sign} {chance.choice(_LINE_VALUES)}"
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def hostile_template(data: bytes, chance: random.Random) -> bytes:
    """A chat template put together from what grows, loops or reaches for what is not its own."""
    if chance.random() < 0.2:
        return damaged_bytes(data, chance)
    text = "".join(chance.choice(_TEMPLATE_PARTS) for _ in range(chance.randint(1, 5)))
    for _ in range(chance.choice((0, 1, 2, 4, 25))):
        before, after = chance.choice(_TEMPLATE_BLOCKS)
        text = before + text + after
    return (_TEMPLATE_NAMES + text).encode()


def deep_json(kind: str) -> bytes:
    """Nested far beyond what can be read; kind: "list" or "object"."""
    opener, closer = ("[", "]") if kind == "list" else ('{"a":', "}")
    return (opener * DEEP + "1" + closer * DEEP).encode()


def _damaged_value(content: Any, chance: random.Random) -> Any:
    places = list(_places(content, ()))
    way = chance.choice(places)
    if not way:
        return copy.deepcopy(chance.choice(ODD_VALUES))
    holder = content
    for step in way[:-1]:
        holder = holder[step]
    last = way[-1]
    match chance.randrange(6):
        case 0 if isinstance(holder, dict):
            del holder[last]
        case 1 if isinstance(holder, dict):
            holder[str(last) + "x"] = holder.pop(last)
        case 2 if isinstance(holder, list):
            holder.append(copy.deepcopy(holder[last]))
        case _:
            holder[last] = copy.deepcopy(chance.choice(ODD_VALUES))
    return content


def _places(content: Any, way: tuple) -> Any:
    """Ways to the values of a tree, of long lists and objects the first thirty."""
    yield way
    if isinstance(content, dict):
        for key in list(content)[:30]:
            yield from _places(content[key], (*way, key))
    elif isinstance(content, list):
        for index in range(min(len(content), 30)):
            yield from _places(content[index], (*way, index))


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 30))):
        if changed:
            # headers stand at the front: most of the damage goes there
            end = min(len(changed), chance.choice((16, 256, 4096, len(changed))))
            changed[chance.randrange(end)] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _truncate(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _insert(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.randbytes(chance.choice((1, 8, 64))) + data[place:]


def _huge_number(data: bytes, chance: random.Random) -> bytes:
    """Eight bytes that say a size beyond every disk."""
    place = chance.randrange(max(1, min(len(data), 256)))
    size = chance.choice((2**63 - 1, 2**64 - 1, 2**40, 2**32 - 1))
    return data[:place] + size.to_bytes(8, "little") + data[place + 8 :]


def _huge_text_number(data: bytes, chance: random.Random) -> bytes:
    place = next((n for n, byte in enumerate(data) if 48 <= byte <= 57), 0)
    return data[:place] + b"9" * chance.choice((20, 400, 5000)) + data[place:]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    part = data[start : start + chance.choice((4, 64, 1024))]
    return data[:start] + part * chance.choice((2, 50)) + data[start:]


def _zeros(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    size = chance.choice((1, 16, 512))
    return data[:start] + bytes(min(size, len(data) - start)) + data[start + size :]


def _noise(data: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.choice((0, 1, 7, 8, 9, 100, 5000)))


def _other_encoding(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "utf-32", "gb18030", "utf-8-sig")), "replace")


def _nested(data: bytes, chance: random.Random) -> bytes:
    return deep_json(chance.choice(("list", "object")))


_BYTE_DAMAGE: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_flip, _flip, _truncate, _insert, _huge_number, _huge_text_number, _repeat, _zeros),
    *(_noise, _other_encoding, _nested),
)

_LINE_VALUES = (
    *("", "0", "-1", "1e400", "nan", "inf", "99999999999999999999", "true", "null", '""', '"x"'),
    *("[]", "[[[[1]]]]", "{}", "{a = 1}", "1979-05-27T07:32:00Z", "0x10", '"""', "'", '"\\u0000"'),
    *('"../../../tmp/escaped"', "/etc/passwd", "C:\\nul", "{0} {name} %s %n", "[" * 5000),
    *(
        '"' + "x" * 100_000 + '"',
        "9" * 5000,
        "@Variant(\\0\\0\\0\\x7f)",
        "@ByteArray(\\xff)",
        "\ud800",
    ),
    *(
        "@Size(1 2)",
        "@Rect(99999999999 0 0 0)",
        "a,b,c",
        "1 2 3 4 5 6",
        "-2147483649 2147483648 0 0",
    ),
)
_TEMPLATE_NAMES = (
    "{% set n = namespace(s='ab', l=[1, 'b'], i=3) %}{% set t = 'a' * 100000 %}"
    "{% macro f(x) %}{% if x %}{{ f(x - 1) }}{{ f(x - 1) }}{% endif %}{% endmacro %}"
)
_TEMPLATE_BLOCKS = (
    ("{% for i in range(100000) %}", "{% endfor %}"),
    ("{% for i in messages %}", "{% endfor %}"),
    ("{% for i in n.l recursive %}", "{{ loop(n.l) }}{% endfor %}"),
    ("{% for i in t if n.i %}", "{% endfor %}"),
    ("{% set n.s %}", "{{ n.s }}{% endset %}"),
    ("{% filter upper %}", "{% endfilter %}"),
    ("{% call f(2) %}", "{% endcall %}"),
    ("{% if n.s is string %}", "{% endif %}"),
    ("{% block a %}", "{% endblock %}{{ self.a() }}"),
)
_TEMPLATE_PARTS = (
    *("{% set n.s = n.s ~ n.s %}", "{% set n.s = n.s + t[1:] %}", "{% set n.l = [n.l, n.l] %}"),
    *("{% set n.l = n.l + n.l %}", "{% set n.l = (n.l, {1: n.l}) %}", "{% set n.i = n.i * n.i %}"),
    *("{% set n.l = n.l * 100 %}", "{% set n.i = n.i ** n.i %}", "{% set n.l = [n] * 9 %}"),
    *("{{ n.s }}", "{{ n.l }}", "{{ n.i }}", "{{ n }}", "{{ t }}", "{{ f(50) }}", "{{ messages }}"),
    *("{{ messages[n.s] }}", "{{ messages[n].x }}", "{{ messages[0].content[:18] }}"),
    *("{{ messages[-1].content }}", "{{ messages[0].content | reverse }}", "{% include 'x' %}"),
    *("{{ n.l == n.l[:] }}", "{{ n.s in n.l }}", "{{ n.l | sort }}", "{{ n.l | unique | list }}"),
    *(
        "{{ n.s.replace('', t) }}",
        "{{ t | replace('a', t) }}",
        "{{ t.join(t) }}",
        "{{ t | join(t) }}",
    ),
    *("{{ n.l | tojson(indent=9) }}", "{{ n | tojson }}", "{{ t | indent(10 ** 9) }}"),
    *("{{ t.center(10 ** 9) }}", "{{ '%999999999d' % 1 }}", "{{ '{:999999999}'.format(1) }}"),
    *("{{ ([range(100000)] * 9999) | map('map', 'string') | map('list') | list }}",),
    *("{{ range(10 ** 9) }}", "{{ lipsum(10 ** 6) }}", "{{ 1 | round(10 ** 9, 'ceil') }}"),
    *(
        "{{ ''.__class__.__mro__ }}",
        "{{ f.__globals__ }}",
        "{{ self._TemplateReference__context }}",
    ),
    *("{{ namespace.__init__.__globals__['os'].system('true') }}", "{{ raise_exception(t) }}"),
    *("{{ cycler.__init__ }}", "{{ range.mro() }}", "{{ '\\ud800' }}", "{{ n.s.encode() }}"),
    *("{% import 'os' as os %}", "{% extends t %}", "{{ dict(n.l) }}", "{{ dict(a=n.l).a }}"),
)

_TABLES = ("conversations", "messages", "facts")


def damaged_database(data: bytes, chance: random.Random) -> bytes:
    """The bytes damaged, or a sound file with values in it that no version ever wrote."""
    if chance.random() < 0.5:
        return damaged_bytes(data, chance)
    # in memory there is no log beside the file, and the head must not say that there is one
    head = bytearray(data[:100])
    head[18:20] = b"\x01\x01"
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.deserialize(bytes(head) + data[100:])
        for _ in range(chance.randint(1, 4)):
            table = chance.choice(_TABLES)
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            value = chance.choice(_COLUMN_VALUES)
            with contextlib.suppress(sqlite3.Error):
                connection.execute(
                    f"UPDATE {table} SET {chance.choice(columns)} = ? WHERE rowid IN "
                    f"(SELECT rowid FROM {table} ORDER BY random() LIMIT ?)",
                    (value, chance.choice((1, 1, 5))),
                )
        if chance.random() < 0.2:
            with contextlib.suppress(sqlite3.Error):
                connection.execute(chance.choice(_SCHEMA_DAMAGE))
        changed = bytearray(connection.serialize())
    changed[18:20] = data[18:20]
    return bytes(changed)


_COLUMN_VALUES = (
    *(None, 0, 1, -1, 7, 2**63 - 1, -(2**63), 1e308, -0.5, float("inf")),
    *("", "x", "0.5 x", "nobody", "\x00", "9" * 400, "🎉" * 1000),
    *(b"", b"\xff\xfe\x00", b"\xed\xa0\x80", bytes(5000)),
)
_SCHEMA_DAMAGE = (
    "DROP TABLE facts",
    "DROP TABLE messages",
    "DROP TABLE conversations",
    "DROP TABLE migrations",
    "DROP TABLE search",
    "DROP TABLE search_data",
    "ALTER TABLE messages DROP COLUMN note",
    "ALTER TABLE messages RENAME COLUMN text TO words",
    "CREATE TRIGGER t AFTER INSERT ON messages BEGIN DELETE FROM messages; END",
    "CREATE TRIGGER t BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'no'); END",
    "DELETE FROM migrations",
    "UPDATE migrations SET name = 'x'",
)
