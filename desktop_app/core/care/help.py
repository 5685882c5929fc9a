"""Where to find help, and what is said first, in the words of people: resources/care.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE_NAME = "care.toml"


@dataclass(frozen=True, slots=True)
class Helpline:
    """A place to find help.

    place: for whom it is.  reach: numbers, or where to look them up.
    source: who publishes it.  checked: ISO date on which somebody last looked there.
    """

    place: str
    reach: str
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class Help:
    """All of it in one language, that of the message whatever the window's is.

    colon: between a place and how to reach it.  close: on the button that puts all this away.
    heart: said above the helplines.  person: about telling somebody.  note: whose words these are.
    replies: what a reply says in the model's stead, one of them at a time.
    """

    heart: str
    helplines: tuple[Helpline, ...]
    person: str
    note: str
    replies: tuple[str, ...]
    colon: str
    close: str


def read_help(resources: Path) -> dict[str, Help]:
    """By language, "zh" and "en"."""
    data = tomllib.loads((resources / FILE_NAME).read_text(encoding="utf-8"))
    return {
        code: Help(
            heart=table["heart"],
            helplines=tuple(Helpline(**row) for row in table["helplines"]),
            person=table["person"],
            note=table["note"],
            replies=tuple(table["replies"]),
            colon=table["colon"],
            close=table["close"],
        )
        for code, table in data.items()
    }
