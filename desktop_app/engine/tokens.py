"""Text to token ids and back: the chat template, and user text that can never become control.

A rendered chat is a list of segments. What the template writes is encoded with control tokens
recognised; what a person or the model wrote is encoded by a second tokenizer that has none, so a
typed `<|im_end|>` is seven ordinary tokens. Uses the tokenizers library and the model's own Jinja
template in a sandbox; knows nothing of weights.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import jinja2.ext
import jinja2.sandbox
from tokenizers import Tokenizer

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError

REPLACEMENT = "\ufffd"
MAX_TOKEN_CHARACTERS = 64
MAX_PRODUCT = 1 << 20
"""Characters that a chat template may make by repeating a text."""
_MALFORMED = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
    jinja2.TemplateError,
)
MAX_PENDING_TOKENS = 8
"""An incomplete character has at most four bytes; beyond this the bytes will never complete."""


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
            self._template = _compile(_template_text(folder, settings))
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
        self.end_of_turn = self._names["eos_token"]
        self.end_of_turn_id = control.get(self.end_of_turn)

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

    def render(self, messages: Sequence[ChatMessage]) -> list[Segment]:
        """The chat up to where the assistant speaks, cut into template and quoted segments.

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
            text = self._template.render(
                messages=rows, add_generation_prompt=True, enable_thinking=False, **self._names
            )
        except Exception as error:
            # a template is a program of the model's maker, and fails as programs do
            raise KnownError(
                "template_failed",
                QT_TRANSLATE_NOOP("KnownError", "This model's chat template can't be used."),
                QT_TRANSLATE_NOOP("KnownError", "It says: {reason}"),
                QT_TRANSLATE_NOOP("KnownError", "Choose another model."),
                reason=str(error),
            ) from error
        return list(_split(text, key, messages))


class TextStream:
    """Token ids in, whole characters out: incomplete UTF-8 is held back until it is complete.

    Text is the difference between decoding a short window with and without the new tokens, so
    that tokenizers whose pieces depend on what stands before them come out right too.
    """

    def __init__(self, tokens: ChatTokens, before: Sequence[int] = ()) -> None:
        """before: what the text goes on from."""
        self._tokens = tokens
        self._window = list(before[-MAX_PENDING_TOKENS:])
        self._shown = len(self._window)

    @property
    def pending(self) -> int:
        """How many of the last tokens are not yet text."""
        return len(self._window) - self._shown

    def push(self, token_id: int) -> str:
        """The text that has become certain with this token; often empty for part of an emoji."""
        self._window.append(token_id)
        before = self._tokens.decode(self._window[: self._shown])
        after = self._tokens.decode(self._window)
        if after.endswith(REPLACEMENT) and self.pending < MAX_PENDING_TOKENS:
            return ""
        self._window = self._window[self._shown :]
        self._shown = len(self._window)
        return after[len(before) :]

    def flush(self) -> str:
        """What was held back; bytes that never became a character are U+FFFD."""
        before = self._tokens.decode(self._window[: self._shown])
        text = self._tokens.decode(self._window)[len(before) :]
        self._window, self._shown = [], 0
        return text


def _split(text: str, key: str, messages: Sequence[ChatMessage]):
    first, *rest = text.split(key)
    if first:
        yield Segment(first, None)
    for part in rest:
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


class _Environment(jinja2.sandbox.ImmutableSandboxedEnvironment):
    """A sandbox in which no product is larger than any prompt."""

    intercepted_binops = frozenset(("*", "**"))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" and not (abs(left) < 1 << 16 and abs(right) < 16):
            raise jinja2.TemplateError("a power that is too large")
        for one, other in ((left, right), (right, left)):
            if isinstance(one, str | list | tuple) and len(one) * other > MAX_PRODUCT:
                raise jinja2.TemplateError("a text that is too long")
        return super().call_binop(context, operator, left, right)


def _compile(text: str) -> jinja2.Template:
    def raise_exception(message: str) -> None:
        raise jinja2.TemplateError(message)

    environment = _Environment(
        trim_blocks=True, lstrip_blocks=True, extensions=[jinja2.ext.loopcontrols]
    )
    environment.globals["raise_exception"] = raise_exception
    return environment.from_string(text)


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
