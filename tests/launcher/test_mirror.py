"""The first start where the hub is silent and its mirror answers, as a person at a terminal."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading

import pytest

from tests.engine.toy_chat import write_toy_chat
from tests.launcher.conftest import ROOT, mark_installed
from tests.models.hub_server import HubServer
from tests.models.small_catalogue import write_resources

pytestmark = [
    pytest.mark.posix,  # a terminal of its own
    pytest.mark.timeout(900),  # starts the application three times
]

# The application itself; only the addresses of the two servers and the catalogue are the test's.
APPLICATION = """
import functools, runpy
arguments = sys.argv[sys.argv.index("desktop_app") + 1:]
sys.path.insert(0, {root!r})
from desktop_app import startup
from desktop_app.models import sources
startup.Paths = functools.partial(startup.Paths, resources=startup.Path({resources!r}))
sources.HUB = sources.Source({hub!r}, official=True)
sources.MIRROR = sources.Source({mirror!r})
sys.argv[1:] = arguments
runpy.run_module("desktop_app", run_name="__main__")
"""


@pytest.fixture
def silent_hub():
    """The address of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def mirror(tmp_path):
    folder = write_toy_chat(tmp_path / "served")
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    with HubServer(files) as server:
        yield server


class Terminal:
    """A person's terminal: what stands on it, and what is typed."""

    def __init__(self) -> None:
        self._own, self.end = os.openpty()
        self.text = ""
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._own, 4096)
            except OSError:  # nobody has the other end any more
                return
            with self._changed:
                self.text += data.decode("utf-8", "replace")
                self._changed.notify_all()

    def wait_for(self, words: str) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: words in self.text, 600), self.text

    def type(self, text: str) -> None:
        os.write(self._own, text.encode())

    def close(self) -> None:
        os.close(self.end)
        self._reader.join()
        os.close(self._own)


@pytest.fixture
def terminal():
    terminal = Terminal()
    yield terminal
    terminal.close()


def test_the_default_model_comes_from_the_mirror(
    environment, answer, mirror, silent_hub, terminal, tmp_path
):
    resources = write_resources(tmp_path / "resources", mirror.repo, "test/none")
    answer(
        APPLICATION.format(
            root=str(ROOT),
            resources=str(resources),
            hub=silent_hub,
            mirror=mirror.endpoint,
        )
    )
    mark_installed(environment)
    hidden = ("HF_HUB_OFFLINE", "HF_ENDPOINT", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    variables = {n: v for n, v in os.environ.items() if n.upper() not in hidden}
    variables["QWEN_AIO_DATA_DIR"] = str(tmp_path / "data")
    command = [sys.executable, str(environment.root / "start.py"), "judge", "--lang", "en", "Good!"]
    process = subprocess.Popen(
        command,
        stdin=terminal.end,
        stderr=terminal.end,
        stdout=subprocess.PIPE,
        env=variables,
        cwd=tmp_path,
        encoding="utf-8",
    )
    with process:
        terminal.wait_for("Accept the licence and download? [y/N] ")
        assert "Big licence" in terminal.text
        terminal.type("y\n")
        out, _ = process.communicate()
    assert process.returncode == 0, terminal.text
    assert json.loads(out)["label"] in ("positive", "negative")
    assert "starter model SmolLM2" not in terminal.text
    assert [path.name for path in (tmp_path / "data" / "models").glob("[!.]*")] == ["big"]
    assert any(request.path.endswith("model.safetensors") for request in mirror.requests)
