"""Text to token ids and back: the chat template, and user text that can never become control.

A rendered chat is a list of segments. What the template writes is encoded with control tokens
recognised; what a person or the model wrote is encoded by a second tokenizer that has none, so a
typed `<|im_end|>` is seven ordinary tokens. Uses the tokenizers library and the model's own Jinja
template in a sandbox; knows nothing of weights.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from desktop_app.core.errors import QT_TRANSLATE_NOOP, SENSELESS, KnownError
from desktop_app.engine.text.chat_layout import ChatMessage, ChatRenderer, Segment
from desktop_app.engine.text.detokenizer import TokenBytes
from desktop_app.engine.text.thought import CLOSE, OPEN

MAX_TOKEN_CHARACTERS = 64
_OPEN_THOUGHT = re.compile(rf"{OPEN}\s*\Z")


class ChatTokens:
    """The tokenizer and the chat template of one model folder."""

    def __init__(self, folder: Path) -> None:
        """Read tokenizer.json and the template.

        Raises KnownError("tokenizer_damaged") or ("template_failed").
        """
        try:
            self._control = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            # tokenizers raises bare Exception for every malformed file
            if type(error) is not Exception and not isinstance(error, SENSELESS):
                raise
            raise _damaged(folder, error) from error
        self._renderer = read_chat_template(folder)
        # the same vocabulary and merges, in the same memory, but no control token to recognise
        self._plain = Tokenizer(self._control.model)
        for part in ("normalizer", "pre_tokenizer"):
            if getattr(self._control, part) is not None:
                setattr(self._plain, part, getattr(self._control, part))
        control = {
            token.content: id_ for id_, token in self._control.get_added_tokens_decoder().items()
        }
        self.control_ids = frozenset(control.values())
        self.bytes = TokenBytes(self._control)
        """For a TextStream of what the model writes."""
        self.end_of_turn = self._renderer.names["eos_token"]
        self.end_of_turn_id = control.get(self.end_of_turn)
        self.turn_ids = self._between_turns()
        """Control tokens that the template writes between two turns: none is part of a reply."""
        self.opens_thought = self._opens_thought()
        """Whether the template begins each reply with a thought."""

    def encode_text(self, text: str) -> list[int]:
        """Token ids of a person's or the model's words; never a control token.

        Lone surrogates, which no encoding can carry, become U+FFFD.
        """
        clean = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        ids = self._plain.encode(clean, add_special_tokens=False).ids
        return [token for token in ids if token not in self.control_ids]

    def encode_clipped(self, text: str, limit: int) -> tuple[list[int], bool]:
        """Token ids of a text's beginning and end, at most `limit`, and whether any were left out.

        A megabyte is not tokenized for a few hundred tokens: far more characters than any token
        has are cut from the middle first.
        """
        head, tail = limit // 2, limit - limit // 2
        if len(text) > limit * MAX_TOKEN_CHARACTERS:
            first = self.encode_text(text[: head * MAX_TOKEN_CHARACTERS])
            last = self.encode_text(text[-tail * MAX_TOKEN_CHARACTERS :])
            return first[:head] + last[-tail:], True
        ids = self.encode_text(text)
        if len(ids) <= limit:
            return ids, False
        return ids[:head] + ids[-tail:], True

    def encode_template(self, text: str) -> list[int]:
        """Token ids of text that the chat template wrote; control tokens are recognised."""
        return self._control.encode(text, add_special_tokens=False).ids

    def encode_segment(self, segment: Segment) -> list[int]:
        """Token ids of a rendered segment: template text or quoted text."""
        encode = self.encode_template if segment.message is None else self.encode_text
        return encode(segment.text)

    def decode(self, token_ids: Sequence[int]) -> str:
        """Text of token ids; control tokens are left out."""
        return self.bytes.text(token_ids)

    def render(self, messages: Sequence[ChatMessage], *, may_think: bool = False) -> list[Segment]:
        """The chat up to where the assistant speaks, cut into template and quoted segments.

        may_think: where the template opens a thought, leave it open; else it ends at once, empty.

        Raises KnownError("template_failed").
        """
        segments = self._renderer.render(messages)
        if not may_think and segments and segments[-1].message is None:
            closed = _OPEN_THOUGHT.sub(f"{OPEN}\n\n{CLOSE}\n\n", segments[-1].text)
            segments[-1] = Segment(closed, None)
        return segments

    def _between_turns(self) -> frozenset[int]:
        chat = [ChatMessage(role, "") for role in ("user", "assistant", "user")]
        try:
            segments = self.render(chat)
        except KnownError:
            # one that refuses this chat says so when it is asked to chat
            return frozenset()
        places = [index for index, segment in enumerate(segments) if segment.message is not None]
        if [segments[index].message for index in places] != [0, 1, 2]:
            return frozenset()
        between = segments[places[1] + 1 : places[2]]
        ids = {token for segment in between for token in self.encode_segment(segment)}
        return frozenset(ids & self.control_ids)

    def _opens_thought(self) -> bool:
        try:
            segments = self.render([ChatMessage("user", "")], may_think=True)
        except KnownError:
            return False
        return bool(segments) and _OPEN_THOUGHT.search(segments[-1].text) is not None


def read_chat_template(folder: Path) -> ChatRenderer:
    """The chat template of a model folder, tried; its tokenizer.json need not be there yet.

    Raises KnownError("template_failed") and ("tokenizer_damaged").
    """
    try:
        settings = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
        source = _template_text(folder, settings)
        names = {name: _token_text(settings.get(name)) for name in ("bos_token", "eos_token")}
    except (*SENSELESS, StopIteration) as error:
        raise _damaged(folder, error) from error
    return ChatRenderer(source, names)


def _template_text(folder: Path, settings: dict[str, Any]) -> str:
    own_file = folder / "chat_template.jinja"
    if own_file.is_file():
        # a mark at its beginning, as some editors write it, is no part of the chat
        return own_file.read_text(encoding="utf-8-sig")
    template = settings["chat_template"]
    if isinstance(template, list):
        # several, by what they are for: a chat, a chat with tools
        named = {row["name"]: row["template"] for row in template}
        template = named.get("default") or next(iter(named.values()))
    if not isinstance(template, str):
        raise TypeError("chat_template")
    # a lone surrogate could never be encoded
    template.encode()
    return template


def _token_text(value: Any) -> str:
    text = value["content"] if isinstance(value, dict) else value or ""
    if not isinstance(text, str):
        raise TypeError("a token that is no text")
    return text


def _damaged(folder: Path, error: Exception) -> KnownError:
    return KnownError(
        "tokenizer_damaged",
        QT_TRANSLATE_NOOP("KnownError", "The tokenizer of the model in {folder} can't be read."),
        QT_TRANSLATE_NOOP("KnownError", "A file is missing or damaged: {reason}"),
        QT_TRANSLATE_NOOP("KnownError", "Download or import the model again."),
        folder=folder,
        reason=error,
    )
