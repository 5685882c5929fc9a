"""The engine as a whole on a toy model: looking ahead, what is remembered, what is kept on disk."""

from __future__ import annotations

import json
import weakref
from dataclasses import replace

import pytest
from safetensors.torch import load_file, save_file

from desktop_app.core.conversation import FinishReason, Message, Role
from desktop_app.core.errors import KnownError
from desktop_app.core.scenes.scene import AssistantRole, JudgeRole, Label, Scene
from desktop_app.core.settings import Settings
from desktop_app.engine.engine import AWAKE_JUDGES, Engine
from desktop_app.engine.forward.prompt_cache import CHUNK
from desktop_app.engine.judging.judge import Judge
from desktop_app.engine.reply.assistant import ReplyEnd, ReplyPiece
from desktop_app.engine.reply.speculative import NoDrafts
from tests.engine.toy_chat import write_toy_chat

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


@pytest.mark.parametrize("name", ["model.norm.weight", "model.layers.1.mlp.up_proj.weight"])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers_are_named(tmp_path, name, value):
    file = write_toy_chat(tmp_path) / "model.safetensors"
    weights = load_file(file)
    weights[name].view(-1)[0] = value
    save_file(weights, file, {"format": "pt"})
    with pytest.raises(KnownError) as caught:
        list(Engine(tmp_path, {SCENE.id: SCENE}, ("en",), SETTINGS, tmp_path).warm_up(SCENE, "en"))
    assert caught.value.code == "model_damaged"


class Passes:
    """Counts the tokens of every forward pass, and sets a cancel after some passes."""

    def __init__(self, engine: Engine, monkeypatch, cancel_after: int | None = None) -> None:
        self.sizes: list[int] = []
        self._cancel_after = cancel_after
        decoder = type(engine._decoder)
        forward, look = decoder.forward, decoder.look

        def counted_forward(decoder, ids, cache):
            self.sizes.append(len(ids))
            return forward(decoder, ids, cache)

        def counted_look(decoder, ids, branches, cache):
            self.sizes.append(len(ids))
            return look(decoder, ids, branches, cache)

        monkeypatch.setattr(decoder, "forward", counted_forward)
        monkeypatch.setattr(decoder, "look", counted_look)

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
        # the verdict is one more pass after the message's last one
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
    methods = {name: getattr(decoder, name) for name in ("forward", "look")}
    for good_passes in (0, 1, 2, 5, 7):
        left = [good_passes]

        def failing(name, left=left):
            def fail(*arguments):
                found = methods[name](*arguments)
                left[0] -= 1
                if left[0] < 0:
                    raise MemoryError
                return found

            return fail

        with monkeypatch.context() as patch:
            for name in methods:
                patch.setattr(decoder, name, failing(name))
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


@pytest.mark.posix
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


def reply(engine: Engine, prompt):
    """Text and finish reason of a reply."""
    *pieces, end = engine.reply(prompt, never)
    return "".join(piece.text for piece in pieces), end.finish_reason


GREEDY = replace(
    SETTINGS, temperature=0.0, repetition_penalty=1.1, max_new_tokens=20, context_tokens=2048
)


@pytest.mark.parametrize("remembered", [True, False], ids=["same run", "after a restart"])
def test_a_reply_that_is_continued_is_the_reply_in_one_go(make, monkeypatch, remembered):
    whole = make()
    whole.configure(replace(GREEDY, max_new_tokens=40))
    mood = whole.judge("s", TEXT)
    expected, _ = reply(whole, whole.prompt("s", HISTORY, TEXT, mood))
    engine = make()
    engine.configure(GREEDY)
    first, reason = reply(engine, engine.prompt("s", HISTORY, TEXT, mood))
    assert reason is FinishReason.LENGTH
    if not remembered:
        engine = make()
        engine.configure(GREEDY)
    watch = Passes(engine, monkeypatch)
    prompt = engine.prompt("s", HISTORY, TEXT, mood, first)
    second, _ = reply(engine, prompt)
    if remembered:
        assert second
        assert expected.startswith(first + second)
        # nothing but what the last pass had not come to, then a token at a time
        assert max(watch.sizes) <= 2
    else:
        # a random model's bytes need not be cut as it said them, but the prompt must end with them
        assert engine._tokens.decode(prompt.ids).endswith(first)


def test_a_continued_reply_is_history_that_need_not_be_computed_again(make, monkeypatch):
    engine = make()
    engine.configure(GREEDY)
    first, _ = reply(engine, engine.prompt("s", HISTORY, TEXT, None))
    second, _ = reply(engine, engine.prompt("s", HISTORY, TEXT, None, first))
    history = (*HISTORY, Message(Role.USER, TEXT), Message(Role.ASSISTANT, first + second))
    watch = Passes(engine, monkeypatch)
    next(engine.reply(engine.prompt("s", history, "no", None), never))
    assert sum(watch.sizes) < 60


def test_a_very_long_reply_is_continued_from_its_end(make):
    engine = make()
    prompt = engine.prompt("s", HISTORY, TEXT, None, "begin " + "good " * 2000 + "end")
    assert len(prompt.ids) + SETTINGS.max_new_tokens <= SETTINGS.context_tokens
    text = engine._tokens.decode(prompt.ids)
    assert text.endswith("good end")
    assert "Answer." in text
    assert "begin" not in text


def test_settings_hold_from_the_next_reply_on_without_loading(make):
    engine = make()
    mood = replace(engine.judge("s", TEXT), label="positive", unsure=False)
    wild = answer(engine)
    assert "Share it." in engine._tokens.decode(engine.prompt("s", HISTORY, TEXT, mood).ids)
    engine.configure(replace(SETTINGS, max_new_tokens=16, temperature=0.0))
    assert answer(engine)[3] <= 16
    assert answer(engine)[1] != wild[1]
    engine.configure(SETTINGS)
    assert answer(engine)[1:] == wild[1:]


def test_the_cue_can_be_switched_off(make):
    engine = make()
    engine.configure(replace(SETTINGS, cue=False))
    mood = replace(engine.judge("s", TEXT), label="positive", unsure=False)
    assert "Share it." not in engine._tokens.decode(engine.prompt("s", HISTORY, TEXT, mood).ids)


EDITED = replace(SCENE, judge={"en": JudgeRole("Judge it.", "So", (("g", "b"),), ANCHORS)})


def test_a_scene_that_is_being_written_can_be_tried(make, monkeypatch):
    engine = make()
    list(engine.warm_up(SCENE))
    own, before = engine.calibrations(SCENE), engine.judge("s", TEXT)
    tried = list(engine.try_scene(EDITED, ["hello", TEXT]))
    later = make(EDITED)
    assert tried == [later.judge("s", "hello"), later.judge("s", TEXT)]
    assert tried[1] != before
    watch = Passes(engine, monkeypatch)
    assert engine.judge("s", TEXT) == before
    assert engine.calibrations(SCENE) == own
    assert watch.sizes == []


@pytest.mark.parametrize("passes", [0, 1, 3])
def test_trying_a_scene_can_be_cancelled(make, monkeypatch, passes):
    engine = make()
    watch = Passes(engine, monkeypatch, cancel_after=passes)
    assert list(engine.try_scene(EDITED, ["hello", TEXT], watch.is_cancelled)) == []
    assert len(watch.sizes) <= passes + 2


def test_a_scene_that_has_changed_on_disk_gets_judges_of_its_own(make):
    engine = make()
    old = engine.judge("s", TEXT)
    engine.set_scenes({"s": EDITED})
    assert engine.judge("s", TEXT) == make(EDITED).judge("s", TEXT) != old
    engine.set_scenes({})
    with pytest.raises(KeyError):
        engine.judge("s", TEXT)


def test_a_scene_whose_answers_have_changed_keeps_its_judges_and_what_they_learnt(make):
    engine = make()
    old = engine.judge("s", TEXT)
    other = "negative" if old.label == "positive" else "positive"
    list(engine.teach("s", [(TEXT, other)]))
    changed = replace(SCENE, assistant={"en": AssistantRole("Sing.")})
    engine.set_scenes({"s": changed})
    assert engine.judge("s", TEXT).label == other
    assert engine.lesson("s").corrections == 1
    assert "Sing." in engine._tokens.decode(engine.prompt("s", (), TEXT, old).ids)
    engine.set_scenes({"s": EDITED})
    assert engine.lesson("s").corrections == 0


def test_only_the_judges_used_last_keep_their_memory(make, toy_folder, monkeypatch):
    engine = make()
    caches, new_cache = weakref.WeakSet(), type(engine._decoder).new_cache

    def noted(decoder):
        cache = new_cache(decoder)
        caches.add(cache)
        return cache

    monkeypatch.setattr(type(engine._decoder), "new_cache", noted)
    scenes = {f"s{number}": replace(SCENE, id=f"s{number}") for number in range(5)}
    engine.set_scenes(scenes)
    before = [engine.judge(id_, TEXT).confidence for id_ in scenes]
    assert sum(cache.capacity > 0 for cache in caches) == AWAKE_JUDGES
    # cut into other passes, sums differ in their last digits
    after = [engine.judge(id_, TEXT).confidence for id_ in scenes]
    assert after == pytest.approx(before, abs=1e-5)
