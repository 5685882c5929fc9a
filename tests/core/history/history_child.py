"""A program that chats with the history until it is killed; test_history_crash runs it.

Prints one JSON line after each change that is on the disk: ["message", id, text] or
["draft", id, length of the text handed over at least a second ago].
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.core.conversation import FinishReason, Message, Role, new_id
from desktop_app.core.history.records import Conversation
from desktop_app.core.history.store import open_history


def main(path: Path) -> None:
    history = open_history(path)
    say("opened")
    while True:
        now = datetime.now(UTC)
        conversation = Conversation(new_id(), "companion", now, now)
        history.create_conversation(conversation)
        parent = None
        for number in range(3):
            question = Message(Role.USER, f"message {number} 你好")
            history.add_message(conversation.id, question, parent).result()
            say("message", question.id, question.text)
            reply = Message(Role.ASSISTANT, "")
            history.begin_reply(conversation.id, reply, question.id)
            text = stream(history, reply.id)
            history.finish_reply(reply.id, text, FinishReason.STOP, None).result()
            say("message", reply.id, text)
            parent = reply.id


def stream(history, reply_id: str) -> str:
    text, began, said = "", time.monotonic(), 0.0
    lengths: list[tuple[float, int]] = []
    while time.monotonic() - began < 1.5:
        text += "word "
        history.update_reply(reply_id, text)
        now = time.monotonic()
        lengths.append((now, len(text)))
        old = [length for moment, length in lengths if moment < now - 1]
        if old and now - said > 0.05:
            said = now
            say("draft", reply_id, old[-1])
        time.sleep(0.002)
    return text


def say(*what) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
