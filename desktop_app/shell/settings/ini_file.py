"""Settings on disk: an ini file in the data folder, which a person may edit by hand."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import secrets
import shutil
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from desktop_app.core.system import held_files
from desktop_app.core.system.disk import make_private

FILE_NAME = "settings.ini"

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
"""As QSettings writes them, and as people do."""


def read_settings(paths: Paths) -> tuple[Settings, tuple[KnownError, ...]]:
    """The stored settings, and what was wrong with the file.

    A value that can't be used is replaced by its default; the file is left as it is.
    """
    path = paths.data / FILE_NAME
    if not path.exists():
        return Settings(), ()
    store = QSettings(str(path), QSettings.Format.IniFormat)
    problems: list[KnownError] = []
    values: dict[str, Any] = {}
    for name, kind in typing.get_type_hints(Settings).items():
        if not store.contains(name):
            continue
        try:
            value = _parse(name, store.value(name), kind)
            Settings(**{name: value})
        except KnownError as error:
            problems.append(_value_ignored(error, path))
        else:
            values[name] = value
    if store.status() is not QSettings.Status.NoError:
        problems.append(_file_damaged(path))
    return Settings(**values), tuple(problems)


def write_settings(paths: Paths, settings: Settings) -> None:
    """Store what differs from the defaults; keys of other versions stay.

    Raises KnownError("settings_not_saved").
    """
    path = paths.data / FILE_NAME
    try:
        with changed_ini_file(path) as store:
            for field in dataclasses.fields(settings):
                value = getattr(settings, field.name)
                if value == field.default:
                    store.remove(field.name)
                else:
                    store.setValue(field.name, value)
    except OSError as error:
        raise _not_saved(path) from error


@contextlib.contextmanager
def changed_ini_file(path: Path) -> Iterator[QSettings]:
    """The values of an .ini file, to be changed; keys that nobody names stay.

    The file is replaced in one step when the block ends, also where another program holds it for
    a moment. Raises OSError; then it is as it was.
    """
    make_private(path.parent)
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        if path.exists():
            shutil.copyfile(path, part)
        store = QSettings(str(part), QSettings.Format.IniFormat)
        yield store
        store.sync()
        if store.status() is not QSettings.Status.NoError:
            raise OSError(errno.EIO, "the values could not be written", str(part))
        if part.exists():
            part.chmod(0o600)
            held_files.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _parse(name: str, stored: object, kind: type) -> Any:
    """The value as its type, from the text that it is in the file.

    Raises KnownError("setting_invalid").
    """
    kinds = typing.get_args(kind) or (kind,)
    convert = next(kind for kind in kinds if kind is not type(None))
    if isinstance(stored, list):
        # what QSettings makes of a comma outside of quotes
        stored = ",".join(stored)
    try:
        return _BOOLEANS[str(stored).strip().lower()] if convert is bool else convert(stored)
    except (TypeError, ValueError, KeyError) as error:
        raise KnownError(
            "setting_invalid",
            QT_TRANSLATE_NOOP("KnownError", "{name} can't be {value}."),
            name=name,
            value=stored,
        ) from error


def _value_ignored(error: KnownError, path: Path) -> KnownError:
    return KnownError(
        error.code,
        error.what,
        QT_TRANSLATE_NOOP("KnownError", "The default is used instead."),
        QT_TRANSLATE_NOOP("KnownError", "Change it in the settings or in {path}."),
        **error.values,
        path=path,
    )


def _file_damaged(path: Path) -> KnownError:
    return KnownError(
        "settings_damaged",
        QT_TRANSLATE_NOOP("KnownError", "The settings in {path} can't be read completely."),
        QT_TRANSLATE_NOOP("KnownError", "What can't be read has its default."),
        QT_TRANSLATE_NOOP("KnownError", "Correct the file, or delete it to begin anew."),
        path=path,
    )


def _not_saved(path: Path) -> KnownError:
    return KnownError(
        "settings_not_saved",
        QT_TRANSLATE_NOOP("KnownError", "The settings can't be written to {path}."),
        QT_TRANSLATE_NOOP("KnownError", "They hold until the program ends."),
        QT_TRANSLATE_NOOP("KnownError", "Check that the disk has room and the folder is yours."),
        path=path,
    )
