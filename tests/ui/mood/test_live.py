"""The mood while typing and the rest after idleness, in the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop_app.composition import build
from desktop_app.core.settings import Settings
from desktop_app.shell.inference.status import AppStatus, Phase
from desktop_app.shell.platform.translation import install_translator
from desktop_app.ui.conversations.status_card import StatusCard
from tests.support.fakes import LOADS, MODEL, NEGATIVE, Gate, ScriptedBackend
from tests.support.thread_guard import no_thread_left_behind


def wait_ready(qtbot, window):
    qtbot.waitUntil(lambda: window.session.model.status.phase is Phase.READY)


def test_what_is_typed_shows_its_mood_and_sending_the_real_one(make_window, qtbot):
    window = make_window(ScriptedBackend(looks=[(NEGATIVE,)]))
    wait_ready(qtbot, window)
    live = window.area.composer.live_mood
    assert live.isVisible()
    qtbot.keyClicks(window.area.composer.edit, "They sent it back")
    qtbot.waitUntil(lambda: window.indicator.is_provisional)
    assert window.indicator.accessibleName().endswith("negative, 88% sure, so far")
    assert live.text() == "Negative 88% so far"
    qtbot.keyClick(window.area.composer.edit, Qt.Key.Key_Return)
    assert live.text() == "mood appears as you type"
    qtbot.waitUntil(lambda: not window.session.turns.busy)
    assert window.indicator.accessibleName() == "😄 LLM sentiment: positive, 93% sure"


def test_an_emptied_editor_shows_no_mood(make_window, qtbot):
    window = make_window(ScriptedBackend(looks=[(NEGATIVE,)]))
    wait_ready(qtbot, window)
    qtbot.keyClicks(window.area.composer.edit, "no")
    qtbot.waitUntil(lambda: window.indicator.is_provisional)
    window.area.composer.edit.clear()
    assert not window.indicator.is_provisional
    assert window.indicator.headline() == "LLM sentiment"


def test_a_gone_model_rests_and_the_next_key_wakes_it(make_window, qtbot):
    gate = Gate()
    window = make_window(ScriptedBackend(loads=[LOADS, (gate, *LOADS)]))
    wait_ready(qtbot, window)
    window.session.model._idle_timer.timeout.emit()
    assert window.sidebar.status.state.text() == "Resting · memory freed"
    qtbot.waitUntil(lambda: "90 MiB" in window.sidebar.status.figures.text())
    qtbot.keyClicks(window.area.composer.edit, "h")
    assert window.sidebar.status.progress.isVisible()
    gate.open()
    wait_ready(qtbot, window)
    assert window.sidebar.status.state.text() == "Ready · fully offline"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_switched_off_there_is_no_live_mood(qapp, qtbot, paths, language):
    backend = ScriptedBackend(looks=[(NEGATIVE,)])
    settings = Settings(look_ahead=False)
    with no_thread_left_behind():
        window = build(qapp, paths, settings, backend.create, language)
        window.show()
        qtbot.waitExposed(window)
        assert not window.area.composer.live_mood.isVisible()
        window.close()
        window.deleteLater()
    install_translator(qapp, "en", paths)


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "休息中 · 内存已归还"), ("en", "Resting · memory freed")]
)
def test_resting_is_said_with_model_and_memory(qapp, qtbot, theme, paths, language, words):
    install_translator(qapp, language, paths)
    card = StatusCard(theme)
    qtbot.addWidget(card)
    card.set_status(AppStatus(Phase.ASLEEP, model=MODEL, rss_mib=90.0))
    assert card.state.text() == words
    assert card.accessibleName().startswith(f"{words}. Toy model. ")
    assert "90 MiB" in card.figures.text()
    assert not card.progress.isVisibleTo(card)
    assert not card.retry.isVisibleTo(card)
    install_translator(qapp, "en", paths)
