"""The writer's thread lives on, whatever it meets: without it nothing would be saved any more."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.core.conversation import Message, Role, new_id
from desktop_app.core.errors import KnownError
from desktop_app.core.history.records import Conversation
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.store import HistoryReader, open_history

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / FILE_NAME


@pytest.fixture
def history(path):
    opened = open_history(path)
    yield opened
    with contextlib.suppress(KnownError):
        opened.close()


def begin(history):
    chat = Conversation(new_id(), "companion", NOW, NOW)
    history.create_conversation(chat).result(60)
    return chat.id


def say(history, conversation_id, text, parent=None):
    message = Message(Role.USER, text)
    history.add_message(conversation_id, message, parent).result(60)
    return message.id


def test_a_name_that_is_no_text_in_a_damaged_file_is_said_and_retried(history, path):
    # SQLite quotes the name in its message, and Python fails to read the message
    chat = begin(history)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "INSERT INTO sqlite_schema VALUES ('table', CAST(x'ff' AS TEXT), 'x', 2, 'nonsense')"
        )
        (version,) = connection.execute("PRAGMA schema_version").fetchone()
        connection.execute(f"PRAGMA schema_version = {version + 1}")
        connection.commit()
    waiting = history.add_message(chat, Message(Role.USER, "kept"), None)
    assert history.repair().code == "history_recovered"
    waiting.result(60)
    assert [stored.message.text for stored in history.reader.messages(chat)] == ["kept"]


def test_a_message_whose_parent_is_gone_too_is_not_brought_back(history):
    chat = begin(history)
    first = say(history, chat, "first")
    second = say(history, chat, "second", first)
    deleted = history.delete_message(second).result(60)
    history.delete_message(first).result(60)
    with pytest.raises(KeyError):
        history.restore_message(deleted).result(60)
    say(history, chat, "the next one is saved")
    assert history.problem is None


def test_a_message_of_an_erased_conversation_is_not_brought_back(history):
    chat = begin(history)
    deleted = history.delete_message(say(history, chat, "first")).result(60)
    history.erase_conversation(chat).result(60)
    with pytest.raises(KeyError):
        history.restore_message(deleted).result(60)


@pytest.mark.skipif(sys.platform != "linux", reason="looks for open files in /proc")
def test_a_disk_that_fails_while_a_branch_is_read_is_said(path, tmp_path):
    history = open_history(path)
    chat = begin(history)
    for number in range(50):
        say(history, chat, f"{number} " * 2000)
    history.close()
    with HistoryReader(path) as reader, (tmp_path / "deaf").open("wb") as deaf:
        deaf.truncate(path.stat().st_size)
        for link in Path("/proc/self/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                if link.readlink() == path:
                    # reading through a handle that may only write is an error of the disk's kind
                    os.dup2(deaf.fileno(), int(link.name))
        with pytest.raises(KnownError) as caught:
            reader.branch(chat)
    assert caught.value.code == "disk_error"
