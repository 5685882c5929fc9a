"""What follows when a setting changes, whoever changes it."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QTimer

from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from desktop_app.shell.settings.effects import EFFECTS, SettingsEffects
from desktop_app.shell.settings.store import SettingsStore

SIGNALS = ("window", "look", "session", "network", "models", "reload_due", "language")


@pytest.fixture
def current(qapp, tmp_path):
    return SettingsStore(Paths(tmp_path), Settings())


@pytest.fixture
def effects(current):
    effects = SettingsEffects(current)
    yield effects
    effects.close()


@pytest.fixture
def told(effects):
    """What was told, in order: the name of the signal and the settings, where it brings them."""
    heard = []
    for name in SIGNALS:
        signal = getattr(effects, name if name == "reload_due" else f"{name}_changed")
        signal.connect(lambda *settings, name=name: heard.append((name, *settings)))
    return heard


def timer_of(effects):
    return effects.findChild(QTimer, "reload")


def test_every_setting_has_its_effects():
    assert set(EFFECTS) == {field.name for field in dataclasses.fields(Settings)}
    assert all(EFFECTS.values())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"theme": "dark", "text_size": 120}, ["look"]),
        ({"look_ahead": False}, ["window", "session"]),
        ({"idle_unload_min": 5}, ["session"]),
        ({"temperature": 0.5, "seed": 7}, ["session"]),
        ({"source": "https://example.org"}, ["network"]),
        ({"proxy": "http://127.0.0.1:7890", "source": "https://example.org"}, ["network"]),
        ({"models_folder": "/m"}, ["session", "models"]),
        ({"tray": True}, ["window"]),
        ({"language": "zh"}, ["language"]),
    ],
)
def test_each_effect_is_told_once_with_what_holds_now(current, told, changes, expected):
    current.change(**changes)
    assert [name for name, *_ in told] == expected
    now = Settings(**changes)
    assert all(settings == now for _, *brought in told for settings in brought)


def test_what_stays_as_it_was_has_no_effect(current, told):
    current.change(theme="system", threads=0)
    assert told == []


@pytest.mark.parametrize("name", ["model", "threads", "weights", "models_folder"])
def test_what_a_model_is_loaded_by_loads_it_again(current, effects, told, qtbot, name):
    value = {"threads": 2, "weights": "float32"}.get(name, "/m")
    with qtbot.waitSignal(effects.reload_due):
        current.change(**{name: value})
        assert timer_of(effects).isActive()
    assert told[-1] == ("reload_due", Settings(**{name: value}))


def test_nothing_else_does(current, effects):
    others = {"seed": 7, "theme": "dark", "source": "https://example.org", "language": "en"}
    current.change(**others)
    assert not timer_of(effects).isActive()


def test_the_model_is_loaded_again_once_for_several_steps(current, effects, told, qtbot):
    with qtbot.waitSignal(effects.reload_due):
        for threads in (1, 2, 3):
            current.change(threads=threads)
    loads = [
        settings.threads for name, *brought in told if name == "reload_due" for settings in brought
    ]
    assert loads == [3]
    assert not timer_of(effects).isActive()


def test_a_model_that_is_used_at_once_is_not_loaded_twice(current, effects, told):
    current.change(model="mine")
    effects.reload()
    assert told[-1] == ("reload_due", Settings(model="mine"))
    assert not timer_of(effects).isActive()


def test_a_reload_that_waits_is_not_lost_with_the_language(current, effects, told):
    """A reset of everything changes both; the window goes before the wait is over."""
    current.change(threads=3, language="zh")
    assert told[-1] == ("language",)
    assert timer_of(effects).isActive()
