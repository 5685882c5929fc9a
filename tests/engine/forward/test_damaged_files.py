"""Files of a model and of the cache that make no sense: a KnownError, or made anew."""

from __future__ import annotations

import json

import numpy as np
import pytest

from desktop_app.core.errors import KnownError
from desktop_app.core.scenes.scene import JudgeRole
from desktop_app.engine.forward.linear import _read
from desktop_app.engine.judging.calibration import CalibrationCache
from desktop_app.engine.judging.judge import Calibration
from desktop_app.engine.reply.sampling import read_generation_config
from desktop_app.engine.reply.speculative import NgramTable
from desktop_app.engine.text.tokenizer import ChatMessage, ChatTokens
from tests.engine.toy_chat import write_toy_chat

ROLE = JudgeRole("Judge.", "It is", (("good", "bad"),))
DEEP = "[" * 100_000


@pytest.mark.parametrize(
    "text", [DEEP, '{"eos_token_id": [Infinity]}', '{"do_sample": true, "temperature": -1}']
)
def test_a_generation_config_that_makes_no_sense(tmp_path, text):
    (tmp_path / "generation_config.json").write_text(text, encoding="utf-8")
    with pytest.raises(KnownError) as caught:
        read_generation_config(tmp_path, 0)
    assert caught.value.code == "config_damaged"


@pytest.mark.parametrize(
    "change", [{"centre": [0.5]}, {"auc": float("nan")}, {"bias": [[1, 1e400]]}]
)
def test_a_calibration_that_does_not_fit_is_measured_anew(tmp_path, change):
    cache = CalibrationCache(tmp_path, "model")
    kept = Calibration(((0.5, -0.5),), 0.9, 1.0, (0.1, 0.2, 0.3, 0.4))
    cache.write(ROLE, kept)
    assert cache.read(ROLE, 4) == kept
    (path,) = tmp_path.glob("*.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | change), encoding="utf-8")
    assert cache.read(ROLE, 4) is None


def test_a_calibration_that_nests_for_ever_is_measured_anew(tmp_path):
    cache = CalibrationCache(tmp_path, "model")
    cache.write(ROLE, Calibration(((0.5, -0.5),), 0.9))
    (path,) = tmp_path.glob("*.json")
    path.write_text(DEEP, encoding="utf-8")
    assert cache.read(ROLE) is None


def test_drafts_of_another_vocabulary_or_without_a_head_are_begun_anew(tmp_path):
    path = tmp_path / "drafts.npy"
    table = NgramTable()
    table.learn([1, 2, 3, 4, 5, 6, 7, 90], start=4)
    table.save(path)
    assert len(NgramTable.load(path, 100)) > 0
    assert len(NgramTable.load(path, 50)) == 0
    path.write_bytes(path.read_bytes().replace(b"{'descr'", b"{((('des"))
    assert len(NgramTable.load(path, 100)) == 0
    np.savez(tmp_path / "archive.npz", rows=np.zeros((1, 5), np.int32))
    assert len(NgramTable.load(tmp_path / "archive.npz", 100)) == 0


@pytest.mark.parametrize("text", ["[]", DEEP, '{"machine": 1}'])
def test_a_kept_choice_of_kernels_that_makes_no_sense_is_made_anew(tmp_path, text):
    path = tmp_path / "kernels.json"
    path.write_text(text, encoding="utf-8")
    assert _read(path, {}) is None


@pytest.mark.parametrize("settings", [{"eos_token": 5}, {"chat_template": "\ud800"}])
def test_a_tokenizers_settings_that_make_no_sense(tmp_path, settings):
    folder = write_toy_chat(tmp_path / "model")
    path = folder / "tokenizer_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | settings), encoding="utf-8")
    with pytest.raises(KnownError) as caught:
        ChatTokens(folder).render([ChatMessage("user", "hello")])
    assert caught.value.code == "tokenizer_damaged"


@pytest.mark.parametrize("template", ["{{ 1 // 0 }}", "{{ messages.x.y }}", "{{ 'a' * 10**10 }}"])
def test_a_template_that_fails_is_told(tmp_path, template):
    folder = write_toy_chat(tmp_path / "model")
    path = folder / "tokenizer_config.json"
    settings = json.loads(path.read_text()) | {"chat_template": template}
    path.write_text(json.dumps(settings), encoding="utf-8")
    with pytest.raises(KnownError):
        ChatTokens(folder).render([ChatMessage("user", "hello")])
