"""How long the window is busy with messages: opening, scrolling, and each piece of a reply.

    python tests/benchmarks/chat_view_speed.py [MESSAGES]

Draws offscreen, no model is needed. All times in ms; "piece" is one token's text of a reply.
"""

from __future__ import annotations

import dataclasses
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtWidgets import QApplication

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.history.records import StoredMessage
from desktop_app.shell.chat.message_model import MessageModel
from desktop_app.ui.chat.chat_view import ChatView
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.theme import Theme
from tests.support.fakes import POSITIVE, SCENE

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
PIECE = 4
PIECES = 1024
REPLIES = {
    "prose": "Some **bold** words and `code` go here, in a *sentence*. 中文也有一点。\n\n" * 60,
    "one paragraph": "Some **bold** words and `code` go here, in a *sentence* of words. " * 70,
    "code": "```python\n" + "def f(x):\n    return x * 12 if x else 'abc'  # why\n\n" * 90 + "```",
    "list": "".join(f"{n}. An **item** of the list that says something.\n" for n in range(99)),
    "table": "| a | b | c |\n|---|---|---|\n" + "| one | **two** | three words |\n" * 20,
}


def conversation(messages: int) -> list[StoredMessage]:
    entries = []
    for number in range(messages // 2):
        ask = Message(Role.USER, f"{number} 有时候写中文, sometimes English.", mood=POSITIVE)
        text = f"{number} " + "A reply of **some** words that goes on and on. " * 6
        answer = Message(Role.ASSISTANT, text, finish_reason=FinishReason.STOP)
        entries += [StoredMessage(ask), StoredMessage(answer)]
    return entries


def growing(reply: Message, pieces: list[str]) -> Iterator[Message]:
    for piece in pieces:
        reply = dataclasses.replace(reply, text=reply.text + piece)
        yield reply


def timed(step: Callable[[], None]) -> float:
    start = time.perf_counter()
    step()
    QApplication.processEvents()
    return (time.perf_counter() - start) * 1e3


def row(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    p99 = ordered[min(len(times) - 1, int(len(times) * 0.99))]
    figures = f"mean {statistics.mean(times):6.1f}  p99 {p99:6.1f}  max {ordered[-1]:6.1f}"
    print(f"{name:24} {figures}  ({len(times)} times)")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    application = QApplication([])
    theme = Theme()
    theme.apply()
    model = MessageModel()
    view = ChatView(theme, Icons(ICONS), model, {SCENE.id: SCENE}, SCENE, "en")
    view.resize(900, 800)
    view.show()
    application.processEvents()
    entries = conversation(count)
    row(f"open {count} messages", [timed(lambda: model.reset(entries)) for _ in range(5)])
    middle = entries[count // 2].message.id
    row("jump to a message", [timed(lambda: view.show_message(middle))])
    bar = view.list.verticalScrollBar()
    row("scroll by 60 px", [timed(lambda: bar.setValue(bar.value() - 60)) for _ in range(200)])
    view.list.scroll_to_end()
    for name, text in REPLIES.items():
        reply = Message(Role.ASSISTANT, "")
        model.insert(model.rowCount(), [StoredMessage(reply)])
        pieces = [text[i : i + PIECE] for i in range(0, len(text), PIECE)][:PIECES]
        steps = (partial(model.set_message, grown) for grown in growing(reply, pieces))
        row(f"piece, {name}", [timed(step) for step in steps])


if __name__ == "__main__":
    main()
