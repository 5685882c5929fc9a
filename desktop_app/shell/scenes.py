"""The scenes of this person: those that ship with the program, and those in the data folder.

The files are small, so everything here is done at once on the GUI thread.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.scenes.scene import Scene, read_scene, scene_files
from desktop_app.core.scenes.writer import free_path, scene_id, write_scene
from desktop_app.core.system import held_files
from desktop_app.core.system.disk import disk_errors


class Origin(enum.Enum):
    """Where a scene comes from."""

    BUILT_IN = "built_in"
    CHANGED = "changed"
    """A built-in one, with this person's own version over it."""
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Imported:
    """A scene file that was read.

    clash: there is a scene with its id already, so nothing was stored: ask, then `add`.
    """

    scene: Scene
    clash: bool


class SceneLibrary(QObject):
    """Reads the folders when it is made, and again with `reload`."""

    changed = Signal()
    """`scenes` is another mapping now."""
    problem = Signal(object)
    """KnownError of one action; nothing was changed by it."""

    def __init__(self, paths: Paths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = paths.own_scenes
        self._built_in_folder = paths.built_in_scenes
        self._built_in: dict[str, Scene] = {}
        self._own: dict[str, Scene] = {}
        self._files: dict[str, list[Path]] = {}
        self._errors: tuple[KnownError, ...] = ()
        self._read()

    @property
    def scenes(self) -> Mapping[str, Scene]:
        """By id: the built-in ones first, as this person has changed them."""
        return MappingProxyType({**self._built_in, **self._own})

    @property
    def errors(self) -> tuple[KnownError, ...]:
        """What is wrong with the files that could not be read."""
        return self._errors

    def origin(self, id_: str) -> Origin:
        """Raises KeyError for a scene that is not there."""
        if id_ in self._own:
            return Origin.CHANGED if id_ in self._built_in else Origin.OWN
        self._built_in[id_]
        return Origin.BUILT_IN

    def reload(self) -> None:
        """Look into the folders again."""
        before = self.scenes
        self._read()
        if self.scenes != before:
            self.changed.emit()

    def save(self, scene: Scene) -> bool:
        """Store a scene, over the one of the same id; False after `problem`."""
        files = self._files.get(scene.id)
        path = files[-1] if files else free_path(self._folder, scene.id)
        try:
            write_scene(scene, path)
        except KnownError as error:
            self.problem.emit(error)
            return False
        self._files.setdefault(scene.id, [path])
        self._own[scene.id] = scene
        self.changed.emit()
        return True

    def remove(self, id_: str) -> bool:
        """Delete a person's own scene; a built-in one comes back as it was. False after `problem`.

        Raises KeyError for a scene that is not this person's own.
        """
        files = self._files[id_]
        try:
            with disk_errors(self._folder):
                # older files of the same scene would come back in its place
                for path in files:
                    held_files.unlink(path, missing_ok=True)
        except KnownError as error:
            self.problem.emit(error)
            return False
        del self._own[id_], self._files[id_]
        self.changed.emit()
        return True

    def duplicate(self, scene: Scene, name: Mapping[str, str]) -> str | None:
        """Store a copy under another name, by language, and an id of its own.

        The id; None after `problem`.
        """
        id_ = scene_id(_first(name), self.scenes)
        return id_ if self.save(replace(scene, id=id_, name=dict(name))) else None

    def import_file(self, source: Path) -> Imported | None:
        """Take in a scene file that a person hands over.

        Stored unless there is a scene with its id already; None after `problem`.
        """
        try:
            scene = read_scene(source)
        except KnownError as error:
            self.problem.emit(_not_imported(error))
            return None
        clash = scene.id in self.scenes
        if not clash and not self.save(scene):
            return None
        return Imported(scene, clash)

    def add(self, scene: Scene) -> str | None:
        """Store an imported scene beside the one that has its id.

        Its new id; None after `problem`.
        """
        id_ = scene_id(scene.id, self.scenes)
        return id_ if self.save(replace(scene, id=id_)) else None

    def export(self, id_: str, target: Path) -> bool:
        """Write a scene to a file that a person chose; False after `problem`."""
        try:
            write_scene(self.scenes[id_], target)
        except KnownError as error:
            self.problem.emit(error)
            return False
        return True

    def _read(self) -> None:
        self._built_in, self._own, self._files = {}, {}, {}
        errors = []
        for folder, scenes in (
            (self._built_in_folder, self._built_in),
            (self._folder, self._own),
        ):
            for path, scene in scene_files(folder):
                if isinstance(scene, KnownError):
                    errors.append(scene)
                    continue
                scenes[scene.id] = scene
                if scenes is self._own:
                    self._files.setdefault(scene.id, []).append(path)
        self._errors = tuple(errors)


def _first(texts: Mapping[str, str]) -> str:
    # an English name makes the file name that is typed most easily
    return texts.get("en") or next(iter(texts.values()), "")


def _not_imported(error: KnownError) -> KnownError:
    action = QT_TRANSLATE_NOOP("KnownError", "Correct the file and import it again.")
    return KnownError(error.code, error.what, error.meaning, action, **error.values)
