"""Models that can't be used: one clear line on the command line, a card in the window."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.core.system.disk import SPARE_BYTES
from desktop_app.shell.inference.status import Phase
from tests.e2e.conftest import Desk
from tests.engine.test_gguf import write_gguf

pytestmark = pytest.mark.posix  # the weights are linked, not copied

WEIGHTS = "model.safetensors"


def change_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    path.write_text(json.dumps(config | changes), encoding="utf-8")


def damage(name: str, content: bytes) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).write_bytes(content)

    return damage


def truncate(folder: Path) -> None:
    path = folder / WEIGHTS
    with path.open("rb") as stream:
        head = stream.read(100_000)
    path.unlink()
    path.write_bytes(head)


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "no folder": (shutil.rmtree, "model_folder_missing"),
    "truncated weights": (truncate, "model_truncated"),
    "unknown architecture": (
        lambda folder: change_config(folder, architectures=["MambaForCausalLM"]),
        "architecture_unknown",
    ),
    "damaged config": (damage("config.json", b'{"architectures": ['), "config_damaged"),
    "another model's config": (
        lambda folder: change_config(folder, vocab_size=50_000),
        "safetensors_damaged",
    ),
    "layers that are not there": (
        lambda folder: change_config(folder, num_hidden_layers=300),
        "safetensors_damaged",
    ),
    "damaged tokenizer": (damage("tokenizer.json", b"\x00" * 100), "tokenizer_damaged"),
    "a tokenizer without sense": (
        damage("tokenizer.json", b'{"model": {"type": "Nonsense"}}'),
        "tokenizer_damaged",
    ),
    "no weights": (lambda folder: (folder / WEIGHTS).unlink(), "model_file_missing"),
}


@pytest.fixture
def model(starter_folder, tmp_path) -> Path:
    """The starter in a folder of its own; the weights are the same file until they are damaged."""
    return copy_starter(starter_folder, tmp_path / "模型 model")


def copy_starter(starter: Path, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for path in starter.iterdir():
        target = folder / path.name
        target.unlink(missing_ok=True)
        if path.name == WEIGHTS:
            target.symlink_to(path)
        else:
            shutil.copyfile(path, target)
    return folder


@pytest.mark.starter
@pytest.mark.parametrize("kind", DAMAGES)
def test_the_window_shows_why_and_offers_to_try_again(
    kind, qtbot, make_window, starter_data, model
):
    spoil, code = DAMAGES[kind]
    spoil(model)
    desk = Desk(qtbot, make_window(starter_data, model=str(model)))
    for _ in range(2):
        wait_for_failure(desk, code)
        desk.click(desk.window.area.failure.retry)
        assert desk.session.model.status.phase is Phase.LOADING
    wait_for_failure(desk, code)


@pytest.mark.starter
def test_trying_again_works_after_repair_and_early_messages_are_kept(
    qtbot, make_window, starter_data, starter_folder, model
):
    truncate(model)
    window = make_window(starter_data, model=str(model))
    desk = Desk(qtbot, window)
    wait_for_failure(desk, "model_truncated")
    copy_starter(starter_folder, model)
    desk.click(window.area.failure.retry)
    desk.say("Now it works, wonderful!")
    desk.wait(lambda: desk.listener.count("ended"))
    assert not window.area.failure.isVisible()
    assert not window.area.failure_below_chat.isVisible()
    message, reply = desk.session.chat.messages
    assert message.mood.label == "positive"
    assert reply.text


def wait_for_failure(desk: Desk, code: str) -> None:
    desk.wait(lambda: desk.session.model.status.phase is not Phase.LOADING)
    error = desk.session.model.status.error
    assert error.code == code
    assert desk.window.area.failure.isVisible()
    assert desk.window.area.failure.what.text() == error.sentences()[0]
    assert desk.window.area.failure.rest.text() == "\n".join(error.sentences()[1:])


@pytest.mark.starter
@pytest.mark.parametrize("kind", DAMAGES)
def test_the_command_line_says_so_in_one_line(kind, program, starter_data, model):
    DAMAGES[kind][0](model)
    result = program("judge", "--model", model, "hello", data=starter_data)
    assert (result.returncode, result.stdout) == (1, "")
    *progress, line = result.stderr.splitlines()
    assert set(progress) <= {"Starting the engine", "Reading the model"}
    assert len(line) > 40
    assert not line.startswith(("Traceback", "WARNING", "ERROR"))


def test_a_gguf_file_that_ends_early(program, tmp_path):
    whole = write_gguf(tmp_path / "toy.gguf").read_bytes()
    path = tmp_path / "cut.gguf"
    for size in (100, len(whole) - 1):
        path.write_bytes(whole[:size])
        result = program("model", "import", "--lang", "en", path)
        assert (result.returncode, result.stdout) == (1, "")
        assert "cut.gguf" in result.stderr.splitlines()[-1]
        assert "Traceback" not in result.stderr
    assert models_in(tmp_path / "data") == []


def test_no_room_for_the_conversion(program, tmp_path):
    """The disk says before the work begins that it is too small."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    source = write_gguf(tmp_path / "toy.gguf")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SPARE_BYTES // 2}", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting is not permitted here")
    try:
        result = program("model", "import", "--lang", "en", source, data=disk / "data")
        assert (result.returncode, result.stdout) == (1, "")
        assert "not enough space" in result.stderr.splitlines()[-1]
        assert models_in(disk / "data") == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_fills_up_in_the_middle_of_the_conversion(program, tmp_path):
    resource = pytest.importorskip("resource")
    """No file may grow beyond 100 kB: writing fails as it does on a full disk."""
    source = write_gguf(tmp_path / "toy.gguf")

    def fill_up() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    result = program("model", "import", "--lang", "en", source, preexec_fn=fill_up)
    assert (result.returncode, result.stdout) == (1, "")
    line = result.stderr.splitlines()[-1]
    assert line.startswith("The disk with")
    assert line.endswith("Free some space or choose another folder.")
    assert models_in(tmp_path / "data") == []


def models_in(data: Path) -> list[str]:
    """What counts as a model, and what was left half done."""
    found = (data / "models").glob("*") if data.exists() else ()
    return [path.name for path in found if path.name != ".lock"]
