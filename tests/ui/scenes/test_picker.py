"""The button that chooses the conversation's scene."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer

from desktop_app.ui.scenes.picker import ScenePicker
from tests.support.fakes import SCENE

SCENES = {
    "companion": SCENE,
    "care": replace(SCENE, id="care", name={"en": "Care & more", "zh": "客服"}),
}


@pytest.fixture
def picker(qtbot, theme):
    picker = ScenePicker(theme, "en")
    qtbot.addWidget(picker)
    picker.set_scenes(SCENES)
    picker.set_current("companion")
    picker.show()
    return picker


def test_it_says_which_scene_it_is(picker):
    assert picker.text() == "Scene: Companion"
    assert picker.accessibleName() == "Scene: Companion"
    picker.set_current("care")
    assert picker.text() == "Scene: Care & more"
    assert [a.isChecked() for a in picker.actions_by_id.values()] == [False, True]


def test_choosing_tells_and_waits_to_be_told(picker, qtbot):
    with qtbot.waitSignal(picker.scene_chosen) as caught:
        picker.actions_by_id["care"].trigger()
    assert caught.args == ["care"]
    assert picker.text() == "Scene: Companion"
    assert picker.actions_by_id["companion"].isChecked()
    with qtbot.assertNotEmitted(picker.scene_chosen):
        picker.actions_by_id["companion"].trigger()


def test_an_ampersand_is_shown(picker):
    assert picker.actions_by_id["care"].text() == "Care && more"


def test_scenes_come_and_go(picker, qtbot):
    picker.set_scenes({"care": SCENES["care"]})
    assert list(picker.actions_by_id) == ["care"]
    assert picker.text() == "Scene: companion"
    with qtbot.waitSignal(picker.edit_requested):
        picker.edit.trigger()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_keyboard_opens_and_chooses(picker, qtbot):
    picker.setFocus()

    def choose():
        qtbot.keyClick(picker.choices, Qt.Key.Key_Down)
        qtbot.keyClick(picker.choices, Qt.Key.Key_Down)
        qtbot.keyClick(picker.choices, Qt.Key.Key_Return)

    QTimer.singleShot(0, picker, choose)
    with qtbot.waitSignal(picker.scene_chosen) as caught:
        qtbot.keyClick(picker, Qt.Key.Key_Space)
    assert caught.args == ["care"]


def test_it_gives_way_in_a_narrow_header(picker):
    picker.set_current("care")
    assert picker.minimumSizeHint().width() < picker.sizeHint().width()
    picker.resize(picker.minimumSizeHint())
    assert not picker.grab().isNull()
