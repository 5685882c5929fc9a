"""The steps of a setup: a line each on stderr, their output in a log file."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO


class StartError(Exception):
    """Something on this machine is missing or failed: what happened and what to do."""


class StepError(StartError):
    """A step's command failed. tail: the end of its output."""

    def __init__(self, tail: str, advice: str) -> None:
        super().__init__(f"{tail}\n{advice}".strip())
        self.tail = tail


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def step_environment() -> dict[str, str]:
    """This process's variables, without those that would change what Python imports."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


class Steps:
    """Runs the steps of a setup. log: emptied at once.  lock: see environment.locked."""

    def __init__(self, log: Path, lock: IO[str] | None = None) -> None:
        self.log = log
        # A step that outlives a killed start keeps the lock, so that the next start waits for it.
        self.inherited = (lock.fileno(),) if lock and os.name != "nt" else ()
        self.running_line = sys.stderr.isatty()
        log.write_bytes(b"")

    def run(
        self,
        title: str,
        command: list[str],
        cwd: Path | None = None,
        lines: int = 6,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """variables: of the step's process; without them, this one's.

        Raises StepError with the last `lines` of output.
        """
        begin = time.monotonic()
        begin_output = self.log.stat().st_size
        self._show(f"{title} ...")
        with self.log.open("ab") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=step_environment() if variables is None else dict(variables),
                cwd=cwd,
                pass_fds=self.inherited,
            )
            try:
                while process.poll() is None:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(1)
                    if self.running_line:
                        self._show(f"{title} ... {time.monotonic() - begin:.0f} s")
            except BaseException:
                process.terminate()
                process.wait()
                say("")
                raise
        seconds = time.monotonic() - begin
        done = "done" if process.returncode == 0 else "failed"
        line = f"{title} ... {done}, {seconds:.0f} s"
        say(f"\r{line}" if self.running_line else f" {done}, {seconds:.0f} s")
        if process.returncode != 0:
            with self.log.open("rb") as output_again:
                output_again.seek(begin_output)
                text = output_again.read().decode("utf-8", "replace")
            refused = refused_package(text)
            tail = "" if refused else "\n".join(text.strip().splitlines()[-lines:])
            raise StepError(tail, refused or advice(text, self.log))

    def _show(self, line: str) -> None:
        print(f"\r{line}" if self.running_line else line, end="", file=sys.stderr, flush=True)


def refused_package(output: str) -> str:
    """One line about the package whose file is not the one that a lock names; "" without one."""
    pip = re.search(
        r"DO NOT MATCH THE HASHES.*?^\s+([\w.-]+)==(\S+?)(?: from [^\n]*?)?"
        r"(?: \(from -r ([^\n]*?) \(line \d+\)\))?:?$",
        output,
        re.DOTALL | re.MULTILINE,
    )
    uv = re.search(r"Hash mismatch for `([\w.-]+)==([^`]+)`", output)
    found = pip or uv
    if not found:
        return ""
    file = Path(found[3]).name if pip and found[3] else "its lock file"
    where = f"requirements/{file}" if file.endswith(".lock") else file
    return (
        f"{found[1]} {found[2]} was refused: the file that came is not the one whose hash stands "
        f"in {where}, so it was not installed. Put that file back as it was (git checkout "
        "requirements), or if it is right, try another network or package index."
    )


def advice(output: str, log: Path) -> str:
    """What to do about a failed step, from the words of its output."""
    causes = (
        (("No space left", "not enough space", "Disk quota"), "The disk is full: make room."),
        (("ProxyError", "407 "), "The proxy refused: check HTTPS_PROXY."),
        (
            ("CERTIFICATE_VERIFY_FAILED", "SSLError", "invalid peer certificate"),
            "The connection's certificate is not trusted: name your network's own in PIP_CERT and "
            "in SSL_CERT_FILE.",
        ),
        (
            ("error sending request",),  # uv's words, and torch is all that it fetches
            "The server with torch's CPU builds cannot be reached: check the connection, set "
            "HTTPS_PROXY, or set PIP_FIND_LINKS to a page or folder that has them.",
        ),
        (
            ("NewConnectionError", "NameResolutionError", "timed out", "Connection to", "No route"),
            "The network cannot be reached: check the connection, or set HTTPS_PROXY.",
        ),
        (
            ("No matching distribution",),
            "A package for this system was not found: check the network and pip's index settings; "
            "64-bit Linux, Windows 10 or newer and macOS 14 on Apple silicon are supported.",
        ),
        (
            ("Permission denied", "Read-only"),
            "This folder cannot be written to: copy it to one of your own.",
        ),
    )
    for words, text in causes:
        if any(word in output for word in words):
            return text + " Then start again: it goes on where it stopped."
    return (
        f"The whole output is in the file {log.name} in {log.parent.name}. "
        "Starting again goes on from here."
    )
