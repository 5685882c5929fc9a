"""One program for each data folder, with real second programs at the other end."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket

from desktop_app.core.paths import Paths
from desktop_app.shell.platform.single_instance import LOCK_NAME, SOCKET_NAME, SingleInstance

PROGRAM = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from PySide6.QtCore import QCoreApplication, QTimer
    from desktop_app.core.paths import Paths
    from desktop_app.shell.platform.single_instance import SingleInstance

    app = QCoreApplication([])
    instance = SingleInstance(Paths(Path(sys.argv[1])))
    if not instance.acquire(patience_s=float(sys.argv[2])):
        print("second", instance.problem.code if instance.problem else "raised", flush=True)
        sys.exit(0)
    instance.raise_requested.connect(lambda: print("raised", flush=True))
    instance.quit_requested.connect(lambda: print("quit", flush=True))
    print("first", instance.address, flush=True)
    # the word of the parent, or its end, ends this
    from PySide6.QtCore import QSocketNotifier
    ends = QSocketNotifier(0, QSocketNotifier.Type.Read)
    ends.activated.connect(app.quit)
    app.exec()
    instance.release()
    """
)

IS_ROOT = hasattr(os, "getuid") and os.getuid() == 0
pytestmark = pytest.mark.posix  # sockets with a path; Windows has named pipes
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc of Linux")


@pytest.fixture(autouse=True)
def runtime(monkeypatch):
    """A short XDG_RUNTIME_DIR of this test's own: paths of sockets have a limit."""
    folder = Path(tempfile.mkdtemp(prefix="run-"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def data(tmp_path):
    return tmp_path / "数据 data"


@pytest.fixture
def start(data):
    """Starts a program over the data folder; ends all of them afterwards."""
    running = []

    def run(patience_s: float = 20.0, **more) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(data), str(patience_s)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            **more,
        )
        running.append(process)
        return process

    yield run
    for process in running:
        process.stdin.close()
        process.wait(60)
        process.stdout.close()


@pytest.fixture
def first(qapp, data):
    instance = SingleInstance(Paths(data))
    assert instance.acquire()
    yield instance
    instance.release()
    instance.deleteLater()


def word_of(process: subprocess.Popen) -> str:
    return process.stdout.readline().split()[0]


def connect(instance: SingleInstance) -> socket.socket:
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.settimeout(0)
    client.connect(instance.address)
    return client


def is_closed(client: socket.socket) -> bool:
    try:
        return client.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def test_a_second_start_raises_the_first(start, first, qtbot):
    with qtbot.waitSignal(first.raise_requested):
        second = start()
    assert second.stdout.readline() == "second raised\n"
    assert second.wait(60) == 0


def test_a_program_raises_another_program(start):
    one = start()
    assert word_of(one) == "first"
    two = start()
    assert two.stdout.readline() == "second raised\n"
    assert word_of(one) == "raised"


def test_another_data_folder_is_another_program(first, tmp_path):
    other = SingleInstance(Paths(tmp_path / "other"))
    assert other.acquire(patience_s=0)
    assert other.address != first.address
    other.release()


def test_after_the_end_the_next_one_is_first(first, data):
    address = first.address
    first.release()
    assert first.address == ""
    assert not Path(address).exists()
    again = SingleInstance(Paths(data))
    assert again.acquire(patience_s=0)
    again.release()


def test_killed_programs_leave_nothing_in_the_way(start, data, qtbot):
    one = start()
    assert word_of(one) == "first"
    one.send_signal(signal.SIGKILL)
    one.wait(60)
    assert (data / LOCK_NAME).exists()
    next_one = SingleInstance(Paths(data))
    assert next_one.acquire(patience_s=0)
    with qtbot.waitSignal(next_one.raise_requested):
        second = start()
    assert second.stdout.readline() == "second raised\n"
    next_one.release()


def test_of_many_starts_at_once_exactly_one_wins(start):
    processes = [start() for _ in range(4)]
    words = sorted(process.stdout.readline().split()[0] for process in processes)
    assert words == ["first", "second", "second", "second"]


def test_one_that_does_not_answer_is_said(first, data):
    """Its event loop stands still, as in a program that hangs."""
    second = SingleInstance(Paths(data))
    assert not second.acquire(patience_s=0.2)
    assert second.problem.code == "already_running"
    assert str(data) in str(second.problem)


@on_linux
@pytest.mark.parametrize("said", [b"quit", b"raise!", b"RAISE", b"x" * 100_000, b"raise\n"])
def test_any_other_word_is_turned_away(first, qtbot, said):
    with connect(first) as client, qtbot.assertNotEmitted(first.raise_requested):
        with contextlib.suppress(BlockingIOError):
            client.send(said)
        qtbot.waitUntil(lambda: is_closed(client))


@on_linux
def test_the_word_in_two_halves(first, qtbot):
    with connect(first) as client:
        client.send(b"ra")
        qtbot.waitUntil(lambda: len(first.findChildren(QLocalSocket)) > 0)
        with qtbot.waitSignal(first.raise_requested):
            client.send(b"ise")
        qtbot.waitUntil(lambda: is_closed(client))


@on_linux
def test_who_says_nothing_is_sent_away(first, qtbot):
    with connect(first) as client, qtbot.assertNotEmitted(first.raise_requested):
        qtbot.waitUntil(lambda: is_closed(client))


@on_linux
def test_a_crowd_of_silent_clients_does_not_keep_the_word_out(first, start, qtbot):
    clients = [connect(first) for _ in range(20)]
    qtbot.waitUntil(lambda: sum(map(is_closed, clients)) == len(clients))
    with qtbot.waitSignal(first.raise_requested):
        start()
    for client in clients:
        client.close()


@on_linux
def test_only_this_person_may_use_the_files(first, data):
    for path in (data / LOCK_NAME, Path(first.address)):
        assert path.stat().st_mode & 0o077 == 0
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


@on_linux
@pytest.mark.skipif(not IS_ROOT, reason="only root can become somebody else")
def test_another_person_is_refused_even_where_the_files_let_him_in(qapp, qtbot, runtime):
    folder = Path(tempfile.mkdtemp(prefix="open-", dir="/tmp"))
    first = SingleInstance(Paths(folder / "data"))
    try:
        assert first.acquire()
        runtime.chmod(0o755)
        Path(first.address).chmod(0o666)
        script = "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])\n"
        script += "s.settimeout(20)\ntry:\n s.sendall(b'raise'); print(s.recv(1))\n"
        script += "except ConnectionError: print(b'')"
        with qtbot.assertNotEmitted(first.raise_requested):
            other = subprocess.Popen(
                ["/usr/bin/python3", "-c", script, first.address],
                user="nobody",
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
            )
            qtbot.waitUntil(lambda: other.poll() is not None)
        assert other.stdout.read() == "b''\n"
        other.stdout.close()
    finally:
        first.release()
        shutil.rmtree(folder)


@on_linux
def test_nobody_listens_on_a_network(start):
    one = start()
    assert word_of(one) == "first"
    inodes = set()
    for link in Path(f"/proc/{one.pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            target = str(link.readlink())
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    assert inodes
    for table in ("tcp", "tcp6", "udp", "udp6"):
        rows = Path(f"/proc/{one.pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]
        assert not inodes & {row.split()[9] for row in rows}


def test_a_folder_that_cannot_be_made_stops_nobody(qapp, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    instance = SingleInstance(Paths(tmp_path / "file" / "data"))
    assert instance.acquire()
    assert instance.address == ""
    instance.release()


@pytest.mark.parametrize("private", [True, False])
def test_without_a_runtime_folder_of_its_own_the_socket_lies_in_the_data(
    qapp, monkeypatch, runtime, private
):
    if private:
        monkeypatch.delenv("XDG_RUNTIME_DIR")
    else:
        runtime.chmod(0o777)
    folder = Path(tempfile.mkdtemp(prefix="d-"))
    instance = SingleInstance(Paths(folder))
    assert instance.acquire()
    assert Path(instance.address) == folder / SOCKET_NAME
    instance.release()
    shutil.rmtree(folder)


def test_a_path_too_long_for_a_socket_has_another_place(qapp, monkeypatch, tmp_path, qtbot, start):
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    instance = SingleInstance(Paths(tmp_path / ("x" * 120)))
    assert instance.acquire()
    assert len(os.fsencode(instance.address)) <= 100
    assert stat.S_IMODE(Path(instance.address).parent.stat().st_mode) == 0o700
    instance.release()


@pytest.fixture
def temporary(monkeypatch):
    """A short folder in the place of /tmp."""
    folder = Path(tempfile.mkdtemp(prefix="t-"))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    shutil.rmtree(folder)


@on_linux
def test_nothing_is_made_outside_of_the_data_where_the_socket_lies_in_it(
    qapp, monkeypatch, temporary
):
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    data = temporary / "data"
    instance = SingleInstance(Paths(data))
    assert instance.acquire()
    assert instance.address == str(data / SOCKET_NAME)
    assert list(temporary.iterdir()) == [data]
    instance.release()


def _a_link(place: Path) -> None:
    (place.parent / "elsewhere").mkdir(mode=0o700)
    place.symlink_to(place.parent / "elsewhere")


def _somebody_elses(place: Path) -> None:
    if not IS_ROOT:
        pytest.skip("only root can give a folder away")
    place.mkdir(mode=0o777)
    os.chown(place, 65534, 65534)


def _open_to_all(place: Path) -> None:
    place.mkdir()
    place.chmod(0o777)


@on_linux
@pytest.mark.parametrize("prepare", [_a_link, _somebody_elses, _open_to_all, Path.touch])
def test_a_place_that_somebody_prepared_is_not_used(qapp, monkeypatch, temporary, prepare):
    """The program runs without a socket; a second start says that nobody answers."""
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    place = temporary / f"qwen-all-in-one-{os.getuid()}"
    prepare(place)
    data = temporary / ("x" * 120)
    first, second = SingleInstance(Paths(data)), SingleInstance(Paths(data))
    assert first.acquire()
    assert first.address == ""
    assert not place.is_dir() or not list(place.iterdir())
    assert not second.acquire(patience_s=0.1)
    assert second.problem.code == "already_running"
    first.release()


def test_a_setup_can_ask_the_program_to_end(start, data):
    first = start()
    assert first.stdout.readline().startswith("first")
    asking = "import sys, pathlib; from PySide6.QtCore import QCoreApplication as A; a = A([]);"
    asking += "from desktop_app.app import ask_to_quit; from desktop_app.core.paths import Paths;"
    asking += "sys.exit(ask_to_quit(Paths(pathlib.Path(sys.argv[1]))))"
    command = [sys.executable, "-c", asking]
    assert subprocess.run([*command, str(data)], check=False).returncode == 0
    assert first.stdout.readline() == "quit\n"
    assert subprocess.run([*command, str(data / "none")], check=False).returncode == 1
