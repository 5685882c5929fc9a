"""Damaged files of this layer; tests/soak/bad_files.py tries thousands more, in little memory."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import time
from datetime import UTC, datetime

import pytest

from desktop_app.core.conversation import Message, Role, new_id
from desktop_app.core.errors import KnownError
from desktop_app.core.history import import_ as transfer_import
from desktop_app.core.history import writer as history_writer
from desktop_app.core.history.export import export_json
from desktop_app.core.history.import_ import read_export
from desktop_app.core.history.records import Conversation
from desktop_app.core.history.rows import EARLIEST, LATEST
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.store import open_history
from desktop_app.core.scenes.scene import read_scene
from tests.soak.file_kinds import KINDS, write_history

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROUNDS = {"chat database": 12, "chat export": 15}
OWN = [k for k in KINDS if k.name in ("scene", "quoted text file", "chat export", "chat database")]


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.name)
def test_damage_is_a_known_error_or_is_lived_with(kind, tmp_path):
    chance = random.Random(11)
    (tmp_path / "original").mkdir()
    content = kind.make(tmp_path / "original").read_bytes()
    known = 0
    for number in range(ROUNDS.get(kind.name, 60)):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = kind.make(folder)
        path.write_bytes(kind.damage(content, chance))
        try:
            kind.read(path)
        except KnownError as error:
            known += bool(str(error))
    assert known or kind.name == "chat database"


def changed(path, *statements):
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE messages SET role = 'stnp'",
        "UPDATE messages SET finish_reason = 'x'",
        "UPDATE messages SET created_us = 9223372036854775807",
        "UPDATE messages SET created_us = 'x'",
        "UPDATE messages SET created_us = -1",
        "UPDATE messages SET mood_probabilities = '0.5 x'",
        "UPDATE messages SET mood_confidence = 'x', mood_score = 1e308",
        "UPDATE messages SET new_tokens = 'x', tokens_per_s = 9e999",
        "UPDATE messages SET text = x'fffe00'",
        "UPDATE conversations SET updated_us = x'ff', title = 5",
    ],
)
def test_a_value_that_no_version_wrote_hides_no_conversation(tmp_path, statement):
    path = write_history(tmp_path, conversations=2, messages=2)
    changed(path, statement)
    history = open_history(path)
    try:
        reader = history.reader
        rows = reader.conversations()
        assert len(rows) == 2
        for row in rows:
            assert EARLIEST <= row.updated_at <= LATEST
            assert len(reader.messages(row.id)) == 4
        target = tmp_path / "chats.json"
        export_json(reader, reader.conversation_ids(), target)
        assert len(read_export(target)) == 2
    finally:
        history.close()


@pytest.mark.posix
@pytest.mark.parametrize(
    ("statement", "left"),
    [
        ("DROP TABLE facts", 2),
        ("DELETE FROM migrations", 2),
        ("DROP TABLE messages", 2),
        ("ALTER TABLE conversations DROP COLUMN pinned", 0),
        ("CREATE TRIGGER t AFTER INSERT ON messages BEGIN DELETE FROM messages; END", 2),
        ("CREATE TRIGGER t BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'no'); END", 2),
    ],
)
def test_a_database_of_another_shape_is_set_aside_and_recovered(tmp_path, statement, left):
    path = write_history(tmp_path, conversations=2, messages=2)
    changed(path, statement)
    history = open_history(path)
    try:
        assert [notice.code for notice in history.notices] == ["history_recovered"]
        assert len(history.reader.conversations()) >= left
    finally:
        history.close()
    (kept,) = path.parent.glob("*damaged*")
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_full_text_index_of_another_format_is_made_anew(tmp_path):
    path = write_history(tmp_path, conversations=1, messages=2)
    changed(path, "UPDATE search_config SET v = 0 WHERE k = 'version'")
    history = open_history(path)
    try:
        assert history.settled().result(60) is None
        assert len(history.reader.conversations()) == 1
    finally:
        history.close()


def test_an_import_that_does_not_fit_into_memory_is_refused_before_it_is_parsed(
    tmp_path, monkeypatch
):
    class Memory:
        available = 100_000_000

    path = tmp_path / "chats.json"
    path.write_text("[" + ",".join(["{}"] * 1_000_000) + "]", encoding="utf-8")
    monkeypatch.setattr(transfer_import.psutil, "virtual_memory", lambda: Memory)
    monkeypatch.setattr(transfer_import.json, "loads", None)
    with pytest.raises(KnownError) as caught:
        read_export(path)
    assert caught.value.code == "chats_too_large"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.000000Z"])
def test_a_time_that_is_none_in_some_zones_is_refused(tmp_path, moment):
    path = write_history(tmp_path, conversations=1, messages=1)
    history = open_history(path)
    try:
        target = tmp_path / "chats.json"
        export_json(history.reader, history.reader.conversation_ids(), target)
    finally:
        history.close()
    text = target.read_text("utf-8")
    target.write_text(text.replace("2026-03-01T08:00:00.000000Z", moment), "utf-8")
    with pytest.raises(KnownError, match="out of range"):
        read_export(target)


def test_a_line_of_brackets_in_a_scene_takes_no_time(tmp_path):
    path = tmp_path / "scene.toml"
    path.write_text('id = "x"\nname = """\n[' + " " * 20_000 + '\n"""\n', encoding="utf-8")
    began = time.process_time()
    with pytest.raises(KnownError):
        read_scene(path)
    # with a pattern that tries every split of the blanks this would take hours
    assert time.process_time() - began < 30


def test_a_number_of_ten_thousand_digits_in_a_scene_is_a_known_error(tmp_path):
    path = tmp_path / "scene.toml"
    path.write_text("id = " + "9" * 10_000 + "\n", encoding="utf-8")
    with pytest.raises(KnownError) as caught:
        read_scene(path)
    assert caught.value.code == "scene_invalid"


def test_a_history_with_a_fresh_file_has_the_shape_that_is_asked_for(tmp_path):
    history = open_history(tmp_path / FILE_NAME)
    history.close()
    again = open_history(tmp_path / FILE_NAME)
    assert again.notices == ()
    again.close()


def test_a_data_folder_that_vanishes_is_said_and_nothing_new_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(history_writer, "RETRY_INTERVAL_S", 0.05)
    said = []
    path = write_history(tmp_path, conversations=1, messages=1)
    history = open_history(path, said.append)
    away = path.parent.with_name("pulled out")
    chat = Conversation(new_id(), "companion", NOW, NOW)
    history.create_conversation(chat).result(60)
    path.parent.rename(away)
    saved = history.add_message(chat.id, Message(Role.USER, "into the void"), None)
    with pytest.raises(TimeoutError):
        saved.result(0.5)
    assert [problem.code for problem in said] == ["history_missing"]
    assert not path.parent.exists()
    away.rename(path.parent)
    saved.result(60)
    history.close()
    assert said[1:] == [None]
    again = open_history(path)
    texts = [entry.message.text for entry in again.reader.messages(chat.id)]
    again.close()
    assert texts == ["into the void"]
