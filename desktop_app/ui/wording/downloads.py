"""Sizes, times and troubles of a download, in words."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from desktop_app.core.api.download_events import Trouble
from desktop_app.core.api.model_offers import Offer, SourceReport
from desktop_app.core.errors import KnownError
from desktop_app.shell.models.downloads import DownloadPhase, DownloadState

_SLOW_MB_PER_S, _QUICK_MB_PER_S = 1, 10


def byte_size(size: float) -> str:
    """A size with the unit that suits it, in powers of a thousand: 471 MB, 1.24 GB."""
    if size >= 1e9:
        return f"{size / 1e9:.2f} GB"
    if size >= 1e8:
        return f"{size / 1e6:.0f} MB"
    if size >= 1e5:
        return f"{size / 1e6:.1f} MB"
    return f"{math.ceil(size / 1e3)} kB"


def speed(bytes_per_s: float) -> str:
    """3.2 MB/s."""
    return f"{byte_size(bytes_per_s)}/s"


def duration(seconds: float) -> str:
    """About how long, rounded so that it does not promise more than is known."""
    translate = QCoreApplication.translate
    if seconds < 50:
        return translate("Download", "less than a minute")
    minutes = round(seconds / 60)
    if minutes < 60:
        return translate("Download", "about {minutes} min").format(minutes=max(1, minutes))
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        text = translate("Download", "about {hours} h {minutes} min")
        return text.format(hours=hours, minutes=rest)
    return translate("Download", "more than a day")


def time_before(size: int) -> str:
    """What can be said of the time before a byte has come."""
    text = QCoreApplication.translate(
        "Download", "{quick} at {quick_speed}, {slow} at {slow_speed}; measured once it runs"
    )
    return text.format(
        quick=duration(size / (_QUICK_MB_PER_S * 1e6)),
        quick_speed=f"{_QUICK_MB_PER_S} MB/s",
        slow=duration(size / (_SLOW_MB_PER_S * 1e6)),
        slow_speed=f"{_SLOW_MB_PER_S} MB/s",
    )


def languages(codes: tuple[str, ...]) -> str:
    """Which languages a model knows, empty where nobody said."""
    translate = QCoreApplication.translate
    if set(codes) == {"zh", "en"}:
        return translate("Download", "Chinese and English")
    if codes == ("en",):
        return translate("Download", "English only")
    if codes == ("zh",):
        return translate("Download", "Chinese only")
    return ""


def offer_line(offer: Offer) -> str:
    """A model in a list: size, languages, licence."""
    size = byte_size(offer.bytes) if offer.bytes else ""
    return " · ".join(part for part in (size, languages(offer.languages), offer.licence) if part)


def trouble_text(trouble: Trouble) -> str:
    """What went wrong on the way to a server, as half a sentence."""
    translate = QCoreApplication.translate
    match trouble:
        case Trouble.STALLED:
            return translate("Download", "nothing has come for a while")
        case Trouble.CUT:
            return translate("Download", "the connection broke off")
        case Trouble.TIMEOUT:
            return translate("Download", "no answer in time")
        case Trouble.REFUSED:
            return translate("Download", "the server can't be reached")
        case Trouble.DNS:
            return translate("Download", "the server's name is not known (DNS)")
        case Trouble.TLS:
            return translate("Download", "no secure connection (TLS)")
        case Trouble.CERTIFICATE:
            return translate("Download", "its certificate is not trusted (TLS)")
        case Trouble.PROXY:
            return translate("Download", "the proxy can't be reached or refuses")
        case Trouble.TOKEN:
            return translate("Download", "this computer's access token was refused, so without it")
        case Trouble.BUSY:
            return translate("Download", "the server is busy and asks to wait (429)")
        case Trouble.SERVER:
            return translate("Download", "the server has a problem of its own (5xx)")
        case Trouble.FORBIDDEN:
            return translate("Download", "the server refuses (403)")
        case Trouble.EXPIRED:
            return translate("Download", "the address has expired")
        case Trouble.ODD:
            return translate("Download", "the answer makes no sense")


def failure_reason(error: KnownError) -> str:
    """What went wrong on the way to the server in the end; empty where that was not it."""
    try:
        trouble = Trouble(str(error.values.get("trouble")))
    except ValueError:
        return ""
    text = QCoreApplication.translate("Download", "The last time: {trouble}.")
    return text.format(trouble=trouble_text(trouble))


def report_text(report: SourceReport) -> str:
    """What came of asking a source."""
    translate = QCoreApplication.translate
    if report.trouble is None:
        text = translate("Download", "answers in {ms} ms")
        return text.format(ms=max(1, round(report.elapsed_ms)))
    if report.status == 404:
        return translate("Download", "does not have this model (404)")
    text = trouble_text(report.trouble)
    return f"{text}, HTTP {report.status}" if report.status not in (0, 403, 429) else text


def amount_line(state: DownloadState) -> str:
    """471 MB / 1.24 GB · 3.2 MB/s."""
    if not state.total_bytes:
        return ""
    line = f"{byte_size(state.done_bytes)} / {byte_size(state.total_bytes)}"
    return f"{line} · {speed(state.bytes_per_s)}" if state.bytes_per_s > 0 else line


def phase_text(state: DownloadState) -> str:
    """What the download is doing, in a few words with the percentage where there is one."""
    translate = QCoreApplication.translate
    percent = f"{math.floor(state.share * 100)}%"
    match state.phase:
        case DownloadPhase.STARTING:
            return translate("Download", "Looking for a source")
        case DownloadPhase.RUNNING:
            return translate("Download", "Downloading {percent}").format(percent=percent)
        case DownloadPhase.CHECKING:
            return translate("Download", "Checking what is here")
        case DownloadPhase.RETRYING:
            return translate("Download", "Connecting again, {percent}").format(percent=percent)
        case DownloadPhase.WAITING:
            return translate("Download", "Waiting for another window")
        case DownloadPhase.PAUSING:
            return translate("Download", "Stopping")
        case DownloadPhase.PAUSED:
            return translate("Download", "Download paused at {percent}").format(percent=percent)
        case DownloadPhase.FAILED:
            return translate("Download", "Download stopped at {percent}").format(percent=percent)
        case DownloadPhase.FINISHED:
            return translate("Download", "Download complete")
        case DownloadPhase.IDLE:
            return ""


def detail_text(state: DownloadState) -> str:
    """The line below the figures: which file, from whom, or what is being waited for."""
    translate = QCoreApplication.translate
    match state.phase:
        case DownloadPhase.RETRYING if state.trouble is not None:
            text = translate(
                "Download",
                "{host}: {trouble}. It goes on by itself in {seconds} s; nothing is lost.",
            )
            return text.format(
                host=state.source,
                trouble=trouble_text(state.trouble),
                seconds=max(1, round(state.wait_s)),
            )
        case DownloadPhase.WAITING:
            text = translate("Download", "Another window is downloading {title}; this one waits.")
            return text.format(title=state.title)
        case DownloadPhase.CHECKING:
            text = translate("Download", "Checking what is here already: {file}, {percent}")
            return text.format(file=state.file, percent=f"{math.floor(state.fraction * 100)}%")
        case DownloadPhase.STARTING:
            return translate("Download", "Asking who answers quickest…")
        case DownloadPhase.PAUSED:
            return translate("Download", "Paused. What is here is kept, also when you switch off.")
        case DownloadPhase.RUNNING:
            note = trouble_text(Trouble.TOKEN) if state.without_token else ""
            return " · ".join(part for part in (state.file, state.source, note) if part)
        case _:
            return ""
