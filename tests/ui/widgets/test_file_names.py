"""A title as the name of a file."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ui.widgets.file_names import file_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("实验终于成功了，太棒了！", "实验终于成功了，太棒了！.md"),
        ("a/b\\c: d?", "a-b-c- d.md"),
        ("CON", "CON_.md"),
        ("nul", "nul_.md"),
        ("LPT¹", "LPT¹_.md"),
        ("  .hidden", "hidden.md"),
        ("what...", "what.md"),
        ("one\ntwo\tthree", "one two three.md"),
        ("\u202egpj.exe", "gpj.exe.md"),
        ("👨‍👩‍👧 party", "👨‍👩‍👧 party.md"),
        ("e\u0301te\u0301", "été.md"),
        ("\ud800", "Chat.md"),
        ("???", "Chat.md"),
        ("", "Chat.md"),
    ],
)
def test_a_title_becomes_a_name(title, name):
    assert file_name(title, "Chat", ".md") == name


@given(st.text(st.characters(), max_size=300))
def test_every_name_can_be_a_file(tmp_path_factory, title):
    name = file_name(title, "Chat", ".json")
    assert name.endswith(".json")
    assert len(os.fsencode(f".{name}.part")) <= 255
    path = tmp_path_factory.mktemp("names") / name
    path.write_text("x", encoding="utf-8")
    assert [file.name for file in path.parent.iterdir()] == [name]
