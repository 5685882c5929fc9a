"""Three faces, the same in each place that shows one: a feeling, calm, and hard to tell."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from desktop_app.core.history.records import CLEARED, JudgedMessage, Verdict
from desktop_app.shell.chat.mood_state import Judgement, MoodState
from desktop_app.shell.platform.translation import install_translator
from desktop_app.ui.chat.message.verdict import shown_mood
from desktop_app.ui.journal.day import DayMessages
from desktop_app.ui.mood.face_painting import paint_round_face
from desktop_app.ui.mood.indicator import MoodIndicator
from desktop_app.ui.mood.live import LiveMood
from desktop_app.ui.mood.strip import strip_words
from desktop_app.ui.wording.moods import mood_look
from tests.support.fakes import CALM, NEGATIVE, POSITIVE, SCENE, UNSURE
from tests.ui.chat.chat_window import judged

# the judge is surest of all of this calm one's label, which is nobody's business
SURELY_CALM = dataclasses.replace(CALM, confidence=0.97, probabilities=(0.97, 0.03))
TOLD = NEGATIVE.corrected("positive")
TOLD_CALM = POSITIVE.cleared()

SAID = [
    # mood, and its line and chip in both languages
    (POSITIVE, "en", "😄 LLM sentiment: positive, 93% sure", "Positive 93%"),
    (POSITIVE, "zh", "😄 LLM 情感判断: 正面，把握 93%", "正面 93%"),
    (SURELY_CALM, "en", "😐 LLM sentiment: calm", "Calm"),
    (SURELY_CALM, "zh", "😐 LLM 情感判断: 平静", "平静"),
    (UNSURE, "en", "😐 LLM sentiment: hard to tell", "Hard to tell"),
    (UNSURE, "zh", "😐 LLM 情感判断: 听不太出来", "听不太出来"),
    (TOLD, "en", "😄 LLM sentiment: positive, you said so", "Positive · you said so"),
    (TOLD, "zh", "😄 LLM 情感判断: 正面，你说的", "正面 · 你说的"),
    (TOLD_CALM, "en", "😐 LLM sentiment: calm, you said so", "Calm · you said so"),
    (TOLD_CALM, "zh", "😐 LLM 情感判断: 平静，你说的", "平静 · 你说的"),
]


@pytest.fixture
def speak(qapp, paths):
    yield lambda language: install_translator(qapp, language, paths)
    install_translator(qapp, "en", paths)


@pytest.mark.parametrize(("mood", "language", "line", "chip"), SAID)
def test_every_place_says_the_same(qtbot, theme, icons, speak, mood, language, line, chip):
    speak(language)
    header = MoodIndicator(theme, icons, SCENE, language)
    live = LiveMood(theme, icons, SCENE, language)
    day = DayMessages(theme, icons, {SCENE.id: SCENE}, language)
    for widget in (header, live, day):
        qtbot.addWidget(widget)
    now = datetime.now(UTC)
    header.set_state(MoodState(Judgement.JUDGED, mood, now, "m", (mood,)))
    live.set_mood(mood)
    verdict = Verdict(mood, SCENE.id, 0.9, 0.9)
    message = shown_mood(judged("hi", mood), {}, SCENE, language)

    assert header.accessibleName() == header.toolTip() == message.line == line
    assert line.split(" ", 1)[1].startswith(header.headline())
    assert message.text == chip
    assert chip in live.text()
    assert live.accessibleName().startswith(line)
    word = chip.split(" · ")[0].removesuffix(" 93%")
    row = day.line_of(JudgedMessage("c", "m", now, "hi", verdict)).casefold()
    assert f" · {word.casefold()} · " in row
    assert strip_words([verdict]) == word.casefold()
    has_figure = "%" in header.accessibleName() + header.detail() + message.text + live.text()
    assert has_figure is (mood is POSITIVE)


@pytest.mark.parametrize("correction", [CLEARED, "negative"])
def test_a_correction_is_said_as_what_it_taught(qapp, correction):
    """A corrected message and the next one like it, which the judge decides by the correction."""
    entry = judged("hi", POSITIVE, correction)
    corrected = shown_mood(entry, {}, SCENE, "en")
    alike = shown_mood(judged("hi", entry.verdict.counted_mood), {}, SCENE, "en")
    assert (corrected.text, corrected.line) == (alike.text, alike.line)
    assert corrected.look == alike.look
    assert (corrected.is_corrected, alike.is_corrected) == (True, False)


def drawn(theme, icons, mood):
    image = QImage(48, 48, QImage.Format.Format_RGB32)
    image.fill(theme.colour("surface"))
    painter = QPainter(image)
    paint_round_face(painter, theme, icons, mood_look(SCENE, mood), QRectF(0, 0, 48, 48))
    painter.end()
    return image


def left_and_right(picture):
    """Colour of the ground near the left and near the right edge."""
    return picture.pixelColor(4, 24), picture.pixelColor(43, 24)


def test_the_grounds_of_the_three_faces(theme, icons):
    feeling, calm, unclear = (drawn(theme, icons, mood) for mood in (POSITIVE, CALM, UNSURE))
    assert left_and_right(unclear) == (
        theme.colour("half_positive"),
        theme.colour("half_negative"),
    )
    for picture in (feeling, calm):
        left, right = left_and_right(picture)
        assert left == right
    grey = left_and_right(calm)[0]
    assert grey == theme.mood_ground("unsure")
    assert left_and_right(feeling)[0] != grey


def test_the_three_faces_differ_without_colour(theme, icons, monkeypatch):
    for name in ("feeling_ink", "feeling_ground"):
        tone = theme.colour("text" if name == "feeling_ink" else "surface")
        monkeypatch.setattr(theme, name, lambda colour, depth, tone=tone: tone)
    ink = theme.feeling_ink("", 0)
    monkeypatch.setattr(
        theme, "colour", lambda role: ink if role == "text" else theme.feeling_ground("", 0)
    )
    pictures = [drawn(theme, icons, mood) for mood in (POSITIVE, NEGATIVE, CALM, UNSURE)]
    for place, picture in enumerate(pictures):
        assert all(picture != other for other in pictures[place + 1 :])


def test_a_stronger_feeling_has_a_deeper_colour(theme, icons):
    """Equally sure, but less is felt."""
    grounds = [
        left_and_right(drawn(theme, icons, dataclasses.replace(NEGATIVE, feeling=feeling)))[0]
        for feeling in (0.4, 0.7, 1.0)
    ]
    depths = [ground.hsvSaturationF() for ground in grounds]
    assert depths[0] < depths[1] < depths[2]
