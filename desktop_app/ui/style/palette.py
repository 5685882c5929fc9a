"""The colours of the two schemes by their role; no colour is named anywhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType


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


_DEEPEST = 0.2
"""Share of a feeling's strong colour in its deepest ground."""


def mix(front: str, back: str, share: float) -> str:
    """`share` (0 to 1) of the front colour laid over the back colour, as #RRGGBB."""
    pairs = zip(_channels(front), _channels(back), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


def feeling_ground(tokens: Tokens, colour: str, depth: float) -> str:
    """The ground of a feeling, from its palest shade at depth 0 to its deepest at 1."""
    soft, strong = tokens.mood_ground(colour), tokens.mood(colour)
    pale = mix(soft, tokens.unsure_ground, 0.35 + 0.65 * min(1.0, 2 * depth))
    return mix(strong, pale, _DEEPEST * max(0.0, 2 * depth - 1))


def feeling_ink(tokens: Tokens, colour: str, depth: float) -> str:
    """Readable on `feeling_ground` of the same depth: nearer to the text's colour the deeper."""
    return mix(tokens.text, tokens.mood(colour), 0.15 + 0.45 * depth)


def day_ground(tokens: Tokens, colour: str, depth: float, strong: bool) -> str:
    """The square of a day, deeper with its feelings; a strong day is nearer to the full colour.

    The mouth on it is in the strong colour, on a strong day's square in that of the soft ground.
    """
    share = 0.75 + 0.25 * depth if strong else 0.8 * depth
    return mix(tokens.mood(colour), tokens.mood_ground(colour), share)


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


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
