"""The engine as a whole on a toy model: looking ahead, what is remembered, what is kept on disk."""

from __future__ import annotations

import json

import pytest

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.scenes import AssistantRole, JudgeRole, Label, Scene
from desktop_app.core.settings import Settings
from desktop_app.engine.assistant import ReplyEnd, ReplyPiece
from desktop_app.engine.drafts import NoDrafts
from desktop_app.engine.engine import Engine
from desktop_app.engine.judge import Judge
from desktop_app.engine.prefix import CHUNK

ANCHORS = {"positive": ("hello gold", "good"), "negative": ("no", "oh hell")}
SCENE = Scene(
    "s",
    {"en": "s"},
    (
        Label("positive", "😄", "positive", {"en": "positive"}),
        Label("negative", "😡", "negative", {"en": "negative"}),
    ),
    {"en": JudgeRole("Judge.", "It is", (("g", "b"), ("u", "d")), ANCHORS)},
    {"en": AssistantRole("Answer.", cues={"positive": "Share it.", "negative": "Comfort."})},
)
SETTINGS = Settings(
    weights="float32", threads=1, temperature=1.0, seed=5, max_new_tokens=24, context_tokens=512
)
HISTORY = (
    Message(Role.USER, "hello there"),
    Message(Role.ASSISTANT, "good to see you", finish_reason=FinishReason.STOP),
)
TEXT = "hello, this is a good and rather long message, " * 3


@pytest.fixture
def make(toy_folder, tmp_path):
    def make(scene: Scene = SCENE, **options) -> Engine:
        options = {"pace": NoDrafts()} | options
        cache = tmp_path / "cache"
        return Engine(toy_folder, {scene.id: scene}, ("en",), SETTINGS, cache, **options)

    return make


@pytest.fixture(scope="module")
def plain(toy_folder, tmp_path_factory):
    """The turn of an engine that never looked ahead."""
    cache = tmp_path_factory.mktemp("plain")
    return answer(Engine(toy_folder, {SCENE.id: SCENE}, ("en",), SETTINGS, cache, pace=NoDrafts()))


class Passes:
    """Counts the tokens of every forward pass, and sets a cancel after some passes."""

    def __init__(self, engine: Engine, monkeypatch, cancel_after: int | None = None) -> None:
        self.sizes: list[int] = []
        self._cancel_after = cancel_after
        decoder = type(engine._decoder)
        forward = decoder.forward

        def counted(decoder, ids, cache):
            self.sizes.append(len(ids))
            return forward(decoder, ids, cache)

        monkeypatch.setattr(decoder, "forward", counted)

    def is_cancelled(self) -> bool:
        return self._cancel_after is not None and len(self.sizes) >= self._cancel_after


def never() -> bool:
    return False


def answer(engine: Engine, text: str = TEXT, history=HISTORY):
    """Verdict, reply and finish reason, as the worker's turn comes to them."""
    mood = engine.judge("s", text)
    pieces, end = [], None
    for item in engine.reply(engine.prompt("s", history, text, mood), never):
        if isinstance(item, ReplyPiece):
            pieces.append(item.text)
        else:
            assert isinstance(item, ReplyEnd)
            end = item
    return mood, "".join(pieces), end.finish_reason, end.stats.new_tokens


def test_looking_ahead_changes_no_word_of_the_reply(make, plain):
    engine = make()
    for typed in ("hello, this", "hello, that is no", TEXT):
        list(engine.look_ahead("s", HISTORY, typed, never))
    ahead = answer(engine)
    assert ahead[1:] == plain[1:]
    assert ahead[0].label == plain[0].label
    assert ahead[0].confidence == pytest.approx(plain[0].confidence, abs=1e-5)
    assert plain[3] > 4


@pytest.mark.parametrize("passes", [0, 1, 2, 4, 6, 8, 10])
def test_nor_does_a_look_that_was_cancelled_at_any_pass(make, monkeypatch, plain, passes):
    engine = make()
    list(engine.warm_up(SCENE))
    with monkeypatch.context() as patch:
        watch = Passes(engine, patch, cancel_after=passes)
        list(engine.look_ahead("s", HISTORY, TEXT, watch.is_cancelled))
        # the verdict is one more token after the message's last pass
        assert len(watch.sizes) <= passes + 1
        assert max(watch.sizes, default=0) <= CHUNK
    ahead = answer(engine)
    assert ahead[1:] == plain[1:]
    assert ahead[0].label == plain[0].label


def test_what_was_looked_at_is_not_computed_again(make, monkeypatch):
    engine = make()
    (mood,) = engine.look_ahead("s", HISTORY, TEXT, never)
    watch = Passes(engine, monkeypatch)
    assert engine.judge("s", TEXT) is mood
    assert watch.sizes == []
    prompt = engine.prompt("s", HISTORY, TEXT, mood)
    next(engine.reply(prompt, never))
    assert sum(watch.sizes) < len(prompt.ids) // 4


def test_only_the_same_text_in_the_same_scene_is_remembered(make, monkeypatch):
    engine = make()
    (mood,) = engine.look_ahead("s", HISTORY, TEXT, never)
    watch = Passes(engine, monkeypatch)
    engine.judge("s", TEXT + "!")
    assert watch.sizes
    watch.sizes.clear()
    again = engine.judge("s", TEXT)
    assert watch.sizes
    assert again.confidence == pytest.approx(mood.confidence, abs=1e-5)


def test_a_look_does_not_wait_for_a_calibration_once_it_is_cancelled(make, monkeypatch):
    engine = make()
    watch = Passes(engine, monkeypatch, cancel_after=1)
    assert list(engine.look_ahead("s", HISTORY, TEXT, watch.is_cancelled)) == []
    assert len(watch.sizes) <= 3
    assert engine.calibrations(SCENE) == {}


def test_out_of_memory_while_looking_ahead_leaves_the_next_turn_alone(make, monkeypatch, plain):
    engine = make()
    list(engine.warm_up(SCENE))
    decoder = type(engine._decoder)
    forward = decoder.forward
    for good_passes in (0, 1, 2, 5, 7):
        left = [good_passes]

        def fail(decoder, ids, cache, left=left):
            hidden = forward(decoder, ids, cache)
            left[0] -= 1
            if left[0] < 0:
                raise MemoryError
            return hidden

        with monkeypatch.context() as patch:
            patch.setattr(decoder, "forward", fail)
            with pytest.raises(MemoryError):
                list(engine.look_ahead("s", HISTORY, f"{TEXT} {good_passes}", never))
        assert answer(engine)[1:] == plain[1:]


def test_calibrations_are_measured_once_and_read_back(make, tmp_path, monkeypatch):
    first = make()
    assert list(first.warm_up(SCENE))[-1] == 1.0
    (path,) = (tmp_path / "cache").glob("judge-*.json")
    measured = first.calibrations(SCENE)
    assert json.loads(path.read_text())["auc"] == measured["en"].auc

    def fail(self):
        raise AssertionError("measured again")

    monkeypatch.setattr(Judge, "calibrate", fail)
    second = make()
    assert list(second.warm_up(SCENE)) == []
    assert second.calibrations(SCENE) == measured
    assert second.judge("s", "hello").label == first.judge("s", "hello").label


def test_another_role_is_calibrated_on_its_own(make, tmp_path):
    list(make().warm_up(SCENE))
    role = JudgeRole("Judge it.", "It is", (("g", "b"),), ANCHORS)
    other = Scene("s", SCENE.name, SCENE.labels, {"en": role}, dict(SCENE.assistant))
    engine = make(other)
    list(engine.warm_up(other))
    assert len(list((tmp_path / "cache").glob("judge-*.json"))) == 2
    assert len(engine.calibrations(other)["en"].bias) == 1


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b'{"bias": [[0]], "auc": 1}', b"\xff"])
def test_a_damaged_calibration_is_measured_anew(make, tmp_path, damage, caplog):
    list(make().warm_up(SCENE))
    (path,) = (tmp_path / "cache").glob("judge-*.json")
    whole = path.read_bytes()
    path.write_bytes(damage)
    list(make().warm_up(SCENE))
    assert path.read_bytes() == whole


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(make, tmp_path, caplog):
    (tmp_path / "cache").write_bytes(b"a file where the folder should be")
    engine = make()
    list(engine.warm_up(SCENE))
    assert answer(engine)[2] in (FinishReason.LENGTH, FinishReason.STOP)
    engine.save()
    assert "could not be kept" in caplog.text


def test_what_was_learnt_for_drafts_is_saved_and_read_back(make, tmp_path):
    first = make()
    plain = answer(first)
    assert not list((tmp_path / "cache").glob("drafts-*"))
    first.save()
    (path,) = (tmp_path / "cache").glob("drafts-*.npy")
    assert path.stat().st_mode & 0o077 == 0
    second = make(pace=None)
    assert len(second._learnt) == len(first._learnt) > 0
    assert answer(second)[1:] == plain[1:]


def test_a_damaged_table_of_drafts_is_begun_anew(make, tmp_path, caplog):
    first = make()
    plain = answer(first)
    first.save()
    (path,) = (tmp_path / "cache").glob("drafts-*.npy")
    path.write_bytes(path.read_bytes()[:-5])
    second = make()
    assert len(second._learnt) == 0
    assert answer(second)[1:] == plain[1:]
