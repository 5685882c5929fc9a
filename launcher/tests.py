"""`python3 start.py test`: every check, then pytest."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from launcher.environment import Environment, locked, read_json, write_json
from launcher.first_model import fetch_starter, starter_hash
from launcher.packages import ensure_environment
from launcher.screen import require_libraries
from launcher.steps import StepError, Steps, say, step_environment

CONVERT = """
import pathlib, sys
from desktop_app.engine.gguf import convert_gguf
convert_gguf(*map(pathlib.Path, sys.argv[1:]))
"""


def checks(environment: Environment) -> list[tuple[str, list[str]]]:
    """What each check is called and the command that it is."""
    python = str(environment.python)
    translations = environment.root / "packaging" / "translations.py"
    return [
        ("Checking the style", environment.command("ruff", "check", ".")),
        ("Checking the format", environment.command("ruff", "format", "--check", ".")),
        ("Checking the types", environment.command("mypy")),
        ("Checking the layers", [str(environment.scripts / "lint-imports")]),
        ("Checking the translations", [python, str(translations), "--check"]),
    ]


def run_tests(environment: Environment, arguments: list[str]) -> int:
    """Every check, then pytest, whose summary is the last output. Returns the exit code."""
    ensure_environment(environment, "test")
    require_libraries(environment, "offscreen")
    starter = converted_starter(environment)
    passed = True
    with locked(environment) as lock:
        steps = Steps(environment.log, lock)
        for title, command in checks(environment):
            try:
                steps.run(title, command, cwd=environment.root, lines=60)
            except StepError as failure:
                passed = False
                say(failure.tail)
    say("Running the tests" + ("" if passed else "; a check before them failed") + " ...")
    settings = {
        "QT_QPA_PLATFORM": "offscreen",
        "HF_HUB_OFFLINE": "1",
        "QWEN_AIO_TEST_STARTER": str(starter),
    }
    command = environment.command("pytest", *arguments)
    variables = {**step_environment(), **settings}
    tests = subprocess.run(command, cwd=environment.root, env=variables)
    return tests.returncode if passed else 1


def converted_starter(environment: Environment) -> Path:
    """The folder build/starter with the starter's real weights, made again when its maker changes.

    The GGUF file stays in build/gguf, so that this needs the network once.
    """
    build = environment.root / "build"
    folder, stamp = build / "starter", build / "starter.json"
    makers = sorted((environment.root / "desktop_app" / "engine" / "gguf").glob("*.py"))
    code = b"".join(maker.read_bytes() for maker in makers)
    source_hash = starter_hash(environment.root)
    wanted = {"made by": hashlib.sha256(code + source_hash.encode()).hexdigest()}
    if read_json(stamp) == wanted and (folder / "config.json").is_file():
        return folder
    build.mkdir(exist_ok=True)
    with locked(environment) as lock:
        steps = Steps(environment.log, lock)
        source = fetch_starter(environment, steps, build / "gguf")
        stamp.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        command = [str(environment.python), "-P", "-c", CONVERT, str(source), str(folder)]
        steps.run("Converting the starter model for the tests", command)
        write_json(stamp, wanted)
    return folder
