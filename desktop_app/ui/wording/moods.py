"""A verdict in words and as a colour role, made from scene and mood."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_app.core.mood import Mood, percent
from desktop_app.core.scenes.scene import Label, Scene, by_language


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
