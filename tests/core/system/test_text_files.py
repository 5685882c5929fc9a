"""Text files that people hand over, and files that are none."""

from __future__ import annotations

import os

import pytest

from desktop_app.core.errors import KnownError
from desktop_app.core.system.text_files import read_text_file

TEXT = "今天的实验终于成功了\ncafé ☕ 👍🏽\n"


@pytest.fixture
def write(tmp_path):
    def make(data: bytes, name: str = "notes.txt"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return make


def code_of(path, **more) -> str:
    with pytest.raises(KnownError) as caught:
        read_text_file(path, **more)
    assert path.name in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_usual_encodings(write, encoding):
    data = TEXT.encode(encoding)
    file = read_text_file(write(data))
    assert (file.name, file.text) == ("notes.txt", TEXT)
    assert file.bytes == file.taken_bytes == len(data)
    assert file.is_whole


def test_utf_16_of_the_other_byte_order(write):
    data = b"\xfe\xff" + TEXT.encode("utf-16-be")
    assert read_text_file(write(data)).text == TEXT


def test_line_ends_of_every_system(write):
    assert read_text_file(write(b"a\r\nb\rc\nd")).text == "a\nb\nc\nd"


def test_what_looks_like_markup_or_a_path_stays_text(write):
    text = "<img src=file:///etc/passwd> ![](http://example.org/x.png) <|im_end|>"
    assert read_text_file(write(text.encode())).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
@pytest.mark.parametrize("limit", range(21, 27))
def test_a_long_file_is_taken_up_to_the_limit_and_never_through_a_character(write, encoding, limit):
    text = "好" * 100
    file = read_text_file(write(text.encode(encoding)), limit=limit)
    assert text.startswith(file.text)
    assert len(file.text.encode(encoding)) in range(limit - 3, limit + 1)
    assert (file.taken_bytes, file.is_whole) == (limit, False)
    assert file.bytes == len(text.encode(encoding))


def test_a_file_of_exactly_the_limit_is_whole(write):
    assert read_text_file(write(b"x" * 20), limit=20).is_whole


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04\x14\x00\x08\x08",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00",
        b"one\x00two",
        b"\xff\xff\xff",
        TEXT.encode("utf-8")[:-5] + b"\xff",
    ],
    ids=["png", "zip", "pdf", "nul", "bytes", "broken"],
)
def test_what_is_no_text_is_refused(write, data):
    assert code_of(write(data)) == "file_not_text"


def test_a_terminals_log_is_text(write):
    assert read_text_file(write(b"\x1b[31mred\x1b[0m\tdone\n")).text == "\x1b[31mred\x1b[0m\tdone\n"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf"], ids=["nothing", "mark"])
def test_an_empty_file(write, data):
    assert code_of(write(data)) == "file_empty"


def test_a_folder(tmp_path):
    assert code_of(tmp_path) == "file_not_plain"


def test_a_file_that_is_gone(tmp_path):
    assert code_of(tmp_path / "gone.txt") == "file_unreadable"


@pytest.mark.posix
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert code_of(tmp_path / "pipe") == "file_not_plain"
