"""The scheme in use: palette, fonts and style sheet made from it, following the system."""

from __future__ import annotations

import sys

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

from desktop_app.ui.style.application import application
from desktop_app.ui.style.fonts import _system_family, font_families
from desktop_app.ui.style.metrics import (
    BODY_PX,
    HEADLINE_PX,
    MOTION_MS,
    RADIUS_CARD,
    RADIUS_COMPOSER,
    RADIUS_CONTROL,
    SECONDARY_PX,
    TITLE_PX,
)
from desktop_app.ui.style.palette import (
    DARK,
    LIGHT,
    Tokens,
    day_ground,
    derived_colours,
    feeling_ground,
    feeling_ink,
)
from desktop_app.ui.style.stylesheet import stylesheet

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

    def feeling_ink(self, colour: str, depth: float) -> QColor:
        return QColor(feeling_ink(self.tokens, colour, depth))

    def feeling_ground(self, colour: str, depth: float) -> QColor:
        return QColor(feeling_ground(self.tokens, colour, depth))

    def day_ground(self, colour: str, depth: float, strong: bool) -> QColor:
        return QColor(day_ground(self.tokens, colour, depth, strong))

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
        running = application()
        running.setPalette(self._palette())
        running.setFont(self.font())
        sizes = {"body": self.px(BODY_PX), "title": self.px(TITLE_PX)}
        sizes["headline"] = self.px(HEADLINE_PX)
        sizes["secondary"] = self.px(SECONDARY_PX)
        sizes["control"], sizes["card"], sizes["composer"] = (
            RADIUS_CONTROL,
            RADIUS_CARD,
            RADIUS_COMPOSER,
        )
        running.setStyleSheet(stylesheet(derived_colours(self.tokens), sizes))
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


def _system_text_scale() -> float:
    usual_px = {"win32": 12, "darwin": 13}.get(sys.platform, 13)
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    return min(max(QFontInfo(font).pixelSize() / usual_px, 1.0), 2.0)
