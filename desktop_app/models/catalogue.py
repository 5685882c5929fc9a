"""The models offered by name, and the way to name any other one of the hub.

Reads resources/models.toml. Knows nothing of disks beyond that file, and nothing of networks.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError

UNPINNED = "main"
"""A revision that names a branch: the commit is looked up when the model is downloaded."""

WANTED_FILES = (
    "config.json",
    "generation_config.json",
    "tokenizer_config.json",
    "tokenizer.json",
    "model.safetensors",
)
"""What a model made by hand consists of; its weights may be in several safetensors files."""

_REPO = re.compile(
    r"(?P<repo>[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95})(?:@(?P<revision>[\w./-]{1,100}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """One file of a model. bytes, sha256 (lower-case hex): None where the hub is to be asked."""

    name: str
    bytes: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """file: its text or a summary of it, shipped with the program; None where we have none.

    must_accept: it limits what people may do, so it is shown and accepted before a download.
    """

    name: str
    file: Path | None = None
    must_accept: bool = False

    def text(self) -> str:
        """The text to show; empty where none is shipped."""
        return "" if self.file is None else self.file.read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class CatalogueModel:
    """A model of the hub.

    name: on the command line and as folder name.  repo: "owner/name" on the hub.
    revision: commit, branch or tag.  languages: "zh", "en"; empty where nobody said.
    context_tokens: positions that the model knows, 0 where unknown.
    gguf_sha256: hash of the GGUF file that becomes this model when it is converted.
    """

    name: str
    title: str
    repo: str
    revision: str
    files: tuple[CatalogueFile, ...]
    languages: tuple[str, ...] = ()
    licence: Licence = Licence("")
    context_tokens: int = 0
    gguf_sha256: str | None = None

    @property
    def pinned(self) -> bool:
        """Whether every file's size and hash are known before the hub is asked."""
        return all(file.bytes is not None and file.sha256 is not None for file in self.files)

    @property
    def bytes(self) -> int | None:
        """Size of all files together; None where it is not known yet."""
        sizes = [file.bytes for file in self.files]
        return None if None in sizes else sum(size for size in sizes if size is not None)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The models offered, in the order in which they are shown. default, starter: names."""

    models: tuple[CatalogueModel, ...]
    default: str
    starter: str
    shipped: Path | None = None
    """Models that came with the program, laid out as the store lays them out; never changed."""

    def get(self, name: str) -> CatalogueModel | None:
        """The model of this name or repository, whatever the case of its letters."""
        wanted = name.casefold()
        for model in self.models:
            if wanted in (model.name, model.repo.casefold()):
                return model
        return None

    def by_gguf(self, sha256: str) -> CatalogueModel | None:
        """The model that a GGUF file with this hash becomes."""
        return next((model for model in self.models if model.gguf_sha256 == sha256), None)

    def resolve(self, text: str) -> CatalogueModel:
        """A catalogue name, or any "owner/name[@revision]" of the hub.

        A repository of the catalogue without a revision is the catalogue's own, pinned entry.
        Raises KnownError("model_name_invalid").
        """
        known = self.get(text.strip())
        if known is not None:
            return known
        match = _REPO.fullmatch(text.strip())
        if match is None or ".." in text:
            raise KnownError(
                "model_name_invalid",
                QT_TRANSLATE_NOOP("KnownError", "There is no model called {name}."),
                action=QT_TRANSLATE_NOOP(
                    "KnownError", "Use one of {names}, or owner/name of a model on the hub."
                ),
                name=text,
                names=", ".join(model.name for model in self.models),
            )
        repo, revision = match["repo"], match["revision"] or UNPINNED
        same = self.get(repo)
        if same is not None and revision == same.revision:
            return same
        return CatalogueModel(
            name=repo.replace("/", "--"),
            title=repo.partition("/")[2],
            repo=repo,
            revision=revision,
            files=tuple(CatalogueFile(name) for name in WANTED_FILES),
            languages=same.languages if same else (),
            licence=same.licence if same else Licence(""),
            context_tokens=same.context_tokens if same else 0,
        )


def read_catalogue(resources: Path) -> Catalogue:
    """Read models.toml in the resources folder; it ships with the program: errors are defects."""
    data = tomllib.loads((resources / "models.toml").read_text(encoding="utf-8"))
    models = tuple(_model(row, resources / "licences") for row in data["models"])
    catalogue = Catalogue(models, data["default"], data["starter"], resources / "models")
    for name in (catalogue.default, catalogue.starter):
        if catalogue.get(name) is None:
            raise ValueError(f"models.toml names {name} but does not describe it")
    return catalogue


def _model(row: dict[str, Any], licences: Path) -> CatalogueModel:
    licence = row["licence"]
    return CatalogueModel(
        name=row["name"],
        title=row["title"],
        repo=row["repo"],
        revision=row["revision"],
        files=tuple(
            CatalogueFile(file["name"], file.get("bytes"), file.get("sha256"))
            for file in row["files"]
        ),
        languages=tuple(row["languages"]),
        licence=Licence(licence["name"], licences / licence["file"], licence["must_accept"]),
        context_tokens=row["context_tokens"],
        gguf_sha256=row.get("gguf", {}).get("sha256"),
    )
