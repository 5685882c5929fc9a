"""Where a reply stops: whole sentences, none of them twice, one sentence behind an opener.

Takes the text of a reply as it is generated and hands out what may be shown. Text that may have to
be taken back is held: the beginning of a sentence that may become one that was said already, and
what follows a sentence that may be the last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop_app.core.conversation import FinishReason

SOFT_TOKENS = 64
SOFT_SHARE = 0.4
"""So many tokens, or this share, before the longest reply the end of a sentence ends it."""
LEAST_REPEATED = 4
"""Letters and digits of a sentence that counts as repeated; "Yes." may come twice."""

_CLOSERS = r"[\"'”’」』）)\]】*_`~～]*"
_NO_END = (
    r"(?<!\b[A-Z])(?<!\b[Mm]r)(?<!\b[Mm]s)(?<!\b[Mm]rs)(?<!\b[Dd]r)(?<!\b[Ss]t)(?<!\bvs)(?<!\betc)"
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\ba\.m)(?<!\bp\.m)(?<!\bNo)(?<!\n\d)(?<!\n\d\d)(?<!^\d)(?<!^\d\d)"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_END = re.compile(
    rf"(?:[。！？!?]|{_NO_END}\.(?=[\s\"'”’)*_`]|$))[。！？!?….~～]*{_CLOSERS}"
    r"(?:\s?[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d]+)*|(?<![:：,，、])\n+"
)


_CLAUSE_END = re.compile(
    r"[，；]|[,;](?=\s)|[,;]$|\s?[-–—]{1,2}(?=\s)|\s(?:because|but|even though)(?=\s)"
)
LEAST_CLAUSE = 2
"""Letters before a comma that ends something: "Oh, that …" has not begun yet."""


REFUSALS = (
    *("imsorrybuti", "iamsorrybuti", "sorrybuti", "iapologizebuti", "asanai", "imjustanai"),
    *("icantassist", "icannotassist", "imunabletoassist", "asalanguagemodel"),
    *("作为ai", "作为一个ai", "作为一名ai", "作为人工智能", "作为一个人工智能", "作为一个语言模型"),
    *("很抱歉但我", "很抱歉我无法", "很抱歉我不能", "非常抱歉我无法", "非常抱歉我不能", "抱歉但我"),
    *(
        "抱歉我无法",
        "抱歉我不能",
        "对不起但我",
        "对不起我无法",
        "对不起我不能",
        "我无法提供",
        "我不能提供",
    ),
)
"""How small models begin to refuse what nobody asked; letters and digits alone."""


@dataclass(frozen=True, slots=True)
class Ending:
    """kept: characters of the generated text that are part of the reply.

    shown: of those that were not handed out yet.  taken_back: characters at the end of what was
    handed out that are not part of the reply.  stop: the full stop that a clause lacks.
    """

    kept: int
    shown: str
    taken_back: int
    stop: str = ""


class ReplyShape:
    """The text of one reply, from its first token to its last."""

    def __init__(
        self,
        begun: str = "",
        *,
        most: int,
        heard: str = "",
        is_framed: bool = False,
        may_refuse: bool = True,
    ) -> None:
        """begun: the reply's text so far, which goes on.

        most: the longest reply, in tokens.  heard: whose sentences are not to be said again, such
        as the person's message.  is_framed: one clause is enough; what comes behind its
        comma ("but ...", "because ...") is where small models go wrong.  may_refuse: something
        was asked for; where nothing was, a sentence that refuses is none to say.
        """
        self._text = ""
        self._shown = 0
        self._soft = most - min(SOFT_TOKENS, int(most * SOFT_SHARE))
        self._is_framed = is_framed
        self._tokens = 0
        self._start = 0
        """Where the sentence that is being said begins."""
        self._seen = {_plain(part) for text in (begun, heard) for part in _parts(f"{text}\n")}
        self._stop = ""
        self._refusals = () if may_refuse else REFUSALS
        self.reason: FinishReason | None = None
        """Why no more is wanted; None while more is."""
        self.repeats_from: int | None = None
        """Where a sentence begins that is not to be said (again), in characters of the text."""

    @property
    def text(self) -> str:
        """All that was generated."""
        return self._text

    def push(self, text: str) -> str:
        """Take in the text of one token; what may be shown now, often nothing."""
        self._tokens += 1
        self._text += text
        while self.reason is None and self.repeats_from is None:
            if _plain(self._text[self._start :]).startswith(self._refusals):
                self.repeats_from = self._start
                break
            if self._is_framed and self._clause_ends():
                break
            found = _END.search(self._text, self._start)
            while found and not self._text[self._start : found.end()].strip():
                # blank lines end nothing
                found = _END.search(self._text, found.end())
            if found is None or found.end() == len(self._text):
                # what comes next may still belong to the sentence: a digit, a quotation mark
                break
            self._end_sentence(found.end())
        return self._hand_out()

    def withdraw(self, length: int) -> None:
        """Go back to the first `length` characters, none of which must have been held."""
        self._text = self._text[:length]
        self.repeats_from = None

    def give_in(self) -> None:
        """Let the model refuse: it has nothing else to say."""
        self._refusals = ()
        self.repeats_from = None

    def end(self, reason: FinishReason) -> Ending:
        """No more comes. A reply that was cut off ends with its last whole sentence."""
        kept = len(self._text)
        if self.repeats_from is not None:
            kept = self.repeats_from
        elif self.reason is not None:
            kept = self._start
        elif reason is FinishReason.LENGTH:
            # behind the last end there is part of a sentence, or nothing
            kept = self._last_end() or kept
        elif reason is FinishReason.STOP and self._is_said(self._text[self._start :]):
            kept = self._start
        if reason is not FinishReason.CANCELLED:
            kept = len(self._text[:kept].rstrip()) or kept
        shown = self._text[self._shown : kept]
        return Ending(kept, shown, max(0, self._shown - kept), self._stop)

    def _end_sentence(self, end: int) -> None:
        if self._is_said(self._text[self._start : end]):
            self.repeats_from = self._start
            return
        self._seen.add(_plain(self._text[self._start : end]))
        self._start = end
        if self._is_framed:
            self.reason = FinishReason.STOP
        elif self._tokens >= self._soft:
            self.reason = FinishReason.LENGTH

    def _clause_ends(self) -> bool:
        """End the reply where a clause ends before its sentence does."""
        sentence, clause = _END.search(self._text), self._clause()
        if clause is None or (clause.end() == len(self._text) and clause[0] in ",;"):
            # a comma between digits is none
            return False
        if sentence is not None and sentence.start() < clause.start():
            return False
        self._start = clause.start()
        self._stop = "。" if _HAN.search(self._text[: self._start][-1:]) else "."
        self.reason = FinishReason.STOP
        return True

    def _clause(self) -> re.Match[str] | None:
        return next(
            (
                found
                for found in _CLAUSE_END.finditer(self._text)
                if len(_plain(self._text[: found.start()])) >= LEAST_CLAUSE
            ),
            None,
        )

    def _hand_out(self) -> str:
        end = len(self._text)
        is_decided = self.reason is not None or self.repeats_from is not None
        if is_decided or self._may_become_said(self._text[self._start :]):
            end = self._start
        elif self._is_framed and (clause := self._clause()):
            end = clause.start()
        elif self._may_be_last() and (found := _END.search(self._text, self._start)):
            end = found.end()
        text = self._text[self._shown : max(end, self._shown)]
        self._shown = max(end, self._shown)
        return text

    def _may_be_last(self) -> bool:
        return self._is_framed or self._tokens >= self._soft

    def _is_said(self, sentence: str) -> bool:
        plain = _plain(sentence)
        return len(plain) >= LEAST_REPEATED and plain in self._seen

    def _may_become_said(self, beginning: str) -> bool:
        plain = _plain(beginning)
        if any(start.startswith(plain) for start in self._refusals):
            return True
        return any(said.startswith(plain) and len(said) >= LEAST_REPEATED for said in self._seen)

    def _last_end(self) -> int:
        """Behind the last sentence that is whole; 0 where there is none."""
        ends = [found.end() for found in _END.finditer(self._text)]
        whole = [end for end in ends if self._text[:end].strip()]
        return whole[-1] if whole else 0


def is_question(text: str) -> bool:
    """Whether a text ends by asking something."""
    return re.search(rf"[?？]{_CLOSERS}\s*$", text) is not None


def joined(text: str, more: str) -> str:
    """`more`, as it is to stand behind a text: after a space where the script has them."""
    needs_space = text and more and text[-1].isascii() and not text[-1].isspace()
    return f" {more}" if needs_space else more


def _parts(text: str) -> list[str]:
    parts, start = [], 0
    for found in _END.finditer(text):
        parts.append(text[start : found.end()])
        start = found.end()
    return parts


def _plain(text: str) -> str:
    """What is compared: without signs and spaces, whose absence repeats no less."""
    return "".join(c for c in text.lower() if c.isalnum())
