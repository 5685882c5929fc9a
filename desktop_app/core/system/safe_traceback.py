"""Where an error arose, without a word that somebody wrote."""

from __future__ import annotations

import traceback


def stack_without_texts(error: BaseException | None) -> str:
    """The stack and the types of `error` and of what caused it, without their own words."""
    lines: list[str] = []
    while error is not None:
        lines += traceback.format_tb(error.__traceback__)
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}\n")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(lines)
