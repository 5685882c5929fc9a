"""How a chat is laid out for one model's template: what is a turn of its own, what joins another.

Templates differ in what they take: some refuse the system role, some a second system message, some
two messages of one role in a row; some leave out in silence what they do not expect. Each layout
is tried on chats of every shape that occurs here, and the first one counts in which all that was
said is found again.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.engine.text.chat_template import ChatTemplate, TooMuchError

MAX_REASON = 300
"""Characters of what a chat template says when it fails."""
MAX_QUOTES = 4
"""How many times a chat template may quote one message, in the mean."""
BETWEEN = "\n\n"
"""What stands between two texts that share a turn."""


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


@dataclass(frozen=True, slots=True)
class ChatLayout:
    """system: which system texts stand alone, "all", "first" or "none"; others begin the next turn.

    alternates: neighbours of one role become one turn, and the first turn is the person's.
    in_parts: a message is a list of parts, as for models that see pictures.
    nothing: what stands for the tools and documents that no chat here has.
    """

    system: str = "all"
    alternates: bool = False
    in_parts: bool = False
    nothing: tuple | None = None

    def rows(self, roles: Sequence[str], texts: Sequence[str]) -> list[dict[str, Any]]:
        """The rows for the template, one for each turn."""
        turns: list[tuple[str, list[str]]] = []
        waiting: list[str] = []
        for index, (role, text) in enumerate(zip(roles, texts, strict=True)):
            alone = self.system == "all" or (self.system == "first" and index == 0)
            if role == "system" and not alone:
                waiting.append(text)
                continue
            if waiting and role != "user":
                turns.append(("user", waiting))
                waiting = []
            if self.alternates and role == "assistant" and not any(r == "user" for r, _ in turns):
                turns.append(("user", []))
            if self.alternates and turns and turns[-1][0] == role:
                turns[-1][1].extend([*waiting, text])
            else:
                turns.append((role, [*waiting, text]))
            waiting = []
        if waiting:
            turns.append(("user", waiting))
        return [{"role": role, "content": self._content(parts)} for role, parts in turns]

    def _content(self, parts: Sequence[str]) -> Any:
        text = BETWEEN.join(parts)
        return [{"type": "text", "text": text}] if self.in_parts else text


LAYOUTS = tuple(
    ChatLayout(system, alternates, in_parts, nothing)
    for in_parts, nothing, alternates, system in product(
        (False, True), (None, ()), (False, True), ("all", "first", "none")
    )
)
"""In the order in which they are tried: the less is changed, the earlier."""
MOST_ADAPTED = ChatLayout("none", alternates=True)

_S, _U, _A = "system", "user", "assistant"
TRIALS = (
    (_S, _U),
    (_U,),
    (_S, _U, _A, _U),
    # the cue before a message, the first or a later one
    (_S, _S, _U),
    (_S, _U, _A, _S, _U),
    # a reply that failed, one that was asked for again, a chat that the assistant began
    (_S, _U, _U),
    (_S, _U, _A, _A, _U),
    (_S, _A, _U),
    (_S, *(_U, _A, _S) * 8, _U),
)
"""The roles of chats of every shape that occurs."""


class ChatRenderer:
    """A template and the layout that it takes."""

    def __init__(self, source: str, names: Mapping[str, str]) -> None:
        """Compile and try it; names: of control tokens.

        Raises KnownError("template_failed") where no layout brings all that is said to the model.
        """
        self.names = names
        try:
            self._template = ChatTemplate(source)
        except MemoryError:
            raise
        except Exception as error:
            raise _failed(error) from error
        self.layout = self._fitting_layout()

    def render(self, messages: Sequence[ChatMessage]) -> list[Segment]:
        """The chat up to where the assistant speaks, cut into template and quoted segments.

        The template is run over stand-ins, not over the texts: what it does to them (trim, look
        for tags) can't depend on what a person typed.
        Raises KnownError("template_failed").
        """
        try:
            return self._render(self.layout, messages)
        except MemoryError:
            raise
        except (Exception, TooMuchError) as error:
            raise _failed(error) from error

    def _fitting_layout(self) -> ChatLayout:
        failures: dict[ChatLayout, Exception] = {}
        for layout in LAYOUTS:
            try:
                for roles in TRIALS:
                    self._try(layout, roles)
            except MemoryError:
                raise
            except TooMuchError as error:
                # another layout would cost as much
                raise _failed(error) from error
            except Exception as error:
                # a template is a program of the model's maker, and fails as programs do
                failures[layout] = error
                continue
            return layout
        # what remains when all is done for it is what the template is really about
        cause = failures[MOST_ADAPTED]
        raise _failed(cause) from cause

    def _try(self, layout: ChatLayout, roles: Sequence[str]) -> None:
        segments = self._render(layout, [ChatMessage(role, "") for role in roles])
        quoted = {segment.message for segment in segments}
        for index, role in enumerate(roles):
            if index not in quoted:
                raise ValueError(f"a message of the role {role} is left out")

    def _render(self, layout: ChatLayout, messages: Sequence[ChatMessage]) -> list[Segment]:
        key = secrets.token_hex(8)
        stand_ins = [f"{key}{index:06d}" for index in range(len(messages))]
        rows = layout.rows([message.role for message in messages], stand_ins)
        text = self._template.render(rows, self.names, layout.nothing)
        # a lone surrogate could never become tokens
        text.encode()
        return list(_split(text, key, messages))


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


def _failed(error: BaseException) -> KnownError:
    what = QT_TRANSLATE_NOOP("KnownError", "This model's chat template can't be used.")
    action = QT_TRANSLATE_NOOP(
        "KnownError", "Choose another model; the same one again would be no better."
    )
    if isinstance(error, TooMuchError):
        meaning = QT_TRANSLATE_NOOP(
            "KnownError", "It asks for more time or memory than any chat needs."
        )
        return KnownError("template_failed", what, meaning, action)
    meaning = QT_TRANSLATE_NOOP("KnownError", "It says: {reason}")
    reason = str(error)[:MAX_REASON] or type(error).__name__
    return KnownError("template_failed", what, meaning, action, reason=reason)
