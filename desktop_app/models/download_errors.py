"""What can go wrong with a download, in words."""

from __future__ import annotations

from desktop_app.core.api.download_events import Trouble
from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError


def offline() -> KnownError:
    return KnownError(
        "offline",
        QT_TRANSLATE_NOOP("KnownError", "The network is switched off for this program."),
        QT_TRANSLATE_NOOP("KnownError", "Nothing can be downloaded."),
        QT_TRANSLATE_NOOP(
            "KnownError", "Start without --offline and HF_HUB_OFFLINE, or import a model."
        ),
    )


def mismatch(file: str, host: str) -> KnownError:
    return KnownError(
        "download_mismatch",
        QT_TRANSLATE_NOOP("KnownError", "The file {file} from {host} is not the right one."),
        QT_TRANSLATE_NOOP(
            "KnownError", "It was damaged on the way or changed there. Nothing bad was kept."
        ),
        QT_TRANSLATE_NOOP("KnownError", "Try again, or choose another source."),
        file=file,
        host=host,
    )


def unreachable(host: str, trouble: Trouble) -> KnownError:
    return KnownError(
        "hub_unreachable",
        QT_TRANSLATE_NOOP("KnownError", "The connection to {host} failed again and again."),
        QT_TRANSLATE_NOOP("KnownError", "What was downloaded is kept."),
        QT_TRANSLATE_NOOP("KnownError", "Check the network, or choose another source or a proxy."),
        host=host,
        trouble=trouble.value,
    )


def no_safetensors(repo: str) -> KnownError:
    return KnownError(
        "pickle_only",
        QT_TRANSLATE_NOOP("KnownError", "{repo} has no weights as safetensors."),
        QT_TRANSLATE_NOOP("KnownError", "Other weight files can run code or can't be read here."),
        QT_TRANSLATE_NOOP("KnownError", "Choose another model."),
        repo=repo,
    )


def file_not_listed(repo: str, file: str) -> KnownError:
    return KnownError(
        "hub_file_not_found",
        QT_TRANSLATE_NOOP("KnownError", "{repo} has no file {file}."),
        QT_TRANSLATE_NOOP("KnownError", "The model can't be loaded without it."),
        QT_TRANSLATE_NOOP("KnownError", "Choose another model."),
        repo=repo,
        file=file,
    )
