"""Contrast of every text, fonts in their order, and the change of the scheme at run time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette

from desktop_app.core.history.journal_facts import STRONG
from desktop_app.ui.style import theme as module
from desktop_app.ui.style.fonts import font_families
from desktop_app.ui.style.palette import (
    DARK,
    LIGHT,
    day_ground,
    derived_colours,
    feeling_ground,
    feeling_ink,
)
from desktop_app.ui.style.theme import Theme

UI = Path(module.__file__).parents[1]

_CODE = ("keyword", "string", "comment", "number", "name")

TEXT_PAIRS = (
    *((front, back) for front in ("text", "secondary") for back in ("window", "sidebar")),
    *((front, "surface") for front in ("text", "secondary", "accent")),
    *((front, "surface") for front in ("positive", "negative", "unsure")),
    *((front, "bubble") for front in ("text", "secondary")),
    ("on_accent", "accent"),
    ("accent", "window"),
    ("secondary", "button"),
    ("text", "button"),
    ("text", "hover"),
    ("on_accent", "accent_hover"),
    *(
        pair
        for mood in ("positive", "negative", "unsure")
        for pair in ((mood, f"{mood}_ground"), ("text", f"{mood}_ground"), (mood, "window"))
    ),
    *(
        (front, f"half_{mood}")
        for front in ("text", "indicator_detail")
        for mood in ("positive", "negative")
    ),
    ("accent", "bubble"),
    ("accent", "selected"),
    ("text", "selected"),
    *(
        (front, "code_ground")
        for front in ("text", "secondary", "accent", *(f"code_{name}" for name in _CODE))
    ),
    *(("indicator_detail", f"{mood}_ground") for mood in ("positive", "negative", "unsure")),
)
"""Front and back of every text that the window shows; each pair must reach 4.5 : 1."""


def contrast_ratio(front: str, back: str) -> float:
    """Contrast of two #RRGGBB colours, 1 to 21. WCAG 2.1, "contrast ratio"."""
    lighter, darker = sorted((_luminance(front), _luminance(back)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    linear = []
    for channel in (int(colour[place : place + 2], 16) for place in (1, 3, 5)):
        c = channel / 255
        linear.append(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_ratio_of_known_pairs():
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast_ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_every_text_is_readable(tokens, pair):
    colours = derived_colours(tokens)
    assert contrast_ratio(colours[pair[0]], colours[pair[1]]) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("mood", ["positive", "negative", "unsure"])
def test_a_feeling_is_readable_at_every_depth(tokens, mood):
    grounds = []
    for depth in (step / 50 for step in range(51)):
        ground = feeling_ground(tokens, mood, depth)
        fronts = (feeling_ink(tokens, mood, depth), tokens.text)
        for front in (*fronts, derived_colours(tokens)["indicator_detail"]):
            assert contrast_ratio(front, ground) >= 4.5
        grounds.append(ground)
    # and what is deeper is seen to be so
    faint, strong = grounds[0], grounds[-1]
    assert contrast_ratio(faint, strong) > 1.2


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("mood", ["positive", "negative", "unsure"])
def test_the_mouth_of_a_day_is_seen_at_every_depth(tokens, mood):
    """WCAG 2.1 asks 3 : 1 of a mark that is no text."""
    for depth in (step / 50 for step in range(51)):
        strong = depth >= STRONG
        ink = tokens.mood_ground(mood) if strong else tokens.mood(mood)
        assert contrast_ratio(ink, day_ground(tokens, mood, depth, strong)) >= 3


def test_colours_are_named_in_the_palette_alone():
    literal = re.compile(r"#[0-9A-Fa-f]{6}\b|QColor\(\s*\d")
    guilty = [
        path.name
        for path in UI.rglob("*.py")
        if path.name != "palette.py" and literal.search(path.read_text(encoding="utf-8"))
    ]
    assert guilty == []


def test_a_latin_font_stands_before_a_chinese_system_font():
    installed = ["DejaVu Sans", "Noto Sans CJK SC", "Noto Color Emoji"]
    families = font_families(installed, "Noto Sans CJK SC")
    assert families == ("DejaVu Sans", "Noto Sans CJK SC", "Noto Color Emoji")


def test_the_systems_own_latin_font_leads():
    families = font_families(["DejaVu Sans", "Noto Sans CJK SC"], "Cantarell")
    assert families == ("Cantarell", "DejaVu Sans", "Noto Sans CJK SC")


def test_fonts_without_any_chinese_one():
    assert font_families(["DejaVu Sans"], "DejaVu Sans") == ("DejaVu Sans",)


def test_the_scheme_changes_at_run_time(qapp, qtbot):
    theme = Theme()
    theme.set_scheme(Qt.ColorScheme.Light)
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == LIGHT.window
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme(Qt.ColorScheme.Dark)
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.window
    assert DARK.window in qapp.styleSheet()


@pytest.mark.filterwarnings("ignore:.*disconnect:RuntimeWarning")
def test_the_systems_scheme_is_followed_unless_one_was_chosen(qapp, qtbot):
    # what other tests left must not hear of it
    qapp.styleHints().colorSchemeChanged.disconnect()
    theme = Theme()
    with qtbot.waitSignal(theme.changed):
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.is_dark
    theme.set_scheme(Qt.ColorScheme.Light)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert not theme.is_dark


def test_text_scale_changes_sizes(qapp):
    theme = Theme()
    before = theme.font().pixelSize()
    theme.set_choice("light", 200)
    assert theme.font().pixelSize() == pytest.approx(2 * before, abs=1)
    theme.set_choice("system", 100)


def test_the_persons_choice_goes_over_the_system_and_back(qapp, qtbot):
    theme = Theme()
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    with qtbot.waitSignal(theme.changed):
        theme.set_choice("dark", 100)
    assert DARK.window in qapp.styleSheet()
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.is_dark
    theme.set_choice("system", 100)
    assert not theme.is_dark
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.is_dark
    theme.set_choice("light", 100)
    assert not theme.is_dark


def test_the_text_size_reaches_fonts_and_style_sheet_at_once(qapp, qtbot):
    theme = Theme()
    theme.set_choice("light", 100)
    usual, usual_sheet = theme.font().pixelSize(), qapp.styleSheet()
    with qtbot.waitSignal(theme.changed):
        theme.set_choice("light", 200)
    assert theme.font().pixelSize() == pytest.approx(2 * usual, abs=1)
    assert qapp.font().pixelSize() == theme.font().pixelSize()
    assert f"font-size: {theme.px(17)}px" in qapp.styleSheet()
    theme.set_choice("light", 100)
    assert qapp.styleSheet() == usual_sheet


def test_the_same_choice_again_draws_nothing_anew(qapp, qtbot):
    theme = Theme()
    with qtbot.waitSignal(theme.changed):
        theme.set_choice("system", 100)
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_choice("system", 100)
