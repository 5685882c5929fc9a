"""The chat history when things go wrong: killed, full, read-only, locked, damaged, too new."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.core.conversation import FinishReason, Message, Role, new_id
from desktop_app.core.errors import KnownError
from desktop_app.core.history import sqlite as database
from desktop_app.core.history import writer as history_writer
from desktop_app.core.history.migrations import MIGRATIONS, migrate
from desktop_app.core.history.records import Conversation
from desktop_app.core.history.recovery import recover
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.store import HistoryReader, open_history
from desktop_app.core.mood import Face

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KILLS = 20


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / FILE_NAME


def fill(history, conversations=3, messages=20, size=1):
    ids = []
    for _ in range(conversations):
        chat = Conversation(new_id(), "companion", NOW, NOW)
        history.create_conversation(chat)
        parent = None
        for index in range(messages):
            message = Message(Role.USER, f"message {index} 实验 " * size)
            last = history.add_message(chat.id, message, parent)
            parent = message.id
        last.result(60)
        ids.append(chat.id)
    return ids


def made(path, **how):
    history = open_history(path)
    ids = fill(history, **how)
    history.close()
    return ids


def child(*arguments, **options):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        **options,
    )


class Problems:
    """What on_problem was told, and when."""

    def __init__(self):
        self.codes = []
        self.changed = threading.Condition()

    def __call__(self, problem):
        with self.changed:
            self.codes.append(problem and problem.code)
            self.changed.notify_all()

    def wait(self, count, timeout_s=60):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.codes) >= count, timeout_s)
        return self.codes


@pytest.mark.posix
def test_no_message_is_lost_when_the_program_is_killed(tmp_path):
    """A message that was said to be on the disk is there; a draft lacks its last second at most."""
    chance = random.Random(7)
    paths = [tmp_path / str(number) / FILE_NAME for number in range(4)]
    finished: dict[str, str] = {}
    drafts: dict[str, int] = {}
    for _ in range(KILLS // len(paths)):
        processes = [child(Path(__file__).with_name("history_child.py"), path) for path in paths]
        for process in processes:
            assert json.loads(process.stdout.readline()) == ["opened"]
            delay_s = chance.uniform(0.0, 2.0)
            threading.Timer(delay_s, process.send_signal, [signal.SIGKILL]).start()
        for process in processes:
            _take_notes(process, finished, drafts)
        for path in paths:
            with contextlib.closing(sqlite3.connect(path)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    stored = {key: value for path in paths for key, value in _all_messages(path).items()}
    assert finished
    assert drafts
    for id_, text in finished.items():
        assert stored[id_].text == text
    for id_, length in drafts.items():
        assert len(stored[id_].text) >= length
    unfinished = [m for m in stored.values() if m.role is Role.ASSISTANT and m.id not in finished]
    assert any(message.finish_reason is FinishReason.INTERRUPTED for message in unfinished)
    assert all(message.finish_reason is not None for message in unfinished)


def _take_notes(process, finished, drafts):
    """What the child said until it was killed; a last line may be cut off."""
    for line in process.stdout:
        if line.endswith("\n"):
            kind, id_, value = json.loads(line)
            (finished if kind == "message" else drafts)[id_] = value
    process.wait()
    process.stdout.close()


def _all_messages(path):
    history = open_history(path)
    assert history.notices == ()
    stored = {
        message.message.id: message.message
        for id_ in history.reader.conversation_ids()
        for message in history.reader.messages(id_)
    }
    history.close()
    return stored


@pytest.mark.posix
def test_a_full_disk_is_said_and_nothing_is_lost(path):
    """A process whose files may not grow, then may again."""
    script = """
        import resource, sys, threading
        from pathlib import Path
        from tests.core.history.test_crash import Problems, fill
        from desktop_app.core.conversation import Message, Role
        from desktop_app.core.history.store import open_history
        path, problems = Path(sys.argv[1]), Problems()
        history = open_history(path, problems)
        (chat,) = fill(history, 1, 1)
        unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, unlimited[1]))
        parent, futures = None, []
        for index in range(10):
            message = Message(Role.USER, f"{index} " + "x" * 20_000)
            futures.append(history.add_message(chat, message, parent))
            parent = message.id
        problems.wait(1)
        print(problems.codes, history.problem.code, history.pending >= 1, futures[-1].done())
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        history.retry()
        futures[-1].result(60)
        problems.wait(2)
        print(problems.codes[1], len(history.reader.messages(chat)), history.problem)
        history.close()
    """
    process = child("-c", textwrap.dedent(script), path, cwd=ROOT)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert output.splitlines() == ["['disk_error'] disk_error True False", "None 10 None"]


def test_a_database_that_may_not_grow_says_full(path, monkeypatch):
    """SQLite's own word for a full disk."""
    made(path, conversations=1, messages=1)
    problems = Problems()
    limit = {"pages": 1}

    def connect(path):
        connection = database.connect_writer(path)
        connection.execute(f"PRAGMA max_page_count = {limit['pages']}")
        return connection

    monkeypatch.setattr(history_writer, "connect_writer", connect)
    history = open_history(path, problems)
    (chat,) = history.reader.conversation_ids()
    future = history.add_message(chat, Message(Role.USER, "x" * 100_000), None)
    assert problems.wait(1) == ["disk_full"]
    assert not future.done()
    limit["pages"] = 1_000_000
    history.retry()
    future.result(60)
    assert problems.wait(2) == ["disk_full", None]
    history.close()


def test_what_cannot_be_saved_is_said_at_the_end(path, monkeypatch):
    made(path, conversations=1, messages=1)

    def connect(path):
        connection = database.connect_writer(path)
        connection.execute("PRAGMA max_page_count = 1")
        return connection

    monkeypatch.setattr(history_writer, "connect_writer", connect)
    history = open_history(path)
    (chat,) = history.reader.conversation_ids()
    future = history.add_message(chat, Message(Role.USER, "x" * 100_000), None)
    with pytest.raises(KnownError) as caught:
        history.close()
    assert caught.value.code == "disk_full"
    assert future.exception(0).code == "disk_full"


@pytest.mark.posix
def test_a_read_only_file_can_be_read_and_says_so(path, tmp_path):
    """As another user, because nothing is read-only to root."""
    (chat,) = made(path, conversations=1, messages=2)
    script = """
        import os, sys
        from pathlib import Path
        from tests.core.history.test_crash import Problems
        from desktop_app.core.conversation import Message, Role
        from desktop_app.core.errors import KnownError
        from desktop_app.core.history.store import open_history
        path, chat = Path(sys.argv[1]), sys.argv[2]
        path.chmod(0o444)
        if os.getuid() == 0:
            os.setuid(65534)
        problems = Problems()
        history = open_history(path, problems)
        print([n.code for n in history.notices], len(history.reader.messages(chat)))
        future = history.add_message(chat, Message(Role.USER, "new"), None)
        print(problems.wait(1), future.done())
        try:
            history.close()
        except KnownError as error:
            print(error.code)
    """
    for folder in (path.parent, tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o777)
    process = child("-c", textwrap.dedent(script), path, chat, cwd=ROOT)
    output, _ = process.communicate(timeout=120)
    assert output.splitlines() == [
        "['history_not_writable'] 2",
        "['history_not_writable'] False",
        "history_not_writable",
    ]


def test_a_folder_in_place_of_the_file_is_a_known_error(path):
    path.mkdir(parents=True)
    with pytest.raises(KnownError) as caught:
        open_history(path)
    assert caught.value.code == "history_not_writable"


@contextlib.contextmanager
def write_locked(path):
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_locked_database_is_said_and_waited_for(path, monkeypatch):
    monkeypatch.setattr(database, "WRITER_BUSY_MS", 50)
    problems = Problems()
    history = open_history(path, problems)
    (chat,) = fill(history, 1, 1)
    with write_locked(path):
        future = history.add_message(chat, Message(Role.USER, "later"), None)
        assert problems.wait(1) == ["history_locked"]
        assert len(history.reader.messages(chat)) == 1
    history.retry()
    future.result(60)
    assert problems.wait(2) == ["history_locked", None]
    history.close()


def test_a_database_locked_at_the_start_can_be_read(path, monkeypatch):
    monkeypatch.setattr(database, "WRITER_BUSY_MS", 50)
    (chat,) = made(path, conversations=1, messages=1)
    with write_locked(path):
        history = open_history(path)
        assert [notice.code for notice in history.notices] == ["history_locked"]
        assert len(history.reader.messages(chat)) == 1
    history.close()


def test_two_programs_at_once(path):
    """Both write into one file; nothing of either is lost."""
    script = """
        import sys
        from pathlib import Path
        from tests.core.history.test_crash import fill
        from desktop_app.core.history.store import open_history
        history = open_history(Path(sys.argv[1]))
        fill(history, 5, 20)
        history.close()
    """
    processes = [child("-c", textwrap.dedent(script), path, cwd=ROOT) for _ in range(2)]
    for process in processes:
        process.communicate(timeout=120)
    assert [process.returncode for process in processes] == [0, 0]
    with HistoryReader(path) as reader:
        ids = reader.conversation_ids()
        assert len(ids) == 10
        assert all(len(reader.messages(id_)) == 20 for id_ in ids)


def m999_later(connection):
    connection.execute("ALTER TABLE conversations ADD COLUMN later TEXT")


def m998_fails(connection):
    connection.execute("ALTER TABLE conversations ADD COLUMN half TEXT")
    raise sqlite3.IntegrityError("on purpose")


@pytest.mark.posix
def test_a_migration_makes_a_backup_first(path):
    (chat,) = made(path, conversations=1, messages=5)
    history = open_history(path, migrations=(*MIGRATIONS, m999_later))
    assert len(history.reader.messages(chat)) == 5
    history.close()
    (backup,) = path.parent.glob("*before-m999_later*")
    assert backup.stat().st_mode & 0o777 == 0o600
    restored = open_history(backup)
    assert len(restored.reader.messages(chat)) == 5
    assert len([hit for hit in restored.reader.search("实验") if hit.message_id]) == 5
    restored.close()


def test_verdicts_of_the_first_version_get_a_strength(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path, MIGRATIONS[:1])
    columns = (
        "id, conversation, role, note, created_us, indexed, text, mood_label, mood_confidence,"
        " mood_unsure, mood_probabilities, mood_scene, mood_judged_score, mood_score"
    )
    rows = [
        ("sure", "positive", 0.9, 0, "0.9 0.1"),
        ("doubt", "negative", 0.6, 1, "0.4 0.6"),
        ("three", "b", 0.5, 0, "0.25 0.5 0.25"),
        ("odd", "positive", "x", 0, None),
        ("none", None, None, None, None),
    ]
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO conversations (key, id, title, title_is_own, scene_id, created_us,"
            " updated_us, pinned, archived) VALUES (1, 'chat', '', 0, 'companion', 0, 0, 0, 0)"
        )
        connection.executemany(
            f"INSERT INTO messages ({columns}) VALUES"
            " (?, 1, 'user', 0, 172800000000, 0, 'text', ?, ?, ?, ?, 'companion', 0.9, 0.9)",
            rows,
        )
        connection.commit()
    history = open_history(path)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        found = dict(connection.execute("SELECT id, mood_strength FROM messages").fetchall())
    assert found == {
        "sure": pytest.approx(0.8),
        "doubt": pytest.approx(0.2),
        "three": pytest.approx(0.25),
        "odd": 0.0,
        "none": None,
    }
    history.close()
    (backup,) = path.parent.glob("*before-m002_strength*")
    assert backup.stat().st_mode & 0o777 == 0o600
    with HistoryReader(path) as reader:
        moods = {
            entry.message.id: entry.message.mood
            for id_ in reader.conversation_ids()
            for entry in reader.tree(id_).messages
        }
    assert moods["sure"].face is Face.FEELING
    assert moods["doubt"].face is Face.UNCLEAR
    assert moods["sure"].feeling is None
    assert not moods["sure"].told


def test_a_migration_that_fails_leaves_the_file_as_it_was(path):
    (chat,) = made(path, conversations=1, messages=5)
    with pytest.raises(sqlite3.IntegrityError):
        open_history(path, migrations=(*MIGRATIONS, m998_fails))
    history = open_history(path)
    assert len(history.reader.messages(chat)) == 5
    history.close()


def test_a_database_of_a_later_version_is_left_alone(path):
    made(path, conversations=1)
    open_history(path, migrations=(*MIGRATIONS, m999_later)).close()
    before = path.read_bytes()
    with pytest.raises(KnownError) as caught:
        open_history(path)
    assert caught.value.code == "history_newer"
    assert path.read_bytes() == before


def damage(path, pages, seed=1):
    """Noise in place of these pages; the file then is one that was not closed in order."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE facts SET value = '0' WHERE name = 'closed'")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    noise = random.Random(seed)
    with path.open("r+b") as file:
        for page in pages:
            file.seek(page * size)
            file.write(noise.randbytes(size))


def count_messages(history):
    return sum(len(history.reader.messages(id_)) for id_ in history.reader.conversation_ids())


@pytest.mark.parametrize("where", [0.3, 0.5, 0.7, 0.9])
def test_a_damaged_file_is_set_aside_and_recovered(path, where):
    made(path, conversations=10, messages=50, size=20)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    damage(path, [int(pages * where)])
    damaged = path.read_bytes()
    history = open_history(path)
    (notice,) = history.notices
    assert notice.code == "history_recovered"
    assert notice.values["old"].read_bytes() == damaged
    assert "damaged" in str(notice)
    count = count_messages(history)
    assert count == notice.values["messages"]
    assert count >= 450
    assert len(history.reader.conversations()) == 10
    fill(history, 1, 1)
    assert len(history.reader.search("message", limit=1000)) >= count - 10
    history.close()
    again = open_history(path)
    assert again.notices == ()
    again.close()


def test_a_path_that_the_system_will_not_look_at_is_a_known_error(tmp_path):
    with pytest.raises(KnownError):
        open_history(tmp_path / ("x" * 300) / FILE_NAME)


@pytest.mark.parametrize("renames", range(4))
def test_a_recovery_that_is_cut_off_is_finished_by_the_next_start(
    path, tmp_path, monkeypatch, renames
):
    made(path, conversations=10, messages=50, size=20)
    history = open_history(path)
    (chat, *_) = history.reader.conversation_ids()
    history.add_message(chat, Message(Role.USER, "the last word"), None).result(60)
    crashed = tmp_path / "crashed" / FILE_NAME
    shutil.copytree(path.parent, crashed.parent)
    history.close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    damage_live(crashed, [pages // 2])
    left = [renames]

    def cut_off(rename):
        def one(source, target):
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            return rename(source, target)

        return one

    with monkeypatch.context() as patch:
        for name in ("replace", "rename"):
            patch.setattr(Path, name, cut_off(getattr(Path, name)))
        try:
            recover(crashed)
        except KeyboardInterrupt:
            pass
        else:
            assert renames == 3, "there are as many steps as are tried"
    open_history(crashed).close()
    with contextlib.closing(sqlite3.connect(crashed)) as connection:
        texts = [text for (text,) in connection.execute("SELECT text FROM messages")]
    assert "the last word" in texts
    assert len(texts) > 350


def can_list_pages():
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("SELECT pageno FROM dbstat LIMIT 1")
        except sqlite3.OperationalError:
            return False
    return True


@pytest.mark.skipif(not can_list_pages(), reason="this SQLite was built without dbstat")
def test_a_key_beyond_all_others_behind_the_damage_keeps_nobody_waiting(path):
    made(path, conversations=1, messages=300, size=20)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        columns = "id, conversation, role, note, created_us, indexed, text"
        for far in range(3):
            connection.execute(
                f"INSERT INTO messages (key, {columns}) SELECT {(1 << 60) + far}, 'far' || {far},"
                " conversation, role, note, created_us, indexed, hex(zeroblob(1930))"
                " FROM messages LIMIT 1"
            )
        leaves = connection.execute(
            "SELECT pageno, ncell FROM dbstat WHERE name = 'messages' AND pagetype = 'leaf'"
            " ORDER BY path DESC LIMIT 4"
        ).fetchall()
    assert [cells for _, cells in leaves[:3]] == [1, 1, 1]
    page, _ = leaves[3]
    damage(path, [page - 1])
    history = open_history(path)
    assert history.notices[0].code == "history_recovered"
    assert count_messages(history) > 200
    history.close()


def test_a_damaged_head_loses_nothing_else(path):
    made(path, conversations=5, messages=20)
    damage(path, [0])
    history = open_history(path)
    assert [notice.code for notice in history.notices] == ["history_recovered"]
    assert count_messages(history) == 100
    history.close()


@pytest.mark.parametrize(
    "content", [b"not a database at all, just text", bytes(10_000), b"x" * 5000]
)
def test_a_file_that_is_no_database_is_kept(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    history = open_history(path)
    assert history.notices[0].values["old"].read_bytes() == content
    fill(history, 1, 1)
    history.close()


def test_a_truncated_file_is_recovered(path):
    made(path, conversations=10, messages=50, size=20)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    history = open_history(path)
    assert [notice.code for notice in history.notices] == ["history_recovered"]
    assert count_messages(history) > 50
    history.close()


@pytest.mark.parametrize("seed", range(5))
def test_any_noise_ends_in_a_history_that_works(path, seed):
    made(path, conversations=5, messages=30, size=10)
    chance = random.Random(seed)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    damage(path, chance.sample(range(1, pages), pages // 4), seed)
    history = open_history(path)
    fill(history, 1, 3)
    assert len(history.reader.search("message")) >= 3
    history.close()


def test_damage_met_while_running_is_repaired_and_nothing_new_is_lost(path):
    made(path, conversations=10, messages=50, size=20)
    shutil.copy(path, path.with_name("whole"))
    problems = Problems()
    history = open_history(path, problems)
    (chat, *_) = history.reader.conversation_ids()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'messages'"
        ).fetchall()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damage_live(path, [rows[0][0] - 1])
    future = history.add_message(chat, Message(Role.USER, "new"), None)
    assert problems.wait(1) == ["history_damaged"]
    assert not future.done()
    assert history.repair().code == "history_recovered"
    future.result(60)
    assert "new" in [stored.message.text for stored in history.reader.messages(chat)]
    history.close()


def damage_live(path, pages):
    with path.open("r+b") as file:
        for page in pages:
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
