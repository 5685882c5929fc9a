"""Why an export can't be taken in, in words."""

from __future__ import annotations

from pathlib import Path

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.history.foreign import PROGRAMS


def invalid(source: Path, place: str, reason: str) -> KnownError:
    return KnownError(
        "chats_invalid",
        QT_TRANSLATE_NOOP("KnownError", "{file} is not an export of chats: {place} {reason}."),
        QT_TRANSLATE_NOOP("KnownError", "Nothing of it was imported."),
        QT_TRANSLATE_NOOP(
            "KnownError", "Choose a JSON file that this program has exported, or {programs}."
        ),
        file=source,
        place=place,
        reason=reason,
        programs=", ".join(PROGRAMS),
    )


def of_another_program(source: Path, program: str) -> KnownError:
    return KnownError(
        "chats_unknown",
        QT_TRANSLATE_NOOP("KnownError", "{file} seems to come from {program}."),
        QT_TRANSLATE_NOOP("KnownError", "Its chats can't be read here; nothing was imported."),
        QT_TRANSLATE_NOOP("KnownError", "Exports of {programs} can be read."),
        file=source,
        program=program,
        programs=", ".join(PROGRAMS),
    )


def newer(source: Path) -> KnownError:
    return KnownError(
        "chats_newer",
        QT_TRANSLATE_NOOP("KnownError", "{file} was exported by a later version of this program."),
        QT_TRANSLATE_NOOP("KnownError", "Nothing of it was imported."),
        QT_TRANSLATE_NOOP("KnownError", "Install the latest version."),
        file=source,
    )


def too_large(source: Path, limit_bytes: int) -> KnownError:
    return KnownError(
        "chats_too_large",
        QT_TRANSLATE_NOOP("KnownError", "{file} is larger than {limit_mb} MB."),
        QT_TRANSLATE_NOOP("KnownError", "Nothing of it was imported."),
        QT_TRANSLATE_NOOP("KnownError", "Export fewer conversations into each file."),
        file=source,
        limit_mb=limit_bytes // 1_000_000,
    )
