"""Chats in folders of other machines: without shared memory, without locks."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from datetime import UTC, datetime

import pytest

from desktop_app.core.conversation import Message, Role, new_id
from desktop_app.core.errors import KnownError
from desktop_app.core.history import sqlite as database
from desktop_app.core.history.records import Conversation
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.store import open_history
from desktop_app.core.scenes.scene import DEFAULT_SCENE
from desktop_app.core.system import disk
from desktop_app.core.system.disk import can_lock

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class WithoutSharedMemory(sqlite3.Connection):
    """Refuses to read a file with a log, unless it has the file to itself, as SQLite does there."""

    def execute(self, statement, *values):
        if not statement.startswith("PRAGMA"):
            run = super().execute
            alone = run("PRAGMA locking_mode").fetchone() == ("exclusive",)
            if not alone and run("PRAGMA journal_mode").fetchone() == ("wal",):
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMMAP
                raise error
        return super().execute(statement, *values)


@pytest.fixture
def odd_folder(monkeypatch):
    connect = sqlite3.connect

    def odd(*arguments, **named):
        return connect(*arguments, factory=WithoutSharedMemory, **named)

    monkeypatch.setattr(database.sqlite3, "connect", odd)


def say(history, text: str) -> str:
    chat = Conversation(new_id(), DEFAULT_SCENE, NOW, NOW)
    history.create_conversation(chat)
    history.add_message(chat.id, Message(Role.USER, text, created_at=NOW), None).result(60)
    return chat.id


def journal_of(path) -> str:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA journal_mode").fetchone()[0]


def test_without_shared_memory_chats_are_kept(tmp_path, odd_folder):
    path = tmp_path / FILE_NAME
    history = open_history(path)
    chat = say(history, "there")
    assert [entry.message.text for entry in history.reader.messages(chat)] == ["there"]
    history.close()
    assert history.notices == ()
    assert journal_of(path) == "delete"


def test_a_folder_that_is_carried_about(tmp_path, monkeypatch):
    """From a disk of this computer to a folder without shared memory and back; nothing is lost."""
    path = tmp_path / FILE_NAME
    chats = []
    for is_odd in (False, True, False):
        with monkeypatch.context() as patch:
            if is_odd:
                connect = sqlite3.connect
                patch.setattr(
                    database.sqlite3,
                    "connect",
                    lambda *a, connect=connect, **k: connect(*a, factory=WithoutSharedMemory, **k),
                )
            history = open_history(path)
            chats.append(say(history, str(is_odd)))
            history.close()
        assert journal_of(path) == ("delete" if is_odd else "wal")
    history = open_history(path)
    assert sorted(history.reader.conversation_ids()) == sorted(chats)
    history.close()


@pytest.mark.posix
def test_a_folder_without_locks_is_named_and_nothing_waits(tmp_path, monkeypatch):
    import fcntl

    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    assert can_lock(tmp_path)
    monkeypatch.setattr(fcntl, "lockf", refuse)
    monkeypatch.setattr(database, "connect_writer", None)
    with pytest.raises(KnownError) as error:
        open_history(tmp_path / FILE_NAME)
    assert error.value.code == "history_without_locks"
    assert str(tmp_path) in str(error.value)


def test_what_can_not_be_tried_is_no_verdict(tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(disk.tempfile, "TemporaryFile", refuse)
    assert can_lock(tmp_path)
