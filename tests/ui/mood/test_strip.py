"""Five bars: above the line, below it, or a ring on it."""

import dataclasses

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from desktop_app.core.history.records import Verdict, positive_share
from desktop_app.ui.mood.strip import BARS, paint_strip, strip_size, strip_words
from tests.support.fakes import CALM
from tests.ui.conversations.stored_chats import NEGATIVE, POSITIVE, SCENE, UNSURE


def verdict(mood):
    share = positive_share(mood, SCENE)
    return Verdict(mood, SCENE.id, share, share)


def painted(theme, moods, scale=4):
    """(x, y) of all that is not ground, in px of the strip."""
    size = strip_size(theme)
    image = QImage(
        round(size.width() * scale), round(size.height() * scale), QImage.Format.Format_RGB32
    )
    ground = theme.colour("surface")
    image.fill(ground)
    painter = QPainter(image)
    painter.scale(scale, scale)
    area = QRectF(0, 0, size.width(), size.height())
    paint_strip(painter, area, moods, theme, ground)
    painter.end()
    return [
        (x / scale, y / scale)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y) != ground
    ]


def test_good_is_above_the_line_and_bad_below(theme):
    middle = strip_size(theme).height() / 2
    assert all(y < middle + 0.5 for _, y in painted(theme, [verdict(POSITIVE)]))
    assert all(y > middle - 0.5 for _, y in painted(theme, [verdict(NEGATIVE)]))


def test_stronger_is_longer(theme):
    """As sure as the other, but it hardly says a feeling."""
    strong = verdict(dataclasses.replace(POSITIVE, feeling=1.0))
    faint = verdict(dataclasses.replace(POSITIVE, feeling=0.5))
    assert min(y for _, y in painted(theme, [strong])) < min(y for _, y in painted(theme, [faint]))


def test_calm_lies_flat_on_the_line(theme):
    middle = strip_size(theme).height() / 2
    assert all(abs(y - middle) <= 2 for _, y in painted(theme, [verdict(CALM)]))
    assert strip_words([verdict(CALM)]) == "calm"


def test_unclear_is_a_ring_on_the_line(theme):
    places = painted(theme, [verdict(UNSURE)])
    middle = strip_size(theme).height() / 2
    assert min(y for _, y in places) < middle - 1
    assert max(y for _, y in places) > middle + 1
    centre = (min(x for x, _ in places) + max(x for x, _ in places)) / 2
    assert not [1 for x, y in places if abs(x - centre) < 0.3 and abs(y - middle) < 0.3]


def test_the_newest_is_at_the_right_and_no_more_than_five_are_drawn(theme):
    width = strip_size(theme).width()
    one = [x for x, _ in painted(theme, [verdict(POSITIVE)])]
    assert min(one) > width / 2
    many = painted(theme, [verdict(NEGATIVE)] * 3 + [verdict(POSITIVE)] * BARS)
    assert all(y < strip_size(theme).height() / 2 + 0.5 for _, y in many)


def test_nothing_is_drawn_without_a_mood(theme):
    assert painted(theme, []) == []


@pytest.mark.parametrize(
    ("moods", "words"),
    [
        ([], ""),
        ([POSITIVE, UNSURE, NEGATIVE], "positive, hard to tell, negative"),
    ],
)
def test_the_strip_in_words(qapp, moods, words):
    assert strip_words([verdict(mood) for mood in moods]) == words


def test_a_mood_that_counts_half_is_neither(qapp):
    half = dataclasses.replace(verdict(POSITIVE), score=0.5)
    assert strip_words([half]) == "neither good nor bad"
