"""What the welcome panel says of a download: before it begins, while it runs, when it is over."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_app.core.api.model_offers import Offer, Overview
from desktop_app.shell.models.downloads import DownloadPhase, DownloadState
from desktop_app.shell.models.library import Sources
from desktop_app.ui.wording import downloads as words
from desktop_app.ui.wording.errors import error_sentences


def title(state: DownloadState, offline: bool, has_model: bool) -> str:
    """What the card is about.

    offline: the network is switched off for this program. has_model: one is here already.
    """
    translate = QCoreApplication.translate
    if state.phase is DownloadPhase.FAILED:
        return translate("DownloadPage", "The download has stopped")
    if state.phase is DownloadPhase.FINISHED:
        return translate("DownloadPage", "{title} is here").format(title=state.title)
    if state.phase is not DownloadPhase.IDLE:
        return translate("DownloadPage", "{title} is on its way").format(title=state.title)
    if has_model:
        return translate("DownloadPage", "Bring another model to this computer")
    if offline:
        return translate("DownloadPage", "Bring a model to this computer")
    return translate("DownloadPage", "First, bring a model to this computer")


def intro(state: DownloadState, offline: bool) -> str:
    """What it means for the person, below the title; empty where there is nothing to add."""
    translate = QCoreApplication.translate
    if state.phase is DownloadPhase.FAILED:
        return ""
    if state.phase is DownloadPhase.FINISHED:
        return translate(
            "DownloadPage", "Every file was checked. From now on no network is needed."
        )
    if state.phase is not DownloadPhase.IDLE:
        return translate(
            "DownloadPage", "You can pause, close the window or switch off: it goes on next time."
        )
    if offline:
        return translate(
            "DownloadPage",
            "The network is switched off for this program, so that nothing can be downloaded. "
            "A model that you have already can be used.",
        )
    return translate(
        "DownloadPage",
        "It is downloaded once. After that, chats and moods stay on this computer: no network "
        "is needed and nothing is sent anywhere.",
    )


def facts(overview: Overview, offer: Offer, source: str, sources: Sources) -> dict[str, str]:
    """All that is said of a download before it happens, by FactsView's keys.

    source: as Settings.source.
    """
    translate = QCoreApplication.translate
    size, found = offer.bytes, sources.found
    if size is None and found is not None:
        size = found.total_bytes
    known = words.byte_size(size) if size else ""
    if offer.done_bytes and size:
        text = translate("DownloadPage", "{size}, of which {done} are here already")
        known = text.format(size=known, done=words.byte_size(offer.done_bytes))
    languages = words.languages(offer.languages)
    model = f"{offer.title} · {languages}" if languages else offer.title
    left = (size or 0) - offer.done_bytes
    time = words.time_before(left) if size else ""
    if left > overview.free_bytes:
        text = translate("DownloadPage", "{folder} (only {free} free, which is not enough)")
    else:
        text = translate("DownloadPage", "{folder} ({free} free)")
    free = words.byte_size(overview.free_bytes)
    folder = text.format(folder=overview.folder, free=free)
    return {
        "model": model,
        "size": known or translate("DownloadPage", "the source says so at the start"),
        "time": time or translate("DownloadPage", "measured once it runs"),
        "source": _source_text(source, sources),
        "folder": folder,
    }


def _source_text(source: str, sources: Sources) -> str:
    translate = QCoreApplication.translate
    if source:
        host = source.partition("://")[2]
        return translate("DownloadPage", "{host} (your choice)").format(host=host)
    if sources.asking:
        return translate("DownloadPage", "looking for the quickest one…")
    if sources.error is not None:
        return " ".join(
            (
                translate("DownloadPage", "none could be asked; see “Source, proxy”."),
                *error_sentences(sources.error),
            )
        )
    if sources.found is None:
        return translate("DownloadPage", "the quickest one, chosen when it starts")
    for report in sources.found.reports:
        if report.endpoint == sources.found.best:
            text = translate("DownloadPage", "{host} (chosen automatically, {answer})")
            return text.format(host=report.host, answer=words.report_text(report))
    return translate("DownloadPage", "none answers at the moment; see “Source, proxy”")
