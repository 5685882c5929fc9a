"""Every colour, size and font of the window, for light and dark; nothing elsewhere names one."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QGuiApplication,
    QPalette,
)
from PySide6.QtWidgets import QApplication, QStyle

from desktop_app.ui.style.stylesheet import stylesheet

SPACE_XS, SPACE_S, SPACE_M, SPACE_L, SPACE_XL = 4, 8, 12, 16, 24
RADIUS_CONTROL, RADIUS_CARD, RADIUS_COMPOSER = 10, 16, 18
COLUMN_WIDTH = 760
SIDEBAR_WIDTH = 256
HEADER_HEIGHT = 76
MOTION_MS = 150

BODY_PX, TITLE_PX, HEADLINE_PX, SECONDARY_PX = 15, 17, 23, 12
LINE_PX = 23


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colour roles of one scheme, as #RRGGBB."""

    window: str
    sidebar: str
    surface: str
    border: str
    text: str
    secondary: str
    accent: str
    on_accent: str
    bubble: str
    positive: str
    positive_ground: str
    negative: str
    negative_ground: str
    unsure: str
    unsure_ground: str
    code_keyword: str
    code_string: str
    code_comment: str
    code_number: str
    code_name: str

    def mood(self, colour: str) -> str:
        """The strong colour of a mood's colour role: positive, negative or unsure."""
        return {"positive": self.positive, "negative": self.negative}.get(colour, self.unsure)

    def mood_ground(self, colour: str) -> str:
        """The soft ground on which `mood(colour)` is readable."""
        grounds = {"positive": self.positive_ground, "negative": self.negative_ground}
        return grounds.get(colour, self.unsure_ground)


LIGHT = Tokens(
    window="#F6F4EF",
    sidebar="#EFECE5",
    surface="#FFFFFF",
    border="#E3DFD6",
    text="#24211D",
    secondary="#6E685E",
    accent="#3D5FC4",
    on_accent="#FFFFFF",
    bubble="#E8ECF8",
    positive="#177349",
    positive_ground="#E1F3EA",
    negative="#B23A32",
    negative_ground="#FBE6E3",
    unsure="#6F6553",
    unsure_ground="#EEE9DF",
    code_keyword="#7B3FA0",
    code_string="#22693F",
    code_comment="#6A645A",
    code_number="#92500F",
    code_name="#2D55B8",
)

DARK = Tokens(
    window="#1A1A1C",
    sidebar="#151517",
    surface="#242428",
    border="#37373D",
    text="#ECE9E4",
    secondary="#A8A299",
    accent="#8FA8FF",
    on_accent="#14161F",
    bubble="#2C3350",
    positive="#5FCB98",
    positive_ground="#1D3A2D",
    negative="#F28B80",
    negative_ground="#46231F",
    unsure="#B9AE9B",
    unsure_ground="#35312A",
    code_keyword="#CBA6F7",
    code_string="#93D1A6",
    code_comment="#A8A299",
    code_number="#E6B673",
    code_name="#90B8FF",
)


def mix(front: str, back: str, share: float) -> str:
    """`share` (0 to 1) of the front colour laid over the back colour, as #RRGGBB."""
    pairs = zip(_channels(front), _channels(back), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


@cache
def derived_colours(tokens: Tokens) -> Mapping[str, str]:
    """All roles of the tokens by name, and the shades that are computed from them."""
    colours = {name: getattr(tokens, name) for name in Tokens.__slots__}
    colours["hover"] = mix(tokens.text, tokens.window, 0.06)
    colours["pressed"] = mix(tokens.text, tokens.window, 0.11)
    colours["button"] = mix(tokens.surface, tokens.sidebar, 0.55)
    colours["accent_hover"] = mix(tokens.text, tokens.accent, 0.14)
    colours["track"] = mix(tokens.text, tokens.surface, 0.10)
    colours["faint"] = mix(tokens.secondary, tokens.surface, 0.55)
    colours["indicator_detail"] = mix(tokens.text, tokens.secondary, 0.45)
    for mood in ("positive", "negative"):
        ground = colours[f"{mood}_ground"]
        colours[f"half_{mood}"] = mix(ground, tokens.unsure_ground, 0.6)
    colours["code_ground"] = mix(tokens.text, tokens.surface, 0.05)
    colours["selected"] = mix(tokens.accent, tokens.surface, 0.12)
    colours["active_border"] = mix(tokens.accent, tokens.border, 0.6)
    colours["scroll_handle"] = mix(tokens.text, tokens.window, 0.22)
    return MappingProxyType(colours)


_SCHEMES = {"system": None, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
"""Settings.theme -> the scheme that is forced."""


class Theme(QObject):
    """The scheme in use and all that is built from it. Follows the system while it runs.

    The person's text size comes with set_choice; the system's own font size comes on top.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._forced: Qt.ColorScheme | None = None
        self._system_scale = _system_text_scale()
        self._scale = self._system_scale
        self._families = font_families(QFontDatabase.families(), _system_family())
        hints = QGuiApplication.styleHints()
        self._scheme = hints.colorScheme()
        hints.colorSchemeChanged.connect(self._follow_system)
        self._is_applied = False

    @property
    def is_dark(self) -> bool:
        scheme = self._scheme if self._forced is None else self._forced
        return scheme == Qt.ColorScheme.Dark

    @property
    def tokens(self) -> Tokens:
        return DARK if self.is_dark else LIGHT

    def colour(self, role: str) -> QColor:
        """A role of Tokens, or a shade of derived_colours, as QColor. Raises KeyError."""
        return QColor(derived_colours(self.tokens)[role])

    def mood_colour(self, colour: str) -> QColor:
        return QColor(self.tokens.mood(colour))

    def mood_ground(self, colour: str) -> QColor:
        return QColor(self.tokens.mood_ground(colour))

    def set_scheme(self, scheme: Qt.ColorScheme | None) -> None:
        """Light or dark by choice; None follows the system."""
        self._forced = scheme
        # for what the system draws: the window's frame and its own dialogs
        hints = QGuiApplication.styleHints()
        if scheme is None:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(scheme)
        self.apply()

    def set_choice(self, theme: str, text_size: int) -> None:
        """What the person chose: Settings.theme, and Settings.text_size in percent.

        Nothing is drawn anew where both are as they were.
        """
        forced, scale = _SCHEMES[theme], text_size / 100 * self._system_scale
        if self._is_applied and (forced, scale) == (self._forced, self._scale):
            return
        self._scale = scale
        self.set_scheme(forced)

    def px(self, size: float) -> int:
        """A text size in px of the design, scaled by the setting and by the system."""
        return round(size * self._scale)

    def font(self, size: float = BODY_PX, bold: bool = False) -> QFont:
        font = QFont()
        font.setFamilies(list(self._families))
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def code_font(self, size: float = BODY_PX - 1) -> QFont:
        """The system's font of one width; other scripts as in every other text."""
        font = self.font(size)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setFamilies([QFontInfo(fixed).family(), *self._families])
        font.setStyleHint(QFont.StyleHint.Monospace)
        return font

    def motion_ms(self) -> int:
        """Length of an animation in ms; 0 where the system asks for no motion."""
        style = QApplication.style()
        duration = style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
        return MOTION_MS if duration > 0 else 0

    def apply(self) -> None:
        """Give palette, font and style sheet to the application and tell the painted widgets."""
        application = QApplication.instance()
        application.setPalette(self._palette())
        application.setFont(self.font())
        sizes = {"body": self.px(BODY_PX), "title": self.px(TITLE_PX)}
        sizes["headline"] = self.px(HEADLINE_PX)
        sizes["secondary"] = self.px(SECONDARY_PX)
        sizes["control"], sizes["card"], sizes["composer"] = (
            RADIUS_CONTROL,
            RADIUS_CARD,
            RADIUS_COMPOSER,
        )
        application.setStyleSheet(stylesheet(derived_colours(self.tokens), sizes))
        self._is_applied = True
        self.changed.emit()

    @Slot(Qt.ColorScheme)
    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme
        if self._forced is None:
            self.apply()

    def _palette(self) -> QPalette:
        roles = QPalette.ColorRole
        parts = {
            roles.Window: "window",
            roles.WindowText: "text",
            roles.Base: "surface",
            roles.AlternateBase: "window",
            roles.Text: "text",
            roles.Button: "button",
            roles.ButtonText: "text",
            roles.BrightText: "on_accent",
            roles.Highlight: "accent",
            roles.HighlightedText: "on_accent",
            roles.PlaceholderText: "secondary",
            roles.ToolTipBase: "surface",
            roles.ToolTipText: "text",
            roles.Link: "accent",
            roles.Accent: "accent",
        }
        palette = QPalette()
        for role, name in parts.items():
            palette.setColor(role, self.colour(name))
        disabled = QPalette.ColorGroup.Disabled
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(disabled, role, self.colour("secondary"))
        return palette


_LATIN = (
    "Segoe UI Variable Text",
    "Segoe UI",
    ".AppleSystemUIFont",
    "Helvetica Neue",
    "Cantarell",
    "Ubuntu",
    "Noto Sans",
    "Inter",
    "Roboto",
    "Liberation Sans",
    "DejaVu Sans",
)
_CJK = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)
_EMOJI = ("Segoe UI Emoji", "Apple Color Emoji", "Noto Color Emoji")


def font_families(installed: Sequence[str], system: str) -> tuple[str, ...]:
    """Families in the order in which a character is looked for, of those that are installed.

    The system's font leads, unless it is a Chinese one: its Latin apostrophe has the width of an
    ideograph, so a Latin font stands before it.
    """
    known = set(installed)
    latin = [name for name in _LATIN if name in known]
    chinese = [name for name in _CJK if name in known]
    emoji = [name for name in _EMOJI if name in known]
    is_chinese = system in _CJK or "CJK" in system or "YaHei" in system
    order = [*latin[:1], system, *chinese] if is_chinese else [system, *latin[:1], *chinese]
    return tuple(dict.fromkeys(name for name in (*order, *emoji) if name))


def _system_family() -> str:
    # QFontInfo resolves an alias such as "Sans Serif" to the family that is really drawn
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    return QFontInfo(font).family()


def _system_text_scale() -> float:
    usual_px = {"win32": 12, "darwin": 13}.get(sys.platform, 13)
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    return min(max(QFontInfo(font).pixelSize() / usual_px, 1.0), 2.0)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
