"""The sentences that several widgets share, made from the state's values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from desktop_app.core.api.events import LoadStage, ModelInfo
from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.errors import KnownError
from desktop_app.core.mood import Mood, percent
from desktop_app.core.scenes.scene import AssistantRole, Label, Scene, by_language
from desktop_app.shell.platform.translation import translate_error
from desktop_app.ui.wording import dates as days

_JUST_NOW_S = 60
_MINUTES_S = 3600


def mood_label(scene: Scene, mood: Mood) -> Label | None:
    """The label of a verdict; None where the scene no longer has it."""
    try:
        return scene.label(mood.label)
    except KeyError:
        return None


def mood_colour(scene: Scene, mood: Mood) -> str:
    """The colour role in which a verdict is shown: never a certain one where it is unsure."""
    label = mood_label(scene, mood)
    return "unsure" if mood.unsure or label is None else label.colour


def mood_word(scene: Scene, mood: Mood, language: str) -> str:
    """One word for a verdict, such as "positive"."""
    label = mood_label(scene, mood)
    if mood.unsure or label is None:
        return QCoreApplication.translate("Mood", "hard to say")
    return by_language(label.word, language)


def mood_headline(scene: Scene, mood: Mood, language: str) -> str:
    """The verdict as a line, without its emoji: "LLM sentiment: positive"."""
    template = QCoreApplication.translate("Mood", "LLM sentiment: {word}")
    return template.format(word=mood_word(scene, mood, language))


def mood_line(scene: Scene, mood: Mood, language: str) -> str:
    """The whole verdict for tooltips and screen readers: "😄 LLM sentiment: positive, 93% sure"."""
    label = mood_label(scene, mood)
    emoji = "😐" if mood.unsure or label is None else label.emoji
    template = QCoreApplication.translate("Mood", "{emoji} {headline}, {percent} sure")
    headline = mood_headline(scene, mood, language)
    return template.format(emoji=emoji, headline=headline, percent=percent(mood.confidence))


def provisional_line(scene: Scene, mood: Mood, language: str) -> str:
    """As mood_line, for a message that is still being typed."""
    template = QCoreApplication.translate("Mood", "{line}, so far")
    return template.format(line=mood_line(scene, mood, language))


def mood_chip(scene: Scene, mood: Mood, language: str) -> str:
    """A verdict in the least room: "Positive 93%"."""
    word = mood_word(scene, mood, language)
    return f"{word[:1].upper()}{word[1:]} {percent(mood.confidence)}"


def mood_strength(scene: Scene, mood: Mood) -> float:
    """How far a verdict leans, -1 (surely negative) to 1 (surely positive); 0 where unsure."""
    colour = mood_colour(scene, mood)
    chance = 1 / max(2, len(mood.probabilities))
    strength = max(0.0, (mood.confidence - chance) / (1 - chance))
    return {"positive": strength, "negative": -strength}.get(colour, 0.0)


def clock_time(moment: datetime) -> str:
    """Local time of day, such as 09:58."""
    return moment.astimezone().strftime("%H:%M")


def time_ago(moment: datetime, now: datetime | None = None) -> str:
    """How long ago `moment` was, in words; once an hour has passed, when it was."""
    now = now or datetime.now(UTC)
    seconds = (now - moment).total_seconds()
    if seconds < _JUST_NOW_S:
        return QCoreApplication.translate("Mood", "just now")
    if seconds < _MINUTES_S:
        minutes = int(seconds // 60)
        return QCoreApplication.translate("Mood", "{minutes} min ago").format(minutes=minutes)
    return days.short_time(moment.astimezone(), now.astimezone(), QLocale())


def day_name(day: date, today: date) -> str:
    """The day of a message: "Today", "Yesterday", "Monday, 23 November 2026"."""
    if day == today:
        return QCoreApplication.translate("Days", "Today")
    if day == today - timedelta(days=1):
        return QCoreApplication.translate("Days", "Yesterday")
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)


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


def memory_size(mib: float) -> str:
    """A size in MiB with the unit that suits it."""
    return f"{mib / 1024:.1f} GiB" if mib >= 1000 else f"{mib:.0f} MiB"


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


def error_sentences(error: KnownError) -> tuple[str, ...]:
    """What happened, what it means and what to do, in the window's language."""
    return error.sentences(lambda text: QCoreApplication.translate("KnownError", text))


def stage_text(stage: LoadStage | None) -> str:
    """What the program does on the way to a ready model."""
    translate = QCoreApplication.translate
    match stage:
        case LoadStage.CONVERTING:
            return translate("Status", "Preparing the model, once")
        case LoadStage.READING:
            return translate("Status", "Reading the model")
        case LoadStage.CALIBRATING:
            return translate("Status", "Tuning the judge")
        case _:
            return translate("Status", "Starting the engine")


def weights_name(weights: str) -> str:
    """How the weights are held, in one word."""
    return "exact16" if weights == "exact16" else "FP32"


def weights_text(weights: str) -> str:
    """How the weights are held, in a sentence; the arithmetic is FP32 in every case."""
    if weights == "exact16":
        return QCoreApplication.translate(
            "Status", "FP32 arithmetic on weights that 16 bits hold without loss"
        )
    return QCoreApplication.translate("Status", "FP32 arithmetic on FP32 weights")


def language_note(model: ModelInfo) -> str:
    """Which languages the model lacks; empty where it knows both or nobody said."""
    if model.languages == ("en",):
        return QCoreApplication.translate("Status", "This starter model knows English only.")
    if model.languages == ("zh",):
        return QCoreApplication.translate("Status", "This model knows Chinese only.")
    return ""


def spoken_role(scene: Scene, language: str, model: ModelInfo | None) -> AssistantRole:
    """The assistant's role whose greeting is shown: the window's language where model knows it."""
    known = model.languages if model is not None else ()
    order = [language, *known] if not known or language in known else [*known, language]
    for code in (*order, *scene.assistant):
        if code in scene.assistant:
            return scene.assistant[code]
    raise AssertionError("a scene has at least one language")
