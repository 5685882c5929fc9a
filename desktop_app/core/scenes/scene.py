"""A scene: one judge role and one assistant role, read from a TOML file.

The file speaks each language in a table of its own; a scene must have at least one language.

    id = "companion"
    name = { zh = "陪伴", en = "Companion" }

    [[labels]]
    id = "positive"
    emoji = "😄"
    colour = "positive"               # positive, negative or unsure: a colour role of the theme
    word = { zh = "正面", en = "positive" }

    [judge.zh]
    system = "…"                      # the judge's system prompt
    answer = "说话人的心情很"           # the start of the judge's answer; a label word follows
    more_answers = ["这听起来很"]       # optional: further starts, asked of the same message
    words = [["好", "坏"], …]          # word sets: one word for each label, in the labels' order
    neutral = ["…"]                   # optional: sentences that say no feeling; one of them may
                                      # stand among the anchors too, for its label alone
    [judge.zh.anchors]
    positive = ["…"]                  # a few sentences for each label, as many for one as another
    [[judge.zh.candidates]]           # optional: what to try where the anchors are judged badly;
    system = "…"                      # the same keys without anchors
    answer = "…"
    words = [["好", "坏"]]

    [assistant.zh]
    system = "…"
    greeting = "…"
    suggestions = ["…", "…", "…"]
    cues = { positive = "…", negative = "…" }     # optional: a manner of speaking, for each label
    [assistant.zh.openers]            # optional: a reply's first words where a label is felt
    negative = ["…", "…"]             # strongly; the model goes on behind them
    [assistant.zh.closings]           # optional: what such a reply ends with where it asks nothing
    negative = ["…", "…"]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.scenes.toml_tables import Lines, Table, invalid, unreadable

T = TypeVar("T")

DEFAULT_SCENE = "companion"
LANGUAGES = ("zh", "en")
COLOUR_ROLES = ("positive", "negative", "unsure")
MAX_LABELS = 6
MAX_BYTES = 1_000_000
"""Of a scene file; the built-in ones have some ten thousand."""


@dataclass(frozen=True, slots=True)
class Label:
    """A verdict that the judge can give.

    id: in data and on the command line.  word: on the screen, by language.
    colour: a colour role of the theme.
    """

    id: str
    emoji: str
    colour: str
    word: dict[str, str]


@dataclass(frozen=True, slots=True)
class JudgeRole:
    """How the model is made to judge in one language.

    word_sets: each holds one word for every label, in the scene's order; a set is one question.
    anchors: label id -> sentences that carry it, for calibration and the self-test.
    more_answers: further starts of the answer; every word set is asked after each of them.
    neutral: sentences that say no feeling; without them nobody measures whether one is said.
    candidates: roles to try in turn where a model judges the anchors badly with this one; they
        have the same anchors.
    """

    system: str
    answer: str
    word_sets: tuple[tuple[str, ...], ...]
    anchors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    more_answers: tuple[str, ...] = ()
    candidates: tuple[JudgeRole, ...] = ()
    neutral: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AssistantRole:
    """How the model is made to answer in one language. All by label id:

    cues: a manner of speaking.
    openers: first words of a reply, which the model continues.
    closings: last words of a reply that began with an opener and asks nothing.
    """

    system: str
    greeting: str = ""
    suggestions: tuple[str, ...] = ()
    cues: dict[str, str] = field(default_factory=dict)
    openers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    closings: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """One judge and one assistant, in one or more languages."""

    id: str
    name: dict[str, str]
    labels: tuple[Label, ...]
    judge: dict[str, JudgeRole]
    assistant: dict[str, AssistantRole]

    def label(self, label_id: str) -> Label:
        """The label with this id. Raises KeyError."""
        for label in self.labels:
            if label.id == label_id:
                return label
        raise KeyError(label_id)

    def languages(self, known: tuple[str, ...]) -> tuple[str, ...]:
        """The scene's languages that the model knows too; all of the scene's where it knows none.

        known: languages of the model; empty means that nobody said, so any will do.
        """
        both = tuple(code for code in self.judge if not known or code in known)
        return both or tuple(self.judge)

    def language_for(self, text: str, known: tuple[str, ...]) -> str:
        """The language of the roles for a message: its own where scene and model know it."""
        offered = self.languages(known)
        spoken = message_language(text)
        return spoken if spoken in offered else offered[0]


_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")


def by_language(texts: Mapping[str, T], language: str) -> T:
    """What is there in a language, else in the first that there is."""
    return texts[language] if language in texts else next(iter(texts.values()))


def message_language(text: str) -> str | None:
    """ "zh" or "en" by script, None where neither is there. A Chinese character weighs a word."""
    han, latin = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    if not han and not latin:
        return None
    return "zh" if han >= latin else "en"


def read_scene(path: Path) -> Scene:
    """Read and check a scene file. Raises as parse_scene does, too for a file that is too large."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        text = data.decode("utf-8")
    except OSError as error:
        raise unreadable(path.name, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise unreadable(path.name, str(error)) from error
    if len(data) > MAX_BYTES:
        raise invalid(
            path.name,
            QT_TRANSLATE_NOOP("KnownError", "It is larger than {limit} bytes."),
            limit=MAX_BYTES,
        )
    return parse_scene(text, path.name)


@lru_cache(maxsize=32)
def parse_scene(text: str, file_name: str) -> Scene:
    """The scene that a file's text is; a start reads each file more than once.

    Raises KnownError("scene_invalid"), which names the file, the line where it is known, and the
    key. Its values are `place` (file and line), `key`, and `where`: the way to the key from the
    top of the file, such as "judge.en.words" or "labels.0.colour"; both "" for the whole file.
    """
    try:
        # some editors put a mark at the beginning that is no part of the text
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        # what is no TOML, and a number of more digits than Python reads
        raise unreadable(file_name, str(error)) from error
    return _scene(Table(data, (), Lines(file_name, text)))


def read_scenes(*folders: Path) -> tuple[dict[str, Scene], list[KnownError]]:
    """All scenes of the folders by id, and what was wrong with the others.

    A scene of a later folder replaces one of the same id.
    """
    scenes: dict[str, Scene] = {}
    errors: list[KnownError] = []
    for folder in folders:
        for _, scene in scene_files(folder):
            if isinstance(scene, KnownError):
                errors.append(scene)
            else:
                scenes[scene.id] = scene
    return scenes, errors


def scene_files(folder: Path) -> Iterator[tuple[Path, Scene | KnownError]]:
    """Each scene file of a folder, in the order of their names, or what is wrong with it."""
    for path in sorted(folder.glob("*.toml")):
        try:
            yield path, read_scene(path)
        except KnownError as error:
            yield path, error


def _scene(top: Table) -> Scene:
    labels = tuple(_label(row) for row in top.tables("labels"))
    ids = tuple(label.id for label in labels)
    if not 1 <= len(labels) <= MAX_LABELS or len(set(ids)) != len(ids):
        raise top.error(
            "labels",
            QT_TRANSLATE_NOOP(
                "KnownError", "There must be 1 to {most} labels, each with an id of its own."
            ),
            most=MAX_LABELS,
        )
    judge = {code: _judge(table, ids) for code, table in _languages(top, "judge")}
    assistant = {code: _assistant(table, ids) for code, table in _languages(top, "assistant")}
    if set(judge) != set(assistant):
        raise top.error(
            "assistant",
            QT_TRANSLATE_NOOP("KnownError", "judge and assistant must have the same languages."),
        )
    return Scene(top.string("id"), top.by_language("name"), labels, judge, assistant)


def _label(row: Table) -> Label:
    colour = row.string("colour")
    if colour not in COLOUR_ROLES:
        raise row.error(
            "colour",
            QT_TRANSLATE_NOOP("KnownError", "{key} must be one of {choices}."),
            choices=", ".join(COLOUR_ROLES),
        )
    return Label(row.string("id"), row.string("emoji"), colour, row.by_language("word"))


def _judge(table: Table, ids: tuple[str, ...]) -> JudgeRole:
    role = _question(table, ids)
    texts = table.table("anchors")
    anchors = {label: texts.strings(label) for label in texts.data}
    if anchors and (set(anchors) != set(ids) or len(set(map(len, anchors.values()))) != 1):
        raise table.error(
            "anchors",
            QT_TRANSLATE_NOOP(
                "KnownError", "{key} must hold sentences for every label, as many for each."
            ),
        )
    if not any(anchors.values()):
        anchors = {}
    others = table.tables("candidates") if "candidates" in table.data else []
    # without anchors there is nothing to tell the neutral ones from
    neutral = table.strings("neutral") if anchors else ()
    role = replace(role, anchors=anchors, neutral=neutral)
    candidates = (_question(other, ids) for other in others)
    return replace(
        role,
        candidates=tuple(replace(c, anchors=anchors, neutral=neutral) for c in candidates),
    )


def _question(table: Table, ids: tuple[str, ...]) -> JudgeRole:
    """A judge's role without its anchors and candidates."""
    rows = table.array("words")
    if not rows:
        raise table.error(
            "words", QT_TRANSLATE_NOOP("KnownError", "{key} must hold at least one set.")
        )
    for row in rows:
        whole = isinstance(row, list) and all(isinstance(word, str) and word for word in row)
        if not whole or len(row) != len(ids):
            raise table.error(
                "words",
                QT_TRANSLATE_NOOP(
                    "KnownError", "Each set of {key} must hold {count} words, one for each label."
                ),
                count=len(ids),
            )
        if len(set(row)) != len(row):
            raise table.error(
                "words",
                QT_TRANSLATE_NOOP("KnownError", "The words of each set in {key} must differ."),
            )
    return JudgeRole(
        system=table.string("system"),
        answer=table.string("answer"),
        word_sets=tuple(tuple(row) for row in rows),
        more_answers=table.strings("more_answers"),
    )


def _assistant(table: Table, ids: tuple[str, ...]) -> AssistantRole:
    cues = _by_label(table, "cues", ids)
    openers, closings = _by_label(table, "openers", ids), _by_label(table, "closings", ids)
    return AssistantRole(
        system=table.string("system"),
        greeting=table.string("greeting", ""),
        suggestions=table.strings("suggestions"),
        cues={label: cues.string(label) for label in cues.data},
        openers={label: openers.strings(label) for label in openers.data},
        closings={label: closings.strings(label) for label in closings.data},
    )


def _by_label(table: Table, key: str, ids: tuple[str, ...]) -> Table:
    found = table.table(key)
    if not set(found.data) <= set(ids):
        raise table.error(
            key,
            QT_TRANSLATE_NOOP("KnownError", "{key} names a label that the scene does not have."),
        )
    return found


def _languages(top: Table, key: str) -> Iterator[tuple[str, Table]]:
    tables = top.table(key)
    if not tables.data or not set(tables.data) <= set(LANGUAGES):
        raise top.error(
            key,
            QT_TRANSLATE_NOOP("KnownError", "{key} must have one or more of {choices}."),
            choices=", ".join(LANGUAGES),
        )
    return ((code, tables.table(code)) for code in LANGUAGES if code in tables.data)
