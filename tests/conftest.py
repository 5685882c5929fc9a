"""What holds for every test: no network, no home folder, no thread left behind."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.patience import PatientBot
from tests.support.thread_guard import no_thread_left_behind

ROOT = Path(__file__).resolve().parents[1]
HOME_VARIABLES = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HF_HOME")
PROGRAM_TIMEOUT_S = 240

Program = Callable[..., subprocess.CompletedProcess[str]]


def pytest_configure(config):
    """Before anything is imported that reads the environment."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["HF_HUB_OFFLINE"] = "1"
    # a thread that waits must not spin where other programs want the core
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.pop("QWEN_AIO_DATA_DIR", None)
    home = Path(tempfile.mkdtemp(prefix="home-of-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    for name in HOME_VARIABLES:
        os.environ[name] = str(home if name == "HOME" else home / name.lower())


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Windows runs all but the tests that say what they need."""
    if os.name == "nt" and item.get_closest_marker("posix"):
        pytest.skip("needs POSIX")


@pytest.fixture
def qtbot(qapp, request) -> PatientBot:
    """pytest-qt's, with more patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def keeps_the_umask() -> Iterator[None]:
    """The program makes its files private; what other tests make is not the program's."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def leaves_no_thread() -> Iterator[None]:
    """Costs a look at /proc; threads of fixtures with a wider scope are there before."""
    with no_thread_left_behind():
        yield


@pytest.fixture(scope="session", autouse=True)
def refused_connections() -> Iterator[list[str]]:
    """Every attempt of this process to leave the machine: refused, and kept in this list."""
    refused: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name), refused))
        yield refused


@pytest.fixture(autouse=True)
def stays_on_this_machine(refused_connections: list[str]) -> Iterator[None]:
    """Fails the test even where the program takes the refusal calmly."""
    refused_connections.clear()
    yield
    assert refused_connections == []


@pytest.fixture(scope="session")
def starter_folder() -> Path:
    """The starter's real weights as a model folder."""
    folder = Path(os.environ.get("QWEN_AIO_TEST_STARTER") or ROOT / "build" / "starter")
    if not (folder / "config.json").is_file():
        pytest.fail(f"no starter model in {folder}: python3 start.py test makes it", pytrace=False)
    return folder


@pytest.fixture
def program(tmp_path) -> Program:
    """Runs the program in a process of its own: program("judge", "text", data=folder, ...)."""

    def run(
        *arguments: str | Path, data: Path = tmp_path / "data", before: tuple[str, ...] = (), **more
    ) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "QWEN_AIO_DATA_DIR": str(data), **more.pop("env", {})}
        command = [*before, sys.executable, "-P", "-m", "desktop_app", *map(str, arguments)]
        return subprocess.run(
            command,
            env=environment,
            cwd=tmp_path,
            encoding="utf-8",
            stdin=None if "input" in more else subprocess.DEVNULL,
            capture_output=True,
            timeout=PROGRAM_TIMEOUT_S,
            **more,
        )

    return run


def _guarded(method: Callable, refused: list[str]) -> Callable:
    def checked(sock: socket.socket, *arguments):
        address = arguments[-1]
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address):
            refused.append(f"{method.__name__} {address}")
            raise ConnectionRefusedError(f"tests have no network: {address}")
        return method(sock, *arguments)

    return checked


def _is_local(address: object) -> bool:
    host = str(address[0]) if isinstance(address, tuple) else ""
    return host.startswith("127.") or host in ("::1", "localhost", "")


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """pytest-qt's qapp is the program's own; imported where a test wants one."""
    from desktop_app.composition import Application

    return Application
