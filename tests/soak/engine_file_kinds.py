"""The kinds of files that the engine reads: see file_kinds.py.

The model layer's check stands before each of them, as it does when the program loads a model.
"""

from __future__ import annotations

import functools
import math
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import torch

from desktop_app.core.conversation import Message, Role
from desktop_app.core.paths import RESOURCES
from desktop_app.core.scenes.scene import DEFAULT_SCENE, read_scene
from desktop_app.core.settings import Settings
from desktop_app.core.system.cpu import cpu_name
from desktop_app.engine.engine import Engine
from desktop_app.engine.forward.linear import _write, usual_choice
from desktop_app.engine.forward.loading import load_decoder
from desktop_app.engine.gguf import convert_gguf
from desktop_app.engine.reply.sampling import read_generation_config
from desktop_app.engine.text.tokenizer import ChatMessage, ChatTokens
from desktop_app.models.check import check_folder
from tests.engine.toy_chat import write_toy_chat
from tests.soak.file_kinds import Kind
from tests.soak.mutations import damaged_bytes, damaged_json, hostile_template

TEMPLATE = (
    "{% for m in messages %}{{ m['role'] + ': ' + m.content | trim }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>' }}{% endif %}"
)
SCENE = read_scene(RESOURCES / "scenes" / f"{DEFAULT_SCENE}.toml")


@functools.cache
def _toy() -> Path:
    return write_toy_chat(Path(tempfile.mkdtemp(prefix="soak-toy-")) / "toy")


def _toy_file(name: str, write: Callable[[Path], object] = lambda path: None) -> Callable:
    def make(folder: Path) -> Path:
        shutil.copytree(_toy(), folder / "model")
        path = folder / "model" / name
        write(path)
        return path

    return make


def _load(path: Path) -> None:
    """Check and load as the program does, and compute one token."""
    check_folder(path.parent)
    decoder = load_decoder(path.parent, "float32", 1, cache_folder=path.parent / "cache")
    cache = decoder.new_cache()
    decoder.logits(decoder.forward([1, 2, 3], cache))


def _tokenize(path: Path) -> None:
    check_folder(path.parent)
    tokens = ChatTokens(path.parent)
    rows = [ChatMessage("system", "Be kind."), ChatMessage("user", "你好, hello")]
    ids = [token for segment in tokens.render(rows) for token in tokens.encode_segment(segment)]
    tokens.decode(ids)


def _generation(path: Path) -> None:
    config = read_generation_config(path.parent, 2)
    numbers = (config.temperature, config.top_p, config.repetition_penalty)
    assert all(math.isfinite(number) for number in numbers), f"{numbers}"


def _whole_engine(path: Path) -> None:
    """One verdict and one reply with whatever lies in the cache folder."""
    folder = path.parents[1] / "model"
    settings = Settings(threads=1, max_new_tokens=16)
    engine = Engine(folder, {SCENE.id: SCENE}, ("en",), settings, path.parent)
    for _ in engine.warm_up(SCENE):
        pass
    mood = engine.judge(SCENE.id, "A good day.")
    assert all(math.isfinite(p) for p in (mood.confidence, *mood.probabilities)), f"{mood}"
    prompt = engine.prompt(SCENE.id, [Message(Role.USER, "Hello")], "A good day.", mood)
    for _ in engine.reply(prompt, lambda: False):
        pass


def _cached(pattern: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        shutil.copytree(_toy(), folder / "model")
        cache = folder / "cache"
        settings = Settings(threads=1, max_new_tokens=16)
        engine = Engine(folder / "model", {SCENE.id: SCENE}, ("en",), settings, cache)
        for _ in engine.warm_up(SCENE):
            pass
        for _ in engine.reply(engine.prompt(SCENE.id, [], "A good day.", None), lambda: False):
            pass
        engine.save()
        return next(cache.glob(pattern))

    return make


_template = _toy_file(
    "chat_template.jinja", lambda path: path.write_text(TEMPLATE, encoding="utf-8")
)


def _kernels(folder: Path) -> Path:
    path = folder / "kernels.json"
    machine = {"cpu": cpu_name(), "torch": torch.__version__, "threads": 1}
    _write(path, machine, usual_choice(None))
    return path


def _choose(path: Path) -> None:
    decoder = load_decoder(_toy(), "auto", 1, cache_folder=path.parent)
    decoder.logits(decoder.forward([1, 2, 3], decoder.new_cache()))


def _make_gguf(folder: Path) -> Path:
    from tests.engine.test_gguf import write_gguf

    return write_gguf(folder / "toy.gguf")


def _convert(path: Path) -> None:
    target = path.parent / "converted"
    target.mkdir()
    convert_gguf(path, target)
    check_folder(target)


ENGINE_KINDS: tuple[Kind, ...] = (
    Kind("engine: config.json", _toy_file("config.json"), _load, damaged_json),
    Kind("engine: safetensors", _toy_file("model.safetensors"), _load),
    Kind("engine: tokenizer.json", _toy_file("tokenizer.json"), _tokenize, damaged_json),
    Kind(
        "engine: tokenizer_config.json",
        _toy_file("tokenizer_config.json"),
        _tokenize,
        damaged_json,
    ),
    Kind("engine: chat template", _template, _tokenize),
    Kind("engine: hostile template", _template, _tokenize, hostile_template),
    Kind("engine: choice of kernels", _kernels, _choose, damaged_json, is_slow=True),
    Kind(
        "engine: generation_config", _toy_file("generation_config.json"), _generation, damaged_json
    ),
    Kind("engine: calibration", _cached("judge-*.json"), _whole_engine, damaged_json, is_slow=True),
    Kind("engine: drafts", _cached("drafts-*.npy"), _whole_engine, damaged_bytes, is_slow=True),
    Kind("engine: GGUF", _make_gguf, _convert, is_slow=True),
)
