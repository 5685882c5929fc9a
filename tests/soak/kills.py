"""kill -9 at random moments of downloading, loading, chatting and migrating.

    python -m tests.soak.kills [--kills 200] [--seed 1]

After each kill the next start must find what was promised: a download that goes on and is whole
in the end, a model that loads, every message that was said, a database of the newest shape.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desktop_app.core.conversation import FinishReason, Role
from desktop_app.core.history.migrations import MIGRATIONS
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.store import open_history
from tests.e2e.test_kill import LOST_AT_MOST_S, chat_and_kill
from tests.models.hub_server import Drip, HubServer
from tests.models.toy import model_files
from tests.soak.file_kinds import write_history
from tests.soak.outcome import ROOT, Outcome, say

DOWNLOAD_BYTES = 6_000_000
LINE = Drip(1 << 15, 0.02)
SHARES = {"download": 0.25, "load": 0.1, "chat": 0.5, "migration": 0.15}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    outcome = Outcome("kills", "kill -9")
    steps = {
        "download": download_kills,
        "load": load_kills,
        "chat": chat_kills,
        "migration": migration_kills,
    }
    for name, kill in steps.items():
        chance = random.Random(f"{arguments.seed} {name}")
        count = max(1, round(arguments.kills * SHARES[name]))
        with tempfile.TemporaryDirectory(prefix="soak-kill-") as folder:
            kill(outcome, Path(folder), count, chance)
        outcome.figures[f"{name} killed"] = count
        say(f"  {name}: {count} kills")
    return outcome.finish()


def killed_after(command: list[str], seconds: float, **how) -> int:
    """Start, kill after so many seconds unless it ended before; the exit code."""
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how
    ) as child:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
        child.send_signal(signal.SIGKILL)
    return child.returncode


def download_kills(outcome: Outcome, folder: Path, count: int, chance: random.Random) -> None:
    """Downloads are killed until each is complete; then another one begins."""
    rounds = 0
    with HubServer(model_files(padding=DOWNLOAD_BYTES)) as hub:
        environment = {**os.environ, "HF_ENDPOINT": hub.endpoint, "HOME": str(folder)}
        environment.pop("HF_HUB_OFFLINE", None)
        kills = 0
        while kills < count:
            rounds += 1
            data = folder / str(rounds)
            command = [sys.executable, "-m", "desktop_app", "model", "download", hub.repo]
            command += ["--data-dir", str(data)]
            for _ in range(4):
                hub.script("model.safetensors", LINE)
                code = killed_after(command, chance.uniform(0.3, 4.0), env=environment)
                kills += 1
                listed = subprocess.run(
                    [sys.executable, "-m", "desktop_app", "model", "list", "--data-dir", str(data)],
                    cwd=ROOT,
                    env=environment,
                    capture_output=True,
                    encoding="utf-8",
                )
                outcome.check("Traceback" not in listed.stderr, f"list: {listed.stderr[-300:]}")
                if code == 0:
                    break
            last = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8"
            )
            outcome.check(last.returncode == 0, f"download {rounds}: {last.stderr[-300:]}")
            found = list((data / "models").glob("*/[!.]*/model.safetensors"))
            whole = [path.read_bytes() == hub.files["model.safetensors"] for path in found]
            outcome.check(whole == [True], f"download {rounds} is not whole: {found}")
            left = [*(data / "models").glob("*/.partial-*"), *(data / "models").glob(".incoming-*")]
            outcome.check(not left, f"download {rounds} left {left}")


def load_kills(outcome: Outcome, folder: Path, count: int, chance: random.Random) -> None:
    command = [sys.executable, "-m", "desktop_app", "judge", "What a good day."]
    command += ["--model", str(ROOT / "build" / "starter"), "--data-dir", str(folder)]
    for number in range(count):
        killed_after(command, chance.uniform(0.2, 12.0))
        if number % 5 == 4:
            last = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
            sound = last.returncode == 0 and '"label": "positive"' in last.stdout
            shown = (last.stdout + last.stderr)[-300:]
            outcome.check(sound, f"load after {number + 1} kills: {shown}")


def chat_kills(outcome: Outcome, folder: Path, count: int, chance: random.Random) -> None:
    path = folder / FILE_NAME
    said: set[str] = set()
    replies: dict[str, int] = {}
    for number in range(count):
        chat_s = chance.uniform(0, 2.0 if number % 5 == 0 else 0.4)
        promises, killed_at = chat_and_kill(path, number, chat_s)
        for kind, id_, *rest in map(str.split, promises):
            if kind == "said":
                said.add(id_)
            elif float(rest[1]) < killed_at - LOST_AT_MOST_S:
                replies[id_] = max(replies.get(id_, 0), int(rest[0]))
        history = open_history(path)
        try:
            reader = history.reader
            kept = {
                entry.message.id: entry.message
                for id_ in reader.conversation_ids()
                for entry in reader.tree(id_).messages
            }
        finally:
            history.close()
        outcome.check(history.notices == (), f"{history.notices}")
        outcome.check(said <= kept.keys(), f"{len(said - kept.keys())} messages are lost")
        short = [id_ for id_, length in replies.items() if len(kept[id_].text) < length]
        outcome.check(not short, f"{len(short)} replies are shorter than they were")
        ended = [m.finish_reason for m in kept.values() if m.role is Role.ASSISTANT]
        outcome.check(None not in ended, "a reply without an end")
    outcome.figures["messages that had to be there"] = f"{len(said):,}"
    interrupted = sum(reason is FinishReason.INTERRUPTED for reason in ended)
    outcome.figures["replies marked interrupted"] = interrupted


def m998_slow_column(connection) -> None:
    """A step as a later version may bring it, slow enough to be met in its middle."""
    connection.execute("ALTER TABLE messages ADD COLUMN later TEXT")
    for (key,) in connection.execute("SELECT key FROM messages").fetchall():
        connection.execute("UPDATE messages SET later = 'x' WHERE key = ?", (key,))
        time.sleep(0.0005)


LATER = (*MIGRATIONS, m998_slow_column)


def migration_kills(outcome: Outcome, folder: Path, count: int, chance: random.Random) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.soak.kills import LATER;"
        "from desktop_app.core.history.store import open_history;"
        "open_history(Path(sys.argv[1]), migrations=LATER).close()"
    )
    for number in range(count):
        path = write_history(folder / str(number), conversations=2, messages=60)
        killed_after([sys.executable, "-c", script, str(path)], chance.uniform(0.3, 1.6))
        history = open_history(path, migrations=LATER)
        try:
            ids = history.reader.conversation_ids()
            lengths = [len(history.reader.messages(id_)) for id_ in ids]
        finally:
            history.close()
        outcome.check(history.notices == (), f"{history.notices}")
        outcome.check(lengths == [120, 120], f"after a migration that was killed: {lengths}")


if __name__ == "__main__":
    sys.exit(main())
