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
    cues = { positive = "…", negative = "…" }
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError

DEFAULT_SCENE = "companion"
LANGUAGES = ("zh", "en")
COLOUR_ROLES = ("positive", "negative", "unsure")
MAX_LABELS = 6


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
    candidates: roles to try in turn where a model judges the anchors badly with this one; they
        have the same anchors.
    """

    system: str
    answer: str
    word_sets: tuple[tuple[str, ...], ...]
    anchors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    more_answers: tuple[str, ...] = ()
    candidates: tuple[JudgeRole, ...] = ()


@dataclass(frozen=True, slots=True)
class AssistantRole:
    """How the model is made to answer in one language. cues: label id -> manner of speaking."""

    system: str
    greeting: str = ""
    suggestions: tuple[str, ...] = ()
    cues: dict[str, str] = field(default_factory=dict)


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


def message_language(text: str) -> str | None:
    """ "zh" or "en" by script, None where neither is there. A Chinese character weighs a word."""
    han, latin = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    if not han and not latin:
        return None
    return "zh" if han >= latin else "en"


def read_scene(path: Path) -> Scene:
    """Read and check a scene file.

    Raises KnownError("scene_invalid"), which names the file, the line where it is known, and the
    key.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _invalid(path, "", str(error)) from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _invalid(path, "", str(error)) from error
    return _Reader(path, text).scene(data)


def read_scenes(*folders: Path) -> tuple[dict[str, Scene], list[KnownError]]:
    """All scenes of the folders by id, and what was wrong with the others.

    A scene of a later folder replaces one of the same id.
    """
    scenes: dict[str, Scene] = {}
    errors: list[KnownError] = []
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            try:
                scene = read_scene(path)
            except KnownError as error:
                errors.append(error)
            else:
                scenes[scene.id] = scene
    return scenes, errors


def _invalid(path: Path, key: str, reason: str, line: int | None = None) -> KnownError:
    place = path.name if line is None else f"{path.name}:{line}"
    return KnownError(
        "scene_invalid",
        QT_TRANSLATE_NOOP("KnownError", "The scene file {place} can't be used: {key} {reason}."),
        action=QT_TRANSLATE_NOOP("KnownError", "Correct the file; the other scenes still work."),
        place=place,
        key=key,
        reason=reason,
    )


class _Reader:
    """Checks one file's tables, key by key, and knows where a key stands."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.splitlines()

    def scene(self, data: dict[str, Any]) -> Scene:
        labels = tuple(self._label(row) for row in self._list(data, "labels", dict))
        ids = [label.id for label in labels]
        if not 1 <= len(labels) <= MAX_LABELS or len(set(ids)) != len(ids):
            raise self._error("labels", f"must be 1 to {MAX_LABELS}, each with its own id")
        judge = {
            code: self._judge(table, ids) for code, table in self._languages(data, "judge").items()
        }
        assistant = {
            code: self._assistant(table, ids)
            for code, table in self._languages(data, "assistant").items()
        }
        if set(judge) != set(assistant):
            raise self._error("assistant", "must have the same languages as judge")
        return Scene(
            id=self._string(data, "id"),
            name=self._by_language(data, "name"),
            labels=labels,
            judge=judge,
            assistant=assistant,
        )

    def _label(self, row: dict[str, Any]) -> Label:
        colour = self._string(row, "colour")
        if colour not in COLOUR_ROLES:
            raise self._error("colour", f"must be one of {', '.join(COLOUR_ROLES)}")
        return Label(
            id=self._string(row, "id"),
            emoji=self._string(row, "emoji"),
            colour=colour,
            word=self._by_language(row, "word"),
        )

    def _judge(self, table: dict[str, Any], ids: list[str]) -> JudgeRole:
        word_sets = tuple(tuple(row) for row in self._list(table, "words", list))
        for words in word_sets:
            if len(words) != len(ids) or not all(isinstance(w, str) and w for w in words):
                raise self._error("words", f"must hold {len(ids)} words in each set")
            if len(set(words)) != len(words):
                raise self._error("words", "must differ within a set")
        if not word_sets:
            raise self._error("words", "must hold at least one set")
        anchors = {
            label: tuple(self._strings(sentences, "anchors"))
            for label, sentences in self._table(table, "anchors").items()
        }
        if anchors and (set(anchors) != set(ids) or len({len(a) for a in anchors.values()}) != 1):
            raise self._error("anchors", "must hold as many sentences for each label")
        role = JudgeRole(
            self._string(table, "system"),
            self._string(table, "answer"),
            word_sets,
            anchors,
            tuple(self._strings(table.get("more_answers", []), "more_answers")),
        )
        others = self._list(table, "candidates", dict) if "candidates" in table else []
        candidates = (self._judge(other, ids) for other in others)
        return replace(role, candidates=tuple(replace(c, anchors=anchors) for c in candidates))

    def _assistant(self, table: dict[str, Any], ids: list[str]) -> AssistantRole:
        cues = self._table(table, "cues")
        if not set(cues) <= set(ids):
            raise self._error("cues", "names a label that the scene does not have")
        return AssistantRole(
            system=self._string(table, "system"),
            greeting=self._string(table, "greeting", ""),
            suggestions=tuple(self._strings(table.get("suggestions", []), "suggestions")),
            cues={label: self._string(cues, label) for label in cues},
        )

    def _languages(self, data: dict[str, Any], key: str) -> dict[str, dict[str, Any]]:
        tables = self._table(data, key)
        if not tables or not set(tables) <= set(LANGUAGES):
            raise self._error(key, f"must have one or more of {', '.join(LANGUAGES)}")
        return {code: self._table(tables, code) for code in LANGUAGES if code in tables}

    def _by_language(self, data: dict[str, Any], key: str) -> dict[str, str]:
        table = self._table(data, key)
        if not table:
            raise self._error(key, "is missing")
        return {code: self._string(table, code) for code in table}

    def _table(self, data: dict[str, Any], key: str) -> dict[str, Any]:
        value = data.get(key, {})
        if not isinstance(value, dict):
            raise self._error(key, "must be a table")
        return value

    def _list(self, data: dict[str, Any], key: str, kind: type) -> list[Any]:
        value = data.get(key)
        if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
            raise self._error(key, "is missing or not a list of the right kind")
        return value

    def _strings(self, value: Any, key: str) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self._error(key, "must be a list of texts")
        return value

    def _string(self, data: dict[str, Any], key: str, default: str | None = None) -> str:
        value = data.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self._error(key, "is missing or not a text")
        return value

    def _error(self, key: str, reason: str) -> KnownError:
        pattern = re.compile(rf"^\s*(\[+.*\b{re.escape(key)}\b|.*\b{re.escape(key)}\s*=)")
        found = (n for n, line in enumerate(self._lines, 1) if pattern.match(line))
        return _invalid(self._path, key, reason, next(found, None))
