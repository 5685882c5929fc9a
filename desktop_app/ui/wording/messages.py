"""What is said beside a message: who speaks, when, how fast, how it ended."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.errors import KnownError
from desktop_app.shell.platform.translation import translate_error
from desktop_app.ui.wording.dates import clock_time


def speaker(role: Role) -> str:
    """Who speaks, as the person would say it."""
    if role is Role.USER:
        return QCoreApplication.translate("Message", "You")
    return QCoreApplication.translate("Message", "Assistant")


def message_details(message: Message) -> str:
    """All that is known of a message's making, line by line: when, how long, how fast."""
    local = message.created_at.astimezone()
    day = QLocale().toString(
        QDate(local.year, local.month, local.day), QLocale.FormatType.LongFormat
    )
    lines = [f"{day} {local.strftime('%H:%M:%S')}"]
    stats = message.stats
    if stats is None:
        return lines[0]
    translate, number = QCoreApplication.translate, QLocale().toString
    lines.append(
        translate("Facts", "{count} tokens written, {speed} a second").format(
            count=number(stats.new_tokens), speed=f"{stats.tokens_per_s:.1f}"
        )
    )
    if stats.steps and stats.steps < stats.new_tokens:
        template = translate("Facts", "in {steps} steps, as drafts were right")
        lines[-1] += ", " + template.format(steps=number(stats.steps))
    lines.append(
        translate("Facts", "First token after {milliseconds} ms").format(
            milliseconds=number(round(stats.first_token_ms))
        )
    )
    template = translate("Facts", "{count} tokens read")
    lines.append(template.format(count=number(stats.prompt_tokens)))
    return "\n".join(lines)


def reply_facts(message: Message, tokens_per_s: float) -> str:
    """Time, length and speed of a reply: "09:58 · 58 tok · 41 tok/s".

    tokens_per_s: speed so far, for a reply that is still being written.
    """
    parts = [clock_time(message.created_at)]
    speed = tokens_per_s
    if message.finish_reason is not None:
        speed = 0.0 if message.stats is None else message.stats.tokens_per_s
        if message.stats is not None and message.stats.new_tokens:
            template = QCoreApplication.translate("Facts", "{count} tok")
            parts.append(template.format(count=QLocale().toString(message.stats.new_tokens)))
    if speed > 0:
        parts.append(token_speed(speed))
    return " · ".join(parts)


def token_speed(tokens_per_s: float) -> str:
    """Decode speed with its unit; a decimal only where it matters."""
    number = f"{tokens_per_s:.1f}" if tokens_per_s < 10 else f"{tokens_per_s:.0f}"
    return QCoreApplication.translate("Facts", "{speed} tok/s").format(speed=number)


def reply_note(message: Message, error: KnownError | None) -> str:
    """What to say below a reply that did not end by itself; empty where it did."""
    translate = QCoreApplication.translate
    match message.finish_reason:
        case FinishReason.LENGTH:
            return translate("Reply", "The reply reached its length limit.")
        case FinishReason.CANCELLED if message.text:
            return translate("Reply", "Stopped. What was said so far is kept.")
        case FinishReason.CANCELLED:
            return translate("Reply", "Stopped before the reply began.")
        case FinishReason.INTERRUPTED:
            return translate("Reply", "Interrupted: the program ended in the middle of this reply.")
        case FinishReason.FAILED:
            if error is not None:
                return translate_error(error)
            return translate("Reply", "This reply failed. Send the message again.")
        case _:
            return ""
