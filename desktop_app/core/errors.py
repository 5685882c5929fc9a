"""The one kind of error that a person is shown.

A KnownError is not a defect of this program: a file is damaged, a disk is full, a model is of an
unknown kind. It says what happened, what that means and what to do, as English templates that the
outermost layer translates (Qt context "KnownError"). Everything else is a defect and is logged
with its traceback.
"""

from __future__ import annotations

from collections.abc import Callable

SENSELESS = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What reading a file of an expected shape raises where something else stands in it."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark `text` for Qt's lupdate, which knows the function by this name and by no other.

    Returns `text`. Used everywhere: PySide6's own would bring Qt into every layer, and is typed
    object.
    """
    return text


class KnownError(Exception):
    """What happened, what it means, what to do.

    code: stable identifier, for tests and for code that reacts to one failure; never parse texts.
    what, meaning, action: English templates in the style of str.format.
    values: what the templates name. Shown as they are, never translated, never markup.
    """

    def __init__(
        self, code: str, what: str, meaning: str = "", action: str = "", **values: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.what = what
        self.meaning = meaning
        self.action = action
        self.values = values

    def sentences(self, translate: Callable[[str], str] = str) -> tuple[str, ...]:
        """The filled-in sentences that are not empty; `translate` maps a template to a template."""
        templates = (self.what, self.meaning, self.action)
        return tuple(translate(text).format(**self.values) for text in templates if text)

    def __str__(self) -> str:
        return " ".join(self.sentences())
