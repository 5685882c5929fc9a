"""Knocks at the socket by which a second start raises the first, as nobody should."""

from __future__ import annotations

import contextlib
import random
import shutil
import socket
import stat
import struct
import subprocess
import time
from pathlib import Path

from tests.soak.outcome import Outcome

NOBODY = 65534
KNOCKS = 200
PATIENCE_S = 30
STRANGER = """
import socket, sys
other = socket.socket(socket.AF_UNIX)
other.settimeout(20)
try:
    other.connect(sys.argv[1])
    other.sendall(b"raise")
    print("connected", other.recv(1))
except OSError as error:
    print(type(error).__name__)
"""


def check_place(outcome: Outcome, address: Path) -> None:
    """Whether the socket is for this person only."""
    mode = stat.S_IMODE(address.stat().st_mode)
    outcome.check(
        stat.S_ISSOCK(address.stat().st_mode) and not mode & 0o077, f"socket mode {mode:o}"
    )
    mode = stat.S_IMODE(address.parent.stat().st_mode)
    outcome.check(mode == 0o700, f"the socket's folder has mode {mode:o}")


def knock_as_somebody_else(outcome: Outcome, address: Path) -> None:
    """Another user of this computer; needs root and setpriv."""
    person = ("--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups")
    command = [shutil.which("setpriv") or "setpriv", *person, "/usr/bin/python3", "-c", STRANGER]
    answer = subprocess.run([*command, str(address)], capture_output=True, text=True)
    outcome.check(answer.stdout.strip() == "PermissionError", f"somebody else: {answer}")
    outcome.figures["another user at the socket"] = answer.stdout.strip()


def knock_wrongly(outcome: Outcome, address: Path, seed: int = 1) -> None:
    """Noise, floods, words that are none, silence, half-open and cut connections."""
    chance = random.Random(seed)
    words = (b"quit", b"RAISE", b"raise\n", b"raise raise", b" raise", b"rais", b"\0raise", b"")
    silent = []
    for number in range(KNOCKS):
        with contextlib.suppress(OSError):
            client = socket.socket(socket.AF_UNIX)
            client.settimeout(2)
            client.connect(str(address))
            match number % 6:
                case 0:
                    client.sendall(chance.randbytes(chance.choice((1, 4, 6, 500))))
                case 1:
                    client.sendall(bytes(1 << 20))
                case 2:
                    client.sendall(chance.choice(words))
                case 3:
                    client.shutdown(socket.SHUT_WR)
                case 4:
                    now = struct.pack("ii", 1, 0)
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
                    client.close()
                case _:
                    silent.append(client)
                    continue
            client.close()
    slow = socket.socket(socket.AF_UNIX)
    with contextlib.suppress(OSError):
        slow.connect(str(address))
        for byte in b"rais":
            slow.send(bytes([byte]))
            time.sleep(0.5)
    slow.close()
    left = [client for client in silent if not _is_sent_away(client)]
    outcome.check(not left, f"{len(left)} silent clients are still there")
    outcome.figures["wrong knocks at the socket"] = KNOCKS + 1


def start_again(outcome: Outcome, command: list[str], environment: dict[str, str]) -> None:
    """The program a second time: it says the word and ends."""
    began = time.monotonic()
    ended = subprocess.run(
        command, env=environment, capture_output=True, encoding="utf-8", timeout=120
    )
    outcome.check(ended.returncode == 0, f"second start: {ended.stderr[-300:]}")
    outcome.check(not ended.stderr, f"second start says {ended.stderr[-300:]}")
    outcome.figures["a second start takes"] = f"{time.monotonic() - began:.1f} s"


def _is_sent_away(client: socket.socket) -> bool:
    client.settimeout(PATIENCE_S)
    try:
        return client.recv(1) == b""
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    finally:
        client.close()
