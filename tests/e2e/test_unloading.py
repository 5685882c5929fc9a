"""A model that is let go of is gone: seen in a fresh program, whose first import is part of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.starter

LOAD_AND_UNLOAD = """
import gc, sys, threading
gc.disable()
from desktop_app.cli.arguments import build_parser
from desktop_app.backend.inference import LocalBackend
from desktop_app.core.conversation import Turn
from desktop_app.startup import read_startup
startup = read_startup(build_parser().parse_args(["--data-dir", sys.argv[1]]))
backend = LocalBackend(startup.paths, startup.settings, startup.scenes, "en")

def names():
    kinds = [type(o) for o in gc.get_objects()]
    return {kind.__name__ for kind in kinds if kind.__module__.startswith("desktop_app.engine")}

for _ in range(2):
    for event in backend.prepare(threading.Event()):
        pass
    for event in backend.respond(Turn("c", (), "Hello.", "companion"), threading.Event()):
        pass
    loaded = names()
    backend.unload()
    print(*sorted(names() & {"Engine", "CompactDecoder"}), sep=",")
gc.collect()
print(*sorted(names() & {"Exact16Linear"}))
print(*sorted(loaded & {"Engine", "CompactDecoder"}), sep=",")
"""


def test_an_unloaded_model_is_held_by_nothing(starter_data):
    command = [sys.executable, "-c", LOAD_AND_UNLOAD, str(starter_data)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    first, second, collected, while_loaded = run.stdout.split("\n")[:4]
    assert while_loaded == "CompactDecoder,Engine"
    assert (first, second) == ("", "")
    # TorchScript's own leftovers hold the matrices of the output until the collector comes by
    assert collected == ""
