"""Ten thousand bad messages through everything that has no window.

    python -m tests.soak.bad_messages [--count 10000] [--seed 1] [--judged 150]

Tokens: none of a person's words becomes a control token. Judge: one of the scene's labels, within
a bounded time. History: kept exactly, exported exactly, read back exactly, found without an error.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tokenizers import Tokenizer

from desktop_app.core.conversation import FinishReason, Message, Role, new_id
from desktop_app.core.history.export import export_json, export_markdown, export_text
from desktop_app.core.history.import_ import read_export
from desktop_app.core.history.records import Conversation
from desktop_app.core.history.sqlite import FILE_NAME
from desktop_app.core.history.store import open_history
from desktop_app.core.history.titles import MAX_TITLE_CHARACTERS, automatic_title
from desktop_app.core.paths import RESOURCES, Paths
from desktop_app.core.scenes.scene import DEFAULT_SCENE, read_scenes
from desktop_app.core.settings import Settings
from desktop_app.engine.engine import Engine
from desktop_app.engine.text.tokenizer import ChatMessage, ChatTokens
from tests.engine.toy_chat import write_chat_files
from tests.soak.messages import CONTROL_TOKENS, bad_messages
from tests.soak.outcome import ROOT, Outcome

STARTER = ROOT / "build" / "starter"
MESSAGES_EACH = 100
JUDGE_LIMIT_S = 15.0
"""Processor time for one message; an ordinary one takes some tenths of a second."""
SLOW_TO_READ = tuple(
    f"{start}{filler * (16_000 // len(filler))}x"
    for start in ("answer", "answer positive", "this is positive", "you must ", "")
    for filler in (" ", "#", "# ", "\u3000", "and ")
)
"""What patterns with several open ends take long over."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--judged", type=int, default=150, help="how many the starter judges")
    arguments = parser.parse_args()
    texts = list(bad_messages(arguments.count, arguments.seed))
    outcome = Outcome("bad_messages", "Bad messages")
    outcome.figures["messages"] = f"{len(texts):,}"
    outcome.figures["characters"] = f"{sum(map(len, texts)):,}"
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        check_tokens(outcome, texts, Path(folder))
        check_history(outcome, texts, Path(folder))
        check_judge(outcome, texts, arguments.judged, Path(folder))
    return outcome.finish()


def tokenizer_with_every_control_token(folder: Path) -> ChatTokens:
    """Bytes for a vocabulary, and the control tokens of all families at once."""
    folder.mkdir()
    write_chat_files(folder)
    path = folder / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.add_special_tokens(list(CONTROL_TOKENS))
    tokenizer.save(str(path))
    return ChatTokens(folder)


def check_tokens(outcome: Outcome, texts: list[str], folder: Path) -> None:
    began = time.monotonic()
    for name, tokens in (
        ("starter", ChatTokens(STARTER)),
        ("all control tokens", tokenizer_with_every_control_token(folder / "toy")),
    ):
        for number, text in enumerate(texts):
            segments = tokens.render([ChatMessage("system", "Be kind."), ChatMessage("user", text)])
            quoted = [segment for segment in segments if segment.message == 1]
            outcome.check([s.text for s in quoted] == [text], f"{name}: {number} is not one quote")
            ids = tokens.encode_text(text)
            found = tokens.control_ids.intersection(ids)
            outcome.check(not found, f"{name}: {number} has control tokens {found}")
            # the starter's vocabulary lacks some bytes, which it leaves out
            if name != "starter":
                same = tokens.decode(ids) == whole(text)
                outcome.check(same, f"{name}: {number} does not come back: {text[:60]!r}")
    outcome.figures["tokenized in"] = f"{time.monotonic() - began:.0f} s"


def check_history(outcome: Outcome, texts: list[str], folder: Path) -> None:
    began = time.monotonic()
    history, other = (open_history(folder / name / FILE_NAME) for name in ("one", "two"))
    try:
        ids = [
            keep(history, texts[start : start + MESSAGES_EACH])
            for start in range(0, len(texts), MESSAGES_EACH)
        ]
        history.settled().result(120)
        kept = [text for id_ in ids for text in spoken(history, id_)]
        outcome.check(kept == texts, "the history differs from what was said")
        reader = history.reader
        target = folder / "chats.json"
        export_json(reader, ids, target)
        trees = [reader.tree(id_) for id_ in ids]
        outcome.check(read_export(target) == trees, "the JSON differs from the history")
        new_ids = other.add_trees(read_export(target)).result(120)
        outcome.check([other.reader.tree(i) for i in new_ids] == trees, "the import differs")
        for kind, export in (("md", export_markdown), ("txt", export_text)):
            check_readable(outcome, reader, ids, texts, export, folder / f"chats.{kind}")
        check_titles(outcome, texts, [reader.conversation(id_).title for id_ in ids])
        check_search(outcome, reader, texts)
    finally:
        history.close()
        other.close()
    again = open_history(folder / "one" / FILE_NAME)
    try:
        outcome.check(again.notices == (), f"opened again: {again.notices}")
        kept = [text for id_ in ids for text in spoken(again, id_)]
        outcome.check(kept == texts, "the history differs after it was opened again")
    finally:
        again.close()
    outcome.figures["kept, exported, imported and searched in"] = (
        f"{time.monotonic() - began:.0f} s"
    )


def keep(history, texts: list[str]) -> str:
    now = datetime.now(UTC)
    conversation = Conversation(new_id(), DEFAULT_SCENE, now, now)
    history.create_conversation(conversation)
    parent = None
    for number, text in enumerate(texts):
        role = Role.ASSISTANT if number % 2 else Role.USER
        reason = FinishReason.STOP if number % 2 else None
        message = Message(role, text, finish_reason=reason)
        history.add_message(conversation.id, message, parent)
        parent = message.id
    return conversation.id


def spoken(history, conversation_id: str) -> list[str]:
    return [entry.message.text for entry in history.reader.messages(conversation_id)]


def check_readable(outcome: Outcome, reader, ids, texts, export, target: Path) -> None:
    export(reader, ids, target)
    content = target.read_bytes().decode("utf-8")
    place = 0
    for number, text in enumerate(texts):
        wanted = whole(text).rstrip("\n")
        found = content.find(wanted, place)
        if not outcome.check(found >= 0, f"{target.suffix}: message {number} is not there"):
            continue
        place = found + len(wanted)


def check_titles(outcome: Outcome, texts: list[str], given: list[str]) -> None:
    for number, title in enumerate([*map(automatic_title, texts), *given]):
        bad = [c for c in title if c < " " or "\x7f" <= c < "\xa0" or "\ud800" <= c <= "\udfff"]
        outcome.check(not bad, f"title {number} holds {bad}")
        outcome.check(
            len(title) <= MAX_TITLE_CHARACTERS, f"title {number} has {len(title)} letters"
        )


def check_search(outcome: Outcome, reader, texts: list[str]) -> None:
    slowest = 0.0
    for number in range(0, len(texts), max(1, len(texts) // 500)):
        began = time.monotonic()
        words = texts[number][:200]
        try:
            reader.search(words)
        except Exception as error:
            outcome.check(False, f"search {number} ({words!r}): {error!r}")
        else:
            outcome.check(True, "")
        slowest = max(slowest, time.monotonic() - began)
    outcome.figures["slowest search"] = f"{slowest:.2f} s"


def check_judge(outcome: Outcome, texts: list[str], count: int, folder: Path) -> None:
    scenes, _ = read_scenes(Paths(folder, RESOURCES).built_in_scenes)
    engine = Engine(STARTER, scenes, ("en",), Settings(), folder / "cache")
    for _ in engine.warm_up(scenes[DEFAULT_SCENE]):
        pass
    labels = {label.id for label in scenes[DEFAULT_SCENE].labels}
    step = max(1, len(texts) // max(count, 1))
    # a step that shares no factor with the makers' turns meets all of them
    step += step % 5 == 0
    chosen = {*texts[::step], *sorted(texts, key=len)[-3:]}
    slowest = 0.0
    for text in [*sorted(chosen), *SLOW_TO_READ]:
        # of the processor's time: other programs are not this one's fault
        began = time.process_time()
        mood = engine.judge(DEFAULT_SCENE, text)
        took = time.process_time() - began
        slowest = max(slowest, took)
        outcome.check(mood.label in labels, f"label {mood.label!r} for {text[:60]!r}")
        sound = len(mood.probabilities) == len(labels) and all(
            0 <= share <= 1 for share in (mood.confidence, *mood.probabilities)
        )
        outcome.check(sound, f"verdict {mood} for {text[:60]!r}")
        outcome.check(took < JUDGE_LIMIT_S, f"{took:.1f} s for {len(text)} characters")
    outcome.figures["judged"] = len(chosen) + len(SLOW_TO_READ)
    outcome.figures["slowest verdict, processor time"] = f"{slowest:.1f} s"


def whole(text: str) -> str:
    """The text with U+FFFD for each lone surrogate, as files and models get it."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


if __name__ == "__main__":
    sys.exit(main())
