"""How the mood of one message is shown: the person's word before the judge's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop_app.core.history.records import CLEARED, StoredMessage
from desktop_app.core.mood import Influence, percent
from desktop_app.core.scenes.scene import Label, Scene
from desktop_app.ui.chat.message.influence_marks import Mark, marks_of
from desktop_app.ui.wording import moods as wording


@dataclass(frozen=True, slots=True)
class ShownMood:
    """What a chip says of a message.

    text: in the chip.  line: the same in full, for tooltips and screen readers.
    colour: a colour role of the theme.  has_face: not where the mood was cleared.
    label: id of the label that counts, None where it was cleared.
    choices: (label id, emoji and word) of the scene that judged it; empty where it is not known.
    is_corrected: the person has said something else than the judge.
    judged_word, judged_colour: of the judge's own label, also where it was unsure.
    """

    text: str
    line: str
    colour: str
    has_face: bool
    label: str | None
    choices: tuple[tuple[str, str], ...]
    is_corrected: bool
    judged_word: str
    judged_colour: str


def shown_mood(
    entry: StoredMessage, scenes: Mapping[str, Scene], scene: Scene, language: str
) -> ShownMood | None:
    """None while there is no verdict. scene: of the conversation, for a verdict just given."""
    verdict = entry.verdict
    mood = entry.message.mood if verdict is None else verdict.mood
    if mood is None:
        return None
    judge: Scene | None = scene
    if verdict is not None and verdict.scene_id != scene.id:
        judge = scenes.get(verdict.scene_id)
    judged = _label(judge, mood.label)
    word = mood.label if judged is None else wording.by_language(judged.word, language)
    judgement = (word, "unsure" if judged is None else judged.colour)
    choices = _choices(judge, language)
    correction = None if verdict is None else verdict.correction
    if correction == CLEARED:
        text = QCoreApplication.translate("Mood", "No mood · you said so")
        line = QCoreApplication.translate("Mood", "You said that this message has no mood.")
        return ShownMood(text, line, "unsure", False, None, choices, True, *judgement)
    if correction is not None:
        text, line, colour = _corrected(correction, _label(judge, correction), language)
        return ShownMood(text, line, colour, True, correction, choices, True, *judgement)
    if judge is None:
        text = line = f"{mood.label} {percent(mood.confidence)}"
        colour = "unsure"
    else:
        text = wording.mood_chip(judge, mood, language)
        line = wording.mood_line(judge, mood, language)
        colour = wording.mood_colour(judge, mood)
    return ShownMood(text, line, colour, True, mood.label, choices, False, *judgement)


def _label(scene: Scene | None, label_id: str) -> Label | None:
    labels = () if scene is None else scene.labels
    return next((label for label in labels if label.id == label_id), None)


def _choices(scene: Scene | None, language: str) -> tuple[tuple[str, str], ...]:
    labels = () if scene is None else scene.labels
    words = ((x.id, x.emoji, wording.by_language(x.word, language)) for x in labels)
    return tuple((id_, f"{emoji} {word[:1].upper()}{word[1:]}") for id_, emoji, word in words)


def _corrected(label_id: str, label: Label | None, language: str) -> tuple[str, str, str]:
    """Text, line and colour of a mood that the person has set."""
    word = label_id if label is None else wording.by_language(label.word, language)
    colour = "unsure" if label is None else label.colour
    capital = f"{word[:1].upper()}{word[1:]}"
    text = QCoreApplication.translate("Mood", "{word} · you said so").format(word=capital)
    template = QCoreApplication.translate("Mood", "{emoji} {word}: you said so, not the judge.")
    emoji = "😐" if label is None else label.emoji
    return text, template.format(emoji=emoji, word=capital), colour


def explanation_legend(
    mood: ShownMood | None, influences: Sequence[Influence] | None, text: str
) -> str:
    """What the marks in a message mean; "" where nobody asked."""
    if influences is None or mood is None:
        return ""
    return _legend(mood, marks_of(text, influences, mood.judged_colour))


def _legend(mood: ShownMood, marks: Sequence[Mark]) -> str:
    if not marks:
        return QCoreApplication.translate(
            "Explanation", "No single part of this message decided it: there is nothing to mark."
        )
    has_for = any(mark.speaks_for for mark in marks)
    has_against = not all(mark.speaks_for for mark in marks)
    if has_for and has_against:
        template = QCoreApplication.translate(
            "Explanation",
            "Solid line: speaks for “{word}”. Dashed line: speaks against it. "
            "The thicker, the more. Esc hides it.",
        )
    elif has_for:
        template = QCoreApplication.translate(
            "Explanation", "Solid line: speaks for “{word}”. The thicker, the more. Esc hides it."
        )
    else:
        template = QCoreApplication.translate(
            "Explanation",
            "Dashed line: speaks against “{word}”. The thicker, the more. Esc hides it.",
        )
    return template.format(word=mood.judged_word)


def spoken_explanation(
    mood: ShownMood | None, influences: Sequence[Influence] | None, text: str
) -> str:
    """The legend and the marked words themselves, for screen readers."""
    if influences is None or mood is None:
        return ""
    marks = marks_of(text, influences, mood.judged_colour)
    speaks_for = QCoreApplication.translate("Explanation", "For: {words}.")
    against = QCoreApplication.translate("Explanation", "Against: {words}.")
    parts = [_legend(mood, marks)]
    for template, is_for in ((speaks_for, True), (against, False)):
        words = [text[mark.start : mark.end] for mark in marks if mark.speaks_for is is_for]
        parts += [template.format(words="; ".join(words))] if words else []
    return " ".join(parts)
