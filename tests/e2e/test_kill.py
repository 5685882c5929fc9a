"""kill -9 at random moments of chatting: what was promised is on the disk."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
import time

import pytest

from desktop_app.core.conversation import FinishReason, Role
from desktop_app.core.history.store import open_history
from tests.conftest import ROOT

KILLS = 50
LOST_AT_MOST_S = 1.0


def chat_and_kill(path, seed: int, chat_s: float) -> tuple[list[str], float]:
    """The promises of a program that chats until it is killed, and when that was."""
    command = [sys.executable, "-m", "tests.e2e.chatting_child", str(path), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as child:
        first = child.stdout.readline()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(chat_s)
        killed_at = time.monotonic()
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
    assert first == "began\n"
    # the last line may be cut off in the middle
    return rest.split("\n")[:-1], killed_at


@pytest.mark.posix
def test_nothing_is_lost_however_often_it_is_killed(tmp_path):
    path = tmp_path / "chats.sqlite3"
    chance = random.Random(7)
    said, began = set(), {}
    for seed in range(KILLS):
        promises, killed_at = chat_and_kill(
            path, seed, chance.uniform(0, 2.5 if seed % 5 == 0 else 0.4)
        )
        for kind, id_, *rest in map(str.split, promises):
            if kind == "said":
                said.add(id_)
            elif float(rest[1]) < killed_at - LOST_AT_MOST_S:
                began[id_] = max(began.get(id_, 0), int(rest[0]))
        history = open_history(path)
        try:
            assert history.notices == ()
            reader = history.reader
            entries = {
                entry.message.id: entry.message
                for id_ in reader.conversation_ids()
                for entry in reader.tree(id_).messages
            }
        finally:
            history.close()
        assert said <= entries.keys()
        for id_, length in began.items():
            assert len(entries[id_].text) >= length
        replies = [m for m in entries.values() if m.role is Role.ASSISTANT]
        assert None not in [reply.finish_reason for reply in replies]
    assert len(said) > KILLS
    assert began
    assert FinishReason.INTERRUPTED in [reply.finish_reason for reply in replies]
