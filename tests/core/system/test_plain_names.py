"""Names that every system takes, for models that move to Windows on a stick."""

from __future__ import annotations

import pytest

from desktop_app.core.system.plain_names import is_plain_name, safe_name

BAD = [
    *("", ".", "..", "con", "CON", "Nul", "NUL.json", "nul.tar.gz", "aux ", "com1", "COM¹"),
    *("lpt9.safetensors", "con .txt", "CONIN$", "conout$.x", "prn.", "a.", "a ", "a. .", "a/b"),
    *("a\\b", "a:b", "c:", "a?", "a*", 'a"b', "<a>", "a|b", "a\0b", "a\nb", "a\x1f", "\ud800"),
    *("a\udcffb", "x" * 256, "好" * 86),
]
GOOD = [
    *("model.safetensors", "config.json", "console", "nullable.json", "com10", "com", "lpt", "a b"),
    *(".hidden", "模型", "é.txt", "a..b", "conin", "😀", " a", "x" * 255, "auxiliary.bin", "COM0x"),
]


@pytest.mark.parametrize("name", BAD)
def test_no_plain_names(name):
    assert not is_plain_name(name)


@pytest.mark.parametrize("name", GOOD)
def test_plain_names(name):
    assert is_plain_name(name)


@pytest.mark.parametrize("name", [*BAD, *GOOD])
def test_a_safe_name_is_a_plain_one(name):
    assert is_plain_name(safe_name(name))
    assert safe_name(safe_name(name)) == safe_name(name)
