"""Changing the settings while the program runs."""

from __future__ import annotations

import pytest

from desktop_app.core.errors import KnownError
from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from desktop_app.shell.settings.ini_file import FILE_NAME, read_settings
from desktop_app.shell.settings.store import SettingsStore


@pytest.fixture
def paths(tmp_path):
    return Paths(tmp_path)


@pytest.fixture
def current(qapp, paths):
    return SettingsStore(paths, Settings())


@pytest.fixture
def news(current):
    heard = []
    current.changed.connect(heard.append)
    current.fields_changed.connect(heard.append)
    return heard


def test_a_change_is_told_whole_then_by_name_and_stored(current, news, paths):
    current.change(theme="dark", text_size=120, enter_sends=True)
    expected = Settings(theme="dark", text_size=120)
    assert news == [expected, frozenset({"theme", "text_size"})]
    assert current.value == expected
    assert read_settings(paths) == (expected, ())


def test_what_is_the_same_is_not_told(current, news, paths):
    current.change(theme="system")
    assert news == []
    assert not (paths.data / FILE_NAME).exists()


def test_a_bad_value_changes_nothing_not_even_what_came_with_it(current, news):
    with pytest.raises(KnownError) as caught:
        current.change(theme="dark", text_size=7)
    assert caught.value.code == "setting_invalid"
    assert (current.value, news) == (Settings(), [])


def test_a_change_that_can_not_be_stored_holds_and_is_told(current, news, paths, qtbot):
    (paths.data / FILE_NAME).mkdir()
    with qtbot.waitSignal(current.not_saved) as signal:
        current.change(theme="dark")
    assert signal.args[0].code == "settings_not_saved"
    assert current.value.theme == "dark"
    assert news[-1] == {"theme"}
