"""A verdict in words and as a look, made from scene and mood; every place that shows one asks here.

A feeling has its label's word and how sure the judge is. Where none is said, or not which, there
is no figure: how sure a judge is of nothing tells nobody anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop_app.core.mood import Face, Mood, percent
from desktop_app.core.scenes.scene import Label, Scene, by_language

_LEVEL_EMOJI = "😐"


@dataclass(frozen=True, slots=True)
class MoodLook:
    """What a verdict is drawn as.

    face: a feeling, calm, or unclear, which is drawn half and half.
    colour: the label's colour role; "unsure", which is grey, where no feeling is shown.
    depth: how deep the colour is, 0 to 1: the strength of the feeling; 0 where none is shown.
    """

    face: Face
    colour: str = "unsure"
    depth: float = 0.0


CALM = MoodLook(Face.CALM)
"""Also of what has no verdict: grey and level."""


def mood_label(scene: Scene | None, mood: Mood) -> Label | None:
    """The label of a verdict; None where the scene is gone or no longer has it."""
    if scene is None:
        return None
    try:
        return scene.label(mood.label)
    except KeyError:
        return None


def mood_look(scene: Scene | None, mood: Mood) -> MoodLook:
    """How a verdict is drawn: in no feeling's colour where none is sure, or its label is gone."""
    label = mood_label(scene, mood)
    if mood.face is not Face.FEELING:
        return MoodLook(mood.face)
    if label is None:
        return MoodLook(Face.UNCLEAR)
    return MoodLook(Face.FEELING, label.colour, mood.strength)


def face_word(face: Face) -> str:
    """The word of a face that shows no feeling: "calm" or "hard to tell"."""
    if face is Face.CALM:
        return QCoreApplication.translate("Mood", "calm")
    return QCoreApplication.translate("Mood", "hard to tell")


def mood_word(scene: Scene | None, mood: Mood, language: str) -> str:
    """One word for a verdict, such as "positive"."""
    label, face = mood_label(scene, mood), mood_look(scene, mood).face
    if face is not Face.FEELING or label is None:
        return face_word(face)
    return by_language(label.word, language)


def mood_headline(scene: Scene | None, mood: Mood, language: str) -> str:
    """The verdict as a line, without its emoji: "LLM sentiment: positive"."""
    template = QCoreApplication.translate("Mood", "LLM sentiment: {word}")
    return template.format(word=mood_word(scene, mood, language))


def mood_certainty(scene: Scene | None, mood: Mood) -> str:
    """Why to believe it: "93% sure" or "you said so"; "" where no feeling is shown."""
    if mood.told:
        return QCoreApplication.translate("Mood", "you said so")
    if mood_look(scene, mood).face is not Face.FEELING:
        return ""
    sure = QCoreApplication.translate("Mood", "{percent} sure")
    return sure.format(percent=percent(mood.confidence))


def mood_line(scene: Scene | None, mood: Mood, language: str) -> str:
    """The whole verdict for tooltips and screen readers: "😄 LLM sentiment: positive, 93% sure"."""
    label, certainty = mood_label(scene, mood), mood_certainty(scene, mood)
    is_feeling = mood_look(scene, mood).face is Face.FEELING
    emoji = label.emoji if is_feeling and label is not None else _LEVEL_EMOJI
    line = f"{emoji} {mood_headline(scene, mood, language)}"
    if not certainty:
        return line
    template = QCoreApplication.translate("Mood", "{verdict}, {certainty}")
    return template.format(verdict=line, certainty=certainty)


def provisional_line(scene: Scene | None, mood: Mood, language: str) -> str:
    """As mood_line, for a message that is still being typed."""
    template = QCoreApplication.translate("Mood", "{line}, so far")
    return template.format(line=mood_line(scene, mood, language))


def mood_chip(scene: Scene | None, mood: Mood, language: str) -> str:
    """A verdict in the least room: "Positive 93%", "Positive · you said so", "Calm"."""
    word = capital(mood_word(scene, mood, language))
    if mood.told:
        return f"{word} · {mood_certainty(scene, mood)}"
    is_feeling = mood_look(scene, mood).face is Face.FEELING
    return f"{word} {percent(mood.confidence)}" if is_feeling else word


def capital(word: str) -> str:
    """The word as it begins a line."""
    return f"{word[:1].upper()}{word[1:]}"


def mood_lean(scene: Scene | None, mood: Mood) -> float:
    """How far a verdict leans, -1 (strongly negative) to 1; 0 where no feeling is shown."""
    look = mood_look(scene, mood)
    return {"positive": look.depth, "negative": -look.depth}.get(look.colour, 0.0)
