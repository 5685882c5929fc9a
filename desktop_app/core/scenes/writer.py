"""A scene to its TOML file, exactly as scenes.read_scene reads it back; and names for new files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import tomlkit

from desktop_app.core.scenes.scene import (
    LANGUAGES,
    AssistantRole,
    JudgeRole,
    Label,
    Scene,
    parse_scene,
)
from desktop_app.core.scenes.toml_tables import unreadable
from desktop_app.core.system.atomic_file import write_private
from desktop_app.core.system.disk import disk_errors, make_private

MAX_NAME_CHARACTERS = 40
"""Of an id made from a name: in any script its file name fits every file system."""

_Role = TypeVar("_Role", JudgeRole, AssistantRole)

_RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
"""What Windows does not take for a file's name, whatever its ending."""


def check_scene(scene: Scene) -> None:
    """Raise KnownError("scene_invalid") where read_scene would refuse the scene's file."""
    scene_text(scene)


def scene_text(scene: Scene) -> str:
    """The TOML text of a scene. Raises KnownError("scene_invalid") for what is no sound scene."""
    text = tomlkit.dumps(_scene(scene))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        # half of a character, as a broken clipboard may hand over
        raise unreadable(file_name(scene.id), str(error)) from error
    parse_scene(text, file_name(scene.id))
    return text


def write_scene(scene: Scene, path: Path) -> None:
    """Write a scene's file in one step, readable by this person alone.

    Raises KnownError: "scene_invalid", or what the disk says.
    """
    content = scene_text(scene).encode("utf-8")
    with disk_errors(path.parent):
        make_private(path.parent)
    write_private(path, content)


def scene_id(name: str, taken: Collection[str]) -> str:
    """An id for a scene of this name, in any script, that no scene in `taken` has.

    Ids that differ in case alone count as one: on many disks their files are the same.
    """
    stem = _stem(name)
    used = {id_.casefold() for id_ in taken}
    candidate, number = stem, 2
    while candidate.casefold() in used:
        candidate, number = f"{stem}_{number}", number + 1
    return candidate


def file_name(id_: str) -> str:
    """The name of a scene's file, safe on every system whatever the id is."""
    return f"{_stem(id_)}.toml"


def free_path(folder: Path, id_: str) -> Path:
    """A path for a new scene's file, which no other file of the folder has."""
    taken = [path.stem for path in folder.glob("*.toml")]
    return folder / f"{scene_id(id_, taken)}.toml"


def _stem(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).lower()
    letters = "".join(char if char.isalnum() else "_" for char in plain)
    stem = re.sub("_+", "_", letters).strip("_")[:MAX_NAME_CHARACTERS].strip("_")
    return f"scene_{stem}".rstrip("_") if not stem or _RESERVED.fullmatch(stem) else stem


def _scene(scene: Scene) -> dict[str, Any]:
    return {
        "id": scene.id,
        "name": _inline(scene.name),
        "labels": [_label(label) for label in scene.labels],
        "judge": {code: _judge(role) for code, role in _in_order(scene.judge)},
        "assistant": {code: _assistant(role) for code, role in _in_order(scene.assistant)},
    }


def _label(label: Label) -> dict[str, Any]:
    word = _inline(label.word)
    return {"id": label.id, "emoji": label.emoji, "colour": label.colour, "word": word}


def _judge(role: JudgeRole) -> dict[str, Any]:
    table = _question(role)
    if role.neutral:
        table["neutral"] = _lines(role.neutral)
    if role.anchors:
        table["anchors"] = {label: _lines(texts) for label, texts in role.anchors.items()}
    if role.candidates:
        table["candidates"] = [_question(other) for other in role.candidates]
    return table


def _question(role: JudgeRole) -> dict[str, Any]:
    table: dict[str, Any] = {"system": role.system, "answer": role.answer}
    if role.more_answers:
        table["more_answers"] = _lines(role.more_answers)
    table["words"] = _lines([list(words) for words in role.word_sets])
    return table


def _assistant(role: AssistantRole) -> dict[str, Any]:
    table: dict[str, Any] = {
        "system": role.system,
        "greeting": role.greeting,
        "suggestions": _lines(role.suggestions),
        "cues": role.cues,
    }
    for key, texts in (("openers", role.openers), ("closings", role.closings)):
        if texts:
            table[key] = {label: _lines(lines) for label, lines in texts.items()}
    return table


def _in_order(roles: dict[str, _Role]) -> Iterator[tuple[str, _Role]]:
    return ((code, roles[code]) for code in LANGUAGES if code in roles)


def _inline(texts: dict[str, str]) -> tomlkit.items.InlineTable:
    table = tomlkit.inline_table()
    table.update(texts)
    return table


def _lines(items: Sequence[object]) -> tomlkit.items.Array:
    """A list with a line for each item."""
    array = tomlkit.array()
    array.extend(items)
    return array.multiline(True)
