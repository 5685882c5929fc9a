"""Where the cue is put, and what counts as an echo of it."""

from __future__ import annotations

import pytest

from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import AssistantRole, read_scenes
from tests.benchmarks import cue_effect

ROLE = AssistantRole("Be kind.")


@pytest.mark.parametrize(
    ("place", "chat"),
    [
        (cue_effect.no_cue, ["system: Be kind.", "user: Hi"]),
        (cue_effect.before, ["system: Be kind.", "system: Cheer.", "user: Hi"]),
        (cue_effect.in_prompt, ["system: Be kind. Cheer.", "user: Hi"]),
        (cue_effect.after, ["system: Be kind.", "user: Hi", "system: Cheer."]),
    ],
)
def test_places(place, chat):
    assert [f"{row.role}: {row.text}" for row in place(ROLE, "Cheer.", "Hi")] == chat


def test_echoes():
    cue = "The user is feeling down. Comfort them kindly."
    assert cue_effect.echoes(cue, "I see: the user is FEELING something.")
    assert not cue_effect.echoes(cue, "The user is here.")
    assert not cue_effect.echoes(cue, "")


def test_there_are_messages_for_every_label():
    scenes = read_scenes(RESOURCES / "scenes")[0]
    assert set(cue_effect.MESSAGES) == set(scenes)
    for id_, messages in cue_effect.MESSAGES.items():
        assert set(messages) == {label.id for label in scenes[id_].labels}
