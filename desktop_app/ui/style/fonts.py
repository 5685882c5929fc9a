"""The families in which a character is looked for: Latin before Chinese before emoji."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import (
    QFontDatabase,
    QFontInfo,
)

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
