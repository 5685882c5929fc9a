"""Chats without end until somebody kills it: python -m tests.e2e.chatting_child DATABASE SEED

Each line on stdout is a promise, written once it holds: "said ID" for a message that the worker
was given, "reply ID LENGTH SECONDS" for what a reply said at that moment of the monotonic clock.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from desktop_app.core.settings import Settings
from desktop_app.shell.chat.chat_store import ChatStore
from desktop_app.shell.chat.session import Session
from tests.support.fakes import POSITIVE, SCENE, ScriptedBackend
from tests.support.message_watch import MessageWatch

PIECES = 200
PAUSE_S = 0.004


class SlowBackend(ScriptedBackend):
    def respond(self, turn, cancelled):
        for event in super().respond(turn, cancelled):
            time.sleep(PAUSE_S)
            yield event


def promise(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(path: Path, seed: int) -> None:
    application = QCoreApplication([])
    chance = random.Random(seed)
    turn = (POSITIVE, *(f"字{number} " for number in range(PIECES)))
    session = Session(
        SlowBackend((turn,)).create, ChatStore(path), {SCENE.id: SCENE}, Settings(look_ahead=False)
    )
    lengths: dict[str, int] = {}

    def tell_saved(exchange) -> None:
        promise("said", exchange.message.id)

    def tell_added(entry, row: int) -> None:
        lengths[entry.message.id] = len(entry.message.text)

    def tell_text(message_id: str, text: str) -> None:
        lengths[message_id] += len(text)
        promise("reply", message_id, lengths[message_id], time.monotonic())

    def act() -> None:
        replies = [e for e in session.chat.entries if e.message.finish_reason is not None]
        match chance.choice(["ask", "ask", "ask", "edit", "regenerate", "switch", "stop"]):
            case "edit" if session.chat.entries:
                session.edit(session.chat.entries[0].message.id, "anders gesagt")
            case "regenerate" if replies:
                session.regenerate(replies[-1].message.id)
            case "switch":
                kept = session.chats.conversations()
                if kept and chance.random() < 0.5:
                    session.open(chance.choice(kept).id)
                else:
                    session.new_conversation()
            case "stop":
                session.turns.stop()
            case _:
                session.ask(f"你好 {chance.random()}")

    session.turns.began.connect(tell_saved)
    watch = MessageWatch(session.chat)
    watch.added.connect(tell_added)
    watch.grew.connect(tell_text)
    timer = QTimer()
    timer.timeout.connect(act)
    timer.start(60)
    session.start()
    promise("began")
    application.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
