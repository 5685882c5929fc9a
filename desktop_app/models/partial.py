"""An unfinished download on the disk: a hidden folder with a plan, whole files and parts.

models/<name>/.partial-<revision>/ holds plan.json, files under their own names once they were
verified, and `<file>.part` while they grow. It survives whatever stops the program.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop_app.core.errors import SENSELESS
from desktop_app.core.system import held_files
from desktop_app.core.system.plain_names import is_plain_name, safe_name
from desktop_app.models.manifest import (
    MAX_FILE_BYTES,
    MAX_MANIFEST_BYTES,
    read_bounded,
    replace_text,
    to_json,
)

PLAN = "plan.json"
PART = ".part"
PREFIX = ".partial-"


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """sha256: where it is known before.  git_sha1: of the git blob, where only that is known."""

    name: str
    bytes: int
    sha256: str | None = None
    git_sha1: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is being fetched. asked: the revision that was wanted.  commit: what it meant then."""

    name: str
    title: str
    repo: str
    asked: str
    commit: str
    languages: tuple[str, ...]
    files: tuple[PlannedFile, ...]

    @property
    def total_bytes(self) -> int:
        return sum(file.bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A download that can be gone on with. name: "owner/name[@revision]" or a catalogue name."""

    plan: Plan
    folder: Path
    done_bytes: int

    @property
    def total_bytes(self) -> int:
        return self.plan.total_bytes


def name_folder(models: Path, name: str) -> Path:
    return models / safe_name(name)


def partial_folder(models: Path, name: str, commit: str) -> Path:
    return name_folder(models, name) / f"{PREFIX}{safe_name(commit)}"


def write_plan(folder: Path, plan: Plan) -> None:
    replace_text(folder / PLAN, to_json(asdict(plan)))


def read_plan(folder: Path) -> Plan | None:
    """The plan in a partial folder; None where there is none or it makes no sense."""
    try:
        data = json.loads(read_bounded(folder / PLAN, MAX_MANIFEST_BYTES))
        files = tuple(
            PlannedFile(str(row["name"]), int(row["bytes"]), row["sha256"], row["git_sha1"])
            for row in data["files"]
        )
        if not all(map(_is_possible, files)):
            return None
        return Plan(
            name=str(data["name"]),
            title=str(data["title"]),
            repo=str(data["repo"]),
            asked=str(data["asked"]),
            commit=str(data["commit"]),
            languages=tuple(map(str, data["languages"])),
            files=files,
        )
    except SENSELESS:
        return None


def _is_possible(file: PlannedFile) -> bool:
    hashes = ((file.sha256, 64), (file.git_sha1, 40))
    return (
        is_plain_name(file.name)
        and 0 <= file.bytes <= MAX_FILE_BYTES
        # one that nothing can have would be fetched again and again
        and all(value is None or re.fullmatch(f"[0-9a-f]{{{n}}}", value) for value, n in hashes)
    )


def done_bytes(folder: Path, plan: Plan) -> int:
    """How many bytes of the planned files are here, verified or not."""
    done = 0
    for file in plan.files:
        for path in (folder / file.name, folder / (file.name + PART)):
            if path.is_file():
                done += min(path.stat().st_size, file.bytes)
                break
    return done


def unfinished(models: Path) -> tuple[Unfinished, ...]:
    """All downloads below the models folder that were begun and not finished."""
    found = []
    for folder in sorted(models.glob(f"[!.]*/{PREFIX}*")):
        plan = read_plan(folder)
        if plan is not None:
            found.append(Unfinished(plan, folder, done_bytes(folder, plan)))
    return tuple(found)


def find_unfinished(models: Path, name: str, asked: str) -> Unfinished | None:
    """The unfinished download of this model at this revision, whichever commit it meant."""
    for item in unfinished(models):
        if item.plan.name == name and asked in (item.plan.asked, item.plan.commit):
            return item
    return None


def discard(item: Unfinished) -> None:
    """Throw away what was fetched. Raises OSError."""
    held_files.remove_tree(item.folder)
