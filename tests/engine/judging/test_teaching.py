"""Corrections, explanations and candidate roles, through the engine."""

from __future__ import annotations

import dataclasses
import logging

import pytest

from desktop_app.core.mood import Lesson
from desktop_app.core.scenes.scene import AssistantRole, JudgeRole, Label, Scene
from desktop_app.core.settings import Settings
from desktop_app.engine.engine import Engine
from desktop_app.engine.judging import judge as judge_module

ANCHORS = {"up": ("yes", "fine", "sun"), "down": ("no", "poor", "rain")}
LABELS = tuple(Label(name, "·", "unsure", {"en": name, "zh": name}) for name in ("up", "down"))
ROLE = JudgeRole("Judge.", "It is", (("good", "bad"), ("g", "b")), ANCHORS, ("So,",))
SCENE = Scene(
    "s",
    {"en": "s"},
    LABELS,
    {"zh": ROLE, "en": dataclasses.replace(ROLE, system="Judge it.")},
    {"zh": AssistantRole("好。"), "en": AssistantRole("Be kind.")},
)


@pytest.fixture
def make(toy_folder, tmp_path):
    def make(scene: Scene = SCENE) -> Engine:
        return Engine(
            toy_folder, {scene.id: scene}, ("zh", "en"), Settings(threads=1), tmp_path / "cache"
        )

    return make


def other(label: str) -> str:
    return {"up": "down", "down": "up"}[label]


def test_corrections_are_followed_and_forgotten(make):
    engine = make()
    texts = ("hello there", "今天很好")
    before = {text: engine.judge("s", text) for text in texts}
    assert engine.lesson("s") == Lesson(0, None, None)
    corrections = [(text, other(mood.label)) for text, mood in before.items()]
    shares = list(engine.teach("s", corrections))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    for text, label in corrections:
        assert engine.judge("s", text).label == label
    assert engine.lesson("s") == Lesson(2, 0.0, 0.0)
    assert list(engine.teach("s", [])) == []
    assert {text: engine.judge("s", text) for text in texts} == before
    assert engine.lesson("s") == Lesson(0, None, None)


def test_of_one_message_the_last_correction_counts(make):
    engine = make()
    label = engine.judge("s", "hello there").label
    list(engine.teach("s", [("hello there", other(label)), ("bye", "up"), ("hello there", label)]))
    assert engine.judge("s", "hello there").label == label
    assert engine.lesson("s").corrections == 2


def test_a_teaching_that_is_left_changes_nothing(make):
    engine = make()
    before = engine.judge("s", "hello there")
    teaching = engine.teach("s", [("hello there", other(before.label)), ("bye", "up")])
    next(teaching)
    teaching.close()
    assert engine.judge("s", "hello there").label == before.label
    assert engine.lesson("s").corrections == 0


def test_judging_never_teaches(make):
    engine = make()
    before = engine.judge("s", "hello there")
    for number in range(20):
        engine.judge("s", f"message {number}")
    assert engine.judge("s", "hello there").probabilities == pytest.approx(
        before.probabilities, abs=1e-4
    )


def test_a_label_that_is_not_there(make):
    with pytest.raises(ValueError, match="not in tuple"):
        list(make().teach("s", [("hello", "sideways")]))


def test_explain(make):
    found = make().explain("s", "It rained, but I sang.")
    assert [(part.start, part.end) for part in found] == [(0, 11), (11, 22)]


def test_the_first_candidate_that_works_is_taken(make, monkeypatch, caplog):
    areas = {"Judge.": 0.6, "Second.": 0.7, "Third.": 0.95, "Fourth.": 1.0}
    asked = []

    def auc(scores, truth):
        return areas[asked[-1]]

    calibrate = judge_module.Judge.calibrate

    def noted(self):
        asked.append(self.role.system)
        return calibrate(self)

    monkeypatch.setattr(judge_module, "_mean_auc", auc)
    monkeypatch.setattr(judge_module.Judge, "calibrate", noted)
    others = tuple(dataclasses.replace(ROLE, system=name) for name in list(areas)[1:])
    role = dataclasses.replace(ROLE, candidates=others)
    scene = dataclasses.replace(SCENE, judge={"en": role}, assistant={"en": SCENE.assistant["en"]})
    engine = make(scene)
    engine.judge("s", "hello")
    assert asked == ["Judge.", "Second.", "Third."]
    assert engine.calibrations(scene)["en"].auc == 0.95
    assert caplog.records == []
    # what was measured before is not measured again
    assert make(scene).judge("s", "hello").label in ("up", "down")
    assert len(asked) == 3

    few = dataclasses.replace(scene, judge={"en": dataclasses.replace(role, candidates=others[:1])})
    engine = make(few)
    with caplog.at_level(logging.WARNING):
        engine.judge("s", "hello")
    assert engine.calibrations(few)["en"].auc == 0.7
    assert "hardly works" in caplog.text
    caplog.clear()
