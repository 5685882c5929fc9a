"""Bad messages meet the tokenizer and the judge; tests/soak/bad_messages.py tries ten thousand."""

from __future__ import annotations

import pytest

from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import DEFAULT_SCENE, read_scenes
from desktop_app.core.settings import Settings
from desktop_app.engine.engine import Engine
from desktop_app.engine.text.detokenizer import StreamingDetokenizer
from desktop_app.engine.text.tokenizer import ChatMessage
from tests.soak.bad_messages import tokenizer_with_every_control_token, whole
from tests.soak.messages import CONTROL_TOKENS, MAKERS, bad_messages

COUNT = 30 * len(MAKERS)


@pytest.fixture(scope="module")
def tokens(tmp_path_factory):
    return tokenizer_with_every_control_token(tmp_path_factory.mktemp("all") / "control")


def test_the_tokenizer_knows_every_control_token_where_the_template_writes_it(tokens):
    for token in CONTROL_TOKENS:
        (id_,) = tokens.encode_template(token)
        assert id_ in tokens.control_ids


def test_no_bad_message_becomes_a_control_token_or_loses_a_character(tokens):
    for text in bad_messages(COUNT, seed=2):
        rows = [ChatMessage("system", "Be kind."), ChatMessage("user", text)]
        quoted = [s for s in tokens.render(rows) if s.message == 1]
        assert [segment.text for segment in quoted] == [text]
        ids = tokens.encode_text(text)
        assert not tokens.control_ids.intersection(ids)
        assert tokens.decode(ids) == whole(text)


def test_every_bad_message_streams_back_whole(tokens):
    for bad in bad_messages(6 * len(MAKERS), seed=2):
        text = whole(bad)[:500]
        stream = StreamingDetokenizer(tokens.bytes)
        pieces = [stream.push(token) for token in tokens.encode_text(text)]
        assert "".join(pieces) + stream.flush() == text


def test_the_verdict_is_one_of_the_labels_whatever_is_said(toy_folder, tmp_path):
    scenes, _ = read_scenes(RESOURCES / "scenes")
    scene = scenes[DEFAULT_SCENE]
    settings = Settings(weights="float32", threads=1)
    engine = Engine(toy_folder, scenes, ("en",), settings, tmp_path)
    for _ in engine.warm_up(scene):
        pass
    labels = {label.id for label in scene.labels}
    for text in bad_messages(2 * len(MAKERS), seed=6):
        mood = engine.judge(scene.id, text[:2000])
        assert mood.label in labels
        assert len(mood.probabilities) == len(labels)
        assert all(0 <= share <= 1 for share in (mood.confidence, *mood.probabilities))
