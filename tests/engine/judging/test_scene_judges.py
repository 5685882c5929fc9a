"""The judges of the built-in scenes on the starter's weights, on messages that tuned nothing."""

from __future__ import annotations

import pytest

from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import read_scenes
from desktop_app.core.settings import Settings
from desktop_app.engine.engine import Engine
from tests.benchmarks.judge_quality import read_rows
from tests.conftest import ROOT

DATA = ROOT / "tests" / "benchmarks" / "data"


@pytest.fixture(scope="module")
def starter_engine(starter_folder, tmp_path_factory):
    scenes, _ = read_scenes(RESOURCES / "scenes")
    cache = tmp_path_factory.mktemp("calibrations")
    return Engine(starter_folder, scenes, ("en",), Settings(threads=1), cache)


@pytest.mark.starter
@pytest.mark.parametrize("scene_id", ["customer_care", "study_coach"])
def test_a_scene_judges_what_it_is_for(starter_engine, scene_id):
    rows = [row for row in read_rows(DATA / f"{scene_id}_en.tsv") if row.source == "fresh"]
    moods = [starter_engine.judge(scene_id, row.text) for row in rows]
    right = sum(mood.label == row.label for mood, row in zip(moods, rows, strict=True))
    assert len(rows) == 40
    assert right >= 38
    shown = [(row.label, mood) for row, mood in zip(rows, moods, strict=True) if not mood.unsure]
    assert sum(mood.label != label for label, mood in shown) <= 2
    # what needs an answer is shown nearly always; a plain question needs no colour
    assert sum(label != "fine" for label, _ in shown) >= 17
