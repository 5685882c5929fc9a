"""What is known before anything is loaded: folders, settings, scenes, language."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.scenes.scene import Scene, read_scenes
from desktop_app.core.settings import Settings
from desktop_app.shell.platform.translation import resolve_language
from desktop_app.shell.settings.ini_file import read_settings


@dataclass(frozen=True, slots=True)
class Startup:
    """language: "zh" or "en".  problems: what was wrong with settings or scene files.

    offline: never use the network.
    """

    paths: Paths
    settings: Settings
    scenes: Mapping[str, Scene]
    language: str
    problems: tuple[KnownError, ...]
    offline: bool = False

    def scene(self, scene_id: str) -> Scene:
        """The scene of this id. Raises KnownError("scene_unknown")."""
        if scene_id not in self.scenes:
            raise KnownError(
                "scene_unknown",
                QT_TRANSLATE_NOOP("KnownError", "There is no scene called {scene}."),
                action=QT_TRANSLATE_NOOP("KnownError", "Choose one of {choices}."),
                scene=scene_id,
                choices=", ".join(self.scenes),
            )
        return self.scenes[scene_id]


def read_startup(arguments: argparse.Namespace) -> Startup:
    """Read settings and scenes; what the command line says goes over what is stored."""
    paths = find_paths(getattr(arguments, "data_dir", None))
    settings, problems = read_settings(paths)
    if "model" in arguments:
        settings = dataclasses.replace(settings, model=arguments.model)
    if "lang" in arguments:
        settings = dataclasses.replace(settings, language=arguments.lang)
    scenes, scene_problems = read_scenes(paths.built_in_scenes, paths.own_scenes)
    language = resolve_language(settings.language)
    return Startup(
        paths, settings, scenes, language, (*problems, *scene_problems), "offline" in arguments
    )


PORTABLE_FLAG = "portable"
"""A file of this name beside the program keeps the data beside it too (a USB stick)."""


def find_paths(data_dir: Path | None, environment: Mapping[str, str] = os.environ) -> Paths:
    """The data folder: the argument, QWEN_AIO_DATA_DIR, a portable flag file, the platform's."""
    if data_dir is not None:
        return Paths(_absolute(data_dir))
    if environment.get("QWEN_AIO_DATA_DIR"):
        return Paths(_absolute(Path(environment["QWEN_AIO_DATA_DIR"])))
    home = program_folder(Path(sys.executable)) if getattr(sys, "frozen", False) else None
    if home is not None and (home / PORTABLE_FLAG).exists():
        return Paths(home / "data")
    return Paths(Path(platformdirs.user_data_dir("qwen-all-in-one", appauthor=False)))


def program_folder(executable: Path) -> Path:
    """The folder in which the frozen program lies; of a bundle on macOS, the one beside it:
    what is written into a bundle breaks its signature."""
    bundle = next((folder for folder in executable.parents if folder.suffix == ".app"), None)
    return executable.parent if bundle is None else bundle.parent


def _absolute(folder: Path) -> Path:
    """As a shell would read it; "~somebody" without an account is a plain name."""
    with contextlib.suppress(RuntimeError):
        folder = folder.expanduser()
    return folder.absolute()
