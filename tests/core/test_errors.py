"""The one kind of error that a person is shown."""

from __future__ import annotations

import pytest

from desktop_app.core.errors import KnownError


def test_what_meaning_and_action_are_said_in_order():
    error = KnownError("code", "{file} is bad.", "Half is lost.", "Use {other}.", file="a", other=2)
    assert error.sentences() == ("a is bad.", "Half is lost.", "Use 2.")
    assert str(error) == "a is bad. Half is lost. Use 2."
    assert error.code == "code"


def test_what_is_empty_is_not_said():
    assert KnownError("code", "It failed.", action="Wait.").sentences() == ("It failed.", "Wait.")


def test_templates_are_translated_and_values_are_not():
    error = KnownError("code", "{file} is bad.", file="is bad.")
    chinese = {"{file} is bad.": "{file} 坏了。"}
    assert error.sentences(lambda text: chinese[text]) == ("is bad. 坏了。",)


@pytest.mark.parametrize("value", ["{file}", "{0}", "}{", "%s", "<b>x</b>", "\x1b[31m", "模型 😀"])
def test_values_are_shown_as_they_are(value):
    assert str(KnownError("code", "[{file}]", file=value)) == f"[{value}]"
