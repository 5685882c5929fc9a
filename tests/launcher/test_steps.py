"""The steps of a setup: a line each, and words that help where one fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from launcher.steps import StepError, Steps, advice, refused_package

LOG = Path(".venv") / "start.log"


def test_a_step_is_one_line_and_its_output_goes_to_the_log(environment, capsys):
    steps = Steps(environment.log)
    steps.run("Counting", [sys.executable, "-c", "print('one')"])
    assert environment.log.read_text() == "one\n"
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("Counting ... done, ")
    assert captured.err.count("\n") == 1


def test_a_failed_step_shows_its_last_lines_and_what_to_do(environment, capsys):
    steps = Steps(environment.log)
    steps.run("First", [sys.executable, "-c", "print('not mine')"])
    code = "import sys; print(*range(9), 'No space left on device', sep='\\n'); sys.exit(3)"
    with pytest.raises(StepError) as caught:
        steps.run("Second", [sys.executable, "-c", code], lines=2)
    assert caught.value.tail == "8\nNo space left on device"
    assert "The disk is full" in str(caught.value)
    assert "Second ... failed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ProxyError('Cannot connect to proxy.')", "HTTPS_PROXY"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))", "cert"),
        ("NewConnectionError('<...>: Failed to establish a new connection')", "network"),
        ("ERROR: No matching distribution found for torch==2.13.0", "supported"),
        ("[Errno 30] Read-only file system: '/x/.venv'", "cannot be written"),
        ("error sending request for url: invalid peer certificate", "SSL_CERT_FILE"),
        ("error sending request for url: dns error", "PIP_FIND_LINKS"),
        ("something else", "log"),
    ],
)
def test_advice_fits_the_failure(output, words):
    assert words in advice(output, LOG)


def test_what_uv_refuses_is_named_too():
    output = """
  x Failed to download `torch==2.13.0+cpu`
  cause: Hash mismatch for `torch==2.13.0+cpu`

Expected:
  sha256:0000
Computed:
  sha256:6746
"""
    line = refused_package(output)
    assert line.startswith("torch 2.13.0+cpu was refused: ")
    assert "\n" not in line


def test_a_failure_of_another_kind_is_no_refusal():
    assert refused_package("ERROR: No matching distribution found for torch==2.13.0") == ""
