"""`chat`: the same engine, and the same turn, in a terminal."""

from __future__ import annotations

import argparse
import sys
import threading

from desktop_app.backend.inference import LocalBackend
from desktop_app.cli.console import load_backend, put_text, say
from desktop_app.core.api.events import ContextTrimmed, MoodJudged, ReplyChunk, TurnEnded
from desktop_app.core.conversation import FinishReason, Message, Role, Turn, new_id
from desktop_app.core.errors import QT_TRANSLATE_NOOP
from desktop_app.core.mood import Face, Mood, percent
from desktop_app.core.scenes.scene import Scene, by_language
from desktop_app.core.system.memory import known_cause
from desktop_app.shell.platform.translation import tr, translate_error
from desktop_app.startup import Startup

GREETING = QT_TRANSLATE_NOOP(
    "CommandLine", "{model} is ready, fully offline. Ctrl+C stops a reply, Ctrl+D leaves."
)
STARTER_ONLY = QT_TRANSLATE_NOOP("CommandLine", "This model knows English only.")
TRIMMED = QT_TRANSLATE_NOOP("CommandLine", "(The oldest {count} messages no longer fit.)")
SHORTENED = QT_TRANSLATE_NOOP(
    "CommandLine", "(The message is very long: its beginning and its end were read.)"
)


def run(arguments: argparse.Namespace, startup: Startup) -> int:
    """Chat until the input ends, or judge and answer one message."""
    scene = startup.scene(arguments.scene)
    backend, model = load_backend(startup)
    chat = TerminalChat(backend, scene, startup)
    if arguments.once is None:
        say(tr(GREETING).format(model=model.title))
    if model.languages == ("en",):
        say(tr(STARTER_ONLY))
    if arguments.once is not None:
        return 0 if chat.turn(arguments.once) else 1
    while (text := _read_line()) is not None:
        if text.strip():
            chat.turn(text)
    return 0


class TerminalChat:
    """One conversation on stdout."""

    def __init__(self, backend: LocalBackend, scene: Scene, startup: Startup) -> None:
        self._backend = backend
        self._scene = scene
        self._startup = startup
        self._history: list[Message] = []
        self._conversation_id = new_id()

    def turn(self, text: str) -> bool:
        """Judge and answer one message; False where it failed. Ctrl+C stops the reply."""
        turn = Turn(self._conversation_id, tuple(self._history), text, self._scene.id)
        cancelled = threading.Event()
        mood: Mood | None = None
        whole = ""
        reason = FinishReason.FAILED
        events = self._backend.respond(turn, cancelled)
        while True:
            try:
                event = next(events, None)
            except KeyboardInterrupt:
                # the generator is gone with it; what was said stays
                cancelled.set()
                reason = FinishReason.CANCELLED
                break
            except Exception as error:
                known = known_cause(error)
                if known is None:
                    raise
                say(translate_error(known))
                break
            match event:
                case None:
                    break
                case MoodJudged(mood=mood):
                    put_text(verdict_line(self._scene, mood, self._startup.language))
                case ContextTrimmed(dropped=dropped, shortened=shortened):
                    if dropped:
                        say(tr(TRIMMED).format(count=dropped))
                    if shortened:
                        say(tr(SHORTENED))
                case ReplyChunk(text=piece):
                    whole += piece
                    put_text(piece, end="")
                case TurnEnded(finish_reason=reason, taken_back=taken_back):
                    whole = whole[: len(whole) - taken_back]
        put_text("")
        if whole:
            # most chat templates want roles that alternate: no reply, no message
            reply = Message(Role.ASSISTANT, whole, finish_reason=reason)
            self._history += (Message(Role.USER, text, mood=mood), reply)
        return reason is not FinishReason.FAILED


def verdict_line(scene: Scene, mood: Mood, language: str) -> str:
    """`😄 LLM 情感判断: 正面`, with how sure the judge is; `😐 平静` where no feeling is said."""
    head = "LLM 情感判断" if language == "zh" else "LLM sentiment"
    if mood.face is not Face.FEELING:
        return f"😐 {head}: {_GREY_WORDS[mood.face][language]}"
    label = scene.label(mood.label)
    word, sure = by_language(label.word, language), percent(mood.confidence)
    return f"{label.emoji} {head}: {word}" + (f"（{sure}）" if language == "zh" else f" ({sure})")


_GREY_WORDS = {
    Face.CALM: {"zh": "平静", "en": "calm"},
    Face.UNCLEAR: {"zh": "听不太出来", "en": "hard to tell"},
}


def _read_line() -> str | None:
    prompt = "> " if sys.stdin.isatty() else ""
    try:
        return input(prompt)
    except (EOFError, KeyboardInterrupt):
        put_text("")
        return None
