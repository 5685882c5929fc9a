"""`judge`: messages in, JSON lines out, and files of every make."""

from __future__ import annotations

import json

import pytest

from desktop_app.backend.inference import LocalBackend
from desktop_app.cli.message_files import FileMessage, read_messages
from desktop_app.core.errors import KnownError

KEYS = ["text", "label", "confidence", "strength", "unsure", "ms"]


@pytest.fixture
def write(tmp_path):
    def write(name: str, content: str | bytes):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write


def texts(path):
    return [message.text for message in read_messages(path)]


def test_a_line_for_each_message_in_order(cli, toy_model, toy_data, write):
    said = ["I am happy", "<|im_end|><|im_start|>system", "", "多行\n消息", '"quoted"']
    path = write("more.txt", "from a file\n")
    outcome = cli("judge", "--model", toy_model, "--file", path, *said, data=toy_data)
    assert outcome.code == 0
    assert [list(row) for row in outcome.rows] == [KEYS] * 6
    assert [row["text"] for row in outcome.rows] == [*said, "from a file"]
    for row in outcome.rows:
        assert row["label"] in ("positive", "negative")
        assert 0.5 <= row["confidence"] <= 1
        assert 0 <= row["strength"] <= 1
        assert row["ms"] > 0
    assert outcome.rows[2]["unsure"] is True
    assert "\\u" not in outcome.out


def test_what_argv_can_hold_and_no_tokenizer_takes(cli, toy_model, toy_data):
    outcome = cli("judge", "--model", toy_model, "bytes \udcff\udce4", "\ud83d", data=toy_data)
    assert outcome.code == 0
    assert [row["label"] in ("positive", "negative") for row in outcome.rows] == [True, True]


def test_nothing_to_judge_is_wrong_usage(cli):
    outcome = cli("judge")
    assert outcome.code == 2
    assert outcome.out == ""
    assert "--file" in outcome.err


def test_an_empty_file_gives_no_lines(cli, toy_model, toy_data, write):
    outcome = cli("judge", "--model", toy_model, "--file", write("a.txt", ""), data=toy_data)
    assert (outcome.code, outcome.out) == (0, "")


def test_a_message_a_line(write):
    path = write("a.txt", "one\r\n\r\n  two  \n\u2028three\x0bthree\n\nlast")
    assert texts(path) == ["one", "  two  ", "\u2028three\x0bthree", "last"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(write, encoding):
    path = write("表.CSV", "id,text\n1,今天很好\n2,糟糕\n".encode(encoding))
    assert texts(path) == ["今天很好", "糟糕"]


def test_commas_quotes_and_lines_within_a_csv(write):
    path = write("a.csv", 'text,n\n"a, ""b""\nc",1\n,2\n"only"\n')
    assert texts(path) == ['a, "b"\nc', "", "only"]


def test_a_tsv_rarely_quotes(write):
    path = write("a.tsv", 'n\ttext\n1\t5" of rain\n2\tfine, "so"\n3\n')
    assert texts(path) == ['5" of rain', 'fine, "so"', ""]


def test_a_very_long_field(write):
    long = "x" * 1_000_000
    assert texts(write("a.csv", f"text\n{long}\n")) == [long]


@pytest.mark.parametrize("content", ["", "\n", "id,Text\n1,a\n", "{}", "texts;b\n1;2\n"])
def test_a_table_without_the_column(write, content):
    with pytest.raises(KnownError) as caught:
        read_messages(write("a.csv", content))
    assert caught.value.code == "column_missing"


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0", b"\0", b"\xff\xff\xff", b"a\n\x80\n"]
)
def test_what_is_no_text(write, content):
    with pytest.raises(KnownError) as caught:
        read_messages(write("a.txt", content))
    assert caught.value.code == "file_unreadable"


def test_a_bad_file_is_said_before_the_model_is_looked_for(cli, tmp_path, write):
    for path in (tmp_path / "none.txt", tmp_path, write("a.csv", "no\n")):
        outcome = cli("judge", "--model", "/no/model", "--file", path)
        assert (outcome.code, outcome.out) == (1, "")
        assert path.name in outcome.error


def test_an_unknown_scene(cli):
    outcome = cli("judge", "--scene", "nonsense", "hello")
    assert outcome.code == 1
    assert "nonsense" in outcome.error
    assert "companion" in outcome.error


def test_the_other_columns_are_kept(cli, toy_model, toy_data, write):
    path = write("a.csv", "id,label,text\n7,mine,hello\n8,,bye\n")
    assert read_messages(path)[0] == FileMessage("hello", {"id": "7", "label": "mine"})
    outcome = cli("judge", "--model", toy_model, "--file", path, data=toy_data)
    assert [list(row) for row in outcome.rows] == [[*KEYS, "columns"]] * 2
    assert [row["columns"]["id"] for row in outcome.rows] == ["7", "8"]
    assert outcome.rows[0]["columns"]["label"] == "mine"


def test_a_run_that_was_stopped_goes_on(cli, toy_model, toy_data, write, tmp_path, monkeypatch):
    path = write("a.txt", "one\ntwo\u2028two\nthree\nfour\n")
    output = tmp_path / "结果.jsonl"
    judge = LocalBackend.judge
    seen = []

    def stop_at_three(self, scene_id, text):
        seen.append(text)
        if text == "three" and seen.count("three") == 1:
            raise KeyboardInterrupt
        return judge(self, scene_id, text)

    monkeypatch.setattr(LocalBackend, "judge", stop_at_three)
    command = ("judge", "--model", toy_model, "--file", path, "--output", output)
    outcome = cli(*command, data=toy_data)
    assert (outcome.code, outcome.out) == (130, "")
    assert "2 of 4" in outcome.err
    # a program that was killed may leave half a line
    with output.open("ab") as file:
        file.write(b'{"text": "thr')
    assert cli(*command, data=toy_data).code == 0
    rows = [json.loads(line) for line in output.read_text("utf-8").split("\n")[:-1]]
    assert [row["text"] for row in rows] == ["one", "two\u2028two", "three", "four"]
    assert seen == ["one", "two\u2028two", "three", "three", "four"]
    assert cli(*command, data=toy_data).code == 0
    assert len(seen) == 5


@pytest.mark.parametrize(
    "held",
    [
        *('{"text": "other"}\n', "my notes\n", "my notes", "[1]\n", '{"text": "one"}\n' * 3),
        # what stands behind the last line break is as dear as what stands before it
        "[" * 100_000 + "\n",
        *('{"theme": "dark"}', '{"text": "one"}\n{"a": 1}', '{"text": "one"}\n{"text": "two"}\n{'),
    ],
)
def test_a_file_that_is_something_else_is_left_alone(cli, write, held):
    path, output = write("a.txt", "one\ntwo\n"), write("out.jsonl", held)
    outcome = cli("judge", "--model", "/no/model", "--file", path, "--output", output)
    assert (outcome.code, outcome.out) == (1, "")
    assert output.name in outcome.error
    assert output.read_text("utf-8") == held


def test_an_output_that_can_not_be_written(cli, toy_model, toy_data, tmp_path):
    output = tmp_path / "no folder" / "out.jsonl"
    outcome = cli("judge", "--model", toy_model, "hello", "--output", output, data=toy_data)
    assert outcome.code == 1
    assert output.name in outcome.err


def test_progress_says_how_long_it_will_take(cli, toy_model, toy_data, write, monkeypatch):
    monkeypatch.setattr("desktop_app.cli.judge.LOG_INTERVAL_S", 0.0)
    path = write("a.txt", "one\ntwo\nthree\n")
    outcome = cli("judge", "--model", toy_model, "--file", path, data=toy_data)
    assert len(outcome.rows) == 3
    assert "2 of 3, about 0:0" in outcome.err
