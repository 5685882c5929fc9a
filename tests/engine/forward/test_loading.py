import json
import subprocess
import sys

import pytest
import torch

from desktop_app.core.errors import KnownError
from desktop_app.engine.forward import loading
from desktop_app.engine.forward.decoder import CompactDecoder
from desktop_app.engine.forward.linear import KernelChoice
from desktop_app.engine.forward.loading import WITHOUT_KERNELS, load_decoder
from desktop_app.engine.forward.transformers_decoder import TransformersDecoder
from tests.engine.toy import write_toy


@pytest.fixture
def toy(tmp_path):
    return write_toy(tmp_path / "模型 ü")


@pytest.fixture(autouse=True)
def keep_thread_count():
    count = torch.get_num_threads()
    yield
    torch.set_num_threads(count)


def kernels(exact16):
    return lambda cache_folder, threads, library: KernelChoice("", exact16, {})


@pytest.mark.parametrize(
    ("asked", "worth_it", "storage"),
    [
        ("auto", True, "exact16"),
        ("auto", False, "float32"),
        ("exact16", False, "exact16"),
        ("float32", True, "float32"),
    ],
)
@pytest.mark.parametrize("kernel", ["", WITHOUT_KERNELS])
def test_storage_follows_the_wish_and_the_machine(
    toy, monkeypatch, kernel, asked, worth_it, storage
):
    monkeypatch.setattr(loading, "choose", kernels(worth_it))
    assert load_decoder(toy, asked, threads=1, kernel=kernel).weights == storage


def test_float32_weights_that_16_bits_would_change_stay_float32(tmp_path):
    toy = write_toy(tmp_path, dtype=torch.float32)
    decoder = load_decoder(toy, "exact16", threads=1)
    assert isinstance(decoder, CompactDecoder)
    assert decoder.weights == "float32"


def test_an_unknown_architecture_runs_on_transformers(tmp_path):
    assert isinstance(load_decoder(write_toy(tmp_path, "gpt_neox"), threads=1), TransformersDecoder)


def test_scaled_positions_run_on_transformers(toy):
    path = toy / "config.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["rope_parameters"] = {"rope_type": "linear", "rope_theta": 1e4, "factor": 2.0}
    path.write_text(json.dumps(data), encoding="utf-8")
    assert isinstance(load_decoder(toy, threads=1), TransformersDecoder)


@pytest.mark.parametrize("threads", [1, 2])
def test_threads_are_what_was_asked_for_after_loading(toy, threads):
    load_decoder(toy, threads=threads)
    assert torch.get_num_threads() == threads


def test_progress_goes_from_0_to_1(toy):
    seen = []
    load_decoder(toy, threads=1, progress=seen.append)
    assert seen[0] == 0
    assert seen[-1] == 1
    assert seen == sorted(seen)


def test_the_choice_of_kernels_is_kept_where_told(toy, tmp_path, monkeypatch):
    folders = []

    def choose(cache_folder, threads, library):
        folders.append((cache_folder, threads))
        return kernels(False)(cache_folder, threads, library)

    monkeypatch.setattr(loading, "choose", choose)
    load_decoder(toy, threads=1, cache_folder=tmp_path)
    assert folders == [(tmp_path, 1)]


def truncate(folder):
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])


def lie_about_layers(folder):
    path = folder / "config.json"
    text = path.read_text(encoding="utf-8")
    assert '"num_hidden_layers": 3' in text
    path.write_text(text.replace('"num_hidden_layers": 3', '"num_hidden_layers": 9'))


@pytest.mark.parametrize(
    "damage",
    [
        truncate,
        lie_about_layers,
        lambda folder: (folder / "model.safetensors").unlink(),
        lambda folder: (folder / "model.safetensors").write_bytes(b""),
        lambda folder: (folder / "model.safetensors").write_bytes(b"\xff" * 64),
        lambda folder: (folder / "config.json").unlink(),
        lambda folder: (folder / "config.json").write_bytes(b"\xff\xfe{"),
        lambda folder: (folder / "config.json").write_text("[]", encoding="utf-8"),
        lambda folder: (folder / "config.json").write_text('{"model_type": "qwen2"}'),
        lambda folder: (folder / "config.json").write_text('{"model_type": "nobody knows"}'),
    ],
)
def test_a_damaged_folder_is_a_known_error_that_names_it(toy, damage):
    damage(toy)
    with pytest.raises(KnownError) as caught:
        load_decoder(toy, threads=1)
    assert caught.value.code == "model_damaged"
    assert str(toy) in str(caught.value)


def test_loading_needs_no_transformers_for_known_architectures(toy):
    code = (
        "import sys; from pathlib import Path;"
        "from desktop_app.engine.forward.loading import load_decoder;"
        "load_decoder(Path(sys.argv[1]), threads=1);"
        "print('transformers' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(toy)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert result.stdout == "False\n"
    assert result.stderr == ""
