"""Everyday messages on the starter's weights: rows of this project's own, all kinds."""

from __future__ import annotations

import pytest

from desktop_app.core.history.records import CLEARED
from desktop_app.core.mood import Face
from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import DEFAULT_SCENE, read_scenes
from desktop_app.core.settings import Settings
from desktop_app.engine.engine import Engine
from tests.benchmarks.judge_quality import Verdict, by_kind, read_rows
from tests.conftest import ROOT

ROWS = [
    row
    for row in read_rows(ROOT / "tests" / "benchmarks" / "data" / "kinds_en.tsv")
    if row.split != "tuning"
]


@pytest.fixture(scope="module")
def engine(starter_folder, tmp_path_factory):
    scenes, _ = read_scenes(RESOURCES / "scenes")
    cache = tmp_path_factory.mktemp("calibrations")
    return Engine(starter_folder, scenes, ("en",), Settings(threads=1), cache)


@pytest.mark.starter
def test_sure_and_wrong_is_rare(engine):
    moods = [engine.judge(DEFAULT_SCENE, row.text) for row in ROWS]
    said = [Verdict(mood.label, mood.confidence, mood.unsure, 0.0, mood.face) for mood in moods]
    kinds = by_kind(
        [type(row)(row.source, row.label, row.text, row.kind) for row in ROWS],
        said,
        ("positive", "negative"),
    )
    assert kinds["slang"].sure_and_wrong <= 1
    assert kinds["slang"].sure >= 0.9
    assert kinds["emoticon"].sure_and_wrong == 0
    assert kinds["negation"].sure_and_wrong <= 2
    assert kinds["sarcasm"].sure_and_wrong <= 3
    assert kinds["neutral"].sure <= 0.2
    assert kinds["neutral"].calm >= 0.8


@pytest.mark.starter
@pytest.mark.parametrize(
    ("text", "face"),
    [
        ("I love this place, what a wonderful day!", Face.FEELING),
        ("tell me a joke", Face.CALM),
        ("?", Face.CALM),
        ("> You are awful and I hate you.\n> Go away.", Face.CALM),
        ("Oh joy, another three-hour meeting.", Face.UNCLEAR),
    ],
)
def test_faces(engine, text, face):
    assert engine.judge(DEFAULT_SCENE, text).face is face


@pytest.mark.starter
def test_no_feeling_teaches(engine):
    text = "I hate Mondays, they are awful."
    assert engine.judge(DEFAULT_SCENE, text).face is Face.FEELING
    list(engine.teach(DEFAULT_SCENE, [(text, CLEARED)]))
    for said in (text, "I hate Mondays, they are so awful!"):
        mood = engine.judge(DEFAULT_SCENE, said)
        assert mood.face is Face.CALM
        assert mood.told
    other = engine.judge(DEFAULT_SCENE, "My grandmother died last night.")
    assert other.face is Face.FEELING
    assert not other.told
    assert engine.lesson(DEFAULT_SCENE).calm == 1
    list(engine.teach(DEFAULT_SCENE, []))
    assert engine.judge(DEFAULT_SCENE, text).face is Face.FEELING
