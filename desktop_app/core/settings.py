"""What a person can set, with defaults and limits."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from urllib.parse import urlsplit

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError


@dataclass(frozen=True, slots=True)
class Limit:
    """Closed interval that a numeric setting must lie in."""

    low: float
    high: float


LIMITS = {
    "context_tokens": Limit(512, 8192),
    "max_new_tokens": Limit(16, 1024),
    "temperature": Limit(0.0, 2.0),
    "top_p": Limit(0.05, 1.0),
    "repetition_penalty": Limit(1.0, 2.0),
    "seed": Limit(0, 2**31 - 1),
    "threads": Limit(0, 64),
    "idle_unload_min": Limit(0, 1440),
    "text_size": Limit(80, 200),
}

CHOICES = {
    "language": ("system", "zh", "en"),
    "theme": ("system", "light", "dark"),
    "weights": ("auto", "exact16", "float32"),
}

PLAIN_PENALTY = 1.05
"""Repetition penalty where the person has set none."""

ADDRESSES = {
    "source": ("http", "https"),
    "proxy": ("http", "https", "socks5", "socks5h", "socks"),
}
"""Settings that are empty or the address of a server: the schemes that each of them may have."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Frozen; change with dataclasses.replace, which checks again.

    model: catalogue name or folder; empty means the best one on this disk.
    language: of the window; "system" follows the system.
    context_tokens: prompt and reply together.
    max_new_tokens: longest reply; a message that asks for nothing gets a shorter one.
    temperature, top_p, repetition_penalty: None decodes greedily where the model is this small,
        with the nucleus of the model's own generation_config. temperature 0 is greedy decoding.
    seed: None draws one for each reply.
    threads: 0 means one for each physical core.
    weights: how weights are stored; arithmetic is FP32 in every case.
    source: address of the server that models come from; empty takes the quickest known one.
    proxy: address; empty means what the system and the environment say.
    models_folder: where models lie; empty means in the data folder.
    look_ahead: judge a message while it is being typed, and show that verdict as provisional.
    idle_unload_min: minutes without use after which the model's memory is given back; 0 never.
    cue: the verdict decides in which manner a reply is given, and with which words it begins.
    theme: of the window; "system" follows the system.
    text_size: of the window's texts, in percent of the usual one.
    enter_sends: Enter sends and Ctrl+Enter breaks the line; else the other way round.
    tray: an icon in the system's tray.
    notify: tell of a reply that ends while another window has the keyboard.
    Raises KnownError("setting_invalid") for a value outside its limits.
    """

    model: str = ""
    language: str = "system"
    context_tokens: int = 2048
    max_new_tokens: int = 512
    temperature: float | None = None
    top_p: float | None = None
    repetition_penalty: float | None = None
    seed: int | None = None
    threads: int = 0
    weights: str = "auto"
    source: str = ""
    proxy: str = ""
    models_folder: str = ""
    look_ahead: bool = True
    idle_unload_min: int = 30
    cue: bool = True
    theme: str = "system"
    text_size: int = 100
    enter_sends: bool = True
    tray: bool = False
    notify: bool = True

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            _check(field.name, getattr(self, field.name), field.default)


_DEFAULTS = {field.name: field.default for field in dataclasses.fields(Settings)}
WHOLE = frozenset(
    field.name for field in dataclasses.fields(Settings) if str(field.type).startswith("int")
)
"""Numbers without a fraction."""


def differing(one: Settings, other: Settings) -> frozenset[str]:
    """Names of the fields in which these two are not the same."""
    names = (field.name for field in dataclasses.fields(Settings))
    return frozenset(name for name in names if getattr(one, name) != getattr(other, name))


def default_of(name: str) -> object:
    """What a setting is where nobody has set it. Raises KeyError for a name that is none."""
    return _DEFAULTS[name]


def _check(name: str, value: object, default: object) -> None:
    if value is None and default is None:
        return
    if isinstance(default, bool) and not isinstance(value, bool):
        raise _not_one_of(name, value, ("true", "false"))
    limit = LIMITS.get(name)
    if limit is not None and not _is_within(limit, value, whole=name in WHOLE):
        raise KnownError(
            "setting_invalid",
            QT_TRANSLATE_NOOP("KnownError", "{name} can't be {value}."),
            action=QT_TRANSLATE_NOOP("KnownError", "Choose a value from {low} to {high}."),
            name=name,
            value=value,
            low=limit.low,
            high=limit.high,
        )
    choices = CHOICES.get(name)
    if choices is not None and value not in choices:
        raise _not_one_of(name, value, choices)
    schemes = ADDRESSES.get(name)
    if schemes is not None and value != "" and not is_address(value, schemes):
        raise KnownError(
            "setting_invalid",
            QT_TRANSLATE_NOOP("KnownError", "{name} can't be {value}."),
            action=QT_TRANSLATE_NOOP("KnownError", "Type an address such as {example}."),
            name=name,
            value=value,
            example=f"{schemes[0]}://127.0.0.1:7890",
        )


def _is_within(limit: Limit, value: object, whole: bool) -> bool:
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        return False
    return limit.low <= value <= limit.high


def _not_one_of(name: str, value: object, choices: tuple[str, ...]) -> KnownError:
    return KnownError(
        "setting_invalid",
        QT_TRANSLATE_NOOP("KnownError", "{name} can't be {value}."),
        action=QT_TRANSLATE_NOOP("KnownError", "Choose one of {choices}."),
        name=name,
        value=value,
        choices=", ".join(choices),
    )


def is_address(value: object, schemes: tuple[str, ...]) -> bool:
    """Whether this is scheme://host, perhaps with user, port and path."""
    if not isinstance(value, str) or value != value.strip() or len(value.split()) != 1:
        return False
    try:
        parts = urlsplit(value)
        # reading the port checks it
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
