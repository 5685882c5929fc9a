"""Tables and texts as people have them: read as they were meant, or refused with the line."""

from __future__ import annotations

import pytest

from desktop_app.cli.message_files import FileMessage, read_messages
from desktop_app.core.errors import KnownError

TRADITIONAL = "我今天很開心，實驗終於成功了！"
SIMPLIFIED = "我今天很开心，实验终于成功了！"


@pytest.fixture
def table(tmp_path):
    def write(content: str | bytes, name: str = "a.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def texts(path, **options) -> list[str]:
    return [message.text for message in read_messages(path, **options)]


def refused(path, code: str, **options) -> KnownError:
    with pytest.raises(KnownError) as caught:
        read_messages(path, **options)
    assert caught.value.code == code
    assert "{" not in str(caught.value)
    return caught.value


# -- encodings -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "utf-32"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "gbk"),
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "cp950"),
        ("I am glad", "utf-16-le"),
        ("I am glad", "utf-16-be"),
        ("오늘은 정말 기분이 좋아요. 실험이 성공했어요!", "cp949"),
        ("Я сегодня очень рад, опыт удался!", "cp1251"),
        ("J'ai été très content aujourd'hui, ça marche", "cp1252"),
    ],
)
def test_an_encoding_is_recognised(table, text, encoding):
    assert texts(table(f'id,text\r\n1,"{text}"\r\n2,"{text}"\r\n'.encode(encoding))) == [text] * 2
    assert texts(table(f"{text}\n".encode(encoding), "a.txt"))[0] == text


@pytest.mark.parametrize("content", ["开心".encode("gbk"), "開心".encode("big5"), b"caf\xe9"])
def test_a_guess_is_said(table, content):
    doubts: list[str] = []
    read_messages(table(content, "a.txt"), doubt=doubts.append)
    assert len(doubts) == 1


@pytest.mark.parametrize(
    "content", [TRADITIONAL.encode("big5"), SIMPLIFIED.encode("gb18030"), b"plain", b""]
)
def test_what_is_clear_is_not_doubted(table, content):
    doubts: list[str] = []
    read_messages(table(content, "a.txt"), doubt=doubts.append)
    assert doubts == []


def test_the_encoding_that_is_named_counts(table):
    path = table("開心\n".encode("big5"), "a.txt")
    doubts: list[str] = []
    assert texts(path, encoding="big5", doubt=doubts.append) == ["開心"]
    assert doubts == []
    assert texts(table("\ufeffa".encode(), "b.txt"), encoding="utf-8") == ["a"]
    error = refused(table(b"a\nb\xff", "c.txt"), "file_unreadable", encoding="utf-8")
    assert "line 2" in str(error)
    for name in ("nonsense", "base64", "rot13", "", "hex"):
        if name:
            refused(path, "encoding_unknown", encoding=name)


def test_a_guess_is_a_line_for_the_person(cli, toy_model, toy_data, table):
    path = table("开心\n".encode("gbk"), "a.txt")
    outcome = cli("judge", "--model", toy_model, "--file", path, data=toy_data)
    assert outcome.code == 0
    assert "--encoding" in outcome.err
    named = ("judge", "--model", toy_model, "--file", path, "--encoding", "gbk")
    outcome = cli(*named, data=toy_data)
    assert [row["text"] for row in outcome.rows] == ["开心"]
    assert "--encoding" not in outcome.err


# -- tables --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('id,text\n1,"I am glad\n2,so sad\n3,fine\n', 2),
        ('id,text\n1,fine\n2,"I am glad\n', 3),
        ('id,text\n1,"I am glad\n2,so sad\n3,"fine"\n', 2),
        ('text\n"he said "hi" to me"\n', 2),
        ('sep=,\nid,text\n1,fine\n2,"oh\n', 4),
        ('id,text\n"1\n2",fine\n3,"oh\n', 4),
        ('"text\n1\n', 1),
    ],
)
def test_quotation_marks_that_do_not_match(table, content, line):
    error = refused(table(content), "table_invalid")
    assert error.values["line"] == line
    assert f"line {line}" in str(error)


@pytest.mark.parametrize("name", ["text,text", "text, text", "id,text,text"])
def test_two_columns_of_messages(table, name):
    error = refused(table(f"{name}\n1,2,3\n"), "table_invalid")
    assert "line 1" in str(error)


def test_two_other_columns_of_one_name_are_both_kept(table):
    (message,) = read_messages(table("id,text,id,id\n1,fine,2,3\n"))
    assert message == FileMessage("fine", {"id": "1", "id (2)": "2", "id (3)": "3"})


@pytest.mark.parametrize(
    "content",
    [
        "id;text\n1;fine, really\n2;so sad\n",
        "sep=;\nid;text\n1;fine, really\n2;so sad\n",
        '"sep=;"\r\nid;text\r\n1;fine, really\r\n2;so sad\r\n',
        "SEP=|\nid|text\n1|fine, really\n2|so sad\n",
        'sep=,\nid,text\n1,"fine, really"\n2,so sad\n',
        "id\ttext\n1\tfine, really\n2\tso sad\n",
        "id|text\n1|fine, really\n2|so sad\n",
        ' id , text \n1,"fine, really"\n2,so sad\n',
        'id, text\n1, "fine, really"\n2, so sad\n',
        '"id","text"\n"1","fine, really"\n"2","so sad"\n',
        'id,text\r1,"fine, really"\r2,so sad\r',
        '\n\nid,text\n\n1,"fine, really"\n,\n   ,  \n2,so sad\n\n',
        'id,text,\n1,"fine, really",\n2,so sad,\n',
        'id,text\n1,"fine, really",,\n2,so sad\n',
        '\ufeffid,text\n1,"fine, really"\n2,so sad\n',
    ],
)
def test_tables_of_every_kind(table, content):
    messages = read_messages(table(content))
    assert [message.text for message in messages] == ["fine, really", "so sad"]
    assert [message.columns["id"] for message in messages] == ["1", "2"]


def test_rows_with_something_in_them_are_kept(table):
    """An id without a message is judged as an empty one: the lines of the answer stay in step."""
    content = "id,text\r\n1,I am glad\r\n,\r\n3,\r\n4,   \r\n5,so sad\r\n6\r\n"
    messages = read_messages(table(content))
    assert [message.columns["id"] for message in messages] == ["1", "3", "4", "5", "6"]
    assert [message.text for message in messages] == ["I am glad", "", "   ", "so sad", ""]


def test_a_message_with_a_delimiter_outside_quotation_marks(table):
    error = refused(table("id,text\n1,fine\n2,fine, really\n"), "table_invalid")
    assert error.values["line"] == 3
    error = refused(table("text\nfine, really\n"), "table_invalid")
    assert error.values["line"] == 2


def test_a_semicolon_in_the_only_column_is_no_delimiter(table):
    assert texts(table("text\nfine; really\n")) == ["fine; really"]


def test_a_header_in_another_language_is_refused_by_its_columns(table):
    error = refused(table("编号,内容\n1,我今天很开心\n"), "column_missing")
    assert "编号, 内容" in str(error)
