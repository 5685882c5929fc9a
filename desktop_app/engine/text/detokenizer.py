"""Token ids in, whole characters out.

A token is some bytes of UTF-8, whatever stands around it, in the two kinds of tokenizers that split
characters: byte-level ones (GPT-2, Qwen) and those with a byte fallback (Llama). What is not yet
a character is seen from the bytes, so that a U+FFFD which a model means is one.
"""

from __future__ import annotations

import codecs
import functools
import json
from collections.abc import Callable, Sequence
from typing import Any

from tokenizers import Tokenizer

from desktop_app.engine.text.thought import CLOSE, OPEN

MAX_PENDING_TOKENS = 8
"""A character has at most four bytes; longer chains are tokens that each end one and begin one."""
CONTEXT_TOKENS = 8
"""What stands before a token, for decoders that are not known here."""


class TokenBytes:
    """The bytes of each token of one tokenizer, as its decoder gives them."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[int, bytes] = {}
        steps = _steps(tokenizer.decoder)
        self._steps = None if steps is None else [step for step in steps if step is not None]
        self.stripped = 0 if steps is None else _stripped(tokenizer.decoder)
        """How many spaces a text loses at its start."""
        added = tokenizer.get_added_tokens_decoder()
        special = {token.content for token in added.values() if token.special}
        # of which the splitter makes something, whatever the tokenizer thinks of them
        self._special = special - {OPEN, CLOSE}
        # added tokens are written as they are; those of one character that the model has as well
        # are the byte which that character stands for
        self._plain = {
            token_id: token.content
            for token_id, token in added.items()
            if len(token.content) > 1 or tokenizer.model.token_to_id(token.content) != token_id
        }
        self._has_alphabet = self._steps is not None and _byte_level in self._steps

    @property
    def are_known(self) -> bool:
        """Whether a token's bytes depend on nothing but the token."""
        return self._steps is not None

    def __getitem__(self, token_id: int) -> bytes:
        """Nothing for a control token, and for an id that the tokenizer does not have."""
        found = self._known.get(token_id)
        if found is None:
            found = self._known[token_id] = self._look_up(token_id)
        return found

    def after(self, before: Sequence[int], token_id: int) -> bytes:
        """The bytes of a token where they depend on what stands before it."""
        text = self._decode([*before, token_id])
        return text[len(self._decode(before)) :].encode()

    def _look_up(self, token_id: int) -> bytes:
        name: str | None = self._tokenizer.id_to_token(token_id)
        if name is None or name in self._special:
            return b""
        if self._has_alphabet and token_id in self._plain:
            return name.encode()
        piece: str | bytes = name
        for step in self._steps or ():
            if isinstance(piece, str):
                piece = step(piece)
        return piece.encode() if isinstance(piece, str) else piece

    def text(self, token_ids: Sequence[int]) -> str:
        """The text of all of them at once; bytes that are no character are U+FFFD."""
        if self._steps is None:
            return self._decode(token_ids)
        text = b"".join(self[token_id] for token_id in token_ids).decode("utf-8", "replace")
        spaces = len(text) - len(text.lstrip(" "))
        return text[min(spaces, self.stripped) :]

    def _decode(self, ids: Sequence[int]) -> str:
        return self._tokenizer.decode(list(ids), skip_special_tokens=True)


class StreamingDetokenizer:
    """The text of tokens as they come; bytes that are no character yet are held back."""

    def __init__(self, token_bytes: TokenBytes, before: Sequence[int] = ()) -> None:
        """before: what the text goes on from, whole characters."""
        self._bytes = token_bytes
        self._before = list(before[-CONTEXT_TOKENS:])
        self._strip = 0 if before else token_bytes.stripped
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self._pending = 0

    @property
    def pending(self) -> int:
        """How many of the last tokens are not yet text."""
        return self._pending

    def push(self, token_id: int) -> str:
        """The text that has become certain with this token; often empty for part of an emoji."""
        self._held += self._decoder.decode(self._next(token_id))
        self._pending += 1
        if self._decoder.getstate()[0] and self._pending < MAX_PENDING_TOKENS:
            return ""
        return self._take()

    def flush(self) -> str:
        """What was held back; bytes that never became a character are U+FFFD."""
        self._held += self._decoder.decode(b"", final=True)
        return self._take()

    def _next(self, token_id: int) -> bytes:
        if self._bytes.are_known:
            return self._bytes[token_id]
        found = self._bytes.after(self._before, token_id)
        self._before = [*self._before, token_id][-CONTEXT_TOKENS:]
        return found

    def _take(self) -> str:
        text, self._held, self._pending = self._held, "", 0
        while self._strip and text:
            # what does not begin with a space has none to lose
            self._strip = self._strip - 1 if text.startswith(" ") else 0
            text = text.removeprefix(" ") if text.startswith(" ") else text
        return text


_Step = Callable[[str], str | bytes]


def _steps(decoder: Any) -> list[_Step | None] | None:
    """What a decoder does to each token, in order; None for a kind that is not known here."""
    found: list[_Step | None] = []
    for part in _parts(decoder):
        match part:
            case {"type": "ByteLevel"}:
                found.append(_byte_level)
            case {"type": "ByteFallback"}:
                found.append(_byte_fallback)
            case {"type": "Replace", "pattern": {"String": str(old)}, "content": str(new)}:
                found.append(functools.partial(_replaced, old=old, new=new))
            case {"type": "Fuse"} | {"type": "Strip", "content": " ", "stop": 0}:
                found.append(None)
            case _:
                return None
    return found


def _parts(decoder: Any) -> list[dict[str, Any]]:
    if decoder is None:
        return [{"type": None}]
    whole = json.loads(decoder.__getstate__())
    return whole["decoders"] if whole["type"] == "Sequence" else [whole]


def _stripped(decoder: Any) -> int:
    return sum(part["start"] for part in _parts(decoder) if part["type"] == "Strip")


def _replaced(piece: str, old: str, new: str) -> str:
    return piece.replace(old, new)


def _byte_level(piece: str) -> bytes:
    alphabet = _alphabet()
    try:
        return bytes(alphabet[character] for character in piece)
    except KeyError:
        return piece.encode()


def _byte_fallback(piece: str) -> str | bytes:
    if len(piece) == 6 and piece.startswith("<0x") and piece.endswith(">"):
        try:
            return bytes.fromhex(piece[3:5])
        except ValueError:
            pass
    return piece


@functools.cache
def _alphabet() -> dict[str, int]:
    """The characters by which byte-level tokenizers write bytes (as GPT-2 does)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    named = {chr(byte): byte for byte in printable}
    return named | {chr(256 + index): byte for index, byte in enumerate(others)}
