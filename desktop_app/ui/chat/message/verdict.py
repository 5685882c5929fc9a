"""How the mood of one message is shown: the person's word before the judge's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop_app.core.history.records import CLEARED, StoredMessage
from desktop_app.core.mood import Face, Influence, Mood, percent
from desktop_app.core.scenes.scene import Label, Scene
from desktop_app.ui.chat.message.influence_marks import Mark, marks_of
from desktop_app.ui.wording import moods as wording


@dataclass(frozen=True, slots=True)
class ShownMood:
    """What a chip says of a message.

    text: in the chip.  line: the same in full, for tooltips and screen readers.
    look: how it is drawn.
    label: id of the label that counts, None where it was said to be calm.
    choices: (label id, emoji and word) of the scene that judged it; empty where it is not known.
    is_corrected: the person has said something else than the judge.
    judged_word, judged_colour: of the judge's own label, also where it was unsure.
    """

    text: str
    line: str
    look: wording.MoodLook
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
    counted = mood if verdict is None else verdict.counted_mood
    label = None if correction == CLEARED else counted.label
    if judge is None and counted.face is Face.FEELING:
        text = line = _gone_chip(counted)
        look = wording.MoodLook(Face.FEELING, "unsure", counted.strength)
    else:
        text = wording.mood_chip(judge, counted, language)
        line = wording.mood_line(judge, counted, language)
        look = wording.mood_look(judge, counted)
    return ShownMood(text, line, look, label, choices, correction is not None, *judgement)


def _gone_chip(mood: Mood) -> str:
    """A feeling by a scene that is gone: its label's id is all that is left of the word."""
    if mood.told:
        told = QCoreApplication.translate("Mood", "you said so")
        return f"{mood.label} · {told}"
    return f"{mood.label} {percent(mood.confidence)}"


def _label(scene: Scene | None, label_id: str) -> Label | None:
    labels = () if scene is None else scene.labels
    return next((label for label in labels if label.id == label_id), None)


def _choices(scene: Scene | None, language: str) -> tuple[tuple[str, str], ...]:
    labels = () if scene is None else scene.labels
    words = ((x.id, x.emoji, wording.by_language(x.word, language)) for x in labels)
    return tuple((id_, f"{emoji} {wording.capital(word)}") for id_, emoji, word in words)


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
