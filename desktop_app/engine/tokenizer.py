"""Text to token ids and back: the chat template, and user text that can never become control.

A rendered chat is a list of segments. What the template writes is encoded with control tokens
recognised; what a person or the model wrote is encoded by a second tokenizer that has none, so a
typed `<|im_end|>` is seven ordinary tokens. Uses the tokenizers library and the model's own Jinja
template in a sandbox; knows nothing of weights.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from tokenizers import Tokenizer

from desktop_app.core.errors import QT_TRANSLATE_NOOP, SENSELESS, KnownError
from desktop_app.engine.chat_template import ChatTemplate, TooMuchError
from desktop_app.engine.detokenizer import TokenBytes
from desktop_app.engine.thought import CLOSE, OPEN

MAX_TOKEN_CHARACTERS = 64
MAX_REASON = 300
"""Characters of what a chat template says when it fails."""
MAX_QUOTES = 4
"""How many times a chat template may quote one message, in the mean."""
_OPEN_THOUGHT = re.compile(rf"{OPEN}\s*\Z")
_MALFORMED = (*SENSELESS, SyntaxError, jinja2.TemplateError)


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message as the template sees it: a role name and its text."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a rendered chat. message: index of the message it quotes, None for template."""

    text: str
    message: int | None


class ChatTokens:
    """The tokenizer and the chat template of one model folder."""

    def __init__(self, folder: Path) -> None:
        """Read tokenizer.json and the template. Raises KnownError("tokenizer_damaged")."""
        try:
            self._control = Tokenizer.from_file(str(folder / "tokenizer.json"))
            settings = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
            self._template = ChatTemplate(_template_text(folder, settings))
            self._names = {
                name: _token_text(settings.get(name)) for name in ("bos_token", "eos_token")
            }
        except _MALFORMED as error:
            raise _damaged(folder, error) from error
        except Exception as error:
            # tokenizers raises bare Exception for every malformed file
            if type(error) is not Exception:
                raise
            raise _damaged(folder, error) from error
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
        self.end_of_turn = self._names["eos_token"]
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
        return self._control.decode(list(token_ids), skip_special_tokens=True)

    def render(self, messages: Sequence[ChatMessage], *, may_think: bool = False) -> list[Segment]:
        """The chat up to where the assistant speaks, cut into template and quoted segments.

        may_think: where the template opens a thought, leave it open; else it ends at once, empty.

        The template is run over stand-ins, not over the texts: what it does to them (trim, look
        for tags) can't depend on what a person typed.
        Raises KnownError("template_failed") where the template refuses the order of roles.
        """
        key = secrets.token_hex(8)
        stand_ins = [f"{key}{index:06d}" for index in range(len(messages))]
        rows = [
            {"role": message.role, "content": stand_in}
            for message, stand_in in zip(messages, stand_ins, strict=True)
        ]
        try:
            text = self._template.render(rows, self._names)
            # a lone surrogate could never become tokens
            text.encode()
            if not may_think:
                text = _OPEN_THOUGHT.sub(f"{OPEN}\n\n{CLOSE}\n\n", text)
            return list(_split(text, key, messages))
        except MemoryError:
            raise
        except TooMuchError as error:
            meaning = QT_TRANSLATE_NOOP(
                "KnownError", "It asks for more time or memory than any chat needs."
            )
            raise _template_failed(meaning) from error
        except Exception as error:
            # a template is a program of the model's maker, and fails as programs do
            meaning = QT_TRANSLATE_NOOP("KnownError", "It says: {reason}")
            raise _template_failed(meaning, str(error)[:MAX_REASON]) from error

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


def _split(text: str, key: str, messages: Sequence[ChatMessage]) -> Iterator[Segment]:
    """Raises ValueError and IndexError where the template cut a stand-in to pieces."""
    first, *rest = text.split(key)
    if len(rest) > MAX_QUOTES * len(messages):
        raise TooMuchError("memory")
    if first:
        yield Segment(first, None)
    for part in rest:
        if not re.match(r"[0-9]{6}", part):
            raise ValueError("a message that is cut to pieces")
        index = int(part[:6])
        yield Segment(messages[index].text, index)
        if part[6:]:
            yield Segment(part[6:], None)


def _template_text(folder: Path, settings: dict[str, Any]) -> str:
    own_file = folder / "chat_template.jinja"
    if own_file.is_file():
        return own_file.read_text(encoding="utf-8")
    template = settings["chat_template"]
    if isinstance(template, list):
        template = {row["name"]: row["template"] for row in template}["default"]
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


def _template_failed(meaning: str, reason: str = "") -> KnownError:
    return KnownError(
        "template_failed",
        QT_TRANSLATE_NOOP("KnownError", "This model's chat template can't be used."),
        meaning,
        QT_TRANSLATE_NOOP("KnownError", "Choose another model."),
        reason=reason,
    )


def _damaged(folder: Path, error: Exception) -> KnownError:
    return KnownError(
        "tokenizer_damaged",
        QT_TRANSLATE_NOOP("KnownError", "The tokenizer of the model in {folder} can't be read."),
        QT_TRANSLATE_NOOP("KnownError", "A file is missing or damaged: {reason}"),
        QT_TRANSLATE_NOOP("KnownError", "Download or import the model again."),
        folder=folder,
        reason=error,
    )
