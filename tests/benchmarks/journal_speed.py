"""How long the journal takes to open with 5 years of 50 messages a day; prints a table.

    python tests/benchmarks/journal_speed.py [--folder DIR] [--years 5] [--a-day 50]

A real database file and the real page, offscreen. Every message is judged; a reply follows each,
which the journal must not stumble over. The first time of a line is with the file just opened.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtWidgets import QApplication

from desktop_app.core.conversation import FinishReason, Message, Role, new_id
from desktop_app.core.history.journal import judged_messages, mood_by_day
from desktop_app.core.history.records import Conversation, StoredMessage, Tree, Verdict
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.store import History, open_history
from desktop_app.core.mood import Mood
from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import read_scenes
from desktop_app.ui.journal.page import JournalPage
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.theme import Theme

LAST = date(2025, 12, 31)
TEXTS = ("报告写了三遍都被退回，我真的受够了，今天不想再看它一眼。", "The report came back again.")
CHANCE = random.Random(1)


def day_of_chat(day: date, count: int) -> Tree:
    """One conversation a day: `count` messages, each judged and answered."""
    begin = datetime.combine(day, clock(8), UTC)
    messages: list[StoredMessage] = []
    shown: dict[str, str] = {}
    for index in range(2 * count):
        parent = messages[-1].message.id if messages else None
        moment = begin + timedelta(minutes=index * 6)
        if index % 2:
            message = Message(Role.ASSISTANT, TEXTS[1], new_id(), moment, None, FinishReason.STOP)
            stored = StoredMessage(message, parent)
        else:
            share = CHANCE.random()
            label = "positive" if share >= 0.5 else "negative"
            mood = Mood(label, max(share, 1 - share), 0.4 < share < 0.6, (share, 1 - share))
            message = Message(Role.USER, TEXTS[index // 2 % 2], new_id(), moment, mood)
            stored = StoredMessage(message, parent, False, Verdict(mood, "companion", share, share))
        if parent is not None:
            shown[parent] = message.id
        messages.append(stored)
    row = Conversation(new_id(), "companion", begin, begin, TEXTS[0][:20])
    return Tree(row, tuple(messages), messages[0].message.id, shown)


def fill(history: History, years: int, a_day: int) -> date:
    """Returns the first day."""
    first = date(LAST.year - years + 1, 1, 1)
    days = [first + timedelta(days=index) for index in range((LAST - first).days + 1)]
    for start in range(0, len(days), 50):
        history.add_trees([day_of_chat(day, a_day) for day in days[start : start + 50]]).result()
    return first


def report(name: str, work: Callable[[], object], times: int = 5) -> None:
    """Print the first, the best and the worst time."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begin) * 1000)
    print(f"{name:44} {taken[0]:9.1f} {min(taken):9.1f} {max(taken):9.1f} ms")


def measure(application: QApplication, history: History, first: date) -> None:
    theme = Theme()
    theme.apply()
    scenes, _ = read_scenes(RESOURCES / "scenes")
    icons = Icons(RESOURCES / "icons")

    def open_page() -> None:
        page = JournalPage(theme, icons, scenes, "en", lambda: history.reader, today=lambda: LAST)
        page.resize(1120, 760)
        page.show()
        application.processEvents()
        page.grab()
        page.close()
        page.deleteLater()

    page = JournalPage(theme, icons, scenes, "en", lambda: history.reader, today=lambda: LAST)
    page.resize(1120, 760)

    def one_conversation() -> None:
        chosen = page.filters.conversation
        chosen.setCurrentIndex(2 if chosen.currentIndex() == 1 else 1)

    report("make, open and paint the page", open_page)
    page.show()
    report("refresh what is open", page.refresh)
    report("another conversation", one_conversation)
    page.filters.conversation.setCurrentIndex(0)
    report("open a day", lambda: page.open_day(date(LAST.year, 6, 2)))
    report("the picture", page.picture)
    reader = history.reader
    report("all days of all years", lambda: mood_by_day(reader, first, LAST))
    report("the messages of a day", lambda: judged_messages(reader, LAST, LAST))
    page.close()
    page.deleteLater()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--a-day", type=int, default=50)
    arguments = parser.parse_args()
    application = QApplication([])
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        path = Path(folder) / FILE_NAME
        history = open_history(path)
        first = fill(history, arguments.years, arguments.a_day)
        history.close()
        print(f"{path.stat().st_size >> 20} MiB")
        print(f"{'':44} {'first':>9} {'best':>9} {'worst':>9}")
        history = open_history(path)
        measure(application, history, first)
        history.close()


if __name__ == "__main__":
    main()
