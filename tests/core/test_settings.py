"""Limits of what a person can set."""

from __future__ import annotations

import dataclasses
import math

import pytest

from desktop_app.core.errors import KnownError
from desktop_app.core.settings import (
    ADDRESSES,
    CHOICES,
    LIMITS,
    Settings,
    default_of,
    differing,
)

SWITCHES = ("look_ahead", "cue", "enter_sends", "tray", "notify")


def test_the_defaults_are_the_promised_ones():
    settings = Settings()
    assert (settings.context_tokens, settings.max_new_tokens) == (2048, 512)
    assert (settings.weights, settings.language, settings.model) == ("auto", "system", "")


@pytest.mark.parametrize("name", LIMITS)
def test_both_ends_of_an_interval_count_and_nothing_beyond(name):
    low, high = LIMITS[name].low, LIMITS[name].high
    for value in (low, high):
        assert getattr(Settings(**{name: value}), name) == value
    for value in (low - 1, high + 1, math.nan, math.inf, str(low), True, [low]):
        with pytest.raises(KnownError) as caught:
            Settings(**{name: value})
        assert caught.value.code == "setting_invalid"
        assert name in str(caught.value)


@pytest.mark.parametrize("name", CHOICES)
def test_choices(name):
    for value in CHOICES[name]:
        Settings(**{name: value})
    for value in ("", "other", None, 1):
        with pytest.raises(KnownError) as caught:
            Settings(**{name: value})
        assert caught.value.values["choices"] == ", ".join(CHOICES[name])


def test_none_is_allowed_only_where_it_means_something():
    Settings(temperature=None, top_p=None, repetition_penalty=None, seed=None)
    for name in ("context_tokens", "max_new_tokens", "threads"):
        with pytest.raises(KnownError):
            Settings(**{name: None})


def test_a_changed_copy_is_checked_again():
    with pytest.raises(KnownError):
        dataclasses.replace(Settings(), top_p=7)


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_is_on_or_off_and_nothing_else(name):
    for value in (True, False):
        assert getattr(Settings(**{name: value}), name) is value
    for value in (0, 1, "true", None):
        with pytest.raises(KnownError) as caught:
            Settings(**{name: value})
        assert caught.value.values["name"] == name


def test_nothing_is_put_into_the_tray_unasked_and_enter_sends():
    settings = Settings()
    assert (settings.tray, settings.enter_sends, settings.notify) == (False, True, True)
    assert (settings.theme, settings.text_size) == ("system", 100)


@pytest.mark.parametrize("name", ["context_tokens", "seed", "threads", "text_size"])
def test_what_is_counted_is_a_whole_number(name):
    with pytest.raises(KnownError) as caught:
        Settings(**{name: LIMITS[name].low + 0.5})
    assert caught.value.code == "setting_invalid"


def test_the_fields_that_differ_and_their_defaults():
    changed = Settings(theme="dark", seed=7)
    assert differing(Settings(), changed) == differing(changed, Settings()) == {"theme", "seed"}
    assert differing(changed, changed) == frozenset()
    assert (default_of("theme"), default_of("seed")) == ("system", None)
    with pytest.raises(KeyError):
        default_of("colour")


def test_the_model_rests_after_half_an_hour_unless_set_otherwise():
    assert (Settings().idle_unload_min, Settings(idle_unload_min=0).idle_unload_min) == (30, 0)


@pytest.mark.parametrize("name", ADDRESSES)
def test_addresses(name):
    for value in ("", "http://127.0.0.1:7890", "https://user:word@example.org/path"):
        assert getattr(Settings(**{name: value}), name) == value
    for value in (
        "example.org",
        "ftp://example.org",
        "http://",
        "http://a b",
        " http://a",
        "http://a:0",
        "http://a:99999",
        None,
        7,
    ):
        with pytest.raises(KnownError) as caught:
            Settings(**{name: value})
        assert caught.value.code == "setting_invalid"
