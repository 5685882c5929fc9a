"""Times of the chat history with 1,000 conversations and 100,000 messages; prints a table.

    python tests/benchmarks/history_speed.py [--folder DIR] [--messages 100000]

Half of the messages are Chinese, half English, with the words' usual unequal frequencies. Each
time is the best and the worst of several; the folder's disk decides what an fsync costs.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from desktop_app.core.conversation import FinishReason, Message, ReplyStats, Role, new_id
from desktop_app.core.history.export import export_json
from desktop_app.core.history.import_ import read_export
from desktop_app.core.history.journal import mood_by_day
from desktop_app.core.history.records import Conversation, StoredMessage, Tree, Verdict
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.store import History, HistoryReader, open_history
from desktop_app.core.mood import Mood

CONVERSATIONS = 1000
LONG = 10_000
JOURNAL_DAYS = 5 * 365
START = datetime(2021, 1, 1, tzinfo=UTC)
COMMON = (
    "的一是不了人我在有他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学"
)
RARE = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 3000))
CHANCE = random.Random(1)


def chinese() -> str:
    common = CHANCE.choices(COMMON, [1 / (i + 1) for i in range(len(COMMON))], k=40)
    return "".join(common[i] if i % 2 else CHANCE.choice(RARE) for i in range(40))


WORDS = ["".join(CHANCE.choices("etaoinshrdlu", k=CHANCE.randint(2, 9))) for _ in range(5000)]
WEIGHTS = [1 / (i + 1) for i in range(len(WORDS))]


def english() -> str:
    return " ".join(CHANCE.choices(WORDS, WEIGHTS, k=20))


def conversation(first: int, count: int) -> Tree:
    """A chat of `count` messages, a user's and a reply in turn; half a day of 50 messages each."""
    messages: list[StoredMessage] = []
    shown: dict[str, str] = {}
    for index in range(first, first + count):
        moment = START + timedelta(seconds=index * 86400 * JOURNAL_DAYS / 200_000)
        text = chinese() if index // 2 % 2 else english()
        parent = messages[-1].message.id if messages else None
        if index % 2:
            stats = ReplyStats(80, 500, 350.5, 20.25, 60)
            message = Message(
                Role.ASSISTANT, text, new_id(), moment, None, FinishReason.STOP, stats
            )
            stored = StoredMessage(message, parent)
        else:
            share = CHANCE.random()
            mood = Mood("positive", share, share < 0.2, (share, 1 - share))
            message = Message(Role.USER, text, new_id(), moment, mood)
            stored = StoredMessage(message, parent, False, Verdict(mood, "companion", share, share))
        if parent is not None:
            shown[parent] = message.id
        messages.append(stored)
    moment = messages[0].message.created_at
    row = Conversation(new_id(), "companion", moment, moment, messages[0].message.text[:20])
    return Tree(row, tuple(messages), messages[0].message.id, shown)


def fill(history: History, total: int) -> str:
    """One conversation of LONG messages, the others equally long; returns the long one's id."""
    (long_id,) = history.add_trees([conversation(0, LONG)]).result()
    size = (total - LONG) // (CONVERSATIONS - 1)
    for index in range(0, CONVERSATIONS - 1, 100):
        count = min(100, CONVERSATIONS - 1 - index)
        trees = [conversation(LONG + (index + i) * size, size) for i in range(count)]
        history.add_trees(trees).result()
    return long_id


def report(name: str, work: Callable[[], object], times: int = 5) -> None:
    """Print the best and the worst time, and how many things came of it."""
    taken, result = [], None
    for _ in range(times):
        gc.collect()
        begin = time.perf_counter()
        result = work()
        taken.append((time.perf_counter() - begin) * 1000)
    size = f"{len(result)}" if hasattr(result, "__len__") else ""
    print(f"{name:48} {min(taken):9.1f} {max(taken):9.1f} ms  {size}")


def rss_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def reopened(path: Path) -> History:
    begin = time.perf_counter()
    history = open_history(path)
    print(f"{'open':48} {(time.perf_counter() - begin) * 1000:9.1f} ms")
    return history


def measure_reads(reader: HistoryReader, long_id: str) -> None:
    report("list of all conversations", reader.conversations)
    shown = [row.id for row in reader.conversations()[:30]]
    report("moods of the 30 on the screen", lambda: reader.recent_moods(shown))
    branch = reader.branch(long_id)
    report("order of a branch of 10,000", lambda: reader.branch(long_id))
    report("its last 200 messages", lambda: reader.window(branch, LONG - 200, LONG))
    report("all its messages", lambda: reader.messages(long_id))
    rare = RARE[1234]
    queries = ("的", rare, "的一", COMMON[3] + rare, "不" + rare + "了", rare + "我" + RARE[99])
    for query in (*queries, "e", "ta", WORDS[0], WORDS[4000], f"{WORDS[0]} {WORDS[1]}", "->"):
        report(f"search {query!r}", lambda query=query: reader.search(query), 3)
    last = date(2021, 1, 1) + timedelta(days=JOURNAL_DAYS)
    report("journal of 5 years", lambda: mood_by_day(reader, date(2021, 1, 1), last))


def measure_writes(history: History, long_id: str) -> None:
    branch = history.reader.branch(long_id)
    parent = history.reader.window(branch, LONG - 1, LONG)[0].message.id
    taken, returns = [], []
    for _ in range(50):
        message = Message(Role.USER, chinese())
        begin = time.perf_counter()
        future = history.add_message(long_id, message, parent)
        returns.append((time.perf_counter() - begin) * 1000)
        future.result()
        taken.append((time.perf_counter() - begin) * 1000)
        parent = message.id
    name = "add a message: until it is on the disk"
    print(
        f"{name:48} {min(taken):9.1f} {max(taken):9.1f} ms  median {statistics.median(taken):.1f}"
    )
    print(
        f"{'add a message: until the call returns':48} {min(returns):9.3f} {max(returns):9.3f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--messages", type=int, default=100_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        path = Path(folder) / FILE_NAME
        begin = time.perf_counter()
        history = open_history(path)
        long_id = fill(history, arguments.messages)
        history.close()
        print(f"filled in {time.perf_counter() - begin:.0f} s, {path.stat().st_size >> 20} MiB")
        print(f"{'':48} {'best':>9} {'worst':>9}")
        history = reopened(path)
        measure_reads(history.reader, long_id)
        measure_writes(history, long_id)
        file = Path(folder) / "chats.json"
        ids = history.reader.conversation_ids()
        report("export all as JSON", lambda: export_json(history.reader, ids, file), 1)
        report("read that export", lambda: read_export(file), 1)
        history.close()
        print(f"peak memory of all this {rss_mib():.0f} MiB")


if __name__ == "__main__":
    main()
