"""The program as people and scripts start it, over the starter's weights; without a network."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from tests.e2e.conftest import STARTER
from tests.models.toy import write_model

pytestmark = pytest.mark.starter

REPORT = [
    "window_s",
    "torch_s",
    "model_ready_s",
    "verdict_s",
    "first_token_s",
    "verdict",
    "confidence",
    "reply",
    "tokens_per_s",
    "peak_rss_mib",
    "model",
    "ok",
]
MOMENTS = REPORT[:5]


@pytest.fixture(scope="session")
def no_network() -> tuple[str, ...]:
    """What to put before a command so that it has no network at all, not even this machine's."""
    command = ("unshare", "--map-root-user", "--net")
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare here")
    if subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("unshare is not permitted here")
    return command


def test_self_test_opens_no_socket_of_the_network(program, starter_data, tmp_path):
    """One run shows both: what the report holds, and that the kernel was asked for no network."""
    trace = tmp_path / "trace"
    strace = ("strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace))
    has_strace = shutil.which("strace") is not None
    result = program(
        "--self-test", "--json", data=starter_data, before=strace if has_strace else ()
    )
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout)
    assert list(report) == REPORT
    assert report["ok"] is True
    assert report["model"] == STARTER
    assert (report["verdict"], report["confidence"] > 0.75) == ("positive", True)
    assert report["reply"].strip()
    assert report["tokens_per_s"] > 0
    assert report["peak_rss_mib"] > 100
    moments = [report[name] for name in MOMENTS]
    assert moments == sorted(moments)
    assert moments[0] > 0
    if not has_strace:
        pytest.skip("the report is right; strace is not installed to see the sockets")
    calls = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    assert [line for line in calls if re.search(r"AF_INET6?\b", line)] == []


def test_self_test_of_a_broken_model(program, tmp_path):
    model = write_model(tmp_path / "model")
    (model / "config.json").write_text("{")
    result = program("--self-test", "--json", "--lang", "en", "--model", model)
    assert result.returncode == 1
    report = json.loads(result.stdout)
    assert list(report) == REPORT
    assert (report["ok"], report["verdict"], report["reply"]) == (False, None, "")
    (line,) = result.stderr.splitlines()
    assert "config.json" in line


def test_chat_without_any_network(program, starter_data, no_network):
    result = program("chat", "--once", "I feel great today!", data=starter_data, before=no_network)
    assert result.returncode == 0, result.stderr
    verdict, reply = result.stdout.split("\n", 1)
    assert re.fullmatch(r"😄 LLM sentiment: positive \(\d+%\)", verdict)
    assert reply.strip()
    assert "Traceback" not in result.stderr
